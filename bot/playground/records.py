"""What a workspace holds and what happens in it. Times are aware and UTC; a `ts` is Slack's own string."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

Json = dict[str, Any]
Blocks = tuple[Mapping[str, Any], ...]


class SlackError(Exception):
    """Slack's answer `{"ok": false, "error": code}`; `details` go into `response_metadata.messages`."""

    def __init__(self, code: str, *details: str, **extra: Any) -> None:
        super().__init__(code, *details)
        self.code = code
        self.details = details
        self.extra = extra

    def answer(self) -> Json:
        """The body Slack sends for this error, with HTTP status 200."""
        answer: Json = {"ok": False, "error": self.code, **self.extra}
        if self.details:
            answer["errors"] = list(self.details)
            answer["response_metadata"] = {"messages": [f"[ERROR] {detail}" for detail in self.details]}
        return answer


class ChannelKind(StrEnum):
    """Slack's `channel_type`."""

    PUBLIC = "channel"
    PRIVATE = "group"
    IM = "im"
    MPIM = "mpim"

    @property
    def scope(self) -> str:
        """What scopes call it: `channels` in channels:read."""
        return {"channel": "channels", "group": "groups"}.get(self.value, self.value)


@dataclass(frozen=True, slots=True)
class User:
    id: str
    name: str
    bot_id: str | None = None  # of an app's user
    tz: str = "Europe/Berlin"
    locale: str = "en-US"
    team_id: str | None = None  # of a person from another workspace, in a shared channel
    is_guest: bool = False


@dataclass(frozen=True, slots=True)
class Channel:
    id: str
    name: str
    kind: ChannelKind = ChannelKind.PUBLIC
    members: tuple[str, ...] = ()  # user ids
    shared: bool = False  # with another workspace: Slack Connect
    archived: bool = False


@dataclass(frozen=True, slots=True)
class File:
    """An uploaded file. `shares` says where it stands: (channel_id, ts of the message, its thread_ts)."""

    id: str
    user_id: str
    name: str
    title: str
    mimetype: str
    content: bytes = field(repr=False)
    alt_text: str = ""
    shares: tuple[tuple[str, str, str | None], ...] = ()


@dataclass(frozen=True, slots=True)
class Reaction:
    name: str
    users: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """A message everyone in the channel sees. (channel_id, ts) is its key."""

    channel_id: str
    ts: str
    user_id: str
    text: str  # mrkdwn as Slack stores it
    blocks: Blocks = ()
    attachments: Blocks = ()
    thread_ts: str | None = None  # of the parent; None outside threads, also in a parent
    broadcast: bool = False  # a reply that is shown in the channel too
    bot_id: str | None = None
    metadata: Mapping[str, Any] | None = None
    edited_ts: str | None = None
    reactions: tuple[Reaction, ...] = ()
    files: tuple[str, ...] = ()  # file ids


@dataclass(frozen=True, slots=True)
class Ephemeral:
    """A message only `user_id` sees; Slack keeps no history of it."""

    channel_id: str
    ts: str
    user_id: str
    text: str
    blocks: Blocks = ()
    attachments: Blocks = ()
    thread_ts: str | None = None
    by_slack: bool = False  # Slackbot's own words, such as "/deal failed with the error ..."


@dataclass(frozen=True, slots=True)
class View:
    """A modal that is open, or a user's Home tab."""

    id: str
    user_id: str
    type: str  # "modal" or "home"
    hash: str
    definition: Mapping[str, Any]
    previous_view_id: str | None = None
    values: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # elements' states: block_id, action_id
    errors: Mapping[str, str] = field(default_factory=dict)  # what the last submission was refused for, by block_id
    trouble: str = ""  # what Slack itself says when the app did not answer, or wrongly


@dataclass(frozen=True, slots=True)
class Call:
    """A Web API call as it arrived. `fault` names the trouble it met; `answer` is None where it was not processed."""

    method: str
    arguments: Mapping[str, Any]
    at: datetime
    fault: str | None = None
    status: int = 200
    answer: Mapping[str, Any] | None = None

    @property
    def error(self) -> str | None:
        """Slack's error code, None for a call that worked or was not processed."""
        return None if self.answer is None else self.answer.get("error")


class DispatchKind(StrEnum):
    """Slack's envelope types."""

    EVENT = "events_api"
    COMMAND = "slash_commands"
    INTERACTION = "interactive"


@dataclass(frozen=True, slots=True)
class Answer:
    """The app's acknowledgement; `payload` is what it said along with it."""

    payload: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One sending of a dispatch. `failure` is Slack's retry reason, None once acknowledged."""

    envelope_id: str
    at: datetime
    failure: str | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """Something Slack tells the app, until the app acknowledges it or Slack gives up."""

    id: str
    kind: DispatchKind
    payload: Mapping[str, Any]
    attempts: tuple[Attempt, ...] = ()
    answer: Answer | None = None
    finished: bool = False

    @property
    def acked(self) -> bool:
        return self.answer is not None

    @property
    def event(self) -> Mapping[str, Any]:
        """The inner event; empty for commands and interactions."""
        event: Mapping[str, Any] = self.payload.get("event", {})
        return event


@dataclass(frozen=True, slots=True)
class Posted:
    message: Message


@dataclass(frozen=True, slots=True)
class Changed:
    message: Message
    before: Message


@dataclass(frozen=True, slots=True)
class Deleted:
    message: Message


@dataclass(frozen=True, slots=True)
class Whispered:
    ephemeral: Ephemeral


@dataclass(frozen=True, slots=True)
class WhisperReplaced:
    """An ephemeral message changed (`ephemeral`) or went away (None)."""

    before: Ephemeral
    ephemeral: Ephemeral | None


@dataclass(frozen=True, slots=True)
class Reacted:
    message: Message
    user_id: str
    name: str
    added: bool


@dataclass(frozen=True, slots=True)
class ViewShown:
    view: View


@dataclass(frozen=True, slots=True)
class ViewClosed:
    view: View


@dataclass(frozen=True, slots=True)
class Joined:
    """`channel` as it is with the user in it."""

    channel: Channel
    user_id: str
    inviter: str | None


@dataclass(frozen=True, slots=True)
class Left:
    """`channel` as it is without the user; `actor` removed them, or they left by themselves."""

    channel: Channel
    user_id: str
    actor: str


@dataclass(frozen=True, slots=True)
class ChannelChanged:
    """Opened, renamed or archived."""

    channel: Channel
    before: Channel | None


@dataclass(frozen=True, slots=True)
class Revoked:
    """Tokens of the bot were revoked."""


@dataclass(frozen=True, slots=True)
class Uninstalled:
    """The app was taken out of the workspace."""


@dataclass(frozen=True, slots=True)
class Called:
    call: Call


@dataclass(frozen=True, slots=True)
class Troubled:
    """A call met a fault; a held one is not in the log of calls yet."""

    method: str
    kind: str


@dataclass(frozen=True, slots=True)
class Delivered:
    """An attempt to deliver ended: acknowledged, failed, or given up."""

    delivery: Delivery


@dataclass(frozen=True, slots=True)
class Connections:
    """The number of open Socket Mode connections changed."""

    open: int


Happening = (
    Posted
    | Changed
    | Deleted
    | Whispered
    | WhisperReplaced
    | Reacted
    | ViewShown
    | ViewClosed
    | Joined
    | Left
    | ChannelChanged
    | Revoked
    | Uninstalled
    | Called
    | Troubled
    | Delivered
    | Connections
)
