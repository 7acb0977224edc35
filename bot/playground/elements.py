"""What people do with the elements of blocks: press, choose, type; and the state Slack reports for it.

Source: docs.slack.dev/reference/block-kit/block-elements and .../interaction-payloads/block_actions-payload.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bot.playground.records import Blocks, Json

Choice = str | Sequence[str] | None  # what a person chooses: a value, several, or nothing
Name = str | tuple[str, str]  # of an element: its action_id, its block's id, or (block_id, action_id)

# By element type: where the state holds what was chosen. The options themselves, their ids, or a plain value.
_ONE_OPTION = ("static_select", "external_select", "radio_buttons", "overflow")
_OPTIONS = ("multi_static_select", "multi_external_select", "checkboxes")
_ONE_ID = {
    "users_select": "selected_user",
    "conversations_select": "selected_conversation",
    "channels_select": "selected_channel",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
}
_IDS = {
    "multi_users_select": "selected_users",
    "multi_conversations_select": "selected_conversations",
    "multi_channels_select": "selected_channels",
}
_TYPED = ("plain_text_input", "number_input", "email_text_input", "url_text_input")
_INITIAL = {
    "users_select": "initial_user",
    "conversations_select": "initial_conversation",
    "channels_select": "initial_channel",
    "datepicker": "initial_date",
    "timepicker": "initial_time",
    "datetimepicker": "initial_date_time",
    "multi_users_select": "initial_users",
    "multi_conversations_select": "initial_conversations",
    "multi_channels_select": "initial_channels",
}


def with_block_ids(blocks: Iterable[Mapping[str, Any]]) -> list[Json]:
    """The blocks with the block_id Slack gives to those that came without one."""
    return [{"block_id": f"b{place}", **block} for place, block in enumerate(blocks)]


def elements(blocks: Iterable[Mapping[str, Any]]) -> Iterator[tuple[str, Json]]:
    """Every interactive element with its block's id."""
    for block in with_block_ids(blocks):
        for element in [*block.get("elements", ()), block.get("accessory") or {}, block.get("element") or {}]:
            if element.get("action_id"):
                yield block["block_id"], element


def find_element(blocks: Blocks, name: Name) -> tuple[str, Json]:
    """The element with this action_id, or in the block with this id, or with both, and its block's id.

    Raises `LookupError`: a test that presses what isn't there is wrong.
    """
    there = list(elements(blocks))
    by_both = [(block_id, element) for block_id, element in there if name == (block_id, element["action_id"])]
    by_action = [(block_id, element) for block_id, element in there if name == element["action_id"]]
    by_block = [(block_id, element) for block_id, element in there if name == block_id]
    found = [*by_both, *by_action, *by_block]
    if not found:
        raise LookupError(f"no element has the action_id {name!r}")
    return found[0]


def chosen(element: Mapping[str, Any], choice: Choice, offered: Sequence[Json] = ()) -> Json:
    """The element's state when a person chooses `choice` in it; `offered` are options that the app suggested.

    Options are named by their values. Raises `LookupError` for an option that there is not.
    """
    kind = element["type"]
    state: Json = {"type": kind}
    if kind in _ONE_OPTION:
        return state | {"selected_option": None if choice is None else _option(element, _single(choice), offered)}
    if kind in _OPTIONS:
        return state | {"selected_options": [_option(element, value, offered) for value in _several(choice)]}
    if kind in _ONE_ID:
        return state | {_ONE_ID[kind]: choice}
    if kind in _IDS:
        return state | {_IDS[kind]: list(_several(choice))}
    if kind == "datetimepicker":
        return state | {"selected_date_time": None if choice is None else int(_single(choice))}
    if kind in _TYPED:
        return state | {"value": choice or None}
    return state


def initial_state(blocks: Blocks) -> dict[str, dict[str, Json]]:
    """The state that elements have before anybody touches them, by block_id and action_id."""
    values: dict[str, dict[str, Json]] = {}
    for block_id, element in elements(blocks):
        if element["type"] not in ("button", "overflow", "workflow_button"):
            values.setdefault(block_id, {})[element["action_id"]] = _initial(element)
    return values


def carried_over(blocks: Blocks, entered: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Json]]:
    """The state of blocks that came in place of others: what was entered stays where the element is the same one."""
    values = initial_state(blocks)
    for block_id, actions in values.items():
        for action_id, initial in actions.items():
            state = entered.get(block_id, {}).get(action_id)
            if state is not None and state["type"] == initial["type"]:
                actions[action_id] = state
    return values


def action(block_id: str, element: Mapping[str, Any], state: Mapping[str, Any]) -> Json:
    """The `actions` entry for an element with its new state."""
    kept = ("text", "value", "style") if element["type"] == "button" else ("placeholder",)
    shown = {name: element[name] for name in kept if name in element}
    return shown | dict(state) | {"action_id": element["action_id"], "block_id": block_id}


def options_in(answer: Mapping[str, Any]) -> list[Json]:
    """The options in an element, or in the app's answer to block_suggestion, grouped or not."""
    grouped = [option for group in answer.get("option_groups") or () for option in group.get("options") or ()]
    return [*(answer.get("options") or ()), *grouped]


def _initial(element: Mapping[str, Any]) -> Json:
    kind = element["type"]
    if kind in _ONE_OPTION:
        return {"type": kind, "selected_option": element.get("initial_option")}
    if kind in _OPTIONS:
        return {"type": kind, "selected_options": list(element.get("initial_options") or ())}
    return chosen(element, element.get(_INITIAL.get(kind, "initial_value")))


def _option(element: Mapping[str, Any], value: str, offered: Sequence[Json]) -> Json:
    for option in [*options_in(element), *offered]:
        if option.get("value") == value:
            return dict(option)
    raise LookupError(f"{element['action_id']!r} has no option {value!r}")


def _single(choice: Choice) -> str:
    if isinstance(choice, str):
        return choice
    (only,) = choice or ()
    return only


def _several(choice: Choice) -> Sequence[str]:
    return (choice,) if isinstance(choice, str) else tuple(choice or ())
