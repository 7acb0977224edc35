"""Finding deals, and names that look like a misspelt one. The only entrance to what is asked of the deals.

What `/deal NAME` asks is a walk of an index that ends when the page is full, whatever the tables' size. Only ranges,
other orders and rare filters look at more, and at no more than `EXAMINED` deals.
"""

from __future__ import annotations

import math
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import islice

from rapidfuzz import fuzz, process
from sqlite_utils import Database

from storage import sql
from storage.audience import Audience
from storage.candidates import Candidate, walk
from storage.deal_view import load_deals
from storage.names import company_key, person_key
from storage.query import DealQuery, Found, Page, Party, Sort
from storage.rates import Rates, shipped_rates
from storage.records import AmountKind, Deal
from storage.store import Store

__all__ = ["deals_of_company", "every_deal", "find_deals", "nearest_companies", "nearest_people"]

COUNTED = 50  # deals after which counting stops; an answer says "50 or more"
EXAMINED = 200_000  # deals that a query looks at, at most; the newest
_TOGETHER = 200  # deals loaded at once for an export
_NEIGHBOURS = 300  # words on either side in the alphabet whose names a misspelt one is compared with
_WORDS = 3  # of a misspelt name that are looked up
_NEAR_ENOUGH = 70.0  # of 100; below it, the proposals of a list of company names read like chance
_DEAL_VALUES = frozenset((AmountKind.PRICE, AmountKind.INVESTMENT, AmountKind.ENTERPRISE_VALUE, AmountKind.UP_TO))


async def find_deals(
    store: Store, audience: Audience, query: DealQuery, page: Page | None = None, *, rates: Rates | None = None
) -> Found:
    """One page of the workspace's deals for which everything in the query holds; 20 deals without a `page`.

    Amounts in other currencies are compared by `rates`, or the shipped ones, of the year the deal was announced in.
    """
    asked = _Asked(query, page or Page(), rates or shipped_rates())
    return await store.read(lambda db: _find(db, audience.team_id, asked))


async def every_deal(
    store: Store, audience: Audience, query: DealQuery, *, rates: Rates | None = None
) -> AsyncIterator[Deal]:
    """All of them, in the query's order, a few hundred in memory at a time."""
    asked = _Asked(query, Page(limit=0), rates or shipped_rates())
    ids = await store.read(lambda db: _every_id(db, audience.team_id, asked))
    for start in range(0, len(ids), _TOGETHER):
        for deal in await store.read(lambda db, some=ids[start : start + _TOGETHER]: load_deals(db, some)):  # type: ignore[misc]
            yield deal


async def deals_of_company(store: Store, audience: Audience, name: str, limit: int = 20) -> list[Deal]:
    """Deals with that company in any role: those of exactly that match key, newest first; then, while there is room,
    those of companies whose names begin with these words ("scale" -> "Scale AI"), newest first.
    """
    query = DealQuery(companies=(Party(name),))
    return await store.read(
        lambda db: load_deals(db, [each.id for each in islice(walk(db, audience.team_id, query).found, limit)])
    )


async def nearest_companies(store: Store, audience: Audience, name: str, limit: int = 3) -> list[str]:
    """Names of companies that look like this one, nearest first; none when nothing does."""
    return await store.read(lambda db: _nearest(db, _COMPANY_NAMES, audience.team_id, company_key(name), limit))


async def nearest_people(store: Store, audience: Audience, name: str, limit: int = 3) -> list[str]:
    """Names of people that look like this one, nearest first; none when nothing does."""
    return await store.read(lambda db: _nearest(db, _PERSON_NAMES, audience.team_id, person_key(name), limit))


@dataclass(frozen=True, slots=True)
class _Asked:
    query: DealQuery
    page: Page
    rates: Rates
    factors: dict[tuple[str, int], float | None] = field(default_factory=dict)

    def value(self, deal: Candidate) -> float | None:
        """What the deal is worth in the query's currency, if that can be told."""
        value, currency = deal.amount_value, deal.amount_currency
        if value is None or currency is None or value < 0 or deal.amount_kind not in _DEAL_VALUES:
            return None
        key = currency, int(deal.day[:4])
        if key not in self.factors:
            self.factors[key] = self.rates.convert(1.0, currency, self.query.currency, key[1])
        factor = self.factors[key]
        return None if factor is None else value * factor


@dataclass(slots=True)
class _Tally:
    """What is left out for what nobody knows of it."""

    without_value: int = 0
    without_stake: int = 0


