"""Reads named-entity corpora: one JSON object a line, `{"t": [words], "b": [BIO tags]}` with LOC, ORG and PERSON."""

from __future__ import annotations

import json
from pathlib import Path

from bot.extraction.train.sentences import CorpusBroken, CorpusMissing, Sentence, bio_fault, guess_spaces


def read_bio(path: Path) -> list[Sentence]:
    """Every sentence of the file. Words that are only white space are left out.

    Raises CorpusMissing, or CorpusBroken with the line number.
    """
    try:
        with path.open(encoding="utf-8") as lines:
            return [_sentence(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()]
    except FileNotFoundError as missing:
        raise CorpusMissing(f"{path} is missing") from missing
    except UnicodeDecodeError as fault:
        raise CorpusBroken(f"{path}: not UTF-8 ({fault})") from fault


def _sentence(line: str, where: str) -> Sentence:
    words, tags = _columns(line, where)
    if len(words) != len(tags):
        raise CorpusBroken(f"{where}: {len(words)} words but {len(tags)} labels")
    kept = [(word.replace("\xa0", " ").strip(), tag) for word, tag in zip(words, tags, strict=True) if word.strip()]
    if not kept:
        raise CorpusBroken(f"{where}: no words")
    tags = [tag for _, tag in kept]
    if fault := bio_fault(tags):
        raise CorpusBroken(f"{where}: {fault}")
    words = ["".join(word.split()) for word, _ in kept]
    return Sentence(tuple(words), guess_spaces(words), tuple(tags))


def _columns(line: str, where: str) -> tuple[list[str], list[str]]:
    try:
        row = json.loads(line)
        words, tags = row["t"], row["b"]
    except json.JSONDecodeError as fault:
        raise CorpusBroken(f"{where}: not JSON ({fault.msg})") from fault
    except (KeyError, TypeError) as fault:
        raise CorpusBroken(f"{where}: needs an object with the lists t and b") from fault
    if not all(isinstance(column, list) and all(isinstance(x, str) for x in column) for column in (words, tags)):
        raise CorpusBroken(f"{where}: t and b must be lists of strings")
    return words, tags
