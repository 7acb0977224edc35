"""Modals, App Home and a message's menu in a real browser, and texts that would like to be more than text."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.async_api import Page, expect
from slack_sdk.web.async_client import AsyncWebClient

from tests.browsers import Stage, button, mrkdwn, option, plain

pytestmark = pytest.mark.asyncio(loop_scope="module")  # one browser for all of them


def entry(name: str, label: str, **element: Any) -> dict[str, Any]:
    shown = {"type": "plain_text_input", "action_id": "x"} | element
    return {"type": "input", "block_id": name, "label": plain(label), "element": shown}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    shown = {"type": "modal", "callback_id": "form", "title": plain("Correct"), "submit": plain("Save")}
    return shown | {"blocks": list(blocks)} | more


async def opened(stage: Stage, *blocks: dict[str, Any], **more: Any) -> Page:
    """A window in which a button of the app has opened a modal."""

    @stage.app.action("open")
    async def open_it(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=modal(*blocks, **more))

    page = await stage.window()
    await stage.post(blocks=[{"type": "actions", "elements": [button("open", "Correct")]}])
    await page.get_by_role("button", name="Correct").click()
    await expect(page.get_by_role("dialog")).to_be_visible()
    return page


async def test_a_modal_says_in_place_what_is_wrong_and_takes_the_rest(stage: Stage) -> None:
    """First Slack's own check, then the app's; what was typed stays, the first wrong field has the focus."""
    submitted: list[dict[str, Any]] = []

    @stage.app.view("form")
    async def read(ack: Any, view: dict[str, Any]) -> None:
        values = view["state"]["values"]
        submitted.append(values)
        if values["buyer"]["x"]["value"] == "nobody":
            await ack(response_action="errors", errors={"buyer": "There is no such company."})
        else:
            await ack()

    two = [option("sale"), option("merger")]
    page = await opened(
        stage,
        entry("buyer", "Buyer"),
        entry("price", "Price", type="number_input", is_decimal_allowed=True) | {"optional": True},
        entry("kind", "Kind", type="static_select", options=two, initial_option=two[0]),
        entry("day", "Day", type="datepicker", initial_date="2025-03-01"),
        entry("note", "Note", multiline=True, initial_value="as before") | {"hint": plain("For colleagues")},
    )
    dialog = page.get_by_role("dialog")
    await expect(dialog.get_by_label("Buyer")).to_be_focused()
    await dialog.get_by_label("Price").fill("lots")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_role("alert")).to_have_text(["Please complete this required field.", "Enter a number."])
    await expect(dialog.get_by_label("Price")).to_have_value("lots")
    await expect(dialog.get_by_label("Buyer")).to_be_focused()
    assert submitted == []
    await dialog.get_by_label("Buyer").fill("nobody")
    await dialog.get_by_label("Price").fill("1.5")
    await dialog.get_by_label("Kind").select_option("merger")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog.get_by_role("alert")).to_have_text(["There is no such company."])
    await expect(dialog.get_by_label("Buyer")).to_have_attribute("aria-invalid", "true")
    await expect(dialog.get_by_label("Note")).to_have_accessible_description("For colleagues")
    await dialog.get_by_label("Buyer").fill("Acme")
    await dialog.get_by_role("button", name="Save").click()
    await expect(dialog).to_have_count(0)
    last = submitted[-1]
    assert (last["buyer"]["x"]["value"], last["price"]["x"]["value"]) == ("Acme", "1.5")
    assert last["kind"]["x"]["selected_option"]["value"] == "merger"
    assert (last["day"]["x"]["selected_date"], last["note"]["x"]["value"]) == ("2025-03-01", "as before")


async def test_a_modal_changes_while_it_is_filled_in_and_goes_with_escape(stage: Stage) -> None:
    """An update keeps what was typed meanwhile; a pushed modal lies on top, and closing leads back."""
    form = (entry("buyer", "Buyer"), {"type": "actions", "elements": [button("more", "More fields")]})

    @stage.app.action("more")
    async def more(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        await client.views_update(view_id=body["view"]["id"], view=modal(*form, entry("seller", "Seller")))

    @stage.app.view("form")
    async def push(ack: Any) -> None:
        await ack(response_action="push", view=modal(entry("why", "Why"), title=plain("Reason")))

    page = await opened(stage, *form)
    dialog = page.get_by_role("dialog")
    await dialog.get_by_label("Buyer").fill("Acme")
    await dialog.get_by_role("button", name="More fields").click()
    await dialog.get_by_label("Seller").fill("Beta")
    await expect(dialog.get_by_label("Buyer")).to_have_value("Acme")
    await dialog.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("dialog", name="Reason").get_by_label("Why")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("dialog", name="Correct").get_by_label("Seller")).to_have_value("Beta")
    await page.keyboard.press("Escape")
    await expect(dialog).to_have_count(0)


async def test_a_modal_stays_when_the_app_is_silent(stage: Stage) -> None:
    """Slack says that it had trouble, and nothing typed is lost."""
    page = await opened(stage, entry("buyer", "Buyer"))
    await page.get_by_label("Buyer").fill("Acme")
    await page.get_by_role("button", name="Save").click()
    await expect(page.get_by_role("alert")).to_have_text(["We had some trouble connecting. Try again?"])
    await expect(page.get_by_label("Buyer")).to_have_value("Acme")


async def test_the_home_is_published_used_and_published_again(stage: Stage) -> None:
    """Opening it tells the app; a search field in it acts on Enter, and keeps the focus."""

    def home(*lines: str) -> dict[str, Any]:
        search = entry("search", "Search deals") | {"dispatch_action": True}
        return {"type": "home", "blocks": [search, *({"type": "section", "text": plain(line)} for line in lines)]}

    @stage.app.event("app_home_opened")
    async def show(event: dict[str, Any], client: AsyncWebClient) -> None:
        await client.views_publish(user_id=event["user"], view=home("Welcome"))

    @stage.app.action("x")
    async def search(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        await ack()
        found = f"Found {body['actions'][0]['value']}"
        await client.views_publish(user_id=body["user"]["id"], view=home("Welcome", found))

    page = await stage.window()
    await page.get_by_role("button", name="dealbot", exact=True).click()
    await page.get_by_role("tab", name="Home").click()
    await expect(page.get_by_text("Welcome")).to_be_visible()
    await page.get_by_label("Search deals").fill("meta")
    await page.get_by_label("Search deals").press("Enter")
    await expect(page.get_by_text("Found meta")).to_be_visible()
    await expect(page.get_by_label("Search deals")).to_be_focused()
    await page.get_by_role("tab", name="Messages").click()
    await expect(page.get_by_label("Message dealbot")).to_be_visible()


async def test_a_messages_menu_works_from_the_keyboard(stage: Stage) -> None:
    """The app's shortcut, an edit, a reaction, a deletion; of others' messages only what may be done with them."""
    seen: list[str] = []

    @stage.app.shortcut("extract_deal")
    async def extract(ack: Any, shortcut: dict[str, Any], respond: Any) -> None:
        await ack()
        seen.append(shortcut["message"]["text"])
        await respond("no deal in there")

    page = await stage.window()
    await stage.workspace.say("#deals", "from anna", user="anna")
    ts = await stage.workspace.say("#deals", "Meta buys <this> & that @anna")
    hers, mine = page.get_by_role("article").nth(0), page.get_by_role("article").nth(1)
    await hers.get_by_role("button", name="More message actions").press("Enter")
    await expect(hers.get_by_role("menuitem")).to_have_text(["Extract deal"])
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("no deal in there")).to_be_visible()
    await mine.get_by_role("button", name="React with +1").press("ArrowRight")
    await page.keyboard.press("Enter")
    await expect(mine.get_by_role("button", name="white_check_mark: you")).to_have_attribute("aria-pressed", "true")
    await mine.get_by_role("button", name="More message actions").press("Enter")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("Enter")
    field = page.get_by_role("dialog", name="Edit message").get_by_role("textbox")
    await expect(field).to_have_value("Meta buys <this> & that @anna")
    await field.fill("Meta sells")
    await page.get_by_role("button", name="Save").click()
    await expect(mine).to_contain_text("Meta sells(edited)")
    await mine.get_by_role("button", name="More message actions").press("Enter")
    await page.keyboard.press("End")
    await page.keyboard.press("Enter")
    await expect(page.get_by_text("Meta sells")).to_have_count(0)
    assert seen == ["from anna"]
    assert ts not in [message.ts for message in stage.workspace.messages("#deals")]


HOSTILE = (
    "<img src=x onerror=hacked=1>",
    "<script>hacked=1</script>",
    "\"><svg onload='hacked=1'>",
    "javascript:hacked=1",
    "</textarea></select><iframe srcdoc='<script>parent.hacked=1</script>'>",
    "{{constructor.constructor('hacked=1')()}}",
    "\u202egnp.exe\u202c \u0000\ufffe",
)


def hostile_blocks(text: str) -> list[dict[str, Any]]:
    """The text in every place that a block or an element has for one."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    choice = {"text": plain(text[:20]), "value": text[:20], "description": plain(text[:20])}
    elements = [
        button("b", text[:20], url=text),
        {"type": "static_select", "action_id": "s", "options": [choice], "placeholder": plain(text[:20])},
        {"type": "checkboxes", "action_id": "c", "options": [choice]},
        {"type": "overflow", "action_id": "o", "options": [choice]},
    ]
    return [
        {"type": "header", "text": plain(text)},
        {"type": "section", "text": mrkdwn(text), "fields": [plain(text), mrkdwn(f"*{escaped}* `{escaped}`")]},
        {"type": "section", "text": mrkdwn(f"<{text}|{text}> <@{text}> <!date^1^{text}|{text}>")},
        {"type": "context", "elements": [{"type": "image", "image_url": text, "alt_text": text}, plain(text)]},
        {"type": "actions", "elements": elements},
    ]


