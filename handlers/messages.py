"""Messages in the bot's channels: the inbox row is all that happens here, the worker does the rest."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from handlers.intake import persist
from handlers.services import Services


def register(app: AsyncApp, services: Services) -> None:
    keep = persist(services)

    # `app.message()` would skip messages without text, and only the first matching listener runs
    @app.event("message", middleware=[keep])
    async def message() -> None:
        """Kept by the middleware."""

    @app.event("app_mention", middleware=[keep])
    async def app_mention() -> None:
        """Kept by the middleware; most often the `message` event of the same ts came first."""
