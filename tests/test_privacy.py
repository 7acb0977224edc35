"""Every way to ask, from every place, about what every kind of source told: who is told what.

Five deals are told in one workspace, each by another kind of source. Somebody who is where the private ones were
shared, and somebody who is not, ask about each of them everywhere.
"""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product

import pytest

from bot.app import Dealbot
from bot.merging import RULES
from bot.playground.workspace import Workspace
from bot.reader import Reader
from storage.deals import record_archived
from tests.articles import page
from tests.cards import said_in
from tests.conftest import Site
from tests.reading import all_shown
from tests.test_home import opened

INSIDER, OUTSIDER, STRANGER = "anna", "bob", "eve"


@dataclass(frozen=True)
class Source:
    """A deal told by one kind of source, at a price that no other has."""

    kind: str
    target: str
    person: str
    price: int  # in billions
    is_private: bool = False
    dearer: int | None = None  # a second, private source says so
    buyer: str = "Northwind"

    @property
    def word(self) -> str:
        return self.target.split()[0]


SOURCES = (
    Source("public link", "Litware Robotics", "Ada Lang", 2),
    Source("private link", "Tailspin Foods", "Jo Berger", 3, is_private=True),
    Source("pasted in a DM", "Proseware Software", "Mia Sommer", 4, is_private=True),
    Source("public and private", "Wingtip Motors", "Ben Krause", 5, dearer=7),
    Source("archive", "Lucerne Media", "Tom Adler", 6),
    Source("another workspace", "Fourth Coffee", "Ina Roth", 8),
)
PLACES = ("#deals", "#secret", "#other", "dm of the asker", "group dm", "#partners")


def text(of: Source, price: int) -> str:
    return (
        f"{of.buyer} buys {of.target}\n\n"
        f"{of.buyer} has acquired {of.target} for ${price} billion, the companies said on Friday.\n\n"
        f"{of.person}, the chief executive of {of.target}, will join {of.buyer}. Remark {price} of them says no more."
    )


@dataclass
class Office:
    """A workspace in which all five deals have been told."""

    bot: Dealbot
    workspace: Workspace
    site: Site
    group: str

    def place(self, name: str, user: str) -> str:
        if name == "dm of the asker":
            return self.workspace.im(user).id
        return self.group if name == "group dm" else name

    async def share(self, place: str, of: Source, user: str) -> str:
        url = self.site.show(f"/{of.price}", page(text(of, of.price)))
        return await self.workspace.say(place, url, user=user)

    async def settled(self) -> None:
        await self.workspace.delivered()
        await self.bot.settled()


@asynccontextmanager
async def office(bot: Dealbot, workspace: Workspace, site: Site, reader: Reader) -> AsyncIterator[Office]:
    for name in (INSIDER, OUTSIDER):
        workspace.add_user(name)
    workspace.add_user(STRANGER, team_id="T0PARTNER")
    for each in (INSIDER, OUTSIDER):
        await workspace.invite(each, "#deals")
    workspace.add_channel("secret", members=(INSIDER,), private=True)
    workspace.add_channel("other", members=(INSIDER, OUTSIDER), private=True)
    workspace.add_channel("partners", members=(INSIDER, OUTSIDER, STRANGER), shared=True)
    here = Office(bot, workspace, site, workspace.group_dm(INSIDER, OUTSIDER).id)
    public, private, pasted, both, archived, elsewhere = SOURCES
    await here.share("#deals", public, OUTSIDER)
    await here.share("#secret", private, INSIDER)
    await workspace.say(workspace.im(INSIDER).id, text(pasted, pasted.price), user=INSIDER)
    await here.share("#deals", both, OUTSIDER)
    await here.settled()
    await workspace.say("#secret", site.show("/dearer", page(text(both, 7))), user=INSIDER)
    for team_id, of in ((workspace.team_id, archived), ("T0ELSEWHERE", elsewhere)):
        read = await reader.read_text(text(of, of.price))
        await record_archived(bot.store, team_id, [read], datetime.now(UTC), merge=RULES)
    await here.settled()
    yield here


@dataclass(frozen=True)
class Way:
    """A way to ask for a deal; `shows` is what an answer that tells of it shows and the question does not."""

    ask: Callable[[Office, str, str, Source], Awaitable[object]]
    shows: Callable[[Source], str]
    prices: bool = False  # and the dearer price where that is known


async def by_name(here: Office, place: str, user: str, of: Source) -> object:
    return await here.workspace.command("/deal", of.target, channel=place, user=user)


async def by_filters(here: Office, place: str, user: str, of: Source) -> object:
    return await here.workspace.command("/deal", f'{of.buyer} min:1bn with:"{of.target}"', channel=place, user=user)


