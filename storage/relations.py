"""How deals stand to each other: two that turn out to be one, an attempt that follows another, a question to ask.

Looked up anew for every deal that changed. Which deals are compared: those that share a party's name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from sqlite_utils import Database

from storage import sql
from storage.companies import companies_called, companies_with_longer_names, companies_with_shorter_names
from storage.deal_view import Merge, filed, load_deals, refresh
from storage.decision_rows import keep_decision
from storage.grouping import groups
from storage.ids import timed_id
from storage.in_full import InFull
from storage.names import company_key
from storage.publicity import set_reach
from storage.records import (
    Author,
    Deal,
    DealFacts,
    DealObservation,
    Decision,
    DecisionKind,
    Relation,
    RelationKind,
    Source,
)

CANDIDATES = 50  # known deals that one is compared with: those that share most parties, newest first
_LONGER_NAMES = 20  # companies a short form is tried for
_DEALS_A_COMPANY = 100
_DEALS_AN_ARTICLE = 50  # whose first ids are known again
_ROUNDS = 20  # deals that one new article may join or part; more is not to be had from any article


def candidates(db: Database, team_id: str, facts: DealFacts) -> list[str]:
    """Deals that name a party of these facts, or a shorter or longer form of it, in whatever role."""
    parties_shared: Counter[str] = Counter()
    newest: dict[str, str] = {}
    for name in dict.fromkeys((*facts.targets, *facts.acquirers, *facts.sellers)):
        companies = (
            *companies_called(db, team_id, name),
            *companies_with_shorter_names(db, team_id, name),
            *companies_with_longer_names(db, team_id, name, _LONGER_NAMES),
        )
        found = newest_deals(db, companies, _DEALS_A_COMPANY)
        parties_shared.update(found.keys())
        newest |= found
    ranked = sorted(newest, key=lambda each: (parties_shared[each], newest[each], each), reverse=True)
    return ranked[:CANDIDATES]


def newest_deals(db: Database, company_ids: Iterable[str], limit: int) -> dict[str, str]:
    """The newest deals of each company with the day they were told on: one walk of an index a company."""
    found: dict[str, str] = {}
    for company_id in company_ids:
        rows = sql.rows(
            db,
            "SELECT DISTINCT deal_id, told_on FROM deal_parties WHERE company_id = :id"
            " ORDER BY told_on DESC, deal_id DESC LIMIT :limit",
            {"id": company_id, "limit": limit},
        )
        found |= {row["deal_id"]: row["told_on"] for row in rows}
    return found


def settle(db: Database, team_id: str, deal_ids: Iterable[str], merge: Merge, now: datetime) -> None:
    """After new observations: part what is two attempts, join what turns out to be one, relate the rest."""
    seen = set(refresh(db, team_id, deal_ids, merge))
    found: Mapping[str, Sequence[Relation]] = {}
    for _ in range(_ROUNDS):
        for deal_id in sorted(seen):
            seen |= _part_attempts(db, team_id, deal_id, None, merge, now)
        found = {each: _relations(db, team_id, each, merge) for each in sorted(seen)}
        changed = _changed(db, team_id, found, merge, now)
        if not changed:
            break
        seen = {each.id for each in load_deals(db, sorted(seen | changed))}
    _keep(db, found)


def look_again(
    db: Database, team_id: str, deal_ids: Iterable[str], merge: Merge, now: datetime, renamed: Collection[str] = ()
) -> None:
    """After a reason may be gone: part what the bot had joined and would not join now; then as `settle`.

    `renamed` are match keys of a company that was known as another one before: what names it was filed as the other's.
    """
    linked = groups(db, team_id, deal_ids)
    joined: Sequence[Decision] = ()
    held = [each for each in reversed(linked.decisions) if _is_own_join(each)]
    while held != joined:  # what one of them rested on may have been another
        joined, held = held, [each for each in held if _would_join(db, each, merge)]
    made = _part_by_name(db, team_id, linked.ids, renamed, merge) if renamed else set()
    settle(db, team_id, {*linked.ids, *made}, merge, now)


def _part_by_name(db: Database, team_id: str, deal_ids: Iterable[str], keys: Collection[str], merge: Merge) -> set[str]:
    """Part from each deal what names one of these companies, if it is another deal now; returns the ids of those.

    Not where somebody's decisions made the deal what it is.
    """
    made: set[str] = set()
    for deal_id in sorted(deal_ids):
        linked = groups(db, team_id, [deal_id])
        observed = dict(filed(db, team_id, linked, deal_id))
        named = [each for each, told in observed.items() if not _names_of(told.facts).isdisjoint(keys)]
        if named and not any(each.author.user_id for each in linked.decisions):
            made |= _file_apart(db, team_id, deal_id, observed, named, merge)
    return made


def _file_apart(
    db: Database,
    team_id: str,
    deal_id: str,
    observed: Mapping[str, DealObservation],
    named: Sequence[str],
    merge: Merge,
) -> set[str]:
    """Of those named and the rest, the part that the deal has not its id from."""
    for part in (named, [each for each in observed if each not in named]):
        anew = _first_filing(observed[part[0]].source, part[0]) if part else deal_id
        if anew == deal_id:
            continue
        before = sql.rows_of(db, "SELECT id, filed_under FROM deal_observations WHERE id IN (:ids)", part)
        _file(db, dict.fromkeys(part, anew))
        if _are_two(db, team_id, [deal_id, anew], merge):
            return {anew}
        _file(db, {row["id"]: row["filed_under"] for row in before})
        refresh(db, team_id, [deal_id, anew], merge)
        break
    return set()


def _are_two(db: Database, team_id: str, deal_ids: Sequence[str], merge: Merge) -> bool:
    """Whether these, made anew, are two deals that the bot would not join; one that nobody tells of is none."""
    refresh(db, team_id, deal_ids, merge)
    linked = groups(db, team_id, deal_ids)
    sides = load_deals(db, sorted({linked.root(each) for each in deal_ids}))
    if len(sides) < 2:
        return False
    relation = InFull(merge, db, team_id).relation(*sides)
    return relation is None or relation.kind is not RelationKind.SAME or _told_apart(db, relation)


def _file(db: Database, under: Mapping[str, str]) -> None:
    for observation_id, deal_id in under.items():
        place = {"id": observation_id, "deal": deal_id}
        sql.execute(db, "UPDATE deal_observations SET filed_under = :deal WHERE id = :id", place)


def _names_of(facts: DealFacts) -> set[str]:
    return {company_key(name) for name in (*facts.acquirers, *facts.targets, *facts.sellers)}


def _first_filing(told: Source, observation_id: str) -> str:
    """The id that a deal gets which nobody had told of before an article."""
    for number in range(_DEALS_AN_ARTICLE):
        if observation_id == timed_id(told.seen_at, "deal observation", told.article_id, str(number)):
            return timed_id(told.seen_at, "deal", told.article_id, str(number))
    return timed_id(told.seen_at, "deal", observation_id)


def _is_own_join(of: Decision) -> bool:
    return of.kind is DecisionKind.SAME and of.author.user_id is None


def _would_join(db: Database, joined: Decision, merge: Merge) -> bool:
    """Whether the bot would join the two sides; if not, they are parted."""
    team_id, named = joined.author.team_id, (joined.deal_id, joined.other or joined.deal_id)
    sql.execute(db, "DELETE FROM decisions WHERE id = :id", {"id": joined.id})
    if _are_two(db, team_id, named, merge):
        return False
    keep_decision(db, joined)
    refresh(db, team_id, named, merge)
    return True


def _changed(
    db: Database, team_id: str, found: Mapping[str, Sequence[Relation]], merge: Merge, now: datetime
) -> set[str]:
    """The ids of deals that are others than they seemed, now that more is known; of one step only."""
    together = sorted(
        {each for of_one in found.values() for each in of_one}, key=lambda one: (one.deal_id, one.other_id)
    )
    for each in together:
        if each.kind is RelationKind.SUPERSEDES:
            if parted := _part_attempts(db, team_id, each.other_id, each.deal_id, merge, now):
                return parted
        elif each.kind is RelationKind.SAME:
            _join(db, team_id, each, now)
            return set(refresh(db, team_id, [each.deal_id], merge))
    return set()


def relate(db: Database, team_id: str, deal_ids: Iterable[str], merge: Merge) -> None:
    """Keep how each of these deals stands to others."""
    _keep(db, {each: _relations(db, team_id, each, merge) for each in sorted(deal_ids)})


def _keep(db: Database, found: Mapping[str, Iterable[Relation]]) -> None:
    for deal_id, relations in found.items():
        sql.execute(db, "DELETE FROM deal_relations WHERE deal_id = :id OR other_deal_id = :id", {"id": deal_id})
        for each in relations:
            if each.kind is not RelationKind.SAME:
                row = {"deal_id": each.deal_id, "kind": each.kind.value, "other_deal_id": each.other_id}
                sql.insert(db, "deal_relations", row | {"reasons": " ".join(each.reasons)}, once=True)
    set_reach(db, _superseding(db, sorted(found)))


def _superseding(db: Database, deal_ids: Sequence[str]) -> list[str]:
    """These deals, and those that are a new attempt at one of them or the other way round."""
    ids = list(deal_ids)
    for ours, theirs in (("deal_id", "other_deal_id"), ("other_deal_id", "deal_id")):
        found = sql.rows_of(
            db,
            f"SELECT {theirs} AS id FROM deal_relations WHERE {ours} IN (:ids) AND kind = 'supersedes'",  # noqa: S608 ours
            deal_ids,
        )
        ids += [row["id"] for row in found]
    return ids


def _relations(db: Database, team_id: str, deal_id: str, merge: Merge) -> list[Relation]:
    """To deals that nobody decided to be others, and no article tells apart."""
    deal = next(iter(load_deals(db, [deal_id])), None)
    if deal is None:
        return []
    others = [each for each in candidates(db, team_id, deal.facts) if each != deal_id]
    in_full = InFull(merge, db, team_id)
    found = [relation for other in load_deals(db, others) if (relation := in_full.relation(deal, other))]
    linked = groups(db, team_id, [deal_id, *(named for each in found for named in (each.deal_id, each.other_id))])
    return [
        each
        for each in found
        if not linked.kept_apart(each.deal_id, each.other_id)
        and (each.kind is RelationKind.SUPERSEDES or not _told_apart(db, each))
    ]


def _told_apart(db: Database, pair: Relation) -> bool:
    """Whether one article tells of both: it knows that they are two."""
    both = {"one": pair.deal_id, "other": pair.other_id}
    return bool(
        sql.first(
            db,
            "SELECT one.id FROM deal_observations AS one JOIN deal_observations AS other"
            " ON other.article_id = one.article_id WHERE one.deal_id = :one AND other.deal_id = :other LIMIT 1",
            both,
        )
    )


def _join(db: Database, team_id: str, pair: Relation, now: datetime) -> None:
    one, other = sorted((pair.deal_id, pair.other_id))
    joined = timed_id(now, "joined", one, other)
    keep_decision(db, Decision(joined, DecisionKind.SAME, Author(team_id, None), now, one, other))


def _part_attempts(db: Database, team_id: str, first: str, second: str | None, merge: Merge, now: datetime) -> set[str]:
    """Put what is told of a later attempt into the second deal, or a new one, and all else into the first.

    Not where somebody's decisions made the deals what they are, and not what has no date. Returns the deals' ids if
    anything was put elsewhere.
    """
    linked = groups(db, team_id, [first, second] if second else [first])
    if any(each.author.user_id for each in linked.decisions):
        return set()
    observed = {each: told for one in (first, second) if one for each, told in filed(db, team_id, linked, one)}
    later = InFull(merge, db, team_id).new_attempt(list(observed.values()))
    anew = {list(observed)[place] for place in later}
    at_second = {each for each, _ in filed(db, team_id, linked, second)} if second else set()
    dated = {each for each, told in observed.items() if told.source.published}
    moved = sorted(dated & (anew ^ at_second)) if anew else []
    attempt = second or timed_id(now, "deal", *sorted(anew))
    _file(db, {each: attempt if each in anew else first for each in moved})
    return set(refresh(db, team_id, [first, attempt], merge)) if moved else set()


def decided(db: Database, team_id: str, deal_ids: Sequence[str], merge: Merge, now: datetime) -> list[Deal]:
    """After a decision: refresh what it concerns, and how that stands to others. Nothing is joined or parted."""
    seen = refresh(db, team_id, deal_ids, merge)
    relate(db, team_id, seen, merge)
    return load_deals(db, seen)
