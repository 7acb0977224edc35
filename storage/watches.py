"""What is watched: a name or a query, for a channel or for one person, who hears of it by direct message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage import sql
from storage.ids import timed_id
from storage.names import company_key
from storage.opening import StoreError
from storage.store import Store

MOST = 100  # of one channel or one person


class TooManyWatches(StoreError):
    """The place watches as much as it may; nothing was kept."""


@dataclass(frozen=True, slots=True)
class Watch:
    """`text` names a company or a person, or, with `is_query`, asks for deals as `/deal` would."""

    id: str
    team_id: str
    channel_id: str  # where updates go: a channel, or the direct messages with `user_id`
    user_id: str  # who asked for it
    personal: bool  # for that user alone
    text: str
    is_query: bool
    lang: str  # of its updates
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """A watch that somebody asks for; see `Watch`."""

    team_id: str
    channel_id: str
    user_id: str
    text: str
    personal: bool = False
    is_query: bool = False
    lang: str = "en"


async def add(store: Store, asked: Asked, now: datetime) -> tuple[Watch, bool]:
    """Keep a watch; the one that the place has of the same name or query, and False, where there is one.

    Raises `TooManyWatches`.
    """

    def work(db: Database) -> tuple[Watch, bool]:
        known = _of_key(db, asked.team_id, asked.channel_id, _key(asked.text, is_query=asked.is_query))
        if known:
            return known, False
        if len(_of_place(db, asked.team_id, asked.channel_id)) >= MOST:
            raise TooManyWatches
        return _keep(db, asked, now), True

    return await store.write(work)


async def watches_in(store: Store, team_id: str, channel_id: str) -> list[Watch]:
    """Those whose updates go to a channel, or to a conversation with one person; oldest first."""
    return await store.read(lambda db: _of_place(db, team_id, channel_id))


async def watches_of(store: Store, team_id: str, user_id: str) -> list[Watch]:
    """A person's own, oldest first."""
    found = "SELECT * FROM watches WHERE team_id = :team_id AND user_id = :user_id AND personal = 1 ORDER BY id"
    values = {"team_id": team_id, "user_id": user_id}
    return [watch_of(row) for row in await store.read(lambda db: sql.rows(db, found, values))]


async def watches_asked_by(store: Store, team_id: str, user_id: str) -> list[Watch]:
    """All that a person has asked for, for themselves and for channels, oldest first."""
    found = "SELECT * FROM watches WHERE team_id = :team_id AND user_id = :user_id ORDER BY id"
    values = {"team_id": team_id, "user_id": user_id}
    return [watch_of(row) for row in await store.read(lambda db: sql.rows(db, found, values))]


async def watch(store: Store, team_id: str, watch_id: str) -> Watch | None:
    """The watch of an id, or None once it is removed."""
    values = {"id": watch_id, "team_id": team_id}
    found = "SELECT * FROM watches WHERE id = :id AND team_id = :team_id"
    row = await store.read(lambda db: sql.first(db, found, values))
    return watch_of(row) if row else None


async def watch_called(store: Store, team_id: str, channel_id: str, text: str) -> Watch | None:
    """The place's watch of that name or query."""

    def work(db: Database) -> Watch | None:
        keys = dict.fromkeys((_key(text, is_query=False), _key(text, is_query=True)))
        return next((found for key in keys if (found := _of_key(db, team_id, channel_id, key))), None)

    return await store.read(work)


async def remove(store: Store, team_id: str, watch_id: str) -> bool:
    """Watch it no longer. False where it was removed before."""
    gone = "DELETE FROM watches WHERE id = :id AND team_id = :team_id"
    values = {"id": watch_id, "team_id": team_id}
    return await store.write(lambda db: sql.execute(db, gone, values)) > 0


def watch_of(row: Mapping[str, Any]) -> Watch:
    """From a row of `watches`."""
    return Watch(
        id=row["id"],
        team_id=row["team_id"],
        channel_id=row["channel_id"],
        user_id=row["user_id"],
        personal=bool(row["personal"]),
        text=row["text"],
        is_query=bool(row["is_query"]),
        lang=row["lang"],
        created_at=sql.as_instant(row["created_at"]),
    )


def _key(text: str, *, is_query: bool) -> str:
    plain = " ".join(text.casefold().split())
    return f"? {plain}" if is_query else company_key(text) or plain


def _of_key(db: Database, team_id: str, channel_id: str, key: str) -> Watch | None:
    row = sql.first(
        db,
        "SELECT * FROM watches WHERE team_id = :team_id AND channel_id = :channel_id AND key = :key",
        {"team_id": team_id, "channel_id": channel_id, "key": key},
    )
    return watch_of(row) if row else None


def _of_place(db: Database, team_id: str, channel_id: str) -> list[Watch]:
    found = sql.rows(
        db,
        "SELECT * FROM watches WHERE team_id = :team_id AND channel_id = :channel_id ORDER BY id",
        {"team_id": team_id, "channel_id": channel_id},
    )
    return [watch_of(row) for row in found]


def _keep(db: Database, asked: Asked, now: datetime) -> Watch:
    key = _key(asked.text, is_query=asked.is_query)
    row = {
        "id": timed_id(now, "watch", asked.team_id, asked.channel_id, key),
        "team_id": asked.team_id,
        "channel_id": asked.channel_id,
        "user_id": asked.user_id,
        "personal": int(asked.personal),
        "text": sql.storable(asked.text),
        "is_query": int(asked.is_query),
        "key": key,
        "lang": asked.lang,
        "created_at": sql.instant(now),
    }
    sql.insert(db, "watches", row)
    return watch_of(row)
