"""The message shortcut "Extract deal": reads the message it is run on, also where the bot said nothing or is not in.

It works on what Slack sends of the message, so it needs no membership. The answer goes into the message's thread;
where the bot can't post, to whoever asked, alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncBoltContext

from handlers.blocks import notices
from handlers.contents import contents_of, word_count
from handlers.intake import MIN_WORDS
from handlers.services import Services
from storage import inbox, outbox
from storage.records import InboxItem, JobKind, Post

CALLBACK = "extract_deal"


def register(app: AsyncApp, services: Services) -> None:
    @app.message_shortcut(CALLBACK)
    async def extract(ack: AsyncAck, shortcut: Mapping[str, Any], context: AsyncBoltContext) -> None:
        item = asked(shortcut, context.team_id or "")
        if item.links or word_count(item.text) >= MIN_WORDS:
            await inbox.put(services.store, item, services.now())
            services.wake_worker()
        else:
            lang = await services.locales.language_of(item.team_id, item.user_id)
            await outbox.enqueue(services.store, [_nothing(item, lang)], services.now())
            services.wake_sender()
        await ack()


def asked(shortcut: Mapping[str, Any], team_id: str) -> InboxItem:
    """What is to be read, from Slack's payload; one a use of the shortcut."""
    message = shortcut.get("message")
    held = contents_of(message if isinstance(message, Mapping) else {})
    message = message if isinstance(message, Mapping) else {}
    return InboxItem(
        kind=JobKind.EXTRACT,
        team_id=team_id,
        channel_id=str(shortcut["channel"]["id"]),
        channel_type="",
        ts=str(message.get("ts") or shortcut.get("message_ts") or ""),
        thread_ts=message.get("thread_ts") or None,
        user_id=str(shortcut["user"]["id"]),
        text=held.text,
        links=held.links,
        files=held.files,
        revision=f"asked {shortcut.get('action_ts', '')}",
        response_url=shortcut.get("response_url") or None,
    )


def _nothing(item: InboxItem, lang: str) -> Post:
    told = notices.files(lang) if item.files else notices.nothing_to_read(lang)
    return Post(
        id=f"{item.channel_id}-{item.ts}-{item.revision}",
        team_id=item.team_id,
        channel_id=item.channel_id,
        text=told.text,
        blocks=told.blocks,
        response_url=item.response_url,
        ephemeral=True,
        user_id=None if item.response_url else item.user_id,
    )
