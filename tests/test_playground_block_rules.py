"""What Slack refuses in elements, modals and Home tabs, each at its limit and one beyond it."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.playground.block_rules import check_blocks, check_view
from bot.playground.records import SlackError


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def option(value: str, **more: Any) -> dict[str, Any]:
    return {"text": plain("x"), "value": value} | more


def options(number: int) -> list[dict[str, Any]]:
    return [option(f"o{place}") for place in range(number)]


def element(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": kind, "action_id": "a"} | more


def actions(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": [element(kind, **more)]}


def entry(kind: str, **more: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain("x"), "element": element(kind, **more)}


def at(block: dict[str, Any]) -> str:
    """Where a block's first element stands."""
    return "/blocks/0/element" if block["type"] == "input" else "/blocks/0/elements/0"


ALLOWED: dict[str, dict[str, Any]] = {
    "select of 100": actions("static_select", options=options(100), placeholder=plain("x" * 150)),
    "grouped select": actions("static_select", option_groups=[{"label": plain("x" * 75), "options": options(100)}] * 2),
    "select with a choice": actions("static_select", options=options(2), initial_option=option("o1")),
    "multi select": actions("multi_static_select", options=options(2), max_selected_items=1),
    "external select": actions("external_select", min_query_length=0, initial_option=option("x" * 75)),
    "overflow of 5": actions("overflow", options=[option("o", url="https://example.com/")] * 5),
    "checkboxes of 10": actions(
        "checkboxes", options=[option("o", text={"type": "mrkdwn", "text": "*x*"}, description=plain("x" * 75))] * 10
    ),
    "radio buttons": actions("radio_buttons", options=options(10)),
    "datepicker": actions("datepicker", initial_date="2024-02-29"),
    "timepicker": actions("timepicker", initial_time="23:59"),
    "datetimepicker": actions("datetimepicker", initial_date_time=1740000000),
    "people": actions("users_select", initial_user="U1"),
    "conversations": actions("multi_conversations_select", placeholder=plain("x")),
    "text of 3000": entry("plain_text_input", max_length=3000, initial_value="x" * 3000, multiline=True),
    "number": entry("number_input", is_decimal_allowed=False, min_value="-1", initial_value="3"),
    "mail": entry("email_text_input"),
    "address": entry("url_text_input"),
    "confirmed button": actions(
        "button",
        text=plain("x"),
        style="danger",
        confirm={"title": plain("x"), "text": plain("x"), "confirm": plain("y"), "deny": plain("n")},
    ),
    "table": {"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 20] * 100},
    "uploaded image": {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "x", "title": plain("x")},
}


@pytest.mark.parametrize("what", ALLOWED)
def test_elements_at_their_limits_are_allowed(what: str) -> None:
    """In messages and, but for tables, in Home tabs."""
    check_blocks([ALLOWED[what]])
    if what != "table":
        check_view({"type": "home", "blocks": [ALLOWED[what]]})


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "no options": (actions("static_select"), "no less than 1 items allowed {}/options"),
    "101 options": (actions("static_select", options=options(101)), "no more than 100 items allowed {}/options"),
    "an empty group": (
        actions("static_select", option_groups=[{"label": plain("x"), "options": []}]),
        "no less than 1 items allowed {}/option_groups/0/options",
    ),
    "a group without a name": (
        actions("static_select", option_groups=[{"options": options(1)}]),
        "missing required field: label {}/option_groups/0",
    ),
    "a choice that is no option": (
        actions("static_select", options=options(2), initial_option=option("o7")),
        "must be one of the provided options {}/initial_option",
    ),
    "6 in an overflow": (actions("overflow", options=options(6)), "no more than 5 items allowed {}/options"),
    "11 checkboxes": (actions("checkboxes", options=options(11)), "no more than 10 items allowed {}/options"),
    "mrkdwn in a menu": (
        actions("static_select", options=[option("x", text={"type": "mrkdwn", "text": "x"})]),
        "unsupported type: mrkdwn {}/options/0/text/type",
    ),
    "long description": (
        actions("radio_buttons", options=[option("x", description=plain("x" * 76))]),
        "must be less than 76 characters {}/options/0/description/text",
    ),
    "no such day": (
        actions("datepicker", initial_date="2024-13-01"),
        "must be a date such as 2025-03-01 {}/initial_date",
    ),
    "no such time": (actions("timepicker", initial_time="25:00"), "must be a time such as 08:30 {}/initial_time"),
    "long text": (
        entry("plain_text_input", initial_value="x" * 11, max_length=10),
        "must be less than 11 characters {}/initial_value",
    ),
    "endless text": (
        entry("plain_text_input", max_length=3001),
        "must be between 1 and 3000 {}/max_length",
    ),
    "number of what kind": (entry("number_input"), "missing required field: is_decimal_allowed {}"),
    "text field outside an input": (actions("plain_text_input"), "unsupported type: plain_text_input {}/type"),
    "button in an input": (entry("button", text=plain("x")), "unsupported type: button {}/type"),
    "strange style": (
        actions("button", text=plain("x"), style="loud"),
        "must be one of: primary, danger {}/style",
    ),
    "half a question": (
        actions("button", text=plain("x"), confirm={"title": plain("x"), "text": plain("x"), "confirm": plain("x")}),
        "missing required field: deny {}/confirm",
    ),
    "long placeholder": (
        actions("users_select", placeholder=plain("x" * 151)),
        "must be less than 151 characters {}/placeholder/text",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_elements_beyond_their_limits_are_refused(what: str) -> None:
    """With the place."""
    block, detail = REFUSED[what]
    words, _, place = detail.rpartition("{}")
    with pytest.raises(SlackError) as refusal:
        check_blocks([block])
    assert refusal.value.details == (f"{words}[json-pointer:{at(block)}{place}]",)


def modal(**changes: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("x" * 24), "blocks": [{"type": "divider"}] * 100} | changes


VIEWS: dict[str, tuple[dict[str, Any], str]] = {
    "101 blocks": (
        modal(blocks=[{"type": "divider"}] * 101),
        "no more than 100 items allowed [json-pointer:/view/blocks]",
    ),
    "long title": (
        modal(title=plain("x" * 25)),
        "must be less than 25 characters [json-pointer:/view/title/text]",
    ),
    "no title": (modal(title=None), "missing required field: title [json-pointer:/view]"),
    "long submit": (
        modal(submit=plain("x" * 25)),
        "must be less than 25 characters [json-pointer:/view/submit/text]",
    ),
    "long metadata": (
        modal(private_metadata="x" * 3001),
        "must be less than 3001 characters [json-pointer:/view/private_metadata]",
    ),
    "inputs without submit": (
        modal(blocks=[entry("plain_text_input")]),
        "`submit` is required when an `input` block exists [json-pointer:/view]",
    ),
    "one block_id twice": (
        modal(blocks=[{"type": "divider", "block_id": "b"}] * 2),
        "`block_id` b already exists [json-pointer:/view/blocks/1/block_id]",
    ),
    "a block for messages": (
        modal(blocks=[{"type": "markdown", "text": "x"}]),
        "unsupported type: markdown [json-pointer:/view/blocks/0/type]",
    ),
    "no blocks": ({"type": "home"}, "missing required field: blocks [json-pointer:/view]"),
    "another kind": (modal(type="drawer"), "must be one of: modal, home [json-pointer:/view/type]"),
}


@pytest.mark.parametrize("what", VIEWS)
def test_views_that_slack_refuses_are_refused(what: str) -> None:
    """With the place."""
    view, detail = VIEWS[what]
    with pytest.raises(SlackError) as refusal:
        check_view(view)
    assert (refusal.value.code, refusal.value.details) == ("invalid_arguments", (detail,))


def test_views_at_their_limits_are_allowed() -> None:
    """A hundred blocks, a full title, all the metadata, and a submit button for the inputs."""
    check_view(modal(private_metadata="x" * 3000))
    check_view(modal(blocks=[entry("plain_text_input")], submit=plain("x" * 24)))
    check_view({"type": "home", "blocks": [entry("plain_text_input")]})


NAMES = st.sampled_from(
    [
        "type",
        "text",
        "options",
        "option_groups",
        "initial_option",
        "initial_options",
        "confirm",
        "value",
        "rows",
        "placeholder",
        "dispatch_action_config",
        "trigger_actions_on",
        "max_length",
        "initial_value",
        "blocks",
        "title",
    ]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("ab", max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
KINDS = st.sampled_from(["static_select", "external_select", "checkboxes", "datepicker", "plain_text_input", "button"])


@settings(deadline=None)  # the machine may be busy with other tests
@given(st.dictionaries(NAMES, JSON, max_size=4), KINDS)
def test_malformed_elements_and_views_are_refused_and_never_crash(fields: dict[str, Any], kind: str) -> None:
    """Whatever stands in an element, the answer is an error of Slack's or none."""
    for block in ({"type": "actions", "elements": [{**fields, "type": kind}]}, {"type": "table", **fields}):
        with suppress(SlackError):
            check_blocks([block])
    with suppress(SlackError):
        check_view({**fields, "type": "modal"})
