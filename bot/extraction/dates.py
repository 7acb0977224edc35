"""When a deal was announced and when it should close, read relative to the day of publication."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from bot.extraction.lexicon import lexicon
from storage.records import ExpectedClose

_ORDINALS = {
    "fir": 1,
    "1st": 1,
    "ers": 1,
    "sec": 2,
    "2nd": 2,
    "zwe": 2,
    "thi": 3,
    "3rd": 3,
    "dri": 3,
    "fou": 4,
    "4th": 4,
    "vie": 4,
}
_HEAD = 600  # characters in which an article may carry its own date


def published_in(text: str, lang: str) -> date | None:
    """The day that stands in an article's first lines ("18.06.2025", "June 18, 2025"); None where none does."""
    found = _absolute(lang).search(text[:_HEAD])
    return _day(found, lang) if found else None


def announced(sentence: str, lang: str, published: date | None) -> str | None:
    """The ISO day on which a sentence says that something happened; a month where it only says "recently".

    A weekday is the last one up to the day of publication. None where the sentence gives no day.
    """
    if found := _absolute(lang).search(sentence):
        day = _day(found, lang)
        if day and (published is None or abs((published - day).days) < 400):
            return day.isoformat()
    if published is None:
        return None
    table = lexicon(lang).tables["dates"]
    lowered = sentence.casefold()
    for word, back in table["words"].items():
        if re.search(rf"\b{word}\b", lowered):
            return f"{published:%Y-%m}" if back == "month" else (published + timedelta(days=int(back))).isoformat()
    for word, number in table["weekdays"].items():
        if re.search(rf"\b{word}\b", lowered):
            return (published - timedelta(days=(published.weekday() - int(number)) % 7)).isoformat()
    return None


def expected_close(sentence: str, lang: str, published: date | None) -> ExpectedClose | None:
    """When a sentence expects a deal to close: its words, and an ISO month, quarter, half or year."""
    table = lexicon(lang).tables["dates"]["close"]
    cue = re.search(table["cue"], sentence, re.I)
    if not cue:
        return None
    for name in ("quarter", "half", "year_end"):
        for found in re.finditer(table[name], sentence, re.I):
            period = _period(found, name, published)
            return ExpectedClose(found[0], period)
    if month := _month(lang).search(sentence, cue.start()):
        year = int(month["year"]) if month["year"] else published.year if published else None
        number = lexicon(lang).tables["dates"]["months"][month["month"].casefold()]
        return ExpectedClose(month[0], f"{year}-{number:02}" if year else None)
    return None


def _period(found: re.Match[str], name: str, published: date | None) -> str | None:
    groups = found.groupdict()
    year = groups.get({"quarter": "qy", "half": "hy", "year_end": "ey"}[name]) or (
        published.year if published else None
    )
    if year is None:
        return None
    if name == "year_end":
        return str(year)
    number = _ORDINALS[groups["q" if name == "quarter" else "h"][:3].casefold()]
    return f"{year}-{'Q' if name == 'quarter' else 'H'}{number}"


def _day(found: re.Match[str], lang: str) -> date | None:
    groups = found.groupdict()
    try:
        if groups.get("iso"):
            return date.fromisoformat(groups["iso"])
        if groups.get("dd"):
            return date(int(groups["yyyy"]), int(groups["mm"]), int(groups["dd"]))
        month = lexicon(lang).tables["dates"]["months"][(groups["month1"] or groups["month2"]).casefold()]
        return date(int(groups["year1"] or groups["year2"]), int(month), int(groups["day1"] or groups["day2"]))
    except ValueError:
        return None


@lru_cache(maxsize=4)
def _absolute(lang: str) -> re.Pattern[str]:
    months = _months(lang)
    return re.compile(
        rf"""\b(?:(?P<iso>\d{{4}}-\d{{2}}-\d{{2}})|(?P<dd>\d{{1,2}})\.\s?(?P<mm>\d{{1,2}})\.\s?(?P<yyyy>\d{{4}})
        |(?P<month1>{months})\.?\s(?P<day1>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year1>\d{{4}})
        |(?P<day2>\d{{1,2}})\.?(?:st|nd|rd|th)?\s(?P<month2>{months})\.?,?\s(?P<year2>\d{{4}}))\b""",
        re.X | re.I,
    )


@lru_cache(maxsize=4)
def _month(lang: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?P<month>{_months(lang)})\b(?:\s(?P<year>\d{{4}}))?", re.I)


def _months(lang: str) -> str:
    months: dict[str, Any] = lexicon(lang).tables["dates"]["months"]
    return "|".join(sorted((re.escape(name) for name in months), key=len, reverse=True))
