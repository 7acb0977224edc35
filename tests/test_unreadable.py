"""Pages that can't be read: one short reply that says why and what to do, never an invented record."""

import asyncio

import pytest
from aiohttp import web

from bot.app import running
from bot.clock import SystemClock
from bot.playground.server import PlaygroundServer
from bot.playground.workspace import Workspace
from bot.reader import Reader
from bot.runtime import connected
from bot.settings import Settings
from bot.slack_client import preflight
from bot.workspaces import OneWorkspace
from storage import inbox
from storage.store import Store
from tests.articles import SCALE_EN, page
from tests.conftest import Site, StartBot
from tests.reading import shown

LOGIN = """<!doctype html><html><head><title>Sign in</title></head><body><form action="/login">
<label>E-mail</label><input name="mail"><label>Password</label><input type="password"><button>Sign in</button></form>
<p>Please log in to continue reading.</p></body></html>"""


def troubles(site: Site, never: asyncio.Event) -> dict[str, str]:
    """URLs by what is wrong with them."""

    async def endless(_: web.Request) -> web.Response:
        raise web.HTTPFound("/endless")

    async def huge(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/html"})
        await response.prepare(request)
        for _ in range(30):
            await response.write(b"<p>padding</p>" * 75_000)
        return response

    async def silent(_: web.Request) -> web.Response:
        await never.wait()
        return web.Response()

    site.pages |= {"/endless": endless, "/huge": huge, "/silent": silent}
    return {
        "doesn't exist": f"{site.url}/missing",
        "didn't answer properly": site.show("/broken", "", status=500),
        "leads to a file": site.show("/report.pdf", "", text="%PDF-1.7", content_type="application/pdf"),
        "no article text": site.show("/empty", "<html><body></body></html>"),
        "login": site.show("/login", LOGIN),
        "too big": f"{site.url}/huge",
        "keeps forwarding": f"{site.url}/endless",
        "that kind of address": "http://192.168.0.1/news",
        "keeps bots out": site.show("/forbidden", "", status=403),
    }


async def test_what_cannot_be_read_is_answered_in_one_sentence(
    start_bot: StartBot, workspace: Workspace, site: Site
) -> None:
    """In the thread of the link, asking for the text."""
    never = asyncio.Event()
    async with start_bot(fetch_timeout=1.0) as started:
        asked = {why: await workspace.say("#deals", url) for why, url in troubles(site, never).items()}
        late = await workspace.say("#deals", f"{site.url}/silent")
        for why, ts in (*asked.items(), ("didn't answer properly", late)):
            await workspace.wait_for(lambda ts=ts: workspace.replies("#deals", ts), timeout=30)  # type: ignore[misc]
            (reply,) = workspace.replies("#deals", ts)
            assert why in reply.text, reply.text
            assert "aste" in reply.text
            assert "Traceback" not in shown(reply)
        never.set()
        counts = await inbox.counts(started.dealbot.store)
        deals = await started.dealbot.store.read(lambda db: db["deals"].count)
    assert (deals, counts["done"]) == (0, len(asked) + 1)


async def test_a_dead_link_with_a_long_comment_is_answered_too(
    start_bot: StartBot, workspace: Workspace, site: Site
) -> None:
    """The comment is read like a pasted text; there is no deal in it, so the link is what the reply is about."""
    comment = "I think we should all have a look at this over lunch and talk about it later. " * 6
    async with start_bot() as started:
        ts = await workspace.say("#deals", f"{site.url}/missing {comment}")
        await workspace.delivered()
        await started.dealbot.settled()
    (reply,) = workspace.replies("#deals", ts)
    assert "doesn't exist" in reply.text


@pytest.mark.parametrize(("text", "replies"), [("good morning everyone, who is in for lunch?", 0), ("<LINK>", 1)])
async def test_a_reading_process_that_dies_every_time_is_told_to_who_waits(
    settings: Settings, slack: PlaygroundServer, site: Site, text: str, replies: int
) -> None:
    """Who shared a link gets a sentence without our insides; small talk is left alone."""
    url = site.show("/scale", page(SCALE_EN))
    store = await Store.open(settings.db)
    async with (
        Reader("no-such-pipeline", "no-such-pipeline") as reader,
        running(settings, OneWorkspace(settings, await preflight(settings)), store, reader, SystemClock()) as bot,
        connected(settings, bot, SystemClock()) as (_, is_connected),
    ):
        await slack.workspace.wait_for(is_connected)
        ts = await slack.workspace.say("#deals", text.replace("<LINK>", url))
        await slack.workspace.delivered()
        impatient = "UPDATE inbox SET attempt = 5, due_at = received_at"  # five earlier attempts, without their pauses
        await store.write(lambda db: db.execute(impatient))
        bot.worker.wake()
        await bot.settled()
    await store.close()
    told = [reply.text for reply in slack.workspace.replies("#deals", ts)]
    assert told == ["I couldn't read that text. Paste a shorter part of it here and I'll read that."] * replies


async def test_of_two_links_the_readable_one_is_answered(start_bot: StartBot, workspace: Workspace, site: Site) -> None:
    """One message, one reply: about what could be read."""
    async with start_bot() as started:
        ts = await workspace.say("#deals", f"{site.url}/missing and {site.show('/scale', page(SCALE_EN))}")
        await workspace.delivered()
        await started.dealbot.settled()
    (reply,) = workspace.replies("#deals", ts)
    assert "Scale AI" in reply.text
