"""Reads pages and texts in a process of its own, which is killed when a text takes too long.

Some small hostile pages keep a parser busy for minutes, and spaCy with its models takes more time to import and
more memory than the rest of the program; neither may stall or fill the process that answers Slack.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
import signal
from collections.abc import Callable
from multiprocessing import resource_tracker
from typing import TYPE_CHECKING, Self, TypeVar

from pebble import ProcessExpired, ProcessPool

from bot.articles.fetch import Page
from bot.errors import ReadingFailed, ReadingTooSlow
from storage.records import Article, ReadArticle

if TYPE_CHECKING:
    from bot.extraction import Extractor

Input = TypeVar("Input")

MEMORY = 3 * 2**30  # bytes of address space; both languages need under 450 MB resident, numpy reserves more

# The reading process's own extractor and its name. Only `_prepare` sets them, once, at that process's start.
_extractor: Extractor | None = None
_edition = ""


def _prepare(model_en: str, model_de: str) -> None:
    global _extractor, _edition
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    from bot.extraction import Extractor
    from bot.extraction.edition import edition

    _extractor = Extractor(model_en or None, model_de or None)
    _edition = edition(model_en, model_de)


def _read_page(page: Page) -> ReadArticle:
    from bot.articles.page import read_page

    return _read(read_page(page))


def _read_text(text: str) -> ReadArticle:
    from bot.articles.page import pasted

    return _read(pasted(text))


def _read(article: Article) -> ReadArticle:
    assert _extractor is not None
    reading = _extractor.read(article.text, title=article.title, published=article.published)
    return ReadArticle(article, reading, read_by=_edition)


class Reader:
    """The reading process. `timeout` is in seconds a text; the first one also waits for the models (about 1 s)."""

    def __init__(self, model_en: str = "", model_de: str = "", timeout: float = 30.0) -> None:
        self._timeout = timeout
        self._pool = ProcessPool(
            max_workers=1,
            max_tasks=1000,  # a fresh process now and then gives back what libraries keep
            initializer=_prepare,
            initargs=(model_en, model_de),
            context=multiprocessing.get_context("spawn"),
        )

    async def read_page(self, page: Page) -> ReadArticle:
        """Text and facts of a fetched page. Raises `UnreadablePage` (no text in it) or `ReadingFailed`."""
        return await self._run(_read_page, page)

    async def read_text(self, text: str) -> ReadArticle:
        """Facts of a pasted text. Raises `ReadingFailed`."""
        return await self._run(_read_text, text)

    async def read_article(self, article: Article) -> ReadArticle:
        """Facts of an article whose text is there. Raises `ReadingFailed`."""
        return await self._run(_read, article)

    async def warm_up(self) -> None:
        """Start the process and load what it needs, so that the first reader does not wait for it.

        Ctrl-C goes to every process in a terminal, and until this one has imported what ignores it, it would die of
        it with a traceback. It inherits the signal mask, so it is started while the signal is blocked here.
        """
        resource_tracker.ensure_running()  # multiprocessing's own helper; its start would lift the mask
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        warming = asyncio.ensure_future(self._run(_read_text, "Warm-up."))
        try:
            await asyncio.sleep(0)  # after this the pool's threads are started, and they start the process
        finally:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        await warming

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Kill the process, whatever it is at."""
        await asyncio.to_thread(self.stop)

    def stop(self) -> None:
        """The same, without an event loop; waits until the process is gone."""
        self._pool.stop()
        self._pool.join()

    async def _run(self, function: Callable[[Input], ReadArticle], argument: Input) -> ReadArticle:
        try:
            future = self._pool.schedule(function, args=(argument,), timeout=self._timeout)
            return await asyncio.wrap_future(future)
        except TimeoutError as late:
            raise ReadingTooSlow(f"reading took over {self._timeout:g} s") from late
        except ProcessExpired as died:
            raise ReadingFailed(f"the reading process ended with code {died.exitcode}") from died
        except MemoryError as full:
            raise ReadingFailed("reading needed too much memory") from full
