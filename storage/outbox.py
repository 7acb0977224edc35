"""Posts to be sent: in order within a channel, one in flight there, replies after the post that opens their thread.

A claim whose sender went away without a word leaves the post uncertain: Slack may have it, so the next sender looks
before it posts. Uncertainty stays until the post is sent or goes another way; looking once too often does no harm.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlite_utils import Database

from storage import sql
from storage.records import Delivery, Post, PostFile, PostKind
from storage.store import FenceLost, Store


class OutboxState(StrEnum):
    WAITING = "waiting"  # to be claimed from `due_at` on
    CLAIMED = "claimed"  # a sender has it until `due_at`
    SENT = "sent"
    DEAD = "dead"  # given up, for the reason that stands beside it


# The first open post of each channel; the ones behind it wait, also while it waits for its next attempt. Messages do
# not wait for reactions: those are of no use late.
_HEADS = """
    FROM outbox AS post LEFT JOIN outbox AS parent ON parent.id = post.parent_id
    WHERE post.state IN ('waiting', 'claimed') AND {teams} AND (post.parent_id IS NULL OR parent.state = 'sent')
    AND NOT EXISTS (
        SELECT 1 FROM outbox AS earlier
        WHERE earlier.team_id = post.team_id AND earlier.channel_id = post.channel_id AND earlier.seq < post.seq
        AND earlier.state IN ('waiting', 'claimed')
        AND (earlier.kind NOT IN ('react', 'unreact') OR post.kind IN ('react', 'unreact'))
    )
"""


async def enqueue(store: Store, posts: Sequence[Post], now: datetime) -> None:
    """Queue posts in this order, a parent before its children; an id that is queued already is left as it is."""
    await store.write(lambda db: add(db, posts, now))


def add(db: Database, posts: Sequence[Post], now: datetime) -> None:
    """`enqueue` for a transaction that also writes what the posts tell of."""
    for post in posts:
        sql.insert(db, "outbox", _row(post, now), once=True)
        if post.parent_id:
            _die_with_parent(db, post.id, now)


async def is_known(store: Store, post_id: str) -> bool:
    """Whether a post of that id was queued, whatever became of it."""
    found = "SELECT id FROM outbox WHERE id = :id"
    return await store.read(lambda db: sql.first(db, found, {"id": post_id})) is not None


async def claim(
    store: Store, worker: str, now: datetime, lease: timedelta, team_ids: Collection[str] | None = None
) -> Delivery | None:
    """Claim the oldest post that may go out now. None when none may.

    It goes into the thread its parent is in or opened; with a parent that went through a `response_url`, it does too.
    `team_ids`: only posts for these workspaces, those that the sender has a token of.
    """
    teams, named = sql.one_of("post.team_id", team_ids)

    def work(db: Database) -> Delivery | None:
        head = sql.first(
            db,
            "SELECT post.id, parent.thread_ts, parent.sent_ts, parent.ephemeral, parent.response_url, parent.user_id"
            f" {_HEADS.format(teams=teams)} AND post.due_at <= :now ORDER BY post.seq LIMIT 1",
            {"now": sql.instant(now), **named},
        )
        return _claim(db, head, worker, now + lease) if head else None

    return await store.write(work)


async def renew(store: Store, delivery: Delivery, now: datetime, lease: timedelta) -> bool:
    """Move the lease's end. False when the claim was lost."""
    return await store.write(lambda db: _change(db, delivery, "due_at = :due_at", due_at=sql.instant(now + lease)))


async def sent(store: Store, delivery: Delivery, ts: str | None, now: datetime) -> None:
    """Sent; `ts` is Slack's, None for what has none. Raises `FenceLost` when the claim was lost."""
    change = "state = 'sent', worker = NULL, sent_ts = :ts, uncertain = 0, finished_at = :now, file_content = NULL"
    await store.write(lambda db: _fenced(db, delivery, change, ts=ts, now=sql.instant(now)))


async def retry(store: Store, delivery: Delivery, not_before: datetime, reason: str, *, uncertain: bool) -> None:
    """Let the post be claimed again from `not_before` on. Raises `FenceLost` when the claim was lost.

    `uncertain`: the attempt ended without Slack's answer. A post that is uncertain already stays so.
    """
    change = (
        "state = 'waiting', worker = NULL, due_at = :due_at, reason = :reason,"
        " uncertain = CASE WHEN :uncertain = 1 THEN 1 ELSE uncertain END"
    )
    values = {"due_at": sql.instant(not_before), "reason": reason, "uncertain": int(uncertain)}
    await store.write(lambda db: _fenced(db, delivery, change, **values))


