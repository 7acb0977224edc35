"""Spans of days as people name them: `2024-Q3`, `30d`, `last week`, `letzte 30 Tage`, `March`, `3. Juni 2025`.

Weeks begin on Monday. A month, a quarter or a weekday without a year is the latest that has begun.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta

Span = tuple[date, date]  # the first and the last day; both belong to it

_MONTHS = (
    *("jan(?:uary|uar)?|jänner", "feb(?:ruary|ruar)?", "mar(?:ch)?|märz|mär|mrz", "apr(?:il)?", "may|mai"),
    *("june?|juni", "july?|juli", "aug(?:ust)?", "sept?(?:ember)?", "oct(?:ober)?|okt(?:ober)?", "nov(?:ember)?"),
    "dec(?:ember)?|dez(?:ember)?",
)
_DAYS = (
    *("mon(?:day)?|montag", "tue(?:s|sday)?|dienstag", "wed(?:nesday)?|mittwoch", "thu(?:rs|rsday)?|donnerstag"),
    *("fri(?:day)?|freitag", "sat(?:urday)?|samstag|sonnabend", "sun(?:day)?|sonntag"),
)
_UNITS = (
    ("day", "days?|tag(?:en?)?"),
    ("week", "weeks?|wochen?"),
    ("month", "months?|monate?[sn]?|monats"),
    ("quarter", "quarters?|quartale?[sn]?|quartals"),
    ("half", "half|half-years?|halbjahr(?:en?|es)?"),
    ("year", "years?|jahr(?:en?|es)?"),
)
_NUMBERS = (
    *(("a", 1), ("an", 1), ("one", 1), ("two", 2), ("three", 3), ("four", 4), ("five", 5), ("six", 6), ("seven", 7)),
    *(("eight", 8), ("nine", 9), ("ten", 10), ("eleven", 11), ("twelve", 12), ("couple", 2), ("couple of", 2)),
    *(("few", 3), ("ein", 1), ("einem", 1), ("einer", 1), ("eine", 1), ("zwei", 2), ("drei", 3), ("vier", 4)),
    *(("fünf", 5), ("sechs", 6), ("sieben", 7), ("acht", 8), ("neun", 9), ("zehn", 10), ("elf", 11), ("zwölf", 12)),
    *(("paar", 3), ("several", 3), ("mehreren", 3)),
)
_ORDINALS = (
    *(("first", 1), ("second", 2), ("third", 3), ("fourth", 4), ("1st", 1), ("2nd", 2), ("3rd", 3), ("4th", 4)),
    *(("erste", 1), ("zweite", 2), ("dritte", 3), ("vierte", 4), ("1.", 1), ("2.", 2), ("3.", 3), ("4.", 4)),
)
_COUNTS = dict(_NUMBERS)
_COUNT = "|".join([r"\d{1,4}", *sorted((re.escape(word) for word in _COUNTS), key=len, reverse=True)])
_UNIT = "|".join(names for _, names in _UNITS)
_MONTH = "|".join(_MONTHS)
_DAY = "|".join(_DAYS)
_YEAR = r"(?:19|20)\d\d"
_ORDINAL = "|".join(f"{re.escape(word)}(?:r|s|n)?" if word[-1] == "e" else re.escape(word) for word, _ in _ORDINALS)
_THIS = "this|current|the|diese[rsnm]?|laufende[rsnm]?|aktuelle[rsnm]?|der|des|im|den"
_LAST = "last|past|previous|letzte[rsnm]?|vergangene[rsnm]?|vorige[rsnm]?|vorherige[rsnm]?"
_START = (
    "(?:the )?(?:start|beginning) of (?:the|this) year|jahres(?:beginn|anfang)|anfang (?:des|dieses) jahres"
    "|year[- ]to[- ]date|ytd"
)


def period(text: str, today: date) -> Span:
    """The span that a text names. Raises ValueError, OverflowError for what names none."""
    named = " ".join(text.casefold().replace(",", " ").split())
    for form in (named, named.replace("-", " ")):
        for pattern, read in _FORMS:
            if match := re.fullmatch(pattern, form):
                return read(match, today)
    day = date.fromisoformat(named)
    return day, day


def days_before(today: date, count: int, unit: str) -> date:
    """The day that many days, weeks, months, quarters, halves or years ago."""
    if unit in ("day", "week"):
        return today - timedelta(days=count * (7 if unit == "week" else 1))
    months = today.year * 12 + today.month - 1 - count * {"month": 1, "quarter": 3, "half": 6, "year": 12}[unit]
    year, month = divmod(months, 12)
    return date(year, month + 1, min(today.day, _length(year, month + 1)))


def _length(year: int, month: int) -> int:
    return monthrange(year, month)[1] if year >= 1 else 31


def _unit(word: str) -> str:
    return next(unit for unit, names in _UNITS if re.fullmatch(names, word))


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _COUNTS[word]


def _of(names: tuple[str, ...], word: str) -> int:
    """The place of a word among the months or days, from 1 on."""
    return next(place for place, name in enumerate(names, 1) if re.fullmatch(name, word))


def month_of(year: int, month: int) -> Span:
    first = date(year, month, 1)
    return first, first.replace(day=_length(year, month))


def quarter_of(year: int, quarter: int) -> Span:
    return month_of(year, quarter * 3 - 2)[0], month_of(year, quarter * 3)[1]


def half_of(year: int, half: int) -> Span:
    return month_of(year, half * 6 - 5)[0], month_of(year, half * 6)[1]


def year_of(year: int) -> Span:
    return date(year, 1, 1), date(year, 12, 31)


def current(unit: str, today: date) -> Span:
    """The day, week, month, quarter, half or year that a day lies in."""
    match unit:
        case "day":
            return today, today
        case "week":
            monday = today - timedelta(days=today.weekday())
            return monday, monday + timedelta(days=6)
        case "month":
            return month_of(today.year, today.month)
        case "quarter":
            return quarter_of(today.year, (today.month + 2) // 3)
        case "half":
            return half_of(today.year, (today.month + 5) // 6)
    return year_of(today.year)


def _previous(unit: str, today: date) -> Span:
    return current(unit, current(unit, today)[0] - timedelta(days=1))


def _rolling(match: re.Match[str], today: date) -> Span:
    return days_before(today, _number(match[1]), _unit(match[2])), today


def _ago(match: re.Match[str], today: date) -> Span:
    day = days_before(today, _number(match[1] or match[3]), _unit(match[2] or match[4]))
    return day, day


def _short_ago(match: re.Match[str], today: date) -> Span:
    unit = {"d": "day", "t": "day", "w": "week", "m": "month", "y": "year", "j": "year"}[match[2][0]]
    if unit in ("month", "year"):  # as everywhere in computing: 30 and 365 days
        day = today - timedelta(days=int(match[1]) * (30 if unit == "month" else 365))
    else:
        day = days_before(today, int(match[1]), unit)
    return day, day


def _month_named(match: re.Match[str], today: date) -> Span:
    month = _of(_MONTHS, match[1])
    if match[2]:
        return month_of(int(match[2]), month)
    return month_of(today.year - (month > today.month), month)


def _weekday(match: re.Match[str], today: date) -> Span:
    past = (today.weekday() + 1 - _of(_DAYS, match[2])) % 7
    day = today - timedelta(days=past or (7 if match[1] else 0))
    return day, day


def _one_day(day: int, month: int, year: str | None, today: date) -> Span:
    """Without a year the latest such day that is not ahead."""
    if year:
        one = date(int(year), month, day)
    else:
        one = date(today.year - ((month, day) > (today.month, today.day)), month, day)
    return one, one


def _quarter_named(quarter: int, year: str | None, today: date) -> Span:
    return quarter_of(int(year) if year else today.year - (quarter > (today.month + 2) // 3), quarter)


def _half_named(half: int, year: str | None, today: date) -> Span:
    return half_of(int(year) if year else today.year - (half > (today.month + 5) // 6), half)


def _ordinal(word: str) -> int:
    return next(number for name, number in _ORDINALS if word == name or (name[-1] == "e" and word[:-1] == name))


_FORMS: tuple[tuple[str, Callable[[re.Match[str], date], Span]], ...] = (
    (rf"({_YEAR}|\d{{4}})", lambda found, today: year_of(int(found[1]))),
    (r"(\d{4})-(\d{1,2})", lambda found, today: month_of(int(found[1]), int(found[2]))),
    (r"(\d{4})-?q([1-4])", lambda found, today: quarter_of(int(found[1]), int(found[2]))),
    (rf"q([1-4])(?:[-/ ]?({_YEAR}))?", lambda found, today: _quarter_named(int(found[1]), found[2], today)),
    (rf"h([12])(?:[-/ ]?({_YEAR}))?", lambda found, today: _half_named(int(found[1]), found[2], today)),
    (r"(\d{1,2})\.(\d{1,2})\.(\d{4})?", lambda found, today: _one_day(int(found[1]), int(found[2]), found[3], today)),
    (r"(\d{1,4})(d|days?|tage?|w|weeks?|wochen?|m|months?|monate?|y|years?|jahre?)", _short_ago),
    ("today|heute", lambda found, today: current("day", today)),
    ("yesterday|gestern", lambda found, today: _previous("day", today)),
    ("(?:the )?day before yesterday|vorgestern", lambda found, today: (today - timedelta(2), today - timedelta(2))),
    (_START, lambda found, today: year_of(today.year)),
    (rf"(?:{_THIS}) ({_UNIT})", lambda found, today: current(_unit(found[1]), today)),
    (rf"(?:(?:the|der|des|dem|den) )?(?:{_LAST}) ({_UNIT})", lambda found, today: _previous(_unit(found[1]), today)),
    (rf"(?:(?:the|den|der) )?(?:(?:{_LAST}) )?({_COUNT}) ({_UNIT})", _rolling),
    (rf"({_COUNT}) ({_UNIT}) ago|vor ({_COUNT}) ({_UNIT})", _ago),
    (rf"({_MONTH})\.?(?:(?: of)? ({_YEAR}))?", _month_named),
    (rf"({_LAST})? ?({_DAY})", _weekday),
    (
        rf"(\d{{1,2}})(?:\.|st|nd|rd|th)? (?:of )?({_MONTH})\.?(?: ({_YEAR}))?",
        lambda found, today: _one_day(int(found[1]), _of(_MONTHS, found[2]), found[3], today),
    ),
    (
        rf"({_MONTH})\.? (\d{{1,2}})(?:st|nd|rd|th)?(?: ({_YEAR}))?",
        lambda found, today: _one_day(int(found[2]), _of(_MONTHS, found[1]), found[3], today),
    ),
    (
        rf"(?:the |das |dem |im )?({_ORDINAL}) (?:quarter|quartal)(?:(?: of)? ({_YEAR}))?",
        lambda found, today: _quarter_named(_ordinal(found[1]), found[2], today),
    ),
    (
        rf"(?:the |das |dem |im )?({_ORDINAL}) (?:half|halbjahr)(?:(?: of)? ({_YEAR}))?",
        lambda found, today: _half_named(_ordinal(found[1]), found[2], today),
    ),
)


# Inside a question only whole names count: "of Sun" is no Sunday
_SPELT = (
    (
        "|".join(_MONTHS),
        "january|januar|jänner|february|februar|march|märz|april|may|mai|june|juni|july|juli|august|"
        "september|sept|october|oktober|november|december|dezember",
    ),
    (
        "|".join(_DAYS),
        "monday|montag|tuesday|dienstag|wednesday|mittwoch|thursday|donnerstag|friday|freitag|saturday|"
        "samstag|sonnabend|sunday|sonntag",
    ),
)


def _inside(pattern: str) -> str:
    for short, spelt in _SPELT:
        pattern = pattern.replace(short, spelt)
    return re.sub(r"(?<!\\)\((?!\?)", "(?:", pattern)


# Any of them inside a question, longest forms first; a bare number of four digits is a year only from 1900 on
IN_WORDS = "|".join(
    (
        r"\d{4}-\d{2}-\d{2}",
        *(_inside(pattern) for pattern, _ in sorted(_FORMS[1:], key=lambda form: len(form[0]), reverse=True)),
        _YEAR,
    )
)
THE_UNIT = rf"(?:the|der|des|dem) (?:{_UNIT})"
UNAMBIGUOUS = _inside(  # those that are spans without a word before them: nobody is called "last week"
    "|".join(
        (
            "today|heute|yesterday|gestern|(?:the )?day before yesterday|vorgestern|year[- ]to[- ]date|ytd",
            rf"(?:(?:the|den|der) )?(?:{_LAST}) (?:{_COUNT}) (?:{_UNIT})",
            rf"(?:this|current|diese[rsnm]?|(?:the |der |des |dem |den )?(?:{_LAST})) (?:{_UNIT})",
            rf"(?:{_LAST}) (?:{_DAY})",
            rf"(?:{_COUNT}) (?:{_UNIT}) ago|vor (?:{_COUNT}) (?:{_UNIT})",
            rf"\d{{1,2}}\.? (?:{_MONTH})\.?,? {_YEAR}|(?:{_MONTH})\.?(?: \d{{1,2}},)? {_YEAR}",
            rf"q[1-4][-/ ]?{_YEAR}|{_YEAR}-?q[1-4]|h[12][-/ ]?{_YEAR}|\d{{4}}-\d{{2}}-\d{{2}}|\d{{4}}-\d{{2}}(?!\d)",
            rf"(?:the )?(?:{_ORDINAL}) (?:quarter|half|quartal|halbjahr)(?: of)? {_YEAR}",
            _YEAR,
        )
    )
)
