"""What an audience is told is what a database would tell that had only ever read what this audience may know.

That is what is meant by private, so it is what is tested: happenings go into one database with everything in it, and
into one with those alone that the audience heard of; every question is put to both.
"""

import asyncio
import inspect
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.merging import RULES
from storage import (
    aliases,
    archive,
    bulletins,
    companies,
    deals,
    decisions,
    known_companies,
    people,
    search,
    sources,
)
from storage.audience import Audience, Place, all_of
from storage.query import DealQuery, Page, Party, Sort
from storage.records import (
    Author,
    Deal,
    DealStatus,
    DealType,
    Money,
    Move,
    MoveKind,
    PartyRole,
    PersonFacts,
    ReadArticle,
    Recorded,
)
from storage.store import Store
from tests.newsroom import NOW, TEAM, article, claimed, quoted, takeover

PUBLIC, SHARED, ARCHIVE = ("C1", "C2"), "CX", ""
PLACES = (*PUBLIC, "G1", "G2", "D1", SHARED, ARCHIVE)
AUDIENCES = (
    Audience(TEAM, frozenset(), RULES),
    Audience(TEAM, frozenset(["C1"]), RULES),
    Audience(TEAM, frozenset(["G1"]), RULES),
    Audience(TEAM, frozenset(["G1", "G2", "D1", SHARED]), RULES),
    Audience(TEAM, frozenset([SHARED]), RULES, knows_public=False),
)
BUYERS = ("Alpha", "Delta Partners", "Alpha Werke")
TARGETS = ("Beta Robotics", "Beta", "Gamma")
NAMES = ("Ada Beck", "A. Beck", "Jo Lang")
ENTRIES = 8
EXAMPLES = 25  # some 300 of other seeds have been tried; each takes a second


@dataclass(frozen=True)
class Told:
    """One of the articles there are, shared in a place."""

    number: int
    place: str


@dataclass(frozen=True)
class Corrected:
    """Somebody corrects a value of the deal that an article tells of, or says that it is none."""

    number: int
    place: str
    value: int | None  # None: no deal


def an_article(draw: st.DrawFn, number: int) -> ReadArticle:
    buyer, target = draw(st.sampled_from(BUYERS)), draw(st.sampled_from(TARGETS))
    price, currency = draw(st.sampled_from((None, 100, 200, 300))), draw(st.sampled_from(("USD", "EUR", "XXX")))
    person = draw(st.sampled_from((None, *NAMES)))
    words = " ".join(f"Remark{number}of{remark}" for remark in range(40))
    sentence = f"{buyer} buys {target}, number {number}, {draw(st.sampled_from(('a robot maker', 'a payments firm')))}."
    text = f"{sentence} {words}"
    facts = takeover(
        text,
        buyer,
        target,
        evidence=quoted(text, sentence, "acquirers", "targets", "amount"),
        type=draw(st.sampled_from((DealType.ACQUISITION, DealType.MINORITY_STAKE))),
        status=draw(st.sampled_from((DealStatus.RUMOURED, DealStatus.AGREED, DealStatus.COMPLETED))),
        amount=Money(Decimal(price), currency, str(price)) if price else None,
        # near each other: shares further apart make two deals or one by the order in which they are told
        stake_percent=draw(st.sampled_from((None, Decimal(30), Decimal(37)))),
        target_location=draw(st.sampled_from((None, "Munich", "Lyon"))),
        target_business=draw(st.sampled_from((None, "robotics"))),
    )
    move = Move(MoveKind.JOINS, to_organisation=buyer)
    told = [PersonFacts(person, "chief", target, move=draw(st.sampled_from((None, move))))] if person else []
    published = (NOW - timedelta(days=40 - number)).date()
    return article(text, url=f"https://paper.example/{number}", published=published, told=[facts], people=told)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[ReadArticle], list[Told | Corrected]]:
    articles = [an_article(draw, number) for number in range(draw(st.integers(2, ENTRIES)))]
    numbers, places = st.integers(0, len(articles) - 1), st.sampled_from(PLACES)
    told = st.builds(Told, numbers, places)
    corrected = st.builds(Corrected, numbers, st.sampled_from(PLACES[:-1]), st.sampled_from((500, 700, None)))
    first = [Told(number, draw(places)) for number in range(len(articles))]
    later = draw(st.lists(st.one_of(told, told, corrected), max_size=ENTRIES))
    return articles, [*first, *told_again_once(later)]


