"""`/deal add <link or text>`: read as if it had been shared in the channel; durable before the acknowledgement."""

from __future__ import annotations

from slack_bolt.async_app import AsyncAck

from handlers.blocks import notices
from handlers.contents import MAX_LINKS, MAX_TEXT, bare_links_in, links_in, word_count
from handlers.intake import MIN_WORDS
from handlers.services import Services
from handlers.slash import Run, Slash, tell
from storage import inbox
from storage.records import InboxItem, JobKind


def add(of: str) -> Run:
    """The subcommand in a language, "" for a word that people type in either."""

    async def run(services: Services, ack: AsyncAck, slash: Slash) -> None:
        lang = of or await services.locales.language_of(slash.team_id, slash.user_id)
        item = added(slash)
        if not item.links and word_count(item.text) < MIN_WORDS:
            await tell(ack, notices.add_what(lang))
            return
        await inbox.put(services.store, item, services.now())
        services.wake_worker()
        await tell(ack, notices.reading(lang))

    return run


def added(slash: Slash) -> InboxItem:
    """What is to be read. Slack makes no links of what is typed behind a command, unless the app asks for it."""
    text = slash.text[:MAX_TEXT]
    links = tuple(dict.fromkeys((*links_in(text), *bare_links_in(text))))[:MAX_LINKS]
    return InboxItem(
        kind=JobKind.ADD,
        team_id=slash.team_id,
        channel_id=slash.channel_id,
        channel_type="",
        ts=slash.ts,
        thread_ts=None,
        user_id=slash.user_id,
        text=text,
        links=links,
        revision="asked",
        response_url=slash.response_url or None,
    )
