"""`python -m bot reread`: stored articles are read again, by the extractor as it is now.

Article by article: each is one transaction, and says afterwards which edition read it. So a run that was stopped goes
on where it was, and one with nothing to do ends at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from bot.clock import Clock
from bot.errors import ReadingFailed
from bot.extraction.edition import edition
from bot.merging import RULES
from bot.reader import Reader
from bot.settings import Settings
from storage import rereading
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Summary:
    """How many articles were read again, and how many could not be."""

    read: int
    failed: int


async def reread(settings: Settings, clock: Clock, console: Console) -> Summary:
    """Read all articles again that another edition of the extractor read. Raises `StoreError`."""
    now_reading = edition(settings.model_en, settings.model_de)
    store = await Store.open(settings.db)
    try:
        articles = await rereading.read_otherwise(store, now_reading)
        async with Reader(settings.model_en, settings.model_de, settings.read_timeout) as reader:
            with _progress(len(articles), console) as advance:
                return await _read_all(store, reader, clock, articles, advance)
    finally:
        await store.close()


async def _read_all(
    store: Store, reader: Reader, clock: Clock, articles: Sequence[str], advance: Callable[[], None]
) -> Summary:
    read = failed = 0
    for article_id in articles:
        try:
            read += await read_again(store, reader, clock, article_id)
        except ReadingFailed:
            failed += 1
        advance()
    return Summary(read, failed)


async def read_again(store: Store, reader: Reader, clock: Clock, article_id: str) -> bool:
    """Read one stored article again; False where it was forgotten meanwhile. Raises `ReadingFailed`, `StoreError`."""
    article = await rereading.stored_article(store, article_id)
    if article is None:
        return False
    read = await reader.read_article(article)
    return await rereading.replace_reading(store, article_id, read, clock.now(), merge=RULES)


@contextmanager
def _progress(total: int, console: Console) -> Iterator[Callable[[], None]]:
    """A progress bar on a terminal, nothing elsewhere."""
    if not console.is_terminal:
        yield lambda: None
        return
    columns = (TextColumn("Reading again"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("", total=total)
        yield lambda: bar.advance(task)
