"""The deals that a query may mean, in the query's order, as few steps from it as there are results to show.

Each walk can be left at any row: nothing is sorted or counted that nobody reads.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import chain, islice

from sqlite_utils import Database

from storage import sql, walks
from storage.companies import companies_called, companies_with_longer_names
from storage.full_text import Term, common, terms_of_country, terms_of_sector, terms_of_text
from storage.known_deals import KnownDeals
from storage.matching import OTHER, OWN, Matched, before, in_order, matching, merged
from storage.names import company_key, person_key
from storage.query import LEFT_OUT_COUNTED, DealQuery, Party, Sort
from storage.search_tables import LEAD_WORDS
from storage.walks import Conditions, Segment
from storage.worth import Candidate, Worth

_COMPANIES_OF_A_LONG_FORM = 100
# Deals whose passages are read for words that very many have, the first in the query's order: 5 to 20 ms
TEXTS_EXAMINED = 1_000
_TEXTS_TO_LEAVE_OUT = 200  # the same to count those that are left out
SORTED = 500  # deals that are sorted by name or share, at most; the newest
_TEXTS_TOGETHER = 50


@dataclass(frozen=True, slots=True)
class _Named:
    """A party as the tables know it: the companies of exactly that name, and the short form it may be."""

    party: Party
    companies: tuple[str, ...]
    lead: str  # "" where it has too many words to be kept as one
    longer: tuple[str, ...]  # the companies of longer names, where it is no lead

    def own(self, team_id: str) -> list[Segment]:
        return [walks.of_company(team_id, each) for each in self.companies]

    def others(self, team_id: str) -> list[Segment]:
        short = [walks.of_short_form(team_id, self.lead)] if self.lead else []
        return [*(walks.of_company(team_id, each) for each in self.longer), *short]


@dataclass(slots=True)
class _Asked:
    """What a query asks for: where to walk, and what must hold."""

    segments: tuple[Sequence[Segment], ...]  # the first ones' deals come first, where the newest do
    conditions: Conditions
    terms: list[Term] = field(default_factory=list)  # that too many deals have to be listed
    walked: Party | None = None  # the company whose deals the segments are

    @property
    def every(self) -> list[Segment]:
        return list(chain.from_iterable(self.segments))


@dataclass(slots=True)
class Walk:
    """`found` in the query's order, none twice; `cut` is True once it ended early because each deal takes long.

    `others` match, but no index has them: they are told otherwise than they are kept.
    """

    asked: _Asked
    others: Sequence[Matched] = ()
    found: Iterator[Candidate] = field(default_factory=lambda: iter(()))
    cut: bool = False

    def up_to(self, limit: float, found: Iterable[Candidate]) -> Iterator[Candidate]:
        """The first of them, and whether that is all."""
        for number, each in enumerate(found):
            if number >= limit:
                self.cut = True
                return
            yield each


def walk(db: Database, known: KnownDeals, query: DealQuery, worth: Worth, *, whole: bool = False) -> Walk:
    """Deals known to somebody for which everything in the query holds, in its order; with `whole`, however long that
    takes.

    The newest of one company: its own deals come before those of companies whose longer names begin with these words.
    """
    team_id = known.audience.team_id
    asked = _asked(db, known, query)
    others = list(matching(db, team_id, known.parts.values(), query, asked.walked, worth))
    walked, seen = Walk(asked, others), set[str]()
    earlier = before(query, worth)
    is_near = asked.walked is not None and query.sort is Sort.NEWEST
    streams = [
        merged(
            _matching(db, walked, segments, seen, query, worth, whole=whole),
            in_order((each.candidate for each in others if each.holds and each.nearness in nearness), earlier),
            earlier,
        )
        for segments, nearness in (
            zip(asked.segments, ((OWN,), (OTHER,)), strict=True) if is_near else [(asked.every, (OWN, OTHER))]
        )
    ]
    walked.found = chain.from_iterable(streams)
    return walked


def _matching(
    db: Database,
    walked: Walk,
    segments: Sequence[Segment],
    seen: set[str],
    query: DealQuery,
    worth: Worth,
    *,
    whole: bool,
) -> Iterator[Candidate]:
    """Those of the segments for which all that holds, too, which no index has, and none of those seen before."""
    found = _once(_ordered(db, walked, segments, query, worth, whole=whole), seen)
    if query.by_amount:
        found = (each for each in found if _within(worth.of(each), query))
    if walked.asked.terms:
        found = _having(db, found if whole else walked.up_to(TEXTS_EXAMINED, found), walked.asked.terms)
    return found


@dataclass(slots=True)
class LeftOut:
    """How many deals have no comparable value, and how many no share, of those for which all else holds.

    One without a share is not also counted for its value. `is_whole` is False where there may be more.
    """

    without_value: int = 0
    without_stake: int = 0
    is_whole: bool = True


def left_out(db: Database, walked: Walk, query: DealQuery, worth: Worth) -> LeftOut:
    """What a walk by amount or share leaves out, counted to `LEFT_OUT_COUNTED`."""
    left, asked = LeftOut(), walked.asked

    def count(found: Iterator[Candidate]) -> int:
        walked = Walk(asked)
        if asked.terms:
            found = _having(db, walked.up_to(_TEXTS_TO_LEAVE_OUT, found), asked.terms)
        number = sum(1 for _ in walked.up_to(LEFT_OUT_COUNTED, _once(found, set())))
        left.is_whole = left.is_whole and not walked.cut
        return number

    if query.by_stake:
        no_share = asked.conditions.with_also("deal.stake_percent IS NULL")
        left.without_stake = count(walks.by_day(db, asked.every, no_share))
        left.without_stake += sum(not each.has_stake for each in walked.others)
    if query.by_amount:
        ends = worth.ends(walks.currencies(db, asked.every))
        left.without_value = count(walks.without_value(db, asked.every, _with_stake(asked.conditions, query), ends))
        left.without_value += sum(not each.has_value for each in walked.others)
    return left


def _asked(db: Database, known: KnownDeals, query: DealQuery) -> _Asked:
    team_id = known.audience.team_id
    named = [_named(db, team_id, party) for party in query.companies]
    conditions = _conditions(query)
    as_kept, values = known.as_kept()
    conditions.add(as_kept, **values)
    listed, terms = _listed(db, team_id, query)
    if listed is not None:
        for number, each in enumerate(named):
            _add_party(conditions, each, number)
        return _Asked(([walks.of_list(team_id, listed)],), conditions, terms)
    if not named:
        return _Asked(([walks.of_team(team_id)],), conditions, terms)
    # any of them could be walked; the others are asked for deal by deal
    walked, *others = sorted(named, key=lambda each: _deals_at_hand(db, team_id, each)) if named[1:] else named
    if walked.party.role:
        conditions.add("deal.role = :role", role=walked.party.role.value)
    for number, each in enumerate(others):
        _add_party(conditions, each, number)
    return _Asked((walked.own(team_id), walked.others(team_id)), conditions, terms, walked.party)


def _ordered(
    db: Database, walked: Walk, segments: Sequence[Segment], query: DealQuery, worth: Worth, *, whole: bool
) -> Iterator[Candidate]:
    """In the query's order, within ranges of native amounts that hold all that is asked for."""
    asked = walked.asked
    conditions = _with_stake(asked.conditions, query)
    is_by_value = query.sort in (Sort.LARGEST, Sort.SMALLEST)
    ends = worth.ends(walks.currencies(db, asked.every)) if query.by_amount or is_by_value else {}
    ranges = walks.within(ends, *_ends(query.min_amount, query.max_amount))
    if is_by_value:
        yield from walks.by_value(db, segments, conditions, ranges, worth, largest=query.sort is Sort.LARGEST)
        if not query.by_amount:
            yield from walks.without_value(db, segments, conditions, ends)
    elif query.sort in (Sort.NAME, Sort.STAKE):
        held = walks.in_ranges(conditions, ranges) if query.by_amount else conditions
        yield from _read_and_sorted(db, walked, held, query.sort, math.inf if whole else SORTED)
    else:
        oldest = query.sort is Sort.OLDEST
        if query.by_amount:
            yield from walks.within_by_day(db, segments, conditions, ranges, oldest=oldest)
        else:
            yield from walks.by_day(db, segments, conditions, oldest=oldest)


