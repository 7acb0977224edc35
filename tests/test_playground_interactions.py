"""Every element, modals in stacks, shortcuts: the playground sends what Slack sends, the real Bolt app answers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import PlaygroundServer, Workspace
from bot.playground.elements import Choice
from bot.playground.entries import REQUIRED
from bot.playground.interactions import TROUBLE
from bot.playground.records import SlackError, View
from tests.slack_apps import AT_ONCE, app_for, in_socket_mode


@pytest.fixture
async def server() -> AsyncIterator[PlaygroundServer]:
    patient = replace(AT_ONCE, ack_within=2.0)  # a busy machine's app is no silent one
    async with PlaygroundServer(Workspace(), policy=patient) as running:
        yield running


@pytest.fixture
def workspace(server: PlaygroundServer) -> Workspace:
    return server.workspace


@pytest.fixture
async def app(server: PlaygroundServer) -> AsyncIterator[AsyncApp]:
    """A Bolt app in Socket Mode."""
    app = app_for(server)
    async with in_socket_mode(server, app):
        yield app


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


def option(value: str) -> dict[str, Any]:
    return {"text": plain(value.upper()), "value": value}


AB = [option("a"), option("b")]
GROUPS = [{"label": plain("first"), "options": [option("a")]}, {"label": plain("second"), "options": [option("b")]}]

ELEMENTS: dict[str, tuple[dict[str, Any], Choice, dict[str, Any]]] = {
    "button": ({"text": plain("Go"), "value": "d1"}, None, {"value": "d1"}),
    "static_select": ({"options": AB}, "b", {"selected_option": option("b")}),
    "grouped static_select": ({"option_groups": GROUPS}, "b", {"selected_option": option("b")}),
    "multi_static_select": ({"options": AB}, ["a", "b"], {"selected_options": AB}),
    "overflow": ({"options": AB}, "a", {"selected_option": option("a")}),
    "radio_buttons": ({"options": AB}, "a", {"selected_option": option("a")}),
    "checkboxes": ({"options": AB}, ["b"], {"selected_options": [option("b")]}),
    "unchecked checkboxes": ({"options": AB, "initial_options": AB}, [], {"selected_options": []}),
    "datepicker": ({}, "2025-03-01", {"selected_date": "2025-03-01"}),
    "timepicker": ({}, "08:30", {"selected_time": "08:30"}),
    "datetimepicker": ({}, "1740000000", {"selected_date_time": 1740000000}),
    "conversations_select": ({}, "C1", {"selected_conversation": "C1"}),
    "channels_select": ({}, "C1", {"selected_channel": "C1"}),
    "users_select": ({}, "U1", {"selected_user": "U1"}),
    "multi_users_select": ({}, ["U1", "U2"], {"selected_users": ["U1", "U2"]}),
    "multi_conversations_select": ({}, ["C1"], {"selected_conversations": ["C1"]}),
}


@pytest.mark.parametrize("name", ELEMENTS)
async def test_each_element_in_a_message_tells_what_was_chosen(app: AsyncApp, workspace: Workspace, name: str) -> None:
    """In `actions` and, but for buttons and overflow menus, in the message's state."""
    definition, choice, told = ELEMENTS[name]
    kind = name.split()[-1]
    heard: list[dict[str, Any]] = []

    @app.action("x")
    async def note(ack: Any, body: dict[str, Any]) -> None:
        heard.append(body)
        await ack()

    element = {"type": kind, "action_id": "x", **definition}
    blocks = [{"type": "actions", "block_id": "b", "elements": [element]}]
    posted = await app.client.chat_postMessage(channel=workspace.channel("deals").id, text="x", blocks=blocks)
    delivery = await workspace.click(posted["ts"], "x", value=choice)

    assert delivery.acked
    ((action,), state) = (heard[0]["actions"], heard[0]["state"]["values"])
    assert told.items() <= action.items()
    assert (action["type"], action["block_id"], action["action_id"]) == (kind, "b", "x")
    assert state == ({} if kind in ("button", "overflow") else {"b": {"x": {"type": kind, **told}}})


