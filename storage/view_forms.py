"""What a deal's view holds beside its facts, as JSON: sources by the ids of their articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from storage import sql
from storage.forms import field_as_json, field_from_json, note_as_json, note_from_json
from storage.records import Citation, Claim, Conflict, Correction, DealStatus, DealView, Evidence, Note, Source, Step


@dataclass(frozen=True, slots=True)
class Kept:
    """The parts of a `Deal` that are kept in this form."""

    corrections: tuple[Correction, ...] = ()
    conflicts: tuple[Conflict, ...] = ()
    timeline: tuple[Step, ...] = ()
    notes: tuple[Note, ...] = ()


def view_as_json(view: DealView, corrections: Sequence[Correction]) -> dict[str, Any]:
    """Lossless but for the facts. `view_from_json` gives it back."""
    return {
        "corrections": [_correction(each) for each in corrections],
        "conflicts": [{"field": each.field, "claims": [_claim(one) for one in each.claims]} for each in view.conflicts],
        "timeline": [_step(each) for each in view.timeline],
        "notes": [note_as_json(each) for each in view.notes],
    }


def view_from_json(form: Mapping[str, Any], sources: Mapping[str, Source]) -> Kept:
    """`sources` by the ids of their articles: all of the deal's."""
    corrections = tuple(_as_correction(each) for each in form.get("corrections", ()))
    by_id = {each.decision_id: each for each in corrections}
    return Kept(
        corrections=corrections,
        conflicts=tuple(_as_conflict(each, sources, by_id) for each in form.get("conflicts", ())),
        timeline=tuple(_as_step(each, sources, by_id) for each in form.get("timeline", ())),
        notes=tuple(note_from_json(each) for each in form.get("notes", ())),
    )


def _correction(of: Correction) -> dict[str, Any]:
    return {
        "field": of.field,
        "value": field_as_json(of.value),
        "user_id": of.user_id,
        "at": sql.instant(of.at),
        "decision_id": of.decision_id,
    }


def _as_correction(form: Mapping[str, Any]) -> Correction:
    value = field_from_json(form["field"], form["value"])
    return Correction(form["field"], value, form["user_id"], sql.as_instant(form["at"]), form["decision_id"])


def _claim(of: Claim) -> dict[str, Any]:
    return {
        "value": field_as_json(of.value),
        "citations": [_citation(each) for each in of.citations],
        "source_count": of.source_count,
        "correction": of.correction.decision_id if of.correction else None,
    }


def _as_conflict(
    form: Mapping[str, Any], sources: Mapping[str, Source], corrections: Mapping[str, Correction]
) -> Conflict:
    claims = (
        Claim(
            field_from_json(form["field"], each["value"]),
            tuple(_as_citation(one, sources) for one in each["citations"]),
            each["source_count"],
            corrections.get(each["correction"]),
        )
        for each in form["claims"]
    )
    return Conflict(form["field"], tuple(claims))


def _step(of: Step) -> dict[str, Any]:
    return {
        "status": of.status.value,
        "on": of.on.isoformat(),
        "citation": _citation(of.citation) if of.citation else None,
        "correction": of.correction.decision_id if of.correction else None,
        "held": of.held,
    }


def _as_step(form: Mapping[str, Any], sources: Mapping[str, Source], corrections: Mapping[str, Correction]) -> Step:
    return Step(
        DealStatus(form["status"]),
        date.fromisoformat(form["on"]),
        _as_citation(form["citation"], sources) if form["citation"] else None,
        corrections.get(form["correction"]),
        form["held"],
    )


def _citation(of: Citation) -> list[Any]:
    told = of.evidence
    return [of.source.article_id, told.field, told.sentence, told.start, told.end]


def _as_citation(form: Sequence[Any], sources: Mapping[str, Source]) -> Citation:
    article_id, field, sentence, start, end = form
    return Citation(Evidence(field, sentence, start, end), sources[article_id])
