"""What concerns the app as a whole: whose request it is, the end of an installation, events nobody listens to."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_bolt.middleware.async_middleware import AsyncMiddleware
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_bolt.response import BoltResponse

from handlers.blocks.words.installing import INSTALLING
from handlers.services import Services
from handlers.workspaces import Workspaces

log = logging.getLogger(__name__)

LAST_EVENTS = ("app_uninstalled", "tokens_revoked")  # may come after the installation is forgotten


class OwnWorkspace(AsyncMiddleware):
    """Before any listener: only workspaces that the bot is in are served. Bolt with one token would accept any.

    From here on `context.team_id` is the workspace that the request is answered in.
    """

    def __init__(self, workspaces: Workspaces) -> None:
        self._workspaces = workspaces

    async def async_process(
        self, *, req: AsyncBoltRequest, resp: BoltResponse, next: Callable[[], Awaitable[BoltResponse]]
    ) -> BoltResponse:
        if await self._is_served(req) or _event(req.body).get("type") in LAST_EVENTS:
            await next()
            return resp
        log.warning("ignored a request of a foreign workspace")
        # whoever typed a command reads this, in whichever language they do
        told = " ".join(INSTALLING.of(lang)["not_installed"] for lang in ("en", "de"))
        return BoltResponse(status=200, body=told if "command" in req.body else "")

    async def _is_served(self, req: AsyncBoltRequest) -> bool:
        context = req.context
        for team_id in dict.fromkeys(_teams(req.body, context)):
            if identity := await self._workspaces.identity(team_id):
                context["team_id"], context["bot_user_id"] = identity.team_id, identity.bot_user_id
                if context.client is not None and not context.client.token:
                    context.client.token = (await self._workspaces.client(team_id)).token
                return True
        return False


def register(app: AsyncApp, services: Services) -> None:
    @app.event("app_uninstalled")
    async def app_uninstalled(context: AsyncBoltContext) -> None:
        await services.workspaces.gone(_workspace(context), uninstalled=True)

    @app.event("tokens_revoked")
    async def tokens_revoked(event: Mapping[str, Any], context: AsyncBoltContext) -> None:
        """Of people's own tokens ("oauth") the bot has none."""
        tokens = event.get("tokens")
        if isinstance(tokens, Mapping) and tokens.get("bot"):
            await services.workspaces.gone(_workspace(context), uninstalled=False)


def register_last(app: AsyncApp) -> None:
    """After every listener: acknowledge what nobody listens to, else Slack sends it four times."""

    @app.event(re.compile(".*"))
    async def unheard() -> None:
        """Nothing to do."""


def _workspace(context: AsyncBoltContext) -> str:
    return context.team_id or context.enterprise_id or ""


def _event(body: Mapping[str, Any]) -> Mapping[str, Any]:
    event = body.get("event")
    return event if isinstance(event, Mapping) else {}


def _teams(body: Mapping[str, Any], context: AsyncBoltContext) -> Iterator[str]:
    """Every workspace the request may speak for, likeliest first: in shared channels the sender's is another one.

    Last the organisation: what concerns all of it names no workspace.
    """
    authorizations = body.get("authorizations")
    places = [body, body.get("view"), body.get("user"), *(authorizations if isinstance(authorizations, list) else [])]
    named = [context.team_id, *(each.get("team_id") for each in places if isinstance(each, Mapping))]
    team = body.get("team")
    named += [team.get("id") if isinstance(team, Mapping) else None, context.enterprise_id]
    return (name for name in named if isinstance(name, str) and name)
