"""A line that holds a date and nothing else, as it stands over articles that people paste."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar jänner jaenner",
            "february feb februar feber",
            "march mar märz maerz mrz mär",
            "april apr",
            "may mai",
            "june jun juni",
            "july jul juli",
            "august aug",
            "september sep sept",
            "october oct oktober okt",
            "november nov",
            "december dec dezember dez",
        ),
        start=1,
    )
    for name in names.split()
}
_BEFORE = r"""
    (?:(?:published|updated|posted|date|veröffentlicht|aktualisiert|stand|erstellt|datum)\ ?(?:on|am|:)?\ ?:?\ ?)?
    (?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[.,]*\ )?
    (?:(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|mo|di|mi|do|fr|sa|so)[.,]*\ )?
    (?:(?:am|den|the)\ )?
"""
_AFTER = r"""
    (?:[ ,|–-]*(?:um|at)?\ ?\d{1,2}[:.]\d{2}(?::\d{2})?\ ?(?:uhr|h|[ap]\.?m\.?)?\ ?(?:[a-z]{2,4})?)?\.?
"""
_FORMS = tuple(
    re.compile(_BEFORE + form + _AFTER, re.VERBOSE | re.IGNORECASE)
    for form in (
        r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})",
        r"(?P<day>\d{1,2})\.\ ?(?P<month>\d{1,2})\.\ ?(?P<year>\d{4})",
        r"(?P<day>\d{1,2})(?:\.|st|nd|rd|th)?\ (?:of\ )?(?P<month>[a-zäöü]+)\.?,?\ (?P<year>\d{4})",
        r"(?P<month>[a-z]+)\.?\ (?P<day>\d{1,2})(?:st|nd|rd|th)?,?\ (?P<year>\d{4})",
    )
)
_SLASHED = re.compile(
    _BEFORE + r"(?P<one>\d{1,2})/(?P<two>\d{1,2})/(?P<year>\d{4})" + _AFTER, re.VERBOSE | re.IGNORECASE
)
_MAX_LENGTH = 60


def read_date_line(line: str) -> date | None:
    """The date that is all of a line, in the English and German ways to write one; None for any other line.

    06/18/2025 and 18/06/2025 are read, 06/07/2025 is not: it may mean either.
    """
    line = line.strip()
    if len(line) > _MAX_LENGTH:
        return None
    for form in _FORMS:
        if found := form.fullmatch(line):
            return _date(found["year"], _month(found["month"]), int(found["day"]))
    return _slashed(line)


def _slashed(line: str) -> date | None:
    found = _SLASHED.fullmatch(line)
    if not found:
        return None
    one, two = int(found["one"]), int(found["two"])
    if one != two and max(one, two) <= 12:
        return None
    month, day = (one, two) if two > 12 else (two, one)
    return _date(found["year"], month, day)


def _month(text: str) -> int:
    return int(text) if text.isdecimal() else _MONTHS.get(text.lower(), 0)


def _date(year: str, month: int, day: int) -> date | None:
    try:
        return date(int(year), month, day)
    except ValueError:
        return None
