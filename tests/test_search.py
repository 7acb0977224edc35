"""Deals by company name: exact, short, misspelt, hostile."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from functools import partial
from pathlib import Path
from threading import Barrier

import pytest
from sqlite_utils import Database

from storage import search
from storage.audience import all_of
from storage.records import PersonFacts
from storage.store import READERS, Store
from tests.newsroom import TEAM, article, share, takeover


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "deals.db")
    yield store
    await store.close()


async def tell(store: Store, buyer: str, target: str, day: int = 1, team_id: str = TEAM) -> None:
    text = f"{buyer} buys {target}, day {day}."
    told = article(text, published=date(2025, 5, day), told=[takeover(text, buyer, target)])
    await share(store, told, ts=f"{buyer} {target} {day}", team_id=team_id)


async def found(store: Store, name: str, team_id: str = TEAM, limit: int = 20) -> list[str]:
    return [deal.facts.targets[0] for deal in await search.deals_of_company(store, all_of(team_id), name, limit)]


async def test_a_company_is_found_in_any_role_newest_first(store: Store) -> None:
    """By the day of its newest article."""
    await tell(store, "Alpha", "Beta", day=2)
    await tell(store, "Alpha", "Gamma", day=3)
    await tell(store, "Delta", "Alpha", day=1)
    assert await found(store, "ALPHA AG") == ["Gamma", "Beta", "Alpha"]
    assert await found(store, "alpha", limit=2) == ["Gamma", "Beta"]
    assert await found(store, "beta") == ["Beta"]


async def test_leading_words_find_the_company_too(store: Store) -> None:
    """After the company of exactly that name, and only whole words."""
    await tell(store, "Kühne + Nagel", "Beta Robotics", day=2)
    await tell(store, "Delta", "Beta Foods", day=3)
    await tell(store, "Gamma", "Beta", day=1)
    await tell(store, "Delta", "Betamax", day=4)
    assert await found(store, "beta") == ["Beta", "Beta Foods", "Beta Robotics"]
    assert await found(store, "beta", limit=1) == ["Beta"]
    assert await found(store, "kuehne") == ["Beta Robotics"]
    assert await found(store, "robotics") == []
    assert await found(store, "bet") == []


async def test_a_deal_with_the_company_twice_is_told_once(store: Store) -> None:
    """A company that buys itself."""
    await tell(store, "Alpha", "Alpha")
    assert await found(store, "alpha") == ["Alpha"]


async def test_workspaces_have_their_own_deals(store: Store) -> None:
    """Also among the names that are proposed."""
    await tell(store, "Alpha", "Beta")
    assert await found(store, "alpha", "T2") == []
    assert await search.nearest_companies(store, all_of("T2"), "alpa") == []


@pytest.mark.parametrize(
    "name", ["%", "_", "*", "'; drop table deals", "NEAR(", '"', "x" * 3000, "\ud800", "a\x00b", "", " ", "<!channel>"]
)
async def test_hostile_names_find_what_has_that_name_and_nothing_else(store: Store, name: str) -> None:
    """No character means anything to the query."""
    await tell(store, "Alpha", "Beta")
    assert await found(store, name) == []
    assert isinstance(await search.nearest_companies(store, all_of(TEAM), name), list)
    assert isinstance(await search.nearest_people(store, all_of(TEAM), name), list)
    await tell(store, "Gamma", name)
    assert len(await found(store, name)) == 1


async def test_a_misspelt_company_is_proposed(store: Store) -> None:
    """The nearest first, no more than asked for, and none when nothing is near."""
    for target in ("Scale AI", "Scaleway", "Beta Robotics"):
        await tell(store, "Alpha", target)
    assert (await search.nearest_companies(store, all_of(TEAM), "scael ai"))[0] == "Scale AI"
    assert await search.nearest_companies(store, all_of(TEAM), "scale a", limit=1) == ["Scale AI"]
    assert await search.nearest_companies(store, all_of(TEAM), "robotiks") == ["Beta Robotics"]
    assert await search.nearest_companies(store, all_of(TEAM), "qqqq") == []


async def test_a_misspelt_person_is_proposed(store: Store) -> None:
    """By any word of the name."""
    told = [PersonFacts(name) for name in ("Alexandr Wang", "Jürgen Müller", "Ada Beck")]
    await share(store, article("Three people.", people=told))
    assert await search.nearest_people(store, all_of(TEAM), "alexander wang") == ["Alexandr Wang"]
    assert await search.nearest_people(store, all_of(TEAM), "wagn") == ["Alexandr Wang"]
    assert await search.nearest_people(store, all_of(TEAM), "Jürgen Muller") == ["Jürgen Müller"]
    assert await search.nearest_people(store, all_of(TEAM), "zzz") == []


async def test_a_name_walks_indexes_only(store: Store) -> None:
    """Whatever `/deal` asks scans no table."""
    plans: list[str] = []
    all_readers = Barrier(READERS)

    def watch(db: Database) -> None:
        db.conn.set_trace_callback(plans.append)
        all_readers.wait()

    await tell(store, "Alpha", "Beta Robotics")
    await asyncio.gather(*(store.read(watch) for _ in range(READERS)))
    await found(store, "beta")
    await search.nearest_companies(store, all_of(TEAM), "betta")
    statements = {plan for plan in plans if plan.lstrip().startswith("SELECT")}
    assert len(statements) >= 8
    for statement in statements:
        steps = await store.read(partial(query_plan, statement=statement))
        assert not [step for step in steps if step.startswith("SCAN")], statement


def query_plan(db: Database, statement: str) -> list[str]:
    return [row[3] for row in db.execute("EXPLAIN QUERY PLAN " + statement).fetchall()]
