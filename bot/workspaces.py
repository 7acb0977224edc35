"""The workspaces that this process speaks in, and with which token."""

from __future__ import annotations

import asyncio
import logging
from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import timedelta
from typing import Protocol

from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.posting import Poster
from bot.settings import Settings
from bot.slack_client import posting_client, reading_client
from handlers.workspaces import Identity, NotInstalled, Workspaces
from storage import installations, retention
from storage.installations import Installation
from storage.store import Store

log = logging.getLogger(__name__)

# A token lives twelve hours; Slack's own SDK renews it two hours before its end
RENEWED_BEFORE = timedelta(hours=2)
CLIENTS_KEPT = 1_000


class Served(Workspaces, Protocol):
    """The same for the parts that work behind the listeners."""

    async def team_ids(self) -> Collection[str]:
        """Those whose messages are worked off here; one database may hold more."""

    async def poster(self, team_id: str) -> Poster:
        """What posts there. Raises `NotInstalled`."""

    async def authorize(self, enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        """For Bolt: the token of a request's workspace.

        Of one that is not served a result without a token: `handlers/lifecycle.py` turns its requests away, with an
        answer. Bolt itself would log an error for each.
        """


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

    async def gone(self, team_id: str, *, uninstalled: bool) -> None:
        """What the workspace told is its owner's, who also runs this program: `python -m bot forget` is for them."""
        log.error("Slack takes SLACK_BOT_TOKEN no longer: install the app again and set the new token")

    async def authorize(self, enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
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


class InstalledWorkspaces(Served):
    """Those that installed the bot by OAuth (`bot/oauth.py`); tokens that end are renewed in time."""

    def __init__(self, settings: Settings, store: Store, clock: Clock) -> None:
        self._settings = settings
        self._store = store
        self._clock = clock
        self._renewing: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._clients: dict[str, AsyncWebClient] = {}  # by token

    async def team_ids(self) -> Collection[str]:
        return await installations.team_ids(self._store)

    async def identity(self, team_id: str) -> Identity | None:
        found = await installations.find(self._store, team_id)
        return Identity(team_id, found.bot_user_id, found.bot_id) if found else None

    async def client(self, team_id: str) -> AsyncWebClient:
        token = (await self._alive(team_id)).bot_token
        if token not in self._clients:
            if len(self._clients) >= CLIENTS_KEPT:
                self._clients.clear()
            self._clients[token] = reading_client(self._settings, token=token)
        return self._clients[token]

    async def poster(self, team_id: str) -> Poster:
        looking = await self.client(team_id)
        return Poster(posting_client(self._settings, looking.token or ""), looking)

    async def gone(self, team_id: str, *, uninstalled: bool) -> None:
        """Its tokens are forgotten, and with the bot all that it was told there."""
        log.info("the workspace %s is gone", team_id)
        found = await installations.find(self._store, team_id)
        if found:
            await installations.delete(self._store, found.id)
        if uninstalled:
            await retention.forget_workspace(self._store, team_id)

    async def authorize(self, enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        found = await installations.find(self._store, team_id or enterprise_id or "")
        if found is None and team_id and enterprise_id:
            found = await installations.remember_team(self._store, team_id, enterprise_id)
        if found is None:
            return AuthorizeResult(enterprise_id=enterprise_id, team_id=team_id)
        alive = await self._renewed(found)
        return AuthorizeResult(
            enterprise_id=enterprise_id,
            team_id=team_id,
            bot_token=alive.bot_token,
            bot_id=alive.bot_id,
            bot_user_id=alive.bot_user_id,
            bot_scopes=alive.scopes,
        )

    async def _alive(self, team_id: str) -> Installation:
        found = await installations.find(self._store, team_id)
        if found is None:
            raise NotInstalled(team_id)
        return await self._renewed(found)

    async def _renewed(self, installation: Installation) -> Installation:
        """The installation with a token that lasts. Where Slack can't be reached the old one has to do."""
        if not self._ends(installation):
            return installation
        async with self._renewing[installation.id]:  # a refresh token works once
            known = await installations.find(self._store, installation.id) or installation
            if not self._ends(known):
                return known
            try:
                renewed = await self._renew(known)
            except Exception as failed:  # Slack refuses, is away, or answers with something else: all the same here
                log.warning("the token of %s could not be renewed: %s", known.id, failed)
                return known
            await installations.save(self._store, renewed)
            return renewed

    def _ends(self, installation: Installation) -> bool:
        ends, renewable = installation.expires_at, installation.refresh_token
        return bool(renewable) and ends is not None and ends - self._clock.now() < RENEWED_BEFORE

    async def _renew(self, installation: Installation) -> Installation:
        answer = await posting_client(self._settings, "").oauth_v2_access(
            client_id=self._settings.slack_client_id,
            client_secret=self._settings.slack_client_secret,
            grant_type="refresh_token",
            refresh_token=installation.refresh_token,
        )
        return replace(
            installation,
            bot_token=str(answer["access_token"]),
            refresh_token=answer.get("refresh_token"),
            expires_at=self._clock.now() + timedelta(seconds=int(answer["expires_in"])),
        )
