"""What of a reading is news to whom: the watches of a place that ask for it, as those who read the place may know it.

News is a deal that is new there, or one of which status, amount, stake or parties have changed; and a person who
moves. What another message had told already is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlite_utils import Database

from storage import replies, sql
from storage.audience import Audience
from storage.careers import which_step
from storage.changes import Change, changes
from storage.deal_view import Merge
from storage.in_full import InFull
from storage.known_deals import KnownDeals, known_of
from storage.known_names import keys_of_one
from storage.matching import matching
from storage.names import company_key, person_key
from storage.query import DealQuery
from storage.rates import shipped_rates
from storage.records import (
    Deal,
    DealFacts,
    InboxItem,
    Named,
    PersonObservation,
    ReadArticle,
    Recorded,
    RecordedDeal,
)
from storage.replies import Telling
from storage.store import Store
from storage.watches import Watch, watch_of
from storage.worth import Worth


@dataclass(frozen=True, slots=True)
class Watcher:
    """A watch with who reads its updates; `query` is None where it is of a name."""

    watch: Watch
    audience: Audience
    query: DealQuery | None = None


@dataclass(frozen=True, slots=True)
class DealUpdate:
    """`watches` are those of one place that ask for it. Without a `before` in `told` the deal is new there."""

    watches: tuple[Watch, ...]
    told: RecordedDeal
    changes: tuple[Change, ...]
    last: Telling | None  # the post that told the place of the deal last


@dataclass(frozen=True, slots=True)
class MoveUpdate:
    """Somebody who is watched moves."""

    watches: tuple[Watch, ...]
    person: PersonObservation


@dataclass(frozen=True, slots=True)
class ToldTo:
    """A reading as an audience may know it, with the deals it knows; in the transaction that recorded it."""

    known: KnownDeals
    recorded: Recorded


@dataclass(frozen=True, slots=True)
class Former:
    """What an edited message had told before."""

    deals: tuple[Deal, ...] = ()
    people: frozenset[str] = frozenset()  # keys of those it told of


async def concerned(store: Store, team_id: str, read: Sequence[ReadArticle]) -> list[Watch]:
    """The watches that may ask for what was read: those of a name that is in it, and every query."""
    names = [name for each in read for facts in each.reading.deals for name in _parties(facts)]
    people = [facts.name for each in read for facts in each.reading.people]

    def work(db: Database) -> list[Watch]:
        rows = sql.rows(db, "SELECT * FROM watches WHERE team_id = :team_id ORDER BY id", {"team_id": team_id})
        watches = [watch_of(row) for row in rows]
        return [
            each
            for each in watches
            if each.is_query or _names_company(db, each, names) or _names_person(db, each, people)
        ]

    return await store.read(work) if names or people else []


def former(db: Database, item: InboxItem, audience: Audience) -> Former:
    """What the message's articles tell an audience, before they are taken back."""
    shared = "SELECT article_id FROM shares WHERE team_id = :team_id AND channel_id = :channel_id AND ts = :ts"
    articles = sql.rows(db, shared, {"team_id": item.team_id, "channel_id": item.channel_id, "ts": item.ts})
    ids = [row["article_id"] for row in articles]
    deals = sql.rows_of(db, "SELECT DISTINCT deal_id FROM deal_observations WHERE article_id IN (:ids)", ids)
    people = sql.rows_of(
        db,
        "SELECT DISTINCT people.key FROM person_observations AS told JOIN people ON people.id = told.person_id"
        " WHERE told.article_id IN (:ids)",
        ids,
    )
    deal_ids = [row["deal_id"] for row in deals if row["deal_id"]]
    known = known_of(db, audience, deal_ids).every(deal_ids)
    return Former(tuple(known), frozenset(row["key"] for row in people))


def carry_over(channel_id: str, told: ToldTo, before: Former, merge: Merge) -> None:
    """What told a place of a deal before its message was edited tells of it as it was read anew."""
    for one in told.recorded.deals:
        if known := _as_before(told.known, one, before, merge):
            replies.tell_as(told.known.db, channel_id, known.id, one.deal.id)


