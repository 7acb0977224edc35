"""What Slack sends to an app, as it sends it: event callbacks, slash commands, interactions."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any

from bot.playground.records import (
    Channel,
    ChannelKind,
    Ephemeral,
    Json,
    Message,
    SlackError,
    User,
    View,
)
from bot.playground.state import State, stored_json

VERIFICATION_TOKEN = "playground"  # noqa: S105 Slack's deprecated token, no secret: requests are signed


def event_callback(state: State, event: Mapping[str, Any]) -> Json:
    """The outer payload round an event, with an event_id of its own."""
    authorization = {
        "enterprise_id": None,
        "team_id": state.team_id,
        "user_id": state.bot_user.id,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": state.team_id,
        "context_team_id": state.team_id,
        "context_enterprise_id": None,
        "api_app_id": state.app_id,
        "event": dict(event),
        "type": "event_callback",
        "event_id": state.new_id("Ev"),
        "event_time": int(state.clock.now().timestamp()),
        "authorizations": [authorization],
        "is_ext_shared_channel": False,
        "event_context": f"4-{uuid.uuid4().hex}",
    }


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


def member_event(state: State, channel: Channel, user_id: str, inviter: str) -> Json:
    return {
        "type": "member_joined_channel",
        "user": user_id,
        "channel": channel.id,
        "channel_type": "G" if channel.kind is ChannelKind.PRIVATE else "C",
        "team": state.team_id,
        "inviter": inviter,
        "event_ts": state.new_ts(),
    }


def home_event(state: State, user: User) -> Json:
    return {
        "type": "app_home_opened",
        "user": user.id,
        "channel": state.im(user).id,
        "tab": "home",
        "event_ts": state.new_ts(),
    }


def command_payload(state: State, command: str, text: str, channel: Channel, user: User, response_url: str) -> Json:
    """A slash command; it knows no thread. `text` is as Slack escapes it."""
    names = {ChannelKind.PRIVATE: "privategroup", ChannelKind.IM: "directmessage"}
    return {
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
        "is_enterprise_install": "false",
        "response_url": response_url,
        "trigger_id": state.new_trigger(user.id),
    }


def _interaction(state: State, kind: str, user: User) -> Json:
    return {
        "type": kind,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": state.team_id},
        "api_app_id": state.app_id,
        "token": VERIFICATION_TOKEN,
        "team": {"id": state.team_id, "domain": state.team_name},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def click_payload(
    state: State, shown: Message | Ephemeral, action: Mapping[str, Any], user: User, response_url: str
) -> Json:
    """A click on an element of a message; `action` comes from `pressed`."""
    channel = state.channel(shown.channel_id)
    container = {
        "type": "message",
        "message_ts": shown.ts,
        "channel_id": channel.id,
        "is_ephemeral": isinstance(shown, Ephemeral),
    }
    if shown.thread_ts:
        container["thread_ts"] = shown.thread_ts
    payload = _interaction(state, "block_actions", user) | {
        "container": container,
        "trigger_id": state.new_trigger(user.id),
        "channel": {"id": channel.id, "name": channel.name or "directmessage"},
        "state": {"values": {}},
        "response_url": response_url,
        "actions": [{**action, "action_ts": state.new_ts()}],
    }
    if isinstance(shown, Message):  # Slack leaves the message out of a click on an ephemeral one
        told = stored_json(shown, state)
        payload["message"] = told | {"blocks": with_block_ids(shown.blocks)}
    return payload


def with_block_ids(blocks: tuple[Mapping[str, Any], ...]) -> list[Json]:
    """The blocks with the block_id Slack gives to those that came without one."""
    return [{"block_id": f"b{place}", **block} for place, block in enumerate(blocks)]


def pressed(blocks: tuple[Mapping[str, Any], ...], action_id: str, value: str | None) -> Json:
    """What a user does with the element `action_id`: the `actions` entry.

    `value` chooses among a menu's options; a button needs none. Raises `LookupError` when there is no such
    element or option: a test that presses what isn't there is wrong.
    """
    for block in with_block_ids(blocks):
        for element in [*block.get("elements", ()), block.get("accessory") or {}]:
            if element.get("action_id") == action_id:
                return {"block_id": block["block_id"], **_action(element, value)}
    raise LookupError(f"no element has the action_id {action_id!r}")


def _action(element: Mapping[str, Any], value: str | None) -> Json:
    kept = ("type", "action_id", "text", "value", "style")
    action = {name: element[name] for name in kept if name in element}
    if "options" in element:
        chosen = [option for option in element["options"] if option["value"] == value]
        if not chosen:
            raise LookupError(f"{element['action_id']!r} has no option {value!r}")
        action["selected_option"] = chosen[0]
    return action


def view_json(state: State, view: View) -> Json:
    """A view as the Web API and interactions show it."""
    defaults = {"private_metadata": "", "callback_id": "", "clear_on_close": False, "notify_on_close": False}
    return {
        **defaults,
        **view.definition,
        "id": view.id,
        "team_id": state.team_id,
        "type": view.type,
        "hash": view.hash,
        "state": {"values": {}},
        "root_view_id": view.id,
        "previous_view_id": view.previous_view_id,
        "app_id": state.app_id,
        "app_installed_team_id": state.team_id,
        "bot_id": state.bot_id,
    }


def submit_payload(state: State, view: View, values: Mapping[str, Mapping[str, Any]]) -> Json:
    """A modal's submission; `values` lead from block_id and action_id to an element's state."""
    if view.type != "modal":
        raise SlackError("not_found")
    shown = view_json(state, view)
    shown["state"] = {"values": {block: dict(actions) for block, actions in values.items()}}
    user = state.users[view.user_id]
    return _interaction(state, "view_submission", user) | {
        "trigger_id": state.new_trigger(user.id),
        "view": shown,
        "response_urls": [],
    }


def shortcut_payload(state: State, callback_id: str, user: User) -> Json:
    """A global shortcut."""
    return _interaction(state, "shortcut", user) | {
        "callback_id": callback_id,
        "trigger_id": state.new_trigger(user.id),
        "action_ts": state.new_ts(),
    }
