"""The workspaces that this process speaks in, and with which token."""

from __future__ import annotations

from collections.abc import Collection
from typing import Protocol

from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.posting import Poster
from bot.settings import Settings
from bot.slack_client import posting_client, reading_client
from handlers.workspaces import Identity, NotInstalled, Workspaces


class Served(Workspaces, Protocol):
    """The same for the parts that work behind the listeners."""

    async def team_ids(self) -> Collection[str]:
        """Those whose messages are worked off here; one database may hold more."""

    async def poster(self, team_id: str) -> Poster:
        """What posts there. Raises `NotInstalled`."""

    async def authorize(self, enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        """For Bolt: the token of a request's workspace, without a call to Slack."""


class OneWorkspace(Served):
    """The workspace of the bot token in the settings."""

    def __init__(self, settings: Settings, identity: Identity) -> None:
        self._identity = identity
        self._token = settings.slack_bot_token
        self._client = reading_client(settings, token=self._token)
        self._poster = Poster(posting_client(settings, self._token), self._client)

    async def team_ids(self) -> Collection[str]:
        return (self._identity.team_id,)

    async def identity(self, team_id: str) -> Identity | None:
        return self._identity if team_id == self._identity.team_id else None

    async def client(self, team_id: str) -> AsyncWebClient:
        self._check(team_id)
        return self._client

    async def poster(self, team_id: str) -> Poster:
        self._check(team_id)
        return self._poster

    async def authorize(self, enterprise_id: str | None, team_id: str | None) -> AuthorizeResult | None:
        """Always this workspace: requests of others are turned away in `handlers/lifecycle.py`, with an answer."""
        return AuthorizeResult(
            enterprise_id=None,
            team_id=self._identity.team_id,
            bot_token=self._token,
            bot_id=self._identity.bot_id,
            bot_user_id=self._identity.bot_user_id,
        )

    def _check(self, team_id: str) -> None:
        if team_id != self._identity.team_id:
            raise NotInstalled(team_id)
