"""The digest of a process that is killed: once, whatever it was at."""

import asyncio
import signal
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from bot.playground.server import PlaygroundServer
from bot.playground.workspace import Workspace
from storage import digests
from storage.digests import Digest
from storage.schedules import EVERY_DAY, Schedule
from storage.store import Store
from tests.digests import euros, posted, tell
from tests.programs import Program, environment
from tests.test_crash import connected, gone


async def due(workspace: Workspace, path: Path, *, picture: bool = False) -> None:
    """A digest whose time has come today, whatever day it is, and news for it."""
    now = datetime.now(UTC)
    yesterday = now - timedelta(days=1)
    channel = workspace.channel("#deals").id
    schedule = Schedule(time(0, 0), "UTC", EVERY_DAY)
    store = await Store.open(path)
    try:
        for target, billions in (("Beta", 2), ("Gamma", 5)):
            await tell(store, workspace, target, now - timedelta(hours=1), amount=euros(billions))
        of = Digest(workspace.team_id, channel, schedule, "en", yesterday, yesterday, workspace.you.id, picture=picture)
        await digests.keep(store, of)
    finally:
        await store.close()


async def test_killed_between_the_run_and_the_post_it_posts_once_after_the_restart(
    slack: PlaygroundServer, workspace: Workspace, tmp_path: Path
) -> None:
    """SIGKILL while Slack has not taken the headline: the row and the post were written together, so it is owed."""
    environ = environment(slack, tmp_path, DEALBOT_LEASE="2")
    await due(workspace, tmp_path / "deals.db")
    held = workspace.faults.hold_next("chat.postMessage")
    async with Program(environ, tmp_path, "run") as first:
        await workspace.wait_for(lambda: workspace.faults.met("chat.postMessage"), timeout=30)
        first.send(signal.SIGKILL)
        await first.ended()
    held.release()
    await gone(slack)
    assert posted(workspace) == []
    async with Program(environ, tmp_path, "run"):
        (anchor,) = await workspace.wait_for(lambda: posted(workspace), timeout=30)
        assert await workspace.wait_for(lambda: workspace.replies("#deals", anchor.ts), timeout=30)
        await connected(slack)
        ts = await workspace.say("#deals", "@dealbot help")
        await workspace.wait_for(lambda: workspace.replies("#deals", ts), timeout=30)
    assert len(posted(workspace)) == 1
    assert len(workspace.replies("#deals", anchor.ts)) == 1


async def test_killed_after_slack_took_it_it_is_not_posted_again(
    slack: PlaygroundServer, workspace: Workspace, tmp_path: Path
) -> None:
    """SIGKILL before the bot knows: the restarted one finds its headline, and the details follow under it."""
    environ = environment(slack, tmp_path, DEALBOT_LEASE="2")
    await due(workspace, tmp_path / "deals.db", picture=True)
    held = workspace.faults.hold_next("chat.postMessage", processed=True)
    async with Program(environ, tmp_path, "run") as first:
        (anchor,) = await workspace.wait_for(lambda: posted(workspace), timeout=30)
        first.send(signal.SIGKILL)
        await first.ended()
    held.release()
    await gone(slack)
    async with Program(environ, tmp_path, "run"):
        await workspace.wait_for(lambda: len(workspace.replies("#deals", anchor.ts)) == 2, timeout=30)
    assert posted(workspace) == [anchor]
    assert [file.alt_text for file in workspace.files("#deals")] == [
        "Arrows from buyers to what they buy: Alpha to Gamma (€5bn); Alpha to Beta (€2bn)."
    ]


async def test_two_programs_on_one_database_post_it_once(
    slack: PlaygroundServer, workspace: Workspace, tmp_path: Path
) -> None:
    """Both start when it is due."""
    environ = environment(slack, tmp_path)
    await due(workspace, tmp_path / "deals.db")
    async with Program(environ, tmp_path, "run") as one, Program(environ, tmp_path, "run") as other:
        await workspace.wait_for(lambda: posted(workspace), timeout=60)
        await workspace.wait_for(lambda: workspace.replies("#deals", posted(workspace)[0].ts), timeout=30)
        for each in (one, other):
            each.send(signal.SIGTERM)
        await asyncio.gather(one.ended(), other.ended())
    assert len(posted(workspace)) == 1
    assert len(workspace.replies("#deals", posted(workspace)[0].ts)) == 1
