"""The real bot in a playground, for a person who tries it: connected over Socket Mode, with nothing in Slack's place
but a server in this process."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

from bot.app import Dealbot, running
from bot.clock import Clock
from bot.oauth import SCOPES
from bot.playground.server import PlaygroundServer
from bot.playground.workspace import Workspace
from bot.reader import Reader
from bot.runtime import connected
from bot.settings import Settings
from bot.slack_client import preflight
from bot.workspaces import OneWorkspace
from storage.store import Store

BRIEFLY = 0.2  # seconds that work under way gets when someone leaves


@asynccontextmanager
async def bot_in(workspace: Workspace, settings: Settings, clock: Clock) -> AsyncIterator[Dealbot]:
    """Run the bot in the workspace, ready to read. Raises what `bot.runtime.serve` raises."""
    store = await Store.open(settings.db)
    try:
        async with PlaygroundServer(workspace) as server:
            server.api.scopes = frozenset(SCOPES)  # as in Slack, what the bot has not asked for is refused
            local = _local(settings, server)
            identity = await preflight(local)
            async with (
                Reader(local.model_en, local.model_de, local.read_timeout) as reader,
                running(local, OneWorkspace(local, identity), store, reader, clock) as bot,
                connected(local, bot, clock),
            ):
                try:
                    await reader.warm_up()
                    yield bot
                finally:  # in Slack the work would be finished; a person who leaves doesn't wait for it
                    await asyncio.gather(bot.worker.stop(BRIEFLY), bot.sender.stop(BRIEFLY))
    finally:
        await store.close()


@asynccontextmanager
async def until_signal() -> AsyncIterator[None]:
    """Leave the block, wherever it is, on SIGINT or SIGTERM; what it cleans up on its way is not interrupted again."""
    loop, numbers = asyncio.get_running_loop(), (signal.SIGINT, signal.SIGTERM)
    block = asyncio.timeout(None)

    def leave() -> None:
        if not block.expired():
            block.reschedule(loop.time())

    try:
        async with block:
            for number in numbers:
                loop.add_signal_handler(number, leave)
            yield
    except TimeoutError:
        if not block.expired():
            raise
    finally:
        for number in numbers:
            loop.remove_signal_handler(number)


def _local(settings: Settings, server: PlaygroundServer) -> Settings:
    """The user's settings, with the playground in Slack's place. It has no rate limit that would need a pause."""
    workspace = server.workspace
    return replace(
        settings,
        mode="socket",
        host="127.0.0.1",
        port=0,
        slack_api_base_url=server.api_url,
        slack_bot_token=workspace.bot_token,
        slack_app_token=workspace.app_token,
        slack_signing_secret=workspace.signing_secret,
        slack_client_id="",
        post_interval=0.0,
    )
