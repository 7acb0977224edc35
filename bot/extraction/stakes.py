"""Shares of a company in a text: 49 %, two thirds, a controlling stake; bought, held before, held after."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from bot.extraction.lexicon import lexicon

_AROUND = 70  # characters round a percentage in which a word for a share must stand


class Step(StrEnum):
    BOUGHT = "bought"  # the share that changes hands, or the only one given
    BEFORE = "before"
    AFTER = "after"


@dataclass(frozen=True)
class Share:
    """A share in per cent with its place in the article."""

    percent: Decimal
    step: Step
    text: str
    start: int
    end: int


def find_shares(text: str, lang: str, offset: int = 0) -> list[Share]:
    """The shares of companies in a sentence: percentages with a word for a share beside them."""
    cues = lexicon(lang).tables["stakes"]["cues"]
    found = []
    for match in _percentages(lang).finditer(text):
        before, after = text[max(0, match.start() - _AROUND) : match.start()], text[match.end() : match.end() + _AROUND]
        if not _is_share(match[0], before, after, cues):
            continue
        percent = _percent(match, lang)
        if percent is not None and 0 < percent <= 100:
            if bare := re.search(cues["from_bare"], before, re.I):
                start = match.start() - len(before) + bare.start("before") + offset
                held = Decimal(bare["before"].replace(",", "."))
                found.append(Share(held, Step.BEFORE, bare["before"], start, start + len(bare["before"])))
            step = _step(before, after, cues)
            found.append(Share(percent, step, match[0], match.start() + offset, match.end() + offset))
    return found


def _is_share(text: str, before: str, after: str, cues: dict[str, str]) -> bool:
    if re.search(cues["other"], after, re.I) or any(re.search(cues[cue], before, re.I) for cue in ("vote", "left_out")):
        return False
    if "prozentige" in text.casefold() or re.search(cues["following"], after, re.I):
        return True
    return bool(re.search(cues["leading"], before, re.I))


def says_control(text: str, lang: str) -> bool:
    """Whether a sentence speaks of a controlling stake without needing a figure."""
    return bool(re.search(lexicon(lang).tables["stakes"]["cues"]["control"], text, re.I))


def says_minority(text: str, lang: str) -> bool:
    return bool(re.search(lexicon(lang).tables["stakes"]["cues"]["minority"], text, re.I))


@lru_cache(maxsize=4)
def _percentages(lang: str) -> re.Pattern[str]:
    table = lexicon(lang).tables["stakes"]
    spelled = "|".join(re.escape(word) for word in sorted(table["words"], key=len, reverse=True))
    numbers = "|".join(re.escape(word) for word in lexicon(lang).tables["money"]["numbers"])
    return re.compile(
        rf"(?<![\w.,])(?P<number>\d{{1,3}}(?:[.,]\d+)?|{numbers})[\s-]?(?:{table['cues']['unit']})(?!\w)|\b(?P<words>{spelled})\b",
        re.I,
    )


def _percent(match: re.Match[str], lang: str) -> Decimal | None:
    tables = lexicon(lang).tables
    if words := match["words"]:
        return Decimal(str(tables["stakes"]["words"][words.casefold()]))
    number = match["number"].casefold()
    spelled = tables["money"]["numbers"].get(number)
    return Decimal(str(spelled)) if spelled is not None else Decimal(number.replace(",", "."))


def _step(before: str, after: str, cues: dict[str, str]) -> Step:
    if re.search(cues["before"], before, re.I) or re.match(cues["then"], after, re.I):
        return Step.BEFORE
    return Step.AFTER if re.search(cues["after"], before, re.I) else Step.BOUGHT
