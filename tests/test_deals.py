"""From what articles said to deals, in one transaction with the end of the job and the posts."""

from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from bot.merging import RULES
from storage import deals, inbox, outbox
from storage.audience import all_of
from storage.records import (
    DealFacts,
    DealStatus,
    DealView,
    Evidence,
    Job,
    Money,
    PersonFacts,
    Post,
    Recorded,
)
from storage.store import FenceLost, Store, StoreError
from tests.newsroom import LEASE, NOW, TEAM, article, claimed, place_of, quoted, share, takeover

FIRST = "Alpha buys Beta Robotics for 3 billion dollars."
SECOND = "Alpha kauft Beta. Der Preis: 3,05 Milliarden Dollar. Ada Beck wechselt zu Alpha."
DAY = timedelta(days=1)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "deals.db")
    yield store
    await store.close()


def first() -> DealFacts:
    price = Money(Decimal(3_000_000_000), "USD", "3 billion dollars")
    return takeover(FIRST, "Alpha", "Beta Robotics", amount=price, evidence=quoted(FIRST, FIRST, "acquirers", "amount"))


def second() -> DealFacts:
    price = Money(Decimal(3_050_000_000), "USD", "3,05 Milliarden Dollar")
    evidence = (
        *quoted(SECOND, "Alpha kauft Beta.", "acquirers", "status"),
        *quoted(SECOND, "Der Preis: 3,05 Milliarden Dollar.", "amount"),
    )
    return takeover(SECOND, "Alpha", "Beta", amount=price, status=DealStatus.AGREED, evidence=evidence)


async def count(store: Store, table: str) -> int:
    return await store.read(lambda db: db.table(table).count)


async def test_a_new_deal_is_told_with_what_the_article_said(store: Store) -> None:
    """The composed posts are queued and the job is done."""
    told: list[Recorded] = []

    def compose(recorded: Recorded) -> Sequence[Post]:
        told.append(recorded)
        return [Post("p1", TEAM, "C1", "Alpha buys Beta Robotics", thread_ts="1.0")]

    read = article(FIRST, url="https://paper.example/1", published=date(2025, 6, 18), told=[first()])
    recorded = await share(store, read, compose=compose)
    assert told == [recorded]
    (one,) = recorded.deals
    assert one.is_new
    assert one.observation.facts == one.deal.facts == first()
    (source,) = one.deal.sources
    assert (source.url, source.published, source.shared_in, source.seen_at) == (
        "https://paper.example/1",
        date(2025, 6, 18),
        "C1",
        NOW,
    )
    assert {citation.source for citation in one.deal.citations} == {source}
    assert (await inbox.counts(store))["done"] == 1
    delivery = await outbox.claim(store, "s", NOW, LEASE)
    assert delivery is not None
    assert delivery.post == Post("p1", TEAM, "C1", "Alpha buys Beta Robotics", thread_ts="1.0")
    assert await deals.deal(store, all_of(TEAM), one.deal.id) == one.deal


async def test_a_second_article_joins_the_deal(store: Store) -> None:
    """Each value with the sentence of the article it comes from."""
    await share(store, article(FIRST, url="https://paper.example/1", told=[first()]))
    recorded = await share(
        store, article(SECOND, url="https://zeitung.example/2", told=[second()]), ts="2.0", now=NOW + DAY
    )
    (one,) = recorded.deals
    assert not one.is_new
    assert one.observation.facts == second()
    deal = one.deal
    assert [source.url for source in deal.sources] == ["https://zeitung.example/2", "https://paper.example/1"]
    assert (deal.first_seen, deal.last_seen) == (NOW, NOW + DAY)
    assert deal.facts.targets == ("Beta Robotics",)
    assert deal.facts.status is DealStatus.AGREED
    for citation in deal.citations:
        text = await deals.article_text(store, all_of(TEAM), citation.source.article_id)
        assert text is not None
        assert text[citation.evidence.start : citation.evidence.end] == citation.evidence.sentence
    cited = {citation.evidence.field: citation.source.url for citation in deal.citations}
    assert cited["amount"] == cited["status"] == "https://zeitung.example/2"
    assert tuple(citation.evidence for citation in deal.citations) == deal.facts.evidence
    assert await count(store, "deals") == 1
    assert await count(store, "companies") == 2


