"""`make eval EVAL=FOLDER`: reads the development sets in a folder and prints its scorers' tables.

The folder holds `score.py` (for `en_dev.jsonl`, `de_dev.jsonl`) and `score_reuters.py` (for `reuters_dev.jsonl`),
each called as `SCORER GOLD PREDICTED`. Further arguments go to the scorers, e.g. `--errors 5`. Where texts of the sets
belong to clusters, it ends with what became of those (see `tests/clusters.py`).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console

from bot.extract import extract_file
from bot.extraction import Extractor
from tests import clusters

SETS = {"en_dev.jsonl": "score.py", "de_dev.jsonl": "score.py", "reuters_dev.jsonl": "score_reuters.py"}


def main(arguments: list[str]) -> int:
    """Score every set that is there; the exit code is the worst scorer's, or 2 where there is nothing to score."""
    if not arguments:
        print("Name the folder: make eval EVAL=path/to/eval")
        return 2
    folder, options = Path(arguments[0]), arguments[1:]
    golds = [folder / name for name in SETS if (folder / name).exists()]
    if not golds:
        print(f"{folder} holds none of {', '.join(SETS)}.")
        return 2
    extractor, console = Extractor(), Console(stderr=True)
    with tempfile.TemporaryDirectory() as scratch:
        code = max(score(gold, Path(scratch) / gold.name, extractor, console, options) for gold in golds)
    if any(text.get("cluster") for texts in clusters.sets_in(folder) for text in texts):
        print("\n== clusters", flush=True)
        clusters.main([str(folder)])
    return code


def score(gold: Path, predicted: Path, extractor: Extractor, console: Console, options: list[str]) -> int:
    """Extract one set, hand it to its scorer, return the scorer's exit code."""
    extract_file(gold, predicted, extractor, console)
    print(f"\n== {gold.name}", flush=True)
    scorer = gold.parent / SETS[gold.name]
    return subprocess.run([sys.executable, str(scorer), str(gold), str(predicted), *options], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
