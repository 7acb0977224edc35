"""What an audience came to know between two instants: deals they had not heard of, what changed, who moves.

News is what the bot came to know, whenever it was published: an old article that is shared today is today's news. An
article is heard of by an audience when it is first shared where they can see it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database

from storage import sql
from storage.articles import SOURCE_COLUMNS, source
from storage.audience import Audience
from storage.changes import changes
from storage.copies import copies
from storage.deal_view import Merge, load_observations, told_on
from storage.decision_rows import decision
from storage.forms import person_facts_from_json
from storage.grouping import groups, may_know
from storage.in_full import InFull
from storage.known_deals import known_of
from storage.known_names import full_name, keys_of_one
from storage.names import company_key, person_key
from storage.parting import Part
from storage.publicity import heard
from storage.rates import Rates
from storage.records import (
    Correction,
    DealFacts,
    DealObservation,
    MoveKind,
    Named,
    PersonFacts,
    PersonObservation,
    Source,
)
from storage.store import Store
from storage.worth import DEAL_VALUES

MOST_DEALS = 5_000  # deals that are looked at for one answer, those heard of last; an import can bring more
MOST_ARTICLES = 20_000  # likewise
_TOGETHER = 5_000  # articles asked for in one statement
_DEALS_TOGETHER = 500
_MOVES = frozenset(set(MoveKind) - {MoveKind.STAYS, MoveKind.FOUNDER})


@dataclass(frozen=True, slots=True)
class DealNews:
    """A deal as the audience knows it at the end, and as they knew it at the beginning; None: not at all."""

    deal_id: str
    facts: DealFacts
    before: DealFacts | None
    sources: tuple[Source, ...]  # heard of in between, newest first; none where only a user corrected it
    source_count: int  # independent ones that the audience knows
    day: date  # the day it was first told of

    @property
    def changes(self) -> tuple[str, ...]:
        """The material fields that say something else than before."""
        changed = changes(self.before, self.facts) if self.before else ()
        return tuple(each.field for each in changed if each.is_material)


@dataclass(frozen=True, slots=True)
class MoveNews:
    """A person's move that the audience had not heard of, as first told, and every source that tells of it."""

    observation: PersonObservation
    sources: tuple[Source, ...]  # newest first


@dataclass(frozen=True, slots=True)
class News:
    since: datetime
    until: datetime
    new: tuple[DealNews, ...] = ()
    changed: tuple[DealNews, ...] = ()
    moves: tuple[MoveNews, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.new or self.changed or self.moves)


async def news(
    store: Store, audience: Audience, since: datetime, until: datetime, *, merge: Merge, rates: Rates
) -> News:
    """After `since`, up to and with `until`; deals by size at reference rates, those without an amount last."""

    def work(db: Database) -> News:
        fresh = _heard_between(db, audience, since, until)
        told = _deals(db, _Window(audience, since, until), fresh, merge)
        changed = [each for each in told if each.changes]
        new = [each for each in told if each.before is None]
        moves = _moves(db, _Window(audience, since, until), fresh)
        return News(since, until, by_size(new, rates), by_size(changed, rates), tuple(moves))

    return await store.read(work)


def by_size(deals: Iterable[DealNews], rates: Rates) -> tuple[DealNews, ...]:
    """The largest first; what has no amount that can be compared comes last, the newest of it first."""

    def rank(each: DealNews) -> tuple[bool, float, int, str]:
        worth = deal_value(each, "EUR", rates)
        return worth is None, -(worth or 0.0), -each.day.toordinal(), each.deal_id

    return tuple(sorted(deals, key=rank))


def deal_value(of: DealNews, currency: str, rates: Rates) -> float | None:
    """What the deal is worth in that currency, at the reference rates of its year, if that can be told."""
    amount = of.facts.amount
    if amount is None or amount.kind not in DEAL_VALUES or not amount.value.is_finite() or amount.value < 0:
        return None
    return rates.convert(float(amount.value), amount.currency, currency, of.day.year)


@dataclass(frozen=True, slots=True)
class _Window:
    audience: Audience
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class _Heard:
    observation: DealObservation
    at: datetime
    signature: str | None


def _heard_between(db: Database, audience: Audience, since: datetime, until: datetime) -> list[str]:
    """The articles that the audience first heard of in between, the last heard of first."""
    found = sql.rows(
        db,
        "SELECT article_id FROM shares WHERE team_id = :team_id AND shared_at > :since AND shared_at <= :until"
        " UNION SELECT id FROM articles WHERE team_id = :team_id AND seen_at > :since AND seen_at <= :until"
        " UNION SELECT id FROM articles WHERE team_id = :team_id AND archived_at > :since AND archived_at <= :until",
        {"team_id": audience.team_id, "since": sql.instant(since), "until": sql.instant(until)},
    )
    heard = _first_heard(db, audience, [row["article_id"] for row in found])
    fresh = [each for each, at in heard.items() if since < at <= until]
    return sorted(fresh, key=lambda each: (heard[each], each), reverse=True)[:MOST_ARTICLES]