async def test_text_typed_into_a_message_is_told_with_its_other_elements(app: AsyncApp, workspace: Workspace) -> None:
    """An input block with dispatch_action; what was chosen before is in the state too."""
    states: list[Any] = []

    @app.action("text")
    async def text(ack: Any, body: dict[str, Any]) -> None:
        states.append((body["actions"][0]["value"], body["state"]["values"]["m"]["menu"]["selected_option"]["value"]))
        await ack()

    @app.action("menu")
    async def menu(ack: Any) -> None:
        await ack()

    typed = {"type": "plain_text_input", "action_id": "text"}
    blocks = [
        {"type": "input", "label": plain("Search"), "dispatch_action": True, "element": typed},
        {
            "type": "actions",
            "block_id": "m",
            "elements": [{"type": "static_select", "action_id": "menu", "options": AB}],
        },
    ]
    posted = await app.client.chat_postMessage(channel=workspace.channel("deals").id, text="x", blocks=blocks)
    await workspace.click(posted["ts"], "menu", value="b")
    await workspace.click(posted["ts"], "text", value="acme")
    assert states == [("acme", "b")]
    with pytest.raises(LookupError, match="no option"):
        await workspace.click(posted["ts"], "menu", value="c")


async def test_an_external_menu_offers_what_the_app_suggests(app: AsyncApp, workspace: Workspace) -> None:
    """block_suggestion brings the typed text, the options can then be chosen; a silent app offers nothing."""
    chosen: list[str] = []

    @app.options("company")
    async def suggest(ack: Any, payload: dict[str, Any]) -> None:
        await ack(options=[option(f"{payload['value']} {number}") for number in (1, 2)])

    @app.action("company")
    async def note(ack: Any, action: dict[str, Any]) -> None:
        chosen.append(action["selected_option"]["value"])
        await ack()

    element = {"type": "external_select", "action_id": "company", "min_query_length": 2}
    blocks = [{"type": "section", "text": plain("Which?"), "accessory": element}]
    posted = await app.client.chat_postMessage(channel=workspace.channel("deals").id, text="x", blocks=blocks)
    offered = await workspace.suggest(posted["ts"], "company", "acme")
    await workspace.click(posted["ts"], "company", value="acme 2")
    assert [one["value"] for one in offered] == ["acme 1", "acme 2"]
    assert chosen == ["acme 2"]


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": plain("Form"),
        "submit": plain("Save"),
        "blocks": list(blocks),
    } | more


def entry(name: str, *, optional: bool = False, **more: Any) -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": "text"} | more
    return {"type": "input", "block_id": name, "label": plain(name), "optional": optional, "element": element}


async def opened(app: AsyncApp, workspace: Workspace, view: dict[str, Any], shortcut_id: str = "open") -> View:
    """Open a modal by a global shortcut."""

    @app.shortcut(shortcut_id)
    async def open_it(ack: Any, client: AsyncWebClient, shortcut: dict[str, Any]) -> None:
        await ack()
        await client.views_open(trigger_id=shortcut["trigger_id"], view=view)

    await workspace.shortcut(shortcut_id)
    return (await workspace.wait_for(workspace.views))[-1]


async def test_a_modal_is_filled_in_checked_and_submitted(app: AsyncApp, workspace: Workspace) -> None:
    """Slack's client holds back what is missing or malformed; the app's errors stand at their blocks."""
    submitted: list[Any] = []

    @app.view("form")
    async def read(ack: Any, view: dict[str, Any]) -> None:
        values = {block: actions["text"]["value"] for block, actions in view["state"]["values"].items()}
        submitted.append(values)
        if values["name"] == "nobody":
            await ack(response_action="errors", errors={"name": "There is no such company."})
        else:
            await ack()

    amount = entry("amount", type="number_input", is_decimal_allowed=True, min_value="0")
    note = entry("note", optional=True, initial_value="as before", max_length=20)
    view = await opened(app, workspace, modal(entry("name"), amount, note))
    workspace.fill(view.id, {"amount": "-1", "note": "x" * 21})
    held_back = await workspace.submit_view(view.id)
    assert (held_back.attempts, submitted) == ((), [])
    assert workspace.views()[0].errors == {
        "name": REQUIRED,
        "amount": "Enter a number from 0 up.",
        "note": "Enter at most 20 characters.",
    }
    workspace.fill(view.id, {"name": "nobody", "amount": "1.5", "note": None})
    await workspace.submit_view(view.id)
    assert workspace.views()[0].errors == {"name": "There is no such company."}
    workspace.fill(view.id, {"name": "Acme"})
    await workspace.submit_view(view.id)
    assert workspace.views() == []
    assert submitted[-1] == {"name": "Acme", "amount": "1.5", "note": None}


