"""Forgetting takes along what only the forgotten had said, and nothing else."""

import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from bot.merging import RULES
from storage import aliases, decisions, inbox, outbox, people, retention, search
from storage.audience import all_of
from storage.deals import article_text
from storage.records import (
    Article,
    Author,
    DealFacts,
    Forgotten,
    Money,
    Move,
    MoveKind,
    Named,
    PersonFacts,
    Post,
    ReadArticle,
    Reading,
    Recorded,
)
from storage.store import Store
from tests.newsroom import LEASE, NOW, TEAM, quoted, share, takeover

ADA = Author(TEAM, "U1")
LATER = NOW + timedelta(days=3)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "deals.db")
    yield store
    await store.close()


def told(text: str, url: str, deals: list[DealFacts], people: list[PersonFacts]) -> ReadArticle:
    article = Article(text, url=url, canonical_url=url, title=text.split(".")[0], published=date(2025, 6, 1))
    return ReadArticle(article, Reading("en", tuple(deals), tuple(people)))


def first() -> ReadArticle:
    text = "Alpha buys Quill Chat for $5m. Zelda Quandt leaves Quill Chat for Alpha. Quandt's team follows."
    price = Money(Decimal(5_000_000), "USD", "$5m")
    deal = takeover(text, "Alpha", "Quill Chat", amount=price, evidence=quoted(text, text[:30], "acquirers", "amount"))
    moves = PersonFacts("Zelda Quandt", move=Move(MoveKind.JOINS, "Quill Chat", "Alpha"))
    return told(text, "https://paper.example/secretive", [deal], [moves])


def second() -> ReadArticle:
    text = "ALPHA to acquire Quill Chat. Ada Beck of Alpha is glad."
    deal = takeover(text, "ALPHA", "Quill Chat", evidence=quoted(text, text[:28], "acquirers"))
    return told(text, "https://paper.example/plain", [deal], [PersonFacts("Ada Beck", organisation="Alpha")])


def replies(recorded: Recorded) -> list[Post]:
    said = [citation.evidence.sentence for each in recorded.deals for citation in each.deal.citations]
    return [
        Post(f"{recorded.job.id}-0", recorded.job.item.team_id, "C1", said[0], ({"type": "section", "text": said[0]},))
    ]


async def tell(store: Store, read: ReadArticle, ts: str, now: datetime = NOW, **changes: Any) -> str:
    changes.setdefault("text", f"look: {read.article.url}")
    recorded = await share(store, read, ts=ts, now=now, compose=replies, **changes)
    return recorded.deals[0].observation.source.article_id


async def everything(store: Store) -> str:
    """All text of all tables, full-text search included."""

    def dump(db: Database) -> str:
        return "\n".join(repr(row) for name in db.table_names() for row in db[name].rows)

    return await store.read(dump)


def bytes_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())


async def rows(store: Store) -> dict[str, list[dict[str, Any]]]:
    """All rows but those of the full-text index, which keeps them in a form of its own."""

    def dump(db: Database) -> dict[str, list[dict[str, Any]]]:
        names = [name for name in db.table_names() if "_fts" not in name]
        return {name: sorted(db[name].rows, key=repr) for name in names}

    return await store.read(dump)


async def test_an_article_takes_along_what_only_it_had_said(store: Store) -> None:
    """The price and its person go; the deal stays, as the other article tells it."""
    gone = await tell(store, first(), "1.0")
    await tell(store, second(), "2.0")
    (before,) = await search.deals_of_company(store, all_of(TEAM), "quill chat")
    assert before.facts.amount is not None
    counts = await retention.forget_article(store, TEAM, gone, LATER, merge=RULES)
    assert counts == Forgotten(articles=1, deals=0, deals_told_anew=1, companies=0, people=1, messages=counts.messages)
    (deal,) = await search.deals_of_company(store, all_of(TEAM), "quill chat")
    assert deal.facts.amount is None
    assert [source.url for source in deal.sources] == ["https://paper.example/plain"]
    assert await people.people_named(store, all_of(TEAM), "Zelda Quandt") == []
    assert len(await people.people_named(store, all_of(TEAM), "Ada Beck")) == 1


async def test_what_is_left_is_as_if_the_article_had_never_been_read(store: Store, tmp_path: Path) -> None:
    """The same deals, companies and people, whichever of the two articles is forgotten."""
    for forgotten, kept in ((first(), second()), (second(), first())):
        other = await Store.open(tmp_path / f"{kept.article.url and kept.article.url[-5:]}.db")
        await tell(other, kept, "2.0")
        both = await Store.open(tmp_path / f"both-{kept.article.url and kept.article.url[-5:]}.db")
        gone = await tell(both, forgotten, "1.0")
        await tell(both, kept, "2.0")
        await retention.forget_article(both, TEAM, gone, LATER, merge=RULES)
        for name in ("alpha", "quill chat"):
            (left,), (alone,) = [await search.deals_of_company(each, all_of(TEAM), name) for each in (both, other)]
            assert (left.facts, left.citations, left.sources) == (alone.facts, alone.citations, alone.sources)
        assert (await rows(both))["companies"] == (await rows(other))["companies"]
        await both.close()
        await other.close()