async def test_a_hostile_text_stays_a_text_wherever_it_stands(stage: Stage) -> None:
    """In messages, names, every block and element, files, modals and the home: shown, never run, never markup."""
    forms = [entry("b", text, placeholder=plain(text), initial_value=text) for text in HOSTILE]
    fields = [form | {"block_id": f"b{place}"} for place, form in enumerate(forms)]
    page = await opened(stage, *fields, title=plain(HOSTILE[0][:24]))
    markup = page.locator("body").locator("script, iframe, svg, img, object, [onerror], [onload]")
    assert await markup.count() == 0
    await expect(page.get_by_role("dialog").get_by_role("textbox")).to_have_count(len(HOSTILE))
    await page.keyboard.press("Escape")
    for text in HOSTILE:
        stage.workspace.add_user(text)
        stage.workspace.add_channel(text)
        shown = [*hostile_blocks(text), {"type": "markdown", "text": f"[{text}]({text}) **{text}**"}]
        await stage.post(text=text, blocks=shown)
        await stage.post(text=text, attachments=[{"title": text, "title_link": text, "text": text}])
        await stage.workspace.upload("#deals", "a.html", b"<script>hacked=1</script>", title=text, alt_text=text)
        await stage.workspace.say("#deals", text, user="anna")
        view = {"type": "home", "blocks": hostile_blocks(text)}
        await stage.client.views_publish(user_id=stage.workspace.you.id, view=view)
    await expect(page.get_by_role("article")).to_have_count(1 + 4 * len(HOSTILE))
    for menu in await page.locator("#pane").get_by_role("button", name="More choices").all():
        await menu.click()
    assert await page.evaluate("window.hacked") is None
    assert await markup.count() == 0
    links = await page.locator("a").evaluate_all("nodes => nodes.map(node => node.protocol)")
    assert set(links) <= {"http:", "https:", "mailto:"}
    headings = await page.locator("#pane h3.header").all_text_contents()
    assert headings == list(HOSTILE)


