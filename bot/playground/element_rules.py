"""What Slack refuses in interactive elements. Source: docs.slack.dev/reference/block-kit/block-elements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.playground.rule_parts import (
    Problems,
    Rule,
    count,
    flag,
    items,
    listed,
    one_of,
    shaped,
    string,
    text,
    whole,
)

ID_LENGTH = 255
URL_LENGTH = 3000
INPUT_LENGTH = 3000
_DATE = (r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", "a date such as 2025-03-01")
_TIME = (r"([01]\d|2[0-3]):[0-5]\d", "a time such as 08:30")


def element(holder: Any, at: str, allowed: frozenset[str]) -> Problems:
    """An element that stands where only the `allowed` types may."""
    if not isinstance(holder, Mapping):
        yield f"must provide an object [json-pointer:{at}]"
        return
    kind = str(holder.get("type"))
    if kind not in _ELEMENTS or kind not in allowed:
        yield f"unsupported type: {holder.get('type')} [json-pointer:{at}/type]"
        return
    yield from string(holder, at, "action_id", ID_LENGTH, required=False)
    yield from flag(holder, at, "focus_on_load")
    yield from _confirm(holder, at)
    yield from _ELEMENTS[kind](holder, at)


def image(holder: Mapping[str, Any], at: str) -> Problems:
    """A picture by its address or by an uploaded file; always with words for who can't see it."""
    if not isinstance(holder.get("slack_file"), Mapping):
        yield from string(holder, at, "image_url", URL_LENGTH)
    yield from string(holder, at, "alt_text", 2000)


def _button(holder: Mapping[str, Any], at: str) -> Problems:
    yield from text(holder, at, "text", 75, "plain_text")
    yield from string(holder, at, "value", 2000, required=False)
    yield from string(holder, at, "url", URL_LENGTH, required=False)
    yield from string(holder, at, "accessibility_label", 75, required=False)
    yield from one_of(holder, at, "style", "primary", "danger")


def _confirm(holder: Mapping[str, Any], at: str) -> Problems:
    confirm, at = holder.get("confirm"), f"{at}/confirm"
    if confirm is None:
        return
    if not isinstance(confirm, Mapping):
        yield f"must provide an object [json-pointer:{at}]"
        return
    yield from text(confirm, at, "title", 100, "plain_text")
    yield from text(confirm, at, "text", 300)
    for button in ("confirm", "deny"):
        yield from text(confirm, at, button, 30, "plain_text")
    yield from one_of(confirm, at, "style", "primary", "danger")


def _menu(holder: Mapping[str, Any], at: str) -> Problems:
    yield from _placeholder(holder, at)
    if not holder.get("option_groups"):
        yield from _options(holder, at, 100)
    else:
        yield from count(holder, at, "option_groups", 100)
        for group, here in items(holder, at, "option_groups"):
            yield from text(group, here, "label", 75, "plain_text")
            yield from _options(group, here, 100)
    yield from _initial_options(holder, at)
    yield from whole(holder, at, "max_selected_items", 1, 100)


def _external_menu(holder: Mapping[str, Any], at: str) -> Problems:
    yield from _placeholder(holder, at)
    yield from whole(holder, at, "min_query_length", 0, 100)
    yield from whole(holder, at, "max_selected_items", 1, 100)
    for name in ("initial_option", "initial_options"):
        for option, here in _named_options(holder, at, name):
            yield from _option(option, here)


def _overflow(holder: Mapping[str, Any], at: str) -> Problems:
    yield from _options(holder, at, 5)


def _choices(holder: Mapping[str, Any], at: str) -> Problems:
    yield from _options(holder, at, 10, mrkdwn=True)
    yield from _initial_options(holder, at)


def _options(holder: Mapping[str, Any], at: str, most: int, *, mrkdwn: bool = False) -> Problems:
    yield from count(holder, at, "options", most)
    for option, here in items(holder, at, "options"):
        yield from _option(option, here, mrkdwn=mrkdwn)


def _option(option: Mapping[str, Any], at: str, *, mrkdwn: bool = False) -> Problems:
    yield from text(option, at, "text", 75, None if mrkdwn else "plain_text")
    yield from string(option, at, "value", 75)
    yield from text(option, at, "description", 75, None if mrkdwn else "plain_text", required=False)
    yield from string(option, at, "url", URL_LENGTH, required=False)


