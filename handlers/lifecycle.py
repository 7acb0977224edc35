"""What concerns the app as a whole: foreign workspaces, and events that nobody listens to."""

from __future__ import annotations

import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext
from slack_bolt.response import BoltResponse

from handlers.services import Services

log = logging.getLogger(__name__)


def register_first(app: AsyncApp, services: Services) -> None:
    """Before any listener: only workspaces that the bot is in are served. Bolt with one token would accept any.

    From here on `context.team_id` is the workspace that the request is answered in.
    """

    @app.middleware
    async def own_workspace(
        body: Mapping[str, Any],
        context: AsyncBoltContext,
        next: Callable[[], Awaitable[None]],
    ) -> BoltResponse | None:
        for team_id in sorted(_teams(body)):
            if identity := await services.workspaces.identity(team_id):
                context["team_id"], context["bot_user_id"] = identity.team_id, identity.bot_user_id
                await next()
                return None
        log.warning("ignored a request of a foreign workspace")
        return BoltResponse(status=200, body="")


def register_last(app: AsyncApp) -> None:
    """After every listener: acknowledge what nobody listens to, else Slack sends it four times."""

    @app.event(re.compile(".*"))
    async def unheard() -> None:
        """Nothing to do."""


def _teams(body: Mapping[str, Any]) -> set[Any]:
    """Every workspace the request speaks for: in shared channels the sender's team is another one."""
    team, authorizations = body.get("team"), body.get("authorizations")
    authorized = authorizations if isinstance(authorizations, list) else []
    speaking = [body, *(each for each in authorized if isinstance(each, Mapping))]
    named = [each.get("team_id") for each in speaking] + [team.get("id") if isinstance(team, Mapping) else None]
    return {name for name in named if isinstance(name, str)}
