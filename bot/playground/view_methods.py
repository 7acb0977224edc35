"""views.*, reactions.* and auth.test of the Web API."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.playground.arguments import Arguments
from bot.playground.block_rules import check_view
from bot.playground.payloads import view_json
from bot.playground.records import Json, Message, SlackError, View
from bot.playground.state import State, stored_json


def auth_test(state: State, arguments: Arguments) -> Json:
    return {
        "url": f"https://{state.team_name}.slack.com/",
        "team": state.team_name,
        "user": state.bot_user.name,
        "team_id": state.team_id,
        "user_id": state.bot_user.id,
        "bot_id": state.bot_id,
        "is_enterprise_install": False,
    }


def open_view(state: State, arguments: Arguments) -> Json:
    definition = _definition(arguments)
    user_id = state.use_trigger(arguments.required("trigger_id"))
    return _show(state, View(state.new_id("V"), user_id, "modal", state.new_ts(), definition))


def publish_view(state: State, arguments: Arguments) -> Json:
    """views.publish: a user's Home tab."""
    definition = _definition(arguments)
    user_id = arguments.required("user_id")
    if user_id not in state.users:
        raise SlackError("user_not_found")
    shown = state.homes.get(user_id)
    _check_hash(shown, arguments)
    view_id = shown.id if shown else state.new_id("V")
    return _show(state, View(view_id, user_id, "home", state.new_ts(), definition))


def update_view(state: State, arguments: Arguments) -> Json:
    shown = state.views.get(arguments.required("view_id"))
    if shown is None:
        raise SlackError("not_found")
    _check_hash(shown, arguments)
    return _show(state, replace(shown, hash=state.new_ts(), definition=_definition(arguments)))


def push_view(state: State, arguments: Arguments) -> Json:
    """views.push: a modal on top of the user's last one."""
    definition = _definition(arguments)
    user_id = state.use_trigger(arguments.required("trigger_id"))
    below = [view.id for view in state.views.values() if view.user_id == user_id]
    if not below:
        raise SlackError("not_found")
    return _show(state, View(state.new_id("V"), user_id, "modal", state.new_ts(), definition, below[-1]))


def _definition(arguments: Arguments) -> Mapping[str, Any]:
    definition = arguments.json("view")
    if not isinstance(definition, dict):
        raise SlackError("invalid_arguments", "missing required field: view")
    check_view(definition)
    return definition


def _check_hash(shown: View | None, arguments: Arguments) -> None:
    given = arguments.optional("hash")
    if given and (shown is None or shown.hash != given):
        raise SlackError("hash_conflict")


def _show(state: State, view: View) -> Json:
    state.show_view(view)
    return {"view": view_json(state, view)}


def add_reaction(state: State, arguments: Arguments) -> Json:
    message = _reacted_to(state, arguments)
    state.react(message, state.bot_user.id, arguments.required("name").strip(":"), added=True)
    return {}


def remove_reaction(state: State, arguments: Arguments) -> Json:
    message = _reacted_to(state, arguments)
    state.react(message, state.bot_user.id, arguments.required("name").strip(":"), added=False)
    return {}


def get_reactions(state: State, arguments: Arguments) -> Json:
    message = _reacted_to(state, arguments)
    return {"type": "message", "channel": message.channel_id, "message": stored_json(message, state)}


def _reacted_to(state: State, arguments: Arguments) -> Message:
    channel = state.channel(arguments.required("channel"))
    if not state.has_bot(channel):
        raise SlackError("channel_not_found")
    return state.message(channel.id, arguments.required("timestamp"))
