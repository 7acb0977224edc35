"""What is kept of digests: once a local day, however often the program starts anew."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from storage import digests, outbox, retention
from storage.digests import AT_FIRST, Digest, Standing, window_start
from storage.records import Post
from storage.schedules import EVERY_DAY, Schedule, due_day, local_day, moment
from storage.store import Store
from tests.newsroom import NOW, TEAM
from tests.test_schedules import schedules, starts

DAY = timedelta(days=1)
BASE = Digest(TEAM, "C1", Schedule(time(8, 30), "UTC", EVERY_DAY), "en", NOW, NOW, "U1")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "deals.db")
    yield store
    await store.close()


def headline(day: date) -> Post:
    return Post(f"digest {day}", TEAM, "C1", "hello")


async def test_a_digest_is_kept_as_it_was_set(store: Store) -> None:
    """Every part of it; the last word counts."""
    changed = replace(BASE, lang="de", picture=False, tells_empty=True, set_by="U2", off_reason="is_archived")
    for each in (BASE, changed):
        await digests.keep(store, each)
        assert await digests.standing(store, TEAM, "C1") == Standing(each)
    assert await digests.standing(store, TEAM, "C2") is None
    assert await digests.running(store, [TEAM]) == [Standing(changed)]
    assert await digests.running(store, ["T9"]) == []


async def test_a_day_is_done_once_and_its_posts_are_queued_once(store: Store) -> None:
    """A second attempt queues nothing, not even with other posts."""
    today = NOW.date()
    await digests.keep(store, BASE)
    assert await digests.record_run(store, BASE, today, NOW, [headline(today)], NOW)
    assert not await digests.record_run(store, BASE, today, NOW, [headline(today + DAY)], NOW)
    assert (await outbox.counts(store))["waiting"] == 1
    assert await digests.standing(store, TEAM, "C1") == Standing(BASE, today, NOW)


async def test_what_was_set_otherwise_meanwhile_is_made_anew(store: Store) -> None:
    """The language, say: what was made is not what is wanted any more."""
    await digests.keep(store, replace(BASE, lang="de"))
    assert not await digests.record_run(store, BASE, NOW.date(), NOW, [headline(NOW.date())], NOW)
    assert (await outbox.counts(store))["waiting"] == 0


async def test_a_digest_that_was_refused_was_not_told(store: Store) -> None:
    """Its day is over all the same; once dealt with it is not looked at again."""
    today = NOW.date()
    await digests.keep(store, BASE)
    await digests.record_run(store, BASE, today, NOW, [headline(today)], NOW)
    delivery = await outbox.claim(store, "w", NOW, DAY)
    assert delivery
    await outbox.give_up(store, delivery, NOW, "not_in_channel")
    assert await digests.standing(store, TEAM, "C1") == Standing(BASE, today, None)
    (lost,) = await digests.unposted(store, [TEAM])
    for _ in range(2):
        await digests.settle(store, lost, [headline(today + DAY)], NOW)
    assert await digests.unposted(store) == []
    assert await digests.running(store) == []
    assert (await outbox.counts(store))["waiting"] == 1


def test_news_reaches_back_to_the_last_digest_and_at_first_two_weeks() -> None:
    """Long downtime loses nothing; a long pause is not made up for."""
    long_ago = NOW - 90 * DAY
    on_before = replace(BASE, on_since=long_ago)
    assert window_start(Standing(BASE), NOW) == NOW - AT_FIRST
    assert window_start(Standing(on_before, told_until=NOW - 30 * DAY), NOW) == NOW - 30 * DAY
    assert window_start(Standing(BASE, told_until=long_ago), NOW) == NOW - AT_FIRST
    assert window_start(Standing(BASE, told_until=NOW - DAY), NOW) == NOW - DAY


async def test_forgetting_a_workspace_takes_its_digests_along(store: Store) -> None:
    """Settings, runs and requests."""
    today = NOW.date()
    await digests.keep(store, BASE)
    await digests.record_run(store, BASE, today, NOW, [headline(today)], NOW)
    await digests.ask(store, digests.Request("r1", TEAM, "C1", "U1", "", "en", "UTC", NOW))
    await retention.forget_workspace(store, TEAM)
    left = await store.read(lambda db: [db[each].count for each in ("digests", "digest_runs", "digest_requests")])
    assert left == [0, 0, 0]


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(schedules, starts, st.lists(st.timedeltas(timedelta(minutes=1), 3 * DAY), max_size=12))
async def test_whatever_the_clock_does_between_restarts_each_day_has_one(
    schedule: Schedule, start: datetime, forward: list[timedelta]
) -> None:
    """Any zone, time, weekdays and jumps forward, each after a start of the program: by what is on disk alone."""
    of = replace(BASE, schedule=schedule, since=start, on_since=start)
    due_on: set[date] = set()
    with TemporaryDirectory() as folder:
        path = Path(folder) / "deals.db"
        for number, now in enumerate(accumulate(forward, initial=start)):
            store = await Store.open(path)
            if not number:
                await digests.keep(store, of)
            (standing,) = await digests.running(store, [TEAM])
            due = moment(schedule, local_day(schedule, now))
            if due and start <= due <= now and (standing.ran is None or local_day(schedule, now) >= standing.ran):
                due_on.add(local_day(schedule, now))
            for _ in range(2):
                if day := due_day(schedule, now, of.since, standing.ran):
                    await digests.record_run(store, of, day, now, [headline(day)], now)
            await store.close()
        store = await Store.open(path)
        ran = await store.read(lambda db: [row["local_date"] for row in db["digest_runs"].rows])
        queued = await store.read(lambda db: [row["id"] for row in db["outbox"].rows])
        await store.close()
    assert sorted(ran) == [day.isoformat() for day in sorted(due_on)]
    assert sorted(queued) == [f"digest {day}" for day in sorted(due_on)]
