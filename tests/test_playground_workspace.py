"""The playground's workspace: its clock and stamps, what people type into it, and what it tells."""

from __future__ import annotations

import asyncio

import pytest

from bot.playground import PlaygroundServer, Workspace
from bot.playground.records import Message, Posted
from tests.slack_apps import AT_ONCE, StoppedClock, app_for, heard, in_socket_mode


async def test_stamps_are_unique_and_rise_with_a_clock_that_stands_still() -> None:
    """ts is Slack's seconds with six decimals, never given twice."""
    workspace = Workspace(StoppedClock())
    stamps = [await workspace.say("#deals", "x") for _ in range(3)]
    assert stamps == ["1740830400.000000", "1740830400.000001", "1740830400.000002"]


TYPED = {
    "see https://example.com/a, ok": "see <https://example.com/a>, ok",
    "(https://example.com/a_(b))": "(<https://example.com/a_(b)>)",
    "https://example.com/?a=1&b=2": "<https://example.com/?a=1&amp;b=2>",
    "example.com has it": "<http://example.com|example.com> has it",
    "mail anna@example.com": "mail <mailto:anna@example.com|anna@example.com>",
    "a < b & c > d <!channel>": "a &lt; b &amp; c &gt; d &lt;!channel&gt;",
    "@nobody and @channel": "@nobody and <!channel>",
    "it cost $5.5bn. That's it.": "it cost $5.5bn. That's it.",
}


@pytest.mark.parametrize("text", TYPED)
async def test_typed_text_is_stored_as_slacks_client_stores_it(text: str) -> None:
    """Links and mentions become Slack's markup; everything else is escaped."""
    workspace = Workspace(StoppedClock())
    ts = await workspace.say("#deals", text)
    assert workspace.message("#deals", ts).text == TYPED[text]


async def test_a_typed_message_carries_the_rich_text_block_slack_adds() -> None:
    """The block holds the same pieces, unescaped."""
    workspace = Workspace(StoppedClock())
    ts = await workspace.say("#deals", "@dealbot a & b https://example.com/ in #deals")
    (block,) = workspace.message("#deals", ts).blocks
    assert block["elements"][0]["elements"] == [
        {"type": "user", "user_id": workspace.bot_user_id},
        {"type": "text", "text": " a & b "},
        {"type": "link", "url": "https://example.com/"},
        {"type": "text", "text": " in "},
        {"type": "channel", "channel_id": workspace.channel("deals").id},
    ]


async def test_a_subscription_tells_everything_in_order() -> None:
    """It begins with subscribing, so nothing is missed between subscribing and reading."""
    workspace = Workspace(StoppedClock())
    await workspace.say("#deals", "before")
    with workspace.subscribe() as happenings:
        await workspace.say("#deals", "one")
        await workspace.say("#deals", "two")
        seen = [await anext(happenings), await anext(happenings)]
    assert [happening.message.text for happening in seen if isinstance(happening, Posted)] == ["one", "two"]


async def test_waiting_in_vain_names_what_happened_last() -> None:
    """The time-out's message helps whoever reads a failed test: one line a happening."""
    workspace = Workspace(StoppedClock())
    await workspace.say("#deals", "the last thing " + "x" * 500)
    with pytest.raises(TimeoutError, match="the last thing") as vain:
        await workspace.wait_for(lambda: workspace.replies("#deals", "0"), timeout=0.01)
    assert max(len(line) for line in str(vain.value).splitlines()) < 200


async def test_a_second_server_goes_on_where_the_first_one_stopped() -> None:
    """The workspace outlives its servers, and what the app was told stays readable."""
    workspace = Workspace()
    for text in ("one", "two"):
        async with PlaygroundServer(workspace, policy=AT_ONCE) as server:
            app = app_for(server)
            heard(app)
            async with in_socket_mode(server, app):
                await workspace.say("#deals", text)
                await workspace.delivered()

    assert [delivery.event["text"] for delivery in workspace.deliveries] == ["one", "two"]


def test_a_workspace_is_read_without_a_server() -> None:
    """Looking needs no event loop; driving an app does, and says so."""
    workspace = Workspace(StoppedClock())
    shown: list[Message] = workspace.messages("#deals")
    assert shown == []
    assert workspace.deliveries == []
    with pytest.raises(RuntimeError, match="no server"):
        asyncio.run(workspace.command("/deal"))
