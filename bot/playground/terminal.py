"""`python -m bot try`: a workspace in the terminal, with the real bot in it.

The bot is the one that runs in Slack, connected over Socket Mode to a local server that speaks Slack's language.
"""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.text import Text

from bot.app import Dealbot
from bot.clock import Clock
from bot.playground.keyboard import at_terminal, from_person
from bot.playground.records import Ephemeral, Happening, Message, Posted, ViewShown, Whispered
from bot.playground.transcript import lines, print_indented
from bot.playground.trying import bot_in, until_signal
from bot.playground.workspace import Workspace
from bot.settings import Settings

CHANNEL = "deals"
PROMPT = f"#{CHANNEL} › "
CHANNEL_LINE, THREAD = 2, 8  # columns that the bot's words are indented by, in the channel and in a thread
MIN_WIDTH = 12  # columns of text, however narrow the window
ACK_WITHIN = 10.0  # seconds; Slack waits three, sends again at once, and waits three more
SLOW = 0.7  # seconds after which a person wonders whether anything happens
SLACKBOT = "Slackbot"


async def play(settings: Settings, clock: Clock) -> None:
    """Run the bot in a playground until the input ends, or SIGINT or SIGTERM.

    Raises what `bot.runtime.serve` raises, and `NoInput`.
    """
    messages = from_person(PROMPT)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # what is shown must not fail for an accent
    workspace = Workspace()
    async with until_signal(), bot_in(workspace, settings, clock) as bot:
        terminal = Terminal(workspace, bot, Console(highlight=False), settings)
        await terminal.talk(messages, echo=not at_terminal())


class Terminal:
    """One person in #deals: what is typed goes to the workspace, what the bot says is printed."""

    def __init__(
        self,
        workspace: Workspace,
        bot: Dealbot,
        console: Console,
        settings: Settings,
        *,
        ack_within: float = ACK_WITHIN,
        slow: float = SLOW,
    ) -> None:
        """`ack_within`: seconds that the bot has to acknowledge; `slow`: seconds of silence at a terminal."""
        self._workspace = workspace
        self._bot = bot
        self._console = console
        self._settings = settings
        self._ack_within = ack_within
        self._slow = slow
        self._names = {user.id: user.name for user in workspace.state.users.values()}
        self._late: set[str] = set()  # deliveries that are no longer waited for

    async def talk(self, messages: AsyncIterator[str], *, echo: bool) -> None:
        """Say one message after another, each time waiting for what the bot has to say to it.

        `echo` is for input that no terminal shows: it prints the messages too, and says nothing of waiting.
        """
        self._console.print(welcome(self._workspace.bot_name, self._settings.db))
        self._workspace.happened.listen(self._show)
        async for message in messages:
            if echo:
                self._console.print(Text(PROMPT + _first_line(message), style="bold"))
                await self._exchange(message)
            else:
                with self._sign_of_life():
                    await self._exchange(message)

    async def _exchange(self, message: str) -> None:
        await self._say(message.strip())
        await self._heard()
        await self._bot.settled()

    async def _say(self, text: str) -> None:
        if text.startswith("/") and "\n" not in text:
            name, *argument = text.split(maxsplit=1)
            await self._workspace.command(name, "".join(argument), channel=CHANNEL)
        elif text:
            await self._workspace.say(CHANNEL, text)

    async def _heard(self) -> None:
        """Wait until the bot has acknowledged; when it is late, say so and wait no more for that message."""
        try:
            await self._workspace.wait_for(lambda: not self._unheard(), self._ack_within)
        except TimeoutError:
            self._late |= self._unheard()
            self._note(f"The bot has not confirmed this within {self._ack_within:g} s; its answer may come later.")

    def _unheard(self) -> set[str]:
        return {one.id for one in self._workspace.deliveries if not one.finished} - self._late

    @contextmanager
    def _sign_of_life(self) -> Iterator[None]:
        waiting = asyncio.get_running_loop().call_later(self._slow, self._note, "reading …")
        try:
            yield
        finally:
            waiting.cancel()

    def _note(self, text: str) -> None:
        """A line of the terminal's own."""
        print_indented(self._console, [Text(text, style="dim")], CHANNEL_LINE, MIN_WIDTH)

    def _show(self, happening: Happening) -> None:
        match happening:
            case Posted(message) if message.bot_id == self._workspace.state.bot_id:
                self._print(message, THREAD if message.thread_ts else CHANNEL_LINE)
            case Whispered(ephemeral):
                print_indented(self._console, [Text("only you see this", style="dim italic")], THREAD, MIN_WIDTH)
                self._print(ephemeral, THREAD, SLACKBOT if ephemeral.by_slack else None)
            case ViewShown(view) if view.type == "modal":
                title = view.definition["title"]["text"]
                self._note(f"The bot opens the form “{title}”; forms show in the browser: python -m bot try --page")
            case _:
                pass

    def _print(self, message: Message | Ephemeral, indent: int, author: str | None = None) -> None:
        name = Text(author or self._workspace.bot_name, style="bold green")
        shown = [*lines(message.text, message.blocks, self._names), *self._files(message)]
        print_indented(self._console, [name, *shown], indent, MIN_WIDTH)
        self._console.print()

    def _files(self, message: Message | Ephemeral) -> Iterator[Text]:
        """The files in a message: their titles, and the words for who can't see them."""
        for file_id in message.files if isinstance(message, Message) else ():
            file = self._workspace.state.files[file_id]
            yield Text(f"({file.title}{f': {file.alt_text}' if file.alt_text else ''})", style="dim")


def welcome(bot: str, db: Path) -> Text:
    """What stands above the first prompt."""
    return Text.assemble(
        ("Dealbot, tried out on this machine.", "bold"),
        f" You are in #{CHANNEL}. Only pages you link to are fetched; nothing is sent anywhere.\n",
        "\nPaste an article or a link to one, or ask:\n",
        f"  /deal meta          /who alexandr wang          @{bot} what do you know about scale ai?\n",
        "Facts are kept in ",
        (str(db), "bold"),
        ". Leave with Ctrl-D.\n",
    )


def _first_line(message: str) -> str:
    """The beginning of a pasted text; it is on the user's screen or in a file anyway."""
    first, *rest = message.split("\n")
    return f"{first} … ({len(rest)} more lines)" if rest else first