def _find(db: Database, team_id: str, asked: _Asked) -> Found:
    tally, walked = _Tally(), walk(db, team_id, asked.query)
    matching = _matching(islice(walked.found, EXAMINED), asked, tally)
    page, is_sorted = asked.page, asked.query.sort is not Sort.NEWEST
    end = page.offset + page.limit
    found = list(matching if is_sorted else islice(matching, max(COUNTED, end)))
    is_counted = is_sorted or len(found) < max(COUNTED, end)
    is_whole = walked.is_whole and is_counted and next(walked.found, None) is None
    ids = [each.id for each in _sorted(found, asked)[page.offset : end]]
    deals = tuple(load_deals(db, ids))
    return Found(deals, len(found), tally.without_value, tally.without_stake, is_whole)


def _every_id(db: Database, team_id: str, asked: _Asked) -> list[str]:
    found = list(_matching(walk(db, team_id, asked.query).found, asked, _Tally()))
    return [each.id for each in _sorted(found, asked)]


def _matching(found: Iterator[Candidate], asked: _Asked, tally: _Tally) -> Iterator[Candidate]:
    query = asked.query
    by_stake, by_amount = query.by_stake, query.by_amount
    if not (by_stake or by_amount):
        yield from found
        return
    stakes, amounts = _ends(query.min_stake, query.max_stake), _ends(query.min_amount, query.max_amount)
    for each in found:
        if by_stake and each.stake_percent is None:
            tally.without_stake += 1
        elif by_stake and not _within(each.stake_percent, stakes):
            continue
        elif not by_amount:
            yield each
        elif (value := asked.value(each)) is None:
            tally.without_value += 1
        elif _within(value, amounts):
            yield each


def _ends(low: Decimal | None, high: Decimal | None) -> tuple[float, float]:
    return (-math.inf if low is None else float(low), math.inf if high is None else float(high))


def _within(value: float | None, ends: tuple[float, float]) -> bool:
    return value is not None and ends[0] <= value <= ends[1]


def _sorted(found: list[Candidate], asked: _Asked) -> list[Candidate]:
    """Ties by id, so that a page follows the other; what has no value to sort by stands last."""

    def by(value: Callable[[Candidate], float | None], sign: int) -> list[Candidate]:
        def key(each: Candidate) -> tuple[bool, float, str]:
            known = value(each)
            return known is None, sign * (known or 0.0), each.id

        return sorted(found, key=key)

    match asked.query.sort:
        case Sort.NEWEST:
            return found  # as the index has them
        case Sort.OLDEST:
            return sorted(found, key=lambda each: (each.told_on, each.id))
        case Sort.LARGEST:
            return by(asked.value, -1)
        case Sort.SMALLEST:
            return by(asked.value, 1)
        case Sort.STAKE:
            return by(lambda each: each.stake_percent, -1)
        case Sort.NAME:
            return sorted(found, key=lambda each: (each.title.casefold(), each.id))


_COMPANY_NAMES = """
    SELECT named.name, named.key FROM company_words JOIN companies AS named ON named.id = company_words.company_id
    WHERE company_words.team_id = :team_id AND company_words.word
"""
_PERSON_NAMES = """
    SELECT named.name, named.key FROM person_words JOIN people AS named ON named.id = person_words.person_id
    WHERE person_words.team_id = :team_id AND person_words.word
"""
_BEFORE, _AFTER = "<= :word ORDER BY word DESC LIMIT :limit", "> :word ORDER BY word LIMIT :limit"


def _nearest(db: Database, names: str, team_id: str, key: str, limit: int) -> list[str]:
    """Of the names with a word that stands near one of the key's in the alphabet, those that look most like it.

    A slip rarely is in a word's first letters; where it is, the name's other words lead there, or the table is small
    enough to be compared whole.
    """
    candidates: dict[str, str] = {}
    for word in key.split()[:_WORDS]:
        values = {"team_id": team_id, "word": word, "limit": _NEIGHBOURS}
        for side in (_BEFORE, _AFTER):
            candidates |= {row["key"]: row["name"] for row in sql.rows(db, names + side, values)}
    return _best(key, candidates, limit)


def _best(key: str, candidates: dict[str, str], limit: int) -> list[str]:
    """The names whose keys, or a word of them, look most like this key."""
    keys: Sequence[str] = sorted(candidates)
    parts = [(word, whole) for whole in keys for word in whole.split()]
    words = [word for word, _ in parts]
    by_key = process.extract(key, keys, scorer=fuzz.WRatio, limit=limit, score_cutoff=_NEAR_ENOUGH)
    by_word = process.extract(key, words, scorer=fuzz.ratio, limit=limit, score_cutoff=_NEAR_ENOUGH)
    scored = [(-score, whole) for whole, score, _ in by_key]
    scored += [(-score, parts[position][1]) for _, score, position in by_word]
    return list(dict.fromkeys(candidates[whole] for _, whole in sorted(scored)))[:limit]
