"""Pages that can't be read: one short reply that says why and what to do, never an invented record."""

import asyncio

from aiohttp import web

from bot.playground.workspace import Workspace
from storage import inbox
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


async def test_of_two_links_the_readable_one_is_answered(start_bot: StartBot, workspace: Workspace, site: Site) -> None:
    """One message, one reply: about what could be read."""
    async with start_bot() as started:
        ts = await workspace.say("#deals", f"{site.url}/missing and {site.show('/scale', page(SCALE_EN))}")
        await workspace.delivered()
        await started.dealbot.settled()
    (reply,) = workspace.replies("#deals", ts)
    assert "Scale AI" in reply.text
