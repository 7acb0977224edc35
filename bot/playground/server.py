"""The HTTP side of the workspace: Web API, Socket Mode, response URLs, on one port of the loopback interface."""

from __future__ import annotations

import base64
from dataclasses import replace
from types import TracebackType
from typing import Any, Self

from aiohttp import ClientSession, web

from bot.playground.arguments import Arguments
from bot.playground.delivery import Courier, RetryPolicy, Wire
from bot.playground.faults import Fault, FaultKind
from bot.playground.file_methods import MOST_BYTES, UPLOAD_PATH, take_upload
from bot.playground.http_events import HttpEvents
from bot.playground.oauth import OAuth, PageRefused
from bot.playground.records import Call, Called, Happening, Json, SlackError, Troubled
from bot.playground.sockets import Sockets
from bot.playground.state import Credentials
from bot.playground.web_api import WebApi
from bot.playground.workspace import Workspace

RESPONSE_URL = "response_url"  # how calls of response URLs are named in the log and in faults


class PlaygroundServer:
    """Serves a workspace, or several; an async context manager. One server runs a workspace at a time.

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
        self.workspaces = [workspace]
        self._states = [workspace.state]
        self._policy = policy or RetryPolicy()
        self.sockets = Sockets(self._publish, workspace.state.app_id, heartbeat)
        self.oauth = OAuth(self._states, workspace.credentials)
        self.api = WebApi(self._states, workspace.credentials, self._connect, self.oauth)
        self._wire: Wire = self.sockets
        self._couriers = [self._courier_for(workspace)]
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
        for workspace, courier in zip(self.workspaces, self._couriers, strict=True):
            workspace.attach(courier, self.url)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None
    ) -> None:
        for workspace, courier in zip(self.workspaces, self._couriers, strict=True):
            workspace.detach()
            workspace.faults.clear()
            await courier.close()
        await self.sockets.close()
        if self._session is not None:
            await self._session.close()
        await self._runner.cleanup()

    def add_workspace(self, name: str, *, installed: bool = False, enterprise_id: str | None = None) -> Workspace:
        """Another workspace of the same app, which a person may install the app into: see `oauth`."""
        first = self.workspace
        same_org = [one for one in self.workspaces if enterprise_id and one.state.enterprise_id == enterprise_id]
        credentials = replace(first.credentials, bot_token=Credentials().bot_token)
        added = Workspace(
            first.state.clock,
            credentials,
            team_name=name,
            bot_name=first.bot_name,
            commands=first.commands,
            enterprise_id=enterprise_id,
            installed=installed,
            beside=[*same_org, first][0],
        )
        self.workspaces.append(added)
        self._states.append(added.state)
        self._couriers.append(self._courier_for(added))
        if self._runner.addresses:
            added.attach(self._couriers[-1], self.url)
        return added

    def _courier_for(self, workspace: Workspace) -> Courier:
        return Courier(self._wire, workspace.happened, workspace.state.clock, self._policy)

    def _publish(self, happening: Happening) -> None:
        for workspace in self.workspaces:
            workspace.happened.publish(happening)

    async def use_http(self, url: str) -> None:
        """Deliver to the app's request URL from now on, after Slack's url_verification of it.

        Raises `NotAcknowledged` when the app does not pass that.
        """
        if self._session is None:
            self._session = ClientSession()
        state = self.workspace.state
        wire = HttpEvents(url, self.workspace.credentials.signing_secret, state.clock, self._session)
        await wire.verify()
        self._wire = wire
        for courier in self._couriers:
            courier.wire = wire

    def _connect(self) -> Json:
        return self.sockets.issue(self._host)

    def _routes(self) -> web.Application:
        app = web.Application(client_max_size=MOST_BYTES)
        app.router.add_route("*", "/api/{method}", self._web_api)
        app.router.add_post("/commands/{team}/{number}/{secret}", self._response_url)
        app.router.add_get("/link/", self.sockets.serve)
        app.router.add_get("/oauth/v2/authorize", self._authorize)
        for verb in ("POST", "PUT"):
            app.router.add_route(verb, UPLOAD_PATH + "{secret}", self._upload)
        app.router.add_get("/files-pri/{file}/{name}", self._download)
        return app

    async def _web_api(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        try:
            values = await _values(request)
        except ValueError:
            return web.json_response(SlackError("invalid_json").answer())
        token = _bearer(request) or values.get("token")
        arguments = Arguments({name: value for name, value in values.items() if name != "token"})
        workspace = self._of_team(self.api.owner(token, arguments).team_id)
        fault = _meet(workspace, method)
        if fault is not None:
            trouble = await _trouble(workspace, request, method, arguments, fault)
            if trouble is not None:
                return trouble
        answer = self.api.call(method, token, arguments, _basic(request))
        _log(workspace, method, arguments, fault, answer=answer)
        if fault is not None and (cut_off := await _aftermath(request, fault)) is not None:
            return cut_off
        return web.json_response(answer, headers={"x-oauth-scopes": ",".join(sorted(self.api.granted_to(token)))})

    async def _response_url(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        workspace = self._of_team(request.match_info["team"])
        fault = _meet(workspace, RESPONSE_URL)
        if fault is not None:
            trouble = await _trouble(workspace, request, RESPONSE_URL, body, fault)
            if trouble is not None:
                return trouble
        answer: Json = {"ok": True}
        try:
            workspace.response_urls.use(request.path, body)
        except SlackError as refusal:
            answer = refusal.answer()
        _log(workspace, RESPONSE_URL, body, fault, answer=answer, status=_status(answer))
        if fault is not None and (cut_off := await _aftermath(request, fault)) is not None:
            return cut_off
        if answer["ok"]:
            return web.Response(text="ok")
        return web.json_response(answer, status=_status(answer))

    async def _authorize(self, request: web.Request) -> web.StreamResponse:
        try:
            return web.Response(status=302, headers={"Location": self.oauth.authorize(request.query)})
        except PageRefused as refusal:
            return web.Response(status=400, text=str(refusal))

    async def _upload(self, request: web.Request) -> web.StreamResponse:
        """The bytes as the body, or as the one file of a form."""
        content = await request.read()
        if request.content_type.startswith("multipart/"):
            fields = (await request.post()).values()
            content = next((field.file.read() for field in fields if isinstance(field, web.FileField)), b"")
        for state in self._states:
            if request.path in state.uploads:
                try:
                    take_upload(state, request.path, content)
                except ValueError as wrong:
                    return web.Response(status=400, text=str(wrong))
                return web.Response(text=f"OK - {len(content)}")
        return web.Response(status=404)

    async def _download(self, request: web.Request) -> web.StreamResponse:
        """A file's bytes, for a token that may read files."""
        token = _bearer(request)
        state = self.api.owner(token, request.match_info)
        file = state.files.get(request.match_info["file"])
        if state.grants.find(token) is None or "files:read" not in self.api.granted_to(token) or file is None:
            return web.Response(status=404)
        return web.Response(body=file.content, content_type=file.mimetype)

    def _of_team(self, team_id: str) -> Workspace:
        return next((one for one in self.workspaces if one.team_id == team_id), self.workspace)


