"""What the app hears of what happens: as in Slack, only where its bot is a member, and of its own messages too."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.playground import payloads
from bot.playground.records import (
    Changed,
    Channel,
    ChannelChanged,
    ChannelKind,
    Deleted,
    Delivery,
    Happening,
    Joined,
    Json,
    Left,
    Message,
    Posted,
    Reacted,
    Revoked,
    Uninstalled,
)
from bot.playground.state import State

Send = Callable[[Json], asyncio.Task[Delivery]]


class Hearing:
    """Turns happenings into event callbacks and sends them off."""

    def __init__(self, state: State, send: Send) -> None:
        self._state = state
        self._send = send
        self.events: frozenset[str] | None = None  # the app's subscriptions, as in its manifest; None for everything
        self.told: dict[str, list[Json]] = {}  # event payloads by message ts, for re-delivery
        self.latest: asyncio.Task[Delivery] | None = None

    def hear(self, happening: Happening) -> None:
        """Send what the app hears of it, if anything."""
        match happening:
            case Revoked():
                self._tell(payloads.revoked_event(self._state))
            case Uninstalled():
                self._tell(payloads.uninstalled_event(self._state))
            case _ if self._state.grants.newest is None:
                pass  # not installed here
            case Posted(message) | Changed(message) | Deleted(message) | Reacted(message):
                if self._state.has_bot(self._state.channels[message.channel_id]):
                    self._of_message(happening, message)
            case Joined() | Left() | ChannelChanged():
                self._of_channel(happening)
            case _:
                pass

    def _of_message(self, happening: Happening, message: Message) -> None:
        state, ts = self._state, message.ts
        match happening:
            case Posted():
                self._tell(payloads.message_event(state, message), ts)
                if self._mentions_bot(message):
                    self._tell(payloads.mention_event(state, message), ts)
                for file_id in message.files:
                    self._tell(payloads.file_event(state, state.files[file_id], state.channel(message.channel_id)), ts)
            case Changed(message, before):
                self._tell(payloads.changed_event(state, message, before), ts)
            case Deleted(message):
                self._tell(payloads.deleted_event(state, message), ts)
            case Reacted(message, user_id, name, added):
                self._tell(payloads.reaction_event(state, message, user_id, name, added=added), ts)
            case _:
                pass

    def _of_channel(self, happening: Happening) -> None:
        state = self._state
        match happening:
            case Joined(channel, user_id, inviter) if state.has_bot(channel):
                self._tell(payloads.joined_event(state, channel, user_id, inviter))
            case Left(channel, user_id, actor) if user_id == state.bot_user.id:
                self._tell(payloads.bot_left_event(state, channel, actor))
            case Left(channel, user_id) if state.has_bot(channel):
                self._tell(payloads.left_event(state, channel, user_id))
            case ChannelChanged(channel, before) if before is not None and state.has_bot(channel):
                self._of_change(channel, before)
            case _:
                pass

    def _of_change(self, channel: Channel, before: Channel) -> None:
        if channel.name != before.name:
            self._tell(payloads.renamed_event(self._state, channel))
        if channel.archived != before.archived:
            self._tell(payloads.archived_event(self._state, channel))

    def _mentions_bot(self, message: Message) -> bool:
        """Slack sends no app_mention in direct messages, nor for the bot's own words."""
        in_channel = self._state.channels[message.channel_id].kind is not ChannelKind.IM
        mention = f"<@{self._state.bot_user.id}"
        return in_channel and message.bot_id != self._state.bot_id and mention in message.text

    def _tell(self, event: Json, ts: str = "") -> None:
        if self.events is not None and _subscription(event) not in self.events:
            return
        payload = payloads.event_callback(self._state, event)
        if ts:
            self.told.setdefault(ts, []).append(payload)
        self.latest = self._send(payload)


def _subscription(event: Json) -> str:
    """What an app subscribes to for an event: message.channels, message.im ..., else the event's own type."""
    if event["type"] != "message":
        return str(event["type"])
    return f"message.{ChannelKind(event['channel_type']).scope}"
