"""The durable inbox: a message that concerns the bot is on disk BEFORE Bolt acknowledges it.

`Persist` is a listener middleware: it runs before the ack, and if writing fails nothing is acknowledged, so Slack
sends the event again. Deliveries of the same message (retries, `message` and `app_mention` of one posting) share
the key (team, channel, ts, revision), so the first one wins.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from handlers.contents import MARKUP, Contents, contents_of, word_count
from handlers.services import Services
from storage import channels, inbox
from storage.records import InboxItem, JobKind

Event = Mapping[str, Any]

READABLE_SUBTYPES = {None, "file_share", "thread_broadcast", "bot_message"}
DELETED = "deleted"  # the last revision of a message; in the order of text it follows every edit's ts
MIN_WORDS = 4  # "Meta buys Scale AI"; below that nothing names two parties and what happens
MAX_ASKED = 100  # characters of "please read this"
MIN_WORDS_PASTED = 25  # in a thread or behind a mention, a text this long is pasted, a shorter one is talk

_READ_THIS = re.compile(
    r"(?:(?:please|bitte|can you|kannst du|could you|mal|read|lies|lese|lesen|extract|check|this|that|it|one|the|link|"
    r"article|das|dies|diesen?|den|es|artikel|hier|here)[\s,.:!?]*)*",
    re.IGNORECASE,
)
MENTION = re.compile(r"<@([A-Z0-9]+)(?:\|[^>]*)?>")


class Persist(AsyncMiddleware):
    """For `message` and `app_mention` listeners. A class: for a function Bolt gathers arguments, at some cost."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def async_process(
        self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse:
        event, context, services = req.body["event"], req.context, self._services
        item = heard(event, context.team_id or "", context.bot_user_id or "", context.bot_id or "")
        if item and await _is_read(services, event, item) and await inbox.put(services.store, item, services.now()):
            services.wake_worker()
        await next()
        return resp


def heard(event: Event, team_id: str, bot_user_id: str, bot_id: str = "") -> InboxItem | None:
    """What a message event asks of the bot, or None: its own words, joins, small talk, unfurls, malformed events."""
    match event.get("subtype"):
        case "message_changed":
            return _changed(event, team_id, bot_user_id, bot_id)
        case "message_deleted":
            before = _inner(event, "previous_message")
            return _gone(inbox_item(before, team_id, bot_user_id, bot_id), DELETED)
    return inbox_item(event, team_id, bot_user_id, bot_id)


def inbox_item(message: Event, team_id: str, bot_user_id: str, bot_id: str = "") -> InboxItem | None:
    """What a message, with its channel in it, asks of the bot; None where that is nothing.

    Other apps' messages are never talk with the bot: two bots that answer each other would never end.
    """
    if not _readable(message, bot_user_id, bot_id):
        return None
    channel, ts, user = message.get("channel"), message.get("ts"), message.get("user") or message.get("bot_id")
    thread_ts = message.get("thread_ts") or None
    if not (isinstance(channel, str) and isinstance(ts, str) and isinstance(user, str)):
        return None
    if not isinstance(thread_ts, str | None):
        return None
    held = contents_of(message)
    addressed = message.get("channel_type") == "im" or bot_user_id in MENTION.findall(held.text)
    addressed = addressed and not by_app(message)
    kind = _kind(held, addressed=addressed, in_thread=thread_ts not in (None, ts))
    if kind is None:
        return None
    return InboxItem(
        kind=kind,
        team_id=team_id,
        channel_id=channel,
        channel_type=str(message.get("channel_type") or ""),
        ts=ts,
        thread_ts=thread_ts,
        user_id=user,
        text=held.text,
        links=held.links,
        addressed=addressed,
        files=held.files,
        revision=_edited(message),
    )


def asks_to_read(text: str) -> bool:
    """Whether a mention says no more than "read this": in a thread, what that is about is meant."""
    said = " ".join(MARKUP.sub(" ", text).split())
    return len(said) <= MAX_ASKED and _READ_THIS.fullmatch(said) is not None


def asked_of_thread(asked: InboxItem, first: Event) -> InboxItem | None:
    """What somebody who mentions the bot in a thread wants it to read: the thread's first message; None if nothing."""
    held = contents_of(first)
    if not held.links and word_count(held.text) < MIN_WORDS:
        return None
    return replace(
        asked, kind=JobKind.SHARE, ts=asked.thread_ts or asked.ts, text=held.text, links=held.links, revision=""
    )


def by_app(event: Event) -> bool:
    """Whether another app, or its edit or deletion, is what the event tells of."""
    message = event.get("message") or event.get("previous_message") or event
    return isinstance(message, Mapping) and bool(message.get("bot_id"))


async def _is_read(services: Services, event: Event, item: InboxItem) -> bool:
    """Other apps' posts are read where the channel wants it; what becomes of them is always heard."""
    if item.kind is JobKind.GONE or not by_app(event):
        return True
    return (await channels.settings(services.store, item.team_id, item.channel_id)).reads_apps


def _readable(message: Event, bot_user_id: str, bot_id: str) -> bool:
    own = message.get("user") == bot_user_id or (bool(bot_id) and message.get("bot_id") == bot_id)
    return message.get("subtype") in READABLE_SUBTYPES and not own


def _changed(event: Event, team_id: str, bot_user_id: str, bot_id: str) -> InboxItem | None:
    """An edit counts when links or text are others; Slack tells of unfurls and of replies in the same words.

    A deleted message that has replies is not deleted, but changed into a tombstone.
    """
    after, before = _inner(event, "message"), _inner(event, "previous_message")
    was = inbox_item(before, team_id, bot_user_id, bot_id)
    if after.get("subtype") == "tombstone":
        return _gone(was, DELETED)
    now, then = contents_of(after), contents_of(before)
    if (now.text, now.links) == (then.text, then.links) or not _edited(after):
        return None
    return inbox_item(after, team_id, bot_user_id, bot_id) or _gone(was, _edited(after))


def _gone(was: InboxItem | None, revision: str) -> InboxItem | None:
    """What remains to be done for a message that asked something of the bot, and does so no more."""
    if was is None:
        return None
    return InboxItem(
        kind=JobKind.GONE,
        team_id=was.team_id,
        channel_id=was.channel_id,
        channel_type=was.channel_type,
        ts=was.ts,
        thread_ts=was.thread_ts,
        user_id=was.user_id,
        text="",
        revision=revision,
    )


def _inner(event: Event, key: str) -> Event:
    """The message that an event tells of, as if it had come by itself."""
    message = event.get(key)
    inner: dict[str, Any] = dict(message) if isinstance(message, Mapping) else {}
    return inner | {"channel": event.get("channel"), "channel_type": event.get("channel_type")}


def _edited(message: Event) -> str:
    edited = message.get("edited")
    ts = edited.get("ts") if isinstance(edited, Mapping) else None
    return ts if isinstance(ts, str) else ""


def _kind(held: Contents, *, addressed: bool, in_thread: bool) -> JobKind | None:
    words = word_count(held.text)
    if held.links:
        return JobKind.SHARE
    if addressed:
        return JobKind.SHARE if words >= MIN_WORDS_PASTED else JobKind.QUESTION
    return JobKind.SHARE if words >= (MIN_WORDS_PASTED if in_thread else MIN_WORDS) else None
