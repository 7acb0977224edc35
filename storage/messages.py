"""Copies of Slack messages that lose their texts when what they tell of is forgotten. Their rows stay for a while: by
them a message that Slack sends again, or a reply whose sending was cut off, is known for what it is.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage import sql

_EMPTIED = "text = '', blocks = '[]', response_url = NULL, file_title = NULL, file_alt_text = NULL, file_content = NULL"
FORGOTTEN = "what it tells of was forgotten"  # why a reply that had not been sent never is


def empty_messages_of(
    db: Database, team_id: str, article_ids: Sequence[str], now: datetime, spared: Collection[str] = ()
) -> int:
    """Empty the messages that shared these articles, and every reply that can tell of them. Returns how many.

    Whatever was posted since an article was first seen may quote it, so all of that is emptied: nobody reads a reply
    here once Slack has it. Of what is still to be sent those that quote a sentence, a title or an address never are,
    but for the `spared`.
    """
    shared = _jobs(db, article_ids)
    emptied = sum(_empty_job(db, job_id) for job_id in shared)
    seen = sql.rows_of(db, "SELECT MIN(seen_at) AS first FROM articles WHERE id IN (:ids)", article_ids)
    since = {"team_id": team_id, "since": seen[0]["first"] if seen else None}
    emptied += sql.execute(
        db,
        f"UPDATE outbox SET {_EMPTIED} WHERE team_id = :team_id AND created_at >= :since"  # noqa: S608 ours
        " AND state IN ('sent', 'dead') AND text <> ''",
        since,
    )
    return emptied + _withhold(db, team_id, _quotes(db, article_ids), now, spared)


def empty_posts_quoting(db: Database, team_id: str, quotes: Sequence[str], now: datetime) -> int:
    """Empty every reply with one of these texts in it, sent or not, and every message. Returns how many."""
    emptied = 0
    for table, change in (("outbox", _EMPTIED), ("inbox", "text = '', links = '[]'")):
        for row in sql.rows(db, f"SELECT * FROM {table} WHERE team_id = :team_id AND text <> ''", {"team_id": team_id}):  # noqa: S608 ours
            if row["state"] in ("sent", "done", "dead") and _quoting(row, quotes):
                emptied += sql.execute(db, f"UPDATE {table} SET {change} WHERE id = :id", {"id": row["id"]})  # noqa: S608 ours
    return emptied + _withhold(db, team_id, quotes, now)


def drop_old_messages(db: Database, before: datetime) -> int:
    """Delete messages and replies that were done with before a time. Returns how many."""
    done = {"before": sql.instant(before)}
    replies = "DELETE FROM outbox WHERE state IN ('sent', 'dead') AND finished_at < :before AND {which}"
    childless = "NOT EXISTS (SELECT 1 FROM outbox AS child WHERE child.parent_id = outbox.id)"
    dropped = sql.execute(db, replies.format(which="parent_id IS NOT NULL AND " + childless), done)
    dropped += sql.execute(db, replies.format(which=childless), done)
    return dropped + sql.execute(
        db, "DELETE FROM inbox WHERE state IN ('done', 'dead') AND finished_at < :before", done
    )


def _jobs(db: Database, article_ids: Sequence[str]) -> list[str]:
    found = sql.rows_of(
        db,
        "SELECT DISTINCT inbox.id FROM shares JOIN inbox ON inbox.team_id = shares.team_id"
        " AND inbox.channel_id = shares.channel_id AND inbox.ts = shares.ts WHERE shares.article_id IN (:ids)",
        article_ids,
    )
    return [row["id"] for row in found]


def _empty_job(db: Database, job_id: str) -> int:
    change = "UPDATE inbox SET text = '', links = '[]' WHERE id = :id AND text <> ''"
    return sql.execute(db, change, {"id": job_id})


def _quotes(db: Database, article_ids: Sequence[str]) -> list[str]:
    """What gives an article away: its title, its addresses, its sentences."""
    found = sql.rows_of(db, "SELECT title, url, canonical_url FROM articles WHERE id IN (:ids)", article_ids)
    said = sql.rows_of(db, "SELECT DISTINCT sentence FROM evidence WHERE article_id IN (:ids)", article_ids)
    return [text for row in (*found, *said) for text in row.values() if text]


def _withhold(db: Database, team_id: str, quotes: Sequence[str], now: datetime, spared: Collection[str] = ()) -> int:
    waiting = sql.rows(
        db, "SELECT * FROM outbox WHERE team_id = :team_id AND state IN ('waiting', 'claimed')", {"team_id": team_id}
    )
    quoting = [row["id"] for row in waiting if row["id"] not in spared and _quoting(row, quotes)]
    values = {"now": sql.instant(now), "reason": FORGOTTEN}
    for post_id in quoting:
        sql.execute(
            db,
            f"UPDATE outbox SET {_EMPTIED}, state = 'dead', worker = NULL, reason = :reason, finished_at = :now"  # noqa: S608 ours
            " WHERE id = :id OR (parent_id = :id AND state = 'waiting')",
            {"id": post_id, **values},
        )
    return len(quoting)


def _quoting(row: Mapping[str, Any], quotes: Sequence[str]) -> bool:
    """As Slack's mrkdwn has it, too: there "&" is "&amp;"."""
    texts = [row["text"], row.get("blocks") or row.get("links") or ""]
    plain = "\n".join(texts).replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&").casefold()
    return any(quote.casefold() in plain or sql.opaque(quote)[1:-1].casefold() in plain for quote in quotes)
