"""Finding deals, and names that look like a misspelt one. The only entrance to what is asked of the deals.

Whatever is asked is a walk of an index in the order asked for that ends when the page is full; see `storage.walks`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from itertools import islice

from rapidfuzz import fuzz, process
from sqlite_utils import Database

from storage.audience import Audience
from storage.candidates import left_out, walk
from storage.known_companies import companies_near, spelt
from storage.known_deals import KnownDeals, known_deals
from storage.names import company_key, person_key
from storage.people import people_near
from storage.query import DealQuery, Found, Page, Party
from storage.rates import Rates, shipped_rates
from storage.records import Deal
from storage.store import Store
from storage.worth import Worth

__all__ = ["deals_of_company", "every_deal", "find_deals", "nearest_companies", "nearest_people"]

COUNTED = 50  # deals after which counting stops; an answer says "50 or more"
_TOGETHER = 200  # deals loaded at once for an export
_NEIGHBOURS = 300  # words on either side in the alphabet whose names a misspelt one is compared with
_WORDS = 3  # of a misspelt name that are looked up
_NEAR_ENOUGH = 70.0  # of 100; below it, the proposals of a list of company names read like chance


async def find_deals(
    store: Store, audience: Audience, query: DealQuery, page: Page | None = None, *, rates: Rates | None = None
) -> Found:
    """One page of the workspace's deals for which everything in the query holds; 20 deals without a `page`.

    Amounts in other currencies are compared by `rates`, or the shipped ones, of the year the deal was announced in.
    """
    worth = Worth(query.currency, rates or shipped_rates())
    return await store.read(lambda db: _find(known_deals(db, audience), query, page or Page(), worth))


async def every_deal(
    store: Store, audience: Audience, query: DealQuery, *, rates: Rates | None = None
) -> AsyncIterator[Deal]:
    """All of them, in the query's order, a few hundred in memory at a time."""
    worth = Worth(query.currency, rates or shipped_rates())
    ids = await store.read(lambda db: _every_id(known_deals(db, audience), query, worth))
    for start in range(0, len(ids), _TOGETHER):
        some = ids[start : start + _TOGETHER]
        for deal in await store.read(lambda db, some=some: known_deals(db, audience).load(some)):  # type: ignore[misc]
            yield deal


async def deals_of_company(store: Store, audience: Audience, name: str, limit: int = 20) -> list[Deal]:
    """Deals with that company in any role: those of exactly that match key, newest first; then, while there is room,
    those of companies whose names begin with these words ("scale" -> "Scale AI"), newest first.
    """
    query = DealQuery(companies=(Party(name),))
    worth = Worth(query.currency, shipped_rates())

    def work(db: Database) -> list[Deal]:
        known = known_deals(db, audience)
        return known.load([each.id for each in islice(walk(db, known, query, worth).found, limit)])

    return await store.read(work)


async def nearest_companies(store: Store, audience: Audience, name: str, limit: int = 3) -> list[str]:
    """Names of companies that look like this one, nearest first; none when nothing does."""
    return await store.read(lambda db: _nearest_companies(known_deals(db, audience), company_key(name), limit))


async def nearest_people(store: Store, audience: Audience, name: str, limit: int = 3) -> list[str]:
    """Names of people that look like this one, nearest first; none when nothing does."""
    return await store.read(lambda db: _nearest_people(db, audience, person_key(name), limit))


def _find(known: KnownDeals, query: DealQuery, page: Page, worth: Worth) -> Found:
    db, end = known.db, page.offset + page.limit
    counted = max(COUNTED, end)
    walked = walk(db, known, query, worth)
    found = list(islice(walked.found, counted + 1))  # one more tells whether there are more
    is_whole = len(found) <= counted and not walked.cut
    deals = tuple(known.load([each.id for each in found[page.offset : end]]))
    left = left_out(db, walked, query, worth)
    total = min(len(found), counted)
    return Found(deals, total, left.without_value, left.without_stake, is_whole, left.is_whole)


def _every_id(known: KnownDeals, query: DealQuery, worth: Worth) -> list[str]:
    return [each.id for each in walk(known.db, known, query, worth, whole=True).found]


_SIDES = "<= :word ORDER BY word DESC LIMIT :limit", "> :word ORDER BY word LIMIT :limit"


def _nearest_companies(known: KnownDeals, key: str, limit: int) -> list[str]:
    names = _near(lambda word, side: companies_near(known, word, side, _NEIGHBOURS), key)
    best = _best(key, names, limit)
    return [names[each] if known.is_plain else spelt(known, each) or names[each] for each in best]


def _nearest_people(db: Database, audience: Audience, key: str, limit: int) -> list[str]:
    names = _near(lambda word, side: people_near(db, audience, word, side, _NEIGHBOURS), key)
    return [names[each] for each in _best(key, names, limit)]


def _near(names: Callable[[str, str], Mapping[str, str]], key: str) -> dict[str, str]:
    """From keys to names: those with a word that stands near one of the key's in the alphabet.

    A slip rarely is in a word's first letters; where it is, the name's other words lead there, or the table is small
    enough to be compared whole.
    """
    near: dict[str, str] = {}
    for word in key.split()[:_WORDS]:
        for side in _SIDES:
            near |= names(word, side)
    return near


def _best(key: str, names: Iterable[str], limit: int) -> list[str]:
    """Of the keys of names those that look most like this one, or have a word that does."""
    keys: Sequence[str] = sorted(names)
    parts = [(word, whole) for whole in keys for word in whole.split()]
    words = [word for word, _ in parts]
    by_key = process.extract(key, keys, scorer=fuzz.WRatio, limit=limit, score_cutoff=_NEAR_ENOUGH)
    by_word = process.extract(key, words, scorer=fuzz.ratio, limit=limit, score_cutoff=_NEAR_ENOUGH)
    scored = [(-score, whole) for whole, score, _ in by_key]
    scored += [(-score, parts[position][1]) for _, score, position in by_word]
    return list(dict.fromkeys(whole for _, whole in sorted(scored)))[:limit]