async def test_modals_are_updated_pushed_and_cleared(app: AsyncApp, workspace: Workspace) -> None:
    """An update keeps what was entered; at most three lie on each other; clear closes them all."""

    @app.view("form")
    async def next_step(ack: Any, view: dict[str, Any]) -> None:
        match view["state"]["values"]["name"]["text"]["value"]:
            case "update":
                await ack(response_action="update", view=modal(entry("name"), {"type": "divider"}))
            case "push":
                await ack(response_action="push", view=modal(entry("name")))
            case _:
                await ack(response_action="clear")

    view = await opened(app, workspace, modal(entry("name")))
    workspace.fill(view.id, {"name": "update"})
    await workspace.submit_view(view.id)
    (updated,) = workspace.views()
    assert (updated.id, len(updated.definition["blocks"])) == (view.id, 2)
    assert updated.values["name"]["text"]["value"] == "update"
    for _ in range(3):
        top = workspace.views()[-1]
        workspace.fill(top.id, {"name": "push"})
        await workspace.submit_view(top.id)
    stack = workspace.views()
    assert (len(stack), stack[-1].trouble) == (3, TROUBLE)
    assert [above.previous_view_id for above in stack[1:]] == [below.id for below in stack[:-1]]
    workspace.fill(stack[-1].id, {"name": "clear"})
    await workspace.submit_view(stack[-1].id)
    assert workspace.views() == []


@pytest.mark.parametrize(
    "answer",
    [
        {"response_action": "errors", "errors": {"nowhere": "x"}},
        {"response_action": "errors", "errors": {}},
        {"response_action": "update", "view": {"type": "modal"}},
        {"response_action": "update", "view": modal(entry("name"), submit=None)},
        {"response_action": "vanish"},
        None,
    ],
    ids=str,
)
async def test_a_wrong_answer_to_a_submission_leaves_the_modal_open(
    app: AsyncApp, workspace: Workspace, answer: dict[str, Any] | None
) -> None:
    """Slack says that it had trouble; so it does without an answer."""

    @app.view("form")
    async def wrong(ack: Any) -> None:
        if answer is not None:
            await ack(**answer)

    view = await opened(app, workspace, modal(entry("name")))
    workspace.fill(view.id, {"name": "x"})
    await workspace.submit_view(view.id)
    assert [(each.id, each.trouble) for each in workspace.views()] == [(view.id, TROUBLE)]


async def test_a_modals_buttons_act_at_once_and_its_inputs_do_not(app: AsyncApp, workspace: Workspace) -> None:
    """block_actions from a view carries its state; an input block waits for the submission."""
    heard: list[dict[str, Any]] = []

    @app.action("more")
    async def more(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        heard.append(body)
        await ack()
        blocks = [*body["view"]["blocks"], {"type": "divider"}]
        await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=modal(*blocks))
        with pytest.raises(SlackApiError, match="hash_conflict"):
            await client.views_update(view_id=body["view"]["id"], hash=body["view"]["hash"], view=modal(*blocks))

    button = {"type": "button", "action_id": "more", "text": plain("More")}
    view = await opened(app, workspace, modal(entry("name"), {"type": "actions", "elements": [button]}))
    workspace.fill(view.id, {"name": "Acme"})
    with pytest.raises(LookupError, match="submitted"):
        await workspace.act(view.id, "text", "x")
    await workspace.act(view.id, "more")

    (body,) = heard
    assert body["container"] == {"type": "view", "view_id": view.id}
    assert body["view"]["state"]["values"]["name"]["text"]["value"] == "Acme"
    assert not {"response_url", "channel", "message"} & body.keys()
    await workspace.wait_for(lambda: len(workspace.views()[0].definition["blocks"]) == 3)
    assert workspace.views()[0].values["name"]["text"]["value"] == "Acme"


async def test_closing_is_told_to_an_app_that_asked_for_it(app: AsyncApp, workspace: Workspace) -> None:
    """view_closed, and whether the whole stack went."""
    closed: list[bool] = []

    @app.view_closed("form")
    async def note(ack: Any, body: dict[str, Any]) -> None:
        closed.append(body["is_cleared"])
        await ack()

    view = await opened(app, workspace, modal(entry("name"), notify_on_close=True))
    await workspace.close_view(view.id)
    quiet = await opened(app, workspace, modal(entry("name")), "quietly")
    assert await workspace.close_view(quiet.id) == []
    assert (closed, workspace.views()) == ([False], [])


