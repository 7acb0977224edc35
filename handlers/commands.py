"""Slash commands: one anchor line in the channel, the details in its thread; notices only to the asker."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from rapidfuzz import fuzz, process
from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from handlers import adding, channel_settings, exporting, naming, queries
from handlers.answering import answered
from handlers.blocks import notices
from handlers.queries import Query
from handlers.services import Services
from handlers.slash import Run, Slash, reply, slash_of

# the first word behind /deal, in English and in German, and what it does
SUBCOMMANDS: Mapping[str, Run] = {
    "add": adding.add(""),
    "hinzufügen": adding.add("de"),
    "settings": channel_settings.settings(""),
    "einstellungen": channel_settings.settings("de"),
    **exporting.subcommands(),
    **naming.subcommands(),
}
WORDS = frozenset((*SUBCOMMANDS, "help", "hilfe"))
NEARLY = 72.0  # of 100: "exprot" is 83 like "export", "hlep" 75 like "help", "reports" 77 and "hello" 67 at most
SHORTEST = 4  # letters of a word that is taken for a misspelt one


def register(app: AsyncApp, services: Services) -> None:
    @app.command("/deal")
    async def deal(ack: AsyncAck, command: Mapping[str, Any], context: AsyncBoltContext) -> None:
        slash = slash_of(context, command)
        word, _, rest = slash.text.partition(" ")
        if run := SUBCOMMANDS.get(word.casefold()):
            await run(services, ack, replace(slash, text=rest.strip()))
        else:
            await _answer(services, ack, slash, queries.deal_query(slash.text, ""), nearest_command(slash.text))

    @app.command("/who")
    async def who(ack: AsyncAck, command: Mapping[str, Any], context: AsyncBoltContext) -> None:
        slash = slash_of(context, command)
        await _answer(services, ack, slash, queries.who_query(slash.text, ""), "")


async def _answer(services: Services, ack: AsyncAck, slash: Slash, query: Query, instead: str) -> None:
    """`instead` is a command that may be meant; it is offered where nothing is known of what was typed."""
    query = await services.locales.told(query, slash.team_id, slash.user_id)
    told = await answered(services.store, services.visibility, query, slash.asker, services.now())
    if instead and told.here.notice and not told.here.anchor:
        told = replace(told, here=replace(told.here, notice=notices.or_command(told.here.notice, instead, query.lang)))
    await reply(services, ack, slash, told)


def nearest_command(text: str) -> str:
    """`/deal export csv meta` for `exprot csv meta`; "" for what looks like no subcommand."""
    word, _, rest = text.partition(" ")
    if len(word) < SHORTEST or word.casefold() in WORDS:
        return ""
    near = process.extractOne(word.casefold(), sorted(WORDS), scorer=fuzz.ratio, score_cutoff=NEARLY)
    return f"/deal {near[0]} {rest}".strip() if near else ""
