"""Stored articles read again: their observations change, and nothing else."""

import asyncio
import io
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from rich.console import Console

from bot.clock import SystemClock
from bot.extraction.edition import edition
from bot.merging import RULES
from bot.reader import Reader
from bot.reread import read_again, reread
from bot.settings import Settings
from storage import deals, decisions, rereading
from storage.articles import EvidenceMisplaced
from storage.audience import all_of
from storage.people import people_named
from storage.records import Author, DealFacts, Evidence, PersonFacts, ReadArticle
from storage.store import Store
from tests.newsroom import NOW, TEAM, article, quoted, share, takeover
from tests.records_told import everything

ANN = Author(TEAM, "U1")
TEXT = "Alpha buys Beta Robotics for 100 euros. Ada Beck leaves Beta Robotics."
OTHER = "Alpha takes over Beta."
LATER = NOW + timedelta(days=1)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "deals.db")
    yield store
    await store.close()


def purchase(**changes: object) -> DealFacts:
    return replace(takeover(TEXT, "Alpha", "Beta Robotics"), **changes)  # type: ignore[arg-type]


def read(*told: DealFacts, people: tuple[PersonFacts, ...] = (), read_by: str = "old") -> ReadArticle:
    made = article(TEXT, url="https://paper.example/1", published=date(2025, 6, 1), told=told, people=people)
    return replace(made, read_by=read_by)


async def first_read(store: Store, *told: DealFacts, people: tuple[PersonFacts, ...] = ()) -> tuple[str, str]:
    """The ids of the deal and of its article."""
    deal = (await share(store, read(*told, people=people))).deals[0].deal
    return deal.id, deal.sources[0].article_id


async def again(store: Store, article_id: str, *told: DealFacts, people: tuple[PersonFacts, ...] = ()) -> bool:
    new = read(*told, people=people, read_by="new")
    return await rereading.replace_reading(store, article_id, new, LATER, merge=RULES)


async def test_a_new_reading_takes_the_place_of_the_former_one(store: Store) -> None:
    """The deal keeps its id, and its article where and when it was shared."""
    deal_id, article_id = await first_read(store, purchase())
    before = await deals.deal(store, all_of(TEAM), deal_id)
    assert await again(store, article_id, purchase(stake_percent=Decimal(49)))
    deal = await deals.deal(store, all_of(TEAM), deal_id)
    assert deal is not None
    assert before is not None
    assert deal.facts.stake_percent == Decimal(49)
    assert deal.sources == before.sources
    assert await rereading.read_otherwise(store, "new") == []
    assert await rereading.read_otherwise(store, "newer") == [article_id]


async def test_the_same_reading_again_changes_nothing(store: Store) -> None:
    """Not a byte of what is told."""
    person = PersonFacts("Ada Beck", evidence=quoted(TEXT, "Ada Beck leaves Beta Robotics.", "name"))
    _, article_id = await first_read(store, purchase(), people=(person,))
    await share(store, article(OTHER, told=[takeover(OTHER, "Alpha", "Beta")]), ts="2.0", now=LATER)
    before = await everything(store, ids=True)
    for _ in range(2):
        assert await again(store, article_id, purchase(), people=(person,))
    assert await everything(store, ids=True) == before


async def test_decisions_stay(store: Store) -> None:
    """A correction, and what was parted from a deal, outlive what they were made on."""
    deal_id, article_id = await first_read(store, purchase())
    await share(store, article(OTHER, told=[takeover(OTHER, "Alpha", "Beta")]), ts="2.0", now=LATER)
    split = await decisions.split_off(store, ANN, deal_id, article_id, merge=RULES, now=LATER)
    alone = next(each.id for each in split.deals if each.sources[0].article_id == article_id)
    await decisions.correct(store, ANN, alone, "date", "2025-06-02", merge=RULES, now=LATER)
    assert await again(store, article_id, purchase(tags=("hostile",)))
    deal = await deals.deal(store, all_of(TEAM), alone)
    assert deal is not None
    assert (deal.facts.date, deal.facts.tags) == ("2025-06-02", ("hostile",))
    await decisions.undo(store, ANN, split.decision.id, merge=RULES, now=LATER)
    assert len((await everything(store)).splitlines()) == 1


