"""Questions answered from the store: one line for the channel, the details with their sentences for its thread.

An answer is in the question's language; the sentences it quotes stay in their article's.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from handlers.blocks import asking, filters, help, notices
from handlers.blocks.mrkdwn import bold, name
from handlers.blocks.words.asking import ASKING
from handlers.filters import Filter, Key
from handlers.queries import About, Asking, Query
from handlers.telling import deals, names, people
from handlers.telling.answer import MOST_DETAILS as MOST_DETAILS
from handlers.telling.answer import Answer as Answer
from handlers.telling.asked import Asked
from handlers.telling.deals import DEALS_SHOWN as DEALS_SHOWN
from storage.audience import Audience
from storage.store import Store


async def answer(store: Store, audience: Audience, query: Query, now: datetime) -> Answer:
    """Look the query up in what this audience may know. `now` is aware and UTC."""
    match query.about:
        case About.HELP:
            told = help.who_help if query.asking is Asking.WHO else help.help_text
            return Answer(notice=told(query.lang))
        case About.NOTHING:
            return Answer(notice=notices.empty(query.lang))
    asked = await names.as_one_name(Asked(store, audience, query, now.date()))
    if problems := asked.filters.problems:
        return Answer(notice=filters.not_understood(problems, asked.words))
    return await _found(asked) or await _otherwise(asked)


async def _found(asked: Asked, lead: str = "") -> Answer | None:
    """The kind of thing that was asked for, the other one where there is none, both for a bare name."""
    query = asked.query
    if query.about is About.COLLEAGUES:
        return await people.of_company(asked, lead)
    if query.filters or not query.name:
        return await deals.of_filters(asked, lead) or await _with_person(asked, lead)
    if query.about is About.PERSON:
        if found := await people.named(asked):
            return people.of_people(asked, found, lead)
        return await people.of_company(asked, lead) or await deals.of_name(asked, (), lead)
    if query.about is About.DEALS:
        if told := await deals.of_name(asked, (), lead):
            return told
        found = await people.named(asked)
        return people.of_people(asked, found, lead) if found else await people.of_company(asked, lead)
    found = await people.named(asked)
    told = await deals.of_name(asked, found, lead)
    return told or (people.of_people(asked, found, lead) if found else await people.of_company(asked, lead))


async def _with_person(asked: Asked, lead: str) -> Answer | None:
    """ "deals with Alexandr Wang this year": those in whose articles that person is told of."""
    query = asked.query
    if not query.name or not await people.named(asked):
        return None
    person = replace(query, name="", filters=(*query.filters, Filter(Key.PERSON, query.name)))
    return await deals.of_filters(replace(asked, query=person), lead)


async def _otherwise(asked: Asked) -> Answer:
    """Nothing is known for all of it: two names side by side, a misspelt one, or a word about what is not known."""
    query = asked.query
    if not query.name:
        return deals.none_matches(asked)
    if await names.is_company(asked, query.name):
        if query.about is About.COLLEAGUES:
            return Answer(notice=people.nobody(asked))
        return deals.none_matches(asked)
    return await _several(asked) or await _nearly(asked)


async def _several(asked: Asked) -> Answer | None:
    """`meta vs google`, `meta scale ai`: deals that all of them are in, else those of each."""
    if asked.query.about is About.COLLEAGUES:
        return None
    each = await names.apart(asked)
    for companies in each:
        if told := await deals.of_filters(asked.together(companies)):
            return told
    if each and not names.sure(asked.query.name, await names.near(asked)):
        return await deals.of_each(asked, each[0])
    return None


async def _nearly(asked: Asked) -> Answer:
    """A name that is spelt like a known one: that one, said so; several are offered as buttons."""
    query = asked.query
    candidates = await names.near(asked)
    texts = ASKING.of(query.lang)
    if meant := names.sure(query.name, candidates):
        lead = texts["instead"].format(name=bold(name(query.name)), shown=bold(name(meant)))
        instead = asked.about(meant)
        return await _found(instead, lead) or deals.none_matches(instead, lead)
    if candidates:
        return Answer(notice=asking.which(query.name, [(each, asked.of(each)) for each, _ in candidates], query.lang))
    return Answer(notice=notices.unknown(query.name, (), query.lang))
