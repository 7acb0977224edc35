"""Messages in the bot's channels: the inbox row is all that happens here, the worker does the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from slack_bolt.async_app import AsyncApp, AsyncBoltContext

from handlers import memberships
from handlers.intake import Persist
from handlers.services import Services


def register(app: AsyncApp, services: Services) -> None:
    keep = Persist(services)

    # `app.message()` would skip messages without text, and only the first matching listener runs
    @app.event("message", middleware=[keep])
    async def message(event: Mapping[str, Any], context: AsyncBoltContext) -> None:
        """Kept by the middleware."""
        memberships.changed_by(services, context.team_id or "", event)

    @app.event("app_mention", middleware=[keep])
    async def app_mention() -> None:
        """Kept by the middleware; most often the `message` event of the same ts came first."""
