"""What Slack's client says of a form before it sends it: required inputs, lengths, numbers, addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.playground.elements import with_block_ids
from bot.playground.records import View

REQUIRED = "Please complete this required field."
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_URL = re.compile(r"https?://\S+")
_VALUES = ("value", "selected_date", "selected_time", "selected_date_time", "selected_option", "selected_user")
_SEVERAL = ("selected_options", "selected_users", "selected_conversations", "selected_channels")


def complaints(view: View) -> dict[str, str]:
    """What keeps a modal from being submitted, by block_id; empty when nothing does."""
    found: dict[str, str] = {}
    for block in with_block_ids(view.definition.get("blocks") or ()):
        element = block.get("element") if block.get("type") == "input" else None
        if element:
            entered = view.values.get(block["block_id"], {}).get(element["action_id"], {})
            complaint = _complaint(element, _value(entered), optional=bool(block.get("optional")))
            if complaint:
                found[block["block_id"]] = complaint
    return found


def _value(entered: Mapping[str, Any]) -> Any:
    names = (*_VALUES, "selected_conversation", "selected_channel", *_SEVERAL)
    return next((entered[name] for name in names if entered.get(name)), None)


def _complaint(element: Mapping[str, Any], value: Any, *, optional: bool) -> str:
    if not value:
        return "" if optional else REQUIRED
    match element["type"]:
        case "plain_text_input":
            return _length(element, value)
        case "number_input":
            return _number(element, value)
        case "email_text_input":
            return "" if _MAIL.fullmatch(value) else "Enter an email address."
        case "url_text_input":
            return "" if _URL.fullmatch(value) else "Enter an address that starts with http:// or https://."
    return ""


def _length(element: Mapping[str, Any], value: str) -> str:
    low, high = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < low:
        return f"Enter at least {low} characters."
    return f"Enter at most {high} characters." if len(value) > high else ""


def _number(element: Mapping[str, Any], value: str) -> str:
    kind = r"-?\d+(\.\d+)?" if element.get("is_decimal_allowed") else r"-?\d+"
    if not re.fullmatch(kind, value):
        return "Enter a number."
    low, high = element.get("min_value"), element.get("max_value")
    if low is not None and float(value) < float(low):
        return f"Enter a number from {low} up."
    return f"Enter a number up to {high}." if high is not None and float(value) > float(high) else ""
