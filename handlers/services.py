"""What the listeners are given: the composition root builds one of these, tests build another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from slack_sdk.web.async_client import AsyncWebClient

from storage.deal_view import Merge
from storage.store import Store


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


class NotInstalled(Exception):
    """The bot has no token for that workspace, or no longer."""


@dataclass(frozen=True, slots=True)
class Services:
    store: Store
    workspaces: Workspaces
    merge: Merge  # how observations become deals, for decisions about them
    now: Callable[[], datetime]  # aware and UTC
    new_id: Callable[[], str]  # unique, for posts
    wake_worker: Callable[[], None]  # after an inbox row
    wake_sender: Callable[[], None]  # after an outbox row
