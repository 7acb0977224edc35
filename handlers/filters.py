"""Filters in a question, `min:1bn since:2024 sector:"cold storage"`: found in its text, then understood.

Values with blanks stand in quotes, but for amounts: `min:1,5 Mrd. €`. Keys and values are English or German. What is
not understood is told, never guessed.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import TypeVar

from storage.query import DealQuery, Party, Sort
from storage.rates import shipped_rates
from storage.records import DealStatus, DealType

MAX_VALUE = 100  # characters
MAX_DIGITS = 18  # before the decimal point of an amount; nobody pays more


class Key(StrEnum):
    SINCE = "since"
    UNTIL = "until"
    MIN = "min"
    MAX = "max"
    STAKE = "stake"
    TYPE = "type"
    STATUS = "status"
    SECTOR = "sector"
    COUNTRY = "country"
    PERSON = "person"
    WITH = "with"
    TEXT = "text"
    SORT = "sort"


@dataclass(frozen=True, slots=True)
class Filter:
    key: Key
    value: str  # as typed


@dataclass(frozen=True, slots=True)
class Understood:
    """The query that the filters make; `problems` are those that make none."""

    query: DealQuery
    problems: tuple[Filter, ...] = ()


_GERMAN = {
    **{"seit": Key.SINCE, "ab": Key.SINCE, "bis": Key.UNTIL, "anteil": Key.STAKE, "typ": Key.TYPE, "art": Key.TYPE},
    **{"branche": Key.SECTOR, "land": Key.COUNTRY, "mit": Key.WITH, "sortierung": Key.SORT},
}
_KEYS = MappingProxyType({key.value: key for key in Key} | _GERMAN)
_QUOTED = '"([^"]*)"|“([^”]*)”|„([^“”]*)[“”]'
_SCALE_WORDS = "k|tsd|m|mn|mio|millions?|millionen|bn?|mrd|billions?|milliarden?|tn|trn|trillion|bio|billionen"
_CURRENCY_WORDS = "us\\$|[$€£¥]|usd|eur|gbp|chf|jpy|cny|cad|aud|sek|nok|dkk|pln|inr|dollars?|euros?"
_IN_WORDS = rf"[$€£¥\d.,']+(?:[ ]*(?:{_SCALE_WORDS})\b\.?)?(?:[ ]*(?:{_CURRENCY_WORDS})(?!\w))?(?!\S)"
_FILTER = re.compile(rf"(?<!\S)({'|'.join(_KEYS)}):[ ]*(?:{_QUOTED}|({_IN_WORDS}|\S*))", re.IGNORECASE)

_YEAR = re.compile(r"(\d{4})")
_MONTH = re.compile(r"(\d{4})-(\d{1,2})")
_QUARTER = re.compile(r"(?:(?P<year>\d{4})-?q(?P<quarter>[1-4])|q(?P<quarter2>[1-4])[-/]?(?P<year2>\d{4}))")
_GERMAN_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_AGO = re.compile(r"(\d{1,4})(d|days?|tage?|w|weeks?|wochen?|m|months?|monate?|y|years?|jahre?)")
_DAYS_OF = {"d": 1, "t": 1, "w": 7, "m": 30, "y": 365, "j": 365}
_PERIODS = MappingProxyType(
    {
        "today": "day",
        "heute": "day",
        "this-month": "month",
        "dieser-monat": "month",
        "this-quarter": "quarter",
        "dieses-quartal": "quarter",
        "this-year": "year",
        "dieses-jahr": "year",
        "last-year": "last year",
        "letztes-jahr": "last year",
    }
)
_CURRENCIES = MappingProxyType(
    {"$": "USD", "us$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "fr": "CHF", "dollar": "USD", "euro": "EUR"}
)
_SCALES = MappingProxyType(
    {"": 0, "k": 3, "tsd": 3, "m": 6, "mn": 6, "mm": 6, "mio": 6, "million": 6, "millions": 6, "millionen": 6}
    | {"b": 9, "bn": 9, "mrd": 9, "billion": 9, "billions": 9, "milliarde": 9, "milliarden": 9}
    | {"t": 12, "tn": 12, "trn": 12, "trillion": 12, "bio": 12, "billionen": 12}
)
_AMOUNT = re.compile(
    r"(?P<before>us\$|[$€£¥]|[a-z]{3}(?=[\d\s]))?\s*(?P<number>\d[\d.,']*)\s*(?P<rest>[a-z]*)\.?\s*(?P<after>us\$|[$€£¥]|[a-z]{3,7})?"
)
_PER_CENT = r"(\d{1,3}(?:[.,]\d+)?)\s*%?"
_STAKES = (
    (re.compile(rf"{_PER_CENT}\s*(?:-|–|to|bis)\s*{_PER_CENT}"), lambda found: (found[1], found[2])),
    (re.compile(rf"(?:>=?|over |über |ab )\s*{_PER_CENT}"), lambda found: (found[1], None)),
    (re.compile(rf"(?:<=?|under |unter |bis )\s*{_PER_CENT}"), lambda found: (None, found[1])),
    (re.compile(_PER_CENT), lambda found: (found[1], found[1])),
)
_TYPES = MappingProxyType(
    {each.value: each for each in DealType}
    | {"takeover": DealType.ACQUISITION, "übernahme": DealType.ACQUISITION, "purchase": DealType.ACQUISITION}
    | {"fusion": DealType.MERGER, "jv": DealType.JOINT_VENTURE, "gemeinschaftsunternehmen": DealType.JOINT_VENTURE}
    | {"funding": DealType.FUNDING_ROUND, "round": DealType.FUNDING_ROUND, "finanzierungsrunde": DealType.FUNDING_ROUND}
    | {"majority": DealType.MAJORITY_STAKE, "mehrheit": DealType.MAJORITY_STAKE, "sale": DealType.DIVESTITURE}
    | {"minority": DealType.MINORITY_STAKE, "minderheit": DealType.MINORITY_STAKE, "verkauf": DealType.DIVESTITURE}
    | {"abspaltung": DealType.SPIN_OFF, "spinoff": DealType.SPIN_OFF, "börsengang": DealType.IPO}
)
_STATUSES = MappingProxyType(
    {each.value: each for each in DealStatus}
    | {"rumored": DealStatus.RUMOURED, "gerücht": DealStatus.RUMOURED, "angeboten": DealStatus.PROPOSED}
    | {"angekündigt": DealStatus.ANNOUNCED, "vereinbart": DealStatus.AGREED, "signed": DealStatus.AGREED}
    | {"pending": DealStatus.PENDING_APPROVAL, "closed": DealStatus.COMPLETED, "done": DealStatus.COMPLETED}
    | {"abgeschlossen": DealStatus.COMPLETED, "abgesagt": DealStatus.TERMINATED, "called_off": DealStatus.TERMINATED}
    | {"blockiert": DealStatus.BLOCKED, "untersagt": DealStatus.BLOCKED}
)
_SORTS = MappingProxyType(
    {each.value: each for each in Sort}
    | {"amount": Sort.LARGEST, "value": Sort.LARGEST, "size": Sort.LARGEST, "betrag": Sort.LARGEST, "date": Sort.NEWEST}
    | {"größte": Sort.LARGEST, "kleinste": Sort.SMALLEST, "neueste": Sort.NEWEST, "älteste": Sort.OLDEST}
    | {"anteil": Sort.STAKE, "share": Sort.STAKE, "datum": Sort.NEWEST}
)


Named = TypeVar("Named")


class _NotUnderstood(ValueError):
    """A value means nothing for its key."""


def split(text: str) -> tuple[str, tuple[Filter, ...]]:
    """A question without its filters, and those in their order."""
    found = tuple(
        Filter(_KEYS[match[1].casefold()], next((each for each in match.groups()[1:] if each), "").strip()[:MAX_VALUE])
        for match in _FILTER.finditer(text)
    )
    return " ".join(_FILTER.sub(" ", text).split()) if found else text, found


def understood(filters: Sequence[Filter], today: date) -> Understood:
    """What the filters ask for; of two with one key the later counts, but types, statuses and names add up."""
    query, problems = DealQuery(), []
    for each in filters:
        try:
            query = _READ[each.key](query, each.value, today)
        except (ValueError, OverflowError):
            problems.append(each)
    for low, high, key in (
        (query.min_amount, query.max_amount, Key.MAX),
        (query.since, query.until, Key.UNTIL),
    ):
        if low is not None and high is not None and low > high:  # type: ignore[operator]  # two of one kind
            problems += [each for each in filters if each.key is key][-1:]
    return Understood(query, tuple(problems))


def _since(query: DealQuery, value: str, today: date) -> DealQuery:
    return replace(query, since=_period(value, today)[0])


def _until(query: DealQuery, value: str, today: date) -> DealQuery:
    return replace(query, until=_period(value, today)[1])


def _period(value: str, today: date) -> tuple[date, date]:
    """The first and the last day of what is named."""
    text = " ".join(value.casefold().split()).replace(" ", "-")
    if match := _GERMAN_DAY.fullmatch(text):
        day = date(int(match[3]), int(match[2]), int(match[1]))
        return day, day
    if match := _QUARTER.fullmatch(text):
        return _quarter(int(match["year"] or match["year2"]), int(match["quarter"] or match["quarter2"]))
    if match := _MONTH.fullmatch(text):
        return _month(int(match[1]), int(match[2]))
    if match := _YEAR.fullmatch(text):
        return date(int(match[1]), 1, 1), date(int(match[1]), 12, 31)
    if match := _AGO.fullmatch(text):
        day = today - timedelta(days=int(match[1]) * _DAYS_OF[match[2][0]])
        return day, day
    if text in _PERIODS:
        return _named_period(_PERIODS[text], today)
    day = date.fromisoformat(text)
    return day, day


def _named_period(name: str, today: date) -> tuple[date, date]:
    match name:
        case "day":
            return today, today
        case "month":
            return _month(today.year, today.month)
        case "quarter":
            return _quarter(today.year, (today.month + 2) // 3)
    year = today.year - (name == "last year")
    return date(year, 1, 1), date(year, 12, 31)


def _month(year: int, month: int) -> tuple[date, date]:
    first = date(year, month, 1)
    return first, first.replace(day=monthrange(year, month)[1])


def _quarter(year: int, quarter: int) -> tuple[date, date]:
    return _month(year, quarter * 3 - 2)[0], _month(year, quarter * 3)[1]


def _min(query: DealQuery, value: str, today: date) -> DealQuery:
    amount, currency = _amount(value, query.currency)
    return replace(query, min_amount=amount, currency=currency)


def _max(query: DealQuery, value: str, today: date) -> DealQuery:
    amount, currency = _amount(value, query.currency)
    return replace(query, max_amount=amount, currency=currency)


def amount_of(text: str, otherwise: str) -> tuple[Decimal, str]:
    """An amount in units and its currency, as `min:` takes it; `otherwise` is the currency where it names none.

    Raises `ValueError` for what is no amount.
    """
    return _amount(text, otherwise)


def _amount(value: str, otherwise: str) -> tuple[Decimal, str]:
    """`1bn`, `€500m`, `1,5 Mrd. €`, `200m chf`; without a currency the one of the query."""
    match = _AMOUNT.fullmatch(" ".join(value.casefold().split()))
    if not match:
        raise _NotUnderstood
    scale, after = match["rest"], match["after"]
    if scale not in _SCALES and scale[:-3] in _SCALES and not after:  # 500meur, 500eur
        scale, after = scale[:-3], scale[-3:]
    if scale not in _SCALES:
        raise _NotUnderstood
    number = _decimal(match["number"]).scaleb(_SCALES[scale])
    if number.adjusted() >= MAX_DIGITS:
        raise _NotUnderstood
    return number, _currency(match["before"] or after, otherwise)


def _decimal(digits: str) -> Decimal:
    """1.5 and 1,5; groups of three digits after marks are thousands: 1,500 and 1.500.000."""
    marks = re.findall(r"[.,']", digits)
    if not marks:
        return Decimal(digits)
    parts = re.split(r"[.,']", digits)
    grouped = all(len(part) == 3 for part in parts[1:]) and 0 < len(parts[0]) <= 3 and parts[0] != "0"
    if grouped and len(set(marks)) == 1:
        return Decimal("".join(parts))
    if not parts[-1] or any(len(part) != 3 for part in parts[1:-1]):
        raise _NotUnderstood
    return Decimal("".join(parts[:-1]) + "." + parts[-1])


def _currency(sign: str | None, otherwise: str) -> str:
    if not sign:
        return otherwise
    if sign in _CURRENCIES:
        return _CURRENCIES[sign]
    code = _CURRENCIES.get(sign.rstrip("s"), sign.upper())
    if not shipped_rates().knows(code):
        raise _NotUnderstood
    return code


def _stake(query: DealQuery, value: str, today: date) -> DealQuery:
    for pattern, ends in _STAKES:
        if match := pattern.fullmatch(value.casefold().strip()):
            low, high = (Decimal(end.replace(",", ".")) if end else None for end in ends(match))
            if any(end is not None and end > 100 for end in (low, high)) or (low and high and low > high):
                raise _NotUnderstood
            return replace(query, min_stake=low, max_stake=high)
    raise _NotUnderstood


def _types(query: DealQuery, value: str, today: date) -> DealQuery:
    return replace(query, types=(*query.types, *_each_of(_TYPES, value)))


def _statuses(query: DealQuery, value: str, today: date) -> DealQuery:
    return replace(query, statuses=(*query.statuses, *_each_of(_STATUSES, value)))


def _each_of(names: Mapping[str, Named], value: str) -> tuple[Named, ...]:
    named = [re.sub(r"[\s-]+", "_", part.strip().casefold()) for part in value.split(",") if part.strip()]
    if not named:
        raise _NotUnderstood
    try:
        return tuple(names[each] if each in names else names[each.rstrip("s")] for each in named)
    except KeyError:
        raise _NotUnderstood from None


def _sort(query: DealQuery, value: str, today: date) -> DealQuery:
    return replace(query, sort=_each_of(_SORTS, value)[0])


def _sector(query: DealQuery, value: str, today: date) -> DealQuery:
    return replace(query, sector=_words(value))


def _country(query: DealQuery, value: str, today: date) -> DealQuery:
    return replace(query, country=_words(value))


def _person(query: DealQuery, value: str, today: date) -> DealQuery:
    return replace(query, person=_words(value))


def _with(query: DealQuery, value: str, today: date) -> DealQuery:
    return replace(query, companies=(*query.companies, Party(_words(value))))


def _text(query: DealQuery, value: str, today: date) -> DealQuery:
    return replace(query, text=f"{query.text} {_words(value)}".strip())


def _words(value: str) -> str:
    if not any(character.isalnum() for character in value):
        raise _NotUnderstood
    return value


_READ: Mapping[Key, Callable[[DealQuery, str, date], DealQuery]] = {
    Key.SINCE: _since,
    Key.UNTIL: _until,
    Key.MIN: _min,
    Key.MAX: _max,
    Key.STAKE: _stake,
    Key.TYPE: _types,
    Key.STATUS: _statuses,
    Key.SECTOR: _sector,
    Key.COUNTRY: _country,
    Key.PERSON: _person,
    Key.WITH: _with,
    Key.TEXT: _text,
    Key.SORT: _sort,
}
