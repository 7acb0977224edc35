"""What a question's filters ask for, as a query of the store. What is not understood is told, never guessed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from handlers.filters.amounts import NotUnderstood, amount
from handlers.filters.choices import SORTS, STATUSES, TYPES, each_of, stake
from handlers.filters.keys import Filter, Key
from handlers.filters.periods import Span, period
from storage.query import DealQuery, Party
from storage.records import PartyRole

MOST = 1_000  # deals that `top:` may ask for


class Why(StrEnum):
    """Why a filter says nothing that can be looked up."""

    NO_FILTER = "no_filter"  # there is none of that name
    VALUE = "value"  # its value means nothing
    CONTRADICTS = "contradicts"  # no deal can hold for it and another one


@dataclass(frozen=True, slots=True)
class Problem:
    filter: Filter
    why: Why


@dataclass(frozen=True, slots=True)
class Understood:
    """The query that the filters make, and how many of its deals are wanted; `problems` are those that make none."""

    query: DealQuery
    problems: tuple[Problem, ...] = ()
    top: int | None = None


def understood(filters: Sequence[Filter], today: date) -> Understood:
    """What the filters ask for; of two with one key the later counts, but types, statuses and names add up."""
    query, problems, top = DealQuery(), [], None
    for each in filters:
        try:
            if each.key is Key.TOP:
                top = _top(each.value)
            else:
                query = _READ[each.key](query, each.value, today)
        except (ValueError, OverflowError):
            problems.append(Problem(each, Why.NO_FILTER if each.key is Key.UNKNOWN else Why.VALUE))
    return Understood(query, (*problems, *_contradictions(query, filters)), top)


def _contradictions(query: DealQuery, filters: Sequence[Filter]) -> Iterator[Problem]:
    for low, high, keys in (
        (query.min_amount, query.max_amount, (Key.MAX, Key.MIN)),
        (query.since, query.until, (Key.UNTIL, Key.SINCE, Key.DURING)),
    ):
        if low is not None and high is not None and low > high:  # type: ignore[operator]  # two of one kind
            by_key = [each for key in keys for each in filters if each.key is key]
            yield from (Problem(each, Why.CONTRADICTS) for each in by_key[:1])


def _since(query: DealQuery, value: str, today: date) -> DealQuery:
    return replace(query, since=_ends(value, today)[0])


def _until(query: DealQuery, value: str, today: date) -> DealQuery:
    return replace(query, until=_ends(value, today)[1])


def _during(query: DealQuery, value: str, today: date) -> DealQuery:
    since, until = period(value, today)
    return replace(query, since=since, until=until)


def _ends(value: str, today: date) -> Span:
    """As the beginning and the end of a span: "after 2024" begins when 2024 is over, "before 2024" ends before it."""
    try:
        return period(value, today)
    except ValueError:
        word, _, rest = value.casefold().partition(" ")
    since, until = period(rest, today)
    if word in ("after", "nach"):
        return until + timedelta(days=1), date.max
    if word in ("before", "vor"):
        return date.min, since - timedelta(days=1)
    raise NotUnderstood


def _min(query: DealQuery, value: str, today: date) -> DealQuery:
    least, currency = amount(value, query.currency)
    return replace(query, min_amount=least, currency=currency)


def _max(query: DealQuery, value: str, today: date) -> DealQuery:
    most, currency = amount(value, query.currency)
    return replace(query, max_amount=most, currency=currency)


def _stake(query: DealQuery, value: str, today: date) -> DealQuery:
    low, high = stake(value)
    return replace(query, min_stake=low, max_stake=high)


def _types(query: DealQuery, value: str, today: date) -> DealQuery:
    return replace(query, types=tuple(dict.fromkeys((*query.types, *each_of(TYPES, value)))))


def _statuses(query: DealQuery, value: str, today: date) -> DealQuery:
    return replace(query, statuses=tuple(dict.fromkeys((*query.statuses, *each_of(STATUSES, value)))))


def _sort(query: DealQuery, value: str, today: date) -> DealQuery:
    return replace(query, sort=each_of(SORTS, value)[0])


def _top(value: str) -> int:
    count = int(value)
    if not 0 < count <= MOST:
        raise NotUnderstood
    return count


def _sector(query: DealQuery, value: str, today: date) -> DealQuery:
    return replace(query, sector=_words(value))


def _country(query: DealQuery, value: str, today: date) -> DealQuery:
    return replace(query, country=_words(value))


def _person(query: DealQuery, value: str, today: date) -> DealQuery:
    return replace(query, person=_words(value))


def _party(role: PartyRole | None) -> Callable[[DealQuery, str, date], DealQuery]:
    def read(query: DealQuery, value: str, today: date) -> DealQuery:
        return replace(query, companies=(*query.companies, Party(_words(value), role)))

    return read


def _text(query: DealQuery, value: str, today: date) -> DealQuery:
    return replace(query, text=f"{query.text} {_words(value)}".strip())


def _words(value: str) -> str:
    if not any(character.isalnum() for character in value):
        raise NotUnderstood
    return value


def _no_filter(query: DealQuery, value: str, today: date) -> DealQuery:
    raise NotUnderstood


_READ: Mapping[Key, Callable[[DealQuery, str, date], DealQuery]] = {
    Key.SINCE: _since,
    Key.UNTIL: _until,
    Key.DURING: _during,
    Key.MIN: _min,
    Key.MAX: _max,
    Key.STAKE: _stake,
    Key.TYPE: _types,
    Key.STATUS: _statuses,
    Key.SECTOR: _sector,
    Key.COUNTRY: _country,
    Key.PERSON: _person,
    Key.WITH: _party(None),
    Key.BUYER: _party(PartyRole.ACQUIRER),
    Key.TARGET: _party(PartyRole.TARGET),
    Key.SELLER: _party(PartyRole.SELLER),
    Key.TEXT: _text,
    Key.SORT: _sort,
    Key.UNKNOWN: _no_filter,
}
