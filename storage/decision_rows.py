"""Decisions as rows of `decisions`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlite_utils import Database

from storage import sql
from storage.forms import field_as_json, field_from_json
from storage.records import Author, Decision, DecisionKind


def keep_decision(db: Database, of: Decision) -> None:
    """A row for good."""
    row = {
        "id": of.id,
        "team_id": of.author.team_id,
        "kind": of.kind.value,
        "deal": of.deal_id,
        "other": of.other,
        "field": of.field,
        "value": sql.opaque(field_as_json(of.value)) if of.field else None,
        "reason": of.reason,
        "user_id": of.author.user_id,
        "channel_id": of.author.channel_id,
        "ts": of.author.ts,
        "is_public": int(of.author.is_public),
        "decided_at": sql.instant(of.at),
    }
    sql.insert(db, "decisions", row)


def decision(row: Mapping[str, Any]) -> Decision:
    """From a row of `decisions`."""
    return Decision(
        id=row["id"],
        kind=DecisionKind(row["kind"]),
        author=Author(row["team_id"], row["user_id"], row["channel_id"], row["ts"], bool(row["is_public"])),
        at=sql.as_instant(row["decided_at"]),
        deal_id=row["deal"],
        other=row["other"],
        field=row["field"],
        value=field_from_json(row["field"], sql.clear(row["value"])) if row["field"] else None,
        reason=row["reason"],
        undone_by=row["undone_by"],
        undone_at=sql.as_instant(row["undone_at"]) if row["undone_at"] else None,
    )