def _initial_options(holder: Mapping[str, Any], at: str) -> Problems:
    """What is chosen at first must be one of the options, exactly as it stands there."""
    groups = [group for group in listed(holder, "option_groups") if isinstance(group, Mapping)]
    offered = [*listed(holder, "options"), *(option for group in groups for option in listed(group, "options"))]
    for name in ("initial_option", "initial_options"):
        for option, here in _named_options(holder, at, name):
            if option not in offered:
                yield f"must be one of the provided options [json-pointer:{here}]"


def _named_options(holder: Mapping[str, Any], at: str, name: str) -> list[tuple[Mapping[str, Any], str]]:
    if name == "initial_options":
        return items(holder, at, name)
    option = holder.get(name)
    return [] if option is None else [(option if isinstance(option, Mapping) else {}, f"{at}/{name}")]


def _placeholder(holder: Mapping[str, Any], at: str) -> Problems:
    yield from text(holder, at, "placeholder", 150, "plain_text", required=False)


def _picker(holder: Mapping[str, Any], at: str) -> Problems:
    """A menu of people or conversations."""
    yield from _placeholder(holder, at)
    yield from whole(holder, at, "max_selected_items", 1, 100)
    for name in ("initial_user", "initial_conversation", "initial_channel"):
        yield from string(holder, at, name, ID_LENGTH, required=False)


def _date(holder: Mapping[str, Any], at: str) -> Problems:
    yield from _placeholder(holder, at)
    yield from shaped(holder, at, "initial_date", *_DATE)


def _time(holder: Mapping[str, Any], at: str) -> Problems:
    yield from _placeholder(holder, at)
    yield from shaped(holder, at, "initial_time", *_TIME)


def _moment(holder: Mapping[str, Any], at: str) -> Problems:
    yield from whole(holder, at, "initial_date_time", 1_000_000_000, 9_999_999_999)


def _typed(holder: Mapping[str, Any], at: str) -> Problems:
    yield from _placeholder(holder, at)
    yield from flag(holder, at, "multiline")
    yield from whole(holder, at, "min_length", 0, INPUT_LENGTH)
    yield from whole(holder, at, "max_length", 1, INPUT_LENGTH)
    value = holder.get("initial_value")
    if value is not None:
        most = holder.get("max_length")
        yield from string(holder, at, "initial_value", most if isinstance(most, int) else INPUT_LENGTH, required=False)
    config = holder.get("dispatch_action_config")
    if isinstance(config, Mapping):
        for place, trigger in enumerate(listed(config, "trigger_actions_on")):
            if trigger not in ("on_enter_pressed", "on_character_entered"):
                here = f"{at}/dispatch_action_config/trigger_actions_on/{place}"
                yield f"must be one of: on_enter_pressed, on_character_entered [json-pointer:{here}]"


def _number(holder: Mapping[str, Any], at: str) -> Problems:
    yield from _placeholder(holder, at)
    if not isinstance(holder.get("is_decimal_allowed"), bool):
        yield f"missing required field: is_decimal_allowed [json-pointer:{at}]"
    for name in ("min_value", "max_value", "initial_value"):
        yield from shaped(holder, at, name, r"-?\d+(\.\d+)?", "a number in a string")


def _address(holder: Mapping[str, Any], at: str) -> Problems:
    yield from _placeholder(holder, at)
    yield from string(holder, at, "initial_value", INPUT_LENGTH, required=False)


def _anything(holder: Mapping[str, Any], at: str) -> Problems:
    yield from ()


_PICKERS = ("users_select", "conversations_select", "channels_select")
_ELEMENTS: Mapping[str, Rule] = {
    "button": _button,
    "image": image,
    "overflow": _overflow,
    "static_select": _menu,
    "multi_static_select": _menu,
    "external_select": _external_menu,
    "multi_external_select": _external_menu,
    "checkboxes": _choices,
    "radio_buttons": _choices,
    "datepicker": _date,
    "timepicker": _time,
    "datetimepicker": _moment,
    "plain_text_input": _typed,
    "number_input": _number,
    "email_text_input": _address,
    "url_text_input": _address,
    "rich_text_input": _anything,
    "file_input": _anything,
    **dict.fromkeys((*_PICKERS, *(f"multi_{name}" for name in _PICKERS)), _picker),
}
_ENTRIES = frozenset(
    {"plain_text_input", "number_input", "email_text_input", "url_text_input", "rich_text_input", "file_input"}
)
IN_ACTIONS = frozenset(_ELEMENTS) - _ENTRIES - {"image"}
IN_SECTION = IN_ACTIONS - {"datetimepicker"} | {"image"}
IN_INPUT = frozenset(_ELEMENTS) - {"button", "overflow", "image"}
IN_CONTEXT = frozenset({"image"})
