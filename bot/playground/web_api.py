"""The Web API: which methods there are, who may call them, and what a refusal looks like."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.playground import chat_methods, conversation_methods, view_methods
from bot.playground.arguments import Arguments
from bot.playground.records import Json, SlackError
from bot.playground.state import Credentials, State

Run = Callable[[State, Arguments], Json]

CONNECT = "apps.connections.open"


@dataclass(frozen=True)
class Method:
    """What a method does, and the scope a bot token needs for it ("" for none)."""

    run: Run
    scope: str = ""


METHODS: Mapping[str, Method] = {
    "auth.test": Method(view_methods.auth_test),
    "chat.postMessage": Method(chat_methods.post_message, "chat:write"),
    "chat.postEphemeral": Method(chat_methods.post_ephemeral, "chat:write"),
    "chat.update": Method(chat_methods.update, "chat:write"),
    "chat.delete": Method(chat_methods.delete, "chat:write"),
    "chat.getPermalink": Method(chat_methods.permalink),
    "conversations.replies": Method(conversation_methods.replies, "channels:history"),
    "conversations.history": Method(conversation_methods.history, "channels:history"),
    "conversations.info": Method(conversation_methods.info, "channels:read"),
    "conversations.members": Method(conversation_methods.members, "channels:read"),
    "conversations.open": Method(conversation_methods.open_conversation, "im:write"),
    "users.info": Method(conversation_methods.user_info, "users:read"),
    "users.conversations": Method(conversation_methods.user_conversations, "channels:read"),
    "reactions.add": Method(view_methods.add_reaction, "reactions:write"),
    "reactions.remove": Method(view_methods.remove_reaction, "reactions:write"),
    "reactions.get": Method(view_methods.get_reactions, "reactions:read"),
    "views.open": Method(view_methods.open_view),
    "views.push": Method(view_methods.push_view),
    "views.update": Method(view_methods.update_view),
    "views.publish": Method(view_methods.publish_view),
}
SCOPES = frozenset(method.scope for method in METHODS.values() if method.scope) | {"app_mentions:read", "commands"}


class WebApi:
    """Answers calls in the name of one installed app. `scopes` is what its bot token was granted."""

    def __init__(
        self, state: State, credentials: Credentials, connect: Callable[[], Json], scopes: frozenset[str] = SCOPES
    ) -> None:
        self._state = state
        self._credentials = credentials
        self._connect = connect
        self.scopes = scopes

    def call(self, name: str, token: str | None, arguments: Arguments) -> Json:
        """Answer one call as Slack does: errors are answers too, with `ok` False."""
        try:
            return {"ok": True, **self._run(name, token, arguments)}
        except SlackError as refusal:
            return refusal.answer()

    def _run(self, name: str, token: str | None, arguments: Arguments) -> Json:
        method = METHODS.get(name)
        if method is None and name != CONNECT:
            raise SlackError("unknown_method", req_method=name)
        if not token:
            raise SlackError("not_authed")
        if token not in (self._credentials.bot_token, self._credentials.app_token):
            raise SlackError("invalid_auth")
        if (token == self._credentials.app_token) != (method is None):
            raise SlackError("not_allowed_token_type")
        if method is None:
            return self._connect()
        if method.scope and method.scope not in self.scopes:
            raise SlackError("missing_scope", needed=method.scope, provided=",".join(sorted(self.scopes)))
        return method.run(self._state, arguments)
