"""Keeps a claim while its work takes its time: a short lease, renewed, brings a dead process's work back soon."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from bot.clock import Clock
from storage.store import StoreError

log = logging.getLogger(__name__)

RENEWALS = 3  # within one lease, so that one late renewal loses nothing


@asynccontextmanager
async def kept(renew: Callable[[datetime], Awaitable[bool]], lease: timedelta, clock: Clock) -> AsyncIterator[None]:
    """Call `renew(now)` every third of the lease until the work is done, or until it says that the claim is lost."""

    async def keep() -> None:
        never = asyncio.Event()
        held = True
        while held:
            await clock.wait(never, clock.now() + lease / RENEWALS)
            try:
                held = await renew(clock.now())
            except StoreError:  # a full disk, a locked file: the next third of the lease is another chance
                log.exception("a lease could not be renewed")

    keeper = asyncio.create_task(keep(), name="lease")
    try:
        yield
    finally:
        keeper.cancel()
        await asyncio.gather(keeper, return_exceptions=True)
