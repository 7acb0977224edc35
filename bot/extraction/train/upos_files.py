"""Reads sentences that only have parts of speech: one a line, `form##UPOS` words with spaces between.

A contraction stands as `im##_ in##ADP dem##DET`; it becomes the one word "im" with the tag of its first part. The files
follow UD 2.3, which called the copula a verb and articles of possession pronouns; they are brought to today's tags.
"""

from __future__ import annotations

import re
from pathlib import Path

from bot.extraction.train.sentences import CorpusBroken, CorpusMissing, Sentence, guess_spaces

# fmt: off
_COPULA = frozenset([
    "bin", "bist", "ist", "sind", "seid", "war", "warst", "waren", "wart", "sei", "seien", "wäre", "wären",
    "gewesen", "sein",
])
# fmt: on
_DETERMINER = re.compile(
    r"(dies|jed|kein|mein|dein|sein|ihr|unser|euer|eur|all|viel|manch|solch|welch|jen|beid|einig|mehrer)", re.I
)
_NOMINAL = frozenset(["NOUN", "ADJ", "PROPN", "NUM"])
# fmt: off
_UPOS = frozenset([
    "ADJ", "ADP", "ADV", "AUX", "CCONJ", "DET", "INTJ", "NOUN", "NUM", "PART", "PRON", "PROPN", "PUNCT", "SCONJ",
    "SYM", "VERB", "X",
])
# fmt: on


def read_upos(path: Path) -> list[Sentence]:
    """Every sentence, with `tags` only. Raises CorpusMissing, or CorpusBroken with the line number."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError as missing:
        raise CorpusMissing(f"{path} is missing") from missing
    return [_sentence(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()]


def _sentence(line: str, where: str) -> Sentence:
    pairs = [piece.rpartition("##")[::2] for piece in line.split(" ") if piece]
    words: list[str] = []
    tags: list[str] = []
    i = 0
    while i < len(pairs):
        form, tag = pairs[i]
        contracted = tag == "_"
        if not form or tag not in _UPOS | {"_"} or (contracted and i + 2 >= len(pairs)):
            raise CorpusBroken(f"{where}: word {i + 1} is not form##UPOS")
        words.append(form)
        tags.append("ADP" if contracted else tag)
        i += 3 if contracted else 1
    following = [*tags[1:], ""]
    modern = tuple(_modern(*seen) for seen in zip(words, tags, following, strict=True))
    return Sentence(tuple(words), guess_spaces(words), tags=modern)


def _modern(word: str, tag: str, following: str) -> str:
    if tag == "VERB" and word.lower() in _COPULA:
        return "AUX"
    if tag == "PRON" and following in _NOMINAL and _DETERMINER.match(word):
        return "DET"
    return tag
