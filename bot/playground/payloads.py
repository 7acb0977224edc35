"""What Slack sends to an app, as it sends it: event callbacks and slash commands."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from bot.playground.objects import stored_json, view_json
from bot.playground.records import Channel, ChannelKind, File, Json, Message, User
from bot.playground.state import State

VERIFICATION_TOKEN = "playground"  # noqa: S105 Slack's deprecated token, no secret: requests are signed


def event_callback(state: State, event: Mapping[str, Any]) -> Json:
    """The outer payload round an event, with an event_id of its own."""
    org_wide = state.org_wide
    authorization = {
        "enterprise_id": state.enterprise_id,
        "team_id": None if org_wide else state.team_id,
        "user_id": state.bot_user.id,
        "is_bot": True,
        "is_enterprise_install": org_wide,
    }
    channel_id = event.get("channel")
    channel = state.channels.get(channel_id) if isinstance(channel_id, str) else None
    payload = {
        "token": VERIFICATION_TOKEN,
        "team_id": event.get("user_team") or state.team_id,  # where it happened
        "context_team_id": state.team_id,
        "context_enterprise_id": state.enterprise_id,
        "api_app_id": state.app_id,
        "event": dict(event),
        "type": "event_callback",
        "event_id": state.new_id("Ev"),
        "event_time": int(state.clock.now().timestamp()),
        "authorizations": [authorization],
        "is_ext_shared_channel": bool(channel and channel.shared),
        "event_context": f"4-{uuid.uuid4().hex}",
    }
    return payload | ({"enterprise_id": state.enterprise_id} if state.enterprise_id else {})


def message_event(state: State, message: Message) -> Json:
    channel = state.channel(message.channel_id)
    told = stored_json(message, state, metadata=True)
    if not message.bot_id:
        told["client_msg_id"] = str(uuid.uuid4())
    return told | {"channel": channel.id, "event_ts": message.ts, "channel_type": channel.kind.value}


def mention_event(state: State, message: Message) -> Json:
    """The second event for a message that names the bot; it has no channel_type."""
    event = message_event(state, message) | {"type": "app_mention"}
    del event["channel_type"]
    event.pop("subtype", None)
    return event


def changed_event(state: State, message: Message, before: Message) -> Json:
    channel = state.channel(message.channel_id)
    ts = state.new_ts()
    return {
        "type": "message",
        "subtype": "message_changed",
        "message": stored_json(message, state, metadata=True),
        "previous_message": stored_json(before, state, metadata=True),
        "channel": channel.id,
        "hidden": True,
        "ts": ts,
        "event_ts": ts,
        "channel_type": channel.kind.value,
    }


def deleted_event(state: State, message: Message) -> Json:
    channel = state.channel(message.channel_id)
    ts = state.new_ts()
    return {
        "type": "message",
        "subtype": "message_deleted",
        "previous_message": stored_json(message, state, metadata=True),
        "channel": channel.id,
        "hidden": True,
        "deleted_ts": message.ts,
        "ts": ts,
        "event_ts": ts,
        "channel_type": channel.kind.value,
    }


def reaction_event(state: State, message: Message, user_id: str, name: str, *, added: bool) -> Json:
    return {
        "type": "reaction_added" if added else "reaction_removed",
        "user": user_id,
        "reaction": name,
        "item": {"type": "message", "channel": message.channel_id, "ts": message.ts},
        "item_user": message.user_id,
        "event_ts": state.new_ts(),
    }


def joined_event(state: State, channel: Channel, user_id: str, inviter: str | None) -> Json:
    return _member_event(state, "member_joined_channel", channel, user_id) | ({"inviter": inviter} if inviter else {})


def left_event(state: State, channel: Channel, user_id: str) -> Json:
    return _member_event(state, "member_left_channel", channel, user_id)


def _member_event(state: State, kind: str, channel: Channel, user_id: str) -> Json:
    return {
        "type": kind,
        "user": user_id,
        "channel": channel.id,
        "channel_type": "C" if channel.kind is ChannelKind.PUBLIC else "G",
        "team": state.team_id,
        "event_ts": state.new_ts(),
    }


def bot_left_event(state: State, channel: Channel, actor: str) -> Json:
    """What the app hears, as the last thing, of a channel that its bot was taken out of."""
    kind = "channel_left" if channel.kind is ChannelKind.PUBLIC else "group_left"
    return {"type": kind, "channel": channel.id, "actor_id": actor, "event_ts": state.new_ts()}


def renamed_event(state: State, channel: Channel) -> Json:
    created = int(state.clock.now().timestamp())
    return {
        "type": "channel_rename" if channel.kind is ChannelKind.PUBLIC else "group_rename",
        "channel": {"id": channel.id, "name": channel.name, "name_normalized": channel.name, "created": created},
        "event_ts": state.new_ts(),
    }


def archived_event(state: State, channel: Channel) -> Json:
    prefix = "channel" if channel.kind is ChannelKind.PUBLIC else "group"
    kind = f"{prefix}_{'archive' if channel.archived else 'unarchive'}"
    return {"type": kind, "channel": channel.id, "event_ts": state.new_ts()}


def file_event(state: State, file: File, channel: Channel) -> Json:
    return {
        "type": "file_shared",
        "file_id": file.id,
        "file": {"id": file.id},
        "user_id": file.user_id,
        "channel_id": channel.id,
        "event_ts": state.new_ts(),
    }


def revoked_event(state: State) -> Json:
    return {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [state.bot_user.id]}, "event_ts": state.new_ts()}


def uninstalled_event(state: State) -> Json:
    return {"type": "app_uninstalled", "event_ts": state.new_ts()}


def home_event(state: State, user: User, tab: str = "home") -> Json:
    """app_home_opened; with the view that stands there, if one was published."""
    event: Json = {
        "type": "app_home_opened",
        "user": user.id,
        "channel": state.im(user).id,
        "tab": tab,
        "event_ts": state.new_ts(),
    }
    shown = state.homes.get(user.id)
    return event | ({"view": view_json(state, shown)} if shown and tab == "home" else {})


def command_payload(state: State, command: str, text: str, channel: Channel, user: User, response_url: str) -> Json:
    """A slash command; it knows no thread. `text` is as Slack escapes it."""
    names = {ChannelKind.PRIVATE: "privategroup", ChannelKind.IM: "directmessage"}
    payload = {
        "token": VERIFICATION_TOKEN,
        "team_id": state.team_id,
        "team_domain": state.team_name,
        "channel_id": channel.id,
        "channel_name": names.get(channel.kind, channel.name),
        "user_id": user.id,
        "user_name": user.name,
        "command": command,
        "text": text,
        "api_app_id": state.app_id,
        "is_enterprise_install": str(state.org_wide).lower(),
        "response_url": response_url,
        "trigger_id": state.new_trigger(user.id),
    }
    return payload | ({"enterprise_id": state.enterprise_id} if state.enterprise_id else {})
