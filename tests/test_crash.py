"""Nothing that was acknowledged is lost, and nothing is said twice: processes killed, answers cut off, limits met."""

import asyncio
import signal
from pathlib import Path

import pytest
from aiohttp import web

from bot.app import Dealbot
from bot.playground.server import PlaygroundServer
from bot.playground.workspace import Workspace
from tests.articles import SCALE_DE, SCALE_EN, page
from tests.conftest import Site
from tests.programs import Program, environment
from tests.reading import shown


async def connected(slack: PlaygroundServer) -> None:
    await slack.workspace.wait_for(lambda: slack.sockets.open, timeout=30)


async def gone(slack: PlaygroundServer) -> None:
    await slack.workspace.wait_for(lambda: not slack.sockets.open, timeout=30)


async def test_killed_between_ack_and_reply_it_replies_once_after_the_restart(
    slack: PlaygroundServer, workspace: Workspace, site: Site, tmp_path: Path
) -> None:
    """SIGKILL while the page is being fetched: the message was acknowledged, so the bot owes an answer."""
    environ = environment(slack, tmp_path, DEALBOT_LEASE="2")
    asked, answer = asyncio.Event(), asyncio.Event()

    async def slow(_: web.Request) -> web.Response:
        asked.set()
        await answer.wait()
        return web.Response(text=page(SCALE_EN), content_type="text/html")

    site.pages["/scale"] = slow
    async with Program(environ, tmp_path, "run") as first:
        await connected(slack)
        ts = await workspace.say("#deals", f"{site.url}/scale")
        await workspace.delivered()
        await asked.wait()
        first.send(signal.SIGKILL)
        await first.ended()
    await gone(slack)
    answer.set()
    assert workspace.replies("#deals", ts) == []
    async with Program(environ, tmp_path, "run") as second:
        (reply,) = await workspace.wait_for(lambda: workspace.replies("#deals", ts), timeout=30)
        assert "Scale AI" in shown(reply)
        await workspace.redeliver(ts)
        second.send(signal.SIGTERM)
        assert (await second.ended()).code == 0
    assert len(workspace.replies("#deals", ts)) == 1


async def test_killed_while_posting_it_does_not_post_twice(
    slack: PlaygroundServer, workspace: Workspace, tmp_path: Path
) -> None:
    """SIGKILL after Slack has taken the post and before the bot knows: the restarted bot finds it and keeps still."""
    environ = environment(slack, tmp_path, DEALBOT_LEASE="2")
    held = workspace.faults.hold_next("chat.postMessage", processed=True)
    async with Program(environ, tmp_path, "run") as first:
        await connected(slack)
        ts = await workspace.say("#deals", SCALE_DE)
        await workspace.wait_for(lambda: workspace.replies("#deals", ts), timeout=30)
        first.send(signal.SIGKILL)
        await first.ended()
    held.release()
    await gone(slack)
    async with Program(environ, tmp_path, "run"):
        await workspace.wait_for(lambda: workspace.calls_of("conversations.replies"), timeout=30)
        other = await workspace.say("#deals", "@dealbot help")
        await workspace.wait_for(lambda: workspace.replies("#deals", other), timeout=30)
    assert len(workspace.replies("#deals", ts)) == 1


async def test_a_connection_that_drops_after_the_post_makes_no_second_one(bot: Dealbot, workspace: Workspace) -> None:
    """The outcome is unknown, so the bot looks into the thread before it posts again."""
    workspace.faults.drop_next("chat.postMessage", processed=True)
    ts = await workspace.say("#deals", SCALE_DE)
    await workspace.delivered()
    await bot.settled()
    assert len(workspace.replies("#deals", ts)) == 1
    assert len(workspace.calls_of("chat.postMessage")) == 1


async def test_a_connection_that_drops_before_the_post_is_tried_again(bot: Dealbot, workspace: Workspace) -> None:
    """The bot looks, finds nothing, and posts."""
    workspace.faults.drop_next("chat.postMessage")
    ts = await workspace.say("#deals", SCALE_DE)
    await workspace.delivered()
    await bot.settled()
    assert len(workspace.replies("#deals", ts)) == 1
    assert len(workspace.calls_of("conversations.replies")) == 1


async def test_an_anchor_is_looked_for_in_the_channel(bot: Dealbot, workspace: Workspace) -> None:
    """A command's line stands in no thread; its details follow it all the same, once."""
    ts = await workspace.say("#deals", SCALE_DE)
    await workspace.wait_for(lambda: workspace.replies("#deals", ts))
    workspace.faults.drop_next("chat.postMessage", processed=True)
    await workspace.command("/deal", "meta")
    await bot.settled()
    _, anchor = workspace.messages("#deals")
    assert len(workspace.replies("#deals", anchor.ts)) == 1
    assert workspace.calls_of("conversations.history")


async def test_a_rate_limit_is_waited_out(bot: Dealbot, workspace: Workspace) -> None:
    """429 with Retry-After: one post, not before the time Slack named."""
    workspace.faults.fail_next("chat.postMessage", status=429, retry_after=1)
    ts = await workspace.say("#deals", SCALE_DE)
    await workspace.wait_for(lambda: workspace.replies("#deals", ts))
    refused, posted = workspace.calls_of("chat.postMessage")
    assert (posted.at - refused.at).total_seconds() >= 1
    assert len(workspace.replies("#deals", ts)) == 1


@pytest.mark.parametrize("status", [500, 503])
async def test_slacks_own_failure_is_tried_again(bot: Dealbot, workspace: Workspace, status: int) -> None:
    """Once it works, there is one reply."""
    workspace.faults.fail_next("chat.postMessage", status=status, times=2)
    ts = await workspace.say("#deals", SCALE_DE)
    await workspace.wait_for(lambda: workspace.replies("#deals", ts), timeout=20)
    await bot.settled()
    assert len(workspace.replies("#deals", ts)) == 1


async def test_what_could_not_be_stored_is_not_acknowledged(bot: Dealbot, workspace: Workspace) -> None:
    """A full disk: Slack keeps the event, sends it again, and it is answered once there is room."""
    await bot.store.write(lambda db: db.execute("PRAGMA max_page_count = 1"))
    ts = await workspace.say("#deals", SCALE_DE + " " * 100_000)
    refused = await workspace.wait_for(
        lambda: [d for d in workspace.deliveries if d.attempts and d.attempts[0].failure]
    )
    assert not refused[0].acked
    await bot.store.write(lambda db: db.execute("PRAGMA max_page_count = 1000000"))
    assert await workspace.wait_for(lambda: workspace.replies("#deals", ts))
