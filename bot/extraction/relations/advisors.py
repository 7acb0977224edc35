"""Who advises a side of a deal: banks and law firms, by wordings over a sentence in which companies are marks.

A sentence is written as its lower-case words with `<C>` for each company. The patterns of
`patterns/<lang>/advisors.toml` run over that; their groups are `who`, the advisors one after the other, and `client`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.extraction.companies import Cast
from bot.extraction.lexicon import Lexicon
from bot.extraction.relations.assembly import Draft
from bot.extraction.sentences import Sentence
from storage.records import Advisor, Evidence

_SIDES = ("acquirer", "target", "seller")
_MARK = "<C>"


class AdvisorsReader:
    """Reads the advisors of one article's deals."""

    def __init__(self, sentences: Sequence[Sentence], cast: Cast, lexicon: Lexicon) -> None:
        table: Mapping[str, Any] = lexicon.tables.get("advisors", {})
        self._cue = re.compile(table["cue"], re.I) if table else None
        self._legal = re.compile(table["legal"], re.I) if table else None
        self._wordings = [re.compile(wording.replace("~", _list())) for wording in table.get("wordings", ())]
        self._sentences = sentences
        self._cast = cast

    def advisors(self, draft: Draft) -> list[tuple[Advisor, Evidence]]:
        """Those who advise a party of a deal, each once, with the sentence that says so."""
        if self._cue is None:
            return []
        found: dict[int, tuple[Advisor, Evidence]] = {}
        for sentence in self._sentences:
            if self._cue.search(sentence.text):
                for company, client, kind in self._told(sentence):
                    side = next((side for side in _SIDES if client in draft.companies(side)), None)
                    if company not in found and (side or client in draft.companies("partner")):
                        advisor = Advisor(self._cast.name(company), side, kind)
                        found[company] = advisor, sentence.evidence("advisors")
        return list(found.values())

    def _told(self, sentence: Sentence) -> Iterator[tuple[int, int, str]]:
        """Advisor, client and kind of advice for each that the sentence names."""
        text, companies = _marked(sentence, self._cast)
        for wording in self._wordings:
            for match in wording.finditer(text):
                client = companies[match.start("client")]
                law = self._legal is not None and self._legal.search(match[0])
                for at in _marks(text, match.start("who"), match.end("who")):
                    if companies[at] != client:
                        yield companies[at], client, "legal" if law else "financial"


def _list() -> str:
    """A pattern for one company or several joined by commas and "and"."""
    return rf"{_MARK}(?: ?(?:,|and|und|sowie|&)(?: and| und)? {_MARK})*"


def _marks(text: str, start: int, end: int) -> Iterator[int]:
    return (match.start() for match in re.finditer(_MARK, text[:end]) if match.start() >= start)


def _marked(sentence: Sentence, cast: Cast) -> tuple[str, dict[int, int]]:
    """The sentence with a mark for each company, and which company stands at the offset of each mark."""
    pieces: list[str] = []
    companies: dict[int, int] = {}
    at = 0
    for word in sentence.words:
        mention = cast.at(sentence, word.i)
        if mention and word.i > mention.first:
            continue
        if mention:
            companies[at] = mention.company
        pieces.append(_MARK if mention else word.lower)
        at += len(pieces[-1]) + 1
    return " ".join(pieces), companies
