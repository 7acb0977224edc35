"""The playground speaks as Slack does, and the real Bolt app can't tell: events, commands, clicks and modals."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.playground import PlaygroundServer, Workspace
from bot.playground.records import DispatchKind
from tests.slack_apps import app_for, heard, in_socket_mode, playground


@pytest.fixture
async def server() -> AsyncIterator[PlaygroundServer]:
    async with playground() as running:
        yield running


@pytest.fixture
def workspace(server: PlaygroundServer) -> Workspace:
    return server.workspace


async def test_an_app_in_socket_mode_hears_a_message_and_answers_in_its_thread(
    server: PlaygroundServer, workspace: Workspace
) -> None:
    """Event in, chat.postMessage out, and the reply stands in the thread."""
    app = app_for(server)

    @app.event("message")
    async def answer(event: dict[str, Any], client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel=event["channel"], thread_ts=event["ts"], text=f"heard {event['text']}")

    async with in_socket_mode(server, app):
        ts = await workspace.say("#deals", "Acme buys Beta & Co, see https://example.com/a?b=1&c=2.")
        replies = await workspace.wait_for(lambda: workspace.replies("#deals", ts))
        await workspace.delivered()

    link = "<https://example.com/a?b=1&amp;c=2>"
    assert [reply.text for reply in replies] == [f"heard Acme buys Beta &amp; Co, see {link}."]
    assert replies[0].thread_ts == ts
    assert [message.text for message in workspace.messages("#deals")] == [f"Acme buys Beta &amp; Co, see {link}."]
    assert all(delivery.acked for delivery in workspace.deliveries)


async def test_a_mention_is_told_twice_and_only_where_the_bot_is_a_member(
    server: PlaygroundServer, workspace: Workspace
) -> None:
    """A mention gives a message and an app_mention event with one ts; a channel without the bot gives none."""
    app = app_for(server)
    events = heard(app)
    async with in_socket_mode(server, app):
        await workspace.say("#general", "@dealbot are you here?")
        ts = await workspace.say("#deals", "@dealbot what about acme?")
        await workspace.delivered()

    assert sorted((event["type"], event["ts"], event["text"]) for event in events) == [
        ("app_mention", ts, f"<@{workspace.bot_user_id}> what about acme?"),
        ("message", ts, f"<@{workspace.bot_user_id}> what about acme?"),
    ]
    assert [event.get("channel_type") for event in events if event["type"] == "message"] == ["channel"]


async def test_direct_messages_have_their_own_channel_type_and_no_app_mention(
    server: PlaygroundServer, workspace: Workspace
) -> None:
    """In a direct message a mention stays a message event of channel_type im."""
    app = app_for(server)
    events = heard(app)
    async with in_socket_mode(server, app):
        await workspace.say(workspace.im().id, "@dealbot hello")
        await workspace.delivered()

    assert [(event["type"], event["channel_type"]) for event in events] == [("message", "im")]


async def test_edits_previews_and_deletions_are_told_as_hidden_messages(
    server: PlaygroundServer, workspace: Workspace
) -> None:
    """Only an edit carries `edited`; a preview changes the attachments and not the text."""
    app = app_for(server)
    events = heard(app)
    async with in_socket_mode(server, app):
        ts = await workspace.say("#deals", "first")
        await workspace.edit(ts, "second")
        await workspace.unfurl(ts, title="A page")
        await workspace.delete(ts)
        await workspace.delivered()

    assert [event.get("subtype") for event in events] == [None, "message_changed", "message_changed", "message_deleted"]
    edit, preview, deletion = events[1:]
    assert (edit["previous_message"]["text"], edit["message"]["text"]) == ("first", "second")
    assert edit["message"]["edited"]["user"] == workspace.you.id
    assert preview["message"]["text"] == preview["previous_message"]["text"] == "second"
    assert [attachment["title"] for attachment in preview["message"]["attachments"]] == ["A page"]
    assert (deletion["deleted_ts"], workspace.messages("#deals")) == (ts, [])


async def test_an_ack_with_text_becomes_a_message_only_its_user_sees(
    server: PlaygroundServer, workspace: Workspace
) -> None:
    """`ack(text)` is ephemeral, `respond` and an in_channel answer go through the response_url."""
    app = app_for(server)

    @app.command("/deal")
    async def deal(ack: Any, respond: Any, command: dict[str, Any]) -> None:
        await ack(f"looking for {command['text']}")
        await respond("found it")
        await respond("for all", response_type="in_channel")

    async with in_socket_mode(server, app):
        delivery = await workspace.command("/deal", "at&t", channel="#general")

    assert delivery.acked
    assert sorted(shown.text for shown in workspace.ephemerals("#general")) == ["found it", "looking for at&amp;t"]
    assert [message.text for message in workspace.messages("#general")] == ["for all"]
    assert delivery.payload["channel_name"] == "general"


async def test_a_command_nobody_acknowledges_fails_in_front_of_its_user(
    server: PlaygroundServer, workspace: Workspace
) -> None:
    """A command is sent once; without an ack in time Slackbot says so."""
    app = app_for(server)

    @app.command("/deal")
    async def silent() -> None:
        """Never acknowledges."""

    async with in_socket_mode(server, app):
        delivery = await workspace.command("/deal", "acme")

    assert [attempt.failure for attempt in delivery.attempts] == ["timeout"]
    assert [(shown.by_slack, shown.text) for shown in workspace.ephemerals("#deals")] == [
        (True, '/deal failed with the error "operation_timeout"')
    ]


async def test_a_click_reaches_the_action_and_can_replace_the_message(
    server: PlaygroundServer, workspace: Workspace
) -> None:
    """A button brings its value, and `replace_original` changes the message it stands in."""
    app = app_for(server)

    @app.action("more")
    async def more(ack: Any, respond: Any, action: dict[str, Any]) -> None:
        await ack()
        await respond(f"more of {action['value']}", replace_original=True)

    button = {"type": "button", "action_id": "more", "value": "d1", "text": {"type": "plain_text", "text": "More"}}
    async with in_socket_mode(server, app):
        posted = await app.client.chat_postMessage(
            channel=workspace.channel("deals").id, text="a deal", blocks=[{"type": "actions", "elements": [button]}]
        )
        delivery = await workspace.click(posted["ts"], "more")
        with pytest.raises(LookupError):
            await workspace.click(posted["ts"], "less")

    assert delivery.acked
    assert [message.text for message in workspace.posted()] == ["more of d1"]


async def test_a_modal_opens_once_with_a_fresh_trigger_and_is_submitted(
    server: PlaygroundServer, workspace: Workspace
) -> None:
    """views.open stores the modal, its submission brings the values, and it closes with an empty ack."""
    workspace.commands += ("/paste",)
    app = app_for(server)
    submitted: list[str] = []
    modal = {
        "type": "modal",
        "callback_id": "paste",
        "title": {"type": "plain_text", "text": "Paste"},
        "submit": {"type": "plain_text", "text": "Read"},
        "blocks": [
            {
                "type": "input",
                "block_id": "text",
                "label": {"type": "plain_text", "text": "Text"},
                "element": {"type": "plain_text_input", "action_id": "text"},
            }
        ],
    }
    refused: list[str] = []

    @app.command("/paste")
    async def paste(ack: Any, client: AsyncWebClient, command: dict[str, Any]) -> None:
        await ack()
        await client.views_open(trigger_id=command["trigger_id"], view=modal)
        try:
            await client.views_open(trigger_id=command["trigger_id"], view=modal)
        except SlackApiError as error:
            refused.append(error.response["error"])

    @app.view("paste")
    async def read(ack: Any, view: dict[str, Any]) -> None:
        submitted.append(view["state"]["values"]["text"]["text"]["value"])
        await ack()

    async with in_socket_mode(server, app):
        await workspace.command("/paste")
        (view,) = await workspace.wait_for(workspace.views)
        await workspace.submit_view(view.id, {"text": {"text": {"type": "plain_text_input", "value": "Acme"}}})

    assert (submitted, refused, workspace.views()) == (["Acme"], ["exchanged_trigger_id"], [])


async def test_the_home_tab_is_published_when_it_is_opened(server: PlaygroundServer, workspace: Workspace) -> None:
    """app_home_opened names the user, views.publish stores the tab."""
    app = app_for(server)

    @app.event("app_home_opened")
    async def home(event: dict[str, Any], client: AsyncWebClient) -> None:
        block = {"type": "section", "text": {"type": "mrkdwn", "text": "Welcome"}}
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": [block]})

    async with in_socket_mode(server, app):
        await workspace.open_home()
        home_tab = await workspace.wait_for(workspace.home)

    assert home_tab is not None
    assert home_tab.definition["blocks"][0]["text"]["text"] == "Welcome"


async def test_an_event_of_another_team_can_be_sent(server: PlaygroundServer, workspace: Workspace) -> None:
    """`send_event` takes any event and overrides of its envelope."""
    app = app_for(server)
    teams: list[str] = []

    @app.event("team_rename")
    async def note(body: dict[str, Any]) -> None:
        teams.append(body["team_id"])

    async with in_socket_mode(server, app):
        delivery = await workspace.send_event({"type": "team_rename", "name": "x"}, team_id="T99999999")

    assert (delivery.kind, delivery.acked, teams) == (DispatchKind.EVENT, True, ["T99999999"])


async def test_the_app_hears_that_it_was_invited_and_then_the_channel(
    server: PlaygroundServer, workspace: Workspace
) -> None:
    """Membership decides what the app hears."""
    app = app_for(server)
    events = heard(app)
    async with in_socket_mode(server, app):
        await workspace.say("#general", "not heard")
        await workspace.invite_bot("#general")
        await workspace.say("#general", "heard")
        await workspace.delivered()

    assert [event.get("text", event["type"]) for event in events] == ["member_joined_channel", "heard"]


async def test_the_bots_own_messages_come_back_to_it_marked_as_its_own(
    server: PlaygroundServer, workspace: Workspace
) -> None:
    """Slack tells an app of its own posts; Bolt drops them by their bot_id, and still acknowledges."""
    app = app_for(server)
    events = heard(app)
    async with in_socket_mode(server, app):
        await app.client.chat_postMessage(channel=workspace.channel("deals").id, text="mine")
        await workspace.delivered()

    (delivery,) = workspace.deliveries
    assert (delivery.event["bot_id"], delivery.acked, events) == (workspace.state.bot_id, True, [])


async def test_another_apps_words_carry_its_bot_id(server: PlaygroundServer, workspace: Workspace) -> None:
    """The app hears them, and can tell them from a person's."""
    workspace.add_user("newsbot", is_bot=True)
    app = app_for(server)
    events = heard(app)
    async with in_socket_mode(server, app):
        await workspace.say("#deals", "@dealbot read this", user="newsbot")
        await workspace.delivered()

    assert sorted(event["type"] for event in events) == ["app_mention", "message"]
    assert {event["bot_profile"]["name"] for event in events} == {"newsbot"}
    assert all("client_msg_id" not in event and event["bot_id"] != workspace.state.bot_id for event in events)
    assert workspace.posted() == []
