"""People by name, with what was said of them."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from storage import people
from storage.audience import all_of
from storage.records import Move, MoveKind, PersonFacts
from storage.store import Store
from tests.newsroom import NOW, TEAM, article, quoted, share

JOINS = "Ada Beck, chief executive of Beta, joins Alpha."
LATER = "Beck has left Alpha after a year."


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "deals.db")
    yield store
    await store.close()


async def tell(store: Store, *names: str, ts: str = "1.0", team_id: str = TEAM) -> None:
    told = [PersonFacts(name) for name in names]
    await share(store, article(f"About {' and '.join(names)}, {ts}.", people=told), ts=ts, team_id=team_id)


async def named(store: Store, name: str, team_id: str = TEAM, limit: int = 10) -> list[str]:
    return [person.name for person in await people.people_named(store, all_of(team_id), name, limit)]


async def test_what_was_said_of_a_person_comes_newest_first(store: Store) -> None:
    """By the day it was published, each with its source and sentence."""
    left = PersonFacts("Ada Beck", move=Move(MoveKind.LEAVES, "Alpha"), evidence=quoted(LATER, LATER, "move"))
    joins = PersonFacts("Dr. Ada Beck", "chief executive", "Beta", 41, Move(MoveKind.JOINS, "Beta", "Alpha"))
    await share(store, article(LATER, url="https://a.example/2", published=date(2025, 6, 1), people=[left]))
    await share(
        store,
        article(JOINS, url="https://a.example/1", published=date(2024, 6, 1), people=[joins]),
        ts="2.0",
        now=NOW + timedelta(days=1),
    )
    (person,) = await people.people_named(store, all_of(TEAM), "ada beck")
    assert person.name == "Ada Beck"
    assert [observation.facts for observation in person.observations] == [left, joins]
    assert [observation.source.url for observation in person.observations] == [
        "https://a.example/2",
        "https://a.example/1",
    ]


async def test_a_person_is_found_by_every_word_of_the_name(store: Store) -> None:
    """Case, accents, umlauts and titles aside; all the words given must be there."""
    await tell(store, "Jürgen André Müller", "Ada Beck", "Jürgen Beck")
    assert await named(store, "müller") == await named(store, "MUELLER andre") == ["Jürgen André Müller"]
    assert sorted(await named(store, "Dr. Beck")) == ["Ada Beck", "Jürgen Beck"]
    assert await named(store, "jürgen beck ada") == []


async def test_the_whole_name_means_that_person_alone(store: Store) -> None:
    """Not everybody whose name has these words too."""
    await tell(store, "Ada Beck", "Ada Maria Beck")
    assert sorted(await named(store, "beck, ada")) == ["Ada Beck", "Ada Maria Beck"]
    assert await named(store, "Ada Beck") == ["Ada Beck"]


async def test_who_was_told_of_last_comes_first(store: Store) -> None:
    """And only as many as asked for."""
    for number, name in enumerate(("Ada Beck", "Eva Beck", "Ida Beck")):
        told = article(f"About {name}.", people=[PersonFacts(name)])
        await share(store, told, ts=f"{number}.0", now=NOW + timedelta(days=number))
    assert await named(store, "beck", limit=2) == ["Ida Beck", "Eva Beck"]


async def test_workspaces_have_their_own_people(store: Store) -> None:
    """The same name twice."""
    await tell(store, "Ada Beck")
    await tell(store, "Ada Cole", team_id="T2")
    assert await named(store, "ada", "T2") == ["Ada Cole"]
    assert await named(store, "cole") == []


@pytest.mark.parametrize("name", ["%", "'; drop table people", "NEAR(", "x" * 3000, "\ud800", "a\x00b", "", " ", "_"])
async def test_hostile_names_are_kept_and_found(store: Store, name: str) -> None:
    """A search for one is a search like any other."""
    await tell(store, "Ada Beck")
    assert await named(store, name) == []
    await tell(store, name, ts="2.0")
    assert len(await named(store, name)) == 1
