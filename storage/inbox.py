"""Slack messages that must not be lost: written before Slack is told, claimed by workers, done with what they made.

A row waits, is claimed under a lease, and ends done or dead. Worker and attempt are the fence: whoever lost the
claim can write nothing more. Attempts count when they start, so a message that kills its worker counts too.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from storage import replies, sql
from storage.ids import timed_id
from storage.records import ASKED, InboxItem, Job, JobKind, Post
from storage.store import FenceLost, Store


class InboxState(StrEnum):
    WAITING = "waiting"  # to be claimed from `due_at` on
    CLAIMED = "claimed"  # a worker has it until `due_at`
    DONE = "done"
    DEAD = "dead"  # given up, for the reason that stands beside it


async def put(store: Store, item: InboxItem, now: datetime) -> bool:
    """Keep a message, durably once this returns. False when that revision of it, or a later one, was there already.

    Of a message only the last revision is read: earlier ones that are still open end here, also under a worker's
    hands, which then can write nothing more.
    """

    def work(db: Database) -> bool:
        if item.kind not in ASKED and _is_outdated(db, item):
            return False
        if item.is_revision:
            _end_earlier(db, item, now)
        return sql.insert(db, "inbox", _row(item, now), once=True)

    return await store.write(work)


def _is_outdated(db: Database, item: InboxItem) -> bool:
    later = f"SELECT id FROM inbox WHERE {_SAME_MESSAGE} AND revision >= :revision LIMIT 1"  # noqa: S608 ours
    return sql.first(db, later, _message(item)) is not None


def _end_earlier(db: Database, item: InboxItem, now: datetime) -> None:
    change = f"state = 'done', worker = NULL, finished_at = :now, reason = 'revised', {_EMPTIED}"
    earlier = f"UPDATE inbox SET {change} WHERE {_SAME_MESSAGE} AND state IN ('waiting', 'claimed')"  # noqa: S608 ours
    sql.execute(db, earlier, {**_message(item), "now": sql.instant(now)})


_EMPTIED = "text = '', links = '[]', files = '[]', response_url = NULL"
_SAME_MESSAGE = "team_id = :team_id AND channel_id = :channel_id AND ts = :ts AND kind NOT IN ('extract', 'add')"


def _message(item: InboxItem) -> dict[str, Any]:
    return {"team_id": item.team_id, "channel_id": item.channel_id, "ts": item.ts, "revision": item.revision}


def _row(item: InboxItem, now: datetime) -> dict[str, Any]:
    revised = (item.revision,) if item.revision else ()
    return {
        "id": timed_id(now, "message", item.team_id, item.channel_id, item.ts, *revised),
        "team_id": item.team_id,
        "channel_id": item.channel_id,
        "channel_type": item.channel_type,
        "ts": item.ts,
        "thread_ts": item.thread_ts,
        "user_id": item.user_id,
        "kind": item.kind.value,
        "text": item.text,
        "links": sql.opaque(item.links),
        "addressed": int(item.addressed),
        "files": sql.opaque(item.files),
        "revision": item.revision,
        "response_url": item.response_url,
        "state": InboxState.WAITING.value,
        "attempt": 0,
        "due_at": sql.instant(now),
        "reason": "",
        "received_at": sql.instant(now),
    }


async def claim(
    store: Store, worker: str, now: datetime, lease: timedelta, team_ids: Collection[str] | None = None
) -> Job | None:
    """Claim what has been due for longest, a lease that ran out included. None when nothing is due.

    `team_ids`: only what these workspaces sent, those that the worker can answer in.
    """
    teams, named = sql.one_of("team_id", team_ids)

    def work(db: Database) -> Job | None:
        row = sql.first(
            db,
            f"""
            UPDATE inbox SET state = 'claimed', worker = :worker, attempt = attempt + 1, due_at = :lease_end
            WHERE id = (
                SELECT id FROM inbox WHERE state IN ('waiting', 'claimed') AND due_at <= :now
                AND {teams} ORDER BY due_at, id LIMIT 1
            )
            RETURNING *
            """,  # noqa: S608 ours
            {"worker": worker, "now": sql.instant(now), "lease_end": sql.instant(now + lease), **named},
        )
        return _job(row) if row else None

    return await store.write(work)


async def renew(store: Store, job: Job, now: datetime, lease: timedelta) -> bool:
    """Move the lease's end. False when the claim was lost."""
    return await store.write(lambda db: _change(db, job, "due_at = :due_at", due_at=sql.instant(now + lease)))


