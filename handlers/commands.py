"""Slash commands: one anchor line in the channel, the details in its thread; notices only to the asker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from handlers import adding, answers, channel_settings, naming, queries
from handlers.queries import Query
from handlers.services import Services
from handlers.slash import Run, Slash, post, slash_of, tell

# the first word behind /deal, in English and in German, and what it does
SUBCOMMANDS: Mapping[str, Run] = {
    "add": adding.add("en"),
    "hinzufügen": adding.add("de"),
    "settings": channel_settings.settings("en"),
    "einstellungen": channel_settings.settings("de"),
    **naming.subcommands(),
}


def register(app: AsyncApp, services: Services) -> None:
    @app.command("/deal")
    async def deal(ack: AsyncAck, command: Mapping[str, Any], context: AsyncBoltContext) -> None:
        slash = slash_of(context, command)
        word, _, rest = slash.text.partition(" ")
        if run := SUBCOMMANDS.get(word.casefold()):
            await run(services, ack, replace(slash, text=rest.strip()))
        else:
            await _answer(services, ack, slash, queries.deal_query(slash.text))

    @app.command("/who")
    async def who(ack: AsyncAck, command: Mapping[str, Any], context: AsyncBoltContext) -> None:
        slash = slash_of(context, command)
        await _answer(services, ack, slash, queries.who_query(slash.text))


async def _answer(services: Services, ack: AsyncAck, slash: Slash, query: Query) -> None:
    audience = await services.visibility.of_place(slash.team_id, slash.channel_id)
    answer = await answers.answer(services.store, audience, query, services.now())
    if answer.notice:
        await tell(ack, answer.notice)
    else:
        await post(services, ack, slash, answer)
