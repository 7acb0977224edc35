"""Who advises a side of a deal: banks and law firms, by the wordings of `patterns/<lang>/advisors.toml`.

Their groups are `who`, the advisors one after the other, and `client`; see `marks.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bot.extraction.companies import Cast
from bot.extraction.lexicon import Lexicon
from bot.extraction.relations.assembly import Draft
from bot.extraction.relations.marks import MARK, marked, wording
from bot.extraction.sentences import Sentence
from storage.records import Advisor, Evidence

_SIDES = ("acquirer", "target", "seller")


class AdvisorsReader:
    """Reads the advisors of one article's deals."""

    def __init__(self, sentences: Sequence[Sentence], cast: Cast, lexicon: Lexicon) -> None:
        table: Mapping[str, Any] = lexicon.tables.get("advisors", {})
        self._cue = re.compile(table["cue"], re.I) if table else None
        self._legal = re.compile(table["legal"], re.I) if table else None
        self._firms = re.compile(table["firms"], re.I) if table else None
        self._wordings = [wording(pattern) for pattern in table.get("wordings", ())]
        self._sentences = sentences
        self._cast = cast

    def advisors(self, draft: Draft) -> list[tuple[Advisor, Evidence]]:
        """Those who advise a party of a deal, each once, with the sentence that says so."""
        if self._cue is None:
            return []
        found: dict[int, tuple[Advisor, Evidence]] = {}
        parties = draft.companies(*_SIDES, "partner")  # none of whom advises another
        for sentence in self._sentences:
            if self._cue.search(sentence.text):
                for company, client, kind in self._told(sentence):
                    side = next((side for side in _SIDES if client in draft.companies(side)), None)
                    if company not in found and company not in parties and client in parties:
                        advisor = Advisor(self._cast.name(company), side, kind)
                        found[company] = advisor, sentence.evidence("advisors")
        return list(found.values())

    def _told(self, sentence: Sentence) -> Iterator[tuple[int, int, str]]:
        """Advisor, client and kind of advice for each that the sentence names."""
        told = marked(sentence, self._cast)
        for each in self._wordings:
            for match in told.matches(each):
                client = told.companies[match.start("client")]
                law = self._legal is not None and self._legal.search(_between(told.text, match))
                for advisor in told.named(*match.span("who")):
                    if advisor != client:
                        named = self._firms is not None and self._firms.search(self._cast.name(advisor))
                        yield advisor, client, "legal" if law or named else "financial"


def _between(text: str, match: re.Match[str]) -> str:
    """What a wording says of the advisors: between them and the client, up to another company, and at its two ends."""
    first, last = sorted(((match.start("who"), match.end("who")), (match.start("client"), match.end("client"))))
    before, inner, after = text[match.start() : first[0]], text[first[1] : last[0]], text[last[1] : match.end()]
    return f"{before} {inner.partition(MARK)[0]} {after}"
