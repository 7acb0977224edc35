"""`python -m bot extract`: facts of one text, or of many, as JSON in the form the README describes."""

from __future__ import annotations

import codecs
import io
import json
import os
import re
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, TextIO

from rich.console import Console
from rich.progress import Progress

from bot.articles.charsets import decode
from bot.articles.fetch import Fetcher, Page
from bot.articles.page import pasted, read_page
from bot.errors import DealbotError, InputError, NoText, PageTooBig
from bot.extraction import Extractor
from bot.settings import Settings
from storage.forms import reading_as_json
from storage.records import Article

MAX_FILE = 20 * 2**20  # bytes of one text; anything larger is no article

_HTML_NAMES = (".html", ".htm", ".xhtml")
# what may stand in front of a page's first tag; atomic, for a comment must not be tried as two
_HTML = re.compile(
    r"\ufeff?\s*+(?>(?:<\?xml[^>]*>|<!--.*?-->)\s*+)*+<(?:!doctype\s+html|html)\b", re.IGNORECASE | re.DOTALL
)
_LONE_SURROGATES = re.compile("[\ud800-\udfff]")  # half a character: JSON can hold it, UTF-8 can't


class BrokenInput(InputError):
    """The input can't be read."""


@dataclass(frozen=True, slots=True)
class Summary:
    """How many lines became an object, and how many were broken."""

    written: int
    broken: int


def is_link(source: str) -> bool:
    """Whether the source is a URL rather than a file."""
    return source.lower().startswith(("http://", "https://"))


async def article_at(url: str, settings: Settings) -> Article:
    """The article behind a link. Raises `UnreadablePage`."""
    async with Fetcher(allow=settings.fetch_allow, timeout=settings.fetch_timeout) as fetcher:
        return read_page(await fetcher.fetch(url))


def article_in(path: str) -> Article:
    """The article in a file, or `-` for standard input: a text in whatever encoding, or a web page as HTML.

    Nothing but blanks is an article without words. Raises `BrokenInput`.
    """
    raw = _bytes_of(path)
    text = decode(raw, None)
    if path.lower().endswith(_HTML_NAMES) or _HTML.match(text):
        return _article_in_page(path, raw)
    try:
        return pasted(text)
    except NoText:
        return Article(text="")


def _bytes_of(path: str) -> bytes:
    if not path:
        raise BrokenInput("There is nothing to read: name a link, a file, or - for standard input.")
    if path == "-" and sys.stdin is None:
        raise BrokenInput("Standard input is closed.")
    try:
        with nullcontext(sys.stdin.buffer) if path == "-" else Path(path).open("rb") as source:
            raw = source.read(MAX_FILE + 1)
    except (OSError, ValueError) as error:
        raise BrokenInput(f"{path}: {getattr(error, 'strerror', None) or error}.") from error
    if len(raw) > MAX_FILE:
        raise BrokenInput(f"{path}: larger than {MAX_FILE // 2**20} MB, that is no article.")
    return raw


def _article_in_page(path: str, raw: bytes) -> Article:
    """The article in a saved page; where it came from isn't known."""
    try:
        return replace(read_page(Page("", "", "text/html", None, raw)), url=None, canonical_url=None)
    except NoText as nothing:
        raise BrokenInput(f"{path}: there is no article in that page.") from nothing
    except PageTooBig as big:
        raise BrokenInput(f"{path}: that page is too big to read.") from big


def extracted(article: Article, extractor: Extractor, ident: str) -> dict[str, Any]:
    """One object of the output contract."""
    reading = extractor.read(article.text, lang=article.lang, title=article.title, published=article.published)
    published = article.published.isoformat() if article.published else None
    head = {
        "id": _whole(ident),
        "lang": reading.lang,
        "url": article.url,
        "title": article.title,
        "published": published,
    }
    return head | reading_as_json(reading)


def as_json(found: dict[str, Any], encoding: str | None) -> str:
    """An object to look at; letters that a terminal or pipe of that encoding can't show are written as JSON escapes."""
    text = json.dumps(found, ensure_ascii=False, indent=2)
    try:
        text.encode(encoding or "ascii")
    except (UnicodeEncodeError, LookupError):
        return json.dumps(found, indent=2)
    return text


