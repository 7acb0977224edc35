"""Which articles and deals are public, kept in the database: by whoever shares, and wherever shares come and go.

An article is public since it was first shared in a public channel or an archive brought it. A deal is public when all
that its view was made of was, from the moment it was read: its articles, and what users decided about it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage import sql
from storage.audience import Audience
from storage.records import Source

PRIVATE, MIXED, PUBLIC = range(3)  # of `deals.reach`: none of its articles is public, some are, all of it is


def create_publicity(db: Database) -> None:
    """Make columns and triggers, and fill them by the kinds of channel that events told of. Called by one migration."""
    db.executescript(_COLUMNS)
    db.executescript(_TRIGGERS)
    db.executescript(_FILL)


_SINCE = """(SELECT MIN(at) FROM (
    SELECT shared_at AS at FROM shares WHERE article_id = articles.id AND is_public = 1
    UNION ALL SELECT articles.archived_at
))"""
_NOT_PUBLIC = "article.public_since IS NOT article.seen_at"  # from the moment it was read
_ARTICLES_OF = (
    "FROM deal_observations AS told JOIN articles AS article ON article.id = told.article_id WHERE told.deal_id"
)
# What a deal was called off before, or tried anew after, is told by the other deal's articles, too
_REACH = f"""CASE
    WHEN NOT EXISTS (SELECT 1 {_ARTICLES_OF} = deals.id AND article.public_since IS NOT NULL) THEN {PRIVATE}
    WHEN decided_privately OR EXISTS (SELECT 1 {_ARTICLES_OF} = deals.id AND {_NOT_PUBLIC})
        OR EXISTS (SELECT 1 {_ARTICLES_OF} IN (
            SELECT other_deal_id FROM deal_relations WHERE deal_id = deals.id AND kind = 'supersedes'
            UNION ALL SELECT deal_id FROM deal_relations WHERE other_deal_id = deals.id AND kind = 'supersedes'
        ) AND {_NOT_PUBLIC}) THEN {MIXED}
    ELSE {PUBLIC} END"""  # noqa: S608 ours

_COLUMNS = """
    ALTER TABLE shares ADD COLUMN is_public INTEGER NOT NULL DEFAULT 0;    -- in a channel that all may read
    ALTER TABLE articles ADD COLUMN archived_at TEXT;  -- when an archive brought it
    ALTER TABLE articles ADD COLUMN public_since TEXT; -- null: only private conversations know it
    ALTER TABLE decisions ADD COLUMN is_public INTEGER NOT NULL DEFAULT 0; -- made in a channel that all may read
    ALTER TABLE deals ADD COLUMN decided_privately INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE deals ADD COLUMN reach INTEGER NOT NULL DEFAULT 0; -- 0: no article is public, 1: some, 2: all of it
    CREATE INDEX deals_not_public ON deals (team_id, id, reach) WHERE reach < 2;
    CREATE INDEX shares_private ON shares (team_id, channel_id, article_id) WHERE is_public = 0;
"""
_OF_ARTICLE = "SELECT deal_id FROM deal_observations WHERE article_id = NEW.id"
_SHARES_CHANGED = f"UPDATE articles SET public_since = {_SINCE} WHERE public_since IS NOT {_SINCE} AND id ="  # noqa: S608 ours
_TRIGGERS = f"""
    CREATE TRIGGER public_since_share AFTER INSERT ON shares BEGIN {_SHARES_CHANGED} NEW.article_id; END;
    CREATE TRIGGER public_since_other_share AFTER UPDATE ON shares BEGIN {_SHARES_CHANGED} NEW.article_id; END;
    CREATE TRIGGER public_since_no_share AFTER DELETE ON shares BEGIN {_SHARES_CHANGED} OLD.article_id; END;
    CREATE TRIGGER public_since_archive AFTER UPDATE OF archived_at ON articles BEGIN
        UPDATE articles SET public_since = {_SINCE} WHERE id = NEW.id;
    END;
    CREATE TRIGGER reach_of_article AFTER UPDATE OF public_since ON articles
    WHEN OLD.public_since IS NOT NEW.public_since BEGIN
        UPDATE deals SET reach = {_REACH} WHERE id IN (
            {_OF_ARTICLE}
            UNION SELECT other_deal_id FROM deal_relations WHERE deal_id IN ({_OF_ARTICLE})
            UNION SELECT deal_id FROM deal_relations WHERE other_deal_id IN ({_OF_ARTICLE})
        );
    END;
