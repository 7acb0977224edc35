"""Companies as an audience knows them: by the deals that it is told of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import reduce

from storage import sql
from storage.audience import Audience
from storage.companies import company, company_id
from storage.forms import deal_facts_from_json
from storage.known_deals import KnownDeals, known_deals
from storage.known_names import keys_of_one
from storage.names import better_spelling, company_key
from storage.records import Company, DealFacts, Named
from storage.store import Store

_SPELT_BY = 200  # deals of a company, the newest, that its name is read from where not everybody knows all of them


async def company_named(store: Store, audience: Audience, name: str) -> Company | None:
    """The company that this name stands for, or None if no article that may be known told of it."""
    return await store.read(lambda db: _company(known_deals(db, audience), name))


def companies_near(known: KnownDeals, word: str, condition: str, limit: int) -> dict[str, str]:
    """From match keys to names of companies in known deals, for whose words `condition` holds beside `:word`."""
    as_kept, values = known.as_kept()
    told_of = (
        "EXISTS (SELECT 1 FROM deal_parties AS party JOIN deals AS deal ON deal.id = party.deal_id"  # noqa: S608 ours
        f" WHERE party.company_id = named.id AND {as_kept})"
    )
    found = sql.rows(
        known.db,
        "SELECT named.id, named.name, named.key FROM company_words"  # noqa: S608 ours
        " JOIN companies AS named ON named.id = company_words.company_id"
        f" WHERE company_words.team_id = :team_id AND {'1' if known.is_plain else told_of}"
        f" AND company_words.word {condition}",
        {**values, "team_id": known.audience.team_id, "word": word, "limit": limit},
    )
    names = {row["key"]: row["name"] for row in found}
    return names | {company_key(each): each for each in _of_parts(known)}


def _company(known: KnownDeals, name: str) -> Company | None:
    team_id = known.audience.team_id
    noted = company(known.db, team_id, name)
    if known.is_plain:
        return noted
    keys = keys_of_one(known.db, team_id, Named.COMPANY, name)
    names = {key: own for key in keys if (own := spelt(known, key))}
    if not names:
        return None
    key, *_ = names
    first, *others = names.values()
    kept = noted or Company("", team_id, "")
    return replace(kept, id=company_id(team_id, key), name=first, other_names=tuple(others))


def spelt(known: KnownDeals, key: str) -> str | None:
    """The name of a company as known deals spell it; None where there is none in them."""
    as_kept, values = known.as_kept()
    found = sql.rows(
        known.db,
        "SELECT DISTINCT deal.id, deal.told_on, deal.facts FROM deal_parties AS party"  # noqa: S608 ours
        " JOIN companies ON companies.id = party.company_id JOIN deals AS deal ON deal.id = party.deal_id"
        f" WHERE companies.team_id = :team_id AND companies.key = :key AND {as_kept}"
        " ORDER BY party.told_on DESC LIMIT :limit",
        {**values, "team_id": known.audience.team_id, "key": key, "limit": _SPELT_BY},
    )
    names = [*_names(deal_facts_from_json(sql.clear(row["facts"])) for row in found), *_of_parts(known)]
    same = [each for each in names if company_key(each) == key]
    return reduce(better_spelling, same) if same else None


def _of_parts(known: KnownDeals) -> Iterator[str]:
    return _names(part.deal.facts for part in known.parts.values())


def _names(told: Iterable[DealFacts]) -> Iterator[str]:
    for facts in told:
        yield from (*facts.acquirers, *facts.targets, *facts.sellers)
