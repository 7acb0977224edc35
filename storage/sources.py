"""What stands behind a deal: of each of its articles every sentence, and the messages that shared it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from storage import sql
from storage.articles import evidence
from storage.audience import Audience
from storage.grouping import groups
from storage.publicity import knows
from storage.records import Evidence
from storage.store import Store


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
            each: Behind(_sentences(db, audience, deal_id, each), _shares(db, audience, each)) for each in article_ids
        }

    return await store.read(work)


def _sentences(db: Database, audience: Audience, deal_id: str, article_id: str) -> tuple[Evidence, ...]:
    known = knows(audience)
    found = sql.rows(
        db,
        "SELECT evidence.* FROM evidence JOIN deal_observations AS observation"  # noqa: S608 ours
        " ON observation.id = evidence.deal_observation_id"
        " JOIN articles AS article ON article.id = observation.article_id"
        " WHERE (observation.deal_id = :deal OR observation.filed_under IN (SELECT value FROM json_each(:ids)))"
        f" AND observation.team_id = :team AND observation.article_id = :article AND {known.condition}"
        " ORDER BY evidence.start_offset, evidence.position",
        {
            **known.values,
            "deal": deal_id,
            "ids": sql.opaque(sorted(groups(db, audience.team_id, [deal_id]).ids)),
            "team": audience.team_id,
            "article": article_id,
        },
    )
    return tuple(map(evidence, found))


def _shares(db: Database, audience: Audience, article_id: str) -> tuple[Share, ...]:
    found = sql.rows(
        db,
        "SELECT channel_id, is_public, user_id, shared_at FROM shares"
        " WHERE team_id = :team AND article_id = :article ORDER BY shared_at, id",
        {"team": audience.team_id, "article": article_id},
    )
    return tuple(
        Share(row["channel_id"], row["user_id"], sql.as_instant(row["shared_at"]))
        for row in found
        if _may_know(audience, row["channel_id"], is_public=bool(row["is_public"]))
    )


def _may_know(audience: Audience, channel_id: str, *, is_public: bool) -> bool:
    if audience.conversations is None or channel_id in audience.conversations:
        return True
    return audience.knows_public and is_public
