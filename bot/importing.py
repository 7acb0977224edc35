"""`python -m bot import`: an archive of articles, read as if they had been shared, so that a team starts with its past.

One JSON object a line, with `text` or `url` and optionally `id`, `title`, `published`, `lang` and `site`. Lines are
taken in batches; each batch is one transaction, and what the database holds is skipped before it is read. So an
import that was stopped goes on where it was when it is started again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeRemainingColumn

from bot.articles.fetch import Fetcher
from bot.articles.links import canonical
from bot.articles.page import pasted
from bot.articles.prose import capped, clean, titled
from bot.clock import Clock
from bot.errors import DealbotError, InputError, ReadingFailed, UnreadablePage
from bot.merging import Merging
from bot.reader import Reader
from bot.settings import Settings
from bot.teams import team_of
from storage import archive
from storage.articles import article_identity
from storage.deals import record_archived
from storage.records import Article, ReadArticle
from storage.store import Store

BATCH = 20  # lines; what is lost at most when an import is stopped
MAX_TITLE = 300  # characters
_TEXTS = ("text", "url", "title", "published", "lang", "site")


class BrokenLine(InputError):
    """A line is no article."""


class NoArchive(InputError):
    """The archive can't be read."""


@dataclass(slots=True)
class Summary:
    """What became of the lines; each complaint names its line."""

    read: int = 0
    known: int = 0
    deals: int = 0
    complaints: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line's article; without a text it is to be fetched from its `url`."""

    line: int
    article: Article

    @property
    def is_link(self) -> bool:
        return not self.article.text


async def import_file(path: Path, team: str, settings: Settings, clock: Clock, console: Console) -> Summary:
    """Import a whole archive into the database of the settings. Raises `NoArchive`, `TeamUnclear`, `StoreError`."""
    try:
        lines = path.open(encoding="utf-8", errors="replace")
    except (OSError, ValueError) as failure:
        raise NoArchive(f"{path}: {getattr(failure, 'strerror', None) or failure}.") from failure
    with lines, progress(path, console) as advance:
        store = await Store.open(settings.db)
        try:
            async with (
                Reader(settings.model_en, settings.model_de, settings.read_timeout) as reader,
                Fetcher(allow=settings.fetch_allow, timeout=settings.fetch_timeout) as fetcher,
            ):
                importer = Importer(store, reader, fetcher, clock, await team_of(store, team))
                await importer.take(lines, advance)
                return importer.summary
        finally:
            await store.close()


class Importer:
    """Takes lines into one workspace of a store, and counts them in `summary`."""

    def __init__(self, store: Store, reader: Reader, fetcher: Fetcher, clock: Clock, team_id: str) -> None:
        self._store = store
        self._reader = reader
        self._fetcher = fetcher
        self._clock = clock
        self._team_id = team_id
        self.summary = Summary()

    async def take(self, lines: TextIO, advance: Callable[[int], None]) -> None:
        """`advance` is told the bytes of each line as its batch is done."""
        numbered = enumerate(lines, start=1)
        while batch := list(islice(numbered, BATCH)):
            await self._take_batch(list(self._entries(batch)))
            advance(sum(len(line.encode()) for _, line in batch))

    def _entries(self, batch: Iterable[tuple[int, str]]) -> Iterator[Entry]:
        for number, line in batch:
            if line.strip():
                try:
                    yield Entry(number, article_in(line))
                except DealbotError as error:
                    self._complain(number, error)

    async def _take_batch(self, entries: Sequence[Entry]) -> None:
        known = await archive.known(self._store, self._team_id, [entry.article for entry in entries])
        unknown = (entry for entry, is_known in zip(entries, known, strict=True) if not is_known)
        brought = [entry.article for entry, is_known in zip(entries, known, strict=True) if is_known]
        await archive.bring(self._store, self._team_id, brought, self._clock.now())
        new = {article_identity(entry.article): entry for entry in unknown}  # a batch may hold an article twice
        self.summary.known += len(entries) - len(new)
        read = [each for entry in new.values() if (each := await self._read(entry))]
        if read:
            recorded = await record_archived(self._store, self._team_id, read, self._clock.now(), merge=Merging())
            self.summary.read += len(read)
            self.summary.deals += len({each.deal.id for each in recorded.deals if each.is_new})

    async def _read(self, entry: Entry) -> ReadArticle | None:
        try:
            if not entry.is_link:
                return await self._reader.read_article(entry.article)
            assert entry.article.url, "an article has a text or a link"
            read = await self._reader.read_page(await self._fetcher.fetch(entry.article.url))
            return replace(read, article=completed(read.article, entry.article))
        except (UnreadablePage, ReadingFailed) as error:
            self._complain(entry.line, error)
            return None

    def _complain(self, line: int, error: DealbotError) -> None:
        self.summary.complaints.append(f"line {line}: {error}")


def article_in(line: str) -> Article:
    """The article of a line. Raises `BrokenLine`."""
    record = _record(line)
    url = record["url"]
    if not record["text"]:
        published, site = _day(record["published"]), record["site"] or None
        return Article(text="", url=url, canonical_url=canonical(url), site=site, published=published)
    read = pasted(record["text"])
    title = clean(record["title"])[:MAX_TITLE] if record["title"] else read.title
    return Article(
        text=capped(titled(title, read.text)),
        url=url or None,
        canonical_url=canonical(url) if url else None,
        title=title,
        site=record["site"] or None,
        published=_day(record["published"]) or read.published,
        lang=record["lang"] or None,
    )


def completed(page: Article, line: Article) -> Article:
    """A fetched article; what its page does not say of itself is taken from the archive's line."""
    return replace(page, site=page.site or line.site, published=page.published or line.published)


def _record(line: str) -> dict[str, str]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BrokenLine(f"not JSON ({error})") from error
    if not isinstance(record, dict):
        raise BrokenLine("not a JSON object")
    texts = {name: _text(record, name) for name in _TEXTS}
    if not texts["text"].strip() and not texts["url"].strip():
        raise BrokenLine('neither "text" nor "url"')
    return texts


def _text(record: dict[str, Any], name: str) -> str:
    value = record.get(name)
    if value is not None and not isinstance(value, str):
        raise BrokenLine(f'"{name}" is no string')
    return value or ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError as error:
        raise BrokenLine(f'"published" is no ISO date: {text!r}') from error


def progress(path: Path, console: Console) -> AbstractContextManager[Callable[[int], None]]:
    """A bar on a terminal, nothing elsewhere."""
    if not console.is_terminal:
        return nullcontext(lambda _: None)
    return _Bar(console, path.stat().st_size)


class _Bar:
    def __init__(self, console: Console, total: int) -> None:
        columns = (TextColumn("Importing"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
        self._progress = Progress(*columns, console=console)
        self._task = self._progress.add_task("Importing", total=total)

    def __enter__(self) -> Callable[[int], None]:
        self._progress.start()
        return lambda amount: self._progress.advance(self._task, amount)

    def __exit__(self, *_: object) -> None:
        self._progress.stop()
