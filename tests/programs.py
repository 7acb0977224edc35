"""The program as a process of its own."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from bot.playground.server import PlaygroundServer

ROOT = Path(__file__).parent.parent
PATIENCE = 60.0  # seconds; a safety net, nothing waits this long


@dataclass(frozen=True)
class Ended:
    code: int
    stdout: str
    stderr: str


def environment(slack: PlaygroundServer, folder: Path, **changes: str) -> dict[str, str]:
    """Variables for a bot in the local Slack, and none of this process's own settings."""
    own = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return (
        own
        | {
            "SLACK_BOT_TOKEN": slack.workspace.bot_token,
            "SLACK_APP_TOKEN": slack.workspace.app_token,
            "SLACK_SIGNING_SECRET": slack.workspace.signing_secret,
            "SLACK_API_BASE_URL": slack.api_url,
            "DEALBOT_DB": str(folder / "deals.db"),
            "DEALBOT_FETCH_ALLOW": "127.0.0.1",
            "DEALBOT_POST_INTERVAL": "0",
            "HOST": "127.0.0.1",
            "PORT": "0",
            "PYTHONPATH": str(ROOT),
        }
        | changes
    )


class Program:
    """`python -m bot ...`, started on entry and killed, if it still runs, at the end."""

    def __init__(self, environ: dict[str, str], folder: Path, *arguments: str, terminal: int | None = None) -> None:
        """`terminal`: a file descriptor of a terminal to run in, in place of pipes."""
        self._environ = environ
        self._folder = folder
        self._arguments = arguments
        self._terminal = terminal
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        pipe = asyncio.subprocess.PIPE if self._terminal is None else self._terminal
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot",
            *self._arguments,
            env=self._environ,
            cwd=self._folder,
            stdin=pipe,
            stdout=pipe,
            stderr=pipe,
        )
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        if self.process.returncode is None:
            self.process.kill()
            await self.process.communicate()

    @property
    def process(self) -> asyncio.subprocess.Process:
        assert self._process is not None, "not started"
        return self._process

    def send(self, number: signal.Signals) -> None:
        self.process.send_signal(number)

    async def ended(self, typed: str = "") -> Ended:
        """Give it the input, wait for its end, return what it left."""
        async with asyncio.timeout(PATIENCE):
            stdout, stderr = await self.process.communicate(None if self._terminal else typed.encode())
        return Ended(self.process.returncode or 0, (stdout or b"").decode(), (stderr or b"").decode())


async def run(environ: dict[str, str], folder: Path, *arguments: str, typed: str = "") -> Ended:
    """Run the program to its end."""
    async with Program(environ, folder, *arguments) as program:
        return await program.ended(typed)
