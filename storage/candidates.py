"""The deals that a query may mean, in the order of an index, as few steps from it as there are results to show.

Each walk is one statement that can be left at any row: nothing is sorted or counted that nobody reads.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from heapq import merge
from typing import Any, NamedTuple

from sqlite_utils import Database

from storage import sql
from storage.companies import companies_called, companies_with_longer_names
from storage.full_text import common, terms_of_country, terms_of_sector, terms_of_text
from storage.names import company_key, person_key
from storage.query import DealQuery, Party, Sort
from storage.search_tables import LEAD_WORDS

_COMPANIES_OF_A_LONG_FORM = 100


class Candidate(NamedTuple):
    """What of a deal is looked at before it is shown; `day` is an ISO day or month."""

    id: str
    told_on: str
    day: str
    title: str  # only where the deals are sorted by it
    amount_value: float | None
    amount_currency: str | None
    amount_kind: str | None
    stake_percent: float | None


_COLUMNS = (
    "deal.id, deal.told_on, COALESCE(deal.announced, deal.told_on), {title}, deal.amount_value,"
    " deal.amount_currency, deal.amount_kind, deal.stake_percent"
)
TEXTS_EXAMINED = 50_000  # deals whose passages are read for a word that very many have; the newest
_NEWEST_FIRST = "ORDER BY {walked}.told_on DESC, {walked}.{id} DESC"


@dataclass(frozen=True, slots=True)
class _Named:
    """A party as the tables know it: the companies of exactly that name, and the short form it may be."""

    party: Party
    companies: tuple[str, ...]
    lead: str  # "" where it has too many words to be kept as one
    longer: tuple[str, ...]  # the companies of longer names, where it is no lead


@dataclass(slots=True)
class _Conditions:
    """SQL over `deal` that all must hold, with its values."""

    columns: str  # that are selected of the deal
    parts: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    reads_texts: bool = False

    def add(self, part: str, **values: Any) -> None:
        self.parts.append(part)
        self.values.update(values)

    def together(self, *others: str) -> str:
        return " AND ".join((*others, *self.parts))


@dataclass(frozen=True, slots=True)
class Walk:
    """`is_whole` is False where only the newest deals are walked, because each of them takes long."""

    found: Iterator[Candidate]
    is_whole: bool = True


def walk(db: Database, team_id: str, query: DealQuery) -> Walk:
    """Deals for which everything holds but ranges of amount and stake, newest first, none twice.

    Of one company, its own deals come before those of companies whose longer names begin with these words.
    """
    named = [_named(db, team_id, party) for party in query.companies]
    conditions = _conditions(query, team_id)
    listed = _listed(db, team_id, query, conditions)
    if listed is not None:
        for number, each in enumerate(named):
            _add_party(conditions, each, number)
        return Walk(_of_list(db, listed, conditions))
    if not named:
        is_whole = not conditions.reads_texts or _only_newest(db, team_id, conditions)
        return Walk(_of_team(db, conditions), is_whole)
    # any of them could be walked; the others are asked for deal by deal
    walked, *others = sorted(named, key=lambda each: _deals_at_hand(db, team_id, each)) if named[1:] else named
    for number, each in enumerate(others):
        _add_party(conditions, each, number)
    return Walk(_of_party(db, team_id, walked, conditions))


def _only_newest(db: Database, team_id: str, conditions: _Conditions) -> bool:
    """Have no more than the newest `TEXTS_EXAMINED` deals walked, and those told on the same day as the last of them.

    Returns whether these are all.
    """
    last = sql.first(
        db,
        "SELECT told_on FROM deals WHERE team_id = :team_id ORDER BY told_on DESC LIMIT 1 OFFSET :count",
        {"team_id": team_id, "count": TEXTS_EXAMINED},
    )
    if last:
        conditions.add("deal.told_on >= :told_since", told_since=last["told_on"])
    return last is None


def _named(db: Database, team_id: str, party: Party) -> _Named:
    key = company_key(party.name)
    longer: Sequence[str] = ()
    if len(key.split()) > LEAD_WORDS:
        longer = companies_with_longer_names(db, team_id, party.name, _COMPANIES_OF_A_LONG_FORM)
    lead = "" if len(key.split()) > LEAD_WORDS else key
    return _Named(party, tuple(companies_called(db, team_id, party.name)), lead, tuple(longer))


def _conditions(query: DealQuery, team_id: str) -> _Conditions:
    conditions = _Conditions(_COLUMNS.format(title="deal.title" if query.sort is Sort.NAME else "''"))
    conditions.add("deal.team_id = :team_id", team_id=team_id)
    for column, wanted in (("type", query.types), ("status", query.statuses)):
        if wanted:
            names = {f"{column}{number}": each.value for number, each in enumerate(wanted)}
            conditions.add(f"deal.{column} IN ({', '.join(f':{name}' for name in names)})", **names)
    # a month that is known without its day holds the first and the last day that could be meant
    if query.since:
        day = "COALESCE(deal.announced, deal.told_on)"
        conditions.add(f"{day} >= substr(:since, 1, length({day}))", since=query.since.isoformat())
    if query.until:
        day = "COALESCE(deal.announced, deal.told_on)"
        conditions.add(f"{day} <= substr(:until, 1, length({day}))", until=query.until.isoformat())
    return conditions


def _listed(db: Database, team_id: str, query: DealQuery, conditions: _Conditions) -> frozenset[str] | None:
    """The deals of what few have, a person or a rare word; what many have becomes a condition."""
    lists: list[frozenset[str]] = []
    if query.person.strip():
        lists.append(_deals_beside(db, team_id, query.person))
    terms = (*terms_of_text(query.text), *terms_of_sector(query.sector), *terms_of_country(query.country))
    for number, term in enumerate(terms):
        deals = term.deals(db)
        if deals is None:
            part, values = term.condition(f"term{number}")
            conditions.add(part, **values)
            conditions.reads_texts = True
        else:
            lists.append(deals)
    return common(lists)


def _deals_beside(db: Database, team_id: str, person: str) -> frozenset[str]:
    """Deals in whose articles a person with all the words of that name is told of."""
    words = sorted(set(person_key(person).split()))
    found = sql.rows_of(
        db,
        "SELECT DISTINCT told.deal_id FROM ("
        " SELECT person_id FROM person_words WHERE team_id = :team_id AND word IN (:ids)"
        " GROUP BY person_id HAVING COUNT(*) = :words) AS named"
        " JOIN person_observations AS person ON person.person_id = named.person_id"
        " JOIN deal_observations AS told ON told.article_id = person.article_id",
        words,
        {"team_id": team_id, "words": len(words)},
    )
    return frozenset(row["deal_id"] for row in found)


def _add_party(conditions: _Conditions, named: _Named, number: int) -> None:
    ids = {f"company{number}_{place}": each for place, each in enumerate((*named.companies, *named.longer))}
    role = f"party.role = :role{number} AND" if named.party.role else ""
    companies = ", ".join(f":{name}" for name in ids)
    part = f"""EXISTS (SELECT 1 FROM deal_parties AS party WHERE party.deal_id = deal.id AND {role} (
        party.company_id IN ({companies}) OR EXISTS (SELECT 1 FROM company_leads AS short
        WHERE short.company_id = party.company_id AND short.lead = :lead{number})))"""  # noqa: S608 ours
    conditions.add(part, **ids, **{f"lead{number}": named.lead, f"role{number}": named.party.role})


_AT_HAND = 200


def _deals_at_hand(db: Database, team_id: str, named: _Named) -> int:
    """How many deals a walk of that name goes through, counted no further than needed to tell few from many."""
    of_companies = "SELECT 1 FROM deal_parties WHERE company_id IN (:ids) LIMIT :limit"
    of_lead = "SELECT 1 FROM deal_leads WHERE team_id = :team_id AND lead = :lead LIMIT :limit"
    values = {"team_id": team_id, "lead": named.lead, "limit": _AT_HAND}
    companies = (*named.companies, *named.longer)
    return len(sql.rows_of(db, of_companies, companies, values)) + len(sql.rows(db, of_lead, values))


def _of_list(db: Database, listed: Iterable[str], conditions: _Conditions) -> Iterator[Candidate]:
    statement = (
        f"SELECT {conditions.columns} FROM json_each(:listed) AS list"  # noqa: S608 ours
        " CROSS JOIN deals AS deal INDEXED BY deals_looked_at ON deal.id = list.value"
        f" WHERE {conditions.together()} {_NEWEST_FIRST.format(walked='deal', id='id')}"
    )
    return _read(db, statement, {**conditions.values, "listed": sql.opaque(sorted(listed))})


def _of_team(db: Database, conditions: _Conditions) -> Iterator[Candidate]:
    statement = (
        f"SELECT {conditions.columns} FROM deals AS deal INDEXED BY deals_told WHERE {conditions.together()}"  # noqa: S608 ours
        f" {_NEWEST_FIRST.format(walked='deal', id='id')}"
    )
    return _read(db, statement, conditions.values)


def _of_party(db: Database, team_id: str, named: _Named, conditions: _Conditions) -> Iterator[Candidate]:
    role = "walked.role = :role" if named.party.role else "1"
    values = {**conditions.values, "role": named.party.role.value if named.party.role else None}
    statement = (
        f"SELECT {conditions.columns} FROM {{table}} AS walked"  # noqa: S608 ours
        " CROSS JOIN deals AS deal INDEXED BY deals_looked_at ON deal.id = walked.deal_id"
        f" WHERE {{of}} AND {conditions.together(role)} {_NEWEST_FIRST.format(walked='walked', id='deal_id')}"
    )
    of_company = statement.format(table="deal_parties", of="walked.company_id = :company")
    of_lead = statement.format(table="deal_leads", of="walked.team_id = :team_id AND walked.lead = :lead")

    def of_companies(ids: Iterable[str]) -> Iterator[Candidate]:
        walks = [_read(db, of_company, {**values, "company": each}) for each in ids]
        return merge(*walks, key=lambda each: (each.told_on, each.id), reverse=True)

    def every() -> Iterator[Candidate]:
        yield from of_companies(named.companies)
        yield from of_companies(named.longer)
        if named.lead:
            yield from _read(db, of_lead, {**values, "team_id": team_id, "lead": named.lead})

    return _once(every())


def _once(found: Iterable[Candidate]) -> Iterator[Candidate]:
    seen: set[str] = set()
    for each in found:
        if each.id not in seen:
            seen.add(each.id)
            yield each


def _read(db: Database, statement: str, values: dict[str, Any]) -> Iterator[Candidate]:
    return map(Candidate._make, sql.stream(db, statement, values))
