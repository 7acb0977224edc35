"""`make bench`: every benchmark in turn. Each prints ratios beside the bare thing, measured in the same run."""

from __future__ import annotations

import importlib
import pkgutil

import tests.bench


def main() -> None:
    """Run `main()` of each `bench_*` module of this package."""
    for module in pkgutil.iter_modules(tests.bench.__path__):
        if module.name.startswith("bench_"):
            print(f"\n== {module.name.removeprefix('bench_')}", flush=True)
            importlib.import_module(f"tests.bench.{module.name}").main()


if __name__ == "__main__":
    main()
