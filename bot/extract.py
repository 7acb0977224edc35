"""`python -m bot extract`: facts of one text, or of many, as JSON in the form the README describes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console
from rich.progress import Progress

from bot.articles.fetch import Fetcher
from bot.articles.page import pasted, read_page
from bot.errors import DealbotError
from bot.extraction import Extractor
from bot.settings import Settings
from storage.forms import reading_as_json
from storage.records import Article

MAX_FILE = 20 * 2**20  # bytes of one text; anything larger is no article


class BrokenInput(DealbotError):
    """The input can't be read."""


@dataclass(frozen=True, slots=True)
class Summary:
    """How many lines became an object, and how many were broken."""

    written: int
    broken: int


def is_link(source: str) -> bool:
    """Whether the source is a URL rather than a file."""
    return source.startswith(("http://", "https://"))


async def article_at(url: str, settings: Settings) -> Article:
    """The article behind a link. Raises `UnreadablePage`."""
    async with Fetcher(allow=settings.fetch_allow, timeout=settings.fetch_timeout) as fetcher:
        return read_page(await fetcher.fetch(url))


def article_in(path: str) -> Article:
    """The article in a file, or `-` for standard input. Raises `BrokenInput`."""
    try:
        raw = sys.stdin.buffer.read(MAX_FILE + 1) if path == "-" else Path(path).read_bytes()
    except (OSError, ValueError) as error:
        raise BrokenInput(f"{path}: {getattr(error, 'strerror', None) or error}.") from error
    if len(raw) > MAX_FILE:
        raise BrokenInput(f"{path}: larger than {MAX_FILE // 2**20} MB, that is no article.")
    return pasted(raw.decode("utf-8", errors="replace"))


def extracted(article: Article, extractor: Extractor, ident: str) -> dict[str, Any]:
    """One object of the output contract."""
    reading = extractor.read(article.text, lang=article.lang, title=article.title, published=article.published)
    published = article.published.isoformat() if article.published else None
    head = {"id": ident, "lang": reading.lang, "url": article.url, "title": article.title, "published": published}
    return head | reading_as_json(reading)


def extract_lines(
    lines: TextIO, out: TextIO, extractor: Extractor, complain: Callable[[str], None], advance: Callable[[int], None]
) -> Summary:
    """Read JSON Lines, write one object a text, in order. A broken line is named and does not stop the rest.

    `advance` is told the characters of each line as it is done.
    """
    written = broken = 0
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                out.write(json.dumps(_extract_line(line, extractor), ensure_ascii=False) + "\n")
                written += 1
            except BrokenInput as error:
                complain(f"line {number}: {error}")
                broken += 1
        advance(len(line))
    return Summary(written, broken)


def _extract_line(line: str, extractor: Extractor) -> dict[str, Any]:
    record = _record(line)
    lang, title = (_optional_text(record, name) for name in ("lang", "title"))
    published = _day(_optional_text(record, "published"))
    article = Article(
        text=record["text"], url=_optional_text(record, "url"), title=title, published=published, lang=lang
    )
    return extracted(article, extractor, record["id"])


def _record(line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BrokenInput(f"not JSON ({error})") from error
    if not isinstance(record, dict):
        raise BrokenInput("not a JSON object")
    if isinstance(record.get("id"), int):
        record["id"] = str(record["id"])
    for name in ("id", "text"):
        if not isinstance(record.get(name), str):
            raise BrokenInput(f'"{name}" is missing or no string')
    return record


def _optional_text(record: dict[str, Any], name: str) -> str | None:
    value = record.get(name)
    if value is not None and not isinstance(value, str):
        raise BrokenInput(f'"{name}" is no string')
    return value


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError as error:
        raise BrokenInput(f'"published" is no ISO date: {text!r}') from error


def extract_file(source: Path, target: Path, extractor: Extractor, console: Console) -> Summary:
    """`extract --jsonl IN OUT`. Raises `BrokenInput` when a file can't be opened."""

    def complain(sentence: str) -> None:
        console.print(sentence, soft_wrap=True, markup=False, highlight=False)

    try:
        with (
            source.open(encoding="utf-8", errors="replace") as lines,
            target.open("w", encoding="utf-8") as out,
            _bar(source, console) as advance,
        ):
            return extract_lines(lines, out, extractor, complain, advance)
    except OSError as error:
        raise BrokenInput(f"{error.filename}: {error.strerror}.") from error


def _bar(source: Path, console: Console) -> AbstractContextManager[Callable[[int], None]]:
    """A progress bar on a terminal, nothing elsewhere."""
    if not console.is_terminal:
        return nullcontext(lambda _: None)
    return _Bar(Progress(console=console), source.stat().st_size)


class _Bar:
    def __init__(self, progress: Progress, total: int) -> None:
        self._progress = progress
        self._task = progress.add_task("Reading", total=total)

    def __enter__(self) -> Callable[[int], None]:
        self._progress.start()
        return lambda amount: self._progress.advance(self._task, amount)

    def __exit__(self, *_: object) -> None:
        self._progress.update(self._task, completed=self._progress.tasks[0].total)
        self._progress.stop()
