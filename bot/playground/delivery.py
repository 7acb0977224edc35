"""Slack tells the app: each event, command or interaction is sent until it is acknowledged or given up."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Protocol

from bot.clock import Clock
from bot.playground.happenings import Happenings
from bot.playground.records import Answer, Attempt, Delivered, Delivery, DispatchKind


@dataclass(frozen=True)
class RetryPolicy:
    """When Slack sends an event again; all in seconds. Commands and interactions are sent once.

    The defaults are Slack's: three seconds for the ack, then again at once, after a minute and after five
    (docs.slack.dev/apis/events-api, "Retries").
    """

    ack_within: float = 3.0
    connect_within: float = 3.0  # Socket Mode: how long an attempt waits for the app to be connected
    delays: tuple[float, ...] = (0.0, 60.0, 300.0)


class NotAcknowledged(Exception):
    """The app did not acknowledge; `reason` is what Slack calls it: timeout, http_error, connection_failed ..."""

    def __init__(self, reason: str, *, final: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.final = final  # the app asked for no retries


@dataclass(frozen=True)
class Envelope:
    """One attempt on its way."""

    id: str
    kind: DispatchKind
    payload: Mapping[str, Any]
    retry_attempt: int = 0
    retry_reason: str = ""


class Wire(Protocol):
    """How envelopes reach the app."""

    async def send(self, envelope: Envelope, policy: RetryPolicy) -> Answer:
        """Send and wait for the ack. Raises `NotAcknowledged`."""
        ...


class Courier:
    """Delivers in tasks of its own, which start in the order of dispatching."""

    def __init__(self, wire: Wire, happenings: Happenings, clock: Clock, policy: RetryPolicy) -> None:
        self.wire = wire
        self.policy = policy
        self._happenings = happenings
        self._clock = clock
        self._deliveries: dict[str, Delivery] = {}
        self._tasks: set[asyncio.Task[Delivery]] = set()

    @property
    def deliveries(self) -> list[Delivery]:
        """Everything ever dispatched, oldest first, as it stands now."""
        return list(self._deliveries.values())

    def dispatch(self, kind: DispatchKind, payload: Mapping[str, Any], *, retried: int = 0) -> asyncio.Task[Delivery]:
        """Start delivering; the task's result is the finished delivery.

        `retried` above 0 makes the first sending look like that retry (a re-delivery).
        """
        delivery = Delivery(uuid.uuid4().hex, kind, payload)
        self._deliveries[delivery.id] = delivery
        task = asyncio.create_task(self._deliver(delivery, retried))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def close(self) -> None:
        """Stop delivering."""
        tasks = list(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _deliver(self, delivery: Delivery, retried: int) -> Delivery:
        delays = self.policy.delays if delivery.kind is DispatchKind.EVENT else ()
        reason = "timeout" if retried else ""
        for number, delay in enumerate((0.0, *delays), start=retried):
            if delay:
                await self._clock.wait(asyncio.Event(), self._clock.now() + timedelta(seconds=delay))
            envelope = Envelope(str(uuid.uuid4()), delivery.kind, delivery.payload, number, reason)
            last = number == retried + len(delays)
            try:
                answer = await self.wire.send(envelope, self.policy)
            except NotAcknowledged as failure:
                reason = failure.reason
                delivery = self._note(delivery, envelope, reason, finished=last or failure.final)
            else:
                delivery = self._note(delivery, envelope, None, answer=answer, finished=True)
            if delivery.finished:
                break
        return delivery

    def _note(self, delivery: Delivery, envelope: Envelope, failure: str | None, **changes: Any) -> Delivery:
        attempt = Attempt(envelope.id, self._clock.now(), failure)
        noted = replace(delivery, attempts=(*delivery.attempts, attempt), **changes)
        self._deliveries[delivery.id] = noted
        self._happenings.publish(Delivered(noted))
        return noted
