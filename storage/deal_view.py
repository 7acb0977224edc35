"""Deals as users see them: what their observations say together, kept beside them so that reading is quick."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Protocol

from sqlite_utils import Database

from storage import sql
from storage.articles import SOURCE_COLUMNS, evidence, source
from storage.companies import drop_unused, keep_company
from storage.forms import deal_facts_as_json, deal_facts_from_json
from storage.records import Citation, Deal, DealFacts, DealObservation, DealType, Evidence, PartyRole, Source


class Merge(Protocol):
    """What decides; pure, and called in the writer's thread."""

    def same_deal(self, new: DealFacts, published: date | None, known: Sequence[Deal]) -> Deal | None:
        """The deal that `new`, told on `published`, is about, or None for a new one."""

    def view(self, observations: Sequence[DealObservation]) -> DealFacts:
        """The values that win, in any order of observations; `evidence` holds each winning value's, unchanged."""


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
    return [_deal(found[each], citations[each], sources[each]) for each in deal_ids if each in found]


def load_observations(db: Database, observation_ids: Sequence[str]) -> dict[str, DealObservation]:
    return {row["id"]: observation for row, observation, _ in _observations(db, "observation.id", observation_ids)}


def keep_deal(db: Database, deal_id: str, team_id: str, facts: DealFacts, told: Source) -> None:
    """A new deal, still without its observation; `refresh_deal` fills in the rest."""
    sql.insert(db, "deals", {"id": deal_id, "team_id": team_id, **_columns(facts, [told])})


def refresh_deal(db: Database, deal_id: str, team_id: str, merge: Merge, now: datetime) -> None:
    """Make the deal's row, parties and citations what its observations say together."""
    observed = _observations(db, "observation.deal_id", [deal_id])
    facts = merge.view([observation for _, observation, _ in observed])
    columns = _columns(facts, [observation.source for _, observation, _ in observed])
    changes = ", ".join(f"{column} = :{column}" for column in columns)
    sql.execute(db, f"UPDATE deals SET {changes} WHERE id = :id", {"id": deal_id, **columns})  # noqa: S608 ours
    _replace_parties(db, deal_id, team_id, facts, columns["told_on"], now)
    _replace_citations(db, deal_id, facts, (kept for _, _, kept in observed))


def _observations(
    db: Database, column: str, ids: Sequence[str]
) -> list[tuple[dict[str, Any], DealObservation, dict[Evidence, str]]]:
    """Rows, records and the ids of their evidence, oldest first."""
    found = sql.rows_of(
        db,
        f"SELECT observation.id, observation.facts, {SOURCE_COLUMNS} FROM deal_observations AS observation"  # noqa: S608 ours
        f" JOIN articles AS article ON article.id = observation.article_id WHERE {column} IN (:ids)"
        " ORDER BY observation.seen_at, observation.id",
        ids,
    )
    kept = _evidence(db, [row["id"] for row in found])
    return [(row, _observation(row, kept[row["id"]]), kept[row["id"]]) for row in found]


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
        "SELECT citation.deal_id, evidence.field, evidence.sentence, evidence.start_offset, evidence.end_offset,"  # noqa: S608 ours
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


def _deal(row: Mapping[str, Any], citations: Sequence[Citation], sources: Iterable[Source]) -> Deal:
    facts = deal_facts_from_json(sql.clear(row["facts"]))
    newest_first = sorted(sources, key=lambda told: (told_on(told), told.seen_at, told.article_id), reverse=True)
    return Deal(
        id=row["id"],
        team_id=row["team_id"],
        facts=replace(facts, evidence=tuple(citation.evidence for citation in citations)),
        citations=tuple(citations),
        sources=tuple(newest_first),
        first_seen=sql.as_instant(row["first_seen"]),
        last_seen=sql.as_instant(row["last_seen"]),
    )


def _columns(facts: DealFacts, sources: Sequence[Source]) -> dict[str, Any]:
    """The columns of `deals` that follow from its facts and sources."""
    return {
        "title": headline(facts),
        "type": facts.type.value,
        "status": facts.status.value,
        "amount_value": _sortable(facts.amount.value if facts.amount else None),
        "amount_currency": facts.amount.currency if facts.amount else None,
        "stake_percent": _sortable(facts.stake_percent),
        "announced": facts.date,
        "is_primary": int(facts.primary),
        "confidence": facts.confidence,
        "source_count": len({told.article_id for told in sources}),
        "told_on": max(map(told_on, sources)).isoformat(),
        "first_seen": sql.instant(min(told.seen_at for told in sources)),
        "last_seen": sql.instant(max(told.seen_at for told in sources)),
        # the sentences stand in deal_citations
        "facts": sql.opaque(deal_facts_as_json(replace(facts, evidence=()))),
    }


def _sortable(value: Decimal | None) -> float | None:
    number = float(value) if value is not None and value.is_finite() else math.nan
    return number if math.isfinite(number) else None


def _replace_parties(db: Database, deal_id: str, team_id: str, facts: DealFacts, told: str, now: datetime) -> None:
    before = sql.rows(db, "SELECT DISTINCT company_id FROM deal_parties WHERE deal_id = :id", {"id": deal_id})
    sql.execute(db, "DELETE FROM deal_parties WHERE deal_id = :id", {"id": deal_id})
    parties = {
        PartyRole.ACQUIRER: facts.acquirers,
        PartyRole.TARGET: facts.targets,
        PartyRole.SELLER: facts.sellers,
    }
    for role, names in parties.items():
        for name in names:
            company_id = keep_company(db, team_id, name, now)
            row = {"deal_id": deal_id, "role": role.value, "company_id": company_id, "told_on": told}
            sql.insert(db, "deal_parties", row, once=True)
    drop_unused(db, (row["company_id"] for row in before))


def _replace_citations(db: Database, deal_id: str, facts: DealFacts, kept: Iterable[Mapping[Evidence, str]]) -> None:
    ids: dict[Evidence, str] = {}
    for of_one in kept:
        ids = {**of_one, **ids}  # the first to say it is cited
    sql.execute(db, "DELETE FROM deal_citations WHERE deal_id = :id", {"id": deal_id})
    for position, cited in enumerate(facts.evidence):
        if cited not in ids:
            raise ValueError(f"the view cites a sentence for {cited.field!r} that no observation has")
        sql.insert(db, "deal_citations", {"deal_id": deal_id, "position": position, "evidence_id": ids[cited]})
