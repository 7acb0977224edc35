"""Installing the app: the page where a person allows it, the code for a token, rotation, revocation.

Source: docs.slack.dev/authentication/installing-with-oauth and .../using-token-rotation.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import urlencode

from bot.playground.arguments import Arguments
from bot.playground.grants import LIFETIME, Grant, scopes_in
from bot.playground.records import Json, Revoked, SlackError, Uninstalled
from bot.playground.state import Credentials, State

CODE_LIFETIME = timedelta(minutes=10)


class PageRefused(Exception):
    """Slack shows the person an error page in place of asking them; nobody is sent back to the app."""


@dataclass(frozen=True)
class _Code:
    state: State
    user_id: str
    scopes: frozenset[str]
    redirect_uri: str | None
    issued: datetime
    used: bool = False


class OAuth:
    """The app as it is installed into workspaces, all by the same client id and secret.

    `chosen` is the workspace the next person installs into, and `allows` whether they allow it; by default the first
    workspace without the app, else the first. `org_wide`: for all workspaces of its Enterprise organisation at once.
    `rotates` is the app's token rotation setting.
    """

    def __init__(self, states: Sequence[State], credentials: Credentials) -> None:
        self._states = states
        self._credentials = credentials
        self._codes: dict[str, _Code] = {}
        self.rotates = True
        self.allows = True
        self.org_wide = False
        self.chosen: State | None = None

    def authorize(self, query: Mapping[str, str]) -> str:
        """A person opens the authorize page: where they are sent back to. Raises `PageRefused`."""
        if query.get("client_id") != self._credentials.client_id:
            raise PageRefused("invalid_client_id: no app has this client id")
        scopes = scopes_in(query.get("scope", ""))
        if not scopes:
            raise PageRefused("invalid_scope: the app asks for no scopes")
        redirect_uri = query.get("redirect_uri", "")
        if not redirect_uri.startswith(("http://", "https://")):
            raise PageRefused("bad_redirect_uri: the app names no address to come back to")
        back = {"state": query["state"]} if "state" in query else {}
        back |= {"code": self._issue(scopes, redirect_uri)} if self.allows else {"error": "access_denied"}
        return redirect_uri + ("&" if "?" in redirect_uri else "?") + urlencode(back)

    def _issue(self, scopes: frozenset[str], redirect_uri: str) -> str:
        without = [state for state in self._states if state.grants.newest is None]
        state = self.chosen or (without or self._states)[0]
        person = next(user for user in state.users.values() if user.bot_id is None)
        code = f"{secrets.randbelow(10**12)}.{secrets.token_hex(16)}"
        self._codes[code] = _Code(state, person.id, scopes, redirect_uri, state.clock.now())
        return code

    def access(self, arguments: Arguments, credentials: tuple[str, str] | None) -> Json:
        """oauth.v2.access: a code, or a refresh token, for a token.

        `credentials` are those of HTTP Basic authentication, where it was used. Raises `invalid_client_id`,
        `bad_client_secret`, `invalid_code`, `code_already_used`, `bad_redirect_uri`, `invalid_grant_type`,
        `invalid_refresh_token`.
        """
        self._check_client(arguments, credentials)
        match arguments.optional("grant_type") or "authorization_code":
            case "authorization_code":
                return self._exchange(arguments)
            case "refresh_token":
                return self._refresh(arguments.optional("refresh_token") or "")
        raise SlackError("invalid_grant_type")

    def _check_client(self, arguments: Arguments, credentials: tuple[str, str] | None) -> None:
        given = (arguments.optional("client_id") or "", arguments.optional("client_secret") or "")
        client_id, client_secret = credentials or given
        if client_id != self._credentials.client_id:
            raise SlackError("invalid_client_id")
        if client_secret != self._credentials.client_secret:
            raise SlackError("bad_client_secret")

    def _exchange(self, arguments: Arguments) -> Json:
        code = self._codes.get(arguments.optional("code") or "")
        if code is None or code.state.clock.now() - code.issued > CODE_LIFETIME:
            raise SlackError("invalid_code")
        if code.used:
            raise SlackError("code_already_used")
        if arguments.optional("redirect_uri") not in (None, code.redirect_uri):
            raise SlackError("bad_redirect_uri")
        self._codes[arguments["code"]] = replace(code, used=True)
        org_wide = self.org_wide and code.state.enterprise_id is not None
        if org_wide:
            self._share_tokens(code.state)
        now = code.state.clock.now()
        grant = code.state.grants.give(code.scopes, now, rotates=self.rotates, org_wide=org_wide)
        return _answer(code.state, grant) | {"authed_user": {"id": code.user_id}}

    def _share_tokens(self, first: State) -> None:
        """One set of tokens for all workspaces of an organisation."""
        for state in self._states:
            if state.enterprise_id == first.enterprise_id:
                state.grants = first.grants

    def _refresh(self, refresh_token: str) -> Json:
        for state in self._states:
            grant = state.grants.refresh(refresh_token, state.clock.now())
            if grant is not None:
                return _answer(state, grant)
        raise SlackError("invalid_refresh_token")

    def revoke(self, state: State, grant: Grant, arguments: Arguments) -> Json:
        """auth.revoke: ends the token that calls; without any other the app is no longer installed."""
        if arguments.flag("test"):
            return {"revoked": False}
        state.grants.revoke(grant.token)
        if state.grants.newest is None:
            uninstall(state)
        return {"revoked": True}

    def uninstall(self, state: State, grant: Grant, arguments: Arguments) -> Json:
        """apps.uninstall, which needs the client's secret beside the token."""
        self._check_client(arguments, None)
        uninstall(state)
        return {}


def uninstall(state: State) -> None:
    """Take the app out of the workspace: its tokens end, and it hears of both, in no certain order."""
    state.grants.uninstall()
    state.happenings.publish(Uninstalled())
    state.happenings.publish(Revoked())


def _answer(state: State, grant: Grant) -> Json:
    enterprise = {"id": state.enterprise_id, "name": state.team_name} if state.enterprise_id else None
    answer: Json = {
        "access_token": grant.token,
        "token_type": "bot",
        "scope": ",".join(sorted(grant.scopes or ())),
        "bot_user_id": state.bot_user.id,
        "app_id": state.app_id,
        "team": None if grant.org_wide else {"id": state.team_id, "name": state.team_name},
        "enterprise": enterprise,
        "is_enterprise_install": grant.org_wide,
    }
    if grant.refresh_token:
        answer |= {"refresh_token": grant.refresh_token, "expires_in": int(LIFETIME.total_seconds())}
    return answer