async def test_a_message_shortcut_brings_the_message_and_a_way_to_answer(app: AsyncApp, workspace: Workspace) -> None:
    """Also in a channel the bot is not in."""
    seen: list[dict[str, Any]] = []

    @app.shortcut("extract_deal")
    async def extract(ack: Any, shortcut: dict[str, Any], respond: Any) -> None:
        await ack()
        seen.append(shortcut)
        await respond("read it")

    ts = await workspace.say("#general", "Acme buys Beta")
    delivery = await workspace.message_shortcut(ts, "extract_deal")
    assert delivery.acked
    (shortcut,) = seen
    assert (shortcut["type"], shortcut["message"]["text"], shortcut["message_ts"]) == (
        "message_action",
        "Acme buys Beta",
        ts,
    )
    assert shortcut["channel"] == {"id": workspace.channel("general").id, "name": "general"}
    assert [shown.text for shown in workspace.ephemerals("#general")] == ["read it"]


async def test_the_home_tab_acts_and_is_published_against_its_hash(app: AsyncApp, workspace: Workspace) -> None:
    """A click there names the view; app_home_opened shows what stands there."""
    heard: list[dict[str, Any]] = []
    button = {"type": "actions", "elements": [{"type": "button", "action_id": "go", "text": plain("Go")}]}
    home = {"type": "home", "blocks": [button]}

    @app.action("go")
    async def go(ack: Any, body: dict[str, Any]) -> None:
        heard.append(body)
        await ack()

    @app.event("app_home_opened")
    async def home_opened(event: dict[str, Any]) -> None:
        heard.append(event)

    client, you = app.client, workspace.you.id
    first = await client.views_publish(user_id=you, view=home)
    await client.views_publish(user_id=you, view=home, hash=first["view"]["hash"])
    with pytest.raises(SlackApiError, match="hash_conflict"):
        await client.views_publish(user_id=you, view=home, hash=first["view"]["hash"])
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        await client.views_publish(user_id=you, view=modal())
    view = workspace.home()
    assert view is not None
    await workspace.act(view.id, "go")
    await workspace.open_home()
    click, event = heard
    assert (click["view"]["type"], click["view"]["id"]) == ("home", view.id)
    assert (event["tab"], event["view"]["id"]) == ("home", view.id)


async def test_reactions_are_named_as_slack_names_them(app: AsyncApp, workspace: Workspace) -> None:
    """A colon more is forgiven, another name or a second time is not."""
    place = {"channel": workspace.channel("deals").id, "timestamp": await workspace.say("#deals", "x")}
    await app.client.reactions_add(name=":white_check_mark:", **place)
    for name, code in (("no such!", "invalid_name"), ("white_check_mark", "already_reacted")):
        with pytest.raises(SlackApiError, match=code):
            await app.client.reactions_add(name=name, **place)
    with pytest.raises(SlackApiError, match="no_reaction"):
        await app.client.reactions_remove(name="eyes", **place)


async def test_a_click_on_an_ephemeral_message_can_replace_it(app: AsyncApp, workspace: Workspace) -> None:
    """The payload holds no message; only its reader may click, and sees what comes in its place."""
    heard: list[dict[str, Any]] = []

    @app.action("more")
    async def more(ack: Any, body: dict[str, Any], respond: Any) -> None:
        heard.append(body)
        await ack()
        await respond("more of it", replace_original=True)

    button = {"type": "button", "action_id": "more", "text": plain("More")}
    posted = await app.client.chat_postEphemeral(
        channel=workspace.channel("deals").id,
        user=workspace.you.id,
        text="x",
        blocks=[{"type": "actions", "elements": [button]}],
    )
    workspace.add_user("anna")
    with pytest.raises(SlackError, match="message_not_found"):
        await workspace.click(posted["message_ts"], "more", user="anna")
    await workspace.click(posted["message_ts"], "more")
    assert [shown.text for shown in workspace.ephemerals("#deals")] == ["more of it"]
    assert (heard[0]["container"]["is_ephemeral"], "message" in heard[0]) == (True, False)
