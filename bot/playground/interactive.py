"""The interactions Slack sends to an app: clicks, suggestions, submissions, shortcuts.

Source: docs.slack.dev/reference/interaction-payloads, one page a kind.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.playground.elements import with_block_ids
from bot.playground.objects import stored_json, view_json
from bot.playground.payloads import VERIFICATION_TOKEN
from bot.playground.records import Channel, Ephemeral, Json, Message, User, View
from bot.playground.state import State

Shown = Message | Ephemeral | View


def click_payload(
    state: State, shown: Shown, action: Mapping[str, Any], user: User, response_url: str, values: Mapping[str, Any]
) -> Json:
    """A click on an element of a message or view; `action` comes from `elements.action`.

    `values` are the states of a message's elements; a view has its own, and no response_url.
    """
    payload = _interaction(state, "block_actions", user) | _place(state, shown)
    payload |= {
        "trigger_id": state.new_trigger(user.id),
        "actions": [{**action, "action_ts": state.new_ts()}],
    }
    if not isinstance(shown, View):
        payload |= {"response_url": response_url, "state": {"values": dict(values)}}
    return payload


def suggestion_payload(
    state: State, shown: Shown, block_id: str, element: Mapping[str, Any], typed: str, user: User
) -> Json:
    """A person types into an external menu and waits for what the app offers."""
    kind = {"type": "block_suggestion", "action_id": element["action_id"], "block_id": block_id, "value": typed}
    return _interaction(state, "block_suggestion", user) | _place(state, shown) | kind


def submission_payload(state: State, view: View, user: User) -> Json:
    """A modal's submission, with the elements' states that the view holds."""
    return _interaction(state, "view_submission", user) | {
        "trigger_id": state.new_trigger(user.id),
        "view": view_json(state, view),
        "response_urls": [],
    }


def closed_payload(state: State, view: View, user: User, *, cleared: bool) -> Json:
    """A modal that was closed; `cleared`: with all that lay under it."""
    return _interaction(state, "view_closed", user) | {"view": view_json(state, view), "is_cleared": cleared}


def shortcut_payload(state: State, callback_id: str, user: User) -> Json:
    """A global shortcut."""
    return _interaction(state, "shortcut", user) | {
        "callback_id": callback_id,
        "trigger_id": state.new_trigger(user.id),
        "action_ts": state.new_ts(),
    }


def message_shortcut_payload(state: State, message: Message, callback_id: str, user: User, response_url: str) -> Json:
    """A shortcut in a message's menu; it works wherever the user can see the message."""
    return _interaction(state, "message_action", user) | {
        "callback_id": callback_id,
        "trigger_id": state.new_trigger(user.id),
        "action_ts": state.new_ts(),
        "response_url": response_url,
        "message_ts": message.ts,
        "channel": _channel(state.channels[message.channel_id]),
        "message": stored_json(message, state),
    }


def _interaction(state: State, kind: str, user: User) -> Json:
    team = {"id": state.team_id, "domain": state.team_name}
    enterprise = {"id": state.enterprise_id, "name": state.team_name} if state.enterprise_id else None
    return {
        "type": kind,
        "user": {"id": user.id, "username": user.name, "name": user.name, "team_id": user.team_id or state.team_id},
        "api_app_id": state.app_id,
        "token": VERIFICATION_TOKEN,
        "team": team | ({"enterprise_id": state.enterprise_id} if state.enterprise_id else {}),
        "enterprise": enterprise,
        "is_enterprise_install": state.org_wide,
    }


def _place(state: State, shown: Shown) -> Json:
    """Where the element stands: the container, and what it is part of."""
    if isinstance(shown, View):
        return {"container": {"type": "view", "view_id": shown.id}, "view": view_json(state, shown)}
    channel = state.channel(shown.channel_id)
    container = {
        "type": "message",
        "message_ts": shown.ts,
        "channel_id": channel.id,
        "is_ephemeral": isinstance(shown, Ephemeral),
    }
    if shown.thread_ts:
        container["thread_ts"] = shown.thread_ts
    place: Json = {"container": container, "channel": _channel(channel)}
    if isinstance(shown, Message):  # Slack leaves the message out of a click on an ephemeral one
        place["message"] = stored_json(shown, state) | {"blocks": with_block_ids(shown.blocks)}
    return place


def _channel(channel: Channel) -> Json:
    return {"id": channel.id, "name": channel.name or "directmessage"}