def told_again_once(later: Sequence[Told | Corrected]) -> list[Told | Corrected]:
    """A known limit: what was dismissed and is told again in one place after another can be two deals instead of one.

    Filed again for the first, it is not compared with what was told in public meanwhile. Nothing private is in either.
    """
    kept: list[Told | Corrected] = []
    is_dismissed, again = False, set[int]()
    for each in later:
        if isinstance(each, Corrected):
            is_dismissed |= each.value is None
        elif is_dismissed and each.number in again:
            continue
        elif is_dismissed:
            again.add(each.number)
        kept.append(each)
    return kept


def place_of(channel: str) -> Place:
    readers = Audience(TEAM, frozenset([channel]), RULES, knows_public=channel != SHARED)
    return Place(channel, readers, is_public=channel in PUBLIC)


def hears(audience: Audience, channel: str) -> bool:
    is_public = channel in PUBLIC or channel == ARCHIVE
    return (is_public and audience.knows_public) or channel in (audience.conversations or ())


async def happen(
    store: Store, articles: Sequence[ReadArticle], happenings: Sequence[Told | Corrected], only: Audience | None
) -> dict[int, Recorded]:
    """Let it all happen, or that alone which an audience hears of; what is told of each share in its place."""
    answers: dict[int, Recorded] = {}
    for number, each in enumerate(happenings):
        now = NOW + timedelta(minutes=number)
        if only and not hears(only, each.place):
            continue
        if isinstance(each, Corrected):
            await correct(store, articles[each.number], each, now)
        elif each.place == ARCHIVE:
            await deals.record_archived(store, TEAM, [articles[each.number]], now, merge=RULES)
        else:
            job, here = await claimed(store, f"{number}.0", now, channel_id=each.place), place_of(each.place)
            answers[number] = await deals.record_reading(
                store, job, [articles[each.number]], now, place=here, merge=RULES, compose=lambda _: ()
            )
    return answers


async def correct(store: Store, of: ReadArticle, change: Corrected, now: datetime) -> None:
    """What whoever reads the place can correct: a deal they are told of, that the article tells."""
    async for deal in search.every_deal(store, place_of(change.place).audience, DealQuery()):
        if of.article.url in [source.url for source in deal.sources]:
            author = Author(TEAM, "U1", change.place, "1.0", is_public=change.place in PUBLIC)
            if change.value is None:
                await decisions.not_a_deal(store, author, deal.id, merge=RULES, now=now)
            else:
                value = Money(Decimal(change.value), "USD", str(change.value))
                await decisions.correct(store, author, deal.id, "amount", value, merge=RULES, now=now)
            return


def plain(of: object) -> str:
    """Without ids: they tell when something was first read, by whomever."""
    if isinstance(of, Deal):
        related = sorted(of.related, key=lambda each: plain(each.facts))
        of = replace(of, related=tuple(related))
    if isinstance(of, tuple | list):
        return f"[{', '.join(map(plain, of))}]"
    return re.sub(r"'[0-9a-f]{32}'", "'…'", repr(of))


QUERIES = (
    DealQuery(),
    *(DealQuery(companies=(Party(name),)) for name in (*BUYERS, *TARGETS, "Nobody")),
    DealQuery(companies=(Party("alpha", PartyRole.TARGET),)),
    DealQuery(companies=(Party("beta", PartyRole.TARGET),)),
    DealQuery(companies=(Party("alpha"), Party("beta"))),
    DealQuery(types=(DealType.MINORITY_STAKE,)),
    DealQuery(statuses=(DealStatus.COMPLETED, DealStatus.RUMOURED)),
    DealQuery(since=(NOW - timedelta(days=38)).date()),
    DealQuery(until=(NOW - timedelta(days=37)).date()),
    DealQuery(min_amount=Decimal(150)),
    DealQuery(max_amount=Decimal(250), currency="EUR"),
    DealQuery(min_stake=Decimal(35), min_amount=Decimal(150)),
    DealQuery(sector="robot"),
    DealQuery(country="germany"),
    DealQuery(text="payments firm"),
    DealQuery(text="remark1of1 alpha"),
    DealQuery(person="beck"),
    *(DealQuery(sort=sort) for sort in Sort),
    DealQuery(companies=(Party("alpha"),), sort=Sort.LARGEST),
    DealQuery(min_amount=Decimal(50), sort=Sort.SMALLEST),
)
BY_DAY = (Sort.NEWEST, Sort.OLDEST)


