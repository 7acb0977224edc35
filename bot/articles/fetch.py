"""The page behind a link, fetched so that nobody who shares links can reach into the bot's own network or stall it."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from importlib.metadata import PackageNotFoundError, version
from types import TracebackType
from typing import Self

import aiohttp
from yarl import URL

from bot.articles.addresses import Reach
from bot.articles.gates import AddressInfo, GuardedResolver, Lookup, Names, RefusedAddress, guarded, look_up, new_socket
from bot.articles.inflate import Body
from bot.articles.links import Allowed, check
from bot.errors import (
    AddressRefused,
    NotAnArticle,
    NoText,
    PageDenied,
    PageMissing,
    PageTooBig,
    PageUnavailable,
    TooManyRedirects,
    UnreadablePage,
)

MAX_BYTES = 3 * 1024 * 1024  # of a page, raw and decoded
MAX_REDIRECTS = 5
MAX_HEADER = 32 * 1024  # bytes of one header; some sites' Content-Security-Policy passes aiohttp's 8 KiB

_PUBLIC = frozenset({Reach.PUBLIC})
_LOCAL_TOO = frozenset({Reach.PUBLIC, Reach.LOCAL})
_READABLE = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_MISSING = frozenset({404, 410})
_DENIED = frozenset({202, 401, 402, 403, 407, 451})  # 202: how some robot checks answer
_EMPTY = frozenset({204, 205})
_LATER = frozenset({408, 425, 429})
# What begins a PDF, a picture or an archive that a server calls text/html.
_MAGIC = (b"%PDF-", b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_NO_SUCH_NAME = frozenset({socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)})
_SECONDS = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Page:
    """A page as it came, decompressed but not yet decoded."""

    url: str  # as it was asked for
    final_url: str  # after redirects
    content_type: str  # text/html, application/xhtml+xml or text/plain
    charset: str | None  # as the Content-Type header has it; may be missing, unknown or wrong
    body: bytes


def user_agent() -> str:
    """Says honestly who reads."""
    try:
        number = version("dealbot")
    except PackageNotFoundError:
        number = "0"
    return f"Dealbot/{number} (+self-hosted Slack bot; reads the links its users share)"


class Fetcher:
    """Fetches pages; an async context manager.

    `allow` names hosts excepted from the rules on addresses (see `links.Allowed`). `timeout` is in seconds and bounds
    everything together: names, redirects, body. `lookup`, `open_socket` and `now` are the world outside.
    """

    def __init__(
        self,
        *,
        allow: tuple[str, ...] = (),
        timeout: float = 15.0,
        max_bytes: int = MAX_BYTES,
        lookup: Lookup = look_up,
        open_socket: Callable[[AddressInfo], socket.socket] = new_socket,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._allow = Allowed(allow)
        self._timeout = timeout
        self._max_bytes = max_bytes
        self._lookup = lookup
        self._open_socket = open_socket
        self._now = now
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Self:
        names = Names(self._lookup, deadline=min(5.0, self._timeout))
        # Two sessions, so that a host the settings name opens no door for any other host.
        self._public = await self._stack.enter_async_context(self._session(names, _PUBLIC))
        self._local = await self._stack.enter_async_context(self._session(names, _LOCAL_TOO))
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    def _session(self, names: Names, within: frozenset[Reach]) -> aiohttp.ClientSession:
        connector = aiohttp.TCPConnector(
            resolver=GuardedResolver(names, within),
            socket_factory=guarded(self._open_socket, within),
            use_dns_cache=False,
            force_close=True,
        )
        return aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            trust_env=False,
            auto_decompress=False,
            timeout=aiohttp.ClientTimeout(total=None),
            max_line_size=MAX_HEADER,
            max_field_size=MAX_HEADER,
            headers={
                "User-Agent": user_agent(),
                "Accept": "text/html, application/xhtml+xml, text/plain;q=0.8",
                "Accept-Encoding": "gzip, deflate",
                "Accept-Language": "en, de;q=0.9, *;q=0.5",
            },
        )

    async def fetch(self, url: str) -> Page:
        """The page behind a link, through at most five redirects, each of which is judged like the link.

        Raises the subclasses of `UnreadablePage`; `UnreadablePage` itself where none of them fits.
        """
        try:
            async with asyncio.timeout(self._timeout):
                return await self._follow(url)
        except TimeoutError as late:
            raise PageUnavailable("timed out") from late
        except (aiohttp.ClientError, OSError) as error:
            raise _refusal(error) from error

    async def _follow(self, url: str) -> Page:
        address = check(url, self._allow)
        for _ in range(MAX_REDIRECTS + 1):
            answer = await self._open(url, address)
            if isinstance(answer, Page):
                return answer
            address = answer
        raise TooManyRedirects

    async def _open(self, url: str, address: URL) -> Page | URL:
        """The page, or where it forwards to."""
        session = self._local if address in self._allow else self._public
        async with session.get(address, allow_redirects=False) as response:
            if response.status in _REDIRECTS:
                return self._next(address, response.headers)
            self._check_status(response)
            content_type = _content_type(response.headers)
            body = await self._body(response)
            return Page(url, str(address), content_type, response.charset, body)

    def _next(self, address: URL, headers: Mapping[str, str]) -> URL:
        location = headers.get("Location", "").strip()
        if not location:
            raise UnreadablePage("a redirect to nowhere")
        try:
            target = str(address.join(URL(location)))
        except (ValueError, UnicodeError) as wrong:
            raise AddressRefused("a redirect to no address") from wrong
        return check(target, self._allow)

    def _check_status(self, response: aiohttp.ClientResponse) -> None:
        status = response.status
        if status == 200:
            return
        if status in _MISSING:
            raise PageMissing(str(status))
        if status in _DENIED:
            raise PageDenied(str(status))
        if status in _EMPTY:
            raise NoText(str(status))
        if status in _LATER or status >= 500:
            raise PageUnavailable(str(status), self._retry_after(response.headers.get("Retry-After", "")))
        raise UnreadablePage(str(status))

    def _retry_after(self, header: str) -> float | None:
        """Seconds from a header that holds seconds or a date: RFC 9110, 10.2.3."""
        if _SECONDS.fullmatch(header.strip()):
            return float(header)
        try:
            moment = parsedate_to_datetime(header)
        except ValueError:
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (moment - self._now()).total_seconds())

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        if (response.content_length or 0) > self._max_bytes:
            raise PageTooBig
        body = Body(response.headers.get("Content-Encoding", ""), self._max_bytes)
        async for chunk in response.content.iter_any():
            body.feed(chunk)
        whole = body.whole()
        if whole.startswith(_MAGIC):
            raise NotAnArticle("a file under a page's name")
        return whole


def _content_type(headers: Mapping[str, str]) -> str:
    content_type = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if content_type not in _READABLE:
        raise NotAnArticle(content_type)
    return content_type


def _refusal(error: aiohttp.ClientError | OSError) -> UnreadablePage:
    """What a failed connection means for the reader."""
    cause = error.os_error if isinstance(error, aiohttp.ClientConnectorError) else error
    if isinstance(cause, RefusedAddress):
        return AddressRefused(str(cause))
    if isinstance(error, aiohttp.InvalidURL):
        return AddressRefused("not an address")
    if isinstance(cause, socket.gaierror) and cause.errno in _NO_SUCH_NAME:
        return PageMissing("no such host")
    if isinstance(error, aiohttp.ClientSSLError):
        return UnreadablePage("no valid certificate")
    return PageUnavailable(type(error).__name__)
