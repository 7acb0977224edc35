"""The playground's Web API answers and refuses as Slack's does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.playground import PlaygroundServer, Workspace
from bot.playground.block_rules import check_blocks
from bot.playground.records import SlackError
from tests.slack_apps import AT_ONCE, StoppedClock, client_of, playground


@pytest.fixture
async def server() -> AsyncIterator[PlaygroundServer]:
    async with playground() as running:
        yield running


@pytest.fixture
def workspace(server: PlaygroundServer) -> Workspace:
    return server.workspace


async def test_tokens_are_checked_as_slack_checks_them(server: PlaygroundServer, workspace: Workspace) -> None:
    """Wrong, missing and misplaced tokens, unknown methods and missing scopes have their own codes."""

    async def error(token: str, method: str) -> str:
        with pytest.raises(SlackApiError) as refusal:
            await client_of(server, token).api_call(method)
        return str(refusal.value.response["error"])

    assert await error("xoxb-wrong", "auth.test") == "invalid_auth"
    assert await error(workspace.app_token, "auth.test") == "not_allowed_token_type"
    assert await error(workspace.bot_token, "apps.connections.open") == "not_allowed_token_type"
    assert await error("xapp-wrong", "apps.connections.open") == "invalid_auth"
    assert await error(workspace.bot_token, "chat.fly") == "unknown_method"
    server.api.scopes = frozenset({"commands"})
    assert await error(workspace.bot_token, "chat.postMessage") == "missing_scope"
    async with aiohttp.ClientSession() as session, session.post(f"{server.api_url}auth.test") as response:
        assert await response.json() == {"ok": False, "error": "not_authed"}
    workspace.faults.refuse_app_token()
    assert await error(workspace.app_token, "apps.connections.open") == "invalid_auth"


def section(text: str) -> dict[str, Any]:
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}}


def button(**changes: Any) -> dict[str, Any]:
    shown = {"type": "button", "action_id": "a", "text": {"type": "plain_text", "text": "Go"}} | changes
    return {"type": "actions", "elements": [shown]}


def plain(text: str) -> dict[str, str]:
    return {"type": "plain_text", "text": text}


REFUSED = {
    "51 blocks": ([{"type": "divider"}] * 51, "no more than 50 items allowed [json-pointer:/blocks]"),
    "long section": ([section("x" * 3001)], "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"),
    "empty section": ([section("")], "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    "bare section": ([{"type": "section"}], "missing required field: text [json-pointer:/blocks/0]"),
    "long header": (
        [{"type": "header", "text": plain("x" * 151)}],
        "must be less than 151 characters [json-pointer:/blocks/0/text/text]",
    ),
    "header in mrkdwn": (
        [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
        "unsupported type: mrkdwn [json-pointer:/blocks/0/text/type]",
    ),
    "11 fields": (
        [{"type": "section", "fields": [plain("x")] * 11}],
        "no more than 10 items allowed [json-pointer:/blocks/0/fields]",
    ),
    "long field": (
        [{"type": "section", "fields": [plain("x" * 2001)]}],
        "must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]",
    ),
    "11 in a context": (
        [{"type": "context", "elements": [plain("x")] * 11}],
        "no more than 10 items allowed [json-pointer:/blocks/0/elements]",
    ),
    "empty context": (
        [{"type": "context", "elements": []}],
        "no less than 1 items allowed [json-pointer:/blocks/0/elements]",
    ),
    "26 buttons": (
        [{"type": "actions", "elements": [button(action_id=f"a{n}")["elements"][0] for n in range(26)]}],
        "no more than 25 items allowed [json-pointer:/blocks/0/elements]",
    ),
    "one action_id twice": (
        [{"type": "actions", "elements": button()["elements"] * 2}],
        "`action_id` a already exists [json-pointer:/blocks/0/elements/1/action_id]",
    ),
    "long button": (
        [button(text=plain("x" * 76))],
        "must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]",
    ),
    "long value": (
        [button(value="x" * 2001)],
        "must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]",
    ),
    "long address": (
        [button(url="https://example.com/" + "x" * 3000)],
        "must be less than 3001 characters [json-pointer:/blocks/0/elements/0/url]",
    ),
    "long option value": (
        [
            section("x")
            | {
                "accessory": {
                    "type": "static_select",
                    "action_id": "a",
                    "options": [{"text": plain("x"), "value": "x" * 76}],
                }
            }
        ],
        "must be less than 76 characters [json-pointer:/blocks/0/accessory/options/0/value]",
    ),
    "picture without words": (
        [{"type": "image", "image_url": "https://example.com/x.png"}],
        "missing required field: alt_text [json-pointer:/blocks/0]",
    ),
    "one block_id twice": (
        [section("x") | {"block_id": "b"}] * 2,
        "`block_id` b already exists [json-pointer:/blocks/1/block_id]",
    ),
    "unknown block": ([{"type": "poem"}], "unsupported type: poem [json-pointer:/blocks/0/type]"),
    "unknown element": (
        [{"type": "actions", "elements": [{"type": "lever"}]}],
        "unsupported type: lever [json-pointer:/blocks/0/elements/0/type]",
    ),
    "an element that is null": (
        [{"type": "context", "elements": [None]}],
        "unsupported type: None [json-pointer:/blocks/0/elements/0/type]",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
async def test_blocks_that_slack_refuses_are_refused(server: PlaygroundServer, workspace: Workspace, what: str) -> None:
    """The answer is invalid_blocks, with the place, and nothing is posted."""
    blocks, detail = REFUSED[what]
    with pytest.raises(SlackApiError) as refusal:
        await client_of(server).chat_postMessage(channel=workspace.channel("deals").id, text="x", blocks=blocks)

    assert refusal.value.response["error"] == "invalid_blocks"
    assert refusal.value.response["errors"] == [detail]
    assert refusal.value.response["response_metadata"]["messages"] == [f"[ERROR] {detail}"]
    assert workspace.messages("#deals") == []


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text("ab", max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "text", "elements", "options", "confirm"]), inner, max_size=3)
    ),
    max_leaves=8,
)
TYPES = st.sampled_from(["section", "header", "context", "actions", "image", "input", "button", "static_select"])
FIELDS = st.sampled_from(["text", "elements", "accessory", "element", "fields", "block_id"])


@settings(deadline=None)  # the machine may be busy with other tests
@given(st.dictionaries(FIELDS, JSON, max_size=3), TYPES)
def test_malformed_blocks_are_refused_and_never_crash(block: dict[str, Any], kind: str) -> None:
    """Whatever stands in a block, the answer is an error of Slack's or none."""
    with suppress(SlackError):
        check_blocks([{**block, "type": kind}])


