"""Finding by name: exactly, by leading words, by near misses. Every step is bounded, whatever the table's size."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rapidfuzz import fuzz, process
from sqlite_utils import Database

from storage import sql
from storage.companies import companies_called, companies_with_longer_names
from storage.deal_view import load_deals
from storage.deals import newest_deals
from storage.names import company_key, person_key
from storage.records import Deal
from storage.store import Store

_COMPANIES_OF_A_SHORT_FORM = 100
_NEIGHBOURS = 300  # words on either side in the alphabet whose names a misspelt one is compared with
_WORDS = 3  # of a misspelt name that are looked up
_NEAR_ENOUGH = 70.0  # of 100; below it, the proposals of a list of company names read like chance


async def deals_of_company(store: Store, team_id: str, name: str, limit: int = 20) -> list[Deal]:
    """Deals with that company in any role: those of exactly that match key, newest first; then, while there is room,
    those of companies whose names begin with these words ("scale" -> "Scale AI"), newest first.
    """
    return await store.read(lambda db: load_deals(db, _deals_of_company(db, team_id, name, limit)))


async def nearest_companies(store: Store, team_id: str, name: str, limit: int = 3) -> list[str]:
    """Names of companies that look like this one, nearest first; none when nothing does."""
    return await store.read(lambda db: _nearest(db, _COMPANY_NAMES, team_id, company_key(name), limit))


async def nearest_people(store: Store, team_id: str, name: str, limit: int = 3) -> list[str]:
    """Names of people that look like this one, nearest first; none when nothing does."""
    return await store.read(lambda db: _nearest(db, _PERSON_NAMES, team_id, person_key(name), limit))


def _deals_of_company(db: Database, team_id: str, name: str, limit: int) -> list[str]:
    found = _newest(db, companies_called(db, team_id, name), limit)
    if len(found) < limit:
        longer = companies_with_longer_names(db, team_id, name, _COMPANIES_OF_A_SHORT_FORM)
        found = list(dict.fromkeys((*found, *_newest(db, longer, limit))))
    return found[:limit]


def _newest(db: Database, company_ids: Iterable[str], limit: int) -> list[str]:
    found = newest_deals(db, company_ids, limit)
    return sorted(found, key=lambda each: (found[each], each), reverse=True)[:limit]


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
