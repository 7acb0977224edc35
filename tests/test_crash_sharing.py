"""Edits, deletions, signs and updates end right when the process is killed at the worst moment: once, and as they are.

Real processes, killed with SIGKILL: before the work is done, and after Slack has done what the bot does not know yet.
"""

import asyncio
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest
from aiohttp import web

from bot.playground.records import Message
from bot.playground.server import PlaygroundServer
from bot.playground.workspace import Workspace
from storage import channels, watches
from storage.channels import Answers, ChannelSettings
from storage.store import Store
from storage.watches import Asked
from tests.aloud import WIZ, reactions
from tests.articles import SCALE_EN, page
from tests.conftest import Site
from tests.programs import Program, environment
from tests.reading import shown
from tests.test_crash import connected, gone

PATIENCE = 30


class Held:
    """A page that answers only when it is let go."""

    def __init__(self, site: Site, path: str, text: str) -> None:
        self.asked, self._answer = asyncio.Event(), asyncio.Event()
        self._text = text
        site.pages[path] = self._serve
        self.url = f"{site.url}{path}"

    async def _serve(self, _: web.Request) -> web.Response:
        self.asked.set()
        await self._answer.wait()
        return web.Response(text=page(self._text), content_type="text/html")

    def let_go(self) -> None:
        self._answer.set()


@pytest.fixture
def environ(slack: PlaygroundServer, tmp_path: Path) -> dict[str, str]:
    return environment(slack, tmp_path, DEALBOT_LEASE="2")


async def killed(slack: PlaygroundServer, program: Program) -> None:
    program.send(signal.SIGKILL)
    await program.ended()
    await gone(slack)


async def replies_with(workspace: Workspace, ts: str, word: str) -> list[Message]:
    """The thread's replies, once one of them tells of it."""
    return await workspace.wait_for(
        lambda: [each for each in workspace.replies("#deals", ts) if word in shown(each)], timeout=PATIENCE
    )


async def drained(slack: PlaygroundServer, program: Program) -> None:
    """Let the program end by itself, with all that it owes done or kept."""
    program.send(signal.SIGTERM)
    assert (await program.ended()).code == 0


async def test_killed_while_an_edit_is_read_the_reply_changes_after_the_restart(
    slack: PlaygroundServer, workspace: Workspace, site: Site, environ: dict[str, str], tmp_path: Path
) -> None:
    """The edit was acknowledged: so the old facts go, and the one reply tells of the new ones."""
    wiz = Held(site, "/wiz", WIZ)
    async with Program(environ, tmp_path, "run") as first:
        await connected(slack)
        ts = await workspace.say("#deals", site.show("/scale", page(SCALE_EN)))
        (reply,) = await replies_with(workspace, ts, "Scale AI")
        await workspace.edit(ts, wiz.url)
        await workspace.delivered()
        await wiz.asked.wait()
        await killed(slack, first)
    wiz.let_go()
    async with Program(environ, tmp_path, "run") as second:
        (changed,) = await replies_with(workspace, ts, "Wiz")
        await workspace.wait_for(lambda: reactions(workspace, ts) == {"handshake"}, timeout=PATIENCE)
        await drained(slack, second)
    assert changed.ts == reply.ts
    assert len(workspace.replies("#deals", ts)) == 1


async def test_killed_while_a_reply_is_changed_it_is_changed_and_stays_one(
    slack: PlaygroundServer, workspace: Workspace, site: Site, environ: dict[str, str], tmp_path: Path
) -> None:
    """Slack has the change, the bot does not know."""
    held = workspace.faults.hold_next("chat.update", processed=True)
    async with Program(environ, tmp_path, "run") as first:
        await connected(slack)
        ts = await workspace.say("#deals", site.show("/scale", page(SCALE_EN)))
        await replies_with(workspace, ts, "Scale AI")
        await workspace.edit(ts, site.show("/wiz", page(WIZ)))
        await replies_with(workspace, ts, "Wiz")
        await killed(slack, first)
    held.release()
    async with Program(environ, tmp_path, "run") as second:
        await workspace.wait_for(lambda: reactions(workspace, ts) == {"handshake"}, timeout=PATIENCE)
        await drained(slack, second)
    (reply,) = workspace.replies("#deals", ts)
    assert "Wiz" in shown(reply)