ACCEPTED = {
    "50 blocks": [{"type": "divider"}] * 50,
    "section of 3000": [section("x" * 3000)],
    "header of 150": [{"type": "header", "text": plain("x" * 150)}],
    "button of 75": [button(text=plain("x" * 75), value="x" * 2000)],
    "10 in a context": [{"type": "context", "elements": [plain("x")] * 10}],
    "fields alone": [{"type": "section", "fields": [plain("x" * 2000)] * 2}],
}


@pytest.mark.parametrize("what", ACCEPTED)
async def test_blocks_at_the_limit_are_posted(server: PlaygroundServer, workspace: Workspace, what: str) -> None:
    """A limit itself is still allowed."""
    await client_of(server).chat_postMessage(channel=workspace.channel("deals").id, text="x", blocks=ACCEPTED[what])
    assert [len(message.blocks) for message in workspace.messages("#deals")] == [len(ACCEPTED[what])]


CONTENT_REFUSALS: dict[str, dict[str, Any]] = {
    "no_text": {"text": " "},
    "channel_not_found": {"channel": "C404", "text": "x"},
    "not_in_channel": {"channel": "general", "text": "x"},
    "invalid_thread_ts": {"text": "x", "thread_ts": "0"},
    "invalid_blocks_format": {"text": "x", "blocks": "[{"},
    "invalid_metadata_format": {"text": "x", "metadata": {"event_type": 1}},
    "msg_blocks_too_long": {"text": "x", "blocks": [section("x" * 2900)] * 5},
}


@pytest.mark.parametrize("code", CONTENT_REFUSALS)
async def test_other_posts_that_slack_refuses_have_its_error_codes(
    server: PlaygroundServer, workspace: Workspace, code: str
) -> None:
    """Each refusal has the code Slack gives it, and nothing is posted."""
    arguments = {"channel": workspace.channel("deals").id} | CONTENT_REFUSALS[code]
    with pytest.raises(SlackApiError) as refusal:
        await client_of(server).api_call("chat.postMessage", json=arguments)
    assert refusal.value.response["error"] == code
    assert workspace.posted() == []


