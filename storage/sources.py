"""What stands behind a deal: of each of its articles every sentence, and the messages that shared it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from storage import sql
from storage.articles import evidence
from storage.audience import Audience
from storage.records import Evidence
from storage.store import Store

PUBLIC = "channel"  # Slack's type of a public channel


@dataclass(frozen=True, slots=True)
class Share:
    """A message that shared an article."""

    channel_id: str
    user_id: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Behind:
    """What one article says of a deal, and who shared it where, oldest first; only what the audience may know."""

    sentences: tuple[Evidence, ...] = ()
    shares: tuple[Share, ...] = ()


async def behind(store: Store, audience: Audience, deal_id: str, article_ids: Sequence[str]) -> dict[str, Behind]:
    """By article, what stands behind a deal that the audience was shown with these articles."""

    def work(db: Database) -> dict[str, Behind]:
        return {
            each: Behind(_sentences(db, audience.team_id, deal_id, each), _shares(db, audience, each))
            for each in article_ids
        }

    return await store.read(work)


def _sentences(db: Database, team_id: str, deal_id: str, article_id: str) -> tuple[Evidence, ...]:
    found = sql.rows(
        db,
        "SELECT evidence.* FROM evidence JOIN deal_observations AS observation"
        " ON observation.id = evidence.deal_observation_id"
        " WHERE observation.deal_id = :deal AND observation.team_id = :team AND observation.article_id = :article"
        " ORDER BY evidence.start_offset, evidence.position",
        {"deal": deal_id, "team": team_id, "article": article_id},
    )
    return tuple(map(evidence, found))


def _shares(db: Database, audience: Audience, article_id: str) -> tuple[Share, ...]:
    found = sql.rows(
        db,
        "SELECT channel_id, channel_type, user_id, shared_at FROM shares"
        " WHERE team_id = :team AND article_id = :article ORDER BY shared_at, id",
        {"team": audience.team_id, "article": article_id},
    )
    return tuple(
        Share(row["channel_id"], row["user_id"], sql.as_instant(row["shared_at"]))
        for row in found
        if _may_know(audience, row["channel_id"], row["channel_type"])
    )


def _may_know(audience: Audience, channel_id: str, channel_type: str) -> bool:
    if audience.conversations is None or channel_id in audience.conversations:
        return True
    return audience.knows_public and channel_type == PUBLIC
