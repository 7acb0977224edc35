"""Nothing that was acknowledged is lost, and nothing is said twice: processes killed, answers cut off, limits met."""

import asyncio
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web

from bot.app import Dealbot
from bot.playground.server import PlaygroundServer
from bot.playground.workspace import Workspace
from storage import inbox, outbox
from storage.records import InboxItem, JobKind, Post
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


async def test_a_post_that_slack_refuses_reaches_the_asker_alone(bot: Dealbot, workspace: Workspace) -> None:
    """A read-only channel, say: whatever the reason, who asked gets the answer."""
    await workspace.say("#deals", SCALE_DE)
    await workspace.delivered()
    await bot.settled()
    workspace.faults.fail_next("chat.postMessage", error="restricted_action_read_only_channel")
    await workspace.command("/deal", "meta")
    await bot.settled()
    assert "Scale AI" in "".join(shown(ephemeral) for ephemeral in workspace.ephemerals("#deals"))


@pytest.mark.parametrize("trouble", [{"status": 429, "retry_after": 1}, {"status": 503}])
async def test_a_response_url_that_fails_is_tried_again(
    bot: Dealbot, workspace: Workspace, trouble: dict[str, int]
) -> None:
    """The answer for a channel that the bot is not in."""
    await workspace.say("#deals", SCALE_DE)
    await workspace.delivered()
    await bot.settled()
    workspace.faults.fail_next("response_url", **trouble)  # type: ignore[arg-type] # names of numbers
    await workspace.command("/deal", "meta", channel="#general")
    await bot.settled()
    assert len(workspace.ephemerals("#general")) == 2


async def test_a_post_that_cannot_be_looked_for_is_sent(bot: Dealbot, workspace: Workspace) -> None:
    """A scope is missing: a doubled answer would be better than none, and here none was posted."""
    workspace.faults.drop_next("chat.postMessage")
    workspace.faults.fail_next("conversations.replies", error="missing_scope")
    ts = await workspace.say("#deals", SCALE_DE)
    await workspace.delivered()
    await bot.settled()
    assert len(workspace.replies("#deals", ts)) == 1


async def test_a_post_that_breaks_the_sender_ends_and_the_next_goes_out(bot: Dealbot, workspace: Workspace) -> None:
    """Blocks that are no blocks: attempts are counted, and the channel is free again."""
    now = datetime.now(UTC)
    channel = workspace.channel("#deals").id
    poison = Post("poison", workspace.team_id, channel, "", blocks=("no block",))  # type: ignore[arg-type]
    await outbox.enqueue(bot.store, [poison], now)
    late = "UPDATE outbox SET attempt = 9 WHERE id = 'poison'"  # nine earlier attempts, without their pauses
    await bot.store.write(lambda db: db.execute(late))
    ts = await workspace.say("#deals", SCALE_DE)
    assert await workspace.wait_for(lambda: workspace.replies("#deals", ts))
    assert (await outbox.counts(bot.store))["dead"] == 1


async def test_another_workspaces_queue_is_left_alone(bot: Dealbot, workspace: Workspace) -> None:
    """One file may hold several workspaces; this bot has the token of one."""
    now = datetime.now(UTC)
    await outbox.enqueue(bot.store, [Post("theirs", "T9", "C9", "hello")], now)
    foreign = InboxItem(JobKind.QUESTION, "T9", "C9", "channel", "1.0", None, "U9", "scale ai")
    await inbox.put(bot.store, foreign, now)
    ts = await workspace.say("#deals", SCALE_DE)
    await workspace.wait_for(lambda: workspace.replies("#deals", ts))
    await bot.settled()
    assert [(await queue.counts(bot.store))["waiting"] for queue in (inbox, outbox)] == [1, 1]
    assert all(call.arguments["channel"] != "C9" for call in workspace.calls_of("chat.postMessage"))


async def test_what_people_wrote_is_not_kept_in_the_queue(bot: Dealbot, workspace: Workspace) -> None:
    """Small talk passes through the inbox like everything; once done, its words are gone."""
    await workspace.say("#deals", "my salary is a secret that nobody may read")
    await workspace.delivered()
    await bot.settled()
    kept = await bot.store.read(lambda db: [row["text"] for row in db["inbox"].rows])
    articles = await bot.store.read(lambda db: db["articles"].count)
    assert (kept, articles) == ([""], 0)


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
