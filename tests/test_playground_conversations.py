"""Conversations of every kind in the playground: who sees them, which scope they need, what the app hears of them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import PlaygroundServer, Workspace
from tests.slack_apps import app_for, client_of, heard, in_socket_mode, playground

ALL = "public_channel,private_channel,im,mpim"


@pytest.fixture
async def server() -> AsyncIterator[PlaygroundServer]:
    async with playground() as running:
        yield running


@pytest.fixture
def workspace(server: PlaygroundServer) -> Workspace:
    return server.workspace


@pytest.fixture
def client(server: PlaygroundServer) -> AsyncWebClient:
    return client_of(server)


async def error_of(call: Any) -> dict[str, Any]:
    with pytest.raises(SlackApiError) as refusal:
        await call
    data = refusal.value.response.data
    assert isinstance(data, dict)
    return data


async def test_each_kind_of_conversation_is_described_as_slack_does(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    """By its flags; a shared channel says so."""
    anna = workspace.add_user("anna")
    secret = workspace.add_channel("board", private=True)
    joint = workspace.add_channel("with-acme", shared=True)
    group = workspace.group_dm("you", "anna")

    async def flags(channel_id: str) -> list[str]:
        info = (await client.conversations_info(channel=channel_id))["channel"]
        return [name for name, value in sorted(info.items()) if name.startswith("is_") and value is True]

    assert await flags(workspace.channel("deals").id) == ["is_channel", "is_member"]
    assert await flags(secret.id) == ["is_group", "is_member", "is_private"]
    assert await flags(joint.id) == ["is_channel", "is_ext_shared", "is_member", "is_shared"]
    assert await flags(group.id) == ["is_member", "is_mpim", "is_private"]
    assert await flags(workspace.im("anna").id) == ["is_im"]
    info = await client.conversations_info(channel=workspace.im("anna").id)
    assert info["channel"]["user"] == anna.id
    opened = await client.conversations_open(users=f"{anna.id},{workspace.you.id}")
    assert (opened["channel"]["id"], opened["already_open"]) == (group.id, True)


async def test_a_bot_sees_the_conversations_of_a_user_that_it_shares(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    """Public ones anyway; private ones only where it is a member itself; page by page."""
    workspace.add_user("anna")
    workspace.add_channel("ours", members=("anna",), private=True)
    workspace.add_channel("theirs", members=("anna",), private=True, bot=False)
    workspace.add_channel("open", members=("anna",), bot=False)
    workspace.group_dm("you", "anna", bot=False)
    anna = workspace.state.user("anna").id
    im = workspace.im("anna").id

    async def ids(**arguments: Any) -> list[str]:
        found, cursor = [], ""
        while True:
            page = await client.users_conversations(types=ALL, limit=1, cursor=cursor, **arguments)
            found += [channel.get("name") or channel["id"] for channel in page["channels"]]
            cursor = page["response_metadata"]["next_cursor"]
            if not cursor:
                return found

    assert await ids(user=anna) == ["ours", "open", im]
    assert await ids() == ["deals", "ours", im]
    listed = (await client.conversations_list(types=ALL))["channels"]
    assert [channel.get("name", im) for channel in listed] == ["deals", "general", "ours", "open", im]


async def test_reading_needs_the_scope_of_the_conversations_kind(
    server: PlaygroundServer, workspace: Workspace, client: AsyncWebClient
) -> None:
    """channels:history reads no private channel, and a list needs a scope for each kind it asks for."""
    secret = workspace.add_channel("board", private=True).id
    server.api.scopes = frozenset({"channels:history", "channels:read"})
    assert (await error_of(client.conversations_history(channel=secret)))["needed"] == "groups:history"
    assert (await error_of(client.conversations_info(channel=secret)))["needed"] == "groups:read"
    assert (await error_of(client.conversations_replies(channel=workspace.im().id, ts="1")))["needed"] == "im:history"
    assert (await error_of(client.users_conversations(types="public_channel,mpim")))["needed"] == "mpim:read"
    assert (await error_of(client.users_conversations(types="clubs")))["error"] == "invalid_types"
    assert (await client.conversations_history(channel=workspace.channel("deals").id))["messages"] == []


async def test_a_bot_joins_public_channels_by_itself(
    server: PlaygroundServer, workspace: Workspace, client: AsyncWebClient
) -> None:
    """No other kinds, none that are archived, and it hears of it."""
    app = app_for(server)
    events = heard(app)
    general = workspace.channel("general").id
    async with in_socket_mode(server, app):
        await client.conversations_join(channel=general)
        again = await client.conversations_join(channel=general)
        await workspace.delivered()
    assert again["warning"] == "already_in_channel"
    assert [(event["type"], event["user"], "inviter" in event) for event in events] == [
        ("member_joined_channel", workspace.bot_user_id, False)
    ]
    private = workspace.add_channel("board", private=True).id
    refusal = await error_of(client.conversations_join(channel=private))
    assert refusal["error"] == "method_not_supported_for_channel_type"
    await workspace.archive("#general")
    assert (await error_of(client.conversations_join(channel=general)))["error"] == "is_archived"
    assert (await error_of(client.chat_postMessage(channel=general, text="x")))["error"] == "is_archived"


async def test_coming_going_and_renaming_are_told_where_the_bot_is(
    server: PlaygroundServer, workspace: Workspace
) -> None:
    """Of its own leaving it hears channel_left or group_left, and of that channel nothing more."""
    app = app_for(server)
    events = heard(app)
    workspace.add_user("anna")
    workspace.add_channel("board", private=True)
    async with in_socket_mode(server, app):
        await workspace.invite("anna", "#general")  # the bot is not there
        await workspace.invite("anna", "#deals")
        await workspace.remove("anna", "#deals", actor="you")
        await workspace.rename("#deals", "big-deals")
        await workspace.archive("#big-deals")
        await workspace.archive("#big-deals", archived=False)
        await workspace.remove_bot("#big-deals")
        await workspace.remove_bot("#board")
        await workspace.invite("anna", "#big-deals")
        await workspace.delivered()

    assert [event["type"] for event in events] == [
        "member_joined_channel",
        "member_left_channel",
        "channel_rename",
        "channel_archive",
        "channel_unarchive",
        "channel_left",
        "group_left",
    ]
    assert events[0]["inviter"] == workspace.you.id
    assert events[2]["channel"]["name"] == "big-deals"


async def test_a_person_from_another_workspace_speaks_in_a_shared_channel(
    server: PlaygroundServer, workspace: Workspace
) -> None:
    """The event's outer team is theirs, its authorization ours, and users.info calls them a stranger."""
    joint = workspace.add_channel("with-acme", shared=True)
    carl = workspace.add_user("carl", team_id="T0000ACME")
    app = app_for(server)
    heard(app)
    async with in_socket_mode(server, app):
        await workspace.say(joint.id, "hello from outside", user="carl")
        await workspace.delivered()

    (delivery,) = workspace.deliveries
    payload = delivery.payload
    assert (payload["team_id"], payload["context_team_id"]) == ("T0000ACME", workspace.team_id)
    assert payload["authorizations"][0]["team_id"] == workspace.team_id
    assert (payload["is_ext_shared_channel"], payload["event"]["user_team"]) == (True, "T0000ACME")
    assert (await client_of(server).users_info(user=carl.id))["user"]["is_stranger"] is True


async def test_a_user_has_a_time_zone_and_a_language_and_a_team_its_name(
    workspace: Workspace, client: AsyncWebClient
) -> None:
    """The locale comes only when it is asked for."""
    ken = workspace.add_user("ken", tz="Asia/Tokyo", locale="ja-JP").id
    user = (await client.users_info(user=ken))["user"]
    assert (user["tz"], user["tz_offset"], "locale" in user) == ("Asia/Tokyo", 9 * 3600, False)
    assert (await client.users_info(user=ken, include_locale=True))["user"]["locale"] == "ja-JP"
    assert (await client.team_info())["team"]["id"] == workspace.team_id


async def test_an_app_hears_what_it_has_subscribed_to(server: PlaygroundServer, workspace: Workspace) -> None:
    """Messages by the kind of their conversation; the rest by the event's name."""
    app = app_for(server)
    events = heard(app)
    workspace.subscribe_app(["message.im", "channel_left"])
    async with in_socket_mode(server, app):
        await workspace.say("#deals", "@dealbot not heard")
        await workspace.say(workspace.im().id, "heard")
        await workspace.remove_bot("#deals")
        await workspace.delivered()
    assert [event.get("text", event["type"]) for event in events] == ["heard", "channel_left"]
