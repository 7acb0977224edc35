"""The HTTP side of the workspace: Web API, Socket Mode, response URLs, on one port of the loopback interface."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Self

from aiohttp import ClientSession, web

from bot.playground.arguments import Arguments
from bot.playground.delivery import Courier, RetryPolicy
from bot.playground.faults import Fault, FaultKind
from bot.playground.http_events import HttpEvents
from bot.playground.records import Call, Called, Json, SlackError, Troubled
from bot.playground.sockets import Sockets
from bot.playground.web_api import WebApi
from bot.playground.workspace import Workspace

RESPONSE_URL = "response_url"  # how calls of response URLs are named in the log and in faults
MOST_BYTES = 10 * 1024 * 1024


class PlaygroundServer:
    """Serves a workspace; an async context manager. One server runs a workspace at a time.

    `api_url` is what SLACK_API_BASE_URL points to, for a bot in this process or in another one.
    """

    def __init__(
        self,
        workspace: Workspace,
        port: int = 0,
        *,
        policy: RetryPolicy | None = None,
        heartbeat: float | None = None,
    ) -> None:
        self.workspace = workspace
        state = workspace.state
        self.sockets = Sockets(workspace.happened, state.app_id, heartbeat)
        self.api = WebApi(state, workspace.credentials, self._connect)
        self._courier = Courier(self.sockets, workspace.happened, state.clock, policy or RetryPolicy())
        self._port = port
        self._runner = web.AppRunner(self._routes(), access_log=None, shutdown_timeout=1.0)
        self._session: ClientSession | None = None

    @property
    def url(self) -> str:
        """`http://127.0.0.1:PORT`"""
        return f"http://{self._host}"

    @property
    def api_url(self) -> str:
        """The base of the Web API, with its last slash."""
        return f"{self.url}/api/"

    @property
    def _host(self) -> str:
        return f"127.0.0.1:{self._runner.addresses[0][1]}"

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", self._port).start()
        self.workspace.attach(self._courier, self.url)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        self.workspace.detach()
        self.workspace.faults.clear()
        await self._courier.close()
        await self.sockets.close()
        if self._session is not None:
            await self._session.close()
        await self._runner.cleanup()

    async def use_http(self, url: str) -> None:
        """Deliver to the app's request URL from now on, after Slack's url_verification of it.

        Raises `NotAcknowledged` when the app does not pass that.
        """
        if self._session is None:
            self._session = ClientSession()
        state = self.workspace.state
        wire = HttpEvents(url, self.workspace.credentials.signing_secret, state.clock, self._session)
        await wire.verify()
        self._courier.wire = wire

    def _connect(self) -> Json:
        return self.sockets.issue(self._host)

    def _routes(self) -> web.Application:
        app = web.Application(client_max_size=MOST_BYTES)
        app.router.add_route("*", "/api/{method}", self._web_api)
        app.router.add_post("/commands/{team}/{number}/{secret}", self._response_url)
        app.router.add_get("/link/", self.sockets.serve)
        return app

    async def _web_api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        try:
            values = await _values(request)
        except ValueError:
            return web.json_response(SlackError("invalid_json").answer())
        token = _bearer(request) or values.get("token")
        arguments = Arguments({name: value for name, value in values.items() if name != "token"})
        fault = self._meet(method)
        if fault is not None and (response := await self._trouble(request, method, arguments, fault)) is not None:
            return response
        answer = self.api.call(method, token, arguments)
        self._log(method, arguments, fault, answer=answer)
        if fault is not None and (cut_off := await _aftermath(request, fault)) is not None:
            return cut_off
        return web.json_response(answer, headers={"x-oauth-scopes": ",".join(sorted(self.api.scopes))})

    async def _response_url(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        fault = self._meet(RESPONSE_URL)
        if fault is not None and (response := await self._trouble(request, RESPONSE_URL, body, fault)) is not None:
            return response
        answer: Json = {"ok": True}
        try:
            self.workspace.response_urls.use(request.path, body)
        except SlackError as refusal:
            answer = refusal.answer()
        self._log(RESPONSE_URL, body, fault, answer=answer, status=_status(answer))
        if fault is not None and (cut_off := await _aftermath(request, fault)) is not None:
            return cut_off
        if answer["ok"]:
            return web.Response(text="ok")
        return web.json_response(answer, status=_status(answer))

    def _meet(self, method: str) -> Fault | None:
        fault = self.workspace.faults.meet(method)
        if fault is not None:
            self.workspace.happened.publish(Troubled(method, fault.kind.value))
        return fault

    async def _trouble(
        self, request: web.Request, method: str, arguments: Any, fault: Fault
    ) -> web.StreamResponse | None:
        """The response a fault makes of a call; None when the call is processed all the same."""
        match fault.kind:
            case FaultKind.HOLD_BEFORE:
                await fault.released()
                return None
            case FaultKind.HOLD_AFTER | FaultKind.DROP_AFTER:
                return None
            case FaultKind.DROP_BEFORE:
                self._log(method, arguments, fault)
                return _drop(request)
            case FaultKind.FAIL:
                answer = _refusal(fault)
                self._log(method, arguments, fault, answer=answer, status=fault.status)
                headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
                return web.json_response(answer, status=fault.status, headers=headers)

    def _log(
        self, method: str, arguments: Any, fault: Fault | None, answer: Json | None = None, status: int = 200
    ) -> None:
        kind = None if fault is None else fault.kind.value
        call = Call(method, dict(arguments), self.workspace.state.clock.now(), kind, status, answer)
        self.workspace.calls.append(call)
        self.workspace.happened.publish(Called(call))


async def _values(request: web.Request) -> dict[str, Any]:
    """The arguments from query and body together. Raises `ValueError` for broken JSON."""
    values: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        body = await request.json()
        if not isinstance(body, dict):
            raise ValueError("not an object")
        values |= body
    elif request.can_read_body:
        values |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    return values


def _bearer(request: web.Request) -> str:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def _refusal(fault: Fault) -> Json:
    codes = {429: "ratelimited", 500: "internal_error", 503: "service_unavailable"}
    return SlackError(fault.error or codes.get(fault.status, "fatal_error")).answer()


async def _aftermath(request: web.Request, fault: Fault) -> web.StreamResponse | None:
    """What a fault makes of a call that was processed; None when its answer goes out."""
    if fault.kind is FaultKind.HOLD_AFTER:
        await fault.released()
    return _drop(request) if fault.kind is FaultKind.DROP_AFTER else None


def _drop(request: web.Request) -> web.StreamResponse:
    """Cut the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _status(answer: Json) -> int:
    if answer["ok"]:
        return 200
    return 404 if answer["error"] in ("expired_url", "used_url") else 400
