"""Deals as users see them: what observations and decisions say together, kept beside them so that reading is quick.

`refresh` makes the view anew from both, so that a decision and its undoing leave what was there before.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from sqlite_utils import Database

from storage import sql
from storage.articles import SOURCE_COLUMNS, evidence, source
from storage.companies import drop_unused, keep_company
from storage.copies import copies
from storage.forms import deal_facts_as_json, deal_facts_from_json
from storage.grouping import Groups, groups
from storage.in_full import InFull
from storage.publicity import set_reach
from storage.records import (
    Citation,
    Correction,
    Deal,
    DealFacts,
    DealObservation,
    DealType,
    DealView,
    Evidence,
    PartyRole,
    RelatedDeal,
    Relation,
    RelationKind,
    Source,
)
from storage.refiling import filings_that_count, with_other_filings
from storage.view_forms import view_as_json, view_from_json


class Merge(Protocol):
    """What decides; pure, and called in the writer's thread."""

    def same_deal(self, new: DealFacts, published: date | None, known: Sequence[Deal]) -> Deal | None:
        """The deal that `new`, told on `published`, is about, or None for a new one."""

    def view(self, observations: Sequence[DealObservation], corrections: Sequence[Correction]) -> DealView:
        """The values that win, in any order of observations; every sentence in it is an observation's, unchanged.

        It may stand for another field than the article's: what one text has as the price may be another amount.
        `corrections` come newest first.
        """

    def relation(self, deal: Deal, other: Deal) -> Relation | None:
        """How two deals stand to each other; None for two that have nothing to do with each other."""

    def new_attempt(self, observations: Sequence[DealObservation]) -> Sequence[int]:
        """Places of the observations that tell of a later attempt at what had been called off before."""


def told_on(told: Source) -> date:
    """The day an article tells of: that of its publication, never later than the day it was seen."""
    seen = told.seen_at.date()
    return min(told.published, seen) if told.published else seen


def headline(facts: DealFacts) -> str:
    """Who buys what, as a title: "Meta → Scale AI"."""
    buyers, bought = ", ".join(facts.acquirers), " + ".join(facts.targets)
    if facts.type is DealType.MERGER and not buyers:
        return bought or "?"
    return f"{buyers or '?'} → {bought or '?'}"


def load_deals(db: Database, deal_ids: Sequence[str]) -> list[Deal]:
    """The deals of these ids, in their order; unknown ids are left out."""
    found = {row["id"]: row for row in sql.rows_of(db, "SELECT * FROM deals WHERE id IN (:ids)", deal_ids)}
    citations, sources = _citations(db, deal_ids), _sources(db, deal_ids)
    related = _related(db, deal_ids)
    return [_deal(found[each], citations[each], sources[each], related[each]) for each in deal_ids if each in found]


def load_observations(db: Database, observation_ids: Sequence[str]) -> dict[str, DealObservation]:
    return {each.id: each.told for each in observations(db, "observation.id", observation_ids)}


def deal_id_now(db: Database, team_id: str, deal_id: str) -> str | None:
    """The id of the deal that users see under an id of whatever age; None where decisions left none."""
    root = groups(db, team_id, [deal_id]).root(deal_id)
    seen = {"id": root, "team_id": team_id}
    return root if sql.first(db, "SELECT id FROM deals WHERE id = :id AND team_id = :team_id", seen) else None


def refresh(db: Database, team_id: str, deal_ids: Iterable[str], merge: Merge) -> list[str]:
    """Make the deals of these ids, and all that decisions link to them, what observations and decisions say.

    Returns the ids of those that there are now.
    """
    linked = groups(db, team_id, deal_ids)
    told: dict[str, list[Observed]] = {each: [] for each in sorted(set(map(linked.root, linked.ids)))}
    for each in _that_count(db, team_id, linked):
        told[linked.root(linked.home(each.filed_under, each.told.source.article_id))].append(each)
    seen = [each for each in told if told[each] and not linked.is_none(each)]
    _place_nowhere(db, linked)
    for deal_id in seen:
        _refresh_deal(db, deal_id, told[deal_id], linked, InFull(merge, db, team_id))
    set_reach(db, seen)
    for deal_id in sorted(linked.ids - set(seen)):
        _drop_deal(db, deal_id)
    return seen


def filed(db: Database, team_id: str, linked: Groups, deal_id: str) -> list[tuple[str, DealObservation]]:
    """The observations of a deal with their ids, oldest first."""
    return [
        (each.id, each.told)
        for each in _that_count(db, team_id, linked)
        if linked.root(linked.home(each.filed_under, each.told.source.article_id)) == linked.root(deal_id)
    ]