async def test_a_private_channel_does_not_exist_for_a_bot_outside(
    server: PlaygroundServer, workspace: Workspace
) -> None:
    """Slack says channel_not_found where it says not_in_channel for a public one."""
    secret = workspace.add_channel("board", bot=False, private=True)
    client = client_of(server)
    for call in (
        client.chat_postMessage(channel=secret.id, text="x"),
        client.conversations_info(channel=secret.id),
        client.conversations_history(channel=secret.id),
    ):
        with pytest.raises(SlackApiError, match="channel_not_found"):
            await call
    await workspace.remove_bot("#deals")
    with pytest.raises(SlackApiError, match="not_in_channel"):
        await client.conversations_history(channel=workspace.channel("deals").id)


async def test_a_text_over_4000_characters_is_cut_into_several_messages(
    server: PlaygroundServer, workspace: Workspace
) -> None:
    """A long text without blocks is split, and chat.update refuses it."""
    client, channel = client_of(server), workspace.channel("deals").id
    posted = await client.chat_postMessage(channel=channel, text="x" * 4001)
    assert [len(message.text) for message in workspace.messages("#deals")] == [4000, 1]
    with pytest.raises(SlackApiError, match="msg_too_long"):
        await client.chat_update(channel=channel, ts=posted["ts"], text="x" * 4001)


async def test_a_thread_is_read_with_its_metadata_page_by_page(server: PlaygroundServer, workspace: Workspace) -> None:
    """conversations.replies gives the parent first; metadata comes only when it is asked for."""
    client, channel = client_of(server), workspace.channel("deals").id
    ts = await workspace.say("#deals", "a question")
    for number in range(3):
        metadata = {"event_type": "answer", "event_payload": {"number": number}}
        await client.chat_postMessage(channel=channel, thread_ts=ts, text=f"answer {number}", metadata=metadata)

    page = await client.conversations_replies(channel=channel, ts=ts, limit=2, include_all_metadata=True)
    cursor = page["response_metadata"]["next_cursor"]
    rest = await client.conversations_replies(channel=channel, ts=ts, limit=2, cursor=cursor)

    assert [message["text"] for message in page["messages"]] == ["a question", "answer 0"]
    assert page["messages"][0]["reply_count"] == 3
    assert page["messages"][1]["metadata"]["event_payload"] == {"number": 0}
    assert page["messages"][1]["parent_user_id"] == workspace.you.id
    assert [message["text"] for message in rest["messages"]] == ["answer 1", "answer 2"]
    assert (page["has_more"], rest["has_more"], "metadata" in rest["messages"][0]) == (True, False, False)
    with pytest.raises(SlackApiError, match="thread_not_found"):
        await client.conversations_replies(channel=channel, ts="1700000000.000000")


async def test_history_is_newest_first_without_replies_and_between_two_moments(
    server: PlaygroundServer, workspace: Workspace
) -> None:
    """Replies show only when they are broadcast; `oldest` and `latest` are left out themselves."""
    client, channel = client_of(server), workspace.channel("deals").id
    stamps = [await workspace.say("#deals", text) for text in ("one", "two", "three", "four")]
    await workspace.say("#deals", "a reply", thread_ts=stamps[0])
    await workspace.say("#deals", "for all", thread_ts=stamps[0], broadcast=True)

    async def texts(**limits: Any) -> list[str]:
        page = await client.conversations_history(channel=channel, **limits)
        return [message["text"] for message in page["messages"]]

    assert await texts() == ["for all", "four", "three", "two", "one"]
    assert await texts(oldest=stamps[1], latest=stamps[3]) == ["three"]
    assert await texts(oldest=stamps[1], latest=stamps[3], inclusive=True) == ["four", "three", "two"]
    assert await texts(limit=1) == ["for all"]


