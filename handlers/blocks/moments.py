"""Days and times as people say them: "Friday 27 November 2026, 08:30"."""

from __future__ import annotations

from datetime import date, datetime, time

from handlers.blocks.formats import day as written_day
from handlers.blocks.formats import enumerated
from handlers.blocks.words import words_of
from handlers.blocks.words.digest import DIGEST
from storage.schedules import EVERY_DAY, WEEKDAYS


def dated(day: date, lang: str) -> str:
    """`Friday 27 November 2026`; `Freitag, 27. November 2026`."""
    texts = DIGEST.of(lang)
    weekday = texts[f"day_{day.isoweekday()}"]
    return texts["date"].format(weekday=weekday, day=written_day(day, words_of(lang)))


def clock_time(at: time, lang: str) -> str:
    """`08:30`; in German without the leading zero."""
    return f"{at:%H:%M}" if words_of(lang).lang == "en" else f"{at.hour}:{at:%M}"


def moment(local: datetime, lang: str) -> str:
    """The day and the time of a local instant."""
    return DIGEST.of(lang)["moment"].format(date=dated(local.date(), lang), time=clock_time(local.time(), lang))


def weekdays(days: frozenset[int], lang: str) -> str:
    """`on weekdays`, `every day`, `on Monday and Friday`."""
    texts = DIGEST.of(lang)
    if days == WEEKDAYS:
        return texts["weekdays"]
    if days == EVERY_DAY:
        return texts["every_day"]
    named = [
        texts[f"day_{day}"] if words_of(lang).lang == "en" else f"{texts[f'day_{day}'].lower()}s"
        for day in sorted(days)
    ]
    return texts["some_days"].format(days=enumerated(named, words_of(lang), len(named)))
