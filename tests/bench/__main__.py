"""`make bench`: every benchmark in turn. Each prints ratios beside the bare thing, measured in the same run."""

from __future__ import annotations

import argparse
import importlib
import pkgutil

import tests.bench


def main() -> None:
    """Run `main()` of each `bench_*` module of this package but those that are left out."""
    parser = argparse.ArgumentParser(description="Every benchmark in turn.")
    modules = [each.name for each in pkgutil.iter_modules(tests.bench.__path__)]
    names = [each.removeprefix("bench_") for each in modules if each.startswith("bench_")]
    parser.add_argument("--without", action="append", default=[], choices=names, help="one to leave out")
    left_out = parser.parse_args().without
    for name in names:
        if name not in left_out:
            print(f"\n== {name}", flush=True)
            importlib.import_module(f"tests.bench.bench_{name}").main()


if __name__ == "__main__":
    main()
