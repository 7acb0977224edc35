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
class StatusWords:
    status: DealStatus
    text: str  # as the sentence has them
    sentence: Sentence

    @property
    def is_end(self) -> bool:
        """Whether the deal is not to be."""
        return self.status in (DealStatus.BLOCKED, DealStatus.TERMINATED)


def read_status(sentence: Sentence, lang: str) -> StatusWords | None:
    """The status that a sentence gives, with the first words that say so; None where it gives none."""
    for status, cue in _cues(lang):
        if match := cue.search(sentence.text):
            return StatusWords(status, _AUXILIARY.sub("", match[0]), sentence)
    return None


def weakest(found: list[StatusWords]) -> StatusWords | None:
    """Of the statuses of a deal's weightiest sentences the one to report: an end, else the first one given."""
    for given in found:
        if given.is_end:
            return given
    return found[0] if found else None


@lru_cache(maxsize=4)
def _cues(lang: str) -> tuple[tuple[DealStatus, re.Pattern[str]], ...]:
    table = lexicon(lang).tables["status"]["cues"]
    return tuple(
        (DealStatus(entry["status"]), re.compile(r"(?<!\w)(?:" + "|".join(entry["words"]) + r")(?!\w)", re.I | re.S))
        for entry in table
    )
