"""Sends what is queued: one post at a time a channel, at Slack's pace, never twice.

chat.postMessage has no idempotency key. Every post therefore carries its id in the message's metadata, and after
an attempt whose outcome is unknown (a time-out, a dropped connection, a 5xx) the sender looks for that id in the
thread or channel before it posts again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.clock import Clock
from bot.due_loop import DueLoop
from bot.leases import kept
from storage import outbox
from storage.records import Delivery, Post
from storage.store import FenceLost, Store

log = logging.getLogger(__name__)

EVENT_TYPE = "dealbot_post"  # of the metadata that carries a post's id
TASKS = 4  # channels served side by side
MAX_ATTEMPTS = 10
BACKOFF = timedelta(seconds=1)  # doubles with every attempt
MAX_BACKOFF = timedelta(minutes=5)
LOOK_BACK = timedelta(seconds=5)  # Slack's clock and ours may differ
PAGE = 200  # messages a page when looking
OUTSIDE = {"not_in_channel", "channel_not_found", "is_archived", "restricted_action"}
PASSING = {"ratelimited", "internal_error", "fatal_error", "service_unavailable", "request_timeout"}


class Sender:
    """Claims outbox rows under `name`; `interval` is the pause between two posts of a channel, in seconds."""

    def __init__(
        self,
        store: Store,
        post_client: AsyncWebClient,
        look_client: AsyncWebClient,
        clock: Clock,
        *,
        name: str,
        lease: timedelta,
        interval: float,
        jitter: Callable[[], float],
    ) -> None:
        self._store = store
        self._post_client = post_client
        self._look_client = look_client
        self._clock = clock
        self._name = name
        self._lease = lease
        self._interval = timedelta(seconds=interval)
        self._jitter = jitter
        self._free_at: dict[str, datetime] = {}  # channel -> when its next post may go
        self._loop = DueLoop("sender", self._step, lambda: outbox.next_due(store), clock, TASKS)

    def wake(self) -> None:
        """There is something new in the outbox."""
        self._loop.wake()

    async def idle(self) -> None:
        """Wait until nothing is open."""
        await self._loop.idle()

    async def stop(self, patience: float) -> None:
        """Finish what is under way for `patience` seconds, hand the rest back."""
        await self._loop.stop(patience)
        await outbox.release(self._store, self._name)

    async def _step(self) -> bool:
        delivery = await outbox.claim(self._store, self._name, self._clock.now(), self._lease)
        if delivery is None:
            return False
        try:
            async with kept(
                lambda now: outbox.renew(self._store, delivery, now, self._lease), self._lease, self._clock
            ):
                await self._deliver(delivery)
        except FenceLost:
            log.info("another sender took over %s", delivery.post.id)
        self._loop.wake()  # its children and its channel are free now
        return True

    async def _deliver(self, delivery: Delivery) -> None:
        await self._pace(delivery.post.channel_id)
        try:
            ts = await self._find(delivery) if delivery.uncertain else None
            if ts is None:
                ts = await self._send(delivery.post)
            await outbox.sent(self._store, delivery, ts, self._clock.now())
        except SlackApiError as refused:
            await self._refused(delivery, refused)
        except (aiohttp.ClientError, TimeoutError, OSError) as lost:
            await self._again(delivery, type(lost).__name__, uncertain=True)

    async def _pace(self, channel_id: str) -> None:
        free_at = self._free_at.get(channel_id)
        if free_at and free_at > self._clock.now():
            await self._clock.wait(asyncio.Event(), free_at)
        self._free_at[channel_id] = self._clock.now() + self._interval

    async def _send(self, post: Post) -> str | None:
        if post.ephemeral:
            await self._respond(post)
            return None
        response = await self._post_client.chat_postMessage(
            channel=post.channel_id,
            text=post.text,
            blocks=[dict(block) for block in post.blocks] or None,
            thread_ts=post.thread_ts,
            metadata={"event_type": EVENT_TYPE, "event_payload": {"id": post.id}},
            unfurl_links=False,
            unfurl_media=False,
        )
        return str(response["ts"])

    async def _respond(self, post: Post) -> None:
        client = AsyncWebhookClient(post.response_url or "", timeout=10, retry_handlers=[])
        response = await client.send(
            text=post.text, blocks=[dict(block) for block in post.blocks] or None, response_type="ephemeral"
        )
        if response.status_code != 200:
            raise SlackApiError("response_url", {"ok": False, "error": f"http_{response.status_code}"})

    async def _find(self, delivery: Delivery) -> str | None:
        """The ts of this post if an earlier attempt reached Slack after all."""
        post = delivery.post
        if post.ephemeral:
            return None
        place: dict[str, Any] = {"channel": post.channel_id, "limit": PAGE, "include_all_metadata": True}
        look: Callable[..., Awaitable[AsyncSlackResponse]] = self._look_client.conversations_history
        if post.thread_ts:
            place["ts"] = post.thread_ts
            look = self._look_client.conversations_replies
        else:
            place["oldest"] = f"{(delivery.created_at - LOOK_BACK).timestamp():.6f}"
        cursor: str | None = None
        while True:
            page = await look(**place, cursor=cursor)
            for message in page["messages"]:
                payload = (message.get("metadata") or {}).get("event_payload") or {}
                if payload.get("id") == post.id:
                    return str(message["ts"])
            cursor = (page.get("response_metadata") or {}).get("next_cursor")
            if not cursor:
                return None

    async def _refused(self, delivery: Delivery, refused: SlackApiError) -> None:
        response = refused.response
        status = getattr(response, "status_code", 200)
        error = str(response.get("error", "")) if hasattr(response, "get") else ""
        if status == 429:
            seconds = float(response.headers.get("Retry-After", 1))
            await self._again(delivery, "ratelimited", uncertain=False, after=timedelta(seconds=seconds))
        elif status >= 500 or error in PASSING:
            await self._again(delivery, error or f"http_{status}", uncertain=True)
        elif error in OUTSIDE and delivery.post.response_url and not delivery.post.ephemeral:
            await outbox.divert(self._store, delivery, self._clock.now())
        else:
            log.error("Slack refuses the post %s: %s", delivery.post.id, error or status)
            await outbox.give_up(self._store, delivery, self._clock.now(), error or f"http_{status}")

    async def _again(
        self, delivery: Delivery, reason: str, *, uncertain: bool, after: timedelta = timedelta(0)
    ) -> None:
        now = self._clock.now()
        if delivery.attempt >= MAX_ATTEMPTS:
            log.error("gave up on the post %s: %s", delivery.post.id, reason)
            await outbox.give_up(self._store, delivery, now, reason)
            return
        backoff = min(BACKOFF * 2 ** (delivery.attempt - 1), MAX_BACKOFF) * (1 + self._jitter() / 4)
        wait = after or backoff
        self._free_at[delivery.post.channel_id] = now + wait
        await outbox.retry(self._store, delivery, now + wait, reason, uncertain=uncertain or delivery.uncertain)
