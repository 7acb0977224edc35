"""What stands in Slack because of a message. An edit of the message changes it, a deletion takes it back.

A reply that no sender has taken up yet is simply not sent. Any other is changed or deleted by a further post, which
waits until it is known whether and where the reply stands.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage import outbox, sql
from storage.grouping import groups
from storage.records import InboxItem, Post, PostKind, Thread

TAKEN_BACK = "taken back"  # why a reply that had not been sent never is


def add(db: Database, item: InboxItem, posts: Sequence[Post], now: datetime) -> None:
    """Queue what is said because of a message, in a transaction that writes what it tells of.

    Of a revised message those posts that answer it take the place, one by one, of those that stand there already.
    """
    standing = _standing(db, item.team_id, item.channel_id, item.ts)
    said = [post for post in posts if post.answers]
    if item.is_revision:
        for number, post in enumerate(said):
            _say(db, standing[number] if number < len(standing) else None, post, number, now)
        for row in standing[len(said) :]:
            _take_back(db, item, row, now)
    else:
        for number, post in enumerate(said, _next_position(standing)):
            _say(db, None, post, number, now)
    for post in posts:
        if not post.answers:
            outbox.add(db, [post], now)
            _note_deals(db, post.id, post, now)


def standing_ids(db: Database, item: InboxItem) -> list[str]:
    """The posts that answer a message, in order."""
    return [row["id"] for row in _standing(db, item.team_id, item.channel_id, item.ts)]


@dataclass(frozen=True, slots=True)
class ToldHere:
    """That the message's channel was told of a deal: in which thread first, and when last."""

    first: Thread
    last_at: datetime


def told_here(db: Database, item: InboxItem, deal_id: str) -> ToldHere | None:
    """None where the channel was not told. What a revised message's own replies told before does not count."""
    found = _telling(db, item.team_id, item.channel_id, deal_id, but=item.ts if item.is_revision else "")
    first = next((Thread(item.channel_id, row["ts"]) for row in found if row["ts"]), None)
    return ToldHere(first, sql.as_instant(found[-1]["told_at"])) if first else None


@dataclass(frozen=True, slots=True)
class Telling:
    """A post that tells of a deal; `ts` is its thread's, None while it waits to open one."""

    post_id: str
    ts: str | None


def last_told(db: Database, team_id: str, channel_id: str, deal_id: str) -> Telling | None:
    """The post that told a place of the deal last; None if none did."""
    found = _telling(db, team_id, channel_id, deal_id)
    return Telling(found[-1]["id"], found[-1]["ts"]) if found else None


def tell_as(db: Database, channel_id: str, deal_id: str, now_id: str) -> None:
    """What told a place of a deal tells of it under its new id from now on: its message was edited, and read anew."""
    change = "UPDATE OR IGNORE told_deals SET deal = :now WHERE deal = :id AND channel_id = :channel_id"
    sql.execute(db, change, {"id": deal_id, "now": now_id, "channel_id": channel_id})


def _telling(db: Database, team_id: str, channel_id: str, deal_id: str, *, but: str = "") -> list[dict[str, Any]]:
    """The posts that stand in a channel and tell of a deal, under whatever id, oldest first; `ts` is their thread's."""
    return sql.rows_of(
        db,
        "SELECT outbox.id, COALESCE(outbox.thread_ts, outbox.sent_ts) AS ts, told_deals.told_at FROM told_deals"
        " JOIN outbox ON outbox.id = told_deals.post_id LEFT JOIN replies ON replies.post_id = outbox.id"
        " WHERE told_deals.deal IN (:ids) AND told_deals.team_id = :team_id AND told_deals.channel_id = :channel_id"
        " AND outbox.state <> 'dead' AND outbox.ephemeral = 0"
        " AND (:but = '' OR COALESCE(replies.ts, '') <> :but) ORDER BY told_deals.told_at, outbox.seq",
        sorted(groups(db, team_id, [deal_id]).ids),
        {"team_id": team_id, "channel_id": channel_id, "but": but},
    )


def _standing(db: Database, team_id: str, channel_id: str, ts: str) -> list[dict[str, Any]]:
    return sql.rows(
        db,
        "SELECT outbox.id, outbox.state, outbox.attempt, outbox.text, outbox.blocks, replies.position FROM replies"
        " JOIN outbox ON outbox.id = replies.post_id WHERE replies.team_id = :team_id"
        " AND replies.channel_id = :channel_id AND replies.ts = :ts ORDER BY replies.position",
        {"team_id": team_id, "channel_id": channel_id, "ts": ts},
    )


def _next_position(standing: Sequence[Mapping[str, Any]]) -> int:
    return standing[-1]["position"] + 1 if standing else 0


def _say(db: Database, before: Mapping[str, Any] | None, post: Post, position: int, now: datetime) -> None:
    if before and not _is_open(before) and before["state"] != "dead":
        _change(db, before, post, now)
        return
    if before:
        _forget(db, before["id"], now)
    outbox.add(db, [post], now)
    place = {"team_id": post.team_id, "channel_id": post.channel_id, "ts": post.answers}
    taken = before["position"] if before else position
    sql.insert(db, "replies", {**place, "position": taken, "post_id": post.id}, once=True)
    _note_deals(db, post.id, post, now)


def _is_open(row: Mapping[str, Any]) -> bool:
    """Whether no sender has begun with it."""
    return bool(row["state"] == "waiting" and row["attempt"] == 0)


def _change(db: Database, before: Mapping[str, Any], post: Post, now: datetime) -> None:
    sql.execute(db, "DELETE FROM told_deals WHERE post_id = :id", {"id": before["id"]})
    _note_deals(db, before["id"], post, now)
    outbox.add(db, [replace(post, kind=PostKind.UPDATE, parent_id=before["id"], thread_ts=None)], now)


def _take_back(db: Database, item: InboxItem, row: Mapping[str, Any], now: datetime) -> None:
    was_open = _is_open(row)
    _forget(db, row["id"], now)
    if not was_open and row["state"] != "dead":
        gone = Post(f"{row['id']}-gone", item.team_id, item.channel_id, "", parent_id=row["id"], kind=PostKind.DELETE)
        outbox.add(db, [gone], now)


def _forget(db: Database, post_id: str, now: datetime) -> None:
    """It stands nowhere any more; what nobody has begun to send is not sent."""
    for table in ("replies", "told_deals"):
        sql.execute(db, f"DELETE FROM {table} WHERE post_id = :id", {"id": post_id})  # noqa: S608 ours
    sql.execute(
        db,
        "UPDATE outbox SET state = 'dead', reason = :reason, finished_at = :now, text = '', blocks = '[]'"
        " WHERE id = :id AND state = 'waiting' AND attempt = 0",
        {"id": post_id, "reason": TAKEN_BACK, "now": sql.instant(now)},
    )


def _note_deals(db: Database, post_id: str, post: Post, now: datetime) -> None:
    for deal_id in post.tells:
        row = {"team_id": post.team_id, "channel_id": post.channel_id, "deal": deal_id, "post_id": post_id}
        sql.insert(db, "told_deals", {**row, "told_at": sql.instant(now)}, once=True)
