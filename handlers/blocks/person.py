"""A person as one line, and as a card: where they are, where they move, and the sentences that say so."""

from __future__ import annotations

from datetime import date

from slack_sdk.models.blocks import Block

from handlers.blocks.citations import Told, cited, counted, sections, sources
from handlers.blocks.deal import headline
from handlers.blocks.formats import day
from handlers.blocks.message import Card, context, section
from handlers.blocks.mrkdwn import bold, name
from handlers.blocks.people import person_line, step_line
from handlers.blocks.words import Words
from handlers.blocks.words.colleagues import COLLEAGUES
from storage.careers import career
from storage.deal_view import told_on
from storage.records import Deal, Person, PersonFacts, Source

_STEPS = 15  # the newest; what is older is left out
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


def person_card(person: Person, words: Words, *, headed: bool = True) -> Card:
    """Posts, moves and deals over time, newest first, each with the sentence that tells it.

    `headed=False` where the headline stands just above.
    """
    blocks: list[Block] = [section(person_headline(person, words))] if headed else []
    blocks += sections(_timeline(person, words), words)
    if (more := len(person.deals) - _DEALS) > 0:
        blocks.append(context(words.more.format(count=more)))
    if len(read := _sources(person)) > 1:
        blocks.append(sources(read, words))
    return Card(person_sentence(person, words), tuple(blocks))


def _timeline(person: Person, words: Words) -> list[Told]:
    steps = person.timeline or career(person.observations)
    told = [(step.on, Told(step_line(step, words), next(iter(step.citations), None))) for step in steps[-_STEPS:]]
    told += [(_day(deal), _deal(deal, words)) for deal in person.deals[:_DEALS]]
    return [line for _, line in sorted(told, key=lambda each: each[0], reverse=True)]


def _day(deal: Deal) -> date:
    """When it was announced; where that is not known to the day, when its first article told of it."""
    try:
        return date.fromisoformat(deal.facts.date or "")
    except ValueError:
        return min(map(told_on, deal.sources), default=deal.first_seen.date())


def _deal(deal: Deal, words: Words) -> Told:
    line = COLLEAGUES.of(words.lang)["deal"].format(headline=headline(deal.facts, words))
    return Told(
        f"{bold(day(_day(deal), words))} {line}", cited(deal.citations, "type", "acquirers", "targets", "amount")
    )


def _sources(person: Person) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(observation.source for observation in person.observations))