def _first_heard(db: Database, audience: Audience, article_ids: Sequence[str]) -> dict[str, datetime]:
    """When the audience first heard of each article; those that they have not are left out."""
    heard: dict[str, datetime] = {}
    for start in range(0, len(article_ids), _TOGETHER):
        heard |= _first_heard_of_some(db, audience, article_ids[start : start + _TOGETHER])
    return heard


def _first_heard_of_some(db: Database, audience: Audience, article_ids: Sequence[str]) -> dict[str, datetime]:
    if not audience.knows_all:
        return {article_id: first.at for article_id, first in heard(db, audience, article_ids).items()}
    found = sql.rows_of(db, "SELECT id, seen_at FROM articles WHERE id IN (:ids)", article_ids)
    return {row["id"]: sql.as_instant(row["seen_at"]) for row in found}


def _deals(db: Database, window: _Window, fresh: Sequence[str], merge: Merge) -> list[DealNews]:
    """Deals that are kept as the audience may know them, and those that it knows a part of."""
    touched = dict.fromkeys((*_deals_told_of(db, fresh), *_deals_corrected(db, window)))
    known = known_of(db, window.audience, list(touched)[:MOST_DEALS])
    ids = known.told_as_kept([each for each in touched if each not in known.parts])[:MOST_DEALS]
    in_full = InFull(merge, db, window.audience.team_id)
    told: dict[str, list[_Heard]] = {}
    for start in range(0, len(ids), _DEALS_TOGETHER):
        told |= _observations(db, window, ids[start : start + _DEALS_TOGETHER])
    kept = [_deal(in_full, window, each, told[each], _corrections(db, window.audience, each)) for each in told]
    parts = [(part, _observed_of(part, window)) for part in known.parts.values()]
    return kept + [
        _deal(in_full, window, part.deal.id, observed, part.deal.corrections) for part, observed in parts if observed
    ]


def _observed_of(part: Part, window: _Window) -> list[_Heard]:
    """As the audience came to know it, up to the end of the window."""
    every = [_Heard(each.told, each.told.source.seen_at, each.signature) for each in part.observed]
    return [each for each in every if each.at <= window.until]


def _deals_told_of(db: Database, article_ids: Sequence[str]) -> list[str]:
    rank = {each: place for place, each in enumerate(article_ids)}
    found = sql.rows_of(
        db,
        "SELECT article_id, deal_id FROM deal_observations WHERE article_id IN (:ids) AND deal_id IS NOT NULL",
        article_ids,
    )
    return [row["deal_id"] for row in sorted(found, key=lambda row: (rank[row["article_id"]], row["deal_id"]))]


def _deals_corrected(db: Database, window: _Window) -> list[str]:
    """Deals with a correction that was made in between and still counts."""
    found = sql.rows(
        db,
        "SELECT * FROM decisions WHERE team_id = :team_id AND kind = 'correction'"
        " AND decided_at > :since AND decided_at <= :until AND undone_at IS NULL",
        {
            "team_id": window.audience.team_id,
            "since": sql.instant(window.since),
            "until": sql.instant(window.until),
        },
    )
    known = [each.deal_id for each in map(decision, found) if may_know(window.audience, each.author)]
    linked = groups(db, window.audience.team_id, known)
    return sorted({linked.root(each) for each in known})


def _corrections(db: Database, audience: Audience, deal_id: str) -> tuple[Correction, ...]:
    return groups(db, audience.team_id, [deal_id]).known_to(audience).corrections(deal_id)


def _observations(db: Database, window: _Window, deal_ids: Sequence[str]) -> dict[str, list[_Heard]]:
    """By deal, what the audience has heard of it up to the end of the window; of unheard deals nothing."""
    rows = sql.rows_of(
        db,
        "SELECT observation.id, observation.deal_id, observation.article_id, article.signature"
        " FROM deal_observations AS observation JOIN articles AS article ON article.id = observation.article_id"
        " WHERE observation.deal_id IN (:ids) ORDER BY observation.seen_at, observation.id",
        deal_ids,
    )
    heard = _first_heard(db, window.audience, sorted({row["article_id"] for row in rows}))
    known = [row for row in rows if row["article_id"] in heard and heard[row["article_id"]] <= window.until]
    observed = load_observations(db, [row["id"] for row in known])
    told: dict[str, list[_Heard]] = defaultdict(list)
    for row in known:
        told[row["deal_id"]].append(_Heard(observed[row["id"]], heard[row["article_id"]], row["signature"]))
    return told


