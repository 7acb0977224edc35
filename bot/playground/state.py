"""The workspace's memory: people, channels, messages, views. Every change is published as a happening."""

from __future__ import annotations

import itertools
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.playground.grants import Grants
from bot.playground.happenings import Happenings
from bot.playground.records import (
    Changed,
    Channel,
    ChannelChanged,
    ChannelKind,
    Deleted,
    Ephemeral,
    File,
    Joined,
    Left,
    Message,
    Posted,
    Reacted,
    Reaction,
    SlackError,
    User,
    View,
    ViewClosed,
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
    client_id: str = field(default_factory=lambda: f"{secrets.randbelow(10**12)}.{secrets.randbelow(10**12)}")
    client_secret: str = field(default_factory=lambda: secrets.token_hex(16), repr=False)


class State:
    """Who and what there is. References are ids or names: "C00000003", "deals" and "#deals" are the same channel."""

    def __init__(
        self,
        clock: Clock,
        happenings: Happenings,
        team_name: str,
        bot_name: str,
        *,
        enterprise_id: str | None = None,
        beside: State | None = None,
    ) -> None:
        """`beside`: another workspace with the same app; ids are unique over both.

        Within an Enterprise organisation the app has one bot user for all of its workspaces.
        """
        self.clock = clock
        self.happenings = happenings
        self.numbers: Iterator[int] = beside.numbers if beside else itertools.count(1)
        self._last_ts = EPOCH
        self.grants = Grants()
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, File] = {}
        self.uploads: dict[str, tuple[File, int]] = {}  # by the upload address's path; the bytes announced
        self._messages: dict[str, dict[str, Message]] = {}
        self.ephemerals: list[Ephemeral] = []
        self.views: dict[str, View] = {}
        self.homes: dict[str, View] = {}  # by user id
        self.entered: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}  # elements' states, by message ts and user
        self.offered: dict[str, list[dict[str, Any]]] = {}  # options that the app has suggested, by action_id
        self._triggers: dict[str, tuple[str, datetime]] = {}
        self.team_name = team_name
        self.enterprise_id = enterprise_id
        self.base_url = ""  # of the server that runs it
        self.team_id = self.new_id("T")
        self.app_id: str = beside.app_id if beside else self.new_id("A")
        shared = beside.bot_user if beside and enterprise_id and beside.enterprise_id == enterprise_id else None
        self.bot_user: User = shared or User(self.new_id("U"), bot_name, self.new_id("B"))
        self.users[self.bot_user.id] = self.bot_user
        self.bot_id = self.bot_user.bot_id or ""

    @property
    def org_wide(self) -> bool:
        """Whether the app is here because the whole organisation has it."""
        return self.grants.newest is not None and self.grants.newest.org_wide

    def new_id(self, prefix: str) -> str:
        """An id in the form of Slack's, unique in this workspace and those beside it."""
        return f"{prefix}{next(self.numbers):08d}"

    def new_ts(self) -> str:
        """The clock's time as Slack writes it, always later than any given before."""
        self._last_ts = max(self.clock.now(), self._last_ts + MICROSECOND)
        whole, micro = divmod((self._last_ts - EPOCH) // MICROSECOND, 1_000_000)
        return f"{whole}.{micro:06d}"

    # people and channels

    def add_user(self, name: str, *, bot_id: str | None = None, **more: Any) -> User:
        user = User(self.new_id("U"), name, bot_id, **more)
        self.users[user.id] = user
        return user

    def add_channel(
        self, name: str, members: Iterable[str], kind: ChannelKind = ChannelKind.PUBLIC, *, shared: bool = False
    ) -> Channel:
        """Add a channel; `members` are user ids or names."""
        ids = tuple(dict.fromkeys(self.user(member).id for member in members))
        channel = Channel(self.new_id("D" if kind is ChannelKind.IM else "C"), name, kind, ids, shared)
        self.change_channel(channel)
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

    def group_dm(self, users: Iterable[User], *, bot: bool = True) -> Channel:
        """The direct messages between several people, the bot among them or not."""
        people = [*users, *([self.bot_user] if bot else [])]
        members = {user.id for user in people}
        for channel in self.channels.values():
            if channel.kind is ChannelKind.MPIM and set(channel.members) == members:
                return channel
        name = "mpdm-" + "--".join(user.name for user in people) + "-1"
        return self.add_channel(name, [user.id for user in people], ChannelKind.MPIM)

    def change_channel(self, channel: Channel) -> None:
        """Open, rename or archive it."""
        before = self.channels.get(channel.id)
        self.channels[channel.id] = channel
        self.happenings.publish(ChannelChanged(channel, before))

    def join(self, channel: Channel, user_id: str, inviter: str | None = None) -> Channel:
        """Make someone a member; nothing happens when they are one."""
        if user_id in channel.members:
            return channel
        joined = self.channels[channel.id] = replace(channel, members=(*channel.members, user_id))
        self.happenings.publish(Joined(joined, user_id, inviter))
        return joined

    def leave(self, channel: Channel, user_id: str, actor: str) -> None:
        """Take a member out; nothing happens when they are none."""
        if user_id in channel.members:
            kept = tuple(member for member in channel.members if member != user_id)
            left = self.channels[channel.id] = replace(channel, members=kept)
            self.happenings.publish(Left(left, user_id, actor))

    def knows(self, reference: str) -> bool:
        """Whether an id is one of this workspace's own conversations, people, views, files or triggers."""
        known = (self.channels, self.users, self.views, self.files, self._triggers)
        return reference == self.team_id or any(reference in shelf for shelf in known)

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

    def share(self, message: Message) -> None:
        """Post a message with files, which are remembered as shared there."""
        place = (message.channel_id, message.ts, message.thread_ts)
        for file_id in message.files:
            file = self.files[file_id]
            self.files[file_id] = replace(file, shares=(*file.shares, place))
        self.add_message(message)

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

    def view(self, view_id: str) -> View | None:
        """An open modal or a Home tab."""
        homes = {view.id: view for view in self.homes.values()}
        return self.views.get(view_id) or homes.get(view_id)

    def close_view(self, view: View) -> None:
        """Take a modal away; the one below it shows again."""
        if self.views.pop(view.id, None) is not None:
            self.happenings.publish(ViewClosed(view))

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
