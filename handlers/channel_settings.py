"""`/deal settings`: what the bot does in a channel, set by its members in a modal."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from handlers.blocks.channel_settings import (
    CALLBACK,
    Opened,
    opened_as,
    said,
    saved,
    settings_in,
    settings_modal,
)
from handlers.services import Services
from handlers.slash import Run, Slash, tell
from storage import channels, outbox
from storage.records import Post

log = logging.getLogger(__name__)

PAGE = 1000  # members a page, Slack's most


def register(app: AsyncApp, services: Services) -> None:
    @app.view(CALLBACK)
    async def submitted(
        ack: AsyncAck, view: Mapping[str, Any], body: Mapping[str, Any], context: AsyncBoltContext
    ) -> None:
        team_id, user_id, opened = context.team_id or "", str(body["user"]["id"]), opened_as(view)
        client = await services.workspaces.client(team_id)
        if not await is_member(client, opened.channel_id, user_id):
            await ack(response_action="errors", errors={"answers": said("members_only", opened.lang).text})
            return
        wanted, now = settings_in(view), services.now()
        await channels.change_settings(services.store, team_id, opened.channel_id, wanted, user_id, now)
        told = saved(wanted, opened.lang)
        post_id = f"settings-{view['id']}-{view.get('hash', '')}"
        whisper = Post(post_id, team_id, opened.channel_id, told.text, told.blocks, ephemeral=True, user_id=user_id)
        await outbox.enqueue(services.store, [whisper], now)
        services.wake_sender()
        await ack()


def settings(of: str) -> Run:
    """The subcommand in a language, "" for a word that people type in either."""

    async def run(services: Services, ack: AsyncAck, slash: Slash) -> None:
        lang = of or await services.locales.language_of(slash.team_id, slash.user_id)
        try:
            refusal = await _open(services, slash, lang)
        except (SlackClientError, TimeoutError, OSError) as failure:
            log.warning("the settings of %s could not be opened: %s", slash.channel_id, failure)
            refusal = "failed"
        if refusal:
            identity = await services.workspaces.identity(slash.team_id)
            await tell(ack, said(refusal, lang, bot=f"<@{identity.bot_user_id}>" if identity else "@dealbot"))
        else:
            await ack()

    return run


async def is_member(client: AsyncWebClient, channel_id: str, user_id: str) -> bool:
    """Whether a person is in a channel that the bot is in. Raises slack_sdk's `SlackApiError`."""
    cursor: str | None = None
    while True:
        page = await client.conversations_members(channel=channel_id, limit=PAGE, cursor=cursor)
        if user_id in page["members"]:
            return True
        cursor = (page.get("response_metadata") or {}).get("next_cursor")
        if not cursor:
            return False


async def _open(services: Services, slash: Slash, lang: str) -> str | None:
    """Open the modal; or the name of the sentence that says why not."""
    client = await services.workspaces.client(slash.team_id)
    try:
        info = (await client.conversations_info(channel=slash.channel_id))["channel"]
    except SlackApiError as refused:
        if refused.response.get("error") not in ("channel_not_found", "not_in_channel"):
            raise
        return "not_here"  # a private channel does not exist for those outside
    if info.get("is_im"):
        return "direct"
    if not info.get("is_member") and not info.get("is_mpim"):
        return "not_here"
    current, member = await asyncio.gather(
        channels.settings(services.store, slash.team_id, slash.channel_id),
        is_member(client, slash.channel_id, slash.user_id),
    )
    if not member:
        return "members_only"
    modal = settings_modal(current, Opened(slash.channel_id, lang))
    await client.views_open(trigger_id=slash.trigger_id, view=modal)
    return None
