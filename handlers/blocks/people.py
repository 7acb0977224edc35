"""People as articles tell of them: a line each, and who of them belongs to which deal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from handlers.blocks.citations import Told, cited
from handlers.blocks.formats import day
from handlers.blocks.limits import PHRASE
from handlers.blocks.mrkdwn import bold, foreign, name
from handlers.blocks.sentences import move_sentence, organisations_told
from handlers.blocks.words import Words
from handlers.blocks.words.roles import role_in
from storage.names import person_key, same_company
from storage.records import CareerStep, Citation, DealFacts, PersonFacts, PersonObservation

PEOPLE_SHOWN = 8


def _details(facts: PersonFacts, words: Words) -> list[str]:
    """Role, organisation and age, as far as the sentence about the move does not name them anyway."""
    told = organisations_told(facts)
    organisation = "" if facts.organisation in told else foreign(facts.organisation or "", PHRASE)
    role = role_in(_bare_role(facts.role or "", {*told, facts.organisation or ""}), words.lang)
    post = ", ".join(filter(None, (foreign(role, PHRASE), organisation)))
    return [*([post] if post else []), *([str(facts.age)] if facts.age is not None else [])]


def _bare_role(role: str, organisations: Iterable[str]) -> str:
    """`Chefin` of `Lumen-Chefin`, where the company stands beside it anyway."""
    company, _, post = role.rpartition("-")
    company = company.replace("-", " ").casefold()
    is_of_one = company and any(
        f"{each.replace('-', ' ').casefold()} ".startswith(f"{company} ") for each in organisations
    )
    return post if is_of_one else role


def person_line(facts: PersonFacts, shown: str, words: Words) -> str:
    """`Alexandr Wang (CEO, 28) moves from Scale AI to Meta`; `shown` is mrkdwn that stands for the name."""
    details = ", ".join(_details(facts, words))
    subject = f"{shown} ({details})" if details else shown
    return move_sentence(facts, words, subject) or subject


def step_line(step: CareerStep, words: Words) -> str:
    """`*18 June 2025* (chief executive) moves from Scale AI to Meta`, `*18 June 2025* founder, Scale AI`"""
    facts = PersonFacts("", role=step.role, organisation=step.organisation, move=step.move)
    when = bold(day(step.on, words))
    return person_line(facts, when, words) if step.move else f"{when} {', '.join(_details(facts, words))}"


def person_told(person: PersonObservation, words: Words) -> Told:
    """`*Alexandr Wang* (CEO, 28) moves from Scale AI to Meta`, with the sentence of the article."""
    return Told(person_line(person.facts, bold(name(person.facts.name)), words), _citation(person))


def _citation(person: PersonObservation) -> Citation | None:
    citations = [Citation(evidence, person.source) for evidence in person.facts.evidence]
    return cited(citations, "move", "role", "organisation", "name") or next(iter(citations), None)


def worth_naming(people: Iterable[PersonObservation], deals: Sequence[DealFacts]) -> list[PersonObservation]:
    """Who moves, then who works for a party of the deals, each once; analysts and the like are left out."""
    each: dict[str, PersonObservation] = {}
    for person in sorted(people, key=lambda person: person.facts.move is None):
        each.setdefault(person_key(person.facts.name), person)
    named = (person for person in each.values() if person.facts.move or any(concerns(person, deal) for deal in deals))
    return list(named)[:PEOPLE_SHOWN]


def concerns(person: PersonObservation, deal: DealFacts) -> bool:
    """Whether the person is with, leaves or joins a party of the deal."""
    move = person.facts.move
    ends = (move.from_organisation, move.to_organisation) if move else ()
    organisations = list(filter(None, (person.facts.organisation, *ends)))
    parties = (*deal.acquirers, *deal.targets, *deal.sellers)
    return any(same_company(organisation, party) for organisation in organisations for party in parties)