@pytest.mark.parametrize("moment", ["while it is read", "while the reply is taken back"])
async def test_killed_after_a_deletion_nothing_of_the_message_is_left(
    slack: PlaygroundServer, workspace: Workspace, site: Site, environ: dict[str, str], tmp_path: Path, moment: str
) -> None:
    """Neither a reply nor a fact."""
    scale = Held(site, "/scale", SCALE_EN)
    held = workspace.faults.hold_next("chat.delete", processed=True)
    async with Program(environ, tmp_path, "run") as first:
        await connected(slack)
        ts = await workspace.say("#deals", scale.url)
        await asyncio.wait_for(scale.asked.wait(), PATIENCE)
        if moment == "while it is read":
            await workspace.delete(ts)
            await workspace.delivered()
        else:
            scale.let_go()
            await replies_with(workspace, ts, "Scale AI")
            await workspace.delete(ts)
            await workspace.wait_for(lambda: not workspace.replies("#deals", ts), timeout=PATIENCE)
        await killed(slack, first)
    scale.let_go()
    held.release()
    async with Program(environ, tmp_path, "run") as second:
        other = await workspace.say("#deals", "@dealbot scale ai")
        (answer,) = await workspace.wait_for(lambda: workspace.replies("#deals", other), timeout=PATIENCE)
        await drained(slack, second)
    assert "haven't read anything" in answer.text
    assert workspace.replies("#deals", ts) == []


async def test_killed_while_reading_the_sign_of_it_goes_after_the_restart(
    slack: PlaygroundServer, workspace: Workspace, site: Site, environ: dict[str, str], tmp_path: Path
) -> None:
    """The eyes make room for what was found."""
    scale = Held(site, "/scale", SCALE_EN)
    async with Program(environ, tmp_path, "run") as first:
        await connected(slack)
        ts = await workspace.say("#deals", scale.url)
        await workspace.wait_for(lambda: reactions(workspace, ts) == {"eyes"}, timeout=PATIENCE)
        await scale.asked.wait()
        await killed(slack, first)
    assert reactions(workspace, ts) == {"eyes"}
    scale.let_go()
    async with Program(environ, tmp_path, "run") as second:
        await workspace.wait_for(lambda: reactions(workspace, ts) == {"handshake"}, timeout=PATIENCE)
        await drained(slack, second)
    assert len(workspace.replies("#deals", ts)) == 1


@pytest.mark.parametrize("method", ["reactions.add", "reactions.remove"])
async def test_killed_while_a_sign_is_set_it_ends_right(
    slack: PlaygroundServer, workspace: Workspace, site: Site, environ: dict[str, str], tmp_path: Path, method: str
) -> None:
    """Slack has it, the bot does not know; done twice it is the same."""
    held = workspace.faults.hold_next(method, processed=True)
    async with Program(environ, tmp_path, "run") as first:
        await connected(slack)
        ts = await workspace.say("#deals", site.show("/scale", page(SCALE_EN)))
        await workspace.wait_for(lambda: held.hits, timeout=PATIENCE)
        await killed(slack, first)
    held.release()
    async with Program(environ, tmp_path, "run") as second:
        await workspace.wait_for(lambda: reactions(workspace, ts) == {"handshake"}, timeout=PATIENCE)
        await drained(slack, second)
    assert len(workspace.replies("#deals", ts)) == 1


async def test_killed_while_a_watcher_is_told_the_update_comes_once(
    slack: PlaygroundServer, workspace: Workspace, site: Site, environ: dict[str, str], tmp_path: Path
) -> None:
    """Slack has the post, the bot does not know, looks, and keeps still."""
    desk = workspace.add_channel("desk")
    store, now = await Store.open(tmp_path / "deals.db"), datetime.now(UTC)
    silent = ChannelSettings(Answers.REACTIONS)
    await channels.change_settings(store, workspace.team_id, workspace.channel("#deals").id, silent, "U1", now)
    await watches.add(store, Asked(workspace.team_id, desk.id, "U1", "Wiz"), now)
    await store.close()
    held = workspace.faults.hold_next("chat.postMessage", processed=True)
    async with Program(environ, tmp_path, "run") as first:
        await connected(slack)
        ts = await workspace.say("#deals", site.show("/wiz", page(WIZ)))
        await workspace.wait_for(lambda: workspace.messages("#desk"), timeout=PATIENCE)
        await killed(slack, first)
    held.release()
    async with Program(environ, tmp_path, "run") as second:
        await workspace.wait_for(lambda: workspace.calls_of("conversations.history"), timeout=PATIENCE)
        await workspace.wait_for(lambda: reactions(workspace, ts) == {"handshake"}, timeout=PATIENCE)
        await drained(slack, second)
    (update,) = workspace.messages("#desk")
    assert update.text.startswith("Update, a new deal: ")
