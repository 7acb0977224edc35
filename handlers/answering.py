"""One question, two answers: what everybody in the place may know, and the rest for whoever asked, alone."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from datetime import datetime

from handlers.answers import Answer, answer
from handlers.blocks.message import Rendered, joined, rendered, section
from handlers.blocks.words.answering import ANSWERING
from handlers.queries import Query
from handlers.visibility import Visibility
from storage.audience import Audience
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Asker:
    """Who asks, and where."""

    team_id: str
    channel_id: str
    user_id: str


@dataclass(frozen=True, slots=True)
class Answered:
    """`here` is for everybody in the place, `alone` for the asker's eyes only; either may hold nothing.

    What `here` holds as a notice is about the question, not about deals: no command posts it for everybody.
    """

    here: Answer
    alone: tuple[Rendered, ...] = ()


async def answered(store: Store, visibility: Visibility, query: Query, asker: Asker, now: datetime) -> Answered:
    """Look a question up for the place it was asked in, and for the asker where they may know more.

    Where the bot is not a member nobody but the asker hears it, so there all of it is for them alone.
    """
    place, person, there = await asyncio.gather(
        visibility.of_place(asker.team_id, asker.channel_id),
        visibility.of_person(asker.team_id, asker.user_id),
        visibility.conversation(asker.team_id, asker.channel_id),
    )
    if not (there and there.has_bot):
        theirs = await answer(store, both(place, person), query, now)
        return Answered(Answer(), (*_every(theirs), *_left_out(person, query)))
    here = await answer(store, place, query, now)
    if not person.knows_more_than(place):
        return Answered(here, _left_out(person, query))
    theirs = await answer(store, both(place, person), query, now)
    if theirs == here:
        return Answered(here)
    return Answered(here if here.anchor else Answer(), _introduced(theirs, query))


def both(place: Audience, person: Audience) -> Audience:
    """One person who reads a place: they know what either may."""
    conversations = (place.conversations or frozenset()) | (person.conversations or frozenset())
    return replace(person, conversations=conversations, knows_public=place.knows_public or person.knows_public)


def _every(told: Answer) -> tuple[Rendered, ...]:
    return tuple(one for one in (told.anchor, *told.details, told.notice) if one)


def _introduced(theirs: Answer, query: Query) -> tuple[Rendered, ...]:
    first, *rest = _every(theirs)
    return (*joined(_said("only_you", query), first), *rest)


def _left_out(person: Audience, query: Query) -> tuple[Rendered, ...]:
    return () if person.is_whole else (_said("left_out", query),)


def _said(key: str, query: Query) -> Rendered:
    sentence = ANSWERING.of(query.lang)[key]
    return rendered(sentence, section(sentence))
