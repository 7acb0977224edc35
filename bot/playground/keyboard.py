"""What a person types: messages from a terminal, where a paste is one message, or from a pipe."""

from __future__ import annotations

import asyncio
import io
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from threading import Thread
from typing import TextIO

from bot.errors import InputError

PAUSE = 0.2  # seconds without a further line after which what came is a message
OPENERS = ("/", "@", "http://", "https://")  # a line that starts so is a message of its own


class NoInput(InputError):
    """Standard input is closed, so there is nobody to talk to: start it in a terminal, or pipe lines into it."""


async def from_terminal(prompt: str) -> AsyncIterator[str]:
    """Messages typed at a prompt, with history and editing, until Ctrl-D or Ctrl-C; a paste arrives as a whole."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.patch_stdout import patch_stdout

    session: PromptSession[str] = PromptSession()
    while True:
        try:
            with patch_stdout(raw=True):  # an answer that comes late is printed above the prompt
                # Ctrl-C is a key here; the signal belongs to the program, and stays with it after the prompt
                message = await session.prompt_async(prompt, handle_sigint=False)
        except (EOFError, KeyboardInterrupt):
            return
        yield message


async def from_pipe(stream: TextIO) -> AsyncIterator[str]:
    """Messages out of a pipe: lines that arrive together are one; commands, mentions and links stand alone."""
    lines = _lines(stream)
    paragraph: list[str] = []
    while True:
        try:
            async with asyncio.timeout(PAUSE if paragraph else None):
                line = await lines.get()
        except TimeoutError:
            line = ""
            ended = True
        else:
            ended = line is None or line.startswith(OPENERS)
        if ended and paragraph:
            yield "\n".join(paragraph).strip()
            paragraph = []
        if line is None:
            return
        if line.startswith(OPENERS):
            yield line
        elif line or paragraph:
            paragraph.append(line)


def _lines(stream: TextIO) -> asyncio.Queue[str | None]:
    """Lines as a thread reads them, then None: a pipe can't be awaited on every platform.

    Bytes that are no text become replacement characters.
    """
    loop, queue = asyncio.get_running_loop(), asyncio.Queue[str | None]()
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="replace")

    def read() -> None:
        with suppress(RuntimeError):  # the loop has ended before the pipe
            try:
                for line in stream:
                    loop.call_soon_threadsafe(queue.put_nowait, line.rstrip("\r\n"))
            finally:
                loop.call_soon_threadsafe(queue.put_nowait, None)

    Thread(target=read, name="piped-lines", daemon=True).start()
    return queue


def at_terminal() -> bool:
    """Whether a person sits at a terminal, rather than a pipe feeding lines."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def from_person(prompt: str) -> AsyncIterator[str]:
    """From the terminal where there is one, else from the pipe on standard input. Raises `NoInput`."""
    if sys.stdin is None:
        raise NoInput
    return from_terminal(prompt) if at_terminal() else from_pipe(sys.stdin)
