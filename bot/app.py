"""The composition root: settings in, a running bot out. Everything that is shared is built here, once."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult

import handlers
from bot.articles.fetch import Fetcher
from bot.clock import Clock
from bot.digest import Digests
from bot.drawing import Drawing
from bot.forget import Forgetting
from bot.merging import RULES
from bot.outbox import Sender
from bot.reader import Reader
from bot.settings import Settings
from bot.slack_client import reading_client
from bot.worker import Worker
from bot.workspaces import Served
from handlers.locales import Locales
from handlers.services import Services
from handlers.visibility import Visibility
from storage.store import Store

PATIENCE = 7.0  # seconds that work under way may take at shutdown, of ten for the whole of it


@dataclass(frozen=True, slots=True)
class Dealbot:
    """A running bot: its Slack app (not yet connected to anything) and the parts that work behind it."""

    app: AsyncApp
    store: Store
    worker: Worker
    sender: Sender
    digests: Digests

    async def settled(self) -> None:
        """Wait until every message heard so far is read, what is asked for is made, and every reply sent."""
        await self.worker.idle()
        await self.digests.work_off()
        await self.sender.idle()


@asynccontextmanager
async def running(
    settings: Settings, workspaces: Served, store: Store, reader: Reader, clock: Clock
) -> AsyncIterator[Dealbot]:
    """Start the parts; at the end stop claiming, finish what is under way, hand back the rest."""
    name = f"worker-{uuid.uuid4().hex}"
    visibility = Visibility(workspaces, RULES, clock.now)
    locales = Locales(workspaces, clock.now)
    jitter, lease = random.random, timedelta(seconds=settings.lease)
    sender = Sender(
        store,
        workspaces,
        clock,
        name=name,
        lease=lease,
        interval=settings.post_interval,
        jitter=jitter,
    )
    digests = Digests(store, workspaces, visibility, RULES, clock, Drawing(), sender.wake)
    async with Fetcher(allow=settings.fetch_allow, timeout=settings.fetch_timeout) as fetcher:
        worker = Worker(
            store,
            workspaces,
            visibility,
            locales,
            fetcher,
            reader,
            clock,
            name=name,
            lease=lease,
            jitter=jitter,
            wake_sender=sender.wake,
        )
        forgetting = Forgetting(store, clock, settings.keep_days)
        services = Services(
            store,
            workspaces,
            visibility,
            locales,
            RULES,
            clock.now,
            lambda: uuid.uuid4().hex,
            worker.wake,
            sender.wake,
            digests.wake,
        )
        try:
            yield Dealbot(slack_app(settings, workspaces, services), store, worker, sender, digests)
        finally:
            stopping = (worker.stop(PATIENCE), digests.stop(PATIENCE), sender.stop(PATIENCE), forgetting.stop())
            await asyncio.gather(*stopping)


def slack_app(settings: Settings, workspaces: Served, services: Services) -> AsyncApp:
    """The Bolt app with every listener.

    `process_before_response`: the ack waits for the listener, so whatever a listener could not store is not
    acknowledged and comes again. `authorize` makes no call to Slack: one for each event could fail, and Bolt would
    then acknowledge the event and drop it. Requests are verified in `bot/runtime.py`, before Bolt, which logs what it
    refuses.
    """

    # Bolt looks at the arguments' names, and takes a method's `self` for one of them
    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        return await workspaces.authorize(enterprise_id, team_id)

    app = AsyncApp(
        name="dealbot",
        client=reading_client(settings),  # without a token: Bolt would call auth.test for one
        authorize=authorize,
        process_before_response=True,
        request_verification_enabled=False,
    )
    handlers.register(app, services)
    return app