async def test_no_word_of_a_forgotten_article_is_left_in_the_file(store: Store, tmp_path: Path) -> None:
    """Not in the tables, not in the index, not in messages and replies, not in pages SQLite has freed."""
    gone = await tell(store, first(), "1.0")
    await tell(store, second(), "2.0")
    for _ in range(2):
        delivery = await outbox.claim(store, "sender", NOW, LEASE)
        assert delivery is not None
        await outbox.sent(store, delivery, "5.0", NOW)
    counts = await retention.forget_article(store, TEAM, gone, LATER, merge=RULES)
    assert counts.messages >= 2
    left = await everything(store)
    assert "Quandt" not in left
    assert "secretive" not in left
    await store.close()
    held = bytes_in(tmp_path)
    assert not [word for word in (b"Quandt", b"quandt", b"secretive") if word in held]


async def test_a_reply_that_was_not_sent_yet_never_is(store: Store) -> None:
    """It would tell what is forgotten."""
    gone = await tell(store, first(), "1.0")
    await retention.forget_article(store, TEAM, gone, LATER, merge=RULES)
    assert await outbox.claim(store, "sender", LATER, LEASE) is None
    assert await outbox.counts(store) == {"waiting": 0, "claimed": 0, "sent": 0, "dead": 1}


async def test_what_users_decided_on_a_deal_goes_with_it(store: Store) -> None:
    """A correction says what the deal was."""
    gone = await tell(store, first(), "1.0")
    (deal,) = await search.deals_of_company(store, all_of(TEAM), "alpha")
    await decisions.correct(store, ADA, deal.id, "target_business", "otter-proof chat", merge=RULES, now=NOW)
    counts = await retention.forget_article(store, TEAM, gone, LATER, merge=RULES)
    assert (counts.deals, counts.companies, counts.people) == (1, 2, 1)
    assert "otter-proof" not in await everything(store)
    assert await search.deals_of_company(store, all_of(TEAM), "alpha") == []


async def test_an_unknown_article_and_one_of_another_workspace_are_left(store: Store) -> None:
    """Nothing goes."""
    kept = await tell(store, first(), "1.0")
    before = await everything(store)
    for team, article_id in ((TEAM, "none"), ("T2", kept)):
        assert await retention.forget_article(store, team, article_id, LATER, merge=RULES) == Forgotten()
    assert await everything(store) == before


async def test_an_article_is_found_by_its_address_or_id(store: Store) -> None:
    """In its workspace."""
    kept = await tell(store, first(), "1.0")
    for name in (kept, "https://paper.example/secretive"):
        assert [each.article_id for each in await retention.articles_called(store, TEAM, name)] == [kept]
        assert await retention.articles_called(store, "T2", name) == []
    assert await retention.articles_called(store, TEAM, "secretive") == []


async def test_a_person_is_forgotten_and_masked_in_the_texts(store: Store) -> None:
    """The deal's sentences still stand in the text at their offsets; reading it again finds nobody."""
    kept = await tell(store, first(), "1.0")
    await tell(store, second(), "2.0")
    merged = await aliases.merge_names(store, "Z. Quandt", "Zelda Quandt", ADA, NOW, merge=RULES, of=Named.PERSON)
    assert merged.stands_for
    counts = await retention.forget_person(store, TEAM, "z. quandt", LATER, merge=RULES)
    assert (counts.people, counts.articles, counts.deals) == (1, 0, 0)
    left = await everything(store)
    assert "Quandt" not in left
    assert "quandt" not in left
    assert await people.people_named(store, all_of(TEAM), "zelda quandt") == []
    text = await article_text(store, all_of(TEAM), kept)
    assert text is not None
    assert text.endswith("█████ ██████ leaves Quill Chat for Alpha. ██████'s team follows.")
    for deal in await search.deals_of_company(store, all_of(TEAM), "alpha"):
        for citation in deal.citations:
            said = await article_text(store, all_of(TEAM), citation.source.article_id)
            evidence = citation.evidence
            assert said is not None
            assert said[evidence.start : evidence.end] == evidence.sentence


@pytest.mark.parametrize("name", ["John Price", "Tom Stated", "Jo Cash", "Kim Type", "Ann Null"])
async def test_a_person_called_like_a_word_of_the_form_is_forgotten(store: Store, name: str) -> None:
    """What is stored of the deal stays readable."""
    text = f"Alpha buys Quill Chat. {name} leads it, and has for a long time: null and void is no cash price."
    article = told(text, "https://paper.example/5", [takeover(text, "Alpha", "Quill Chat")], [PersonFacts(name)])
    kept = await tell(store, article, "5.0")
    await retention.forget_person(store, TEAM, name, LATER, merge=RULES)
    (deal,) = await search.deals_of_company(store, all_of(TEAM), "quill chat")
    assert deal.facts.acquirers == ("Alpha",)
    left = await article_text(store, all_of(TEAM), kept)
    assert left is not None
    assert name not in left
    assert left.endswith("null and void is no cash price.")


