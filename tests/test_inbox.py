"""The inbox: nothing lost, nothing done twice, whoever dies meanwhile."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from storage import inbox, outbox
from storage.records import InboxItem, Job, JobKind, Post
from storage.store import FenceLost, Store, StoreError
from tests.newsroom import LEASE, NOW, TEAM, claimed, message


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "deals.db")
    yield store
    await store.close()


async def test_a_message_is_kept_as_it_came(store: Store) -> None:
    """Every field comes back in the job."""
    item = InboxItem(
        JobKind.QUESTION, TEAM, "C9", "im", "7.1", "7.0", "U7", "what's new? 🙂", ("https://a.example/?q=ü",), True
    )
    assert await inbox.put(store, item, NOW)
    assert await inbox.claim(store, "w1", NOW, LEASE) == Job(
        id=(await inbox_ids(store))[0], item=item, worker="w1", attempt=1, received_at=NOW
    )


async def test_a_message_counts_once(store: Store) -> None:
    """However often Slack delivers it; the same ts in another channel or workspace is another message."""
    assert await inbox.put(store, message("1.0"), NOW)
    assert not await inbox.put(store, message("1.0", text="again"), NOW + LEASE)
    assert await inbox.put(store, message("1.0", channel_id="C2"), NOW)
    assert await inbox.put(store, message("1.0", team_id="T2"), NOW)
    assert await inbox.counts(store) == {"waiting": 3, "claimed": 0, "done": 0, "dead": 0}


async def test_what_has_waited_longest_is_claimed_first(store: Store) -> None:
    """And nobody else gets it while the lease lasts."""
    for number, ts in enumerate(("1.0", "2.0", "3.0")):
        await inbox.put(store, message(ts), NOW + timedelta(seconds=number))
    later = NOW + timedelta(seconds=10)
    jobs = [await inbox.claim(store, worker, later, LEASE) for worker in ("w1", "w2", "w1", "w2")]
    assert [job and (job.item.ts, job.worker) for job in jobs] == [("1.0", "w1"), ("2.0", "w2"), ("3.0", "w1"), None]


async def test_a_claim_whose_lease_ran_out_is_anyones(store: Store) -> None:
    """The worker that died counts as an attempt; whatever it still tries is refused."""
    dead = await claimed(store)
    assert await inbox.claim(store, "w2", NOW + LEASE - timedelta(microseconds=1), LEASE) is None
    job = await inbox.claim(store, "w2", NOW + LEASE, LEASE)
    assert job is not None
    assert (job.attempt, job.item) == (2, dead.item)
    assert not await inbox.renew(store, dead, NOW, LEASE)
    for refused in (
        inbox.finish(store, dead, NOW, [post("p1")]),
        inbox.give_up(store, dead, NOW, "no", [post("p2")]),
        inbox.retry(store, dead, NOW, "no"),
    ):
        with pytest.raises(FenceLost):
            await refused
    await inbox.finish(store, job, NOW)
    assert sum((await outbox.counts(store)).values()) == 0


async def test_an_earlier_claim_of_the_same_worker_is_lost_too(store: Store) -> None:
    """The attempt tells them apart: its first task may still be running."""
    slow = await claimed(store)
    again = await inbox.claim(store, slow.worker, NOW + LEASE, LEASE)
    assert again is not None
    with pytest.raises(FenceLost):
        await inbox.finish(store, slow, NOW)
    await inbox.finish(store, again, NOW)


async def test_a_renewed_lease_keeps_the_claim(store: Store) -> None:
    """A long read is not taken over."""
    job = await claimed(store)
    assert await inbox.renew(store, job, NOW + LEASE / 2, LEASE)
    assert await inbox.claim(store, "w2", NOW + LEASE, LEASE) is None
    await inbox.finish(store, job, NOW + LEASE)


async def test_finishing_queues_the_posts_in_the_same_transaction(store: Store) -> None:
    """Twice is not possible, not even by the worker that finished."""
    job = await claimed(store)
    await inbox.finish(store, job, NOW, [post("p1"), post("p2")], "told")
    with pytest.raises(FenceLost):
        await inbox.finish(store, job, NOW, [post("p3")])
    assert await inbox.counts(store) == {"waiting": 0, "claimed": 0, "done": 1, "dead": 0}
    assert (await outbox.counts(store))["waiting"] == 2


async def test_posts_that_cannot_be_queued_leave_the_job_open(store: Store) -> None:
    """All of it or nothing."""
    job = await claimed(store)
    with pytest.raises(StoreError):
        await inbox.finish(store, job, NOW, [post("p1"), post("p2", parent_id="nobody")])
    assert (await inbox.counts(store))["claimed"] == 1
    assert (await outbox.counts(store))["waiting"] == 0
    await inbox.finish(store, job, NOW, [post("p1")])


async def test_a_retry_waits_for_its_time(store: Store) -> None:
    """The timer is told when that is."""
    job = await claimed(store)
    assert await inbox.next_due(store) == NOW + LEASE
    await inbox.retry(store, job, NOW + timedelta(seconds=30), "503")
    assert await inbox.next_due(store) == NOW + timedelta(seconds=30)
    assert await inbox.claim(store, "w1", NOW + timedelta(seconds=29), LEASE) is None
    again = await inbox.claim(store, "w1", NOW + timedelta(seconds=30), LEASE)
    assert again is not None
    assert again.attempt == 2


async def test_giving_up_keeps_the_reason(store: Store) -> None:
    """And tells the user."""
    await inbox.give_up(store, await claimed(store), NOW, "the page is gone", [post("p1")])
    assert await inbox.next_due(store) is None
    assert await inbox.counts(store) == {"waiting": 0, "claimed": 0, "done": 0, "dead": 1}
    assert await store.read(lambda db: db.execute("SELECT reason FROM inbox").fetchall()) == [("the page is gone",)]
    assert (await outbox.counts(store))["waiting"] == 1


async def test_a_worker_that_stops_hands_its_claims_back(store: Store) -> None:
    """At once, and only its own."""
    mine, other = await claimed(store, "1.0"), await claimed(store, "2.0")
    await inbox.retry(store, other, NOW, "")
    assert (await inbox.claim(store, "w2", NOW, LEASE)) is not None
    await inbox.release(store, "worker")
    job = await inbox.claim(store, "w3", NOW, LEASE)
    assert job is not None
    assert (job.item.ts, job.attempt) == (mine.item.ts, 2)
    assert await inbox.claim(store, "w3", NOW, LEASE) is None


async def test_hostile_text_is_kept(store: Store) -> None:
    """Lone surrogates and NUL become the replacement character, the rest stays."""
    await inbox.put(store, message(text="a\ud800b\x00c%'; drop table inbox", links=("x\udfff",)), NOW)
    job = await inbox.claim(store, "w", NOW, LEASE)
    assert job is not None
    assert job.item.text == "a\ufffdb\ufffdc%'; drop table inbox"
    assert job.item.links == ("x\ufffd",)


async def test_of_a_message_only_the_last_revision_is_read(store: Store) -> None:
    """In whichever order its revisions arrive, and also under a worker's hands."""
    held = await claimed(store)
    assert await inbox.put(store, message(revision="5.0"), NOW)
    with pytest.raises(FenceLost):
        await inbox.finish(store, held, NOW, [post("p1")])
    assert not await inbox.put(store, message(revision="5.0"), NOW)
    assert not await inbox.put(store, message(revision="4.0"), NOW)
    assert not await inbox.put(store, message(), NOW)
    job = await inbox.claim(store, "w", NOW, LEASE)
    assert job is not None
    assert (job.item.revision, job.item.is_revision) == ("5.0", True)
    assert await inbox.put(store, message(kind=JobKind.GONE, revision="deleted"), NOW)
    assert not await inbox.put(store, message(revision="6.0"), NOW)
    assert await inbox.counts(store) == {"waiting": 1, "claimed": 0, "done": 2, "dead": 0}


