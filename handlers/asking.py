"""Buttons that ask: a name that may be meant is answered as if it had been asked about; pages are turned."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext, AsyncRespond

from handlers import answers
from handlers.answering import answered, both
from handlers.blocks.asking import NEXT, PREVIOUS, Question, gone, question_of
from handlers.clicks import Click, click_of, numbered, replace_ephemeral
from handlers.queries import Asking, Query, reread
from handlers.services import Services
from handlers.telling.answer import Answer
from storage import outbox
from storage.records import Post


def register(app: AsyncApp, services: Services) -> None:
    @app.action(re.compile(r"ask\.\d"))
    async def ask(
        ack: AsyncAck,
        body: Mapping[str, Any],
        action: Mapping[str, Any],
        context: AsyncBoltContext,
        respond: AsyncRespond,
    ) -> None:
        click = click_of(context, body, action)
        if query := _query(question_of(click.value)):
            await _send(services, await _asked(services, click, query))
            await ack()
            if click.ephemeral:
                await replace_ephemeral(respond, None)
        else:
            await _gone(services, ack, click)

    @app.action(re.compile(f"{re.escape(NEXT)}|{re.escape(PREVIOUS)}"))
    async def page(
        ack: AsyncAck,
        body: Mapping[str, Any],
        action: Mapping[str, Any],
        context: AsyncBoltContext,
        respond: AsyncRespond,
    ) -> None:
        click = click_of(context, body, action)
        query = _query(question_of(click.value))
        if query is None:
            await _gone(services, ack, click)
            return
        told = await _page(services, click, query)
        if click.ephemeral:
            first, *rest = told.details or [one for one in (told.notice,) if one]
            await _send(services, numbered(click, rest, alone=True))
            await ack()
            await replace_ephemeral(respond, first)
        else:
            notice = [told.notice] if told.notice else []
            await _send(services, [*numbered(click, told.details), *numbered(click, notice, 100, alone=True)])
            await ack()


def _query(question: Question | None) -> Query | None:
    """What the button asks; None for one that is not ours any more."""
    if question is None or question.asking not in set(Asking):
        return None
    query = reread(question.text, Asking(question.asking), question.lang)
    return replace(query, lang=question.lang, offset=question.offset)


async def _asked(services: Services, click: Click, query: Query) -> Sequence[Post]:
    """The answer in the thread of the message; in the channel, with a thread of its own, where a command was typed."""
    told = await answered(services.store, services.visibility, query, click.asker, services.now())
    alone = numbered(click, told.alone, 100, alone=True)
    if click.thread_ts:
        return [*numbered(click, told.here.in_thread()), *alone]
    if told.here.anchor is None:
        return [*numbered(click, told.here.in_thread(), alone=True), *alone]
    anchor = click.post(0, told.here.anchor)
    return [anchor, *(click.post(n, each, parent=anchor.id) for n, each in enumerate(told.here.details, 1)), *alone]


async def _page(services: Services, click: Click, query: Query) -> Answer:
    """What may be told to whoever reads the message: everybody there, or the one person who sees an ephemeral."""
    audience = await services.visibility.of_place(click.team_id, click.channel_id)
    if click.ephemeral:
        audience = both(audience, await services.visibility.of_person(click.team_id, click.user_id))
    return await answers.answer(services.store, audience, query, services.now())


async def _gone(services: Services, ack: AsyncAck, click: Click) -> None:
    await _send(services, numbered(click, [gone("en")], alone=True))
    await ack()


async def _send(services: Services, posts: Sequence[Post]) -> None:
    """On disk before the press is acknowledged."""
    if posts:
        await outbox.enqueue(services.store, posts, services.now())
        services.wake_sender()
