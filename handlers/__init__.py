"""Slack in and Block Kit out: listeners, queries, rendering. Knows storage, never the program above it."""

from __future__ import annotations

from slack_bolt.async_app import AsyncApp

from handlers import (
    actions,
    asking,
    channel_settings,
    commands,
    correcting,
    digesting,
    extracting,
    failing,
    home,
    joining,
    lifecycle,
    memberships,
    messages,
    naming,
    watching,
)
from handlers.services import Services


def register(app: AsyncApp, services: Services) -> None:
    """Attach every listener to the app. Bolt asks one after the other, at some cost, and runs the first that matches.

    So messages come first, which are by far the most of what is heard: behind the others they took twice as long.
    """
    failing.register(app, services)
    app.use(lifecycle.OwnWorkspace(services.workspaces))
    messages.register(app, services)
    actions.register(app, services)
    asking.register(app, services)
    channel_settings.register(app, services)
    commands.register(app, services)
    correcting.register(app, services)
    digesting.register(app, services)
    extracting.register(app, services)
    home.register(app, services)
    joining.register(app, services)
    lifecycle.register(app, services)
    memberships.register(app, services)
    naming.register(app, services)
    watching.register(app, services)
    lifecycle.register_last(app)
