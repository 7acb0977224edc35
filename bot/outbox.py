"""Sends what is queued: one post at a time a channel, at Slack's pace, never twice.

chat.postMessage has no idempotency key. Every post therefore carries its id in the message's metadata, and after
an attempt whose outcome is unknown (a time-out, a dropped connection, a 5xx) the sender looks for that id in the
thread or channel before it posts again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.due_loop import DueLoop, DueWork
from bot.leases import kept
from bot.posting import Busy, Poster, Refused, Uncertain
from bot.workspaces import Served
from handlers.workspaces import NotInstalled
from storage import outbox
from storage.records import Delivery, Post, PostKind
from storage.store import FenceLost, Store

log = logging.getLogger(__name__)

TASKS = 4  # channels served side by side
MAX_ATTEMPTS = 10
BACKOFF = timedelta(seconds=1)  # doubles with every attempt
MAX_BACKOFF = timedelta(minutes=5)
TOKEN_ENDED = {"account_inactive", "invalid_auth", "token_revoked"}
_NO_MESSAGE = (PostKind.REACT, PostKind.UNREACT)


class Sender(DueWork):
    """Sends what the workspaces' outboxes hold. `interval` is the pause between two posts of a channel, in seconds.

    Claims are made under `name`; `jitter` returns 0..1 and spreads the retries.
    """

    def __init__(
        self,
        store: Store,
        workspaces: Served,
        clock: Clock,
        *,
        name: str,
        lease: timedelta,
        interval: float,
        jitter: Callable[[], float],
    ) -> None:
        self._store = store
        self._workspaces = workspaces
        self._clock = clock
        self._name = name
        self._lease = lease
        self._interval = timedelta(seconds=interval)
        self._jitter = jitter
        self._free_at: dict[tuple[str, str], datetime] = {}  # (team, channel) -> when its next post may go
        super().__init__(
            DueLoop("sender", self._step, self._next_due, clock, TASKS),
            lambda: outbox.release(store, name),
        )

    async def _next_due(self) -> datetime | None:
        return await outbox.next_due(self._store, await self._workspaces.team_ids())

    async def _step(self) -> bool:
        teams = await self._workspaces.team_ids()
        delivery = await outbox.claim(self._store, self._name, self._clock.now(), self._lease, teams)
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
        await self._pace(delivery.post)
        try:
            poster = await self._workspaces.poster(delivery.post.team_id)
            ts = await self._find(poster, delivery) if delivery.uncertain else None
            if ts is None:
                ts = await poster.post(delivery.post)
            await outbox.sent(self._store, delivery, ts, self._clock.now())
        except FenceLost:
            raise
        except Busy as busy:
            pause = timedelta(seconds=busy.retry_after)
            await self._again(delivery, str(busy), uncertain=False, after=pause)
        except Uncertain as uncertain:
            await self._again(delivery, str(uncertain), uncertain=True)
        except Refused as refused:
            await self._refused(delivery, str(refused))
        except NotInstalled:
            await outbox.give_up(self._store, delivery, self._clock.now(), "not installed any more")
        except Exception as unforeseen:  # must count as an attempt, or the post would block its channel for ever
            log.exception("the post %s failed", delivery.post.id)
            await self._again(delivery, type(unforeseen).__name__, uncertain=True)

    async def _pace(self, post: Post) -> None:
        """Slack takes a message a second in a channel; a reaction is none."""
        channel = post.team_id, post.channel_id
        free_at = self._free_at.get(channel)
        if free_at and free_at > self._clock.now():
            await self._clock.wait(asyncio.Event(), free_at)
        if post.kind not in _NO_MESSAGE:
            self._free_at[channel] = self._clock.now() + self._interval

    async def _find(self, poster: Poster, delivery: Delivery) -> str | None:
        try:
            return await poster.find(delivery)
        except Refused as refused:
            # a scope is missing, say: looking will never work, and a doubled answer is better than none
            log.warning("can't look for the post %s: %s", delivery.post.id, refused)
            return None

    async def _refused(self, delivery: Delivery, error: str) -> None:
        """The asker of a command still gets the answer, ephemerally; else there is nobody to tell."""
        if delivery.post.response_url and not delivery.post.ephemeral:
            await outbox.divert(self._store, delivery, self._clock.now())
            return
        if error in TOKEN_ENDED:
            await self._workspaces.gone(delivery.post.team_id, uninstalled=False)
        log.error("Slack refuses the post %s: %s", delivery.post.id, error)
        await outbox.give_up(self._store, delivery, self._clock.now(), error)

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
        self._free_at[delivery.post.team_id, delivery.post.channel_id] = now + wait
        await outbox.retry(self._store, delivery, now + wait, reason, uncertain=uncertain or delivery.uncertain)