async def test_a_person_who_is_a_party_keeps_the_name_in_the_deal(store: Store) -> None:
    """The deal is about that."""
    text = "Zelda Quandt buys Quill Chat. Quandt Holding pays."
    deals = [takeover(text, "Zelda Quandt", "Quill Chat")]
    kept = await tell(store, told(text, "https://paper.example/3", deals, [PersonFacts("Zelda Quandt")]), "3.0")
    await retention.forget_person(store, TEAM, "Zelda Quandt", LATER, merge=RULES)
    assert await article_text(store, all_of(TEAM), kept) == text
    (deal,) = await search.deals_of_company(store, all_of(TEAM), "quill chat")
    assert deal.facts.acquirers == ("Zelda Quandt",)


async def test_a_workspace_is_forgotten_whole(store: Store) -> None:
    """Others stay as they were."""
    await tell(store, second(), "1.0", team_id="T2")
    alone = await rows(store)
    await tell(store, first(), "1.0")
    await aliases.add_alias(store, "Alf", "Alpha", ADA, NOW, merge=RULES)
    (deal,) = await search.deals_of_company(store, all_of(TEAM), "alpha")
    await decisions.correct(store, ADA, deal.id, "target_business", "chat", merge=RULES, now=NOW)
    counts = await retention.forget_workspace(store, TEAM)
    assert (counts.articles, counts.deals, counts.companies, counts.people) == (1, 1, 2, 1)
    assert await rows(store) == alone
    assert await retention.workspaces(store) == ["T2"]


async def test_what_is_older_goes_unless_it_was_shared_again(store: Store) -> None:
    """Age counts from the last sharing; finished messages go with it."""
    await tell(store, first(), "1.0")
    await tell(store, second(), "2.0")
    await share(store, second(), ts="3.0", now=NOW + timedelta(days=40))
    counts = await retention.forget_older(store, NOW + timedelta(days=30), NOW + timedelta(days=41), merge=RULES)
    assert counts.articles == 1
    assert await inbox.counts(store) == {"waiting": 0, "claimed": 0, "done": 1, "dead": 0}
    (deal,) = await search.deals_of_company(store, all_of(TEAM), "alpha")
    assert [source.url for source in deal.sources] == ["https://paper.example/plain"]


async def test_many_old_articles_go_bit_by_bit_until_none_is_left(store: Store) -> None:
    """More than one transaction takes."""
    for number in range(60):
        text = f"Alpha buys Firm{number}."
        await tell(
            store,
            told(text, f"https://paper.example/{number}", [takeover(text, "Alpha", f"Firm{number}")], []),
            f"{number}.0",
        )
    counts = await retention.forget_older(store, LATER, LATER, merge=RULES)
    assert (counts.articles, counts.deals, counts.companies) == (60, 60, 61)
    assert await retention.workspaces(store) == []


async def test_the_index_is_rewritten_once_however_many_are_forgotten(
    store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Each time takes as long as the index is large; afterwards none of the words is left in the file."""
    for number in range(12):
        text = f"Alpha buys Zebrafirm{number}."
        facts = takeover(text, "Alpha", f"Zebrafirm{number}")
        await tell(store, told(text, f"https://paper.example/{number}", [facts], []), f"{number}.0")
    done: list[str] = []
    await store.write(lambda db: db.conn.set_trace_callback(done.append))
    monkeypatch.setattr("storage.retention._AT_ONCE", 3)
    assert (await retention.forget_older(store, LATER, LATER, merge=RULES)).articles == 12
    first_rewriting = next(place for place, each in enumerate(done) if "'merge', -" in each)
    assert not [each for each in done[first_rewriting:] if each.startswith("DELETE FROM articles")]
    await store.close()
    assert b"zebrafirm" not in bytes_in(tmp_path).lower()


async def test_forgetting_that_fails_forgets_nothing(store: Store) -> None:
    """One transaction."""
    gone = await tell(store, first(), "1.0")
    await tell(store, second(), "2.0")
    before = await everything(store)

    class Broken(type(RULES)):  # type: ignore[misc]
        def view(self, *_: Any) -> Any:
            raise LookupError("in the midst")

    with pytest.raises(LookupError):
        await retention.forget_article(store, TEAM, gone, LATER, merge=Broken())
    assert await everything(store) == before


async def test_the_file_is_whole_after_forgetting(store: Store, tmp_path: Path) -> None:
    """Integrity and foreign keys."""
    gone = await tell(store, first(), "1.0")
    await tell(store, second(), "2.0")
    await retention.forget_article(store, TEAM, gone, LATER, merge=RULES)
    await retention.forget_person(store, TEAM, "Ada Beck", LATER, merge=RULES)
    await store.close()
    with closing(sqlite3.connect(tmp_path / "deals.db")) as conn:
        assert conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert conn.execute("PRAGMA foreign_key_check").fetchall() == []