async def by_text(here: Office, place: str, user: str, of: Source) -> object:
    return await here.workspace.command("/deal", f"text:{of.word}", channel=place, user=user)


async def by_person(here: Office, place: str, user: str, of: Source) -> object:
    return await here.workspace.command("/who", of.person, channel=place, user=user)


async def by_company(here: Office, place: str, user: str, of: Source) -> object:
    return await here.workspace.command("/who", of.target, channel=place, user=user)


async def by_a_slip(here: Office, place: str, user: str, of: Source) -> object:
    return await here.workspace.command("/deal", f"{of.word[:-2]}{of.word[-1]}{of.word[-2]}", channel=place, user=user)


async def by_mention(here: Office, place: str, user: str, of: Source) -> object:
    asked = f"what do you know about {of.target}?"
    is_direct = here.workspace.channel(place) == here.workspace.im(user)
    return await here.workspace.say(place, asked if is_direct else f"@dealbot {asked}", user=user)


def price(of: Source) -> str:
    return f"${of.price}bn"


WAYS = {
    "/deal NAME": Way(by_name, price, prices=True),
    "/deal filters": Way(by_filters, price, prices=True),
    "/deal text:": Way(by_text, price, prices=True),
    "/who PERSON": Way(by_person, lambda of: of.target),
    "/who COMPANY": Way(by_company, lambda of: of.person),
    "nearest names": Way(by_a_slip, price, prices=True),
    "mention or DM": Way(by_mention, price, prices=True),
}


def may_know(of: Source, user: str, *, dearer: bool = False) -> bool:
    return of.kind != "another workspace" and (user == INSIDER or not (of.is_private or dearer))


def may_be_told(of: Source, place: str, user: str, *, dearer: bool = False) -> bool:
    """Whether everybody who reads the place may know it."""
    if place == "dm of the asker":
        return may_know(of, user, dearer=dearer)
    if place == "#partners" or of.kind == "another workspace":
        return False
    return not (of.is_private or dearer) or (place == "#secret" and of.kind != "pasted in a DM")


@pytest.mark.parametrize("way", WAYS, ids=str)
async def test_who_is_told_what(way: str, bot: Dealbot, workspace: Workspace, site: Site, reader: Reader) -> None:
    """The place is told what everybody in it may know; whoever asked and knows more is told that alone."""
    asked = WAYS[way]
    async with office(bot, workspace, site, reader) as here:
        for place, user, of in product(PLACES, (INSIDER, OUTSIDER), SOURCES):
            if place == "#secret" and user == OUTSIDER:
                continue
            where = here.place(place, user)
            before, whispers = here.workspace.posted(), here.workspace.ephemerals(where, user)
            await asked.ask(here, where, user, of)
            await here.settled()
            posted = here.workspace.posted()[len(before) :]
            shown, alone = all_shown(posted), all_shown(here.workspace.ephemerals(where, user)[len(whispers) :])
            case = f"{way} {place} {user} {of.kind}\n{shown}\n--- alone:\n{alone}"
            assert {each.channel_id for each in posted} <= {here.workspace.channel(where).id}, case
            assert (asked.shows(of) in shown) is may_be_told(of, place, user), case
            assert (asked.shows(of) in shown + alone) is may_know(of, user), case
            if of.dearer and asked.prices:
                dearer = f"${of.dearer}bn"
                assert (dearer in shown) is may_be_told(of, place, user, dearer=True), case
                assert (dearer in shown + alone) is may_know(of, user, dearer=True), case
        assert {each.user_id for each in here.workspace.state.ephemerals} <= {
            here.workspace.state.user(name).id for name in (INSIDER, OUTSIDER)
        }


async def test_a_stranger_is_told_what_was_shared_with_them(
    bot: Dealbot, workspace: Workspace, site: Site, reader: Reader
) -> None:
    """Of another organisation, in a channel shared with it: nothing else, neither there nor alone."""
    async with office(bot, workspace, site, reader) as here:
        public, *others = SOURCES
        await here.share("#partners", public, INSIDER)
        await here.settled()
        for of in SOURCES:
            before = len(workspace.posted())
            for ask in (by_name, by_mention):
                await ask(here, "#partners", STRANGER, of)
            await here.settled()
            told = all_shown(workspace.posted()[before:]) + all_shown(workspace.ephemerals("#partners", STRANGER))
            assert (price(of) in told) is (of not in others), of.kind
            assert f"${of.dearer}bn" not in told