def extract_lines(
    lines: Iterable[str],
    out: TextIO,
    extractor: Extractor,
    complain: Callable[[str], None],
    advance: Callable[[int], None],
) -> Summary:
    """Read JSON Lines, write one object a text, in order. A broken line is named and does not stop the rest.

    A model that can't be loaded does: raises `SettingsError`. `advance` is told the characters of each line when done.
    """
    written = broken = 0
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                found = json.dumps(_extract_line(line, extractor), ensure_ascii=False)
            except BrokenInput as error:
                complain(f"line {number}: {error}")
                broken += 1
            else:
                out.write(found + "\n")
                written += 1
        advance(len(line))
    return Summary(written, broken)


def _extract_line(line: str, extractor: Extractor) -> dict[str, Any]:
    record = _record(line)
    lang, title = (_optional_text(record, name) for name in ("lang", "title"))
    published = _day(_optional_text(record, "published"))
    article = Article(
        text=record["text"], url=_optional_text(record, "url"), title=title, published=published, lang=lang
    )
    try:
        return extracted(article, extractor, record["id"])
    except DealbotError:
        raise
    except Exception as error:  # one text that nobody foresaw must not cost the others
        raise BrokenInput(f"could not be read ({type(error).__name__})") from error


def _record(line: str) -> dict[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BrokenInput(f"not JSON ({error})") from error
    if not isinstance(record, dict):
        raise BrokenInput("not a JSON object")
    if isinstance(record.get("id"), int) and not isinstance(record["id"], bool):
        record["id"] = str(record["id"])
    for name in ("id", "text"):
        if not isinstance(record.get(name), str):
            raise BrokenInput(f'"{name}" is missing or no string')
    return {name: _whole(value) if isinstance(value, str) else value for name, value in record.items()}


def _whole(text: str) -> str:
    """The text with a replacement character for each half of one, so that offsets stay what they were."""
    return _LONE_SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text)


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
    """`extract --jsonl IN OUT`: OUT appears, or is replaced, once all of it is written.

    Raises `BrokenInput` when a file can't be opened, or when both are the same.
    """

    def complain(sentence: str) -> None:
        console.print(sentence, soft_wrap=True, markup=False, highlight=False)

    try:
        with source.open("rb") as raw, _bar(source, console) as advance:
            if target.exists() and target.samefile(source):
                raise BrokenInput(f"{target}: that is the file to read; name another one to write.")
            with _replacing(target) as out:
                return extract_lines(_lines(raw), out, extractor, complain, advance)
    except OSError as error:
        raise BrokenInput(f"{error.filename or target}: {error.strerror}.") from error


@contextmanager
def _replacing(target: Path) -> Iterator[TextIO]:
    """A file beside the target that takes its place at the end, and goes away when there is no good end.

    What is no file, such as /dev/stdout, can't be replaced and is written to as it comes.
    """
    if target.exists() and not target.is_file():
        with target.open("w", encoding="utf-8") as out:
            yield out
        return
    place = target.resolve()  # of a link, the file behind it
    if place.exists():
        target.open("r+b").close()  # raises what writing to it would have raised
    beside = place.with_name(f".{place.name}.{os.getpid()}.part")
    out = _created(beside, target)
    try:
        with out:
            yield out
        if place.exists():
            shutil.copymode(place, beside)
        beside.replace(place)
    finally:
        beside.unlink(missing_ok=True)


def _created(path: Path, target: Path) -> io.TextIOWrapper:
    try:
        return path.open("x", encoding="utf-8")
    except OSError as error:
        raise BrokenInput(f"{target}: {error.strerror}.") from error


def _lines(raw: io.BufferedReader) -> Iterator[str]:
    """The lines of a file, each in UTF-8 or what else it turns out to be.

    Of one that is larger than any article only the beginning, which is no JSON then.
    """
    if raw.peek(2)[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        text = io.TextIOWrapper(raw, encoding="utf-16", errors="replace", newline="\n")
        try:
            yield from text
        finally:
            text.detach()  # the file is its opener's to close
        return
    while line := raw.readline(MAX_FILE):
        yield decode(line, None)
        while len(line) == MAX_FILE and not line.endswith(b"\n"):
            line = raw.readline(MAX_FILE)


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
