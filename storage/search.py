"""Finding deals, and names that look like a misspelt one. The only entrance to what is asked of the deals.

Whatever is asked is a walk of an index in the order asked for that ends when the page is full; see `storage.walks`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from itertools import islice

from rapidfuzz import fuzz, process
from sqlite_utils import Database

from storage import sql
from storage.audience import Audience
from storage.candidates import left_out, walk
from storage.deal_view import load_deals
from storage.names import company_key, person_key
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
    return await store.read(lambda db: _find(db, audience.team_id, query, page or Page(), worth))


async def every_deal(
    store: Store, audience: Audience, query: DealQuery, *, rates: Rates | None = None
) -> AsyncIterator[Deal]:
    """All of them, in the query's order, a few hundred in memory at a time."""
    worth = Worth(query.currency, rates or shipped_rates())
    ids = await store.read(lambda db: _every_id(db, audience.team_id, query, worth))
    for start in range(0, len(ids), _TOGETHER):
        for deal in await store.read(lambda db, some=ids[start : start + _TOGETHER]: load_deals(db, some)):  # type: ignore[misc]
            yield deal


async def deals_of_company(store: Store, audience: Audience, name: str, limit: int = 20) -> list[Deal]:
    """Deals with that company in any role: those of exactly that match key, newest first; then, while there is room,
    those of companies whose names begin with these words ("scale" -> "Scale AI"), newest first.
    """
    query = DealQuery(companies=(Party(name),))
    worth = Worth(query.currency, shipped_rates())
    return await store.read(
        lambda db: load_deals(db, [each.id for each in islice(walk(db, audience.team_id, query, worth).found, limit)])
    )


async def nearest_companies(store: Store, audience: Audience, name: str, limit: int = 3) -> list[str]:
    """Names of companies that look like this one, nearest first; none when nothing does."""
    return await store.read(lambda db: _nearest(db, _COMPANY_NAMES, audience.team_id, company_key(name), limit))


async def nearest_people(store: Store, audience: Audience, name: str, limit: int = 3) -> list[str]:
    """Names of people that look like this one, nearest first; none when nothing does."""
    return await store.read(lambda db: _nearest(db, _PERSON_NAMES, audience.team_id, person_key(name), limit))


def _find(db: Database, team_id: str, query: DealQuery, page: Page, worth: Worth) -> Found:
    end = page.offset + page.limit
    counted = max(COUNTED, end)
    walked = walk(db, team_id, query, worth)
    found = list(islice(walked.found, counted + 1))  # one more tells whether there are more
    is_whole = len(found) <= counted and not walked.cut
    deals = tuple(load_deals(db, [each.id for each in found[page.offset : end]]))
    left = left_out(db, walked, query, worth)
    total = min(len(found), counted)
    return Found(deals, total, left.without_value, left.without_stake, is_whole, left.is_whole)


def _every_id(db: Database, team_id: str, query: DealQuery, worth: Worth) -> list[str]:
    return [each.id for each in walk(db, team_id, query, worth, whole=True).found]


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
