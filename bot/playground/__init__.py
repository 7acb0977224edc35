"""A small Slack in one process: Web API, Socket Mode, Events API, for trying the bot and for its tests."""

from __future__ import annotations

from bot.playground.server import PlaygroundServer
from bot.playground.workspace import Workspace

__all__ = ["PlaygroundServer", "Workspace"]
