"""Runs what is due: the shape that the worker (inbox) and the sender (outbox) share."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from bot.clock import Clock

log = logging.getLogger(__name__)

POLL = timedelta(seconds=5)  # another process (`python -m bot add`) may add rows without waking this one
STUMBLE = timedelta(seconds=1)  # pause after an unforeseen error, so that a broken step does not spin


class DueLoop:
    """Several tasks that call `step` while it finds work, then sleep until woken or until something falls due.

    `step` claims one piece of work, does it and returns True, or returns False when nothing is due. An exception
    of a step is logged and never ends the loop: the claim's lease brings the work back.
    """

    def __init__(
        self,
        name: str,
        step: Callable[[], Awaitable[bool]],
        next_due: Callable[[], Awaitable[datetime | None]],
        clock: Clock,
        tasks: int = 1,
    ) -> None:
        self._name = name
        self._step = step
        self._next_due = next_due
        self._clock = clock
        self._woken = asyncio.Event()
        self._idle = asyncio.Event()
        self._resting = 0
        self._stopping = False
        self._tasks = [asyncio.create_task(self._run(), name=f"{name}-{number}") for number in range(tasks)]

    def wake(self) -> None:
        """Look for work now."""
        self._idle.clear()
        self._woken.set()

    async def idle(self) -> None:
        """Wait until nothing is open: no step under way, and nothing that falls due later."""
        await self._idle.wait()

    async def stop(self, patience: float) -> bool:
        """Claim nothing more, let the steps under way end for `patience` seconds, then cancel them.

        Returns True when every step ended by itself.
        """
        self._stopping = True
        self._woken.set()
        _, pending = await asyncio.wait(self._tasks, timeout=patience)
        for task in pending:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        return not pending

    async def _run(self) -> None:
        while not self._stopping:
            self._woken.clear()
            try:
                if not await self._step():
                    await self._rest()
            except Exception:
                log.exception("%s: a step failed", self._name)
                await self._clock.wait(self._woken, self._clock.now() + STUMBLE)

    async def _rest(self) -> None:
        due = await self._next_due()
        poll = self._clock.now() + POLL
        self._resting += 1
        if due is None and self._resting == len(self._tasks) and not self._woken.is_set():
            self._idle.set()
        try:
            if not self._stopping:
                await self._clock.wait(self._woken, poll if due is None else min(due, poll))
        finally:
            self._resting -= 1
            self._idle.clear()


class DueWork:
    """Work in a queue that a loop claims: what the worker (inbox) and the sender (outbox) show to the outside."""

    def __init__(self, loop: DueLoop, hand_back: Callable[[], Awaitable[None]]) -> None:
        self._loop = loop
        self._hand_back = hand_back

    def wake(self) -> None:
        """There is something new in the queue."""
        self._loop.wake()

    async def idle(self) -> None:
        """Wait until nothing is open."""
        await self._loop.idle()

    async def stop(self, patience: float) -> None:
        """Finish what is under way for `patience` seconds, hand the rest back."""
        await self._loop.stop(patience)
        await self._hand_back()