async def test_everything_that_can_be_used_has_a_name(stage: Stage) -> None:
    """Buttons, fields and menus in all parts of the page, told to those who don't see it."""
    page = await opened(stage, entry("a", "Buyer"), entry("b", "Kind", type="static_select", options=[option("x")]))
    ts = await stage.workspace.say("#deals", "a message")
    await stage.workspace.say("#deals", "a reply", thread_ts=ts)
    await page.get_by_role("button", name="Close").click()
    await page.get_by_role("button", name="1 reply").click()
    nameless = await page.locator("button, input, select, textarea, [role=dialog], summary").evaluate_all(
        """nodes => nodes.filter(node => !(node.getAttribute("aria-label") || node.textContent.trim()
            || [...(node.labels || [])].some(label => label.textContent.trim()))).map(node => node.outerHTML)"""
    )
    assert nameless == []
    assert await page.locator("html").get_attribute("lang") == "en"


LUMINANCE = """([front, back]) => {
  const probe = document.createElement("p");
  document.body.append(probe);
  const light = (name) => {
    probe.style.color = `var(${name})`;
    const parts = getComputedStyle(probe).color.match(/[\\d.]+/g).slice(0, 3).map((one) => one / 255);
    const [r, g, b] = parts.map((one) => (one <= 0.03928 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const [one, other] = [light(front), light(back)].sort((a, b) => b - a);
  probe.remove();
  return (one + 0.05) / (other + 0.05);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_texts_stand_out_from_their_ground(stage: Stage, scheme: Any) -> None:
    """A contrast of at least 4.5 to 1, as WCAG 2.2 asks for (1.4.3), by day and by night."""
    page = await stage.window(color_scheme=scheme)
    pairs = [("--ink", "--paper"), ("--soft", "--paper"), ("--soft", "--side"), ("--soft", "--whisper")]
    pairs += [("--accent", "--paper"), ("--accent-ink", "--accent"), ("--danger", "--paper"), ("--accent", "--mention")]
    weak = {pair: await page.evaluate(LUMINANCE, list(pair)) for pair in pairs}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}
    ground = await page.evaluate("getComputedStyle(document.querySelector('main')).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") == (scheme == "light")