def _deal(
    in_full: InFull, window: _Window, deal_id: str, told: Sequence[_Heard], corrections: Sequence[Correction]
) -> DealNews:
    def view(of: Sequence[_Heard], until: datetime) -> DealFacts:
        counting = [each for each in corrections if each.at <= until]
        return in_full.view([each.observation for each in of], counting).facts

    earlier = [each for each in told if each.at <= window.since]
    fresh = {each.observation.source for each in told if each.at > window.since}
    return DealNews(
        deal_id=deal_id,
        facts=view(told, window.until),
        before=view(earlier, window.since) if earlier else None,
        sources=_newest_first(fresh),
        source_count=_independent(told),
        day=min(told_on(each.observation.source) for each in told),
    )


def _newest_first(sources: Iterable[Source]) -> tuple[Source, ...]:
    return tuple(sorted(sources, key=lambda each: (told_on(each), each.seen_at, each.article_id), reverse=True))


def _independent(told: Sequence[_Heard]) -> int:
    signatures = {each.observation.source.article_id: each.signature for each in told}
    return len(signatures) - len(copies(signatures))


def _moves(db: Database, window: _Window, heard: Sequence[str]) -> list[MoveNews]:
    """Each move once, by people's names; not what the audience had heard before."""
    told: dict[str, list[list[PersonObservation]]] = defaultdict(list)
    for each in _movers(db, "observation.article_id", heard):
        person = full_name(db, window.audience.team_id, Named.PERSON, each.facts.name)
        of_one = told[person_key(person)]
        same = next((one for one in of_one if _same_move(one[0], each)), None)
        if same is None:
            of_one.append([each])
        else:
            same.append(each)
    found = [
        MoveNews(one[0], _newest_first({each.source for each in one}))
        for person, of_one in told.items()
        for one in _not_heard_before(db, window, person, of_one)
    ]
    return sorted(found, key=lambda each: (each.observation.facts.name.casefold(), each.sources[0].article_id))


def _not_heard_before(
    db: Database, window: _Window, person: str, moves: Sequence[list[PersonObservation]]
) -> list[list[PersonObservation]]:
    team_id = window.audience.team_id
    keys = keys_of_one(db, team_id, Named.PERSON, person)
    ids = sql.rows_of(
        db, "SELECT id FROM people WHERE team_id = :team_id AND key IN (:ids)", keys, {"team_id": team_id}
    )
    every = _movers(db, "observation.person_id", [row["id"] for row in ids])
    heard = _first_heard(db, window.audience, sorted({each.source.article_id for each in every}))
    known = [each for each in every if each.source.article_id in heard]
    before = [each for each in known if heard[each.source.article_id] <= window.since]
    return [one for one in moves if not any(_same_move(one[0], each) for each in before)]


def _movers(db: Database, column: str, ids: Sequence[str]) -> list[PersonObservation]:
    """What is said of people who move, the first seen first; without its sentences."""
    found = sql.rows_of(
        db,
        f"SELECT observation.facts, {SOURCE_COLUMNS} FROM person_observations AS observation"  # noqa: S608 ours
        f" JOIN articles AS article ON article.id = observation.article_id WHERE {column} IN (:ids)"
        " ORDER BY observation.seen_at, observation.id",
        ids,
    )
    told = [PersonObservation(person_facts_from_json(sql.clear(row["facts"])), source(row)) for row in found]
    return [each for each in told if each.facts.move and each.facts.move.kind in _MOVES]


def _same_move(one: PersonObservation, other: PersonObservation) -> bool:
    """Whether both go to the same company; or away from the same one, where one text does not say where to."""
    (origin, to), (other_origin, other_to) = _ends(one.facts), _ends(other.facts)
    if to and other_to:
        return to == other_to
    return origin == other_origin and (bool(origin) or to == other_to)


def _ends(facts: PersonFacts) -> tuple[str, str]:
    """Match keys of the companies left and joined, "" for one that is not named.

    Who leaves does so where the facts say the person is.
    """
    move = facts.move
    assert move is not None, "only who moves is compared"
    leaves = move.kind in (MoveKind.LEAVES, MoveKind.STEPS_DOWN)
    left = move.from_organisation or (facts.organisation if leaves else None)
    return company_key(left) if left else "", company_key(move.to_organisation) if move.to_organisation else ""