async def test_people_channels_and_reactions_can_be_looked_up(server: PlaygroundServer, workspace: Workspace) -> None:
    """The remaining methods answer in Slack's shapes."""
    client, channel = client_of(server), workspace.channel("deals").id
    anna = workspace.add_user("anna")
    ts = await workspace.say("#deals", "a question")

    assert (await client.auth_test())["user_id"] == workspace.bot_user_id
    assert (await client.conversations_info(channel=channel))["channel"]["is_member"] is True
    assert set((await client.conversations_members(channel=channel))["members"]) == {
        workspace.you.id,
        workspace.bot_user_id,
    }
    assert (await client.users_info(user=anna.id))["user"]["name"] == "anna"
    assert [found["name"] for found in (await client.users_conversations())["channels"]] == ["deals"]
    im = (await client.conversations_open(users=anna.id))["channel"]["id"]
    assert im == workspace.im("anna").id
    await client.reactions_add(channel=channel, timestamp=ts, name="eyes")
    with pytest.raises(SlackApiError, match="already_reacted"):
        await client.reactions_add(channel=channel, timestamp=ts, name="eyes")
    assert (await client.reactions_get(channel=channel, timestamp=ts))["message"]["reactions"] == [
        {"name": "eyes", "users": [workspace.bot_user_id], "count": 1}
    ]
    await client.reactions_remove(channel=channel, timestamp=ts, name="eyes")
    assert workspace.message("#deals", ts).reactions == ()


async def test_an_ephemeral_message_needs_a_member_to_see_it(server: PlaygroundServer, workspace: Workspace) -> None:
    """chat.postEphemeral shows it to that user alone, and refuses strangers."""
    client, channel = client_of(server), workspace.channel("deals").id
    stranger = workspace.add_user("anna")
    await client.chat_postEphemeral(channel=channel, user=workspace.you.id, text="psst")
    with pytest.raises(SlackApiError, match="user_not_in_channel"):
        await client.chat_postEphemeral(channel=channel, user=stranger.id, text="psst")

    assert [shown.text for shown in workspace.ephemerals("#deals")] == ["psst"]
    assert workspace.messages("#deals") == []


async def test_the_bot_changes_only_its_own_messages(server: PlaygroundServer, workspace: Workspace) -> None:
    """chat.update and chat.delete work on what the bot posted and refuse the rest."""
    client, channel = client_of(server), workspace.channel("deals").id
    theirs = await workspace.say("#deals", "mine")
    own = (await client.chat_postMessage(channel=channel, text="first"))["ts"]
    await client.chat_update(channel=channel, ts=own, text="second")
    assert workspace.message("#deals", own).text == "second"
    assert workspace.message("#deals", own).edited_ts is not None
    await client.chat_delete(channel=channel, ts=own)
    assert [message.ts for message in workspace.messages("#deals")] == [theirs]
    with pytest.raises(SlackApiError, match="cant_update_message"):
        await client.chat_update(channel=channel, ts=theirs, text="yours")
    with pytest.raises(SlackApiError, match="message_not_found"):
        await client.chat_delete(channel=channel, ts=own)


async def test_a_response_url_works_five_times_within_half_an_hour() -> None:
    """After that it answers 404, and the clock alone decides."""
    clock = StoppedClock()
    workspace = Workspace(clock)
    async with PlaygroundServer(workspace, policy=replace(AT_ONCE, connect_within=0.01)) as server:
        used, stale = [(await workspace.command("/deal")).payload["response_url"] for _ in range(2)]
        assert used.startswith(server.url)
        statuses = [(await AsyncWebhookClient(used).send(text=f"answer {n}")).status_code for n in range(6)]
        empty = await AsyncWebhookClient(stale).send(text="")
        clock.time += timedelta(minutes=30, seconds=1)
        late = await AsyncWebhookClient(stale).send(text="too late")

    assert statuses == [200, 200, 200, 200, 200, 404]
    assert (empty.status_code, late.status_code) == (400, 404)
    answers = [shown.text for shown in workspace.ephemerals("#deals") if not shown.by_slack]
    assert answers == [f"answer {n}" for n in range(5)]


async def test_a_trigger_expires_after_three_seconds() -> None:
    """views.open refuses an old trigger_id."""
    clock = StoppedClock()
    workspace = Workspace(clock)
    async with PlaygroundServer(workspace, policy=replace(AT_ONCE, connect_within=0.01)) as server:
        trigger = (await workspace.command("/deal")).payload["trigger_id"]
        clock.time += timedelta(seconds=4)
        modal = {"type": "modal", "title": plain("Paste"), "blocks": [section("x")]}
        with pytest.raises(SlackApiError, match="expired_trigger_id"):
            await client_of(server).views_open(trigger_id=trigger, view=modal)