def _that_count(db: Database, team_id: str, linked: Groups) -> list[Observed]:
    """What is filed under these ids and counts as it is filed there, oldest first."""
    wider = with_other_filings(db, team_id, linked)
    found = filings_that_count(observations(db, "observation.filed_under", sorted(wider.ids)), wider)
    there = (each for each in found if each.filed_under in linked.ids)
    return sorted(there, key=lambda each: (each.told.source.seen_at, each.id))


def facts_without(
    db: Database, team_id: str, deal_id: str, article_ids: Sequence[str], merge: Merge
) -> DealFacts | None:
    """The deal as it would be without these articles; None where nothing else tells of it."""
    linked = groups(db, team_id, [deal_id])
    told = [each for _, each in filed(db, team_id, linked, deal_id) if each.source.article_id not in article_ids]
    return InFull(merge, db, team_id).view(told, linked.corrections(deal_id)).facts if told else None


@dataclass(frozen=True, slots=True)
class Observed:
    """An observation with what is kept beside it."""

    id: str
    filed_under: str
    told: DealObservation
    kept: Mapping[Evidence, str]  # ids of evidence
    signature: str | None


def deal_told(deal_id: str, observed: Sequence[Observed], corrections: Sequence[Correction], in_full: InFull) -> Deal:
    """The deal that these observations, at least one, and corrections make, as `load_deals` gives it once it is kept.

    How it stands to others is left open.
    """
    copied = _copied(observed)
    told = [_marked(each.told, copied) for each in observed]
    view = in_full.view(told, corrections)
    sources = {each.source.article_id: each.source for each in told}
    said_by: dict[Evidence, Source] = {}
    for each in told:
        said_by = {**dict.fromkeys(each.facts.evidence, each.source), **said_by}  # the first to say it is cited
    places = {_place_of(each): said_by[each] for each in reversed(said_by)}
    return Deal(
        id=deal_id,
        team_id=in_full.team_id,
        facts=view.facts,
        citations=tuple(Citation(each, said_by.get(each, places[_place_of(each)])) for each in view.facts.evidence),
        sources=tuple(_newest_first(sources.values())),
        first_seen=min(each.seen_at for each in sources.values()),
        last_seen=max(each.seen_at for each in sources.values()),
        corrections=tuple(corrections),
        conflicts=view.conflicts,
        timeline=view.timeline,
        notes=view.notes,
    )


def _newest_first(sources: Iterable[Source]) -> list[Source]:
    return sorted(sources, key=lambda told: (told_on(told), told.seen_at, told.article_id), reverse=True)


def _refresh_deal(db: Database, deal_id: str, observed: Sequence[Observed], linked: Groups, in_full: InFull) -> None:
    """Make the deal's row, parties and citations what these observations, at least one, and decisions say."""
    corrections, team_id = linked.corrections(deal_id), in_full.team_id
    copied = _copied(observed)
    told = [_marked(each.told, copied) for each in observed]
    view = in_full.view(told, corrections)
    columns = columns_of(view.facts, [each.source for each in told])
    columns["view"] = sql.opaque(view_as_json(view, corrections) | {"copies": copied})
    columns["decided_privately"] = int(linked.decided_privately)
    _keep_row(db, {"id": deal_id, "team_id": team_id, **columns})
    _place(db, observed, deal_id)
    _replace_parties(db, deal_id, team_id, view.facts, columns["told_on"])
    _replace_citations(db, deal_id, view.facts, (each.kept for each in observed))


def _copied(observed: Sequence[Observed]) -> dict[str, str]:
    """From articles to the one they repeat, the one told of first."""
    by_article = {each.told.source.article_id: each for each in observed}
    first_told = sorted(by_article.values(), key=lambda each: _origin(each.told.source))
    return copies({each.told.source.article_id: each.signature for each in first_told})


def _origin(told: Source) -> tuple[date, str, str]:
    return told_on(told), told.url or "", told.title or ""


def _marked(told: DealObservation, copied: Mapping[str, str]) -> DealObservation:
    return replace(told, source=replace(told.source, copy_of=copied.get(told.source.article_id)))


def _keep_row(db: Database, row: Mapping[str, Any]) -> None:
    columns, places = ", ".join(row), ", ".join(f":{column}" for column in row)
    changes = ", ".join(f"{column} = :{column}" for column in row if column != "id")
    sql.execute(
        db,
        f"INSERT INTO deals ({columns}) VALUES ({places}) ON CONFLICT (id) DO UPDATE SET {changes}",  # noqa: S608 ours
        row,
    )


