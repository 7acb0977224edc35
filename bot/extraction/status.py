"""Where a deal stands, read from the words of a sentence, hedges and negation before plain statements."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.extraction.lexicon import lexicon
from bot.extraction.sentences import Sentence
from storage.records import DealStatus

_AUXILIARY = re.compile(r"^(?:has|have|had|hat|haben|is|are|was)\s+", re.I)


@dataclass(frozen=True)
class _Cue:
    status: DealStatus
    words: re.Pattern[str]
    denied: bool


@dataclass(frozen=True)
class StatusWords:
    status: DealStatus
    text: str  # as the sentence has them
    sentence: Sentence
    denied: bool = False  # somebody says that there is no such deal

    @property
    def is_end(self) -> bool:
        """Whether the deal is not to be."""
        return self.status in (DealStatus.BLOCKED, DealStatus.TERMINATED)


def read_status(sentence: Sentence, lang: str) -> StatusWords | None:
    """The status that a sentence gives, with the first words that say so; None where it gives none."""
    for cue in _cues(lang):
        if match := cue.words.search(sentence.text):
            return StatusWords(cue.status, _AUXILIARY.sub("", match[0]), sentence, cue.denied)
    return None


def takes_back(sentence: Sentence, lang: str) -> bool:
    """Whether a sentence says what an earlier version of the article said."""
    return bool(_correction(lang).search(sentence.text))


def weakest(found: list[StatusWords]) -> StatusWords | None:
    """Of the statuses of a deal's weightiest sentences the one to report: an end, else the first one given."""
    for given in found:
        if given.is_end:
            return given
    return found[0] if found else None


@lru_cache(maxsize=4)
def _cues(lang: str) -> tuple[_Cue, ...]:
    table = lexicon(lang).tables["status"]["cues"]
    return tuple(
        _Cue(
            DealStatus(entry["status"]),
            re.compile(r"(?<!\w)(?:" + "|".join(entry["words"]) + r")(?!\w)", re.I | re.S),
            entry.get("denied", False),
        )
        for entry in table
    )


@lru_cache(maxsize=4)
def _correction(lang: str) -> re.Pattern[str]:
    return re.compile(lexicon(lang).tables["status"]["correction"]["cue"], re.I | re.S)