def _read_and_sorted(
    db: Database, walked: Walk, conditions: Conditions, sort: Sort, most: float
) -> Iterator[Candidate]:
    """By title, or by share and then those without one, newest first."""
    segments = walked.asked.every
    if sort is Sort.NAME:
        found = walked.up_to(most, _once(walks.by_day(db, segments, conditions, with_title=True), set()))
        yield from sorted(found, key=lambda each: (each.title.casefold(), each.id))
        return
    shares = walks.by_day(db, segments, conditions.with_also("deal.stake_percent IS NOT NULL"))
    yield from sorted(
        walked.up_to(most, _once(shares, set())), key=lambda each: (-(each.stake_percent or 0.0), each.id)
    )
    yield from walks.by_day(db, segments, conditions.with_also("deal.stake_percent IS NULL"))


def _having(db: Database, found: Iterable[Candidate], terms: Sequence[Term]) -> Iterator[Candidate]:
    """Those of which a passage has each of these words, in the same order."""
    conditions = Conditions()
    for number, term in enumerate(sorted(terms, key=lambda each: not each.is_of_deals)):
        part, values = term.condition(f"term{number}")
        conditions.add(part, **values)
    statement = (
        "SELECT deal.id FROM deals AS deal INDEXED BY deals_looked_at"  # noqa: S608 ours
        f" WHERE deal.id IN (:ids) AND {conditions.together()}"
    )
    rest = iter(found)
    while some := list(islice(rest, _TEXTS_TOGETHER)):
        have = {row["id"] for row in sql.rows_of(db, statement, [each.id for each in some], conditions.values)}
        yield from (each for each in some if each.id in have)


