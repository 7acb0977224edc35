"""The durable inbox: a message that concerns the bot is on disk BEFORE Bolt acknowledges it.

`persist` is a listener middleware: it runs before the ack, and if writing fails nothing is acknowledged, so Slack
sends the event again. Deliveries of the same message (retries, `message` and `app_mention` of one posting) share
the key (team, channel, ts), so the first one wins.
"""

from __future__ import annotations

import html
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

from slack_bolt.async_app import AsyncBoltContext

from handlers.services import Services
from storage import inbox
from storage.records import InboxItem, JobKind

Event = Mapping[str, Any]
Next = Callable[[], Awaitable[None]]

READABLE_SUBTYPES = {None, "file_share", "thread_broadcast"}
MAX_LINKS = 5  # of one message; more is a link list, not an article someone shares
MIN_WORDS = 4  # "Meta buys Scale AI"; below that nothing names two parties and what happens
MIN_WORDS_PASTED = 25  # in a thread or behind a mention, a text this long is pasted, a shorter one is talk

LINK = re.compile(r"<(https?://([^|>\s]+))(?:\|([^>]*))?>")
OWN_HOST = re.compile(r"(?:[\w-]+\.)*slack\.com(?:[/:?#]|$)", re.IGNORECASE)
MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")
MARKUP = re.compile(r"<[^>]*>")


def persist(services: Services) -> Callable[[Event, AsyncBoltContext, Next], Awaitable[None]]:
    """The middleware for `message` and `app_mention` listeners."""

    async def middleware(event: Event, context: AsyncBoltContext, next: Next) -> None:
        item = inbox_item(event, context.team_id or "", context.bot_user_id or "")
        if item and await inbox.put(services.store, item, services.now()):
            services.wake_worker()
        await next()

    return middleware


def inbox_item(event: Event, team_id: str, bot_user_id: str) -> InboxItem | None:
    """What a message asks of the bot, or None: bots, edits, joins, small talk, malformed events."""
    if event.get("subtype") not in READABLE_SUBTYPES or event.get("bot_id") or event.get("user") == bot_user_id:
        return None
    channel, ts, user = (event.get(name) for name in ("channel", "ts", "user"))
    thread_ts = event.get("thread_ts") or None
    if not (isinstance(channel, str) and isinstance(ts, str) and isinstance(user, str)):
        return None
    if not isinstance(thread_ts, str | None):
        return None
    text = "\n".join(_texts(event))
    links = links_in(text)
    addressed = event.get("channel_type") == "im" or bot_user_id in MENTION.findall(text)
    in_thread = thread_ts is not None
    kind = _kind(word_count(text), bool(links), addressed=addressed, in_thread=in_thread)
    if kind is None:
        return None
    return InboxItem(
        kind=kind,
        team_id=team_id,
        channel_id=channel,
        channel_type=str(event.get("channel_type") or ""),
        ts=ts,
        thread_ts=thread_ts,
        user_id=user,
        text=text,
        links=links,
        addressed=addressed,
    )


def links_in(text: str) -> tuple[str, ...]:
    """The links of a message's mrkdwn, each once, without those that lead into Slack.

    A bare domain that Slack itself made a link of is a name.
    """
    found = (
        html.unescape(url)
        for url, address, label in LINK.findall(text)
        if ("/" in address.rstrip("/") or label != address) and not OWN_HOST.match(address)
    )
    return tuple(dict.fromkeys(found))[:MAX_LINKS]


def word_count(text: str) -> int:
    """Words of a message's mrkdwn, links and mentions left out."""
    return len(MARKUP.sub(" ", text).split())


def _kind(words: int, links: bool, *, addressed: bool, in_thread: bool) -> JobKind | None:
    if links:
        return JobKind.SHARE
    if addressed:
        return JobKind.SHARE if words >= MIN_WORDS_PASTED else JobKind.QUESTION
    return JobKind.SHARE if words >= (MIN_WORDS_PASTED if in_thread else MIN_WORDS) else None


def _texts(event: Event) -> Iterator[str]:
    """The message's own text, then that of messages it forwards."""
    yield str(event.get("text") or "")
    attachments = event.get("attachments")
    for attachment in attachments if isinstance(attachments, list) else ():
        if isinstance(attachment, Mapping) and attachment.get("is_share"):
            yield str(attachment.get("text") or "")
