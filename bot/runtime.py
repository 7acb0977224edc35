"""Runs the bot: preflight, Socket Mode or HTTP, health, watchdog, signals, drain, exit code."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier

from bot.app import Dealbot, running
from bot.clock import Clock
from bot.errors import SettingsError
from bot.reader import Reader
from bot.settings import Settings
from bot.slack_client import preflight, reading_client
from storage import inbox, outbox
from storage.store import Store

log = logging.getLogger(__name__)

EVENTS_PATH = "/slack/events"
MAX_BODY = 1024 * 1024  # bytes; Slack's largest payloads are far below
PING_INTERVAL = 5.0  # seconds; after a lost connection Socket Mode was back in 1.5 s with 5, in 6 s with 10
QUIET = 30.0  # seconds without a connection after which the watchdog dials anew

Connected = Callable[[], bool]


async def serve(settings: Settings, clock: Clock) -> None:
    """Run until SIGTERM or SIGINT, then drain.

    Raises `SettingsError` or `PreflightError` before anything is started, `storage.store.StoreUnavailable` when the
    database can't be used.
    """
    settings.check_slack()
    forget_oauth_variables()
    stopped = stop_on_signals()
    store = await Store.open(settings.db)
    try:
        identity = await preflight(settings)
        async with (
            Reader(settings.model_en, settings.model_de, settings.read_timeout) as reader,
            running(settings, identity, store, reader, clock) as bot,
            connected(settings, bot) as (port, _),
        ):
            log.info("dealbot runs in %s mode, health at http://localhost:%d/health", settings.mode, port)
            await stopped.wait()
            log.info("stopping")
    finally:
        await store.close()


def forget_oauth_variables() -> None:
    """Bolt turns to OAuth by itself, without a word, when it finds these two in the environment."""
    for name in ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET"):
        os.environ.pop(name, None)


def stop_on_signals() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    return stopped


@asynccontextmanager
async def connected(settings: Settings, bot: Dealbot) -> AsyncIterator[tuple[int, Connected]]:
    """Connect the app to Slack in the chosen mode and serve /health; yields the port and a look at the connection."""
    if settings.mode == "http":
        verifier = SignatureVerifier(settings.slack_signing_secret)
        async with site(settings, bot, lambda: True, events=events_handler(bot.app, verifier)) as port:
            yield port, lambda: True
    else:
        async with socket_mode(settings, bot.app) as is_connected, site(settings, bot, is_connected) as port:
            yield port, is_connected


@asynccontextmanager
async def socket_mode(settings: Settings, app: AsyncApp) -> AsyncIterator[Connected]:
    """Hold a Socket Mode connection; a watchdog dials anew when it has been gone for `QUIET` seconds."""
    handler = AsyncSocketModeHandler(
        app,
        settings.slack_app_token,
        web_client=reading_client(settings, token=settings.slack_app_token),
        ping_interval=PING_INTERVAL,
    )
    is_connected = _connection_of(handler)
    await handler.connect_async()
    watchdog = asyncio.create_task(_watch(handler, is_connected), name="socket-mode-watchdog")
    try:
        yield is_connected
    finally:
        watchdog.cancel()
        await handler.close_async()


def _connection_of(handler: AsyncSocketModeHandler) -> Connected:
    def is_connected() -> bool:
        session = handler.client.current_session
        return session is not None and not session.closed and not handler.client.stale

    return is_connected


async def _watch(handler: AsyncSocketModeHandler, is_connected: Connected) -> None:
    while True:
        await asyncio.sleep(QUIET)
        if is_connected():
            continue
        await asyncio.sleep(QUIET)
        if not is_connected():
            log.warning("Socket Mode has been quiet for %g s: dialling anew", QUIET)
            await handler.client.connect_to_new_endpoint(force=True)


@asynccontextmanager
async def site(
    settings: Settings,
    bot: Dealbot,
    is_connected: Connected,
    events: Callable[[web.Request], Any] | None = None,
) -> AsyncIterator[int]:
    """The HTTP server: /health always, Slack's requests in HTTP mode. Yields the port it listens on.

    Raises `SettingsError` when the port is taken.
    """
    server = web.Application(client_max_size=MAX_BODY)
    server.router.add_get("/health", health_handler(settings, bot.store, is_connected))
    if events:
        server.router.add_post(EVENTS_PATH, events)
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        listener = web.TCPSite(runner, settings.host, settings.port)
        try:
            await listener.start()
        except OSError as taken:
            raise SettingsError(f"PORT {settings.port} can't be used: {os.strerror(taken.errno or 0)}.") from taken
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()


def health_handler(settings: Settings, store: Store, is_connected: Connected) -> Callable[[web.Request], Any]:
    """200 while Slack is connected and the database answers, else 503; the body says which and what waits."""

    async def health(_: web.Request) -> web.Response:
        state: dict[str, Any] = {"mode": settings.mode, "connected": is_connected()}
        try:
            state |= {"inbox": dict(await inbox.counts(store)), "outbox": dict(await outbox.counts(store))}
        except Exception:
            log.exception("health: the database does not answer")
            state["database"] = "unavailable"
        well = state["connected"] and "database" not in state
        return web.json_response({"status": "ok" if well else "unwell"} | state, status=200 if well else 503)

    return health


def events_handler(app: AsyncApp, verifier: SignatureVerifier) -> Callable[[web.Request], Any]:
    """Slack's requests in HTTP mode: verified here, then handed to Bolt.

    Bolt answers malformed time stamps, signatures and bodies with a stack trace and a 500, and logs the body of what
    it refuses; here they get a 401 or a 400.
    """

    async def events(request: web.Request) -> web.Response:
        body = await request.read()
        if not _is_slack(verifier, body, request):
            return web.Response(status=401, text="not signed by Slack")
        if request.content_type == "application/json" and not _is_json_object(body):
            return web.Response(status=400, text="not a JSON object")
        response = await app.async_dispatch(await to_bolt_request(request))
        return await to_aiohttp_response(response)

    return events


def _is_slack(verifier: SignatureVerifier, body: bytes, request: web.Request) -> bool:
    try:
        return verifier.is_valid(
            body,
            request.headers.get("X-Slack-Request-Timestamp", ""),
            request.headers.get("X-Slack-Signature", ""),
        )
    except (
        ValueError,
        TypeError,
    ):  # a time stamp that is no number, a signature that is no ASCII, a body that is no text
        return False


def _is_json_object(body: bytes) -> bool:
    try:
        return isinstance(json.loads(body), dict)
    except (ValueError, RecursionError):
        return False
