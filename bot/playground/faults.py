"""Trouble on order: the next calls of a method are refused, dropped or kept waiting.

    workspace.faults.fail_next("chat.postMessage", status=429, retry_after=1, times=2)
    lost = workspace.faults.drop_next("chat.postMessage", processed=True)   # posted, but the answer is lost
    held = workspace.faults.hold_next("chat.postMessage"); ...; held.release()

Faults of one method are met in the order they were ordered. `"response_url"` names the response URLs.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from enum import StrEnum


class FaultKind(StrEnum):
    FAIL = "fail"  # answered with an HTTP status or a Slack error, not processed
    DROP_BEFORE = "drop_before"  # the connection is cut, nothing was done
    DROP_AFTER = "drop_after"  # the connection is cut after it was done: an uncertain post
    HOLD_BEFORE = "hold_before"  # nothing happens until it is released, then the call is processed
    HOLD_AFTER = "hold_after"  # the call is processed, its answer waits for the release


@dataclass
class Fault:
    """One order of trouble; `hits` counts the calls that met it."""

    kind: FaultKind
    times: int
    status: int = 200
    retry_after: int | None = None  # seconds, for the header
    error: str | None = None  # Slack's error code in the body
    hits: int = 0
    _released: asyncio.Event = field(default_factory=asyncio.Event, repr=False)

    @property
    def spent(self) -> bool:
        return self.hits >= self.times

    def release(self) -> None:
        """Let held calls go on."""
        self._released.set()

    async def released(self) -> None:
        """Wait for the release."""
        await self._released.wait()


class Faults:
    """The orders that are still open, by method."""

    def __init__(self) -> None:
        self._ordered: dict[str, list[Fault]] = {}

    def fail_next(
        self,
        method: str,
        *,
        status: int = 200,
        error: str | None = None,
        retry_after: int | None = None,
        times: int = 1,
    ) -> Fault:
        """Answer the next `times` calls with an HTTP status, or with Slack's error code in a 200."""
        return self._order(method, Fault(FaultKind.FAIL, times, status, retry_after, error))

    def drop_next(self, method: str, *, processed: bool = False, times: int = 1) -> Fault:
        """Cut the connection of the next calls, before or after they were processed."""
        return self._order(method, Fault(FaultKind.DROP_AFTER if processed else FaultKind.DROP_BEFORE, times))

    def hold_next(self, method: str, *, processed: bool = False, times: int = 1) -> Fault:
        """Keep the next calls waiting, before or after they were processed, until `release()` of the returned fault."""
        return self._order(method, Fault(FaultKind.HOLD_AFTER if processed else FaultKind.HOLD_BEFORE, times))

    def refuse_app_token(self, times: int = 1) -> Fault:
        """Refuse the app-level token, as Slack does with a wrong one."""
        return self.fail_next("apps.connections.open", error="invalid_auth", times=times)

    def meet(self, method: str) -> Fault | None:
        """The fault that this call of `method` runs into; counted."""
        for fault in self._ordered.get(method, ()):
            if not fault.spent:
                fault.hits += 1
                return fault
        return None

    def met(self, method: str) -> int:
        """How many calls of the method ran into a fault so far."""
        return sum(fault.hits for fault in self._ordered.get(method, ()))

    def clear(self) -> None:
        """Withdraw every order and release what is held."""
        for faults in self._ordered.values():
            for fault in faults:
                fault.release()
        self._ordered.clear()

    def _order(self, method: str, fault: Fault) -> Fault:
        self._ordered.setdefault(method, []).append(fault)
        return fault
