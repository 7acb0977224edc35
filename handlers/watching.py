"""/watch, /unwatch, and the buttons that begin and end a watch; answers are for the asker alone."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.errors import SlackClientError

from handlers.blocks import watching as said
from handlers.blocks.filters import not_understood
from handlers.blocks.message import Rendered
from handlers.blocks.words import words_of
from handlers.deciding import privately, seen_by
from handlers.pressed import Pressed, pressed_in
from handlers.services import Services
from handlers.slash import Slash, slash_of, tell
from handlers.watches import Wanted, help_in, listing, problems_of, wanted
from storage import deals, outbox, watches
from storage.watches import Asked, TooManyWatches

log = logging.getLogger(__name__)
Json = Mapping[str, Any]


def register(app: AsyncApp, services: Services) -> None:
    @app.command("/watch")
    async def watch(ack: AsyncAck, command: Json, context: AsyncBoltContext) -> None:
        await tell(ack, await _watch(services, slash_of(context, command)))

    @app.command("/unwatch")
    async def unwatch(ack: AsyncAck, command: Json, context: AsyncBoltContext) -> None:
        await tell(ack, await _unwatch(services, slash_of(context, command)))

    @app.action("watch.remove")
    async def remove(ack: AsyncAck, body: Json, context: AsyncBoltContext) -> None:
        pressed = pressed_in(body, context)
        lang, _, watch_id = pressed.value.partition(" ")
        known = await watches.watch(services.store, pressed.team_id, watch_id)
        if known is None:
            told = said.sentence("gone_already", lang)
        elif known.personal and known.user_id != pressed.user_id:
            told = said.sentence("not_yours", lang, user=f"<@{known.user_id}>")
        else:
            await watches.remove(services.store, known.team_id, known.id)
            told = said.ended(known, lang)
        await privately(services, pressed, told, _click(body))
        await ack()

    @app.action("deal.watch")
    async def toggle(ack: AsyncAck, body: Json, context: AsyncBoltContext) -> None:
        pressed = pressed_in(body, context)
        if not await outbox.is_known(services.store, _click(body)):
            await privately(services, pressed, await _toggle(services, pressed), _click(body))
        await ack()


async def _watch(services: Services, slash: Slash) -> Rendered:
    if (lang := listing(slash.text)) is not None:
        return await _list(services, slash, lang)
    if (lang := help_in(slash.text)) is not None:
        return said.sentence("help", lang or await _language(services, slash))
    asked = wanted(slash.text)
    lang = asked.lang or await _language(services, slash)
    if not re.search(r"\w", asked.text):
        return said.sentence("not_understood", lang)
    if problems := problems_of(asked, services.now().date()):
        return not_understood(problems, words_of(lang))
    place = await _place(services, slash.team_id, slash.channel_id, slash.user_id, personal=asked.personal)
    if place is None:
        return await _not_here(services, slash.team_id, lang)
    return await _begin(services, slash.team_id, slash.user_id, place, asked, lang)


async def _begin(
    services: Services, team_id: str, user_id: str, place: tuple[str, bool], asked: Wanted, lang: str
) -> Rendered:
    channel_id, personal = place
    new = Asked(team_id, channel_id, user_id, asked.text, personal, asked.is_query, lang)
    try:
        watch, is_new = await watches.add(services.store, new, services.now())
    except TooManyWatches:
        return said.sentence("too_many", lang, most=str(watches.MOST))
    return said.begun(watch, is_new=is_new, lang=lang)


async def _unwatch(services: Services, slash: Slash) -> Rendered:
    asked = wanted(slash.text)
    lang = asked.lang or await _language(services, slash)
    if not asked.text:
        return said.sentence("unwatch_what", lang)
    theirs = await watches.watches_of(services.store, slash.team_id, slash.user_id)
    places = dict.fromkeys(([] if asked.personal else [slash.channel_id]) + [each.channel_id for each in theirs])
    for channel_id in places:
        if known := await watches.watch_called(services.store, slash.team_id, channel_id, asked.text):
            await watches.remove(services.store, slash.team_id, known.id)
            return said.ended(known, lang)
    return said.sentence("not_watched", lang, name=said.called(asked.text))


async def _list(services: Services, slash: Slash, lang: str) -> Rendered:
    here = await watches.watches_in(services.store, slash.team_id, slash.channel_id)
    yours = await watches.watches_of(services.store, slash.team_id, slash.user_id)
    return said.watches([each for each in here if not each.personal], yours, lang)


async def _toggle(services: Services, pressed: Pressed) -> Rendered:
    """Watch the deal's target in the channel, or its first buyer where none is named; or end that.

    What only whoever pressed was shown they watch alone: they may know more, or the bot can't post there.
    """
    team_id, lang, channel_id = pressed.team_id, pressed.place.lang, pressed.place.channel_id or ""
    is_alone = pressed.place.ts is None
    seen = seen_by(services, pressed) if is_alone else services.visibility.of_place(team_id, channel_id)
    deal = await deals.deal(services.store, await seen, pressed.place.deal_id)
    if deal is None:
        return said.sentence("no_deal", lang)
    name = next(iter((*deal.facts.targets, *deal.facts.acquirers)), "")
    if not name:
        return said.sentence("no_target", lang)
    place = await _place(services, team_id, channel_id, pressed.user_id, personal=is_alone)
    if place is None:
        return await _not_here(services, team_id, lang)
    if known := await watches.watch_called(services.store, team_id, place[0], name):
        await watches.remove(services.store, team_id, known.id)
        return said.ended(known, lang)
    return await _begin(services, team_id, pressed.user_id, place, Wanted(name), lang)


async def _not_here(services: Services, team_id: str, lang: str) -> Rendered:
    identity = await services.workspaces.identity(team_id)
    return said.sentence("not_here", lang, bot=f"<@{identity.bot_user_id}>" if identity else "@dealbot")


async def _place(
    services: Services, team_id: str, channel_id: str, user_id: str, *, personal: bool
) -> tuple[str, bool] | None:
    """Where updates go, and whether that is to one person alone; None for a channel that the bot can't post in."""
    try:
        client = await services.workspaces.client(team_id)
        if personal:
            opened = await client.conversations_open(users=user_id)
            return str(opened["channel"]["id"]), True
        there = (await client.conversations_info(channel=channel_id))["channel"]
    except SlackClientError as failure:
        log.info("no place to watch for %s in %s: %s", user_id, channel_id, failure)
        return None
    is_direct = bool(there.get("is_im"))
    is_here = is_direct or bool(there.get("is_member")) or bool(there.get("is_mpim"))
    return (channel_id, is_direct) if is_here else None


async def _language(services: Services, slash: Slash) -> str:
    return await services.locales.language_of(slash.team_id, slash.user_id)


def _click(body: Json) -> str:
    """What is the same when Slack sends a click again."""
    return f"{body['user']['id']}-{body['actions'][0].get('action_ts')}"
