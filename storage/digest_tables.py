"""The tables of channels' daily digests; what makes one happen once a local day is the key of `digest_runs`."""

from __future__ import annotations

from sqlite_utils import Database


def create_digests(db: Database) -> None:
    """Make the tables. Called by one migration, once."""
    db.executescript(_TABLES)


_TABLES = """
    CREATE TABLE digests (
        team_id TEXT NOT NULL,
        channel_id TEXT NOT NULL,
        is_on INTEGER NOT NULL,
        at TEXT NOT NULL,       -- local time, HH:MM
        zone TEXT NOT NULL,     -- IANA
        days TEXT NOT NULL,     -- ISO weekdays, such as 12345
        lang TEXT NOT NULL,
        picture INTEGER NOT NULL,
        tells_empty INTEGER NOT NULL, -- whether it says so when there is nothing to tell
        since TEXT NOT NULL,    -- from when on this schedule counts
        on_since TEXT NOT NULL, -- when it was switched on
        set_by TEXT NOT NULL,   -- the user who set it last
        off_reason TEXT NOT NULL, -- why the bot itself switched it off: Slack's error code
        PRIMARY KEY (team_id, channel_id)
    );

    CREATE TABLE digest_runs (
        team_id TEXT NOT NULL,
        channel_id TEXT NOT NULL,
        local_date TEXT NOT NULL,
        ran_at TEXT NOT NULL,
        until TEXT NOT NULL,    -- what was known by then is told, or was nothing to tell
        post_id TEXT REFERENCES outbox (id) ON DELETE SET NULL, -- its headline; null: nothing was said
        settled INTEGER NOT NULL, -- whether a post that Slack refused has been dealt with
        PRIMARY KEY (team_id, channel_id, local_date)
    );
    CREATE INDEX digest_runs_post ON digest_runs (post_id);

    CREATE TABLE digest_requests ( -- somebody asks for one now
        id TEXT PRIMARY KEY,
        team_id TEXT NOT NULL,
        channel_id TEXT NOT NULL,
        user_id TEXT NOT NULL,
        response_url TEXT NOT NULL,
        lang TEXT NOT NULL,
        zone TEXT NOT NULL,     -- the asker's
        asked_at TEXT NOT NULL
    );

    CREATE INDEX shares_when ON shares (team_id, shared_at);
    CREATE INDEX articles_when ON articles (team_id, seen_at);
    CREATE INDEX decisions_when ON decisions (team_id, decided_at);
"""
