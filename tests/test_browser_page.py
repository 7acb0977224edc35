"""The playground's page in a real browser, with a real Bolt app behind it: what is shown, typed, chosen and pressed."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Browser, expect
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground.browser import furnished
from bot.playground.page_server import PageServer
from tests.browsers import Stage, button, mrkdwn, note_actions, option, plain

pytestmark = pytest.mark.asyncio(loop_scope="module")  # one browser for all of them


async def test_a_message_is_typed_answered_and_read_in_its_thread(stage: Stage) -> None:
    """Live, in the window it was typed in and in a colleague's; a reply typed in the thread stays there."""

    @stage.app.event("message")
    async def answer(event: dict[str, Any], client: AsyncWebClient) -> None:
        if "thread_ts" not in event:
            await client.chat_postMessage(channel=event["channel"], thread_ts=event["ts"], text="*49 %* for _Meta_")

    you, anna = await stage.window(), await stage.window("anna")
    field = you.get_by_label("Message #deals")
    await field.fill("Meta buys Scale AI\nhttps://example.com/a?b=1&c=2")
    await field.press("Enter")
    await you.get_by_role("button", name="1 reply").click()
    thread = you.get_by_role("complementary", name="Thread")
    await expect(thread.get_by_role("strong").filter(has_text="49 %")).to_be_visible()
    await thread.get_by_label("Reply in the thread").fill("thanks @dealbot")
    await thread.get_by_label("Reply in the thread").press("Enter")
    await expect(thread.get_by_text("thanks @dealbot")).to_be_visible()
    await expect(anna.get_by_role("link", name="https://example.com/a?b=1&c=2")).to_be_visible()
    await expect(anna.get_by_role("button", name="2 replies")).to_be_visible()
    await you.keyboard.press("Escape")
    await expect(thread).to_be_hidden()


async def test_private_things_are_shown_to_those_they_are_for(stage: Stage) -> None:
    """Anna sees neither the private channel nor what only you see; public channels she may join."""
    you, anna = await stage.window(), await stage.window("anna")
    stage.workspace.add_channel("open", members=("you",))
    await stage.client.chat_postEphemeral(
        channel=stage.workspace.channel("deals").id, user=stage.workspace.you.id, text="psst"
    )
    await stage.workspace.say("#board", "the secret")
    await expect(you.get_by_text("Only visible to you")).to_be_visible()
    await you.get_by_role("button", name="board", exact=True).click()
    await expect(you.get_by_text("the secret")).to_be_visible()
    await anna.get_by_role("button", name="open", exact=True).click()
    await anna.get_by_role("button", name="Join").click()
    await expect(anna.get_by_label("Message #open")).to_be_visible()
    await expect(anna.get_by_role("button", name="board", exact=True)).to_have_count(0)
    assert "secret" not in await anna.content()
    assert "psst" not in await anna.content()
    await anna.get_by_label("You are").select_option("you")
    await expect(anna.get_by_role("button", name="board", exact=True)).to_be_visible()


async def test_commands_are_completed_and_sent_with_the_keyboard(stage: Stage) -> None:
    """The arrow keys choose, Tab takes; what the app answers is marked as visible to you alone."""

    @stage.app.command("/who")
    async def who(ack: Any, command: dict[str, Any]) -> None:
        await ack(f"nobody called {command['text']}")

    page = await stage.window()
    field = page.get_by_label("Message #deals")
    await field.press_sequentially("/")
    offered = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    await expect(offered).to_have_count(len(stage.workspace.commands))
    await field.press("ArrowDown")
    await expect(offered.and_(page.get_by_role("option", selected=True))).to_contain_text("/who")
    await field.press("Tab")
    await expect(field).to_have_value("/who ")
    await field.press_sequentially("zoë")
    await field.press("Enter")
    await expect(page.get_by_text("nobody called zoë")).to_be_visible()
    await expect(page.get_by_text("Only visible to you")).to_be_visible()
    await field.fill("/nope")
    await field.press("Enter")
    await expect(page.get_by_text("/nope is not a valid command.")).to_be_visible()


