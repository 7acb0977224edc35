"""A person with their roles, moves and deals over time; the people of a company."""

from __future__ import annotations

from collections.abc import Sequence

from handlers.blocks import asking, colleagues
from handlers.blocks.formats import enumerated
from handlers.blocks.message import Rendered, rendered, section
from handlers.blocks.mrkdwn import bold, name
from handlers.blocks.person import person_card, person_headline, person_sentence
from handlers.blocks.words.asking import ASKING
from handlers.filters import Filter, Key
from handlers.telling.answer import Answer, details
from handlers.telling.asked import Asked
from storage import people as people_store
from storage.deal_view import told_on
from storage.names import company_key
from storage.query import DealQuery
from storage.records import Colleague, Person

PEOPLE_SHOWN = 5
PEOPLE_READ = 10
COLLEAGUES_SHOWN = 20
_ABOUT_PEOPLE = (Key.SINCE, Key.UNTIL, Key.DURING)


async def named(asked: Asked) -> list[Person]:
    """Whom the name may mean."""
    return await people_store.people_named(asked.store, asked.audience, asked.query.name, PEOPLE_READ)


def of_people(asked: Asked, people: Sequence[Person], lead: str = "") -> Answer:
    """One person's timeline; of several who share a name, a line and a button each."""
    words = asked.words
    if len(people) == 1:
        (person,) = people
        text = " ".join(filter(None, (lead, person_sentence(person, words))))
        anchor = rendered(text, section(lead, person_headline(person, words)))
        return Answer(anchor, details([person_card(person, words, headed=False)], lambda shown: (), words))
    facts = {"count": len(people), "name": name(asked.query.name)}
    each = [name(person.name) for person in people[:PEOPLE_SHOWN]]
    line = words.texts["people_named"].format(
        people=enumerated([bold(one) for one in each], words, PEOPLE_SHOWN), **facts
    )
    text = words.texts["people_text"].format(people=enumerated(each, words, PEOPLE_SHOWN), **facts)
    choices = [(person.name, asked.of(person.name)) for person in people[:PEOPLE_SHOWN]]
    lines = [person_headline(person, words) for person in people[:PEOPLE_SHOWN]]
    card = asking.which_person(asked.query.name, len(people), lines, choices, asked.query.lang)
    text = " ".join(filter(None, (lead, text)))
    return Answer(rendered(text, section(lead, line)), details([card], lambda shown: (), words))


async def of_company(asked: Asked, lead: str = "") -> Answer | None:
    """Who left, joined or is at the company; None where nobody is known there at all."""
    query = asked.query
    everyone = await people_store.people_of_company(asked.store, asked.audience, query.name)
    if not everyone:
        return None
    span = asked.filters.query
    told = [each for each in everyone if (not query.ties or each.tie in query.ties) and _within(each, span)]
    remarks = [lead, _ignored(asked)]
    if not told:
        none = colleagues.nobody(query.name, query.ties, span, asked.words, asked.today)
        remarks.append(colleagues.but_others(none, asked.query.lang))
        told = everyone
    company = _known_as(query.name, told)
    shown = told[:COLLEAGUES_SHOWN]
    cards = colleagues.cards(shown, len(told), asked.words)
    anchor = colleagues.anchor(company, told, " ".join(filter(None, remarks)), asked.words)
    return Answer(anchor, details(cards, lambda count: (), asked.words))


def nobody(asked: Asked) -> Rendered:
    """The company is known, but nobody of its people is."""
    none = colleagues.nobody(asked.query.name, asked.query.ties, asked.filters.query, asked.words, asked.today)
    return colleagues.share_one(none, asked.query.lang)


def _within(each: Colleague, span: DealQuery) -> bool:
    on = told_on(each.observation.source)
    return (span.since is None or on >= span.since) and (span.until is None or on <= span.until)


def _ignored(asked: Asked) -> str:
    """That a filter about deals says nothing about people."""
    others: list[Filter] = [each for each in asked.query.filters if each.key not in _ABOUT_PEOPLE]
    if not others:
        return ""
    written = ", ".join(f"“{name(each.written())}”" for each in others)
    return ASKING.of(asked.query.lang)["not_of_people"].format(filters=written)


def _known_as(asked: str, told: Sequence[Colleague]) -> str:
    """As the articles write it: "scale" is "Scale AI"."""
    key = company_key(asked)
    for each in told:
        move = each.observation.facts.move
        ends = (move.from_organisation, move.to_organisation) if move else ()
        for organisation in (each.observation.facts.organisation, *ends):
            if organisation and f"{company_key(organisation)} ".startswith(f"{key} "):
                return str(organisation)
    return asked
