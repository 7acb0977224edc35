"""The bot as it runs: its real Bolt app, a real database, a local Slack over real HTTP and WebSockets."""

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import hypothesis
import pytest
import pytest_asyncio
from aiohttp import web

from bot.app import Dealbot, running
from bot.clock import Clock, SystemClock
from bot.oauth import SCOPES
from bot.playground.delivery import RetryPolicy
from bot.playground.server import PlaygroundServer
from bot.playground.workspace import Workspace
from bot.reader import Reader
from bot.runtime import connected, served
from bot.settings import Settings
from storage.store import Store

if TYPE_CHECKING:  # most tests need no browser
    from playwright.async_api import Browser

    from tests.browsers import Stage

# A build is judged by its own change: it tries the same examples each time; elsewhere new ones are looked for
hypothesis.settings.register_profile("build", derandomize=True)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("build")

# As Slack does it, but without its minutes between the attempts, and patient with a bot that is being restarted
RESENDS = RetryPolicy(connect_within=30.0, delays=(0.0, 0.0, 0.0))

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True)
class Started:
    """A running bot and the port that it answers HTTP requests on."""

    dealbot: Dealbot
    port: int


StartBot = Callable[..., AbstractAsyncContextManager[Started]]


@pytest.fixture
async def slack() -> AsyncIterator[PlaygroundServer]:
    """A local Slack with an empty workspace, in which the bot has the scopes it asks for."""
    async with PlaygroundServer(Workspace(), policy=RESENDS) as server:
        server.api.scopes = frozenset(SCOPES)
        yield server


@pytest.fixture
def workspace(slack: PlaygroundServer) -> Workspace:
    return slack.workspace


@pytest.fixture
def settings(slack: PlaygroundServer, tmp_path: Path) -> Settings:
    """Settings of a bot that lives in the local Slack and may fetch from this machine."""
    return Settings(
        slack_bot_token=slack.workspace.bot_token,
        slack_app_token=slack.workspace.app_token,
        slack_signing_secret=slack.workspace.signing_secret,
        slack_api_base_url=slack.api_url,
        host="127.0.0.1",
        port=0,
        db=tmp_path / "deals.db",
        fetch_allow=("127.0.0.1",),
        fetch_timeout=5.0,
        post_interval=0.0,
    )


@pytest.fixture(scope="session")
def reader() -> Iterator[Reader]:
    """One reading process for all tests: it takes a second to load, and keeps nothing of what it reads."""
    reader = Reader()
    yield reader
    reader.stop()


@pytest.fixture
def start_bot(settings: Settings, slack: PlaygroundServer, reader: Reader) -> StartBot:
    """`async with start_bot():` runs the bot, connected; settings can be changed by name, and the clock."""

    @asynccontextmanager
    async def start(*, clock: Clock | None = None, **changes: Any) -> AsyncIterator[Started]:
        changed = replace(settings, **changes)
        store = await Store.open(changed.db)
        try:
            workspaces = await served(changed, store, SystemClock())
            async with (
                running(changed, workspaces, store, reader, clock or SystemClock()) as bot,
                connected(changed, bot, SystemClock()) as (port, is_connected),
            ):
                if changed.mode == "http":
                    await slack.use_http(f"http://127.0.0.1:{port}/slack/events")
                else:
                    await slack.workspace.wait_for(is_connected)
                yield Started(bot, port)
        finally:
            await store.close()

    return start


@pytest.fixture
async def bot(start_bot: StartBot) -> AsyncIterator[Dealbot]:
    """The running bot, in Socket Mode."""
    async with start_bot() as started:
        yield started.dealbot


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator["Browser"]:
    """One browser for all tests of a module that run on the module's event loop."""
    from tests import browsers

    async with browsers.launched(browsers.needed()) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def stage(browser: "Browser") -> AsyncIterator["Stage"]:
    """A furnished workspace with a Bolt app in it, and windows into it."""
    from tests import browsers

    async with browsers.staged(browser) as stage:
        yield stage


@dataclass
class Site:
    """A web site on this machine: `pages` leads from paths to what they answer; `visits` counts requests by path."""

    url: str
    pages: dict[str, Handler]
    visits: dict[str, int]

    def show(self, path: str, html: str, **response: Any) -> str:
        """Put a page at `path` and return its URL."""

        async def answer(_: web.Request) -> web.Response:
            return web.Response(**({"text": html, "content_type": "text/html"} | response))

        self.pages[path] = answer
        return self.url + path


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A web site without pages, on an ephemeral port."""
    pages: dict[str, Handler] = {}
    visits: dict[str, int] = {}

    async def serve(request: web.Request) -> web.StreamResponse:
        visits[request.path] = visits.get(request.path, 0) + 1
        if request.path not in pages:
            return web.Response(status=404)
        return await pages[request.path](request)

    app = web.Application()
    app.router.add_get("/{path:.*}", serve)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield Site(f"http://127.0.0.1:{runner.addresses[0][1]}", pages, visits)
    await runner.cleanup()