def _with_stake(conditions: Conditions, query: DealQuery) -> Conditions:
    if not query.by_stake:
        return conditions
    low, high = _ends(query.min_stake, query.max_stake)
    return conditions.with_also("deal.stake_percent BETWEEN :low_share AND :high_share", low_share=low, high_share=high)


def _ends(low: Decimal | None, high: Decimal | None) -> tuple[float, float]:
    return (-math.inf if low is None else float(low), math.inf if high is None else float(high))


def _within(value: float | None, query: DealQuery) -> bool:
    low, high = _ends(query.min_amount, query.max_amount)
    return value is not None and low <= value <= high


def _named(db: Database, team_id: str, party: Party) -> _Named:
    key = company_key(party.name)
    longer: Sequence[str] = ()
    if len(key.split()) > LEAD_WORDS:
        longer = companies_with_longer_names(db, team_id, party.name, _COMPANIES_OF_A_LONG_FORM)
    lead = "" if len(key.split()) > LEAD_WORDS else key
    return _Named(party, tuple(companies_called(db, team_id, party.name)), lead, tuple(longer))


def _conditions(query: DealQuery) -> Conditions:
    conditions = Conditions()
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


def _listed(db: Database, team_id: str, query: DealQuery) -> tuple[frozenset[str] | None, list[Term]]:
    """The deals of what few have, a person or a rare word; and the words that many have."""
    lists: list[frozenset[str]] = []
    terms: list[Term] = []
    if query.person.strip():
        lists.append(_deals_beside(db, team_id, query.person))
    for term in (*terms_of_text(query.text), *terms_of_sector(query.sector), *terms_of_country(query.country)):
        deals = term.deals(db)
        if deals is None:
            terms.append(term)
        else:
            lists.append(deals)
    return common(lists), terms


def _deals_beside(db: Database, team_id: str, person: str) -> frozenset[str]:
    """Deals in whose articles a person with all the words of that name is told of."""
    words = sorted(set(person_key(person).split()))
    found = sql.rows_of(
        db,
        "SELECT DISTINCT told.deal_id FROM ("
        " SELECT person_id FROM person_words WHERE team_id = :team_id AND word IN (:ids)"
        " GROUP BY person_id HAVING COUNT(*) = :words) AS named"
        " JOIN person_observations AS person ON person.person_id = named.person_id"
        " JOIN deal_observations AS told ON told.article_id = person.article_id WHERE told.deal_id IS NOT NULL",
        words,
        {"team_id": team_id, "words": len(words)},
    )
    return frozenset(row["deal_id"] for row in found)


def _add_party(conditions: Conditions, named: _Named, number: int) -> None:
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
    of_lead = "SELECT 1 FROM deals_named WHERE team_id = :team_id AND name = :lead AND is_short = 1 LIMIT :limit"
    values = {"team_id": team_id, "lead": named.lead, "limit": _AT_HAND}
    companies = (*named.companies, *named.longer)
    return len(sql.rows_of(db, of_companies, companies, values)) + len(sql.rows(db, of_lead, values))


def _once(found: Iterable[Candidate], seen: set[str]) -> Iterator[Candidate]:
    for each in found:
        if each.id not in seen:
            seen.add(each.id)
            yield each
