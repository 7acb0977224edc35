"""Everything that happens in a workspace, told to whoever waits or listens. Nothing here polls or sleeps."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Callable
from types import TracebackType
from typing import Self, TypeVar

from bot.playground.records import Called, Delivered, Happening, Posted, Whispered

Found = TypeVar("Found")

REMEMBERED = 12  # happenings named in a time-out's message
SHORT = 160  # characters of each


class Subscription(AsyncIterator[Happening]):
    """All happenings from the moment of subscribing on; a context manager that ends the subscription."""

    def __init__(self, leave: Callable[[Subscription], None]) -> None:
        self._leave = leave
        self._queue: asyncio.Queue[Happening] = asyncio.Queue()

    def put(self, happening: Happening) -> None:
        self._queue.put_nowait(happening)

    async def __anext__(self) -> Happening:
        return await self._queue.get()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        self._leave(self)


def in_short(happening: Happening) -> str:
    """One line about a happening, for whoever reads why a test failed."""
    match happening:
        case Posted(message):
            line = f"posted {message.channel_id} {message.ts} by {message.user_id}: {message.text!r}"
        case Whispered(ephemeral):
            line = f"shown to {ephemeral.user_id} alone: {ephemeral.text!r}"
        case Called(call):
            line = f"called {call.method}: {call.fault or ''} {call.error or call.status}"
        case Delivered(delivery):
            ended = delivery.attempts[-1].failure or "acknowledged"
            line = f"told the app {delivery.kind} {delivery.event.get('type', '')}: {ended}"
        case _:
            line = str(happening)
    return line if len(line) <= SHORT else line[: SHORT - 1] + "…"


class Happenings:
    """Publishes what happens on one event loop."""

    def __init__(self) -> None:
        self._listeners: list[Callable[[Happening], None]] = []
        self._subscriptions: list[Subscription] = []
        self._recent: deque[Happening] = deque(maxlen=REMEMBERED)
        self._next = asyncio.Event()

    def publish(self, happening: Happening) -> None:
        """Tell the listeners at once, then whoever subscribed or waits."""
        self._recent.append(happening)
        for listener in self._listeners:
            listener(happening)
        for subscription in self._subscriptions:
            subscription.put(happening)
        # an Event of its own for each happening: whoever waits wakes exactly once for it and can't miss the next
        self._next.set()
        self._next = asyncio.Event()

    def listen(self, listener: Callable[[Happening], None]) -> None:
        """Call `listener` for each happening, within `publish`."""
        self._listeners.append(listener)

    def subscribe(self) -> Subscription:
        subscription = Subscription(self._subscriptions.remove)
        self._subscriptions.append(subscription)
        return subscription

    async def wait_for(self, predicate: Callable[[], Found], timeout: float) -> Found:
        """Wait until `predicate()` is true and return its value; it is asked again after each happening.

        Raises `TimeoutError`, which names the last happenings, after `timeout` seconds.
        """
        try:
            async with asyncio.timeout(timeout):
                while not (found := predicate()):
                    await self._next.wait()
                return found
        except TimeoutError:
            lately = "\n".join(f"  {in_short(happening)}" for happening in self._recent) or "  nothing"
            raise TimeoutError(f"Not within {timeout:g} s. What happened last:\n{lately}") from None