async def test_the_same_article_again_adds_only_that_it_was_shared(store: Store) -> None:
    """From another channel, by another message, even if it was read otherwise this time."""
    once = await share(store, article(FIRST, url="https://paper.example/1", told=[first()]))
    changed = replace(first(), status=DealStatus.COMPLETED)
    again = await share(
        store, article(FIRST, url="https://paper.example/1", told=[changed]), ts="2.0", now=NOW + DAY, channel_id="C2"
    )
    (deal,) = again.deals
    assert not deal.is_new
    assert (deal.deal, deal.observation) == (once.deals[0].deal, once.deals[0].observation)
    assert await count(store, "deal_observations") == 1
    shares = await store.read(lambda db: db.execute("SELECT channel_id, ts FROM shares ORDER BY ts").fetchall())
    assert shares == [("C1", "1.0"), ("C2", "2.0")]


async def test_a_text_pasted_twice_is_one_source(store: Store) -> None:
    """Other spaces and other forms of an umlaut don't make it another text."""
    text = "Alpha übernimmt Beta."
    await share(store, article(text, told=[takeover(text, "Alpha", "Beta")]))
    spaced = "Alpha  u\u0308bernimmt\nBeta. "
    recorded = await share(store, article(spaced, told=[takeover(spaced, "Alpha", "Beta")]), ts="2.0")
    assert [len(one.deal.sources) for one in recorded.deals] == [1]
    assert await count(store, "articles") == 1


async def test_two_links_of_one_message_tell_the_same_deal(store: Store) -> None:
    """Both entries show it as it stands after the last, new as it was before the message."""
    recorded = await share(
        store,
        article(FIRST, url="https://paper.example/1", told=[first()]),
        article(SECOND, url="https://zeitung.example/2", told=[second()]),
    )
    assert [one.is_new for one in recorded.deals] == [True, True]
    assert recorded.deals[0].deal == recorded.deals[1].deal
    assert len(recorded.deals[0].deal.sources) == 2


async def test_two_deals_of_one_article_stay_two(store: Store) -> None:
    """The article tells them apart."""
    text = "Alpha buys Beta. Alpha buys Beta."
    facts = takeover(text, "Alpha", "Beta")
    recorded = await share(store, article(text, told=[facts, facts]))
    assert len({one.deal.id for one in recorded.deals}) == 2


async def test_people_of_the_article_come_with_it(store: Store) -> None:
    """With the deals told of beside them."""
    person = PersonFacts("Ada Beck", "chief executive", evidence=quoted(SECOND, "Ada Beck wechselt zu Alpha.", "move"))
    recorded = await share(store, article(SECOND, told=[second()], people=[person]))
    (one,), (known,) = recorded.deals, recorded.people
    assert one.people == (person,)
    assert (known.name, known.deals) == ("Ada Beck", (one.deal,))
    assert [observation.facts for observation in known.observations] == [person]
    again = await share(store, article(SECOND), ts="2.0")
    assert (again.people, again.deals[0].people) == (recorded.people, one.people)


@pytest.mark.parametrize(
    "evidence",
    [
        Evidence("amount", "Alpha sells", 0, 11),
        Evidence("amount", "Alpha buys", 1, 11),
        Evidence("amount", FIRST, 0, 4000),
        Evidence("amount", FIRST[-4:], -4, len(FIRST)),
        Evidence("amount", "", 3, 3),
    ],
)
async def test_a_sentence_that_is_not_in_the_text_is_refused(store: Store, evidence: Evidence) -> None:
    """By the name of its field; nothing is stored and the job stays claimed."""
    job = await claimed(store)
    read = article(FIRST, told=[replace(first(), evidence=(evidence,))])
    with pytest.raises(deals.EvidenceMisplaced, match="amount"):
        await deals.record_reading(store, job, [read], NOW, place=place_of(job.item), merge=RULES, compose=lambda _: ())
    assert await count(store, "articles") == 0
    assert (await inbox.counts(store))["claimed"] == 1


async def test_a_worker_that_lost_its_claim_records_nothing(store: Store) -> None:
    """The one that has it records it once."""
    lost = await claimed(store)
    held = await inbox.claim(store, "other", NOW + LEASE, LEASE)
    assert held is not None
    read = [article(FIRST, told=[first()])]
    posts = [Post("p1", TEAM, "C1", "told")]

    async def record(job: Job) -> None:
        await deals.record_reading(
            store, job, read, NOW, place=place_of(job.item), merge=RULES, compose=lambda _: posts
        )

    await record(held)
    for late in (lost, held):
        with pytest.raises(FenceLost):
            await record(late)
    assert await count(store, "deal_observations") == await count(store, "outbox") == 1


async def test_a_reply_that_cannot_be_composed_leaves_nothing_behind(store: Store) -> None:
    """All of it or nothing; the job can be tried again."""
    job = await claimed(store)

    def broken(_: Recorded) -> Sequence[Post]:
        raise KeyError("no such block")

    with pytest.raises(KeyError):
        await deals.record_reading(
            store, job, [article(FIRST, told=[first()])], NOW, place=place_of(job.item), merge=RULES, compose=broken
        )
    for table in ("articles", "shares", "deals", "companies", "company_words", "evidence", "outbox"):
        assert await count(store, table) == 0
    await deals.record_reading(store, job, [], NOW, place=place_of(job.item), merge=RULES, compose=lambda _: ())


