"""Reads CoNLL-U treebanks into sentences spaCy can train on.

A multiword token ("im" = "in" + "dem") becomes one word where its parts don't spell it: running text has "im", and so
must the training data. It takes the first part's forms and the place in the tree of the part that is attached outside.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.extraction.train.sentences import ROOT, CorpusBroken, CorpusMissing, Forms, Sentence, Tree, tree_fault

_COLUMNS = 10
_COMMENT = re.compile(r"# ([\w ]+?) ?= ?(.*)")


@dataclass(frozen=True)
class Word:
    """One word: columns of the format, `head` as position in the sentence (its own for the root)."""

    form: str
    lemma: str
    pos: str
    tag: str
    morph: str
    head: int
    dep: str
    space: bool
    misc: str


@dataclass(frozen=True)
class Block:
    """A sentence of the file: its comments ("newdoc id", "text" ...) and words."""

    comments: dict[str, str]
    words: tuple[Word, ...]


@dataclass(frozen=True)
class _Token:
    """What one written word stands for: its rows, the written form, whether a space follows."""

    rows: tuple[list[str], ...]
    form: str
    space: bool


def read_conllu(path: Path) -> list[Sentence]:
    """Every sentence of the file, with forms and tree. Raises CorpusMissing, or CorpusBroken with the line number."""
    return [to_sentence(block) for block in read_blocks(path)]


def to_sentence(block: Block) -> Sentence:
    """The sentence of a block, its last word followed by a space."""
    words = block.words
    forms = Forms(
        tuple(w.tag for w in words),
        tuple(w.pos for w in words),
        tuple(w.morph for w in words),
        tuple(w.lemma for w in words),
    )
    return Sentence(
        words=tuple(w.form for w in words),
        spaces=(*(w.space for w in words[:-1]), True),
        forms=forms,
        tree=Tree(tuple(w.head for w in words), tuple(w.dep for w in words)),
    )


def read_blocks(path: Path) -> Iterator[Block]:
    """The sentences of the file with their comments."""
    comments: dict[str, str] = {}
    rows: list[list[str]] = []
    first = 1
    for number, line in _numbered(path):
        if line.startswith("#"):
            if match := _COMMENT.match(line):
                comments[match[1]] = match[2]
        elif line:
            first = first if rows else number
            rows.append(_row(line, f"{path}:{number}"))
        elif rows:
            yield _block(comments, rows, f"{path}:{first}")
            comments, rows = {}, []


def _numbered(path: Path) -> Iterator[tuple[int, str]]:
    try:
        with path.open(encoding="utf-8") as lines:
            number = 0
            for number, line in enumerate(lines, 1):
                yield number, line.rstrip("\r\n")
            yield number + 1, ""
    except FileNotFoundError as missing:
        raise CorpusMissing(f"{path} is missing") from missing
    except UnicodeDecodeError as fault:
        raise CorpusBroken(f"{path}: not UTF-8 ({fault})") from fault


def _row(line: str, where: str) -> list[str]:
    columns = line.split("\t")
    if len(columns) != _COLUMNS:
        raise CorpusBroken(f"{where}: {len(columns)} columns instead of {_COLUMNS}")
    if not columns[1].strip() or any(c.isspace() for c in columns[1].replace(" ", "").replace("\xa0", "")):
        raise CorpusBroken(f"{where}: a word without letters")
    return columns


def _block(comments: dict[str, str], rows: list[list[str]], where: str) -> Block:
    tokens = _tokens(rows, where)
    place = {row[0]: i for i, token in enumerate(tokens) for row in token.rows}
    try:
        words = tuple(_word(token, i, place) for i, token in enumerate(tokens))
    except KeyError as unknown:
        raise CorpusBroken(f"{where}: a word has the unknown head {unknown}") from unknown
    if fault := tree_fault(Tree(tuple(w.head for w in words), tuple(w.dep for w in words))):
        raise CorpusBroken(f"{where}: {fault}")
    return Block(comments, words)


def _tokens(rows: list[list[str]], where: str) -> list[_Token]:
    ranges = {row[0].split("-")[0]: row for row in rows if "-" in row[0]}
    plain = [row for row in rows if row[0].isdigit()]
    if len(plain) + len(ranges) + sum("." in row[0] for row in rows) != len(rows) or not plain:
        raise CorpusBroken(f"{where}: a word's number is neither 7, 7-8 nor 7.1")
    tokens: list[_Token] = []
    i = 0
    while i < len(plain):
        if written := ranges.get(plain[i][0]):
            first, last = (int(number) for number in written[0].split("-"))
            parts = plain[i : i + last - first + 1]
            tokens += _multiword(parts, written)
            i += len(parts)
        else:
            tokens.append(_Token((plain[i],), plain[i][1], _space(plain[i])))
            i += 1
    return tokens


def _multiword(parts: list[list[str]], written: list[str]) -> list[_Token]:
    if "".join(row[1] for row in parts) != written[1]:
        return [_Token(tuple(parts), written[1], _space(written))]
    return [_Token((row,), row[1], row is parts[-1] and _space(written)) for row in parts]


def _space(row: list[str]) -> bool:
    return "SpaceAfter=No" not in row[9]


def _word(token: _Token, position: int, place: dict[str, int]) -> Word:
    attached = next((row for row in token.rows if row[6] == "0" or place[row[6]] != position), token.rows[0])
    first, merged = token.rows[0], len(token.rows) > 1
    contracted = merged and first[3] == "ADP"
    tag = "APPRART" if contracted else attached[4]
    is_root = attached[6] == "0"
    return Word(
        form=token.form.replace(" ", "").replace("\xa0", ""),
        lemma=_or(first[2] if merged else attached[2], token.form),
        pos=first[3] if merged else attached[3],
        tag=_or(tag, ""),
        morph="" if merged else _or(attached[5], ""),
        head=position if is_root else place[attached[6]],
        dep=ROOT if is_root else attached[7],
        space=token.space,
        misc=attached[9],
    )


def _or(value: str, otherwise: str) -> str:
    return otherwise if value == "_" else value
