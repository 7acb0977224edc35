"""A message that was edited or deleted takes along what only it had brought; what others brought too stays theirs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage import replies, sql
from storage.deal_view import Merge
from storage.records import InboxItem
from storage.relations import decided
from storage.retention import deals_in, forget_articles


def withdraw(db: Database, item: InboxItem, kept: Collection[str], now: datetime, merge: Merge) -> None:
    """Take back that the message shared any articles but those of the identities `kept`."""
    gone = [row for row in _shared(db, item) if row["identity"] not in kept]
    for row in gone:
        sql.execute(db, "DELETE FROM shares WHERE id = :id", {"id": row["share_id"]})
    left = {row["id"]: _first_share(db, row["id"]) for row in gone}
    brought = {row["id"] for row in gone if row["archived_at"] is None}
    alone = sorted(each for each in brought if left[each] is None)
    forget_articles(db, item.team_id, alone, now, merge, spared=replies.standing_ids(db, item))
    for article_id in sorted(brought):
        if first := left[article_id]:
            _credit(db, article_id, first)
            decided(db, item.team_id, deals_in(db, item.team_id, [article_id]), merge, now)


def _shared(db: Database, item: InboxItem) -> Sequence[dict[str, Any]]:
    return sql.rows(
        db,
        "SELECT shares.id AS share_id, articles.id, articles.identity, articles.archived_at"
        " FROM shares JOIN articles ON articles.id = shares.article_id WHERE shares.team_id = :team_id"
        " AND shares.channel_id = :channel_id AND shares.ts = :ts ORDER BY articles.id",
        {"team_id": item.team_id, "channel_id": item.channel_id, "ts": item.ts},
    )


def _first_share(db: Database, article_id: str) -> dict[str, Any] | None:
    first = "SELECT channel_id, shared_at FROM shares WHERE article_id = :id ORDER BY shared_at, id LIMIT 1"
    return sql.first(db, first, {"id": article_id})


def _credit(db: Database, article_id: str, first: dict[str, Any]) -> None:
    """What the article says was brought by another message then, and at its time."""
    values = {"id": article_id, "channel": first["channel_id"], "at": first["shared_at"]}
    sql.execute(db, "UPDATE articles SET seen_at = :at WHERE id = :id", values)
    for table in ("deal_observations", "person_observations"):
        change = f"UPDATE {table} SET shared_in = :channel, seen_at = :at WHERE article_id = :id"  # noqa: S608 ours
        sql.execute(db, change, values)