def news_for(
    watchers: Sequence[Watcher], told: Mapping[Audience, ToldTo], before: Mapping[Audience, Former], merge: Merge
) -> Iterator[DealUpdate | MoveUpdate]:
    """Place by place; a deal and a person once in each."""
    places: dict[str, list[Watcher]] = {}
    for each in watchers:
        places.setdefault(each.watch.channel_id, []).append(each)
    for channel_id, some in places.items():
        audience = some[0].audience
        if told[audience].recorded.fresh_ids:
            yield from _of_deals(channel_id, some, told[audience], before[audience], merge)
            yield from _of_people(some, told[audience], before[audience])


def _of_deals(
    channel_id: str, watchers: Sequence[Watcher], told: ToldTo, before: Former, merge: Merge
) -> Iterator[DealUpdate]:
    db, team_id = told.known.db, told.known.audience.team_id
    for each in _once(told.recorded.deals):
        as_before = None if each.before else _as_before(told.known, each, before, merge)
        one = replace(each, before=as_before.facts) if as_before else each
        changed = changes(one.before, one.deal.facts) if one.before else ()
        asking = tuple(watcher.watch for watcher in watchers if _asks(told.known, watcher, one.deal))
        if asking and (one.before is None or any(change.is_material for change in changed)):
            yield DealUpdate(asking, one, changed, replies.last_told(db, team_id, channel_id, one.deal.id))


def _once(deals: Iterable[RecordedDeal]) -> list[RecordedDeal]:
    """Each deal once, as the first article tells it whose news it is."""
    first: dict[str, RecordedDeal] = {}
    for each in deals:
        known = first.setdefault(each.deal.id, each)
        if each.observation.facts.primary and not known.observation.facts.primary:
            first[each.deal.id] = each
    return list(first.values())


def _as_before(known: KnownDeals, one: RecordedDeal, before: Former, merge: Merge) -> Deal | None:
    """The deal as the message told of it before it was edited."""
    if not before.deals:
        return None
    in_full = InFull(merge, known.db, known.audience.team_id)
    return in_full.same_deal(one.deal.facts, one.observation.source.published, before.deals)


def _of_people(watchers: Sequence[Watcher], told: ToldTo, before: Former) -> Iterator[MoveUpdate]:
    recorded, db = told.recorded, told.known.db
    for person in recorded.people:
        if person_key(person.name) in before.people:
            continue
        fresh = [each for each in person.observations if each.source.article_id in recorded.fresh_ids]
        known = {which_step(each.facts) for each in person.observations if each not in fresh}
        moves = [each for each in fresh if each.facts.move and which_step(each.facts) not in known]
        called = (person.name, *person.other_names)
        asking = tuple(each.watch for each in watchers if moves and _names_person(db, each.watch, called))
        if asking:
            yield MoveUpdate(asking, moves[0])


def _asks(known: KnownDeals, watcher: Watcher, deal: Deal) -> bool:
    db, query = known.db, watcher.query
    if query is None:
        return _names_company(db, watcher.watch, _parties(deal.facts))
    worth = Worth(query.currency, shipped_rates())
    found = matching(db, watcher.watch.team_id, [known.part(deal)], query, None, worth)
    return any(each.holds for each in found)


def _parties(facts: DealFacts) -> tuple[str, ...]:
    return (*facts.acquirers, *facts.targets, *facts.sellers)


def _names_company(db: Database, watch: Watch, names: Sequence[str]) -> bool:
    """By one of the company's names, or by the words that a longer name begins with, as the search finds it."""
    if watch.is_query or not names:
        return False
    known = keys_of_one(db, watch.team_id, Named.COMPANY, watch.text)
    leading = f"{company_key(watch.text)} "
    keys = {key for name in names for key in keys_of_one(db, watch.team_id, Named.COMPANY, name)[:1]}
    keys |= {company_key(name) for name in names}
    return any(key in known or key.startswith(leading) for key in keys)


def _names_person(db: Database, watch: Watch, names: Sequence[str]) -> bool:
    if watch.is_query or not names:
        return False
    known = keys_of_one(db, watch.team_id, Named.PERSON, watch.text)
    return any(person_key(name) in known for name in names)
