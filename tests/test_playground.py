"""The playground speaks as Slack does: the real Bolt app can't tell, in Socket Mode and over HTTP."""

from __future__ import annotations

import asyncio
import re
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import unused_port
from hypothesis import given, settings
from hypothesis import strategies as st
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.playground import PlaygroundServer, Workspace
from bot.playground.block_rules import check_blocks
from bot.playground.delivery import NotAcknowledged, RetryPolicy
from bot.playground.records import DispatchKind, Message, Posted, SlackError

AT_ONCE = RetryPolicy(ack_within=0.2, connect_within=5.0, delays=(0.0, 0.0, 0.0))


class StoppedClock:
    """Stands still until it is moved; a wait moves it."""

    def __init__(self) -> None:
        self.time = datetime(2025, 3, 1, 12, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    async def wait(self, event: asyncio.Event, until: datetime | None) -> None:
        if until is None:
            await event.wait()
        else:
            self.time = max(self.time, until)


def client_of(server: PlaygroundServer, token: str | None = None) -> AsyncWebClient:
    return AsyncWebClient(token=token or server.workspace.bot_token, base_url=server.api_url, retry_handlers=[])


def app_for(server: PlaygroundServer) -> AsyncApp:
    """A real Bolt app that acknowledges what it has no listener for, as every app should."""
    return AsyncApp(
        client=client_of(server),
        signing_secret=server.workspace.signing_secret,
        process_before_response=True,
        raise_error_for_unhandled_request=False,
    )


@asynccontextmanager
async def in_socket_mode(server: PlaygroundServer, app: AsyncApp) -> AsyncIterator[AsyncSocketModeHandler]:
    handler = AsyncSocketModeHandler(app, server.workspace.app_token, web_client=client_of(server), ping_interval=1)
    await handler.connect_async()
    await server.workspace.wait_for(lambda: server.sockets.open)
    try:
        yield handler
    finally:
        await handler.close_async()


@asynccontextmanager
async def over_http(server: PlaygroundServer, app: AsyncApp) -> AsyncIterator[None]:
    port = unused_port()
    runner = web.AppRunner(app.web_app("/slack/events", port))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    try:
        await server.use_http(f"http://127.0.0.1:{port}/slack/events")
        yield
    finally:
        await runner.cleanup()


@pytest.fixture
async def server() -> AsyncIterator[PlaygroundServer]:
    async with PlaygroundServer(Workspace(), policy=AT_ONCE) as running:
        yield running


@pytest.fixture
def workspace(server: PlaygroundServer) -> Workspace:
    return server.workspace


def heard(app: AsyncApp) -> list[dict[str, Any]]:
    """Make the app note every event it gets."""
    events: list[dict[str, Any]] = []

    @app.event(re.compile("."))
    async def note(event: dict[str, Any]) -> None:
        events.append(event)

    return events


def retry_headers(app: AsyncApp) -> list[tuple[str | None, str | None]]:
    """Make the app note the number and the reason of each retry."""
    seen: list[tuple[str | None, str | None]] = []

    @app.middleware
    async def note(req: AsyncBoltRequest, next: Callable[[], Awaitable[None]]) -> None:
        number, reason = (req.headers.get(f"x-slack-retry-{name}", [None])[0] for name in ("num", "reason"))
        seen.append((number, reason))
        await next()

    return seen


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


async def test_an_event_without_an_ack_is_sent_three_times_more(server: PlaygroundServer, workspace: Workspace) -> None:
    """Each retry has a new envelope_id, its number and Slack's reason; the event_id stays."""
    app = app_for(server)
    seen = retry_headers(app)

    async with in_socket_mode(server, app):  # nothing listens: Bolt answers 404, which is no ack
        await workspace.say("#deals", "hello")
        await workspace.delivered()

    (delivery,) = workspace.deliveries
    assert not delivery.acked
    assert len({attempt.envelope_id for attempt in delivery.attempts}) == 4
    assert seen == [("0", ""), ("1", "timeout"), ("2", "timeout"), ("3", "timeout")]


async def test_retries_stop_with_the_first_ack(server: PlaygroundServer, workspace: Workspace) -> None:
    """An app that recovers gets the event once more and no further time."""
    app = app_for(server)
    tries: list[str] = []

    @app.event("message")
    async def second_time_lucky(event: dict[str, Any]) -> None:
        tries.append(event["ts"])
        if len(tries) == 1:
            raise RuntimeError("not yet")

    async with in_socket_mode(server, app):
        ts = await workspace.say("#deals", "hello")
        await workspace.delivered()

    (delivery,) = workspace.deliveries
    assert tries == [ts, ts]
    assert [attempt.failure for attempt in delivery.attempts] == ["timeout", None]


async def test_a_message_can_be_delivered_again(server: PlaygroundServer, workspace: Workspace) -> None:
    """Redelivery repeats both events of a mention with their event_ids in new envelopes."""
    app = app_for(server)
    events = heard(app)
    async with in_socket_mode(server, app):
        ts = await workspace.say("#deals", "@dealbot hello")
        await workspace.delivered()
        again = await workspace.redeliver(ts)

    first = workspace.deliveries[:2]
    assert [delivery.payload["event_id"] for delivery in again] == [d.payload["event_id"] for d in first]
    assert {d.attempts[0].envelope_id for d in again}.isdisjoint({d.attempts[0].envelope_id for d in first})
    assert sorted(event["type"] for event in events) == ["app_mention", "app_mention", "message", "message"]


async def test_a_refresh_is_survived(server: PlaygroundServer, workspace: Workspace) -> None:
    """On `disconnect` the client comes back on a new connection, and hears what was said meanwhile."""
    app = app_for(server)
    events = heard(app)
    async with in_socket_mode(server, app):
        await server.sockets.refresh()
        await workspace.wait_for(lambda: not server.sockets.open)
        await workspace.say("#deals", "anyone?")
        await workspace.delivered()

    assert [event["text"] for event in events] == ["anyone?"]
    assert len(workspace.calls_of("apps.connections.open")) == 2


async def test_a_killed_connection_is_survived(server: PlaygroundServer, workspace: Workspace) -> None:
    """An event that was on its way when the network broke is sent again on the next connection."""
    app = app_for(server)
    tries: list[str] = []

    @app.event("message")
    async def cut_off_once(event: dict[str, Any]) -> None:
        tries.append(event["text"])
        if len(tries) == 1:
            server.sockets.kill()

    async with in_socket_mode(server, app):
        await workspace.say("#deals", "anyone?")
        await workspace.delivered()

    (delivery,) = workspace.deliveries
    assert tries == ["anyone?", "anyone?"]
    assert [attempt.failure for attempt in delivery.attempts] == ["connection_failed", None]


BOT_IN_A_PROCESS = """
import asyncio, os, signal, sys
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

async def main(base_url, bot_token, app_token, dies):
    app = AsyncApp(client=AsyncWebClient(token=bot_token, base_url=base_url), process_before_response=True)

    @app.event("message")
    async def answer(event, client):
        if dies == "dies":
            os.kill(os.getpid(), signal.SIGKILL)
        await client.chat_postMessage(channel=event["channel"], thread_ts=event["ts"], text="heard")

    await AsyncSocketModeHandler(app, app_token, web_client=app.client).start_async()

asyncio.run(main(*sys.argv[1:]))
"""


async def start_process(server: PlaygroundServer, how: str) -> asyncio.subprocess.Process:
    workspace = server.workspace
    arguments = (server.api_url, workspace.bot_token, workspace.app_token, how)
    return await asyncio.create_subprocess_exec(sys.executable, "-c", BOT_IN_A_PROCESS, *arguments)


async def test_a_bot_in_a_process_of_its_own_may_die_before_its_ack(
    server: PlaygroundServer, workspace: Workspace
) -> None:
    """The event is sent again to the process that comes after it."""
    dying = await start_process(server, "dies")
    await workspace.wait_for(lambda: server.sockets.open)
    ts = await workspace.say("#deals", "anyone?")
    assert await dying.wait() == -signal.SIGKILL
    living = await start_process(server, "lives")
    replies = await workspace.wait_for(lambda: workspace.replies("#deals", ts))
    await workspace.delivered()
    living.terminate()
    await living.wait()

    assert [reply.text for reply in replies] == ["heard"]
    assert [attempt.failure for attempt in workspace.deliveries[0].attempts] == ["connection_failed", None]


async def test_two_connections_take_turns(server: PlaygroundServer, workspace: Workspace) -> None:
    """Each envelope goes to one connection only."""
    app, other = app_for(server), app_for(server)
    counts = [heard(app), heard(other)]
    async with in_socket_mode(server, app), in_socket_mode(server, other):
        await workspace.wait_for(lambda: server.sockets.open == 2)
        for text in ("one", "two", "three", "four"):
            await workspace.say("#deals", text)
        await workspace.delivered()

    assert [len(events) for events in counts] == [2, 2]


async def test_http_mode_signs_its_requests_and_takes_the_response_for_the_ack(
    server: PlaygroundServer, workspace: Workspace
) -> None:
    """Bolt's own signature check lets events, commands and clicks through, and answers the challenge."""
    app = app_for(server)
    events = heard(app)

    @app.command("/deal")
    async def deal(ack: Any, command: dict[str, Any]) -> None:
        await ack(f"looking for {command['text']}")

    @app.action("more")
    async def more(ack: Any) -> None:
        await ack()

    button = {"type": "button", "action_id": "more", "text": {"type": "plain_text", "text": "More"}}
    async with over_http(server, app):
        await workspace.say("#deals", "grüße")
        await workspace.command("/deal", "müller & co")
        posted = await app.client.chat_postMessage(
            channel=workspace.channel("deals").id, text="x", blocks=[{"type": "actions", "elements": [button]}]
        )
        click = await workspace.click(posted["ts"], "more")
        await workspace.delivered()

    assert [event["text"] for event in events] == ["grüße"]
    assert [shown.text for shown in workspace.ephemerals("#deals")] == ["looking for müller &amp; co"]
    assert click.acked


async def test_http_mode_repeats_with_slacks_headers(server: PlaygroundServer, workspace: Workspace) -> None:
    """An answer that is not 200 is an http_error; each retry says its number and why."""
    app = app_for(server)
    seen = retry_headers(app)
    async with over_http(server, app):  # nothing listens: Bolt answers 404
        await workspace.say("#deals", "hello")
        await workspace.delivered()

    (delivery,) = workspace.deliveries
    assert [attempt.failure for attempt in delivery.attempts] == ["http_error"] * 4
    assert seen == [(None, None), ("1", "http_error"), ("2", "http_error"), ("3", "http_error")]


async def test_http_mode_gives_up_waiting_and_honours_no_retry(server: PlaygroundServer, workspace: Workspace) -> None:
    """A slow answer is an http_timeout; X-Slack-No-Retry ends the retries."""

    async def handle(request: web.Request) -> web.StreamResponse:
        body = await request.json()
        if body["type"] == "url_verification":
            return web.json_response({"challenge": body["challenge"]})
        if "X-Slack-Retry-Num" not in request.headers:
            await asyncio.Event().wait()
        return web.Response(status=500, headers={"X-Slack-No-Retry": "1"})

    app = web.Application()
    app.router.add_post("/", handle)
    runner = web.AppRunner(app, handler_cancellation=True)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    await server.use_http(f"http://127.0.0.1:{runner.addresses[0][1]}/")
    await workspace.say("#deals", "hello")
    await workspace.delivered()
    await runner.cleanup()

    (delivery,) = workspace.deliveries
    assert [attempt.failure for attempt in delivery.attempts] == ["http_timeout", "http_error"]


async def test_a_request_url_that_fails_the_challenge_is_refused(server: PlaygroundServer) -> None:
    """Slack delivers nothing to a URL it has not verified."""
    with pytest.raises(NotAcknowledged):
        await server.use_http(f"{server.url}/nowhere")


async def test_a_wrong_signing_secret_is_noticed_by_bolt(server: PlaygroundServer, workspace: Workspace) -> None:
    """A request with a foreign signature gets no ack: the signature is real."""
    workspace.credentials = replace(workspace.credentials, signing_secret="another")
    app = AsyncApp(client=client_of(server), signing_secret="the right one", process_before_response=True)
    heard(app)
    with pytest.raises(NotAcknowledged):
        async with over_http(server, app):
            pass


async def test_a_rate_limit_is_answered_with_429_and_retry_after(
    server: PlaygroundServer, workspace: Workspace
) -> None:
    """slack_sdk's own handler obeys the header, and the log shows both calls."""
    client = client_of(server)
    client.retry_handlers.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    fault = workspace.faults.fail_next("chat.postMessage", status=429, retry_after=0)

    await client.chat_postMessage(channel=workspace.channel("deals").id, text="hello")

    assert fault.hits == 1
    assert [(call.status, call.error) for call in workspace.calls_of("chat.postMessage")] == [
        (429, "ratelimited"),
        (200, None),
    ]
    assert [message.text for message in workspace.messages("#deals")] == ["hello"]


@pytest.mark.parametrize(("processed", "posts"), [(False, []), (True, ["hello"])])
async def test_a_dropped_connection_leaves_the_caller_in_doubt(
    server: PlaygroundServer, workspace: Workspace, processed: bool, posts: list[str]
) -> None:
    """The caller sees the same broken connection whether the message was posted or not."""
    fault = workspace.faults.drop_next("chat.postMessage", processed=processed)
    with pytest.raises(aiohttp.ServerDisconnectedError):
        await client_of(server).chat_postMessage(channel=workspace.channel("deals").id, text="hello")

    assert fault.hits == 1
    assert [message.text for message in workspace.messages("#deals")] == posts
    (call,) = workspace.calls
    assert call.fault == ("drop_after" if processed else "drop_before")


async def test_a_held_call_is_processed_when_it_is_released(server: PlaygroundServer, workspace: Workspace) -> None:
    """Until then the caller waits and nothing is posted."""
    held = workspace.faults.hold_next("chat.postMessage")
    channel = workspace.channel("deals").id
    call = asyncio.create_task(client_of(server).chat_postMessage(channel=channel, text="late"))
    await workspace.wait_for(lambda: held.hits)
    assert workspace.messages("#deals") == []
    held.release()
    await call
    assert [message.text for message in workspace.messages("#deals")] == ["late"]


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


async def test_stamps_are_unique_and_rise_with_a_clock_that_stands_still() -> None:
    """ts is Slack's seconds with six decimals, never given twice."""
    workspace = Workspace(StoppedClock())
    stamps = [await workspace.say("#deals", "x") for _ in range(3)]
    assert stamps == ["1740830400.000000", "1740830400.000001", "1740830400.000002"]


async def test_retries_wait_on_the_workspaces_clock() -> None:
    """With nobody connected the event is tried at once, again at once, after one minute and after five."""
    clock = StoppedClock()
    workspace = Workspace(clock)
    async with PlaygroundServer(workspace, policy=RetryPolicy(connect_within=0.01)):
        start = clock.time
        await workspace.say("#deals", "anyone?")
        await workspace.delivered()
        (delivery,) = workspace.deliveries

    assert [(attempt.at - start).total_seconds() for attempt in delivery.attempts] == [0, 0, 60, 360]
    assert not delivery.acked


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
