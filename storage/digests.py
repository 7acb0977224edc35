"""A channel's daily digest: how it is set, which local days had theirs, and who asks for one now.

The row that makes a digest happen once a local day is written in the transaction that queues its posts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlite_utils import Database

from storage import outbox, sql
from storage.records import Post
from storage.schedules import Schedule, days_as_text, days_from_text
from storage.store import Store

AT_FIRST = timedelta(days=14)  # how far a first digest, or one after a pause, looks back at most
# Errors by which Slack says that the bot can't post in a channel, today as tomorrow
CLOSED = frozenset(
    (
        "not_in_channel",
        "channel_not_found",
        "is_archived",
        "restricted_action",
        "restricted_action_read_only_channel",
        "no_permission",
    )
)


@dataclass(frozen=True, slots=True)
class Digest:
    """As a channel has set it. `since` is when the schedule was last changed, `on_since` when it was switched on."""

    team_id: str
    channel_id: str
    schedule: Schedule
    lang: str
    since: datetime
    on_since: datetime
    set_by: str
    is_on: bool = True
    picture: bool = True
    tells_empty: bool = False
    off_reason: str = ""  # Slack's error code, where the bot itself switched it off


@dataclass(frozen=True, slots=True)
class Standing:
    """A digest and what has become of it so far."""

    digest: Digest
    ran: date | None = None  # the last local day that had one
    told_until: datetime | None = None  # what was known by then has been told


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody asks for a digest now, in a channel that may have none set."""

    id: str
    team_id: str
    channel_id: str
    user_id: str
    response_url: str
    lang: str
    zone: str  # the asker's
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class Unposted:
    """A digest that Slack refused for good; `reason` is its error code."""

    digest: Digest
    local_date: date
    reason: str


async def standing(store: Store, team_id: str, channel_id: str) -> Standing | None:
    """Of one channel; None where nobody has set a digest yet."""

    def work(db: Database) -> Standing | None:
        key = {"team_id": team_id, "channel_id": channel_id}
        row = sql.first(db, f"{_STANDING} WHERE digests.team_id = :team_id AND digests.channel_id = :channel_id", key)
        return _standing(row) if row else None

    return await store.read(work)


async def running(store: Store, team_ids: Collection[str] | None = None) -> list[Standing]:
    """Of every channel of these workspaces whose digest is on; of all workspaces for None."""
    teams, named = sql.one_of("digests.team_id", team_ids)
    switched_on = f"{_STANDING} WHERE digests.is_on = 1 AND {teams} ORDER BY digests.team_id, digests.channel_id"
    return [_standing(row) for row in await store.read(lambda db: sql.rows(db, switched_on, named))]


async def keep(store: Store, digest: Digest) -> None:
    """Set a channel's digest; the last word counts."""
    await store.write(lambda db: _keep(db, digest))


async def switch_off(store: Store, team_id: str, channel_id: str, by: str) -> bool:
    """False where none was on."""
    change = (
        "UPDATE digests SET is_on = 0, set_by = :by, off_reason = ''"
        " WHERE team_id = :team_id AND channel_id = :channel_id AND is_on = 1"
    )
    key = {"team_id": team_id, "channel_id": channel_id, "by": by}
    return await store.write(lambda db: sql.execute(db, change, key) > 0)


async def record_run(
    store: Store, digest: Digest, day: date, until: datetime, posts: Sequence[Post], now: datetime
) -> bool:
    """Note that this local day had its digest and queue its posts, the headline first: both or neither.

    False, and nothing is queued, when the day has had one or the channel has set its digest otherwise meanwhile.
    """

    def work(db: Database) -> bool:
        key = {"team_id": digest.team_id, "channel_id": digest.channel_id}
        held = sql.first(db, "SELECT * FROM digests WHERE team_id = :team_id AND channel_id = :channel_id", key)
        if held is None or _digest(held) != digest:
            return False
        run = {
            **key,
            "local_date": day.isoformat(),
            "ran_at": sql.instant(now),
            "until": sql.instant(until),
            "settled": 0,
        }
        if not sql.insert(db, "digest_runs", run, once=True):
            return False
        outbox.add(db, posts, now)
        if posts:
            headline = {**key, "day": day.isoformat(), "post_id": posts[0].id}
            sql.execute(db, f"UPDATE digest_runs SET post_id = :post_id WHERE {_RUN}", headline)  # noqa: S608 ours
        return True

    return await store.write(work)


async def ask(store: Store, request: Request) -> None:
    """Ask for a digest now; asking again with one id does nothing more."""
    row = {
        "id": request.id,
        "team_id": request.team_id,
        "channel_id": request.channel_id,
        "user_id": request.user_id,
        "response_url": request.response_url,
        "lang": request.lang,
        "zone": request.zone,
        "asked_at": sql.instant(request.asked_at),
    }
    await store.write(lambda db: sql.insert(db, "digest_requests", row, once=True))


async def requests(store: Store, team_ids: Collection[str] | None = None) -> list[Request]:
    """What is asked for in these workspaces and not answered yet, the oldest first."""
    teams, named = sql.one_of("team_id", team_ids)
    asked = f"SELECT * FROM digest_requests WHERE {teams} ORDER BY asked_at, id"  # noqa: S608 ours
    return [_request(row) for row in await store.read(lambda db: sql.rows(db, asked, named))]


