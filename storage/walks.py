"""Walks of a company's, a short form's or a workspace's deals, in whatever order, no further than somebody reads.

Each is a statement over neighbouring rows of an index that holds all that is compared. The order by value needs no
conversion in SQL: of each currency the deals come in the order of their native amounts, and at the best rate of any
year; whatever cannot be beaten any more by what is still to come at that rate is next.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush, merge
from itertools import chain, islice
from typing import Any

from sqlite_utils import Database

from storage import sql
from storage.walk_tables import LOOKED_AT
from storage.worth import DEAL_VALUES, Candidate, Worth

Ranges = Mapping[str, tuple[float, float]]  # of native amounts, by currency

_FEW = 500  # deals within a range that are read whole; of more, a walk by day soon finds a page
_CURRENCIES = 300  # there are some 180 in ISO 4217; articles may name others
_SLIP = 1e-9  # more than a quotient of two doubles is rounded by
_COLUMNS = (
    "deal.id, deal.told_on, COALESCE(deal.announced, deal.told_on), {title}, deal.amount_value,"
    " deal.amount_currency, deal.amount_kind, deal.stake_percent"
)
_TITLE = "(SELECT title FROM deals WHERE deals.id = deal.id)"
_IS_KIND = f"deal.amount_kind IN ({', '.join(f'{each.value!r}' for each in DEAL_VALUES)})"
_IS_VALUE = f"deal.amount_value >= 0 AND {_IS_KIND}"


@dataclass(frozen=True, slots=True)
class Segment:
    """Deals that lie side by side, as `deal` of a walk's conditions."""

    rows: str  # a SELECT of the columns looked at, with a place for "INDEXED BY ..."
    values: Mapping[str, Any]
    told: str = ""  # the index in the order of the day they were told on
    valued: str = ""  # the one by currency and amount

    def of(self, index: str) -> str:
        return f"({self.rows.format(index=f'INDEXED BY {index}' if index else '')}) AS deal"


def of_company(team_id: str, company_id: str) -> Segment:
    return _named(team_id, company_id, is_short=0)


def of_short_form(team_id: str, words: str) -> Segment:
    return _named(team_id, words, is_short=1)


def of_team(team_id: str) -> Segment:
    rows = f"SELECT id, team_id, told_on, {LOOKED_AT} FROM deals {{index}} WHERE team_id = :team_id"  # noqa: S608 ours
    return Segment(rows, {"team_id": team_id}, "deals_told", "deals_valued")


def of_list(team_id: str, deal_ids: Iterable[str]) -> Segment:
    rows = (
        f"SELECT id, team_id, told_on, {LOOKED_AT} FROM deals {{index}}"  # noqa: S608 ours
        " WHERE team_id = :team_id AND id IN (SELECT value FROM json_each(:listed))"
    )
    values = {"team_id": team_id, "listed": sql.opaque(sorted(deal_ids))}
    return Segment(rows, values, "deals_looked_at", "deals_looked_at")


def _named(team_id: str, name: str, is_short: int) -> Segment:
    rows = (
        f"SELECT deal_id AS id, team_id, told_on, role, {LOOKED_AT} FROM deals_named {{index}}"  # noqa: S608 ours
        " WHERE team_id = :team_id AND name = :name AND is_short = :is_short"
    )
    # the rows themselves lie in the order of the days
    return Segment(rows, {"team_id": team_id, "name": name, "is_short": is_short}, "", "deals_named_valued")


@dataclass(slots=True)
class Conditions:
    """SQL over `deal` that all must hold, with its values."""

    parts: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    def add(self, part: str, **values: Any) -> None:
        self.parts.append(part)
        self.values.update(values)

    def with_also(self, *parts: str, **values: Any) -> Conditions:
        return Conditions([*self.parts, *parts], {**self.values, **values})

    def together(self) -> str:
        return " AND ".join(self.parts) or "1"


def by_day(
    db: Database,
    segments: Sequence[Segment],
    conditions: Conditions,
    *,
    oldest: bool = False,
    with_title: bool = False,
) -> Iterator[Candidate]:
    order = "deal.told_on, deal.id" if oldest else "deal.told_on DESC, deal.id DESC"
    title = _TITLE if with_title else "''"
    streams = [_read(db, each, each.told, conditions, order, title) for each in segments]
    return merge(*streams, key=lambda each: (each.told_on, each.id), reverse=not oldest)


def by_value(
    db: Database, segments: Sequence[Segment], conditions: Conditions, ranges: Ranges, worth: Worth, *, largest: bool
) -> Iterator[Candidate]:
    """What lies within the ranges; ties by id."""
    sign, best = (-1, max) if largest else (1, min)
    streams = [
        _at_rate(_read_valued(db, segment, conditions, currency, ranges[currency], largest), sign * best(factors))
        for segment in segments
        for currency, factors in worth.ends(ranges).items()
    ]
    return _as_valued(merge(*streams, key=lambda each: each[0]), worth.of, sign)


