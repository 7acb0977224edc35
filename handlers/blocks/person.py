"""A person as one line, and as a card: where they are, where they move, and the sentences that say so."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.blocks.citations import Told, counted, sections, sources
from handlers.blocks.deal import brief
from handlers.blocks.message import Card
from handlers.blocks.message import sections as filled
from handlers.blocks.mrkdwn import bold, name
from handlers.blocks.people import person_line, person_told
from handlers.blocks.words import Words
from storage.records import Person, PersonFacts, PersonObservation, Source

_OBSERVATIONS = 10  # newest first; what older articles say is left out
_DEALS = 5


def person_headline(person: Person, words: Words) -> str:
    """`*Alexandr Wang* (CEO, 28) moves from Scale AI to Meta · 2 sources`; a single source is not counted."""
    count = len(_sources(person))
    line = person_line(combined(person), bold(name(person.name)), words)
    return f"{line} · {counted(words.sources, count)}" if count > 1 else line


def combined(person: Person) -> PersonFacts:
    """The newest of every fact that is told of the person."""
    every = [observation.facts for observation in person.observations]
    posted = next((one for one in every if one.role or one.organisation), None)
    return PersonFacts(
        name=person.name,
        role=posted.role if posted else None,
        organisation=posted.organisation if posted else None,
        age=next((one.age for one in every if one.age is not None), None),
        move=next((one.move for one in every if one.move is not None), None),
    )


def person_sentence(person: Person, words: Words) -> str:
    """The headline as a sentence: `Alexandr Wang (CEO, 28) moves from Scale AI to Meta.`"""
    return f"{person_line(combined(person), name(person.name), words)}."


def person_card(person: Person, words: Words) -> Card:
    """Every distinct thing the articles say, newest first, and the deals told of in the same articles."""
    blocks = sections(_distinct(person.observations[:_OBSERVATIONS], words), words)
    if person.deals:
        blocks += filled([words.texts["deals_of_person"], *_deals(person, words)])
    if len(read := _sources(person)) > 1:
        blocks.append(sources(read, words))
    return Card(person_sentence(person, words), tuple(blocks))


def _sources(person: Person) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(observation.source for observation in person.observations))


def _distinct(observations: Sequence[PersonObservation], words: Words) -> list[Told]:
    told: dict[tuple[str, str], Told] = {}
    for observation in observations:
        one = person_told(observation, words)
        told.setdefault((one.text, one.citation.evidence.sentence if one.citation else ""), one)
    return list(told.values())


def _deals(person: Person, words: Words) -> list[str]:
    lines = [brief(deal.facts, words) for deal in person.deals[:_DEALS]]
    more = len(person.deals) - len(lines)
    return [*lines, f"• {words.more.format(count=more)}"] if more else lines
