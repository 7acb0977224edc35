"""Slash commands: one anchor line in the channel, the details in its thread; notices only to the asker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from handlers import adding, channel_settings, naming, queries
from handlers.answering import answered
from handlers.queries import Query
from handlers.services import Services
from handlers.slash import Run, Slash, reply, slash_of

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
    told = await answered(services.store, services.visibility, query, slash.asker, services.now())
    await reply(services, ack, slash, told)