async def told(store: Store, audience: Audience) -> dict[str, str]:
    """Every question with its answer."""
    answers: dict[str, str] = {}
    for query in QUERIES:
        found = await search.find_deals(store, audience, query, Page(limit=50))
        shown = [plain(deal) for deal in found.deals]
        in_order = query.sort in BY_DAY and len(query.companies) < 2
        answers[repr(query)] = "\n".join((str(replace(found, deals=())), *(shown if in_order else sorted(shown))))
    for name in (*NAMES, "Beck", "Nobody"):
        answers[f"who {name}"] = plain(await people.people_named(store, audience, name))
        answers[f"maybe {name}"] = plain(await people.maybe_same_people(store, audience, name))
        answers[f"near {name}"] = plain(await search.nearest_people(store, audience, f"{name}x"))
    for name in (*BUYERS, *TARGETS):
        answers[f"deals of {name}"] = plain(await search.deals_of_company(store, audience, name))
        answers[f"company {name}"] = plain(await known_companies.company_named(store, audience, name))
        answers[f"people of {name}"] = plain(await people.people_of_company(store, audience, name))
        answers[f"near {name}"] = plain(await search.nearest_companies(store, audience, f"{name}x"))
    every = [deal async for deal in search.every_deal(store, audience, DealQuery())]
    answers["export"] = plain(every)
    answers["by id"] = plain([await deals.deal(store, audience, deal.id) for deal in every])
    articles = sorted({source.article_id for deal in every for source in deal.sources})
    named = await people.people_told_of(store, audience, articles)
    answers["beside"] = plain(sorted(plain(each) for each in named.values()))
    return answers


async def compared(
    articles: Sequence[ReadArticle], happenings: Sequence[Told | Corrected], audience: Audience, folder: Path
) -> None:
    everything, little = await Store.open(folder / "all.db"), await Store.open(folder / "some.db")
    try:
        replies = await happen(everything, articles, happenings, None)
        same = await happen(little, articles, happenings, audience)
        for number, reply in same.items():
            if not place_of(happenings[number].place).audience.knows_more_than(audience):
                assert [plain((each.deal, each.is_new, each.people)) for each in replies[number].deals] == [
                    plain((each.deal, each.is_new, each.people)) for each in reply.deals
                ]
        ours, theirs = await told(everything, audience), await told(little, all_of(TEAM))
        for question, answer in theirs.items():
            assert ours[question] == answer, question
        known = {deal.id async for deal in search.every_deal(everything, audience, DealQuery())}
        async for deal in search.every_deal(everything, all_of(TEAM), DealQuery()):
            seen = await deals.deal(everything, audience, deal.id)
            assert seen is None or seen.id in known
    finally:
        await everything.close()
        await little.close()


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(histories(), st.sampled_from(AUDIENCES))
def test_an_audience_is_told_what_it_may_know_and_nothing_else(
    history: tuple[list[ReadArticle], list[Told | Corrected]], audience: Audience
) -> None:
    """Whatever is shared where, in whatever order, and whatever is decided about it."""
    articles, happenings = history
    with TemporaryDirectory() as folder:
        asyncio.run(compared(articles, happenings, audience, Path(folder)))


# Of names alone, of what the owner does at the command line, and of what no answer is made of
NOT_TOLD = {
    "aliases": {"aliases_of", "decided_aliases", "full_name_of", "keys_of"},
    "archive": {"bring", "known", "teams"},
    "companies": {"describe_company"},
    "deals": {"record_archived", "record_reading"},
    "decisions": {"joined_by_bot"},  # ids alone
}


