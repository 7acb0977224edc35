"""The tables of what is shared: messages that change, what was said because of them, channels' settings, watches."""

from __future__ import annotations

from sqlite_utils import Database


def create_sharing(db: Database) -> None:
    """Make the tables, and fill them with what was said before. Called by one migration, once."""
    db.executescript(_TABLES)


_TABLES = """
    ALTER TABLE inbox ADD COLUMN revision TEXT NOT NULL DEFAULT ''; -- ts of an edit, "deleted", "asked ..."
    ALTER TABLE inbox ADD COLUMN files TEXT NOT NULL DEFAULT '[]';  -- JSON list of names
    ALTER TABLE inbox ADD COLUMN response_url TEXT;                 -- of whoever asked for a reading
    DROP INDEX inbox_message;
    CREATE UNIQUE INDEX inbox_message ON inbox (team_id, channel_id, ts, revision);

    CREATE TABLE replies (     -- the posts that stand in Slack because of a message
        team_id TEXT NOT NULL,
        channel_id TEXT NOT NULL,
        ts TEXT NOT NULL,      -- of that message
        position INTEGER NOT NULL,
        post_id TEXT NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
        PRIMARY KEY (team_id, channel_id, ts, position)
    );
    CREATE INDEX replies_post ON replies (post_id);

    CREATE TABLE told_deals (  -- which post told a place of which deal
        team_id TEXT NOT NULL,
        channel_id TEXT NOT NULL,
        deal TEXT NOT NULL,    -- id of a deal, which may come and go with decisions
        post_id TEXT NOT NULL REFERENCES outbox (id) ON DELETE CASCADE,
        told_at TEXT NOT NULL,
        PRIMARY KEY (deal, post_id)
    );
    CREATE INDEX told_deals_post ON told_deals (post_id);

    -- a reply's id has been that of its message's row and a number
    INSERT INTO replies
        SELECT inbox.team_id, inbox.channel_id, inbox.ts, CAST(substr(outbox.id, 34) AS INTEGER), outbox.id
        FROM outbox JOIN inbox ON inbox.id = substr(outbox.id, 1, 32) WHERE substr(outbox.id, 33, 1) = '-';
    INSERT INTO told_deals
        SELECT DISTINCT reply.team_id, reply.channel_id, observation.deal_id, reply.post_id, outbox.created_at
        FROM replies AS reply JOIN outbox ON outbox.id = reply.post_id
        JOIN shares ON shares.team_id = reply.team_id AND shares.channel_id = reply.channel_id
            AND shares.ts = reply.ts
        JOIN deal_observations AS observation ON observation.article_id = shares.article_id
        WHERE reply.position = 0 AND observation.deal_id IS NOT NULL;

    CREATE TABLE channel_settings (
        team_id TEXT NOT NULL,
        channel_id TEXT NOT NULL,
        answers TEXT NOT NULL, -- every_deal, reactions, mentioned, off
        lang TEXT NOT NULL,    -- of answers that nobody asked for: en, de, "" like the article
        reads_apps INTEGER NOT NULL,
        user_id TEXT NOT NULL, -- who set it
        changed_at TEXT NOT NULL,
        PRIMARY KEY (team_id, channel_id)
    );

    CREATE TABLE watches (
        id TEXT PRIMARY KEY,
        team_id TEXT NOT NULL,
        channel_id TEXT NOT NULL, -- where updates go: a channel, or the direct messages with the watcher
        user_id TEXT NOT NULL, -- who asked
        personal INTEGER NOT NULL, -- for that user alone
        text TEXT NOT NULL,    -- as asked: a name, or a question with filters
        is_query INTEGER NOT NULL,
        key TEXT NOT NULL,     -- two of one place with the same key are one
        lang TEXT NOT NULL,    -- of its updates
        created_at TEXT NOT NULL
    );
    CREATE UNIQUE INDEX watches_place ON watches (team_id, channel_id, key);
    CREATE INDEX watches_user ON watches (team_id, user_id);
"""
