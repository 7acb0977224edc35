"""Events that say who is in a conversation, or of what kind it is: what was known of them counts no more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext

from handlers.services import Services

Event = Mapping[str, Any]

_CHANGES = (
    "member_joined_channel",
    "member_left_channel",
    "channel_left",
    "group_left",
    "channel_shared",
    "channel_unshared",
)
_MESSAGES = ("channel_convert_to_private", "channel_convert_to_public")  # subtypes


def register(app: AsyncApp, services: Services) -> None:
    async def changed(event: Event, context: AsyncBoltContext) -> None:
        services.visibility.heard(context.team_id or "", event)

    for name in _CHANGES:
        app.event(name)(changed)


def changed_by(services: Services, team_id: str, message: Event) -> None:
    """The same for messages that tell of it."""
    if message.get("subtype") in _MESSAGES:
        services.visibility.heard(team_id, message)