async def divert(store: Store, delivery: Delivery, now: datetime) -> None:
    """The bot is not in the channel: the post, and then its children, go ephemerally through its `response_url`.

    Raises `ValueError` for a post without one, `FenceLost` when the claim was lost.
    """
    if not delivery.post.response_url:
        raise ValueError(f"post {delivery.post.id} has no response_url")
    change = "state = 'waiting', worker = NULL, due_at = :now, ephemeral = 1, uncertain = 0"
    await store.write(lambda db: _fenced(db, delivery, change, now=sql.instant(now)))


async def give_up(store: Store, delivery: Delivery, now: datetime, reason: str) -> None:
    """The post and everything that waits for it is dead. Raises `FenceLost` when the claim was lost."""

    def work(db: Database) -> None:
        change = "state = 'dead', worker = NULL, reason = :reason, finished_at = :now"
        _fenced(db, delivery, change, reason=reason, now=sql.instant(now))
        sql.execute(
            db,
            """
            WITH RECURSIVE child (id) AS (
                SELECT id FROM outbox WHERE parent_id = :id
                UNION ALL SELECT outbox.id FROM outbox JOIN child ON outbox.parent_id = child.id
            )
            UPDATE outbox SET state = 'dead', reason = :reason, finished_at = :now
            WHERE id IN (SELECT id FROM child) AND state = 'waiting'
            """,
            {"id": delivery.post.id, "reason": reason, "now": sql.instant(now)},
        )

    await store.write(work)


async def release(store: Store, worker: str) -> None:
    """Hand a sender's claims back at once, uncertain: it may have been posting."""
    release_all = (
        "UPDATE outbox SET state = 'waiting', worker = NULL, due_at = created_at, uncertain = 1"
        " WHERE state = 'claimed' AND worker = :worker"
    )
    await store.write(lambda db: sql.execute(db, release_all, {"worker": worker}))


async def next_due(store: Store, team_ids: Collection[str] | None = None) -> datetime | None:
    """When there will be a post to claim; None when nothing is open."""
    teams, named = sql.one_of("post.team_id", team_ids)
    earliest = f"SELECT MIN(post.due_at) AS due_at {_HEADS.format(teams=teams)}"
    row = await store.read(lambda db: sql.first(db, earliest, named))
    return sql.as_instant(row["due_at"]) if row and row["due_at"] else None


async def message_at(store: Store, team_id: str, channel_id: str, ts: str) -> Post | None:
    """The bot's message of that ts as it stands, or will once what is queued is sent.

    None for one that this outbox did not send, and for one whose words were forgotten.
    """

    def work(db: Database) -> Post | None:
        place = {"team_id": team_id, "channel_id": channel_id, "ts": ts}
        said = sql.first(
            db,
            """
            SELECT * FROM outbox WHERE team_id = :team_id AND channel_id = :channel_id AND state != 'dead' AND (
                (sent_ts = :ts AND kind = 'message') OR (target_ts = :ts AND kind = 'update')
            ) ORDER BY seq DESC LIMIT 1
            """,
            place,
        )
        return _delivery(said).post if said and sql.clear(said["blocks"]) else None

    return await store.read(work)


async def sent_as(store: Store, post_id: str) -> str | None:
    """The ts of a message by the id it was queued under; None for one that is not sent."""
    row = await store.read(lambda db: sql.first(db, "SELECT sent_ts FROM outbox WHERE id = :id", {"id": post_id}))
    return row["sent_ts"] if row else None


async def counts(store: Store) -> Mapping[str, int]:
    """Rows by state, each of `OutboxState` included."""
    found = await store.read(lambda db: sql.rows(db, "SELECT state, COUNT(*) AS n FROM outbox GROUP BY state"))
    return {state.value: 0 for state in OutboxState} | {row["state"]: row["n"] for row in found}


