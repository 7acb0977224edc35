"""Deals that are told otherwise than they are kept, compared with a query: no index knows them.

The conditions are those that `storage.candidates` puts into SQL, over what the audience is told.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cmp_to_key

from sqlite_utils import Database

from storage import sql
from storage.deal_view import columns_of
from storage.full_text import Term, mentions, terms_of_country, terms_of_sector, terms_of_text
from storage.known_names import keys_of_one
from storage.names import company_key, person_key
from storage.parting import Part
from storage.query import DealQuery, Party, Sort
from storage.records import DealFacts, Named, PartyRole
from storage.worth import Candidate, Worth, is_value

OWN, OTHER = range(2)  # a company's own deals, and those of companies whose longer names begin with its words

Before = Callable[[Candidate, Candidate], bool]


@dataclass(frozen=True, slots=True)
class Matched:
    """A deal for which everything in the query holds but what there is no value for."""

    candidate: Candidate
    nearness: int  # OWN or OTHER, of the company whose deals are walked
    has_stake: bool = True  # False: it has no share, and one is asked for
    has_value: bool = True  # False: it has no comparable value, and one is asked for

    @property
    def holds(self) -> bool:
        return self.has_stake and self.has_value


def matching(
    db: Database, team_id: str, told: Iterable[Part], query: DealQuery, walked: Party | None, worth: Worth
) -> Iterator[Matched]:
    """Those of the deals that match. `walked` is the company whose own deals come first."""
    parties = [_Named(db, team_id, each) for each in query.companies]
    first = next((each for each in parties if each.party == walked), None)
    terms = (*terms_of_text(query.text), *terms_of_sector(query.sector), *terms_of_country(query.country))
    for part in told:
        facts = part.deal.facts
        if (
            all(each.nearness(facts) is not None for each in parties)
            and _is_of_kind(part, query)
            and all(_has(part, term) for term in terms)
            and (not query.person.strip() or _names_person(db, part, query.person))
        ):
            nearness = first.nearness(facts) if first else None
            if found := _measured(part, query, worth, nearness or OWN):
                yield found


def before(query: DealQuery, worth: Worth) -> Before:
    """Whether one candidate comes before another in the query's order."""

    def newer(one: Candidate, other: Candidate) -> bool:
        return (one.told_on, one.id) > (other.told_on, other.id)

    def by(value: Callable[[Candidate], float | None], sign: int) -> Before:
        def earlier(one: Candidate, other: Candidate) -> bool:
            ours, theirs = value(one), value(other)
            if ours is None and theirs is None:
                return newer(one, other)
            if ours is None or theirs is None:
                return theirs is None
            return (sign * ours, one.id) < (sign * theirs, other.id)

        return earlier

    match query.sort:
        case Sort.NEWEST:
            return newer
        case Sort.OLDEST:
            return lambda one, other: (one.told_on, one.id) < (other.told_on, other.id)
        case Sort.NAME:
            return lambda one, other: (one.title.casefold(), one.id) < (other.title.casefold(), other.id)
        case Sort.STAKE:
            return by(lambda each: each.stake_percent, -1)
        case Sort.LARGEST:
            return by(worth.of, -1)
        case Sort.SMALLEST:
            return by(worth.of, 1)


def merged(found: Iterable[Candidate], others: Iterable[Candidate], earlier: Before) -> Iterator[Candidate]:
    """Both, which are in order each, in that order; no further than somebody reads."""
    rest = list(others)
    for each in found:
        while rest and earlier(rest[0], each):
            yield rest.pop(0)
        yield each
    yield from rest


def in_order(found: Iterable[Candidate], earlier: Before) -> list[Candidate]:
    def compare(one: Candidate, other: Candidate) -> int:
        return -1 if earlier(one, other) else 1

    return sorted(found, key=cmp_to_key(compare))


class _Named:
    """A party that is asked for, by all names of the company and by the words that longer ones begin with."""

    def __init__(self, db: Database, team_id: str, party: Party) -> None:
        self.party = party
        self._keys = frozenset(keys_of_one(db, team_id, Named.COMPANY, party.name))
        self._leading = f"{company_key(party.name)} "

    def nearness(self, facts: DealFacts) -> int | None:
        """OWN or OTHER; None where the deal has no such party in that role."""
        keys = [company_key(name) for name in _parties(facts, self.party.role)]
        if not self._keys.isdisjoint(keys):
            return OWN
        return OTHER if any(key.startswith(self._leading) for key in keys) else None


def _parties(facts: DealFacts, role: PartyRole | None) -> Sequence[str]:
    by_role = {PartyRole.ACQUIRER: facts.acquirers, PartyRole.TARGET: facts.targets, PartyRole.SELLER: facts.sellers}
    return by_role[role] if role else (*facts.acquirers, *facts.targets, *facts.sellers)


def _is_of_kind(part: Part, query: DealQuery) -> bool:
    facts, day = part.deal.facts, _candidate(part).day
    if (query.types and facts.type not in query.types) or (query.statuses and facts.status not in query.statuses):
        return False
    since, until = (each.isoformat()[: len(day)] if each else None for each in (query.since, query.until))
    return (since is None or day >= since) and (until is None or day <= until)


def _has(part: Part, term: Term) -> bool:
    facts = part.deal.facts
    texts: dict[str, Sequence[str | None]] = {
        "title": [source.title for source in part.deal.sources],
        "sentence": [*part.sentences],
        "business": [facts.target_business],
        "location": [facts.target_location],
    }
    wanted = [text for column in term.columns for text in texts[column]]
    return any(term.phrases) and mentions(term.pattern, *wanted)


def _names_person(db: Database, part: Part, name: str) -> bool:
    words = set(person_key(name).split())
    told = sql.rows_of(
        db,
        "SELECT people.key FROM person_observations AS told JOIN people ON people.id = told.person_id"
        " WHERE told.article_id IN (:ids)",
        sorted({each.article_id for each in part.deal.sources}),
    )
    return bool(words) and any(words <= set(row["key"].split()) for row in told)


def _measured(part: Part, query: DealQuery, worth: Worth, nearness: int) -> Matched | None:
    found = _candidate(part)
    if query.by_stake:
        if found.stake_percent is None:
            return Matched(found, nearness, has_stake=False)
        if not within(found.stake_percent, query.min_stake, query.max_stake):
            return None
    if query.by_amount:
        value = worth.of(found)
        if value is None:
            comparable = found.amount_currency and worth.ends([found.amount_currency]) and is_value(found)
            return None if comparable else Matched(found, nearness, has_value=False)
        if not within(value, query.min_amount, query.max_amount):
            return None
    return Matched(found, nearness)


def within(value: float, low: Decimal | None, high: Decimal | None) -> bool:
    return (low is None or value >= float(low)) and (high is None or value <= float(high))


def _candidate(part: Part) -> Candidate:
    """As the columns of the deal would be."""
    columns = columns_of(part.deal.facts, part.deal.sources)
    return Candidate(
        id=part.deal.id,
        told_on=columns["told_on"],
        day=columns["announced"] or columns["told_on"],
        title=columns["title"],
        amount_value=columns["amount_value"],
        amount_currency=columns["amount_currency"],
        amount_kind=columns["amount_kind"],
        stake_percent=columns["stake_percent"],
    )
