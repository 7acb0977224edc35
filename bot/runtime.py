"""Runs the bot: preflight, Socket Mode or HTTP, health, watchdog, signals, drain, exit code."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import signal
from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from socket import gaierror
from typing import Any, Self
from urllib.parse import parse_qs

from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.app import Dealbot, running
from bot.clock import Clock
from bot.errors import SettingsError
from bot.oauth import oauth_flow
from bot.reader import Reader
from bot.settings import Settings
from bot.slack_client import check_connection, preflight, reading_client
from bot.workspaces import InstalledWorkspaces, OneWorkspace, Served
from storage import inbox, outbox
from storage.store import Store

log = logging.getLogger(__name__)

EVENTS_PATH = "/slack/events"
MAX_BODY = 1024 * 1024  # bytes; Slack's largest payloads are far below
PING_INTERVAL = 5.0  # seconds; after a lost connection Socket Mode was back in 1.5 s with 5, in 6 s with 10
QUIET = 30.0  # seconds without a connection after which the watchdog dials anew

LAST_ACKS = 1.0  # seconds at shutdown for listeners that are under way

Connected = Callable[[], bool]


async def serve(settings: Settings, clock: Clock) -> None:
    """Run until SIGTERM or SIGINT, then drain.

    Raises `SettingsError` or `PreflightError` before anything is started, `storage.store.StoreUnavailable` when the
    database can't be used.
    """
    settings.check_slack()
    forget_bolts_own_variables()
    started, stopped = asyncio.Event(), stop_on_signals()
    body = asyncio.create_task(_serve(settings, clock, started, stopped))
    told_to_stop = asyncio.create_task(stopped.wait())
    await asyncio.wait({body, told_to_stop}, return_when=asyncio.FIRST_COMPLETED)
    told_to_stop.cancel()
    if stopped.is_set() and not started.is_set():
        body.cancel()  # nothing is under way, and Slack may take for ever to answer
        await asyncio.gather(body, return_exceptions=True)
    else:
        await body


async def _serve(settings: Settings, clock: Clock, started: asyncio.Event, stopped: asyncio.Event) -> None:
    store = await Store.open(settings.db)
    try:
        workspaces = await served(settings, store, clock)
        async with (
            Reader(settings.model_en, settings.model_de, settings.read_timeout) as reader,
            running(settings, workspaces, store, reader, clock) as bot,
            connected(settings, bot, clock) as (port, _),
        ):
            started.set()
            log.info("dealbot runs in %s mode, health at http://localhost:%d/health", settings.mode, port)
            await reader.warm_up()  # else the first article would wait, and a wrong model show only then
            await stopped.wait()
            log.info("stopping")
    finally:
        await store.close()


async def served(settings: Settings, store: Store, clock: Clock) -> Served:
    """The workspaces of the settings, after a look whether Slack takes what they hold. Raises `PreflightError`."""
    if not settings.has_oauth:
        return OneWorkspace(settings, await preflight(settings))
    await check_connection(settings)
    return InstalledWorkspaces(settings, store, clock)


def forget_bolts_own_variables() -> None:
    """Bolt reads these by itself: the first two turn it to OAuth without a word, the third makes it warn."""
    for name in ("SLACK_CLIENT_ID", "SLACK_CLIENT_SECRET", "SLACK_BOT_TOKEN"):
        os.environ.pop(name, None)


def stop_on_signals() -> asyncio.Event:
    """An event that SIGTERM and SIGINT set."""
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    return stopped


@asynccontextmanager
async def connected(settings: Settings, bot: Dealbot, clock: Clock) -> AsyncIterator[tuple[int, Connected]]:
    """Connect the app to Slack in the chosen mode and serve /health; yields the port and a look at the connection.

    /health comes first: while Slack is being dialled it answers 503, and a port that is taken ends the program before
    Slack hears of it.
    """
    routes = install_routes(oauth_flow(settings, bot.store, clock)) if settings.has_oauth else []
    if settings.mode == "http":
        verifier = SignatureVerifier(settings.slack_signing_secret)
        routes.append(web.post(EVENTS_PATH, events_handler(bot.app, verifier)))
        async with site(settings, bot, lambda: True, routes) as port:
            yield port, lambda: True
    else:
        socket = SocketMode(settings, bot.app)
        async with site(settings, bot, socket.is_connected, routes) as port, socket:
            yield port, socket.is_connected


class SocketMode:
    """A Socket Mode connection; a watchdog dials anew when it has been gone for a while.

    The SDK reconnects by itself and does so within seconds; the watchdog is for the day when it does not.
    """

    def __init__(self, settings: Settings, app: AsyncApp) -> None:
        self._settings = settings
        self._app = app
        self._handler: AsyncSocketModeHandler | None = None
        self._under_way: set[asyncio.Task[Any]] = set()
        self._watchdog: asyncio.Task[None] | None = None

    def is_connected(self) -> bool:
        if self._handler is None:
            return False
        session = self._handler.client.current_session
        return session is not None and not session.closed and not self._handler.client.stale

    async def __aenter__(self) -> Self:
        handler = AsyncSocketModeHandler(
            self._app,
            self._settings.slack_app_token,
            web_client=reading_client(self._settings, token=self._settings.slack_app_token),
            ping_interval=PING_INTERVAL,
        )
        handler.client.socket_mode_request_listeners = [self._answer]
        self._handler = handler
        try:
            await handler.connect_async()
        except BaseException:
            await handler.close_async()
            raise
        self._watchdog = asyncio.create_task(self._watch(handler), name="socket-mode-watchdog")
        return self

    async def __aexit__(self, *_: object) -> None:
        """Let the listeners that are under way acknowledge, then hang up."""
        assert self._watchdog is not None
        assert self._handler is not None
        self._watchdog.cancel()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=LAST_ACKS)
        await self._handler.close_async()

    async def _answer(self, _: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        task = asyncio.current_task()
        assert task is not None
        assert self._handler is not None
        self._under_way.add(task)
        try:
            await self._handler.handle(self._handler.client, request)
        finally:
            self._under_way.discard(task)

    async def _watch(self, handler: AsyncSocketModeHandler) -> None:
        while True:
            await asyncio.sleep(QUIET)
            if self.is_connected():
                continue
            await asyncio.sleep(QUIET)
            if not self.is_connected():
                await _dial_anew(handler)


async def _dial_anew(handler: AsyncSocketModeHandler) -> None:
    log.warning("Socket Mode has been quiet for %g s: dialling anew", QUIET)
    try:
        await handler.client.connect_to_new_endpoint()
    except Exception:
        log.exception("dialling anew failed")


@asynccontextmanager
async def site(
    settings: Settings,
    bot: Dealbot,
    is_connected: Connected,
    routes: Iterable[web.RouteDef],
) -> AsyncIterator[int]:
    """The HTTP server: /health beside what the settings call for. Yields the port it listens on.

    Raises `SettingsError` when the port is taken.
    """
    server = web.Application(client_max_size=MAX_BODY)
    server.router.add_get("/health", health_handler(settings, bot.store, is_connected))
    server.router.add_routes(routes)
    runner = web.AppRunner(server, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        listener = web.TCPSite(runner, settings.host, settings.port)
        try:
            await listener.start()
        except gaierror as unknown:
            raise SettingsError(f"HOST {settings.host} can't be used: {unknown.strerror}.") from unknown
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
        text = body.decode()  # what is signed is UTF-8, else it would not have been verified
        if not _is_well_formed(text, is_json=request.content_type == "application/json"):
            return web.Response(status=400, text="malformed")
        bolt_request = AsyncBoltRequest(body=text, query=request.query_string, headers=dict(request.headers))
        return await to_aiohttp_response(await app.async_dispatch(bolt_request))

    return events


def install_routes(flow: AsyncOAuthFlow) -> list[web.RouteDef]:
    """Where a person begins to install the bot, and where Slack sends them back to."""

    async def install(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await flow.handle_installation(await to_bolt_request(request)))

    async def callback(request: web.Request) -> web.Response:
        return await to_aiohttp_response(await flow.handle_callback(await to_bolt_request(request)))

    return [web.get(flow.install_path, install), web.get(flow.redirect_uri_path, callback)]


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


def _is_well_formed(body: str, *, is_json: bool) -> bool:
    """Whether Bolt can read the body: a JSON object with an event in it, or a form whose payload is one."""
    if not is_json:
        payloads = parse_qs(body).get("payload", [])
        return all(isinstance(_parsed(payload), dict) for payload in payloads)
    parsed = _parsed(body)
    return isinstance(parsed, dict) and isinstance(parsed.get("event", {}), dict)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
