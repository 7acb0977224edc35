"""Events that say who is in a conversation, or of what kind it is: what was known of them counts no more."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext

from handlers.services import Services

_CHANGES = frozenset(
    (
        "member_joined_channel",
        "member_left_channel",
        "channel_left",
        "group_left",
        "channel_shared",
        "channel_unshared",
        # of messages
        "channel_convert_to_private",
        "channel_convert_to_public",
    )
)


def register(app: AsyncApp, services: Services) -> None:
    """A middleware, so that whoever else listens to these events hears them too."""

    @app.middleware
    async def memberships(
        body: Mapping[str, Any], context: AsyncBoltContext, next: Callable[[], Awaitable[None]]
    ) -> None:
        event = body.get("event")
        if isinstance(event, Mapping) and not _CHANGES.isdisjoint((event.get("type"), event.get("subtype"))):
            services.visibility.heard(context.team_id or "", event)
        await next()