async def test_workspaces_never_see_each_other(store: Store) -> None:
    """The same article in two of them makes two deals."""
    one = await share(store, article(FIRST, url="https://paper.example/1", told=[first()]))
    other = await share(store, article(FIRST, url="https://paper.example/1", told=[first()]), team_id="T2")
    assert other.deals[0].is_new
    assert await deals.deal(store, all_of("T2"), one.deals[0].deal.id) is None
    assert await deals.deal(store, all_of("T2"), other.deals[0].deal.id) == other.deals[0].deal


async def test_hostile_and_absurd_facts_are_kept(store: Store) -> None:
    """Names of any kind, numbers of any size; offsets stay true."""
    text = "\ud800\x00 '; drop table deals -- buys " + "x" * 3000
    absurd = takeover(
        text,
        "'; drop table deals --",
        "x" * 3000,
        amount=Money(Decimal("-1E+999"), "XXX", "\x00"),
        stake_percent=Decimal("NaN"),
        sellers=("", "%", "NEAR(", "\udfff"),
    )
    recorded = await share(store, article(text, url="https://paper.example/\ud800", told=[absurd]))
    (one,) = recorded.deals
    assert one.deal.facts.targets == ("x" * 3000,)
    assert one.deal.facts.sellers == ("", "%", "NEAR(", "\ufffd")
    (citation, *_) = one.deal.citations
    kept = await deals.article_text(store, all_of(TEAM), citation.source.article_id)
    assert kept is not None
    assert kept[citation.evidence.start : citation.evidence.end] == citation.evidence.sentence
    again = await share(
        store, article("Other. " + text, told=[takeover("Other. " + text, *_parties(absurd))]), ts="2.0"
    )
    assert again.deals[0].deal.id == one.deal.id


def _parties(facts: DealFacts) -> tuple[str, str]:
    return facts.acquirers[0], facts.targets[0]


async def test_a_text_that_nobody_stored_is_none(store: Store) -> None:
    """Nor a deal."""
    assert await deals.article_text(store, all_of(TEAM), "nobody") is None
    assert await deals.deal(store, all_of(TEAM), "nobody") is None


async def test_a_view_may_only_cite_what_was_observed(store: Store) -> None:
    """A merge that makes sentences up is a bug, and is refused whole."""

    class Inventing:
        def same_deal(self, *_: object) -> None:
            return None

        def view(self, *_: object) -> DealView:
            return DealView(replace(first(), evidence=(Evidence("amount", "made up", 0, 7),)))

    job = await claimed(store)
    with pytest.raises(ValueError, match="amount"):
        await deals.record_reading(
            store,
            job,
            [article(FIRST, told=[first()])],
            NOW,
            place=place_of(job.item),
            merge=Inventing(),
            compose=lambda _: (),
        )
    assert await count(store, "deals") == 0


async def test_a_deal_is_found_among_many_of_the_same_buyer(store: Store) -> None:
    """The candidates are those that share most parties, not merely the latest."""
    for number in range(60):
        text = f"Alpha buys Target{number}."
        await share(store, article(text, told=[takeover(text, "Alpha", f"Target{number}")]), ts=f"{number}.1")
    recorded = await share(store, article("Target0 goes to Alpha.", told=[_plain("Alpha", "Target0")]), ts="99.0")
    assert not recorded.deals[0].is_new


def _plain(buyer: str, target: str) -> DealFacts:
    return replace(takeover("-", buyer, target), evidence=())


async def test_names_that_no_deal_uses_any_more_are_forgotten(store: Store) -> None:
    """The short form is not proposed once the full one is known."""
    await share(store, article("Alpha kauft Beta.", told=[_plain("Alpha", "Beta")]))
    await share(store, article(FIRST, told=[first()]), ts="2.0")
    names = await store.read(lambda db: db.execute("SELECT name FROM companies ORDER BY name").fetchall())
    assert names == [("Alpha",), ("Beta Robotics",)]


async def test_errors_of_the_database_are_the_stores(store: Store) -> None:
    """Nothing of SQLite's leaves the storage."""
    job = await claimed(store)
    with pytest.raises(StoreError):
        await deals.record_reading(
            store,
            job,
            [],
            NOW,
            place=place_of(job.item),
            merge=RULES,
            compose=lambda _: [Post("p", TEAM, "C1", "x", parent_id="nobody")],
        )
