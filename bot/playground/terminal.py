"""`python -m bot try`: a workspace in the terminal, with the real bot in it.

The bot is the one that runs in Slack, connected over Socket Mode to a local server that speaks Slack's language.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from rich.console import Console
from rich.text import Text

from bot.app import Dealbot, running
from bot.clock import Clock
from bot.playground.keyboard import at_terminal, from_person
from bot.playground.records import Ephemeral, Happening, Message, Posted, Whispered
from bot.playground.server import PlaygroundServer
from bot.playground.transcript import lines
from bot.playground.workspace import Workspace
from bot.reader import Reader
from bot.runtime import connected
from bot.settings import Settings
from bot.slack_client import preflight
from storage.store import Store

CHANNEL = "deals"
PROMPT = f"#{CHANNEL} › "
CHANNEL_LINE, THREAD = 2, 8  # columns that the bot's words are indented by, in the channel and in a thread
MIN_WIDTH = 40  # columns of text, however narrow the window
WELCOME = """[bold]Dealbot, tried out on this machine.[/bold] You are in #{channel}. Nothing leaves this computer.

Paste an article or a link to one, or ask:
  /deal meta          /who alexandr wang          @{bot} what do you know about scale ai?
Facts are kept in [bold]{db}[/bold]. Leave with Ctrl-D.
"""


async def play(settings: Settings, clock: Clock) -> None:
    """Run the bot in a playground until the input ends. Raises what `bot.runtime.serve` raises."""
    store = await Store.open(settings.db)
    try:
        async with PlaygroundServer(Workspace()) as server:
            local = _local(settings, server)
            identity = await preflight(local)
            async with (
                Reader(settings.model_en, settings.model_de, settings.read_timeout) as reader,
                running(local, identity, store, reader, clock) as bot,
                connected(local, bot),
            ):
                await reader.warm_up()
                terminal = Terminal(server.workspace, bot, Console(highlight=False), settings)
                await terminal.talk(from_person(PROMPT), echo=not at_terminal())
    finally:
        await store.close()


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
        post_interval=0.0,
    )


class Terminal:
    """One person in #deals: what is typed goes to the workspace, what the bot says is printed."""

    def __init__(self, workspace: Workspace, bot: Dealbot, console: Console, settings: Settings) -> None:
        self._workspace = workspace
        self._bot = bot
        self._console = console
        self._settings = settings
        self._names = {user.id: user.name for user in workspace.state.users.values()}

    async def talk(self, messages: AsyncIterator[str], *, echo: bool) -> None:
        """Say one message after another, each time waiting for what the bot has to say to it.

        `echo` prints the messages too, for input that no terminal shows.
        """
        self._console.print(WELCOME.format(channel=CHANNEL, bot=self._workspace.bot_name, db=self._settings.db))
        self._workspace.happened.listen(self._show)
        async for message in messages:
            if echo:
                self._console.print(Text(PROMPT + _first_line(message), style="bold"))
            await self._say(message.strip())
            await self._workspace.delivered()
            await self._bot.settled()

    async def _say(self, text: str) -> None:
        if text.startswith("/") and "\n" not in text:
            name, _, argument = text.partition(" ")
            await self._workspace.command(name, argument.strip(), channel=CHANNEL)
        elif text:
            await self._workspace.say(CHANNEL, text)

    def _show(self, happening: Happening) -> None:
        match happening:
            case Posted(message) if message.bot_id == self._workspace.state.bot_id:
                self._print(message, THREAD if message.thread_ts else CHANNEL_LINE)
            case Whispered(ephemeral):
                self._console.print(Text(" " * THREAD + "only you see this", style="dim italic"))
                self._print(ephemeral, THREAD)
            case _:
                pass

    def _print(self, message: Message | Ephemeral, indent: int) -> None:
        shown = lines(message.text, message.blocks, self._names)
        width = max(self._console.width - indent, MIN_WIDTH)
        for line in (Text(self._workspace.bot_name, style="bold green"), *shown):
            for piece in line.wrap(self._console, width):
                self._console.print(Text(" " * indent).append_text(piece), soft_wrap=True)
        self._console.print()


def _first_line(message: str) -> str:
    """The beginning of a pasted text; it is on the user's screen or in a file anyway."""
    first, *rest = message.split("\n")
    return f"{first} … ({len(rest)} more lines)" if rest else first
