"""The workspace's memory: people, channels, messages, views. Every change is published as a happening."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.playground.happenings import Happenings
from bot.playground.records import (
    Changed,
    Channel,
    ChannelKind,
    Deleted,
    Ephemeral,
    Message,
    Posted,
    Reacted,
    Reaction,
    SlackError,
    User,
    View,
    ViewShown,
    Whispered,
    WhisperReplaced,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
TRIGGER_LIFETIME = timedelta(seconds=3)


@dataclass(frozen=True)
class Credentials:
    """What proves the bot to Slack and Slack to the bot."""

    bot_token: str = field(default_factory=lambda: f"xoxb-{secrets.token_hex(16)}", repr=False)
    app_token: str = field(default_factory=lambda: f"xapp-1-{secrets.token_hex(16)}", repr=False)
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)


class State:
    """Who and what there is. References are ids or names: "C00000003", "deals" and "#deals" are the same channel."""

    def __init__(self, clock: Clock, happenings: Happenings, team_name: str, bot_name: str) -> None:
        self.clock = clock
        self.happenings = happenings
        self._numbers = itertools.count(1)
        self._last_ts = EPOCH
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self._messages: dict[str, dict[str, Message]] = {}
        self.ephemerals: list[Ephemeral] = []
        self.views: dict[str, View] = {}
        self.homes: dict[str, View] = {}  # by user id
        self._triggers: dict[str, tuple[str, datetime]] = {}
        self.team_name = team_name
        self.team_id = self.new_id("T")
        self.app_id = self.new_id("A")
        self.bot_id = self.new_id("B")
        self.bot_user = self.add_user(bot_name, bot_id=self.bot_id)

    def new_id(self, prefix: str) -> str:
        """An id in the form of Slack's, unique in this workspace."""
        return f"{prefix}{next(self._numbers):08d}"

    def new_ts(self) -> str:
        """The clock's time as Slack writes it, always later than any given before."""
        self._last_ts = max(self.clock.now(), self._last_ts + MICROSECOND)
        whole, micro = divmod((self._last_ts - EPOCH) // MICROSECOND, 1_000_000)
        return f"{whole}.{micro:06d}"

    # people and channels

    def add_user(self, name: str, *, bot_id: str | None = None) -> User:
        user = User(self.new_id("U"), name, bot_id)
        self.users[user.id] = user
        return user

    def add_channel(self, name: str, members: Iterable[str], kind: ChannelKind = ChannelKind.PUBLIC) -> Channel:
        """Add a channel; `members` are user ids or names."""
        ids = tuple(dict.fromkeys(self.user(member).id for member in members))
        channel = Channel(self.new_id("D" if kind is ChannelKind.IM else "C"), name, kind, ids)
        self.channels[channel.id] = channel
        return channel

    def user(self, reference: str) -> User:
        name = reference.removeprefix("@").lower()
        for user in self.users.values():
            if reference == user.id or name == user.name.lower():
                return user
        raise SlackError("user_not_found")

    def channel(self, reference: str) -> Channel:
        name = reference.removeprefix("#").lower()
        for channel in self.channels.values():
            if reference == channel.id or (channel.name and name == channel.name.lower()):
                return channel
        raise SlackError("channel_not_found")

    def im(self, user: User) -> Channel:
        """The direct messages between the bot and `user`, opened when there are none yet."""
        for channel in self.channels.values():
            if channel.kind is ChannelKind.IM and user.id in channel.members:
                return channel
        return self.add_channel("", (user.id, self.bot_user.id), ChannelKind.IM)

    def set_members(self, channel: Channel, members: Iterable[str]) -> Channel:
        self.channels[channel.id] = replace(channel, members=tuple(dict.fromkeys(members)))
        return self.channels[channel.id]

    def has_bot(self, channel: Channel) -> bool:
        return self.bot_user.id in channel.members

    # messages

    def message(self, channel_id: str, ts: str) -> Message:
        try:
            return self._messages[channel_id][ts]
        except KeyError:
            raise SlackError("message_not_found") from None

    def find(self, ts: str) -> Message:
        """The message with this ts in whatever channel: a ts is given once in a workspace here."""
        for messages in self._messages.values():
            if ts in messages:
                return messages[ts]
        raise SlackError("message_not_found")

    def messages(self, channel_id: str) -> list[Message]:
        """All messages of the channel, threads included, oldest first."""
        return list(self._messages.get(channel_id, {}).values())

    def thread(self, channel_id: str, ts: str) -> list[Message]:
        """The parent and its replies, oldest first; empty when there is no such message."""
        return [message for message in self.messages(channel_id) if ts in (message.ts, message.thread_ts)]

    def add_message(self, message: Message) -> None:
        self._messages.setdefault(message.channel_id, {})[message.ts] = message
        self.happenings.publish(Posted(message))

    def replace_message(self, message: Message) -> None:
        before = self.message(message.channel_id, message.ts)
        self._messages[message.channel_id][message.ts] = message
        self.happenings.publish(Changed(message, before))

    def delete_message(self, message: Message) -> None:
        del self._messages[message.channel_id][message.ts]
        self.happenings.publish(Deleted(message))

    def react(self, message: Message, user_id: str, name: str, *, added: bool) -> None:
        """Add or take back one user's reaction. Raises `already_reacted` or `no_reaction`."""
        users = {reaction.name: reaction.users for reaction in message.reactions}
        has = user_id in users.get(name, ())
        if has == added:
            raise SlackError("already_reacted" if added else "no_reaction")
        kept = tuple(user for user in users.get(name, ()) if user != user_id)
        users[name] = (*kept, user_id) if added else kept
        reactions = tuple(Reaction(name, by) for name, by in users.items() if by)
        changed = replace(message, reactions=reactions)
        self._messages[message.channel_id][message.ts] = changed
        self.happenings.publish(Reacted(changed, user_id, name, added))

    def whisper(self, ephemeral: Ephemeral) -> None:
        self.ephemerals.append(ephemeral)
        self.happenings.publish(Whispered(ephemeral))

    def replace_whisper(self, before: Ephemeral, after: Ephemeral | None) -> None:
        place = self.ephemerals.index(before)
        self.ephemerals[place : place + 1] = [] if after is None else [after]
        self.happenings.publish(WhisperReplaced(before, after))

    # views

    def show_view(self, view: View) -> None:
        shelf, key = (self.homes, view.user_id) if view.type == "home" else (self.views, view.id)
        shelf[key] = view
        self.happenings.publish(ViewShown(view))

    def new_trigger(self, user_id: str) -> str:
        """A trigger_id for a modal: three seconds, one use."""
        trigger = f"{len(self._triggers) + 1}.{self.team_id}.{secrets.token_hex(8)}"
        self._triggers[trigger] = (user_id, self.clock.now())
        return trigger

    def use_trigger(self, trigger: str) -> str:
        """Return the user whose modal opens. Raises `invalid_trigger_id`, `expired_...` or `exchanged_...`."""
        if trigger not in self._triggers:
            raise SlackError("invalid_trigger_id")
        user_id, issued = self._triggers[trigger]
        if not user_id:
            raise SlackError("exchanged_trigger_id")
        if self.clock.now() - issued > TRIGGER_LIFETIME:
            raise SlackError("expired_trigger_id")
        self._triggers[trigger] = ("", issued)
        return user_id


def stored_json(message: Message, state: State, *, metadata: bool = False) -> dict[str, Any]:
    """The message as the Web API and events show it; `metadata` as `include_all_metadata` asks for it."""
    shown: dict[str, Any] = {"user": message.user_id, "type": "message", "ts": message.ts}
    if message.bot_id:
        app_id = state.app_id if message.bot_id == state.bot_id else f"A{message.bot_id[1:]}"
        shown |= {"bot_id": message.bot_id, "app_id": app_id, "bot_profile": _bot_profile(message, app_id, state)}
    shown |= {"text": message.text, "team": state.team_id}
    optional: Mapping[str, Any] = {
        "blocks": [dict(block) for block in message.blocks],
        "attachments": [dict(attachment) for attachment in message.attachments],
        "edited": message.edited_ts and {"user": message.user_id, "ts": message.edited_ts},
        "metadata": metadata and message.metadata,
        "subtype": message.broadcast and "thread_broadcast",
        "reactions": [
            {"name": reaction.name, "users": list(reaction.users), "count": len(reaction.users)}
            for reaction in message.reactions
        ],
    }
    return shown | {name: value for name, value in optional.items() if value} | _threading(message, state)


def _bot_profile(message: Message, app_id: str, state: State) -> dict[str, Any]:
    return {
        "id": message.bot_id,
        "app_id": app_id,
        "user_id": message.user_id,
        "name": state.users[message.user_id].name,
        "deleted": False,
        "team_id": state.team_id,
    }


def _threading(message: Message, state: State) -> dict[str, Any]:
    if message.thread_ts:
        parent = [kept for kept in state.thread(message.channel_id, message.thread_ts) if kept.ts == message.thread_ts]
        return {"thread_ts": message.thread_ts} | ({"parent_user_id": parent[0].user_id} if parent else {})
    replies = [kept for kept in state.thread(message.channel_id, message.ts) if kept.thread_ts]
    if not replies:
        return {}
    users = list(dict.fromkeys(reply.user_id for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(users),
        "latest_reply": replies[-1].ts,
        "reply_users": users,
        "subscribed": False,
    }