"""  # noqa: S608 ours
_FILL = f"""
    UPDATE articles SET archived_at = seen_at WHERE NOT EXISTS (SELECT 1 FROM shares WHERE article_id = articles.id)
        AND NOT EXISTS (SELECT 1 FROM deal_observations WHERE article_id = articles.id AND shared_in IS NOT NULL)
        AND NOT EXISTS (SELECT 1 FROM person_observations WHERE article_id = articles.id AND shared_in IS NOT NULL);
    UPDATE shares SET is_public = 1 WHERE channel_type = 'channel';
    UPDATE decisions SET is_public = 1 WHERE EXISTS (
        SELECT 1 FROM shares WHERE shares.team_id = decisions.team_id AND shares.channel_id = decisions.channel_id
        AND is_public = 1
    );
    UPDATE deals SET decided_privately = 1 WHERE EXISTS (
        SELECT 1 FROM decisions WHERE deals.id IN (deal, other) AND user_id IS NOT NULL AND undone_at IS NULL
        AND decisions.is_public = 0
    );
    UPDATE deals SET reach = {_REACH};
"""  # noqa: S608 ours


def set_reach(db: Database, deal_ids: Iterable[str]) -> None:
    """After a change of their observations, decisions or relations."""
    ids = sql.opaque(sorted(set(deal_ids)))
    change = f"UPDATE deals SET reach = {_REACH} WHERE id IN (SELECT value FROM json_each(:ids)) AND reach <> {_REACH}"  # noqa: S608 ours
    sql.execute(db, change, {"ids": ids})


@dataclass(frozen=True, slots=True)
class Knows:
    """SQL over `article` that holds for those an audience may know, with its values."""

    condition: str
    since_read: str  # from the moment it was first read: so it is told as it is kept
    values: Mapping[str, Any]


def knows(audience: Audience) -> Knows:
    if audience.conversations is None:
        return Knows("1", "1", {})
    heard = (
        "EXISTS (SELECT 1 FROM shares AS heard WHERE heard.article_id = article.id"
        " AND heard.channel_id IN (SELECT value FROM json_each(:conversations)){since})"
    )
    conditions, since_read = [heard.format(since="")], [heard.format(since=" AND heard.shared_at = article.seen_at")]
    if audience.knows_public:
        conditions.append("article.public_since IS NOT NULL")
        since_read.append("article.public_since IS article.seen_at")
    values = {"conversations": sql.opaque(sorted(audience.conversations))}
    return Knows(f"({' OR '.join(conditions)})", f"({' OR '.join(since_read)})", values)


@dataclass(frozen=True, slots=True)
class Heard:
    """When an audience could first know an article, and in which channel: None from an archive."""

    at: datetime
    channel_id: str | None

    def source(self, kept: Source) -> Source:
        """The article as a source of what it tells this audience."""
        return replace(kept, shared_in=self.channel_id, seen_at=self.at)


def heard(db: Database, audience: Audience, article_ids: Sequence[str]) -> dict[str, Heard]:
    """By an article's id; articles that the audience may not know are left out. Not for whoever knows all."""
    first: dict[str, Heard] = {}
    for row in sql.rows(
        db,
        "SELECT share.article_id, share.shared_at AS at, share.channel_id FROM shares AS share"
        " WHERE share.article_id IN (SELECT value FROM json_each(:ids)) AND"
        " ((:knows_public AND share.is_public) OR share.channel_id IN (SELECT value FROM json_each(:conversations)))"
        " UNION ALL SELECT id, archived_at, NULL FROM articles"
        " WHERE id IN (SELECT value FROM json_each(:ids)) AND archived_at IS NOT NULL AND :knows_public"
        " ORDER BY at, channel_id",
        {
            "ids": sql.opaque(list(article_ids)),
            "conversations": sql.opaque(sorted(audience.conversations or ())),
            "knows_public": int(audience.knows_public),
        },
    ):
        first.setdefault(row["article_id"], Heard(sql.as_instant(row["at"]), row["channel_id"]))
    return first
