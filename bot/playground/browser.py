"""`python -m bot try --page`: a workspace in the browser, with the real bot in it."""

from __future__ import annotations

import asyncio
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.clock import Clock
from bot.playground.page_server import PageServer
from bot.playground.sights import YOU
from bot.playground.trying import bot_in, until_signal
from bot.playground.workspace import Workspace
from bot.settings import Settings

COLLEAGUE = "anna"


async def play_in_browser(settings: Settings, clock: Clock, port: int, console: Console) -> None:
    """Serve the page until SIGINT or SIGTERM. Raises what `PageServer` and `bot_in` raise."""
    workspace = furnished()
    async with until_signal(), PageServer(workspace, port) as page, bot_in(workspace, settings, clock):
        console.print(_welcome(page.url, settings.db))
        await asyncio.Event().wait()


def furnished() -> Workspace:
    """You and a colleague, with something public, something private, and the bot in most of it."""
    workspace = Workspace()
    workspace.add_user(COLLEAGUE)
    for name in ("#deals", "#general"):
        channel = workspace.channel(name)
        workspace.state.join(channel, workspace.state.user(COLLEAGUE).id)
    workspace.add_channel("board", members=(YOU,), private=True)
    workspace.group_dm(YOU, COLLEAGUE)
    for person in (YOU, COLLEAGUE):
        workspace.im(person)
    return workspace


def _welcome(url: str, db: Path) -> Text:
    return Text.assemble(
        ("Dealbot is in the browser at ", "bold"),
        (url, "bold underline"),
        "\nOnly this machine reaches it; only pages you link to are fetched, nothing is sent anywhere.\n",
        "Facts are kept in ",
        (str(db), "bold"),
        ". Ctrl-C ends it.",
    )
