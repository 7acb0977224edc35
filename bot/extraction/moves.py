"""Where people go, by wordings: patterns over a sentence in which names are marks.

A sentence is written as its lower-case words, the person it is asked about as `<P>`, others as `<Q>` and companies as
`<C>`. The patterns of `patterns/<lang>/people.toml` (`[[wordings]]`) run over that; in them `~` stands for a gap: any
words of the same clause that name nobody else. Groups `to` and `from` mark the company somebody goes to or leaves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.extraction.companies import Cast
from bot.extraction.lexicon import lexicon
from bot.extraction.sentences import Sentence
from storage.records import Move, MoveKind

_GAP = r"(?:(?!<Q>)[^;:]){0,90}?"


@dataclass(frozen=True)
class _Wording:
    kind: MoveKind
    pattern: re.Pattern[str]


@dataclass(frozen=True)
class _Marked:
    """A sentence with marks for names, and the company at each offset where a mark for one begins."""

    text: str
    companies: Mapping[int, int]


def worded_move(
    sentence: Sentence,
    person: tuple[int, int],
    others: Sequence[tuple[int, int]],
    cast: Cast,
    lang: str,
    organisation: str | None,
) -> Move | None:
    """The move of the person named by words `person` (first and last), in a sentence that names `others` too.

    `organisation` is where the person is known to work; it is left or, where the wording gives none, the article's
    topic is.
    """
    marked = _marked(sentence, person, others, cast)
    for wording in _wordings(lang):
        if match := wording.pattern.search(marked.text):
            return _move(wording.kind, match, marked, cast, organisation)
    return None


def belongs(
    sentence: Sentence, person: tuple[int, int], others: Sequence[tuple[int, int]], cast: Cast, lang: str
) -> int | None:
    """The company that a sentence puts a person at without a role beside the name: "Ottilie Roe von der Harrow AG"."""
    marked = _marked(sentence, person, others, cast)
    for pattern in _places(lang, "at") if marked.companies else ():
        if (match := pattern.search(marked.text)) and match.start("at") in marked.companies:
            return marked.companies[match.start("at")]
    spoken_of = any(pattern.search(marked.text) for pattern in _places(lang, "spoken_of"))
    return cast.topic() if spoken_of else None


def _move(kind: MoveKind, match: re.Match[str], marked: _Marked, cast: Cast, organisation: str | None) -> Move:
    named = {
        end: cast.name(marked.companies[match.start(end)])
        for end in match.groupdict()
        if match[end] and match.start(end) in marked.companies
    }
    topic = cast.topic()
    about = cast.name(topic) if topic is not None else None
    if kind in (MoveKind.JOINS, MoveKind.APPOINTED):
        to = named.get("to") or (about if "from" in named or organisation is None else organisation)
        origin = named.get("from") or (organisation if organisation != to else None)
        return Move(kind, origin if origin != to else None, to)
    if kind in (MoveKind.STAYS, MoveKind.FOUNDER):
        return Move(kind, None, None)
    return Move(kind, named.get("from") or organisation or about, named.get("to"))


def _marked(sentence: Sentence, person: tuple[int, int], others: Sequence[tuple[int, int]], cast: Cast) -> _Marked:
    pieces: list[str] = []
    companies: dict[int, int] = {}
    at = 0
    for word in sentence.words:
        piece = word.lower
        mention = cast.at(sentence, word.i)
        if person[0] <= word.i <= person[1]:
            piece = "<P>" if word.i == person[0] else ""
        elif mention:  # before the other persons: the recogniser calls some companies persons
            piece = "" if word.i > mention.first else f"<C>-{mention.suffix}" if mention.suffix else "<C>"
            if piece:
                companies[at] = mention.company
        elif any(first <= word.i <= last for first, last in others):
            piece = "<Q>" if word.i in {first for first, _ in others} else ""
        if piece:
            pieces.append(piece)
            at += len(piece) + 1
    return _Marked(" ".join(pieces), companies)


@lru_cache(maxsize=4)
def _places(lang: str, name: str) -> tuple[re.Pattern[str], ...]:
    table = lexicon(lang).tables["people"]["roles"]
    return tuple(re.compile(words) for words in table.get(name, []))


@lru_cache(maxsize=4)
def _wordings(lang: str) -> tuple[_Wording, ...]:
    table = lexicon(lang).tables["people"].get("wordings", [])
    return tuple(
        _Wording(MoveKind(entry["kind"]), re.compile(words.replace("~", _GAP), re.S))
        for entry in table
        for words in entry["words"]
    )