async def test_what_the_article_does_not_tell_any_more_is_gone(store: Store) -> None:
    """The deal that nobody else tells of, its companies and its people; another's stay."""
    person = PersonFacts("Ada Beck", evidence=quoted(TEXT, "Ada Beck leaves Beta Robotics.", "name"))
    deal_id, article_id = await first_read(store, purchase(), people=(person,))
    assert await again(store, article_id)
    assert await everything(store) == ""
    assert await deals.deal(store, all_of(TEAM), deal_id) is None
    assert await people_named(store, all_of(TEAM), "Ada Beck") == []
    assert await again(store, article_id, purchase(), people=(person,))
    assert len(await people_named(store, all_of(TEAM), "Ada Beck")) == 1


async def test_a_better_reading_joins_the_deal_that_it_tells_of(store: Store) -> None:
    """The first had missed the buyer."""
    _, article_id = await first_read(store, purchase(acquirers=()))
    other = (await share(store, article(OTHER, told=[takeover(OTHER, "Alpha", "Beta")]), ts="2.0", now=LATER)).deals[0]
    assert other.is_new
    assert await again(store, article_id, purchase())
    (deal,) = list((await everything(store)).splitlines())
    assert deal.count("paper.example/1")
    joined = await deals.deal(store, all_of(TEAM), other.deal.id)
    assert joined is not None
    assert len(joined.sources) == 2


async def test_a_reading_that_was_not_made_of_this_text_is_refused(store: Store) -> None:
    """And one of an article that is forgotten does nothing."""
    _, article_id = await first_read(store, purchase())
    before = await everything(store, ids=True)
    with pytest.raises(EvidenceMisplaced):
        await again(store, article_id, purchase(evidence=(Evidence("type", "made up", 0, 7),)))
    assert not await again(store, "nobody")
    changed = replace(read(), article=replace(read().article, text="Other."))
    assert not await rereading.replace_reading(store, article_id, changed, LATER, merge=RULES)
    assert await everything(store, ids=True) == before
    assert await rereading.stored_article(store, "nobody") is None


TOLD = "Lakeside has agreed to buy the pump maker Brunnen for 350 million euros, the companies said on Tuesday."


async def _unread(store: Store, count: int) -> None:
    """Articles of which an older extractor had understood nothing."""
    for number in range(count):
        text = TOLD.replace("Brunnen", f"Brunnen{chr(97 + number)}")
        await share(store, article(text, url=f"https://paper.example/{number}"), ts=f"{number}.0")


async def test_the_stored_text_is_what_is_read(store: Store, reader: Reader) -> None:
    """By the extractor as it is now, whose name is kept."""
    await _unread(store, 1)
    (article_id,) = await rereading.read_otherwise(store, edition())
    assert await read_again(store, reader, SystemClock(), article_id)
    assert await rereading.read_otherwise(store, edition()) == []
    assert '"Lakeside"' in await everything(store)
    assert not await read_again(store, reader, SystemClock(), "nobody")


async def test_a_run_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    """Article by article; the second run reads only what is left, the third nothing."""
    settings = Settings(db=tmp_path / "deals.db")
    store = await Store.open(settings.db)
    await _unread(store, 6)
    await store.close()
    env = {**os.environ, "DEALBOT_DB": str(settings.db)}
    command = [sys.executable, "-m", "bot", "reread"]
    killed = await asyncio.create_subprocess_exec(*command, env=env, stderr=subprocess.DEVNULL)
    left = 6
    while left == 6:
        store = await Store.open(settings.db)
        left = len(await rereading.read_otherwise(store, edition()))
        await store.close()
    killed.send_signal(signal.SIGKILL)
    await killed.wait()
    store = await Store.open(settings.db)
    left = len(await rereading.read_otherwise(store, edition()))
    await store.close()
    second = await reread(settings, SystemClock(), Console(file=io.StringIO(), force_terminal=True))
    assert (second.read, second.failed) == (left, 0)
    third = await reread(settings, SystemClock(), Console(file=io.StringIO()))
    assert (third.read, third.failed) == (0, 0)
    store = await Store.open(settings.db)
    assert len((await everything(store)).splitlines()) == 6
    await store.close()


def test_an_edition_names_what_reads() -> None:
    """The same for the same, another for other models."""
    assert edition() == edition()
    assert edition("/models/en") == f"{edition()} en=/models/en"
    assert len(edition()) == 16
