"""The workspace in a browser: a page, what it is made of, and a WebSocket for each person who has it open.

Only this machine reaches it: it listens on the loopback interface, and answers nobody who came by another name or from
another site's page.
"""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiohttp import WSMsgType, web

from bot.errors import InputError
from bot.playground.page_doings import Doings, NotYours
from bot.playground.page_sights import Seen
from bot.playground.records import Happening, Json, SlackError
from bot.playground.sights import YOU
from bot.playground.workspace import Workspace

PAGE = Path(__file__).parent / "page"
KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
PICTURES = ("image/png", "image/jpeg", "image/gif", "image/webp")  # shown in the page; other files are downloads
# nothing but our own files and socket: what the bot or a person writes can load and run nothing
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'"
HEADERS = {
    "Content-Security-Policy": f"{POLICY}; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
CLOSING = 1.0  # seconds a browser has for its half of the closing handshake
LONGEST = 1024 * 1024  # bytes of a request; an article that is pasted fits


class PageServer:
    """Serves a workspace to browsers; an async context manager."""

    def __init__(self, workspace: Workspace, port: int = 0) -> None:
        self._workspace = workspace
        self._port = port
        self._open: set[web.WebSocketResponse] = set()
        app = web.Application(middlewares=[_only_here])
        app.router.add_get("/", self._index)
        app.router.add_get("/page/{name}", self._part)
        app.router.add_get("/file/{file}", self._file)
        app.router.add_get("/live", self._live)
        app.on_shutdown.append(self._close)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)

    @property
    def url(self) -> str:
        """`http://127.0.0.1:PORT/`"""
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}/"

    async def __aenter__(self) -> Self:
        """Raises `InputError` when the port can't be used."""
        await self._runner.setup()
        try:
            await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        except OSError as refused:
            await self._runner.cleanup()
            why = os.strerror(refused.errno or 0)
            raise InputError(f"Port {self._port} can't be used ({why}); name another one with --port.") from refused
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    async def _close(self, _: web.Application) -> None:
        for socket in list(self._open):
            await socket.close()

    async def _index(self, _: web.Request) -> web.StreamResponse:
        return _static(PAGE / "index.html")

    async def _part(self, request: web.Request) -> web.StreamResponse:
        parts = {path.name: path for path in PAGE.iterdir()}
        path = parts.get(request.match_info["name"])
        return _static(path) if path else web.Response(status=404)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        file = Seen(self._workspace, self._person(request)).file(request.match_info["file"])
        if file is None:
            return web.Response(status=404)
        if file.mimetype in PICTURES:
            return web.Response(body=file.content, content_type=file.mimetype, headers=HEADERS)
        headers = HEADERS | {"Content-Disposition": "attachment"}  # the page's link names the file
        return web.Response(body=file.content, content_type="application/octet-stream", headers=headers)

    def _person(self, request: web.Request) -> str:
        """The id of the person that the browser acts as: `?as=` a name. Raises 404 for a stranger, or a bot."""
        try:
            user = self._workspace.state.user(request.query.get("as") or YOU)
        except SlackError:
            raise web.HTTPNotFound from None
        if user.bot_id is not None:
            raise web.HTTPNotFound
        return user.id

    async def _live(self, request: web.Request) -> web.StreamResponse:
        person = self._person(request)
        socket = web.WebSocketResponse(timeout=CLOSING, max_msg_size=LONGEST)
        await socket.prepare(request)
        self._open.add(socket)
        seen = Seen(self._workspace, person)
        visit = _Visit(socket, seen, Doings(self._workspace, person, seen))
        try:
            with self._workspace.subscribe() as happenings:
                await visit.show(*seen.everything())
                telling = asyncio.create_task(visit.tell(happenings))
                try:
                    await visit.listen()
                finally:
                    telling.cancel()
                    await asyncio.gather(telling, return_exceptions=True)
        finally:
            self._open.discard(socket)
        return socket


class _Visit:
    """One browser window: what is new goes out, what is done there comes in."""

    def __init__(self, socket: web.WebSocketResponse, seen: Seen, doings: Doings) -> None:
        self._socket = socket
        self._seen = seen
        self._doings = doings
        self._under_way: set[asyncio.Task[None]] = set()

    async def show(self, *items: Json) -> None:
        """Send items in one message, so that the page draws them at once."""
        if items:
            await self._socket.send_str(json.dumps(items))

    async def tell(self, happenings: Any) -> None:
        async for happening in happenings:
            await self._tell(happening)

    async def _tell(self, happening: Happening) -> None:
        await self.show(*self._seen.news(happening))

    async def listen(self) -> None:
        """Take requests until the window is closed; none waits for the one before it."""
        async for message in self._socket:
            if message.type is WSMsgType.TEXT:
                task = asyncio.create_task(self._answer(message.data))
                self._under_way.add(task)
                task.add_done_callback(self._under_way.discard)
        for task in self._under_way:
            task.cancel()
        await asyncio.gather(*self._under_way, return_exceptions=True)

    async def _answer(self, text: str) -> None:
        number = None
        try:
            request = json.loads(text)
            number = request["id"]
            answer = await self._doings.do(request) or {"see": "done"}
        except SlackError as refusal:
            answer = {"see": "trouble", "why": f"Slack refuses that: {refusal.code}."}
        except (LookupError, ValueError, TypeError, NotYours):
            answer = {"see": "trouble", "why": "That can't be done any more."}
        await self.show(answer | {"to": number})


@web.middleware
async def _only_here(request: web.Request, handler: Any) -> web.StreamResponse:
    """Refuse names that another machine's DNS may give to this one, and other sites' pages."""
    here = request.url.host in ("127.0.0.1", "localhost")
    origin = request.headers.get("Origin")
    if not here or origin not in (None, f"http://{request.host}"):
        return web.Response(status=403, text="Only pages of this server may ask.")
    response: web.StreamResponse = await handler(request)
    return response


def _static(path: Path) -> web.Response:
    kind = KINDS[path.suffix]
    return web.Response(body=path.read_bytes(), content_type=kind, charset="utf-8", headers=HEADERS)
