"""The Web API: which methods there are, who may call them, and what a refusal looks like."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.playground import chat_methods, conversation_methods, file_methods, view_methods
from bot.playground.arguments import Arguments
from bot.playground.grants import Grant, check_grant
from bot.playground.oauth import OAuth
from bot.playground.records import ChannelKind, Json, SlackError
from bot.playground.state import Credentials, State

Run = Callable[[State, Arguments], Json]
Needs = Callable[[State, Arguments], str]  # the scope that a call needs, "" for none

CONNECT = "apps.connections.open"
ACCESS = "oauth.v2.access"


def _nothing(state: State, arguments: Arguments) -> str:
    return ""


def _always(scope: str) -> Needs:
    return lambda state, arguments: scope


def _by_kind(right: str) -> Needs:
    """The scope for the conversation that `channel` names, such as groups:history for a private channel."""

    def needs(state: State, arguments: Arguments) -> str:
        channel = state.channels.get(arguments.optional("channel") or "")
        return f"{(channel.kind if channel else ChannelKind.PUBLIC).scope}:{right}"

    return needs


@dataclass(frozen=True)
class Method:
    """What a method does, and the scope a bot token needs for it."""

    run: Run
    needs: Needs = _nothing


METHODS: Mapping[str, Method] = {
    "auth.test": Method(view_methods.auth_test),
    "chat.postMessage": Method(chat_methods.post_message, _always("chat:write")),
    "chat.postEphemeral": Method(chat_methods.post_ephemeral, _always("chat:write")),
    "chat.update": Method(chat_methods.update, _always("chat:write")),
    "chat.delete": Method(chat_methods.delete, _always("chat:write")),
    "chat.getPermalink": Method(chat_methods.permalink),
    "conversations.replies": Method(conversation_methods.replies, _by_kind("history")),
    "conversations.history": Method(conversation_methods.history, _by_kind("history")),
    "conversations.info": Method(conversation_methods.info, _by_kind("read")),
    "conversations.members": Method(conversation_methods.members, _by_kind("read")),
    "conversations.join": Method(conversation_methods.join, _always("channels:join")),
    "conversations.list": Method(conversation_methods.list_conversations),
    "users.conversations": Method(conversation_methods.user_conversations),
    "conversations.open": Method(
        conversation_methods.open_conversation,
        lambda state, arguments: "mpim:write" if "," in arguments.required("users") else "im:write",
    ),
    "users.info": Method(conversation_methods.user_info, _always("users:read")),
    "team.info": Method(conversation_methods.team_info, _always("team:read")),
    "files.getUploadURLExternal": Method(file_methods.get_upload_url, _always("files:write")),
    "files.completeUploadExternal": Method(file_methods.complete_upload, _always("files:write")),
    "files.info": Method(file_methods.file_info, _always("files:read")),
    "reactions.add": Method(view_methods.add_reaction, _always("reactions:write")),
    "reactions.remove": Method(view_methods.remove_reaction, _always("reactions:write")),
    "reactions.get": Method(view_methods.get_reactions, _always("reactions:read")),
    "views.open": Method(view_methods.open_view),
    "views.push": Method(view_methods.push_view),
    "views.update": Method(view_methods.update_view),
    "views.publish": Method(view_methods.publish_view),
}
_BY_TYPES = ("conversations.list", "users.conversations")  # these need a scope for each kind they are asked for
_KINDS = tuple(kind.scope for kind in ChannelKind)
SCOPES = frozenset(
    {"app_mentions:read", "commands", "chat:write", "channels:join", "im:write", "mpim:write", "users:read"}
    | {"team:read", "files:read", "files:write", "reactions:read", "reactions:write"}
    | {f"{kind}:{right}" for kind in _KINDS for right in ("read", "history")}
)


class WebApi:
    """Answers calls in the name of one app, in each workspace that it is installed in.

    `scopes` is what a token has that was not given with scopes of its own.
    """

    def __init__(
        self,
        states: Sequence[State],
        credentials: Credentials,
        connect: Callable[[], Json],
        oauth: OAuth,
        scopes: frozenset[str] = SCOPES,
    ) -> None:
        self._states = states
        self._credentials = credentials
        self._connect = connect
        self._oauth = oauth
        self.scopes = scopes

    def call(
        self, name: str, token: str | None, arguments: Arguments, credentials: tuple[str, str] | None = None
    ) -> Json:
        """Answer one call as Slack does: errors are answers too, with `ok` False.

        `credentials`: client id and secret, where the call came with HTTP Basic authentication.
        """
        try:
            return {"ok": True, **self._run(name, token, arguments, credentials)}
        except SlackError as refusal:
            return refusal.answer()

    def owner(self, token: str | None, arguments: Mapping[str, Any]) -> State:
        """The workspace that a call is for: the token's, or with an organisation's token that of the ids it names.

        The first one for a token that there is not.
        """
        owners = [state for state in self._states if state.grants.find(token or "")]
        named = [value for value in arguments.values() if isinstance(value, str)]
        for state in owners[1:]:
            if any(state.knows(value) and not owners[0].knows(value) for value in named):
                return state
        return (owners or self._states)[0]

    def granted_to(self, token: str | None) -> frozenset[str]:
        """The scopes of a token."""
        grant = self.owner(token, {}).grants.find(token or "")
        return self.scopes if grant is None or grant.scopes is None else grant.scopes

    def _run(self, name: str, token: str | None, arguments: Arguments, credentials: tuple[str, str] | None) -> Json:
        if name == "api.test":
            return {"args": dict(arguments)}
        if name == ACCESS:
            return self._oauth.access(arguments, credentials)
        calls = {"auth.revoke": self._oauth.revoke, "apps.uninstall": self._oauth.uninstall}
        method = METHODS.get(name)
        if method is None and name not in (*calls, CONNECT):
            raise SlackError("unknown_method", req_method=name)
        if not token:
            raise SlackError("not_authed")
        if token == self._credentials.app_token:
            if name != CONNECT:
                raise SlackError("not_allowed_token_type")
            return self._connect()
        state, grant = self._authenticated(token, arguments)
        if method is not None:
            self._check_scopes(name, method, state, grant, arguments)
            return method.run(state, arguments)
        if name == CONNECT:
            raise SlackError("not_allowed_token_type")
        return calls[name](state, grant, arguments)

    def _authenticated(self, token: str, arguments: Arguments) -> tuple[State, Grant]:
        state = self.owner(token, arguments)
        grant = state.grants.find(token)
        if grant is None:
            raise SlackError("invalid_auth")
        check_grant(grant, state.clock.now())
        return state, grant

    def _check_scopes(self, name: str, method: Method, state: State, grant: Grant, arguments: Arguments) -> None:
        has = self.granted_to(grant.token)
        needed = {method.needs(state, arguments)} - {""}
        if name in _BY_TYPES:
            if grant.org_wide and not arguments.optional("team_id"):
                raise SlackError("missing_argument", "missing required field: team_id")
            needed = {f"{kind.scope}:read" for kind in conversation_methods.conversation_types(arguments)}
        if not needed <= has:
            raise SlackError("missing_scope", needed=min(needed - has), provided=",".join(sorted(has)))
