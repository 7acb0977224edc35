"""Real Bolt apps, and a local Slack for them to live in."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from aiohttp.test_utils import unused_port
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import PlaygroundServer, Workspace
from bot.playground.delivery import RetryPolicy

AT_ONCE = RetryPolicy(ack_within=0.2, connect_within=5.0, delays=(0.0, 0.0, 0.0))


class StoppedClock:
    """Stands still until it is moved; a wait moves it."""

    def __init__(self) -> None:
        self.time = datetime(2025, 3, 1, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    async def wait(self, event: asyncio.Event, until: datetime | None) -> None:
        if until is None:
            await event.wait()
        else:
            self.time = max(self.time, until)


class OwnedClock:
    """Stands still until a test moves it; who waits for a time goes on once it has come."""

    def __init__(self, time: datetime) -> None:
        self.time = time
        self._moved = asyncio.Event()

    def now(self) -> datetime:
        return self.time

    def move_to(self, time: datetime) -> None:
        self.time = time
        self._moved.set()
        self._moved = asyncio.Event()

    async def wait(self, event: asyncio.Event, until: datetime | None) -> None:
        while not event.is_set() and (until is None or self.time < until):
            waiting = [asyncio.ensure_future(each.wait()) for each in (event, self._moved)]
            try:
                await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for each in waiting:
                    each.cancel()


def playground() -> PlaygroundServer:
    """A Slack with an empty workspace that loses no time between its attempts; it runs inside `async with`."""
    return PlaygroundServer(Workspace(), policy=AT_ONCE)


def client_of(server: PlaygroundServer, token: str | None = None) -> AsyncWebClient:
    return AsyncWebClient(token=token or server.workspace.bot_token, base_url=server.api_url, retry_handlers=[])


def app_for(server: PlaygroundServer) -> AsyncApp:
    """A real Bolt app that acknowledges what it has no listener for, as every app should."""
    return AsyncApp(
        client=client_of(server),
        signing_secret=server.workspace.signing_secret,
        process_before_response=True,
        raise_error_for_unhandled_request=False,
    )


@asynccontextmanager
async def in_socket_mode(server: PlaygroundServer, app: AsyncApp) -> AsyncIterator[AsyncSocketModeHandler]:
    handler = AsyncSocketModeHandler(app, server.workspace.app_token, web_client=client_of(server), ping_interval=1)
    await handler.connect_async()
    await server.workspace.wait_for(lambda: server.sockets.open)
    try:
        yield handler
    finally:
        await handler.close_async()


@asynccontextmanager
async def over_http(server: PlaygroundServer, app: AsyncApp) -> AsyncIterator[None]:
    port = unused_port()
    runner = web.AppRunner(app.web_app("/slack/events", port))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        await server.use_http(f"http://127.0.0.1:{port}/slack/events")
        yield
    finally:
        await runner.cleanup()


def heard(app: AsyncApp) -> list[dict[str, Any]]:
    """Make the app note every event it gets."""
    events: list[dict[str, Any]] = []

    @app.event(re.compile("."))
    async def note(event: dict[str, Any]) -> None:
        events.append(event)

    return events


def retry_headers(app: AsyncApp) -> list[tuple[str | None, str | None]]:
    """Make the app note the number and the reason of each retry."""
    seen: list[tuple[str | None, str | None]] = []

    @app.middleware
    async def note(req: AsyncBoltRequest, next: Callable[[], Awaitable[None]]) -> None:
        number, reason = (req.headers.get(f"x-slack-retry-{name}", [None])[0] for name in ("num", "reason"))
        seen.append((number, reason))
        await next()

    return seen
