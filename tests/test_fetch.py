"""Pages fetched from real sites on loopback ports, and everything that must never be dialled."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime

import aiohttp
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from bot.articles.addresses import Reach
from bot.articles.fetch import MAX_BYTES, Fetcher, Page
from bot.articles.gates import AddressInfo, RefusedAddress, guarded, new_socket
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
from tests.web import Reply, forward, serve

LOOPBACK = ("127.0.0.1",)
HTML = {"Content-Type": "text/html"}
ARTICLE = "<html><body><p>Nordwind kauft Halbmond für 40 Mio. €.</p></body></html>".encode()


def no_names(host: str) -> Sequence[str]:
    raise AssertionError(f"{host} was looked up")


def no_socket(info: AddressInfo) -> socket.socket:
    raise AssertionError(f"a socket was opened towards {info[4]}")


def sealed(**more: object) -> Fetcher:
    """A fetcher that fails the test as soon as it looks a name up or opens a socket."""
    return Fetcher(**{"lookup": no_names, "open_socket": no_socket, **more})  # type: ignore[arg-type]


async def test_a_page_comes_back_as_it_was_sent() -> None:
    """Address, type, charset and bytes are those of the answer."""
    async with serve({"/a": Reply(ARTICLE)}) as site, Fetcher(allow=LOOPBACK) as fetcher:
        page = await fetcher.fetch(site.url("/a#top"))
    assert page == Page(site.url("/a#top"), site.url("/a"), "text/html", "utf-8", ARTICLE)


async def test_plain_text_is_a_page() -> None:
    """A press release in plain text can be read; a charset that isn't declared stays unknown."""
    async with (
        serve({"/": Reply(b"x", headers={"Content-Type": "Text/Plain"})}) as site,
        Fetcher(allow=LOOPBACK) as fetcher,
    ):
        page = await fetcher.fetch(site.url())
    assert (page.content_type, page.charset) == ("text/plain", None)


async def test_requests_say_who_asks_and_carry_nothing_else() -> None:
    """An honest name and the two encodings decoded under a limit; no cookies, no referrer, even after a redirect."""
    answers = {"/a": forward("/b", cookie="id=1"), "/b": Reply(ARTICLE)}
    async with serve(answers) as site, Fetcher(allow=LOOPBACK) as fetcher:
        await fetcher.fetch(site.url("/a"))
    for request in site.requests:
        assert request["User-Agent"].startswith("Dealbot/")
        assert request["Accept-Encoding"] == "gzip, deflate"
        assert {"Cookie", "Referer", "Authorization"}.isdisjoint(request)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (204, NoText),
        (202, PageDenied),
        (400, UnreadablePage),
        (401, PageDenied),
        (402, PageDenied),
        (403, PageDenied),
        (404, PageMissing),
        (408, PageUnavailable),
        (410, PageMissing),
        (418, UnreadablePage),
        (429, PageUnavailable),
        (451, PageDenied),
        (500, PageUnavailable),
        (502, PageUnavailable),
        (503, PageUnavailable),
    ],
)
async def test_every_status_has_its_error(status: int, error: type[UnreadablePage]) -> None:
    """What is gone, what is locked and what may work later are told apart."""
    async with serve({"/": Reply(status=status)}) as site, Fetcher(allow=LOOPBACK) as fetcher:
        with pytest.raises(UnreadablePage) as caught:
            await fetcher.fetch(site.url())
    assert type(caught.value) is error


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("30", 30.0),
        (" 0 ", 0.0),
        ("Wed, 18 Jun 2025 10:01:30 GMT", 90.0),
        ("Wed, 18 Jun 2025 09:00:00 GMT", 0.0),
        ("-5", None),
        ("soon", None),
        ("9" * 400, None),
        ("", None),
    ],
)
async def test_a_busy_site_says_when_to_come_back(header: str, seconds: float | None) -> None:
    """Retry-After is read as seconds or as a date, and ignored where it makes no sense."""
    noon = datetime(2025, 6, 18, 10, 0, tzinfo=UTC)
    async with (
        serve({"/": Reply(status=429, headers={"Retry-After": header})}) as site,
        Fetcher(allow=LOOPBACK, now=lambda: noon) as fetcher,
    ):
        with pytest.raises(PageUnavailable) as caught:
            await fetcher.fetch(site.url())
    assert caught.value.retry_after == seconds
    assert caught.value.retryable


