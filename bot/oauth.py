"""Installing the bot into a workspace or a whole organisation: OAuth as Bolt does it, over our own store."""

from __future__ import annotations

import secrets
from datetime import UTC, datetime, timedelta
from typing import Any

from slack_bolt.oauth.async_oauth_flow import AsyncOAuthFlow
from slack_bolt.oauth.async_oauth_settings import AsyncOAuthSettings
from slack_sdk.oauth.installation_store import Bot
from slack_sdk.oauth.installation_store import Installation as SlackInstallation
from slack_sdk.oauth.installation_store.async_installation_store import AsyncInstallationStore
from slack_sdk.oauth.state_store.async_state_store import AsyncOAuthStateStore

from bot.clock import Clock
from bot.settings import Settings
from bot.slack_client import posting_client
from storage import installations
from storage.installations import Installation
from storage.store import Store

INSTALL_PATH = "/slack/install"
REDIRECT_PATH = "/slack/oauth_redirect"
STATE_LIFETIME = timedelta(minutes=10)  # for the person at Slack's page

# What the bot may do; README says why, `manifest.yaml` asks for the same
SCOPES = (
    "app_mentions:read",
    "channels:history",
    "channels:read",
    "chat:write",
    "commands",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "mpim:history",
    "mpim:read",
    "reactions:write",
    "users:read",
)


def oauth_flow(settings: Settings, store: Store, clock: Clock) -> AsyncOAuthFlow:
    """What answers `INSTALL_PATH` and `REDIRECT_PATH`. A code works once, so its exchange is never repeated."""
    return AsyncOAuthFlow(
        client=posting_client(settings, ""),
        settings=AsyncOAuthSettings(
            client_id=settings.slack_client_id,
            client_secret=settings.slack_client_secret,
            scopes=SCOPES,
            redirect_uri=settings.public_url + REDIRECT_PATH if settings.public_url else None,
            authorization_url=_authorization_url(settings.slack_api_base_url),
            install_path=INSTALL_PATH,
            redirect_uri_path=REDIRECT_PATH,
            install_page_rendering_enabled=False,  # straight on to Slack's own page
            installation_store=InstallationStore(store),
            state_store=StateStore(store, clock),
        ),
    )


def _authorization_url(api_base_url: str) -> str:
    """Beside the Web API: https://slack.com/oauth/v2/authorize."""
    return api_base_url.removesuffix("api/") + "oauth/v2/authorize"


class InstallationStore(AsyncInstallationStore):
    """Installations as Slack's SDK has them. Of people's own tokens, which the bot never asks for, nothing is kept."""

    def __init__(self, store: Store) -> None:
        self._store = store

    async def async_save(self, installation: SlackInstallation) -> None:
        await installations.save(self._store, _ours(installation.to_bot(), installation.user_id or ""))

    async def async_save_bot(self, bot: Bot) -> None:
        known = await installations.find(self._store, _id(bot.enterprise_id, bot.team_id, bot.is_enterprise_install))
        await installations.save(self._store, _ours(bot, known.user_id if known else ""))

    async def async_find_bot(
        self, *, enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None = False
    ) -> Bot | None:
        found = await installations.find(self._store, _id(enterprise_id, team_id, is_enterprise_install))
        return _theirs(found) if found else None

    async def async_find_installation(
        self,
        *,
        enterprise_id: str | None,
        team_id: str | None,
        user_id: str | None = None,
        is_enterprise_install: bool | None = False,
    ) -> SlackInstallation | None:
        """The workspace's, whoever `user_id` is: there is one."""
        found = await installations.find(self._store, _id(enterprise_id, team_id, is_enterprise_install))
        if found is None:
            return None
        bot = _theirs(found)
        return SlackInstallation(
            user_id=found.user_id,
            enterprise_id=bot.enterprise_id,
            team_id=bot.team_id,
            team_name=bot.team_name,
            bot_token=bot.bot_token,
            bot_id=bot.bot_id,
            bot_user_id=bot.bot_user_id,
            bot_scopes=list(found.scopes),
            bot_refresh_token=bot.bot_refresh_token,
            bot_token_expires_at=bot.bot_token_expires_at,
            is_enterprise_install=bot.is_enterprise_install,
            installed_at=bot.installed_at,
        )

    async def async_delete_bot(self, *, enterprise_id: str | None, team_id: str | None) -> None:
        await installations.delete(self._store, team_id or enterprise_id or "")

    async def async_delete_installation(
        self, *, enterprise_id: str | None, team_id: str | None, user_id: str | None = None
    ) -> None:
        """One person's own token ends: of those nothing is kept. Without a person it is the whole installation."""
        if user_id is None:
            await self.async_delete_bot(enterprise_id=enterprise_id, team_id=team_id)


class StateStore(AsyncOAuthStateStore):
    """Proves that who comes back from Slack's page was sent there from here, a short while ago."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def async_issue(self, *args: Any, **kwargs: Any) -> str:
        state, now = secrets.token_urlsafe(32), self._clock.now()
        await installations.keep_state(self._store, state, now + STATE_LIFETIME, now)
        return state

    async def async_consume(self, state: str) -> bool:
        return await installations.use_state(self._store, state, self._clock.now())


def _id(enterprise_id: str | None, team_id: str | None, is_enterprise_install: bool | None) -> str:
    return (enterprise_id if is_enterprise_install else team_id) or enterprise_id or ""


def _ours(bot: Bot, user_id: str) -> Installation:
    expires_at = bot.bot_token_expires_at
    return Installation(
        team_id=None if bot.is_enterprise_install else bot.team_id,
        enterprise_id=bot.enterprise_id,
        name=(bot.enterprise_name if bot.is_enterprise_install else bot.team_name) or "",
        bot_token=bot.bot_token,
        refresh_token=bot.bot_refresh_token,
        expires_at=datetime.fromtimestamp(expires_at, UTC) if expires_at else None,
        bot_id=bot.bot_id or "",
        bot_user_id=bot.bot_user_id or "",
        scopes=tuple(bot.bot_scopes or ()),
        user_id=user_id,
        installed_at=datetime.fromtimestamp(bot.installed_at, UTC),
    )


def _theirs(installation: Installation) -> Bot:
    return Bot(
        enterprise_id=installation.enterprise_id,
        enterprise_name=None if installation.team_id else installation.name,
        team_id=installation.team_id,
        team_name=installation.name if installation.team_id else None,
        bot_token=installation.bot_token,
        bot_id=installation.bot_id,
        bot_user_id=installation.bot_user_id,
        bot_scopes=list(installation.scopes),
        bot_refresh_token=installation.refresh_token,
        bot_token_expires_at=int(installation.expires_at.timestamp()) if installation.expires_at else None,
        is_enterprise_install=installation.team_id is None,
        installed_at=installation.installed_at.timestamp(),
    )