async def retry(store: Store, job: Job, not_before: datetime, reason: str) -> None:
    """Let the message be claimed again from `not_before` on. Raises `FenceLost` when the claim was lost."""
    change = "state = 'waiting', worker = NULL, due_at = :due_at, reason = :reason"
    await store.write(lambda db: _fenced(db, job, change, due_at=sql.instant(not_before), reason=reason))


async def finish(store: Store, job: Job, now: datetime, posts: Sequence[Post] = (), reason: str = "") -> None:
    """Done, and its posts queued, in one transaction. Raises `FenceLost` when the claim was lost."""
    await store.write(lambda db: _end(db, job, InboxState.DONE, now, posts, reason))


async def give_up(store: Store, job: Job, now: datetime, reason: str, posts: Sequence[Post] = ()) -> None:
    """Dead for `reason`, and its posts queued, in one transaction. Raises `FenceLost` when the claim was lost."""
    await store.write(lambda db: _end(db, job, InboxState.DEAD, now, posts, reason))


async def release(store: Store, worker: str) -> None:
    """Hand a worker's claims back at once; their attempts stay counted."""
    release_all = (
        "UPDATE inbox SET state = 'waiting', worker = NULL, due_at = received_at"
        " WHERE state = 'claimed' AND worker = :worker"
    )
    await store.write(lambda db: sql.execute(db, release_all, {"worker": worker}))


async def next_due(store: Store, team_ids: Collection[str] | None = None) -> datetime | None:
    """When there will be something to claim; None when nothing is open."""
    teams, named = sql.one_of("team_id", team_ids)
    earliest = f"SELECT due_at FROM inbox WHERE state IN ('waiting', 'claimed') AND {teams} ORDER BY due_at, id LIMIT 1"  # noqa: S608 ours
    row = await store.read(lambda db: sql.first(db, earliest, named))
    return sql.as_instant(row["due_at"]) if row else None


async def counts(store: Store) -> Mapping[str, int]:
    """Rows by state, each of `InboxState` included."""
    found = await store.read(lambda db: sql.rows(db, "SELECT state, COUNT(*) AS n FROM inbox GROUP BY state"))
    return {state.value: 0 for state in InboxState} | {row["state"]: row["n"] for row in found}


def mark_done(db: Database, job: Job, now: datetime) -> None:
    """For a transaction that also writes what the job made. Raises `FenceLost` when the claim was lost."""
    _close(db, job, InboxState.DONE, now, "")


def _end(db: Database, job: Job, state: InboxState, now: datetime, posts: Sequence[Post], reason: str) -> None:
    _close(db, job, state, now, reason)
    replies.add(db, job.item, posts, now)


def _close(db: Database, job: Job, state: InboxState, now: datetime, reason: str) -> None:
    # what people wrote is kept no longer than it is needed; an article's text stands with the article
    change = f"state = :state, worker = NULL, finished_at = :now, reason = :reason, {_EMPTIED}"
    _fenced(db, job, change, state=state.value, now=sql.instant(now), reason=reason)


def _fenced(db: Database, job: Job, change: str, **values: Any) -> None:
    if not _change(db, job, change, **values):
        raise FenceLost(f"attempt {job.attempt} of {job.worker} at message {job.id}")


def _change(db: Database, job: Job, change: str, **values: Any) -> bool:
    fence = {"id": job.id, "worker": job.worker, "attempt": job.attempt}
    held = "id = :id AND state = 'claimed' AND worker = :worker AND attempt = :attempt"
    return sql.execute(db, f"UPDATE inbox SET {change} WHERE {held}", {**values, **fence}) > 0  # noqa: S608 ours


def _job(row: Mapping[str, Any]) -> Job:
    item = InboxItem(
        kind=JobKind(row["kind"]),
        team_id=row["team_id"],
        channel_id=row["channel_id"],
        channel_type=row["channel_type"],
        ts=row["ts"],
        thread_ts=row["thread_ts"],
        user_id=row["user_id"],
        text=row["text"],
        links=tuple(sql.clear(row["links"])),
        addressed=bool(row["addressed"]),
        files=tuple(sql.clear(row["files"])),
        revision=row["revision"],
        response_url=row["response_url"],
    )
    return Job(row["id"], item, row["worker"], row["attempt"], sql.as_instant(row["received_at"]))
