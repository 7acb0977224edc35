"""A small Slack in one process, for trying the bot and for its tests: Web API, Socket Mode, Events API, OAuth, several
workspaces, and two ways to be in one of them: a terminal and a page in the browser."""

from __future__ import annotations

from bot.playground.server import PlaygroundServer
from bot.playground.workspace import Workspace

__all__ = ["PlaygroundServer", "Workspace"]
