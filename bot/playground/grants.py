"""The bot's tokens in one workspace: given at installation, rotated, revoked."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.playground.records import SlackError

LIFETIME = timedelta(hours=12)  # docs.slack.dev/authentication/using-token-rotation
MOST_ALIVE = 2  # access tokens of one installation that are valid at a time, same page


@dataclass(frozen=True, slots=True)
class Grant:
    """One bot token. `scopes` None: whatever the app has."""

    token: str
    scopes: frozenset[str] | None = None
    expires: datetime | None = None
    refresh_token: str | None = None
    org_wide: bool = False  # for every workspace of an Enterprise organisation
    refused: str = ""  # Slack's error for a token that was revoked ("token_revoked") or uninstalled with its app


class Grants:
    """Every token that was ever given out here, the newest last."""

    def __init__(self) -> None:
        self._grants: dict[str, Grant] = {}

    @property
    def newest(self) -> Grant | None:
        """The newest token that was neither revoked nor uninstalled; None without an installation."""
        alive = self._alive()
        return alive[-1] if alive else None

    def add(self, token: str) -> Grant:
        """A token that never expires, for a workspace that has the app from the start."""
        return self._keep(Grant(token))

    def give(self, scopes: frozenset[str], now: datetime, *, rotates: bool, org_wide: bool = False) -> Grant:
        """A token for a new installation; with rotation it ends after twelve hours and can be refreshed."""
        secret = secrets.token_hex(16)
        if not rotates:
            return self._keep(Grant(f"xoxb-{secret}", scopes, org_wide=org_wide))
        refresh_token = f"xoxe-1-{secrets.token_hex(16)}"
        return self._keep(Grant(f"xoxe.xoxb-1-{secret}", scopes, now + LIFETIME, refresh_token, org_wide))

    def refresh(self, refresh_token: str, now: datetime) -> Grant | None:
        """The next token for a refresh token, which is spent by it; None when it is not one of these."""
        for grant in self._alive():
            if grant.refresh_token == refresh_token:
                self._keep(replace(grant, refresh_token=None))
                fresh = self.give(grant.scopes or frozenset(), now, rotates=True, org_wide=grant.org_wide)
                for old in self._alive()[:-MOST_ALIVE]:
                    self._keep(replace(old, refused="token_revoked"))
                return fresh
        return None

    def find(self, token: str) -> Grant | None:
        return self._grants.get(token)

    def revoke(self, token: str) -> None:
        self._keep(replace(self._grants[token], refused="token_revoked"))

    def uninstall(self) -> None:
        """End every token that is still alive."""
        for grant in self._alive():
            self._keep(replace(grant, refused="account_inactive"))

    def _alive(self) -> list[Grant]:
        return [grant for grant in self._grants.values() if not grant.refused]

    def _keep(self, grant: Grant) -> Grant:
        self._grants[grant.token] = grant
        return grant


def check_grant(grant: Grant, now: datetime) -> None:
    """Raise `token_revoked`, `account_inactive` or `token_expired` for a token that is no longer good."""
    if grant.refused:
        raise SlackError(grant.refused)
    if grant.expires is not None and now >= grant.expires:
        raise SlackError("token_expired")


def scopes_in(text: str) -> frozenset[str]:
    """The scopes in a comma-separated list."""
    return frozenset(_stripped(text.split(",")))


def _stripped(names: Iterable[str]) -> Iterable[str]:
    return (name.strip() for name in names if name.strip())