def _claim(db: Database, head: Mapping[str, Any], worker: str, lease_end: datetime) -> Delivery:
    row = sql.first(
        db,
        """
        UPDATE outbox SET
            uncertain = CASE WHEN state = 'claimed' THEN 1 ELSE uncertain END,
            state = 'claimed', worker = :worker, attempt = attempt + 1, due_at = :lease_end,
            thread_ts = COALESCE(:parent_thread, thread_ts),
            target_ts = CASE WHEN kind IN ('update', 'delete') THEN COALESCE(:parent_ts, target_ts) ELSE target_ts END,
            ephemeral = CASE WHEN :parent_ephemeral = 1 THEN 1 ELSE ephemeral END,
            response_url = COALESCE(response_url, :parent_url), user_id = COALESCE(user_id, :parent_user)
        WHERE id = :id RETURNING *
        """,
        {
            "id": head["id"],
            "worker": worker,
            "lease_end": sql.instant(lease_end),
            "parent_thread": head["thread_ts"] or head["sent_ts"],
            "parent_ts": head["sent_ts"],
            "parent_ephemeral": head["ephemeral"],
            "parent_url": head["response_url"],
            "parent_user": head["user_id"],
        },
    )
    assert row is not None, "the post was read in this transaction"
    return _delivery(row)


def _die_with_parent(db: Database, post_id: str, now: datetime) -> None:
    sql.execute(
        db,
        """
        UPDATE outbox SET state = 'dead', finished_at = :now,
            reason = (SELECT parent.reason FROM outbox AS parent WHERE parent.id = outbox.parent_id)
        WHERE id = :id AND state = 'waiting'
        AND EXISTS (SELECT 1 FROM outbox AS parent WHERE parent.id = outbox.parent_id AND parent.state = 'dead')
        """,
        {"id": post_id, "now": sql.instant(now)},
    )


def _fenced(db: Database, delivery: Delivery, change: str, **values: Any) -> None:
    if not _change(db, delivery, change, **values):
        raise FenceLost(f"attempt {delivery.attempt} of {delivery.worker} at post {delivery.post.id}")


def _change(db: Database, delivery: Delivery, change: str, **values: Any) -> bool:
    fence = {"id": delivery.post.id, "worker": delivery.worker, "attempt": delivery.attempt}
    held = "id = :id AND state = 'claimed' AND worker = :worker AND attempt = :attempt"
    return sql.execute(db, f"UPDATE outbox SET {change} WHERE {held}", {**values, **fence}) > 0  # noqa: S608 ours


def _row(post: Post, now: datetime) -> dict[str, Any]:
    return {
        "id": post.id,
        "team_id": post.team_id,
        "channel_id": post.channel_id,
        "text": post.text,
        "blocks": sql.opaque(post.blocks),
        "thread_ts": post.thread_ts,
        "parent_id": post.parent_id,
        "response_url": post.response_url,
        "ephemeral": int(post.ephemeral),
        "user_id": post.user_id,
        "kind": post.kind.value,
        "target_ts": post.ts,
        **_file_row(post.file),
        "state": OutboxState.WAITING.value,
        "attempt": 0,
        "due_at": sql.instant(now),
        "uncertain": 0,
        "reason": "",
        "created_at": sql.instant(now),
    }


def _delivery(row: Mapping[str, Any]) -> Delivery:
    post = Post(
        id=row["id"],
        team_id=row["team_id"],
        channel_id=row["channel_id"],
        text=row["text"],
        blocks=tuple(sql.clear(row["blocks"])),
        thread_ts=row["thread_ts"],
        parent_id=row["parent_id"],
        response_url=row["response_url"],
        ephemeral=bool(row["ephemeral"]),
        user_id=row["user_id"],
        kind=PostKind(row["kind"]),
        ts=row["target_ts"],
        file=_file(row),
    )
    return Delivery(post, row["worker"], row["attempt"], bool(row["uncertain"]), sql.as_instant(row["created_at"]))


def _file_row(file: PostFile | None) -> dict[str, Any]:
    if file is None:
        return {}
    return {
        "file_name": file.name,
        "file_title": file.title,
        "file_alt_text": file.alt_text,
        "file_content": file.content,
    }


def _file(row: Mapping[str, Any]) -> PostFile | None:
    if row["file_name"] is None:
        return None
    return PostFile(row["file_name"], row["file_title"], row["file_content"] or b"", row["file_alt_text"])
