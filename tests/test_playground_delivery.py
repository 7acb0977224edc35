"""The playground delivers as Slack does: acks, retries and broken connections, in Socket Mode and over HTTP."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from slack_bolt.async_app import AsyncApp
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler

from bot.playground import PlaygroundServer, Workspace
from bot.playground.delivery import NotAcknowledged, RetryPolicy
from tests.slack_apps import (
    StoppedClock,
    app_for,
    client_of,
    heard,
    in_socket_mode,
    over_http,
    playground,
    retry_headers,
)


@pytest.fixture
async def server() -> AsyncIterator[PlaygroundServer]:
    async with playground() as running:
        yield running


@pytest.fixture
def workspace(server: PlaygroundServer) -> Workspace:
    return server.workspace


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
