"""Small web sites on loopback ports, for tests that fetch."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web
from aiohttp.test_utils import TestServer


@dataclass(frozen=True)
class Reply:
    """What a path answers."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: {"Content-Type": "text/html; charset=utf-8"})


Answer = Reply | Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass
class Site:
    """A running site; `requests` holds the headers of each request, in their order."""

    port: int
    paths: list[str] = field(default_factory=list)
    requests: list[Mapping[str, str]] = field(default_factory=list)

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"


def forward(target: str, status: int = 302, cookie: str = "") -> Reply:
    """A redirect, with a cookie where one is given."""
    return Reply(status=status, headers={"Location": target, **({"Set-Cookie": cookie} if cookie else {})})


@asynccontextmanager
async def serve(answers: Mapping[str, Answer]) -> AsyncIterator[Site]:
    """Serves each path's answer, and 404 for all others, on a free port of 127.0.0.1."""
    site = Site(port=0)

    async def answer(request: web.Request) -> web.StreamResponse:
        site.paths.append(request.path)
        site.requests.append(dict(request.headers))
        reply = answers.get(request.path, Reply(status=404))
        if isinstance(reply, Reply):
            return web.Response(body=reply.body, status=reply.status, headers=reply.headers)
        return await reply(request)

    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with TestServer(app) as server:
        assert server.port is not None
        site.port = server.port
        yield site
