"""What is watched, for which place."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from storage import watches
from storage.store import Store
from storage.watches import Asked, TooManyWatches

NOW = datetime(2025, 6, 20, 9, 30, tzinfo=UTC)
SCALE = Asked("T1", "C1", "U1", "Scale AI")
ROBOTS = Asked("T1", "D1", "U1", "robotics min:1bn", personal=True, is_query=True, lang="de")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(tmp_path / "deals.db")
    yield opened
    await opened.close()


async def test_a_watch_is_listed_where_its_updates_go(store: Store) -> None:
    """A channel's and a person's are two lists."""
    scale, _ = await watches.add(store, SCALE, NOW)
    robots, _ = await watches.add(store, ROBOTS, NOW + timedelta(seconds=1))
    assert await watches.watches_in(store, "T1", "C1") == [scale]
    assert await watches.watches_in(store, "T1", "D1") == [robots]
    assert await watches.watches_of(store, "T1", "U1") == [robots]
    assert await watches.watches_asked_by(store, "T1", "U1") == [scale, robots]
    assert (robots.is_query, robots.lang, robots.text) == (True, "de", "robotics min:1bn")


async def test_the_same_name_is_watched_once_in_a_place(store: Store) -> None:
    """However it is spelt; another place has its own, and another workspace."""
    first, is_new = await watches.add(store, SCALE, NOW)
    again, is_new_again = await watches.add(store, replace(SCALE, text="scale ai inc.", user_id="U2"), NOW)
    assert (is_new, is_new_again, again) == (True, False, first)
    assert (await watches.add(store, replace(SCALE, channel_id="C2"), NOW))[1]
    assert (await watches.add(store, replace(SCALE, team_id="T2"), NOW))[1]


async def test_a_watch_is_found_by_its_words_and_removed_once(store: Store) -> None:
    """By its name or its whole query; another workspace can't."""
    scale, _ = await watches.add(store, SCALE, NOW)
    robots, _ = await watches.add(store, ROBOTS, NOW)
    assert await watches.watch_called(store, "T1", "C1", "SCALE AI") == scale
    assert await watches.watch_called(store, "T1", "D1", "Robotics  min:1bn") == robots
    assert await watches.watch_called(store, "T1", "C1", "meta") is None
    assert not await watches.remove(store, "T2", scale.id)
    assert await watches.watch(store, "T1", scale.id) == scale
    assert await watches.remove(store, "T1", scale.id)
    assert not await watches.remove(store, "T1", scale.id)
    assert await watches.watch(store, "T1", scale.id) is None


async def test_a_place_has_room_for_a_hundred(store: Store) -> None:
    """What it watches already is not one more."""
    for number in range(watches.MOST):
        await watches.add(store, replace(SCALE, text=f"company {number}"), NOW)
    with pytest.raises(TooManyWatches):
        await watches.add(store, SCALE, NOW)
    assert not (await watches.add(store, replace(SCALE, text="company 7"), NOW))[1]


async def test_hostile_text_is_kept(store: Store) -> None:
    """What no database takes becomes the replacement character."""
    kept, _ = await watches.add(store, replace(SCALE, text="a\ud800b\x00'; drop table watches"), NOW)
    assert await watches.watches_in(store, "T1", "C1") == [kept]
    assert kept.text == "a\ufffdb\ufffd'; drop table watches"
