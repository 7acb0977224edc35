"""The workspaces that the bot is installed in, as the listeners know them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from slack_sdk.web.async_client import AsyncWebClient


@dataclass(frozen=True, slots=True)
class Identity:
    """Who the bot is in a workspace, as Slack's auth.test says."""

    team_id: str
    bot_user_id: str
    bot_id: str


class Workspaces(Protocol):
    """The workspaces that the bot is installed in."""

    async def identity(self, team_id: str) -> Identity | None:
        """Who it is there; None where it is not installed."""

    async def client(self, team_id: str) -> AsyncWebClient:
        """For calls that may safely be repeated: lists of members, opening a modal. Posts go through the outbox.

        Raises `NotInstalled`.
        """

    async def gone(self, team_id: str, *, uninstalled: bool) -> None:
        """Its tokens are worth nothing any more; `uninstalled`: and the bot is not wanted there any more."""


class NotInstalled(Exception):
    """The bot has no token for that workspace, or no longer."""
