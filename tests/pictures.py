"""The README's pictures, taken of the running playground with the real bot in it: `python -m tests.pictures FOLDER`.

A scene that the bot gives nothing for yet is left out, and said so.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect

from bot.app import Dealbot
from bot.clock import SystemClock
from bot.playground import Workspace
from bot.playground.browser import furnished
from bot.playground.elements import elements
from bot.playground.page_server import PageServer
from bot.playground.records import Message
from bot.playground.trying import bot_in
from bot.settings import Settings
from tests.browsers import MISSING, chromium, launched
from tests.web import Reply, Site, serve

SIZE = {"width": 1120, "height": 720}
MOST_BYTES = 200_000  # of a picture in the repository


@dataclass(frozen=True)
class Piece:
    """An article of a paper that there is not."""

    path: str
    lang: str
    paper: str
    day: str
    title: str
    paragraphs: tuple[str, ...]

    @property
    def html(self) -> str:
        head = (
            f'<title>{self.title}</title><meta property="og:site_name" content="{self.paper}">'
            f'<meta property="article:published_time" content="{self.day}T09:00:00Z">'
        )
        body = "".join(f"<p>{paragraph}</p>" for paragraph in self.paragraphs)
        article = f"<article><h1>{self.title}</h1>{body}</article>"
        return f'<!doctype html><html lang="{self.lang}"><head>{head}</head><body>{article}</body></html>'


ENGLISH = Piece(
    "/2026/northlight-to-buy-lumen-optics",
    "en",
    "harbour-ledger.example",
    "2026-11-24",
    "Northlight Robotics to buy Lumen Optics for $1.2 billion",
    (
        "Northlight Robotics has agreed to acquire Lumen Optics, a maker of 3D cameras for warehouses, for $1.2 "
        "billion in cash, the companies said on Tuesday.",
        "Northlight will own 100 percent of Lumen Optics, which is being sold by the private equity firm Harbor Bridge "
        "Capital.",
        "Clara Voss, chief executive of Lumen Optics, will join Northlight Robotics as chief product officer.",
    ),
)
GERMAN = Piece(
    "/wirtschaft/northlight-uebernimmt-lumen",
    "de",
    "hafenblatt.example",
    "2026-11-25",
    "Northlight Robotics übernimmt Lumen Optics für 1,1 Milliarden Dollar",
    (
        "Der Roboterhersteller Northlight Robotics übernimmt den Kamerahersteller Lumen Optics für 1,1 Milliarden "
        "Dollar. Verkäufer ist der Finanzinvestor Harbor Bridge Capital.",
        "Lumen-Chefin Clara Voss wechselt als Produktchefin zu Northlight Robotics.",
    ),
)
OTHERS = (
    Piece(
        "/2026/ostwind-buys-krume",
        "en",
        "harbour-ledger.example",
        "2026-11-23",
        "Ostwind Foods buys the bakery chain Krume & Sohn for $240 million",
        (
            "Ostwind Foods said on Monday that it has agreed to buy the bakery chain Krume & Sohn for $240 million in "
            "cash.",
            "Krume & Sohn runs 310 shops in the north of Germany and will keep its name.",
        ),
    ),
    Piece(
        "/2026/harbor-bridge-fennel",
        "en",
        "clinic-weekly.example",
        "2026-11-25",
        "Harbor Bridge Capital takes a 35% stake in Fennel Health for €410 million",
        (
            "Harbor Bridge Capital has completed the purchase of a 35% stake in the clinic operator Fennel Health for "
            "€410 million, the investor said on Wednesday.",
            "The founders keep the majority.",
        ),
    ),
)


@dataclass
class Set:
    """Where the pictures are taken. `shared` are the messages with the two articles that disagree."""

    workspace: Workspace
    bot: Dealbot
    page: Page
    site: Site
    shared: tuple[str, str] = ("", "")

    async def share(self, piece: Piece, user: str) -> str:
        """Share a link in #deals, with its preview, and wait until the bot has nothing more to do about it."""
        url = self.site.url(piece.path)
        ts = await self.workspace.say("#deals", f"<{url}|{piece.paper}{piece.path}>", user=user, raw=True)
        await self.workspace.unfurl(ts, title=piece.title, url=url)
        await self.settled()
        return ts

    async def settled(self) -> None:
        await self.workspace.delivered(timeout=30)
        await self.bot.settled()
        await self.workspace.delivered(timeout=30)

    async def show(self, place: str) -> None:
        """Go to a channel, `CHANNEL/THREAD` or the home, as its link does."""
        await self.page.evaluate("place => { location.hash = place }", place)

    async def thread(self, ts: str) -> None:
        await self.show(f"{self.workspace.channel('deals').id}/{ts}")
        await expect(self.page.get_by_role("complementary", name="Thread")).to_be_visible()

    async def scroll_down(self) -> None:
        """To the end of the thread."""
        last = self.page.get_by_role("complementary", name="Thread").get_by_role("article").last
        await last.evaluate("message => message.scrollIntoView({ block: 'end' })")

    async def commanded(self, command: str, text: str) -> list[Message]:
        """Run a command in #deals and return what the bot posted in the channel for it."""
        before = {message.ts for message in self.workspace.messages("#deals")}
        await self.workspace.command(command, text, channel="#deals")
        await self.settled()
        return [message for message in self.workspace.messages("#deals") if message.ts not in before]