@pytest.mark.parametrize(
    "module",
    [aliases, archive, bulletins, companies, deals, decisions, known_companies, people, search, sources],
    ids=lambda each: each.__name__,
)
def test_whatever_reads_deals_or_people_is_told_for_whom(module: ModuleType) -> None:
    """By an `Audience`: a workspace's id alone says nothing about who reads the answer."""
    reads = {
        name
        for name, of in vars(module).items()
        if inspect.isfunction(of) and of.__module__ == module.__name__ and not name.startswith("_")
        if "store" in (parameters := inspect.signature(of).parameters) and "audience" not in parameters
    }
    changes = {name for name in reads if "author" in inspect.signature(getattr(module, name)).parameters}
    assert reads - changes <= NOT_TOLD.get(module.__name__.split(".")[-1], set())


async def test_what_a_private_channel_knows_to_be_called_off_parts_nothing_for_others(tmp_path: Path) -> None:
    """To them the later news is of the same deal; those who know better have two attempts."""
    told = [
        ("C1", DealStatus.ANNOUNCED, date(2025, 3, 1)),
        ("G1", DealStatus.TERMINATED, date(2025, 4, 1)),
        ("C1", DealStatus.AGREED, date(2025, 5, 1)),
    ]
    store = await Store.open(tmp_path / "deals.db")
    for number, (channel, status, day) in enumerate(told):
        text = f"Alpha buys Beta, says article {number}. " + " ".join(f"Remark{number}of{each}" for each in range(40))
        read = article(text, published=day, told=[takeover(text, "Alpha", "Beta", status=status)])
        job = await claimed(store, f"{number}.0", channel_id=channel)
        await deals.record_reading(store, job, [read], NOW, place=place_of(channel), merge=RULES, compose=lambda _: ())
    everybody, insiders = AUDIENCES[0], AUDIENCES[2]
    (seen,) = await search.deals_of_company(store, everybody, "beta")
    assert (seen.facts.status, seen.source_count, seen.related) == (DealStatus.AGREED, 2, ())
    assert [deal.facts.status for deal in await search.deals_of_company(store, insiders, "beta")] == [
        DealStatus.AGREED,
        DealStatus.TERMINATED,
    ]
    await store.close()


def plainly(number: int) -> ReadArticle:
    """One of several articles that tell of the same deal."""
    text = f"Alpha buys Beta, says article {number}. " + " ".join(f"Remark{number}of{each}" for each in range(40))
    return article(text, url=f"https://paper.example/{number}", told=[takeover(text, "Alpha", "Beta")])


async def deals_seen(store: Store, audience: Audience) -> list[list[str]]:
    """The addresses of the articles of each deal."""
    seen = [deal async for deal in search.every_deal(store, audience, DealQuery())]
    return [sorted(source.url or "" for source in deal.sources) for deal in seen]


@pytest.mark.parametrize("first", ["C1", "G1"], ids=["public first", "private first"])
async def test_what_was_dismissed_before_an_article_became_public_is_a_new_deal_to_everybody(
    tmp_path: Path, first: str
) -> None:
    """As any later article is. Those who knew it before had it dismissed with the deal."""
    articles, store = [plainly(number) for number in range(3)], await Store.open(tmp_path / "deals.db")
    both = [Told(0, "C1"), Told(1, "G1")] if first == "C1" else [Told(1, "G1"), Told(0, "C1")]
    happenings = [*both, Corrected(0, "C1", None), Told(1, "C1"), Told(2, "C2")]
    await happen(store, articles, happenings, None)
    everybody, insiders = AUDIENCES[0], AUDIENCES[2]
    assert await deals_seen(store, everybody) == [["https://paper.example/1", "https://paper.example/2"]]
    assert await deals_seen(store, insiders) == [["https://paper.example/2"]]
    await correct(store, articles[1], Corrected(1, "C2", None), NOW + timedelta(hours=1))
    assert await deals_seen(store, everybody) == []
    await store.close()