async def test_a_reply_tells_what_its_readers_may_know(
    bot: Dealbot, workspace: Workspace, site: Site, reader: Reader
) -> None:
    """To the many an article is news whose deal a few have long known; these find both figures when they ask."""
    async with office(bot, workspace, site, reader) as here:
        _, private, *_ = SOURCES
        told: dict[str, str] = {}
        for place in ("#deals", "#secret"):
            before = len(workspace.posted())
            await workspace.say(place, site.show(f"/9{place[1:]}", page(text(private, 9))), user=INSIDER)
            await here.settled()
            told[place] = all_shown(workspace.posted()[before:])
        assert "$9bn" in told["#deals"]
        assert "$3bn" not in told["#deals"]
        assert "known since" not in told["#deals"].lower()
        assert "known since" in told["#secret"].lower()
        asked: dict[str, str] = {}
        for place in told:
            before = len(workspace.posted())
            await by_name(here, place, OUTSIDER if place == "#deals" else INSIDER, private)
            await here.settled()
            asked[place] = all_shown(workspace.posted()[before:])
        assert "$3bn" not in asked["#deals"]
        assert {"$3bn", "$9bn"} <= set(re.findall(r"\$\dbn", asked["#secret"]))


async def test_what_is_shared_for_all_to_read_is_public_from_then_on(
    bot: Dealbot, workspace: Workspace, site: Site, reader: Reader
) -> None:
    """The very article that a private channel had first."""
    async with office(bot, workspace, site, reader) as here:
        _, private, *_ = SOURCES
        await here.share("#deals", private, INSIDER)
        await here.settled()
        before = len(workspace.posted())
        await by_name(here, "#deals", OUTSIDER, private)
        await here.settled()
        assert "$3bn" in all_shown(workspace.posted()[before:])


async def test_a_home_shows_what_its_owner_may_know(
    bot: Dealbot, workspace: Workspace, site: Site, reader: Reader
) -> None:
    """Nobody else sees it."""
    async with office(bot, workspace, site, reader):
        for user in (INSIDER, OUTSIDER):
            home = said_in(await opened(workspace, user))
            assert {of.kind for of in SOURCES if of.word in home} == {of.kind for of in SOURCES if may_know(of, user)}


@pytest.mark.parametrize(("place", "user"), [("#deals", INSIDER), ("#other", INSIDER), ("#secret", INSIDER)])
async def test_a_digest_tells_what_its_channel_may_know(
    bot: Dealbot, workspace: Workspace, site: Site, reader: Reader, place: str, user: str
) -> None:
    """Whoever asked for it."""
    async with office(bot, workspace, site, reader) as here:
        before = len(workspace.posted())
        await workspace.command("/digest", "now", channel=place, user=user)
        await workspace.wait_for(lambda: workspace.posted()[before + 1 :])
        await here.settled()
        digest = all_shown(workspace.posted()[before:])
        for of in SOURCES:
            assert (of.word in digest) is may_be_told(of, place, user), of.kind


@pytest.mark.parametrize("place", ["#deals", "#other", "#secret", "#partners"])
async def test_an_export_holds_what_its_channel_may_know(
    bot: Dealbot, workspace: Workspace, site: Site, reader: Reader, place: str
) -> None:
    """Whoever asked for it."""
    async with office(bot, workspace, site, reader) as here:
        await workspace.command("/deal", "export csv Northwind", channel=place, user=INSIDER)
        await here.settled()
        exported = "".join(each.content.decode("utf-8-sig") for each in workspace.files(place))
        for of in SOURCES:
            assert (of.word in exported) is may_be_told(of, place, INSIDER), of.kind
            assert of.dearer is None or f"{of.dearer}000000000" not in exported or place == "#secret"


async def test_a_watch_tells_nothing_of_what_is_shared_elsewhere_in_private(
    bot: Dealbot, workspace: Workspace, site: Site, reader: Reader
) -> None:
    """An update goes where the news may be known."""
    async with office(bot, workspace, site, reader) as here:
        _, private, *_ = SOURCES
        for place in ("#deals", "#secret"):
            await workspace.command("/watch", private.target, channel=place, user=INSIDER)
        await here.settled()
        before = len(workspace.posted())
        await workspace.say(workspace.im(INSIDER).id, text(private, 9), user=INSIDER)
        await here.settled()
        told = {each.channel_id for each in workspace.posted()[before:]}
        assert told == {workspace.im(INSIDER).id}
        await workspace.say("#other", site.show("/9", page(text(private, 11))), user=INSIDER)
        await here.settled()
        told = {each.channel_id for each in workspace.posted()[before:]}
        assert told == {workspace.im(INSIDER).id, workspace.channel("#other").id}