def _meet(workspace: Workspace, method: str) -> Fault | None:
    fault = workspace.faults.meet(method)
    if fault is not None:
        workspace.happened.publish(Troubled(method, fault.kind.value))
    return fault


async def _trouble(
    workspace: Workspace, request: web.Request, method: str, arguments: Any, fault: Fault
) -> web.StreamResponse | None:
    """The response a fault makes of a call; None when the call is processed all the same."""
    match fault.kind:
        case FaultKind.HOLD_BEFORE:
            await fault.released()
            return None
        case FaultKind.HOLD_AFTER | FaultKind.DROP_AFTER:
            return None
        case FaultKind.DROP_BEFORE:
            _log(workspace, method, arguments, fault)
            return _drop(request)
        case FaultKind.FAIL:
            answer = _refusal(fault)
            _log(workspace, method, arguments, fault, answer=answer, status=fault.status)
            headers = {} if fault.retry_after is None else {"Retry-After": str(fault.retry_after)}
            return web.json_response(answer, status=fault.status, headers=headers)


def _log(
    workspace: Workspace,
    method: str,
    arguments: Any,
    fault: Fault | None,
    answer: Json | None = None,
    status: int = 200,
) -> None:
    kind = None if fault is None else fault.kind.value
    call = Call(method, dict(arguments), workspace.state.clock.now(), kind, status, answer)
    workspace.calls.append(call)
    workspace.happened.publish(Called(call))


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


def _basic(request: web.Request) -> tuple[str, str] | None:
    """The client id and secret of HTTP Basic authentication."""
    kind, _, encoded = request.headers.get("Authorization", "").partition(" ")
    try:
        decoded = base64.b64decode(encoded, validate=True).decode()
    except ValueError:
        return None
    login, colon, password = decoded.partition(":")
    return (login, password) if kind.lower() == "basic" and colon else None


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