async def answer(store: Store, request: Request, posts: Sequence[Post], now: datetime) -> bool:
    """Queue what a request brought and be done with it. False, and nothing is queued, when it is done already."""

    def work(db: Database) -> bool:
        if not sql.execute(db, "DELETE FROM digest_requests WHERE id = :id", {"id": request.id}):
            return False
        outbox.add(db, posts, now)
        return True

    return await store.write(work)


async def unposted(store: Store, team_ids: Collection[str] | None = None) -> list[Unposted]:
    """Digests whose headline Slack refused for good, and nobody has dealt with yet."""
    teams, named = sql.one_of("run.team_id", team_ids)
    found = await store.read(
        lambda db: sql.rows(
            db,
            "SELECT digests.*, run.local_date, post.reason FROM digest_runs AS run"  # noqa: S608 ours
            " JOIN outbox AS post ON post.id = run.post_id JOIN digests ON digests.team_id = run.team_id"
            f" AND digests.channel_id = run.channel_id WHERE run.settled = 0 AND post.state = 'dead' AND {teams}"
            " ORDER BY run.ran_at",
            named,
        )
    )
    return [Unposted(_digest(row), date.fromisoformat(row["local_date"]), row["reason"]) for row in found]


async def settle(store: Store, lost: Unposted, posts: Sequence[Post], now: datetime) -> None:
    """Be done with a digest that was refused. In a closed channel it is switched off, and `posts` say so."""

    def work(db: Database) -> None:
        key = {"team_id": lost.digest.team_id, "channel_id": lost.digest.channel_id, "day": lost.local_date.isoformat()}
        done = f"UPDATE digest_runs SET settled = 1 WHERE {_RUN} AND settled = 0"  # noqa: S608 ours
        if sql.execute(db, done, key) and lost.reason in CLOSED and lost.digest.is_on:
            _keep(db, replace(lost.digest, is_on=False, off_reason=lost.reason))
            outbox.add(db, posts, now)

    await store.write(work)


def window_start(of: Standing, now: datetime) -> datetime:
    """From when on there is news for a channel: since it was last told, at first no further back than `AT_FIRST`."""
    earliest = now - AT_FIRST
    if of.told_until is None:
        return earliest
    return of.told_until if of.told_until >= of.digest.on_since else max(of.told_until, earliest)


_RUN = "team_id = :team_id AND channel_id = :channel_id AND local_date = :day"
# A digest that Slack never got was not told, so what it held is still news
_STANDING = """
    SELECT digests.*,
        (SELECT MAX(run.local_date) FROM digest_runs AS run
            WHERE run.team_id = digests.team_id AND run.channel_id = digests.channel_id) AS ran,
        (SELECT MAX(run.until) FROM digest_runs AS run LEFT JOIN outbox AS post ON post.id = run.post_id
            WHERE run.team_id = digests.team_id AND run.channel_id = digests.channel_id
            AND (post.state IS NULL OR post.state <> 'dead')) AS told_until
    FROM digests
"""


def _keep(db: Database, digest: Digest) -> None:
    row = {
        "team_id": digest.team_id,
        "channel_id": digest.channel_id,
        "is_on": int(digest.is_on),
        "at": digest.schedule.at.isoformat(timespec="minutes"),
        "zone": digest.schedule.zone,
        "days": days_as_text(digest.schedule.days),
        "lang": digest.lang,
        "picture": int(digest.picture),
        "tells_empty": int(digest.tells_empty),
        "since": sql.instant(digest.since),
        "on_since": sql.instant(digest.on_since),
        "set_by": digest.set_by,
        "off_reason": digest.off_reason,
    }
    columns, places = ", ".join(row), ", ".join(f":{column}" for column in row)
    changes = ", ".join(f"{column} = :{column}" for column in row if column not in ("team_id", "channel_id"))
    sql.execute(
        db,
        f"INSERT INTO digests ({columns}) VALUES ({places}) ON CONFLICT (team_id, channel_id) DO UPDATE SET {changes}",  # noqa: S608 ours
        row,
    )


def _digest(row: Mapping[str, Any]) -> Digest:
    return Digest(
        team_id=row["team_id"],
        channel_id=row["channel_id"],
        schedule=Schedule(time.fromisoformat(row["at"]), row["zone"], days_from_text(row["days"])),
        lang=row["lang"],
        since=sql.as_instant(row["since"]),
        on_since=sql.as_instant(row["on_since"]),
        set_by=row["set_by"],
        is_on=bool(row["is_on"]),
        picture=bool(row["picture"]),
        tells_empty=bool(row["tells_empty"]),
        off_reason=row["off_reason"],
    )


def _standing(row: Mapping[str, Any]) -> Standing:
    until = row["told_until"]
    return Standing(_digest(row), sql.as_day(row["ran"]), sql.as_instant(until) if until else None)


def _request(row: Mapping[str, Any]) -> Request:
    return Request(
        row["id"],
        row["team_id"],
        row["channel_id"],
        row["user_id"],
        row["response_url"],
        row["lang"],
        row["zone"],
        sql.as_instant(row["asked_at"]),
    )
