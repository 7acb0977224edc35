"""Draws charts in a process of its own, so that it never slows the one that answers Slack."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import signal

from pebble import ProcessExpired, ProcessPool

from bot.charts import Chart, draw

log = logging.getLogger(__name__)

TIMEOUT = 60.0  # seconds; a second at most, but for the first on a machine, which looks through its fonts


def _prepare() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle


class Drawing:
    """The drawing process; it is started with the first picture, and anew after some."""

    def __init__(self, timeout: float = TIMEOUT) -> None:
        self._timeout = timeout
        self._pool: ProcessPool | None = None

    async def draw(self, chart: Chart) -> bytes | None:
        """The chart as PNG; None where it could not be drawn, which is logged: a picture is never worth a failure."""
        if self._pool is None:
            context = multiprocessing.get_context("spawn")
            self._pool = ProcessPool(max_workers=1, max_tasks=20, initializer=_prepare, context=context)
        try:
            return await asyncio.wrap_future(self._pool.schedule(draw, args=(chart,), timeout=self._timeout))
        except asyncio.CancelledError:
            raise
        except (TimeoutError, ProcessExpired) as died:
            log.error("a picture could not be drawn: %s", type(died).__name__)
        except Exception:
            log.exception("a picture could not be drawn")
        return None

    async def stop(self) -> None:
        """Kill the process, whatever it is at."""
        if self._pool is not None:
            self._pool.stop()
            await asyncio.to_thread(self._pool.join)