@pytest.mark.parametrize("kind", ["application/pdf", "image/png", "application/json", "video/mp4", ""])
async def test_files_are_no_articles(kind: str) -> None:
    """Only HTML, XHTML and plain text are read."""
    async with (
        serve({"/": Reply(b"%PDF-1.7", headers={"Content-Type": kind})}) as site,
        Fetcher(allow=LOOPBACK) as fetcher,
    ):
        with pytest.raises(NotAnArticle):
            await fetcher.fetch(site.url())


@pytest.mark.parametrize("body", [b"%PDF-1.7 ...", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"PK\x03\x04"])
async def test_a_file_under_a_pages_name_is_found_out(body: bytes) -> None:
    """Servers that call everything text/html don't get their PDFs read as text."""
    async with serve({"/": Reply(body)}) as site, Fetcher(allow=LOOPBACK) as fetcher:
        with pytest.raises(NotAnArticle):
            await fetcher.fetch(site.url())


async def test_a_page_of_30_megabytes_is_left_alone_early() -> None:
    """The stream is cut at 3 MiB: the site gets rid of no more than what its buffers hold besides."""
    sent = 0
    closed = asyncio.Event()

    async def stream(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        response = web.StreamResponse(headers=HTML)
        await response.prepare(request)
        try:
            for _ in range(30 * 16):
                await response.write(b"<p>" + b"x" * (64 * 1024 - 3))
                sent += 64 * 1024
        finally:
            closed.set()
        return response

    async with serve({"/": stream}) as site, Fetcher(allow=LOOPBACK) as fetcher:
        with pytest.raises(PageTooBig):
            await fetcher.fetch(site.url())
        await closed.wait()
    assert MAX_BYTES <= sent < 20 * 1024 * 1024


async def test_a_page_that_declares_to_be_too_big_is_not_begun() -> None:
    """The Content-Length header is enough."""
    reply = Reply(b"x" * (MAX_BYTES + 1))
    async with serve({"/": reply}) as site, Fetcher(allow=LOOPBACK) as fetcher:
        with pytest.raises(PageTooBig):
            await fetcher.fetch(site.url())


async def test_the_largest_page_that_fits_is_read() -> None:
    """The cap itself is allowed."""
    async with serve({"/": Reply(b"x" * MAX_BYTES)}) as site, Fetcher(allow=LOOPBACK) as fetcher:
        assert len((await fetcher.fetch(site.url())).body) == MAX_BYTES


def _raw_deflate(data: bytes) -> bytes:
    stream = zlib.compressobj(wbits=-15)
    return stream.compress(data) + stream.flush()


@pytest.mark.parametrize(
    ("encoding", "body"),
    [
        ("gzip", gzip.compress(ARTICLE, mtime=0)),
        ("GZIP", gzip.compress(ARTICLE, mtime=0)),
        ("x-gzip", gzip.compress(ARTICLE, mtime=0)),
        ("gzip", gzip.compress(ARTICLE[:20], mtime=0) + gzip.compress(ARTICLE[20:])),
        ("gzip", gzip.compress(ARTICLE, mtime=0) + bytes(50)),
        ("deflate", zlib.compress(ARTICLE)),
        ("deflate", _raw_deflate(ARTICLE)),
        ("identity", ARTICLE),
    ],
)
async def test_compressed_pages_are_decoded(encoding: str, body: bytes) -> None:
    """gzip with one member or more, and both formats that go by the name of deflate."""
    reply = Reply(body, headers={**HTML, "Content-Encoding": encoding})
    async with serve({"/": reply}) as site, Fetcher(allow=LOOPBACK) as fetcher:
        assert (await fetcher.fetch(site.url())).body == ARTICLE


@pytest.mark.parametrize(
    ("encoding", "body", "error"),
    [
        ("gzip", gzip.compress(bytes(30 * 1024 * 1024), mtime=0), PageTooBig),
        ("gzip", gzip.compress(bytes(1024 * 1024), mtime=0) * 30, PageTooBig),
        ("deflate", zlib.compress(bytes(30 * 1024 * 1024)), PageTooBig),
        ("gzip", gzip.compress(ARTICLE, mtime=0)[:-12], PageUnavailable),
        ("gzip", b"no gzip at all", UnreadablePage),
        ("gzip, gzip", gzip.compress(gzip.compress(ARTICLE), mtime=0), UnreadablePage),
        ("br", b"\x0b\x02\x80", UnreadablePage),
    ],
    ids=["one bomb", "many streams", "deflate", "cut short", "not compressed", "compressed twice", "not asked for"],
)
async def test_bombs_and_broken_streams_are_refused(encoding: str, body: bytes, error: type[UnreadablePage]) -> None:
    """Nothing is decoded past 3 MiB, however small it came."""
    reply = Reply(body, headers={**HTML, "Content-Encoding": encoding})
    async with serve({"/": reply}) as site, Fetcher(allow=LOOPBACK) as fetcher:
        with pytest.raises(UnreadablePage) as caught:
            await fetcher.fetch(site.url())
    assert type(caught.value) is error


async def test_five_redirects_are_followed() -> None:
    """Absolute, relative and protocol-relative ones; the page knows where it came from."""
    answers = {f"/{step}": forward(f"/{step + 1}", status) for step, status in enumerate((301, 302, 303, 307))}
    answers["/end"] = Reply(ARTICLE)
    async with serve(answers) as site, Fetcher(allow=LOOPBACK) as fetcher:
        answers["/4"] = forward(f"//127.0.0.1:{site.port}/end", 308)
        page = await fetcher.fetch(site.url("/0"))
    assert (page.url, page.final_url) == (site.url("/0"), site.url("/end"))


async def test_the_sixth_redirect_is_one_too_many() -> None:
    """A redirect loop ends after six requests."""
    async with serve({"/": forward("/")}) as site, Fetcher(allow=LOOPBACK) as fetcher:
        with pytest.raises(TooManyRedirects):
            await fetcher.fetch(site.url())
    assert len(site.paths) == 6


async def test_a_redirect_to_nowhere_is_no_page() -> None:
    """A 302 without a Location header."""
    async with serve({"/": Reply(status=302)}) as site, Fetcher(allow=LOOPBACK) as fetcher:
        with pytest.raises(UnreadablePage):
            await fetcher.fetch(site.url())


PRIVATE = [
    "http://169.254.169.254/latest/meta-data/",
    "http://127.0.0.2/",
    "http://[::1]/",
    "http://[::ffff:127.0.0.1]/",
    "http://[::ffff:7f00:1]/",
    "http://[::127.0.0.1]/",
    "http://[64:ff9b::7f00:1]/",
    "http://[fe80::1%25eth0]/",
    "http://2130706433/",
    "http://0177.0.0.1/",
    "http://0x7f.0.0.1/",
    "http://0x7f000001/",
    "http://127.1/",
    "http://127.0.0.1./",
    "http://127.0x1/",
    "http://１２７.0.0.1/",
    "http://127。0。0。1/",
    "http://localhost/",
    "http://localhost./",
    "http://printer.local/",
    "http://metadata.google.internal/computeMetadata/v1/",
    "http://10.0.0.1/",
    "http://192.168.1.1/",
    "http://[fd00:ec2::254]/",
    "http://0.0.0.0/",
    "http://8.8.8.8/",
    "http://user:secret@news.example.com/",
    "http://news.example.com:8080/",
    "http://news.example.com\\@127.0.0.1/",
    "file:///etc/passwd",
    "ftp://news.example.com/",
    "data:text/html,<p>x</p>",
    "gopher://127.0.0.1:70/",
    "javascript:alert(1)",
]


@pytest.mark.parametrize("link", PRIVATE)
async def test_what_is_never_dialled_is_refused_before_any_lookup(link: str) -> None:
    """No name is looked up and no socket opened for such a link."""
    async with sealed() as fetcher:
        with pytest.raises(AddressRefused):
            await fetcher.fetch(link)


@pytest.mark.parametrize("target", [target for target in PRIVATE if "\\" not in target])
async def test_a_redirect_is_judged_like_a_link(target: str) -> None:
    """A site that may be read, even an allowed one, leads to nothing that may not."""

    def only_the_site(info: AddressInfo) -> socket.socket:
        assert info[4][1] == site.port
        return new_socket(info)

    async with (
        serve({"/": forward(target.replace("%25", "%"))}) as site,
        sealed(allow=(f"127.0.0.1:{site.port}",), open_socket=only_the_site) as fetcher,
    ):
        with pytest.raises(AddressRefused):
            await fetcher.fetch(site.url())
    assert site.paths == ["/"]


async def test_an_allowed_site_opens_no_other_port() -> None:
    """An exception for host:port holds for that port alone."""
    async with (
        serve({"/": Reply(ARTICLE)}) as inner,
        serve({"/": forward(inner.url())}) as outer,
        Fetcher(allow=(f"127.0.0.1:{outer.port}",)) as fetcher,
    ):
        with pytest.raises(AddressRefused):
            await fetcher.fetch(outer.url())
    assert inner.paths == []


@pytest.mark.parametrize(
    "answer",
    [
        ["127.0.0.1"],
        ["::1"],
        ["::ffff:10.0.0.1"],
        ["169.254.169.254"],
        ["93.184.215.14", "127.0.0.1"],
        ["2606:2800:21f:cb07:6820:80da:af6b:8b2c", "fe80::1"],
        ["64:ff9b::a00:1"],
        ["not an address"],
    ],
)
async def test_a_name_with_one_inner_address_is_refused(answer: list[str]) -> None:
    """Every address must be public, or none is dialled."""
    async with sealed(lookup=lambda host: answer) as fetcher:
        with pytest.raises(AddressRefused):
            await fetcher.fetch("https://news.example.com/")


async def test_a_redirect_to_a_name_of_the_inner_network_is_refused() -> None:
    """The exception for the first host does not reach the second, though it leads to the same address."""
    async with (
        serve({"/": forward("http://rebind.example.com/")}) as site,
        Fetcher(allow=LOOPBACK, lookup=lambda host: ["127.0.0.1"]) as fetcher,
    ):
        with pytest.raises(AddressRefused):
            await fetcher.fetch(site.url())
    assert site.paths == ["/"]


async def test_rebinding_a_name_between_check_and_dial_changes_nothing() -> None:
    """A name is looked up once a hop, and the address that was judged is the one dialled."""
    answers = [["93.184.215.14"], ["127.0.0.1"]]
    looked_up: list[str] = []
    dialled: list[str] = []

    def lookup(host: str) -> Sequence[str]:
        looked_up.append(host)
        return answers[len(looked_up) - 1]

    def record(info: AddressInfo) -> socket.socket:
        dialled.append(str(info[4][0]))
        raise ConnectionRefusedError

    async with Fetcher(lookup=lookup, open_socket=record) as fetcher:
        with pytest.raises(PageUnavailable):
            await fetcher.fetch("http://rebind.example.com/")
        with pytest.raises(AddressRefused):
            await fetcher.fetch("http://rebind.example.com/")
    assert dialled == ["93.184.215.14"]


async def test_the_socket_gate_stands_alone() -> None:
    """Even if a resolver lied, no socket is opened towards an inner address."""

    class Liar(AbstractResolver):
        async def resolve(
            self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
        ) -> list[ResolveResult]:
            return [ResolveResult(hostname=host, host="127.0.0.1", port=port, family=family, proto=0, flags=0)]

        async def close(self) -> None:
            pass

    async with serve({"/": Reply(ARTICLE)}) as site:
        factory = guarded(new_socket, frozenset({Reach.PUBLIC}))
        connector = aiohttp.TCPConnector(resolver=Liar(), socket_factory=factory)
        async with aiohttp.ClientSession(connector=connector) as session:
            for host in ("news.example.com", "127.0.0.1"):
                with pytest.raises(aiohttp.ClientConnectorError) as caught:
                    await session.get(site.url(host=host))
                assert isinstance(caught.value.os_error, RefusedAddress)
    assert site.paths == []


async def test_an_allowed_name_may_lie_inside() -> None:
    """The setting names a host; it then has any port and may be private, but is never a metadata service."""
    leads_to = {"wiki": "127.0.0.1", "trap": "169.254.169.254"}
    async with (
        serve({"/": Reply(ARTICLE)}) as site,
        Fetcher(allow=("wiki", "trap"), lookup=lambda host: [leads_to[host]]) as fetcher,
    ):
        assert (await fetcher.fetch(site.url(host="wiki"))).body == ARTICLE
        with pytest.raises(AddressRefused):
            await fetcher.fetch(site.url(host="trap"))


async def test_a_trickle_ends_at_the_deadline() -> None:
    """The time-out holds for everything together: a byte now and then does not extend it."""
    released = asyncio.Event()

    async def trickle(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers=HTML)
        await response.prepare(request)
        await response.write(b"<html>")
        await released.wait()
        return response

    async with serve({"/": trickle}) as site, Fetcher(allow=LOOPBACK, timeout=0.2) as fetcher:
        with pytest.raises(PageUnavailable, match="timed out"):
            await fetcher.fetch(site.url())
        released.set()


async def test_a_resolver_that_hangs_ends_at_the_deadline() -> None:
    """Names are looked up on threads of their own; one that hangs keeps neither the loop nor the next name."""
    released = threading.Event()

    def lookup(host: str) -> Sequence[str]:
        if host == "slow.example.com":
            released.wait()
        return ["127.0.0.1"]

    async with sealed(lookup=lookup, timeout=0.2) as fetcher:
        with pytest.raises(PageUnavailable):
            await fetcher.fetch("https://slow.example.com/")
        with pytest.raises(AddressRefused):
            await fetcher.fetch("https://quick.example.com/")
    released.set()


@pytest.mark.parametrize(("number", "error"), [(socket.EAI_NONAME, PageMissing), (socket.EAI_AGAIN, PageUnavailable)])
async def test_a_name_that_does_not_exist_is_told_from_a_resolver_that_fails(
    number: int, error: type[UnreadablePage]
) -> None:
    """Only the latter is worth another try."""

    def lookup(host: str) -> Sequence[str]:
        raise socket.gaierror(number, "no")

    async with sealed(lookup=lookup) as fetcher:
        with pytest.raises(error):
            await fetcher.fetch("https://news.example.com/")


async def test_a_dropped_connection_may_work_later() -> None:
    """A server that hangs up, and one that isn't there."""

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.close()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with Fetcher(allow=LOOPBACK) as fetcher:
        async with server:
            with pytest.raises(PageUnavailable):
                await fetcher.fetch(f"http://127.0.0.1:{port}/")
        with pytest.raises(PageUnavailable):
            await fetcher.fetch(f"http://127.0.0.1:{port}/")


async def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy would dial for us what the gates forbid."""
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    async with serve({"/": Reply(ARTICLE)}) as site, Fetcher(allow=LOOPBACK) as fetcher:
        assert (await fetcher.fetch(site.url())).body == ARTICLE


async def test_many_links_are_read_at_once() -> None:
    """One fetcher serves concurrent readers."""
    async with serve({f"/{n}": Reply(b"%d" % n) for n in range(40)}) as site, Fetcher(allow=LOOPBACK) as fetcher:
        pages = await asyncio.gather(*(fetcher.fetch(site.url(f"/{n}")) for n in range(40)))
    assert [page.body for page in pages] == [b"%d" % n for n in range(40)]