SAID = "*Meta* → <https://example.com/|Scale AI> `49 %`\n&gt; it said"
BAR_CHART = {"type": "image", "image_url": "https://example.com/x.png", "alt_text": "a bar chart"}
ITEM = {"type": "rich_text_section", "elements": [{"type": "text", "text": "an item", "style": {"bold": True}}]}
BLOCKS = [
    {"type": "header", "text": plain("Three deals :tada:")},
    {"type": "section", "text": mrkdwn(SAID), "fields": [mrkdwn("*Price*\n$14.3bn"), plain("open")]},
    {"type": "section", "text": plain("with a picture"), "accessory": BAR_CHART},
    {"type": "context", "elements": [mrkdwn("_two sources_ &lt;b&gt;")]},
    {"type": "divider"},
    BAR_CHART | {"alt_text": "deals by week", "title": plain("Weeks")},
    {"type": "markdown", "text": "# Summary\n- **bold** and [a link](https://example.com/z)"},
    {"type": "table", "rows": [[{"type": "raw_text", "text": "Buyer"}], [{"type": "raw_text", "text": "Meta"}]]},
    {"type": "rich_text", "elements": [{"type": "rich_text_list", "style": "bullet", "elements": [ITEM]}]},
]


async def test_every_block_is_drawn(stage: Stage) -> None:
    """With its words, links, quotes and pictures' descriptions; nothing is loaded from another host."""
    page = await stage.window()
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    await stage.post(blocks=BLOCKS)
    message = page.get_by_role("article")
    await expect(message.get_by_role("heading", name="Three deals")).to_be_visible()
    await expect(message.get_by_role("link", name="Scale AI")).to_have_attribute("rel", "noopener noreferrer")
    await expect(message.get_by_role("blockquote")).to_have_text("it said")
    await expect(message.get_by_text("two sources <b>")).to_be_visible()
    for words in ("a bar chart", "deals by week"):
        await expect(message.get_by_role("img", name=words)).to_be_visible()
    await expect(message.get_by_role("heading", name="Summary")).to_be_visible()
    await expect(message.get_by_role("cell", name="Meta")).to_be_visible()
    await expect(message.get_by_role("listitem").filter(has_text="an item")).to_be_visible()
    assert hosts <= {stage.url.split("/")[2]}


async def test_every_element_of_a_message_is_used(stage: Stage) -> None:
    """Each by its accessible name, and the app hears what was chosen."""
    two = [option("one"), option("two")]

    def named(kind: str, **more: Any) -> dict[str, Any]:
        return {"type": kind, "action_id": kind, "placeholder": plain(kind.replace("_", " "))} | more

    def section(text: str, accessory: dict[str, Any]) -> dict[str, Any]:
        return {"type": "section", "text": plain(text), "accessory": accessory}

    elements = [
        button("button", "Press", value="v"),
        named("static_select", options=two),
        named("conversations_select"),
        named("datepicker"),
        named("timepicker"),
        {"type": "overflow", "action_id": "overflow", "options": two},
    ]
    several = named("multi_static_select", options=two)
    boxes = {"type": "checkboxes", "action_id": "checkboxes", "options": two}
    rounds = {"type": "radio_buttons", "action_id": "radio_buttons", "options": two}
    search = {"type": "input", "label": plain("Search"), "dispatch_action": True, "element": named("plain_text_input")}
    blocks = [
        {"type": "actions", "elements": elements},
        section("Several", several),
        section("Boxes", boxes),
        section("Rounds", rounds),
        search,
    ]
    used = [*elements, several, boxes, rounds, search["element"]]
    heard = note_actions(stage.app, *(element["action_id"] for element in used))
    page = await stage.window()
    await stage.post(blocks=blocks)
    deals = stage.workspace.channel("deals").id
    message = page.get_by_role("article")
    await message.get_by_role("button", name="Press").click()
    await message.get_by_label("static select", exact=True).select_option("two")
    await message.get_by_label("conversations select").select_option(deals)
    await message.get_by_label("datepicker").fill("2025-03-01")
    await message.get_by_label("timepicker").fill("08:30")
    await message.get_by_role("button", name="More choices").click()
    await message.get_by_role("menuitem", name="Two").click()
    await message.get_by_role("group", name="Boxes").get_by_label("Two").check()
    await message.get_by_role("radio", name="One").check()
    await message.get_by_label("Search").fill("acme")
    await message.get_by_label("Search").press("Enter")
    await message.locator("summary").click()
    await message.get_by_role("group", name="Several").get_by_label("One").check()
    await stage.workspace.wait_for(lambda: len(heard) >= 10)

    said = {action["type"]: action for action in heard}
    assert said["button"]["value"] == "v"
    assert said["static_select"]["selected_option"]["value"] == "two"
    assert said["conversations_select"]["selected_conversation"] == deals
    assert said["datepicker"]["selected_date"] == "2025-03-01"
    assert said["timepicker"]["selected_time"] == "08:30"
    assert said["overflow"]["selected_option"]["value"] == "two"
    assert [one["value"] for one in said["checkboxes"]["selected_options"]] == ["two"]
    assert said["radio_buttons"]["selected_option"]["value"] == "one"
    assert said["plain_text_input"]["value"] == "acme"
    assert [one["value"] for one in said["multi_static_select"]["selected_options"]] == ["one"]