async def test_what_is_asked_about_a_message_stands_beside_its_revisions(store: Store) -> None:
    """A shortcut neither ends its reading nor is ended by an edit."""
    await inbox.put(store, message(), NOW)
    asked = message(kind=JobKind.EXTRACT, revision="asked 7.0", response_url="https://a.example", files=("a.csv",))
    assert await inbox.put(store, asked, NOW)
    assert not await inbox.put(store, asked, NOW)
    assert await inbox.put(store, message(revision="5.0"), NOW)
    found = [await inbox.claim(store, "w", NOW, LEASE) for _ in range(2)]
    assert {job.item.revision for job in found if job} == {"asked 7.0", "5.0"}
    assert asked in [job.item for job in found if job]


_STEPS = st.lists(
    st.tuples(
        st.sampled_from(("put", "claim", "finish", "retry", "renew", "give_up", "release", "wait")),
        st.integers(0, 3),
    ),
    max_size=40,
)


@given(_STEPS)
@settings(max_examples=25, deadline=None)
async def test_only_the_latest_claim_of_a_message_can_end_it(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    """Whatever four workers do in whatever order, lost claims are refused and every message ends once."""
    store = await Store.open(tmp_path_factory.mktemp("inbox") / "deals.db")
    try:
        await _four_workers(store, steps)
    finally:
        await store.close()


async def _four_workers(store: Store, steps: list[tuple[str, int]]) -> None:
    now, put = NOW, 0
    holder: dict[str, Job] = {}  # message -> who may write
    held: dict[int, Job] = {}  # worker -> what it believes to hold
    ended: list[str] = []
    for step, worker in steps:
        now += timedelta(seconds=1)
        if step == "put":
            await inbox.put(store, message(f"{put}.0"), now)
            put += 1
        elif step == "wait":
            now += LEASE
        elif step == "release":
            await inbox.release(store, f"w{worker}")
            holder = {id_: job for id_, job in holder.items() if job.worker != f"w{worker}"}
        elif step == "claim":
            if job := await inbox.claim(store, f"w{worker}", now, LEASE):
                assert job.id not in ended
                held[worker] = holder[job.id] = job
        elif worker in held:
            job = held[worker]
            assert await _tried(store, step, job) == (holder.get(job.id) == job)
            if step != "renew":
                holder = {id_: other for id_, other in holder.items() if other != job}
            if step in ("finish", "give_up") and job.id not in ended:
                ended.append(job.id)
    counts = await inbox.counts(store)
    assert sum(counts.values()) == put


async def _tried(store: Store, step: str, job: Job) -> bool:
    """Whether the inbox let the worker do it."""
    try:
        match step:
            case "finish":
                await inbox.finish(store, job, NOW, [post(f"{job.id}-{job.attempt}")])
            case "give_up":
                await inbox.give_up(store, job, NOW, "no")
            case "retry":
                await inbox.retry(store, job, NOW, "again")
            case _:
                return await inbox.renew(store, job, NOW, LEASE)
    except FenceLost:
        return False
    return True


def post(post_id: str, **changes: str) -> Post:
    return Post(post_id, TEAM, "C1", "hello", **changes)  # type: ignore[arg-type] # names of text fields


async def inbox_ids(store: Store) -> list[str]:
    return [row[0] for row in await store.read(lambda db: db.execute("SELECT id FROM inbox ORDER BY id").fetchall())]