def _place(db: Database, observed: Iterable[Observed], deal_id: str) -> None:
    for each in observed:
        place = {"id": each.id, "deal_id": deal_id}
        sql.execute(db, "UPDATE deal_observations SET deal_id = :deal_id WHERE id = :id", place)


def _place_nowhere(db: Database, linked: Groups) -> None:
    under = {"ids": sql.opaque(sorted(linked.ids))}
    change = "UPDATE deal_observations SET deal_id = NULL WHERE filed_under IN (SELECT value FROM json_each(:ids))"
    sql.execute(db, change, under)


def _drop_deal(db: Database, deal_id: str) -> None:
    parties = sql.rows(db, "SELECT DISTINCT company_id FROM deal_parties WHERE deal_id = :id", {"id": deal_id})
    sql.execute(db, "DELETE FROM deals WHERE id = :id", {"id": deal_id})
    drop_unused(db, (row["company_id"] for row in parties))


def observations(db: Database, column: str, ids: Sequence[str]) -> list[Observed]:
    """Those of which `column` is one of the ids; oldest first."""
    found = sql.rows_of(
        db,
        "SELECT observation.id, observation.facts, observation.filed_under, article.signature,"  # noqa: S608 ours
        f" {SOURCE_COLUMNS} FROM deal_observations AS observation"
        f" JOIN articles AS article ON article.id = observation.article_id WHERE {column} IN (:ids)"
        " ORDER BY observation.seen_at, observation.id",
        ids,
    )
    kept = _evidence(db, [row["id"] for row in found])
    return [
        Observed(row["id"], row["filed_under"], _observation(row, kept[row["id"]]), kept[row["id"]], row["signature"])
        for row in found
    ]


def _observation(row: Mapping[str, Any], kept: Mapping[Evidence, str]) -> DealObservation:
    facts = deal_facts_from_json(sql.clear(row["facts"]))
    return DealObservation(replace(facts, evidence=tuple(kept)), source(row))


def _evidence(db: Database, observation_ids: Sequence[str]) -> dict[str, dict[Evidence, str]]:
    kept: dict[str, dict[Evidence, str]] = defaultdict(dict)
    found = sql.rows_of(
        db, "SELECT * FROM evidence WHERE deal_observation_id IN (:ids) ORDER BY position", observation_ids
    )
    for row in found:
        kept[row["deal_observation_id"]].setdefault(evidence(row), row["id"])
    return kept


def _citations(db: Database, deal_ids: Sequence[str]) -> dict[str, list[Citation]]:
    cited: dict[str, list[Citation]] = defaultdict(list)
    found = sql.rows_of(
        db,
        "SELECT citation.deal_id, COALESCE(citation.field, evidence.field) AS field, evidence.sentence,"  # noqa: S608 ours
        " evidence.start_offset, evidence.end_offset,"
        f" {SOURCE_COLUMNS} FROM deal_citations AS citation JOIN evidence ON evidence.id = citation.evidence_id"
        " JOIN deal_observations AS observation ON observation.id = evidence.deal_observation_id"
        " JOIN articles AS article ON article.id = observation.article_id"
        " WHERE citation.deal_id IN (:ids) ORDER BY citation.deal_id, citation.position",
        deal_ids,
    )
    for row in found:
        cited[row["deal_id"]].append(Citation(evidence(row), source(row)))
    return cited


def _sources(db: Database, deal_ids: Sequence[str]) -> dict[str, list[Source]]:
    told: dict[str, list[Source]] = defaultdict(list)
    found = sql.rows_of(
        db,
        f"SELECT DISTINCT observation.deal_id, {SOURCE_COLUMNS} FROM deal_observations AS observation"  # noqa: S608 ours
        " JOIN articles AS article ON article.id = observation.article_id WHERE observation.deal_id IN (:ids)",
        deal_ids,
    )
    for row in found:
        told[row["deal_id"]].append(source(row))
    return told


def _related(db: Database, deal_ids: Sequence[str]) -> dict[str, list[RelatedDeal]]:
    """As told of either deal of a pair, the one superseded first."""
    related: dict[str, list[RelatedDeal]] = defaultdict(list)
    for ours, theirs in (("deal_id", "other_deal_id"), ("other_deal_id", "deal_id")):
        found = sql.rows_of(
            db,
            f"SELECT relation.{ours} AS ours, relation.{theirs} AS theirs, relation.kind, relation.reasons, deals.facts"  # noqa: S608 ours
            f" FROM deal_relations AS relation JOIN deals ON deals.id = relation.{theirs}"
            f" WHERE relation.{ours} IN (:ids) ORDER BY relation.kind DESC, relation.{theirs}",
            deal_ids,
        )
        for row in found:
            kind = RelationKind(row["kind"])
            if kind is RelationKind.SUPERSEDES and ours != "deal_id":
                kind = RelationKind.SUPERSEDED
            relation = Relation(kind, row["ours"], row["theirs"], tuple(row["reasons"].split()))
            related[row["ours"]].append(RelatedDeal(relation, deal_facts_from_json(sql.clear(row["facts"]))))
    return related