async def test_suggestions_of_the_app_are_chosen_with_the_keyboard(stage: Stage) -> None:
    """In a menu with an external source, after as many letters as it asks for."""
    heard = note_actions(stage.app, "company")

    @stage.app.options("company")
    async def suggest(ack: Any, payload: dict[str, Any]) -> None:
        await ack(options=[option(f"{payload['value']} {number}") for number in ("one", "two")])

    element = {"type": "external_select", "action_id": "company", "min_query_length": 2}
    page = await stage.window()
    await stage.post(blocks=[{"type": "section", "text": plain("Which company?"), "accessory": element}])
    field = page.get_by_role("combobox", name="Which company?")
    await field.press_sequentially("ac")
    offered = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    await expect(offered).to_have_text(["Ac One", "Ac Two"])
    await field.press("ArrowDown")
    await field.press("Enter")
    await stage.workspace.wait_for(lambda: heard)
    assert heard[0]["selected_option"]["value"] == "ac two"
    await expect(field).to_have_value("Ac Two")


async def test_a_question_is_asked_before_a_dangerous_button_acts(stage: Stage) -> None:
    """Only after the confirmation does the app hear of it."""
    heard = note_actions(stage.app, "drop")
    confirm = {
        "title": plain("Drop it?"),
        "text": mrkdwn("*All* of it"),
        "confirm": plain("Drop"),
        "deny": plain("Keep"),
    }
    page = await stage.window()
    await stage.post(blocks=[{"type": "actions", "elements": [button("drop", "Not a deal", confirm=confirm)]}])
    for choice in ("Keep", "Drop"):
        await page.get_by_role("button", name="Not a deal").click()
        dialog = page.get_by_role("dialog", name="Drop it?")
        await dialog.get_by_role("button", name=choice).click()
        await expect(dialog).to_have_count(0)
        if choice == "Keep":
            assert heard == []
    await stage.workspace.wait_for(lambda: heard)


async def test_files_and_pictures_stand_in_their_thread(stage: Stage) -> None:
    """A picture with the words for it, other files as downloads with their bytes."""
    png = bytes.fromhex(
        "89504e470d0a1a0a0000000d494844520000000100000001080600000"
        "01f15c4890000000d49444154789c63606060f80f0001040100b5c1f3d50000000049454e44ae426082"
    )
    ts = await stage.post(text="the charts")
    channel = stage.workspace.channel("deals").id
    uploads = [
        {"filename": "week.png", "content": png, "title": "This week", "alt_txt": "Three bars"},
        {"filename": "deals.csv", "content": "buyer;price", "title": "All deals"},
    ]
    await stage.client.files_upload_v2(channel=channel, thread_ts=ts, file_uploads=uploads)
    page = await stage.window()
    await page.get_by_role("button", name="1 reply").click()
    thread = page.get_by_role("complementary", name="Thread")
    await expect(thread.get_by_role("img", name="Three bars")).to_have_js_property("complete", True)
    async with page.expect_download() as download:
        await thread.get_by_role("link", name="All deals").click()
    file = await download.value
    assert (file.suggested_filename, (await file.path()).read_text()) == ("deals.csv", "buyer;price")


async def test_a_window_comes_back_after_its_server_was_away(browser: Browser) -> None:
    """It says that the connection is lost, dials again, and shows what was said meanwhile."""
    workspace = furnished()
    page = await browser.new_page()
    async with PageServer(workspace) as first:
        await page.goto(first.url)
        await expect(page.get_by_label("Message #deals")).to_be_visible()
        port = int(first.url.rstrip("/").rpartition(":")[2])
    await expect(page.get_by_role("status")).to_contain_text("The connection is lost")
    await workspace.say("#deals", "said meanwhile")
    async with PageServer(workspace, port):
        await expect(page.get_by_text("said meanwhile")).to_be_visible()
        await page.context.close()
