"""`/digest`: when a conversation gets its daily digest, and one right now. Only the asker sees the answer."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, time
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.errors import SlackApiError

from handlers.blocks import digest_settings
from handlers.blocks.message import Rendered
from handlers.blocks.words import words_of
from handlers.blocks.words.digest import DIGEST
from handlers.locales import Locale
from handlers.services import Services
from handlers.slash import Slash, slash_of, tell
from handlers.timing import Order, Verb, read_order, zone_named
from storage import digests
from storage.digests import Digest, Request, Standing
from storage.schedules import WEEKDAYS, Schedule

AT = time(8, 30)
_NOT_HERE = ("channel_not_found", "not_in_channel")  # a private conversation does not exist for those outside


def register(app: AsyncApp, services: Services) -> None:
    @app.command("/digest")
    async def digest(ack: AsyncAck, command: Mapping[str, Any], context: AsyncBoltContext) -> None:
        slash = slash_of(context, command)
        order = read_order(slash.text)
        locale = services.locales.of(slash.team_id, slash.user_id)
        asker, not_here = await asyncio.gather(locale, _not_here(services, slash, order))
        lang = order.lang or asker.lang
        if order.problems:
            await tell(ack, digest_settings.not_understood(order.problems, lang))
        elif order.verb is Verb.HELP:
            await tell(ack, digest_settings.help_text(lang))
        elif not_here:
            await tell(ack, await _not_here_notice(services, slash, not_here, lang))
        elif order.verb is Verb.NOW:
            await _now(services, ack, slash, lang, zone_named(asker.tz) or "UTC")
        else:
            await tell(ack, await _done(services, slash, order, asker))


async def _done(services: Services, slash: Slash, order: Order, asker: Locale) -> Rendered:
    """Do what was asked for, and say how the digest is set now."""
    lang, now = order.lang or asker.lang, services.now()
    known = await digests.standing(services.store, slash.team_id, slash.channel_id)
    match order.verb:
        case Verb.OFF:
            was_on = await digests.switch_off(services.store, slash.team_id, slash.channel_id, slash.user_id)
            services.wake_digests()
            return digest_settings.switched_off(was_on, known, lang)
        case Verb.STATUS:
            return digest_settings.status(known, now, lang)
        case Verb.CHANGE if known is None or not known.digest.is_on:
            return digest_settings.needs_on(lang)
    wanted = _wanted(slash, order, asker, known.digest if known else None, now)
    await digests.keep(services.store, wanted)
    services.wake_digests()
    unsure = () if zone_named(asker.tz) or order.zone or known else (DIGEST.of(lang)["unknown_zone"],)
    standing = replace(known, digest=wanted) if known else Standing(wanted)
    return digest_settings.status(standing, now, lang, *unsure)


def _wanted(slash: Slash, order: Order, asker: Locale, known: Digest | None, now: datetime) -> Digest:
    """What is not mentioned stays, or is as the asker would expect it."""
    fresh = Schedule(AT, zone_named(asker.tz) or "UTC", WEEKDAYS)
    before = known.schedule if known else fresh
    schedule = Schedule(order.at or before.at, order.zone or before.zone, order.days or before.days)
    lang = words_of(order.digest_lang or (known.lang if known else order.lang or asker.lang)).lang
    goes_on = known is not None and known.is_on
    base = known or Digest(slash.team_id, slash.channel_id, schedule, lang, now, now, slash.user_id)
    return replace(
        base,
        schedule=schedule,
        lang=lang,
        since=base.since if goes_on and schedule == before else now,
        on_since=base.on_since if goes_on else now,
        set_by=slash.user_id,
        is_on=True,
        picture=base.picture if order.picture is None else order.picture,
        tells_empty=base.tells_empty if order.tells_empty is None else order.tells_empty,
        off_reason="",
    )


async def _now(services: Services, ack: AsyncAck, slash: Slash, lang: str, zone: str) -> None:
    """Ask for one. It takes longer than Slack waits, so the answer comes by itself."""
    request = Request(
        id=services.new_id(),
        team_id=slash.team_id,
        channel_id=slash.channel_id,
        user_id=slash.user_id,
        response_url=slash.response_url,
        lang=lang,
        zone=zone,
        asked_at=services.now(),
    )
    await digests.ask(services.store, request)
    services.wake_digests()
    await ack()


async def _not_here(services: Services, slash: Slash, order: Order) -> str:
    """Why no digest can be posted in this conversation: Slack's error code; "" where it can, or need not."""
    if order.verb not in (Verb.ON, Verb.NOW) or order.problems:
        return ""
    try:
        client = await services.workspaces.client(slash.team_id)
        answer = await client.conversations_info(channel=slash.channel_id)
    except SlackApiError as failed:  # anything else says nothing about the conversation: posting will show
        return "not_in_channel" if failed.response.get("error") in _NOT_HERE else ""
    channel: Mapping[str, Any] = answer.get("channel") or {}
    if channel.get("is_archived"):
        return "is_archived"
    return "" if any(channel.get(key) for key in ("is_im", "is_mpim", "is_member")) else "not_in_channel"


async def _not_here_notice(services: Services, slash: Slash, reason: str, lang: str) -> Rendered:
    if reason == "is_archived":
        return digest_settings.archived(lang)
    identity = await services.workspaces.identity(slash.team_id)
    return digest_settings.not_here(lang, identity.bot_user_id if identity else "")