def within(ends: Mapping[str, tuple[float, float]], low: float, high: float) -> Ranges:
    """Of each currency the amounts that at the rates of some year may lie between the two; `ends` as of `Worth`."""
    return {
        currency: (max(low, 0.0) / greatest * (1 - _SLIP), high / least * (1 + _SLIP))
        for currency, (least, greatest) in ends.items()
    }


def within_by_day(
    db: Database, segments: Sequence[Segment], conditions: Conditions, ranges: Ranges, *, oldest: bool
) -> Iterator[Candidate]:
    """By the day, only what lies within the ranges: where that is little, by way of the amounts."""
    streams = (
        _read_valued(db, segment, conditions, currency, ends, largest=True)
        for segment in segments
        for currency, ends in ranges.items()
    )
    few = list(islice(chain.from_iterable(streams), _FEW + 1))
    if len(few) <= _FEW:
        return iter(sorted(few, key=lambda each: (each.told_on, each.id), reverse=not oldest))
    return by_day(db, segments, in_ranges(conditions, ranges), oldest=oldest)


def in_ranges(conditions: Conditions, ranges: Ranges) -> Conditions:
    """The conditions, and an amount within the ranges; for walks in another order."""
    if not ranges:
        return conditions.with_also("0")
    values: dict[str, Any] = {}
    for number, (currency, (low, high)) in enumerate(ranges.items()):
        values |= {f"currency{number}": currency, f"low{number}": low, f"high{number}": high}
    low_of, high_of = (
        " ".join(f"WHEN :currency{number} THEN :{end}{number}" for number in range(len(ranges)))
        for end in ("low", "high")
    )
    between = f"BETWEEN CASE deal.amount_currency {low_of} END AND CASE deal.amount_currency {high_of} END"
    return conditions.with_also(_IS_VALUE, f"deal.amount_value {between}", **values)


def _read_valued(
    db: Database,
    segment: Segment,
    conditions: Conditions,
    currency: str,
    ends: tuple[float, float],
    largest: bool,
) -> Iterator[Candidate]:
    of_one = conditions.with_also(
        "deal.amount_currency = :walked AND deal.amount_value BETWEEN :least AND :most",
        _IS_KIND,
        walked=currency,
        least=ends[0],
        most=ends[1],
    )
    return _read(db, segment, segment.valued, of_one, f"deal.amount_value {'DESC' if largest else ''}")


def without_value(
    db: Database, segments: Sequence[Segment], conditions: Conditions, ends: Iterable[str]
) -> Iterator[Candidate]:
    """Deals that have no amount, or none that compares with the currencies in `ends`."""
    return by_day(db, segments, _without_value(conditions, ends))


def currencies(db: Database, segments: Iterable[Segment]) -> list[str]:
    """Those that the segments' amounts are in: a step an index for each."""
    found: dict[str, None] = {}
    for segment in segments:
        statement = (
            f"SELECT MIN(deal.amount_currency) AS next FROM {segment.of(segment.valued)}"  # noqa: S608 ours
            " WHERE deal.amount_currency > :after"
        )
        after = ""
        while after is not None and len(found) < _CURRENCIES:
            after = sql.rows(db, statement, {**segment.values, "after": after})[0]["next"]
            found |= {after: None} if after is not None else {}
    return list(found)


def _without_value(conditions: Conditions, ends: Iterable[str]) -> Conditions:
    values = {f"comparable{number}": currency for number, currency in enumerate(ends)}
    known = f"deal.amount_currency IN ({', '.join(f':{name}' for name in values)})"
    return conditions.with_also(f"({_IS_VALUE} AND {known}) IS NOT TRUE", **values)


def _at_rate(found: Iterable[Candidate], factor: float) -> Iterator[tuple[float, Candidate]]:
    return (((each.amount_value or 0.0) * factor, each) for each in found)


def _as_valued(
    found: Iterable[tuple[float, Candidate]], value_of: Callable[[Candidate], float | None], sign: int
) -> Iterator[Candidate]:
    """By what they are really worth; none comes before its bound. Last those of years without a rate."""
    waiting: list[tuple[float, str, Candidate]] = []
    unknown: list[Candidate] = []
    for bound, each in found:
        while waiting and waiting[0][0] < bound:
            yield heappop(waiting)[2]
        value = value_of(each)
        if value is None:
            unknown.append(each)
        else:
            heappush(waiting, (sign * value, each.id, each))
    while waiting:
        yield heappop(waiting)[2]
    yield from unknown


def _read(
    db: Database, segment: Segment, index: str, conditions: Conditions, order: str, title: str = "''"
) -> Iterator[Candidate]:
    columns = _COLUMNS.format(title=title)
    statement = f"SELECT {columns} FROM {segment.of(index)} WHERE {conditions.together()} ORDER BY {order}"  # noqa: S608 ours
    return map(Candidate._make, sql.stream(db, statement, {**conditions.values, **segment.values}))
