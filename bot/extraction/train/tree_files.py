"""Reads deal sentences with trees: JSON objects, one a line, `{"t": words, "sp": spaces, "head": [], "dep": []}`."""

from __future__ import annotations

import json
from pathlib import Path

from bot.extraction.train.sentences import CorpusBroken, CorpusMissing, Sentence, Tree, tree_fault


def read_trees(path: Path) -> list[Sentence]:
    """Every sentence, with its tree only. Raises CorpusMissing, or CorpusBroken with the line number."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError as missing:
        raise CorpusMissing(f"{path} is missing") from missing
    return [_sentence(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()]


def _sentence(line: str, where: str) -> Sentence:
    try:
        row = json.loads(line)
        words, spaces = tuple(map(str, row["t"])), tuple(map(bool, row["sp"]))
        tree = Tree(tuple(map(int, row["head"])), tuple(map(str, row["dep"])))
    except (ValueError, KeyError, TypeError) as fault:
        raise CorpusBroken(f"{where}: needs a JSON object with the lists t, sp, head and dep ({fault})") from fault
    if not len(words) == len(spaces) == len(tree.heads) == len(tree.deps):
        raise CorpusBroken(f"{where}: t, sp, head and dep differ in length")
    if wrong := tree_fault(tree):
        raise CorpusBroken(f"{where}: {wrong}")
    return Sentence(words, spaces, tree=tree)