def _deal(
    row: Mapping[str, Any], cited: Sequence[Citation], sources: Iterable[Source], related: Sequence[RelatedDeal]
) -> Deal:
    facts = deal_facts_from_json(sql.clear(row["facts"]))
    form = sql.clear(row["view"])
    copied = form.get("copies", {})
    marked = {each.article_id: replace(each, copy_of=copied.get(each.article_id)) for each in _newest_first(sources)}
    citations = [Citation(each.evidence, marked[each.source.article_id]) for each in cited]
    kept = view_from_json(form, marked)
    return Deal(
        id=row["id"],
        team_id=row["team_id"],
        facts=replace(facts, evidence=tuple(citation.evidence for citation in citations)),
        citations=tuple(citations),
        sources=tuple(marked.values()),
        first_seen=sql.as_instant(row["first_seen"]),
        last_seen=sql.as_instant(row["last_seen"]),
        corrections=kept.corrections,
        conflicts=kept.conflicts,
        timeline=kept.timeline,
        notes=kept.notes,
        related=tuple(related),
    )


def columns_of(facts: DealFacts, sources: Sequence[Source]) -> dict[str, Any]:
    """The columns of `deals` that follow from its facts and sources."""
    return {
        "title": headline(facts),
        "type": facts.type.value,
        "status": facts.status.value,
        "amount_value": _sortable(facts.amount.value if facts.amount else None),
        "amount_currency": facts.amount.currency if facts.amount else None,
        "amount_kind": facts.amount.kind.value if facts.amount else None,
        "stake_percent": _sortable(facts.stake_percent),
        "announced": facts.date,
        "target_business": facts.target_business,
        "target_location": facts.target_location,
        "is_primary": int(facts.primary),
        "confidence": facts.confidence,
        "source_count": len({told.article_id for told in sources if not told.copy_of}),
        "told_on": max(map(told_on, sources)).isoformat(),
        "first_seen": sql.instant(min(told.seen_at for told in sources)),
        "last_seen": sql.instant(max(told.seen_at for told in sources)),
        # the sentences stand in deal_citations
        "facts": sql.opaque(deal_facts_as_json(replace(facts, evidence=()))),
    }


def _sortable(value: Decimal | None) -> float | None:
    number = float(value) if value is not None and value.is_finite() else math.nan
    return number if math.isfinite(number) else None


def _replace_parties(db: Database, deal_id: str, team_id: str, facts: DealFacts, told: str) -> None:
    before = sql.rows(db, "SELECT DISTINCT company_id FROM deal_parties WHERE deal_id = :id", {"id": deal_id})
    sql.execute(db, "DELETE FROM deal_parties WHERE deal_id = :id", {"id": deal_id})
    parties = {
        PartyRole.ACQUIRER: facts.acquirers,
        PartyRole.TARGET: facts.targets,
        PartyRole.SELLER: facts.sellers,
    }
    for role, names in parties.items():
        for name in names:
            company_id = keep_company(db, team_id, name)
            row = {"deal_id": deal_id, "role": role.value, "company_id": company_id, "told_on": told}
            sql.insert(db, "deal_parties", row, once=True)
    drop_unused(db, (row["company_id"] for row in before))


def _replace_citations(db: Database, deal_id: str, facts: DealFacts, kept: Iterable[Mapping[Evidence, str]]) -> None:
    ids: dict[Evidence, str] = {}
    for of_one in kept:
        ids = {**of_one, **ids}  # the first to say it is cited
    places = {_place_of(each): ids[each] for each in reversed(ids)}
    sql.execute(db, "DELETE FROM deal_citations WHERE deal_id = :id", {"id": deal_id})
    for position, cited in enumerate(facts.evidence):
        if _place_of(cited) not in places:
            raise ValueError(f"the view cites a sentence for {cited.field!r} that no observation has")
        row = {"deal_id": deal_id, "position": position, "evidence_id": ids.get(cited, places[_place_of(cited)])}
        sql.insert(db, "deal_citations", row | {"field": None if cited in ids else cited.field})


def _place_of(cited: Evidence) -> Evidence:
    return replace(cited, field="")
