"""What articles say of a person as steps of a career, and which companies each of them ties the person to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from typing import Any

from sqlite_utils import Database

from storage import sql
from storage.deal_view import told_on
from storage.names import company_key
from storage.records import CareerStep, Citation, MoveKind, PersonFacts, PersonObservation, Tie


def career(told: Iterable[PersonObservation]) -> tuple[CareerStep, ...]:
    """Each post and each move once, by the day it was first told of, whatever the order in which articles came."""
    steps: dict[Hashable, list[PersonObservation]] = defaultdict(list)
    for each in sorted(told, key=_when_told):
        if each.facts.role or each.facts.organisation or each.facts.move:
            steps[which_step(each.facts)].append(each)
    return tuple(_career_step(each) for each in steps.values())


def ties(facts: PersonFacts) -> list[tuple[Tie, str]]:
    """The companies that one article ties a person to, as it names them."""
    move = facts.move
    if move is None:
        return [(Tie.AT, facts.organisation)] if facts.organisation else []
    if move.kind in (MoveKind.STAYS, MoveKind.FOUNDER):
        named = (facts.organisation, move.to_organisation, move.from_organisation)
        return [(Tie.AT, name) for name in dict.fromkeys(named) if name]
    left, joined = move.from_organisation, move.to_organisation
    if move.kind in (MoveKind.LEAVES, MoveKind.STEPS_DOWN):
        left = left or facts.organisation
    found = [(Tie.LEFT, left), (Tie.JOINED, joined)]
    if facts.organisation not in (left, joined):
        found.append((Tie.AT, facts.organisation))
    return [(tie, name) for tie, name in found if name]


def keep_ties(db: Database, team_id: str, observation_id: str, facts: PersonFacts) -> None:
    """Keep the ties of a person's observation, so that a company's people can be looked up."""
    for tie, company in ties(facts):
        row = {
            "person_observation_id": observation_id,
            "relation": tie.value,
            "key": company_key(company),
            "team_id": team_id,
            "name": company,
        }
        sql.insert(db, "person_companies", row, once=True)


def _when_told(observation: PersonObservation) -> tuple[Any, ...]:
    # not when the bot came across it: a career must not depend on the order in which articles were shared
    told, facts = observation.source, observation.facts
    return (told_on(told), told.url or "", told.title or "", [each.start for each in facts.evidence], facts.name)


def which_step(facts: PersonFacts) -> Hashable:
    """What two articles have in common that tell of one step: kind and companies of a move, else the post."""
    move = facts.move
    if move is None:
        return (None, (facts.role or "").casefold(), company_key(facts.organisation or ""))
    return (move.kind, company_key(move.from_organisation or ""), company_key(move.to_organisation or ""))


def _career_step(told: Sequence[PersonObservation]) -> CareerStep:
    first = told[0]
    return CareerStep(
        on=told_on(first.source),
        role=next((each.facts.role for each in told if each.facts.role), None),
        organisation=next((each.facts.organisation for each in told if each.facts.organisation), None),
        move=first.facts.move,
        sources=tuple(dict.fromkeys(each.source for each in told)),
        citations=tuple(citation for each in told if (citation := _citation(each))),
    )


def _citation(observation: PersonObservation) -> Citation | None:
    """The sentence that tells of the move, else of the post, else the first there is."""
    by_field = {each.field: each for each in reversed(observation.facts.evidence)}
    wanted = ("move", "role", "organisation", *(each.field for each in observation.facts.evidence))
    best = next((by_field[field] for field in wanted if field in by_field), None)
    return Citation(best, observation.source) if best else None
