"""Slack in and Block Kit out: listeners, queries, rendering. Knows storage, never the program above it."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from handlers import actions, commands, correcting, home, joining, lifecycle, messages, naming
from handlers.services import Services


def register(app: AsyncApp, services: Services) -> None:
    """Attach every listener to the app; the order matters, Bolt runs the first that matches."""
    lifecycle.register_first(app, services)
    actions.register(app, services)
    commands.register(app, services)
    correcting.register(app, services)
    home.register(app, services)
    joining.register(app, services)
    messages.register(app, services)
    naming.register(app, services)
    lifecycle.register_last(app)