Scene = Callable[[Set], Awaitable[bool]]


async def share(place: Set) -> bool:
    """A shared article, and what is told of it in its thread."""
    await place.thread(place.shared[0])
    return bool(place.workspace.replies("#deals", place.shared[0]))


async def known(place: Set) -> bool:
    """Another article on the same deal, which gives another price."""
    await place.thread(place.shared[1])
    return bool(place.workspace.replies("#deals", place.shared[1]))


async def answer(place: Set) -> bool:
    """A question, with the answer's details in its thread: the end of them, where the two prices stand."""
    posts = await place.commanded("/deal", "northlight")
    if posts:
        await place.thread(posts[-1].ts)
        await place.scroll_down()
    return bool(posts)


async def person(place: Set) -> bool:
    """A person, with where they come from and go to."""
    posts = await place.commanded("/who", "clara voss")
    if posts:
        await place.thread(posts[-1].ts)
    return bool(posts)


async def correction(place: Set) -> bool:
    """The modal in which a deal is corrected."""
    for message in place.workspace.replies("#deals", place.shared[0]):
        for block_id, element in _buttons(message.blocks):
            if "correct" in element["action_id"]:
                await place.thread(place.shared[0])
                await place.workspace.click(message.ts, (block_id, element["action_id"]))
                return await _modal(place)
    return False


async def settings(place: Set) -> bool:
    """How a channel is set up."""
    await place.show(place.workspace.channel("deals").id)
    await place.commanded("/deal", "settings")
    return await _modal(place)


async def digest(place: Set) -> bool:
    """What the channel reads in the morning."""
    await place.commanded("/watch", "harbor bridge capital")
    await place.commanded("/digest", "on 08:30 Europe/Berlin weekdays")
    posts = await place.commanded("/digest", "now")
    if posts:
        await place.thread(posts[-1].ts)
    return bool(posts)


async def home(place: Set) -> bool:
    """The App Home of the person who has shared the articles."""
    await place.workspace.open_home()
    await place.settled()
    await place.show("home")
    return place.workspace.home() is not None


SCENES: Mapping[str, Scene] = {
    "share": share,
    "known": known,
    "answer": answer,
    "person": person,
    "correction": correction,
    "settings": settings,
    "digest": digest,
    "home": home,
}


def _buttons(blocks: tuple[Mapping[str, Any], ...]) -> Iterator[tuple[str, dict[str, Any]]]:
    return ((block_id, element) for block_id, element in elements(blocks) if element["type"] == "button")


async def _modal(place: Set) -> bool:
    if not place.workspace.views():
        return False
    await expect(place.page.get_by_role("dialog")).to_be_visible()
    return True


async def _close_modals(place: Set) -> None:
    for view in place.workspace.views()[::-1]:
        await place.workspace.close_view(view.id)


async def take(folder: Path, database: Path, scenes: Mapping[str, Scene] = SCENES) -> list[str]:
    """Take every picture there is something to take of, and return the names of these."""
    browser_path = chromium()
    if browser_path is None:
        raise SystemExit(MISSING)
    workspace = furnished()
    settings = Settings(db=database, fetch_allow=("127.0.0.1",))
    pieces = (*OTHERS, ENGLISH, GERMAN)
    async with (
        serve({piece.path: Reply(piece.html.encode()) for piece in pieces}) as site,
        bot_in(workspace, settings, SystemClock()) as bot,
        PageServer(workspace) as server,
        launched(browser_path) as browser,
    ):
        page = await browser.new_page(viewport=SIZE, color_scheme="light", reduced_motion="reduce", locale="en-GB")
        await page.goto(server.url)
        place = Set(workspace, bot, page, site)
        for piece in OTHERS:
            await place.share(piece, "anna")
        place.shared = (await place.share(ENGLISH, "anna"), await place.share(GERMAN, "you"))
        return [name for name, scene in scenes.items() if await _picture(place, scene, folder / f"{name}.png")]


async def _picture(place: Set, scene: Scene, file: Path) -> bool:
    if not await scene(place):
        return False
    await place.page.evaluate("document.fonts.ready.then(() => new Promise(requestAnimationFrame))")
    await place.page.screenshot(path=file, animations="disabled")
    await _close_modals(place)
    return True


def main(arguments: list[str]) -> int:
    """Take the pictures and say what came of it; 1 when one is too big for the repository."""
    if len(arguments) != 1:
        print("Name the folder that the pictures go to: python -m tests.pictures docs/pictures", file=sys.stderr)
        return 2
    folder = Path(arguments[0])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        taken = asyncio.run(take(folder, Path(scratch) / "pictures.db"))
    sizes = {name: (folder / f"{name}.png").stat().st_size for name in taken}
    for name in SCENES:
        print(f"{name}.png  {sizes[name]:,} bytes" if name in sizes else f"{name}  left out: the bot has nothing there")
    return int(any(size > MOST_BYTES for size in sizes.values()))


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
