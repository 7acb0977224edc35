"""Socket Mode: connections the app opens with a ticket, envelopes out, acks in."""

from __future__ import annotations

import asyncio
import json
import secrets
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aiohttp import WSMsgType, web

from bot.playground.delivery import Envelope, NotAcknowledged, RetryPolicy
from bot.playground.records import Answer, Connections, DispatchKind, Json, SlackError

MOST_CONNECTIONS = 10  # docs.slack.dev/apis/events-api/using-socket-mode
BUILD = 1
CLOSING = 1.0  # seconds the other side has for its half of the closing handshake


class Connection:
    """One WebSocket to the app, and the envelopes on it that wait for their ack."""

    def __init__(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        self._request = request
        self._socket = socket
        self._waiting: dict[str, asyncio.Future[Answer]] = {}

    async def send(self, message: Json) -> None:
        await self._socket.send_str(json.dumps(message))

    async def ask(self, envelope: Json) -> Answer:
        """Send an envelope and wait for its ack; raises `NotAcknowledged` when the connection ends before."""
        waiting: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[envelope["envelope_id"]] = waiting
        try:
            await self.send(envelope)
            return await waiting
        except ConnectionError as lost:
            raise NotAcknowledged("connection_failed") from lost
        finally:
            del self._waiting[envelope["envelope_id"]]

    async def listen(self) -> None:
        """Take in acks until the connection ends."""
        async for message in self._socket:
            if message.type is WSMsgType.TEXT:
                self._take(json.loads(message.data))

    def _take(self, ack: Any) -> None:
        waiting = self._waiting.get(ack.get("envelope_id", "")) if isinstance(ack, dict) else None
        if waiting is not None and not waiting.done():
            waiting.set_result(Answer(ack.get("payload")))

    def lose(self) -> None:
        """Fail whatever still waits here."""
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(NotAcknowledged("connection_failed"))

    async def close(self) -> None:
        await self._socket.close()

    def kill(self) -> None:
        """Cut the TCP connection without a closing handshake."""
        if self._request.transport is not None:
            self._request.transport.abort()


class Sockets:
    """All Socket Mode connections of the app; a `Wire`. Envelopes go to each connection in turn."""

    def __init__(self, publish: Callable[[Connections], None], app_id: str, heartbeat: float | None = None) -> None:
        self._publish = publish
        self._app_id = app_id
        self._heartbeat = heartbeat  # seconds between the server's pings
        self._tickets: set[str] = set()
        self._connections: list[Connection] = []
        self._turn = 0
        self._connected = asyncio.Event()

    @property
    def open(self) -> int:
        """How many connections there are."""
        return len(self._connections)

    def _ticket(self) -> str:
        """The path and query of a WebSocket address that works once."""
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return f"/link/?ticket={ticket}&app_id={self._app_id}"

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """The WebSocket route."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=401, text="invalid ticket")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(heartbeat=self._heartbeat, timeout=CLOSING)
        await socket.prepare(request)
        connection = Connection(request, socket)
        if self.open >= MOST_CONNECTIONS:
            await connection.send({"type": "disconnect", "reason": "too_many_websockets"})
            await connection.close()
            return socket
        await self._keep(connection)
        return socket

    async def _keep(self, connection: Connection) -> None:
        await connection.send(self._hello())
        self._connections.append(connection)
        self._tell()
        try:
            await connection.listen()
        finally:
            self._connections.remove(connection)
            connection.lose()
            self._tell()

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": self.open + 1,
            "connection_info": {"app_id": self._app_id},
            "debug_info": {"host": "playground", "build_number": BUILD, "approximate_connection_time": 18060},
        }

    def _tell(self) -> None:
        if self._connections:
            self._connected.set()
        else:
            self._connected.clear()
        self._publish(Connections(self.open))

    async def send(self, envelope: Envelope, policy: RetryPolicy) -> Answer:
        """Send to the next connection in turn; one is waited for when there is none."""
        connection = await self._next_connection(policy.connect_within)
        message: Json = {
            "envelope_id": envelope.id,
            "payload": envelope.payload,
            "type": envelope.kind.value,
            "accepts_response_payload": envelope.kind is not DispatchKind.EVENT,
        }
        if envelope.kind is DispatchKind.EVENT:
            message |= {"retry_attempt": envelope.retry_attempt, "retry_reason": envelope.retry_reason}
        try:
            async with asyncio.timeout(policy.ack_within):
                return await connection.ask(message)
        except TimeoutError:
            raise NotAcknowledged("timeout") from None

    async def _next_connection(self, within: float) -> Connection:
        try:
            async with asyncio.timeout(within):
                while not self._connections:
                    await self._connected.wait()
        except TimeoutError:
            raise NotAcknowledged("connection_failed") from None
        self._turn += 1
        return self._connections[self._turn % self.open]

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Ask every connection to come back on a new one, as Slack does every few hours."""
        notice = {"type": "disconnect", "reason": reason, "debug_info": {"host": "playground"}}
        for connection in list(self._connections):
            with suppress(ConnectionError):
                await connection.send(notice)

    def kill(self) -> None:
        """Cut every connection as a broken network would."""
        for connection in list(self._connections):
            connection.kill()

    async def close(self) -> None:
        """Close every connection."""
        for connection in list(self._connections):
            await connection.close()

    def issue(self, host: str) -> Json:
        """The answer of apps.connections.open. Raises `too_many_websockets` beyond ten connections."""
        if self.open >= MOST_CONNECTIONS:
            raise SlackError("too_many_websockets")
        return {"url": f"ws://{host}{self._ticket()}"}
