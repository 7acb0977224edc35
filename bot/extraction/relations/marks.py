"""Wordings over a sentence in which every company is a mark: for who advises and who invests, where arcs say little.

A sentence is written as its lower-case words with `<C>` for each company. In a wording of `patterns/<lang>/*.toml`
"~" stands for one company or several in a row.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.extraction.companies import Cast
from bot.extraction.sentences import Sentence

MARK = "<C>"
# what may stand in a row between "and" and a name: "and its existing backer <C>"
_BESIDE = (
    r"(?:(?!said|says|told|which|who|that|is|are|was|were|has|have|had|will|would|to|for|in|at|of|with|from|by|"
    r"sagte|sagt|die|der|das|ist|sind|war|hat|haben|wird|zu|für|im|mit|von)[a-zäöü'’-]+ ){0,4}"
    r"(?:(?:the|die|der|dem|den) )?"
)


@dataclass(frozen=True)
class Marked:
    """A sentence with marks, and which company stands at the offset of each."""

    text: str
    companies: Mapping[int, int]

    def named(self, start: int, end: int) -> list[int]:
        """The companies between two offsets, in order, each once."""
        found = (self.companies[match.start() + start] for match in re.finditer(MARK, self.text[start:end]))
        return list(dict.fromkeys(found))

    def matches(self, wording: re.Pattern[str]) -> Iterator[re.Match[str]]:
        return wording.finditer(self.text)


def marked(sentence: Sentence, cast: Cast) -> Marked:
    """The sentence with its companies as marks."""
    pieces: list[str] = []
    companies: dict[int, int] = {}
    at = 0
    for word in sentence.words:
        mention = cast.at(sentence, word.i)
        if mention and word.i > mention.first:
            continue
        if mention:
            companies[at] = mention.company
        pieces.append(MARK if mention else word.lower)
        at += len(pieces[-1]) + 1
    return Marked(" ".join(pieces), companies)


def wording(pattern: str, *, described: bool = False) -> re.Pattern[str]:
    """A wording as an expression; with `described` a row's names may have a noun in front ("and its backer <C>")."""
    inner = _BESIDE if described else "(?:and |und )?"
    name = rf"{MARK}(?: \d{{1,3}}\b)?"  # "Harrow Fund 2"
    row = rf"{name}(?: '?’?s? ?(?:,|and|und|sowie|&|plus|as well as)(?: and| und| as well as)? {inner}{name})*"
    return re.compile(pattern.replace("~", row))
