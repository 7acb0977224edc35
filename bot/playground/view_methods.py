"""views.*, reactions.* and auth.test of the Web API."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.playground.arguments import Arguments
from bot.playground.block_rules import check_files, check_view
from bot.playground.elements import carried_over, initial_state
from bot.playground.objects import stored_json, view_json
from bot.playground.records import Json, Message, SlackError, View
from bot.playground.state import State

MOST_VIEWS = 3  # in a stack of modals; docs.slack.dev/surfaces/modals, "Pushing a new view"
_NAME = re.compile(r"[a-z0-9_+'-]+(::skin-tone-[2-6])?")


def auth_test(state: State, arguments: Arguments) -> Json:
    answer = {
        "url": f"https://{state.team_name}.slack.com/",
        "team": state.team_name,
        "user": state.bot_user.name,
        "team_id": state.enterprise_id if state.org_wide else state.team_id,
        "user_id": state.bot_user.id,
        "bot_id": state.bot_id,
        "is_enterprise_install": state.org_wide,
    }
    return answer | ({"enterprise_id": state.enterprise_id} if state.enterprise_id else {})


def open_view(state: State, arguments: Arguments) -> Json:
    definition = _definition(state, arguments, "modal")
    user_id = state.use_trigger(arguments.required("trigger_id"))
    return _show(state, new_modal(state, user_id, definition))


def publish_view(state: State, arguments: Arguments) -> Json:
    """views.publish: a user's Home tab."""
    definition = _definition(state, arguments, "home")
    user_id = arguments.required("user_id")
    if user_id not in state.users:
        raise SlackError("user_not_found")
    shown = state.homes.get(user_id)
    _check_hash(shown, arguments)
    view_id = shown.id if shown else state.new_id("V")
    values = initial_state(tuple(definition["blocks"]))
    return _show(state, View(view_id, user_id, "home", state.new_ts(), definition, values=values))


def update_view(state: State, arguments: Arguments) -> Json:
    """views.update, of a modal named by `view_id` or `external_id`."""
    shown = _named(state, arguments)
    _check_hash(shown, arguments)
    return _show(state, updated_modal(state, shown, _definition(state, arguments, "modal", shown)))


def push_view(state: State, arguments: Arguments) -> Json:
    """views.push: a modal on top of the user's last one."""
    definition = _definition(state, arguments, "modal")
    user_id = state.use_trigger(arguments.required("trigger_id"))
    below = [view for view in state.views.values() if view.user_id == user_id]
    if not below:
        raise SlackError("not_found")
    return _show(state, pushed_modal(state, below[-1], definition))


def new_modal(state: State, user_id: str, definition: Mapping[str, Any], below: View | None = None) -> View:
    values = initial_state(tuple(definition["blocks"]))
    view_id, previous = state.new_id("V"), below.id if below else None
    return View(view_id, user_id, "modal", state.new_ts(), definition, previous, values)


def pushed_modal(state: State, below: View, definition: Mapping[str, Any]) -> View:
    """Raises `push_limit_reached` for a fourth modal."""
    if len([view for view in state.views.values() if view.user_id == below.user_id]) >= MOST_VIEWS:
        raise SlackError("push_limit_reached")
    return new_modal(state, below.user_id, definition, below)


def updated_modal(state: State, shown: View, definition: Mapping[str, Any]) -> View:
    """The view with new blocks; what a person had entered stays where block_id and action_id stay the same."""
    values = carried_over(tuple(definition["blocks"]), shown.values)
    return replace(shown, hash=state.new_ts(), definition=definition, values=values, errors={}, trouble="")


def _definition(state: State, arguments: Arguments, kind: str, replaced: View | None = None) -> Mapping[str, Any]:
    definition = arguments.json("view")
    if not isinstance(definition, dict):
        raise SlackError("invalid_arguments", "missing required field: view")
    check_view(definition)
    check_files(definition["blocks"], state.files)
    if definition.get("type") != kind:
        raise SlackError("invalid_arguments", f"must be one of: {kind} [json-pointer:/view/type]")
    external = definition.get("external_id")
    taken = [view for view in state.views.values() if external and view.definition.get("external_id") == external]
    if any(replaced is None or view.id != replaced.id for view in taken):
        raise SlackError("duplicate_external_id")
    return definition


def _named(state: State, arguments: Arguments) -> View:
    view_id, external_id = arguments.optional("view_id"), arguments.optional("external_id")
    if not view_id and not external_id:
        raise SlackError("invalid_arguments", "missing required field: view_id")
    for view in state.views.values():
        if view.id == view_id or (external_id and view.definition.get("external_id") == external_id):
            return view
    raise SlackError("not_found")


def _check_hash(shown: View | None, arguments: Arguments) -> None:
    given = arguments.optional("hash")
    if given and (shown is None or shown.hash != given):
        raise SlackError("hash_conflict")


def _show(state: State, view: View) -> Json:
    state.show_view(view)
    return {"view": view_json(state, view)}


def add_reaction(state: State, arguments: Arguments) -> Json:
    message = _reacted_to(state, arguments)
    state.react(message, state.bot_user.id, _reaction(arguments), added=True)
    return {}


def remove_reaction(state: State, arguments: Arguments) -> Json:
    message = _reacted_to(state, arguments)
    state.react(message, state.bot_user.id, _reaction(arguments), added=False)
    return {}


def _reaction(arguments: Arguments) -> str:
    name = arguments.required("name").strip(":")
    if not _NAME.fullmatch(name):
        raise SlackError("invalid_name")
    return name


def get_reactions(state: State, arguments: Arguments) -> Json:
    message = _reacted_to(state, arguments)
    return {"type": "message", "channel": message.channel_id, "message": stored_json(message, state)}


def _reacted_to(state: State, arguments: Arguments) -> Message:
    channel = state.channel(arguments.required("channel"))
    if not state.has_bot(channel):
        raise SlackError("channel_not_found")
    return state.message(channel.id, arguments.required("timestamp"))
