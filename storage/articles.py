"""Articles as they were read, and the messages that shared them. A workspace keeps an article once."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from sqlite_utils import Database

from storage import sql
from storage.audience import Place
from storage.copies import signature
from storage.ids import timed_id
from storage.opening import StoreError
from storage.records import Article, Evidence, Job, ReadArticle, Source

# what a query selects of `articles AS article` and of an observation, for `source`
SOURCE_COLUMNS = (
    "observation.shared_in, observation.seen_at, article.id AS article_id, article.title AS article_title,"
    " article.url, article.site, article.published"
)


class EvidenceMisplaced(StoreError, AssertionError):
    """A sentence does not stand in the article's text where its evidence says; nothing was stored."""


@dataclass(frozen=True, slots=True)
class Filed:
    """Where an article is kept; `is_new` is False when the workspace had it before.

    `is_only_here`: nobody knows it but by the message at hand, which may have been edited since it shared it first.
    """

    id: str
    is_new: bool
    is_only_here: bool


def check_evidence(read: ReadArticle) -> None:
    """Raise `EvidenceMisplaced`, naming the field, unless each sentence stands at its offsets in the text."""
    text, told = read.article.text, read.reading
    of_deals = chain.from_iterable(facts.evidence for facts in told.deals)
    of_people = chain.from_iterable(facts.evidence for facts in told.people)
    for each in chain(of_deals, of_people):
        if not 0 <= each.start < each.end <= len(text) or text[each.start : each.end] != each.sentence:
            where = f"{each.start}:{each.end}"
            raise EvidenceMisplaced(f"evidence of {each.field!r}: its sentence is not the text at {where}")


def file_article(db: Database, job: Job, read: ReadArticle, now: datetime, place: Place) -> Filed:
    """Keep the article, unless the workspace has it, and that the job's message shared it in that place."""
    team_id, identity = job.item.team_id, article_identity(read.article)
    article_id = timed_id(now, "article", team_id, identity)
    is_new = sql.insert(db, "articles", {"id": article_id, **_row(job, read, identity, now)}, once=True)
    if not is_new:
        known = sql.first(
            db,
            "SELECT id FROM articles WHERE team_id = :team_id AND identity = :identity",
            {"team_id": team_id, "identity": identity},
        )
        assert known is not None, "only an article of the same identity keeps this one out"
        article_id = known["id"]
    if job.item.channel_id:
        _keep_share(db, job, article_id, now, is_public=place.is_public)
    elif not is_new:
        archive_articles(db, [article_id], now)
    return Filed(article_id, is_new, is_new or _is_only_here(db, job, article_id))


def archive_articles(db: Database, article_ids: Sequence[str], now: datetime) -> None:
    """Note that an archive brought them, too: so they are public, whoever had shared them."""
    change = (
        "UPDATE articles SET archived_at = :now WHERE id IN (SELECT value FROM json_each(:ids)) AND archived_at IS NULL"
    )
    sql.execute(db, change, {"now": sql.instant(now), "ids": sql.opaque(list(article_ids))})


def keep_evidence(db: Database, article_id: str, observation: Mapping[str, str], facts: Sequence[Evidence]) -> None:
    """Keep the sentences of one observation; `observation` is the column that names it, with its id."""
    (observation_id,) = observation.values()
    for position, evidence in enumerate(facts):
        row = {
            "id": f"{observation_id}-{position}",
            "article_id": article_id,
            **observation,
            "position": position,
            "field": evidence.field,
            "sentence": evidence.sentence,
            "start_offset": evidence.start,
            "end_offset": evidence.end,
        }
        sql.insert(db, "evidence", row)


def source(row: Mapping[str, Any]) -> Source:
    """From a row with `SOURCE_COLUMNS`."""
    return Source(
        article_id=row["article_id"],
        title=row["article_title"],
        url=row["url"],
        site=row["site"],
        published=sql.as_day(row["published"]),
        shared_in=row["shared_in"],
        seen_at=sql.as_instant(row["seen_at"]),
    )


def evidence(row: Mapping[str, Any]) -> Evidence:
    """From a row of `evidence`."""
    return Evidence(row["field"], row["sentence"], row["start_offset"], row["end_offset"])


def article_identity(article: Article) -> str:
    """What makes it the same article: its canonical address, else a hash of its words."""
    if article.canonical_url:
        return article.canonical_url
    # a text pasted twice comes with other spaces and other compositions of its umlauts
    words = " ".join(unicodedata.normalize("NFC", sql.storable(article.text)).split())
    return "text:" + hashlib.sha256(words.encode()).hexdigest()


def _row(job: Job, read: ReadArticle, identity: str, now: datetime) -> dict[str, Any]:
    article = read.article
    archived_at = None if job.item.channel_id else sql.instant(now)
    return {
        "team_id": job.item.team_id,
        "title": article.title,
        "site": article.site,
        "published": sql.day(article.published),
        "url": article.url,
        "canonical_url": article.canonical_url,
        "lang": read.reading.lang,
        "declared_lang": article.lang,
        "seen_at": sql.instant(now),
        "archived_at": archived_at,
        "public_since": archived_at,  # a trigger follows the shares
        "identity": identity,
        "text": article.text,
        "read_by": read.read_by,
        "signature": signature(article.text),
    }


def _is_only_here(db: Database, job: Job, article_id: str) -> bool:
    """Whether an earlier revision of the message brought the article, and no other message or archive did."""
    item = job.item
    elsewhere = sql.first(
        db,
        "SELECT id FROM articles WHERE id = :id AND (archived_at IS NOT NULL OR EXISTS (SELECT 1 FROM shares"
        " WHERE shares.article_id = articles.id AND (shares.channel_id <> :channel_id OR shares.ts <> :ts)))",
        {"id": article_id, "channel_id": item.channel_id, "ts": item.ts},
    )
    return item.is_revision and elsewhere is None


def _keep_share(db: Database, job: Job, article_id: str, now: datetime, *, is_public: bool) -> None:
    item = job.item
    row = {
        "id": timed_id(now, "share", item.team_id, item.channel_id, item.ts, article_id),
        "team_id": item.team_id,
        "article_id": article_id,
        "channel_id": item.channel_id,
        "channel_type": item.channel_type,
        "ts": item.ts,
        "thread_ts": item.thread_ts,
        "user_id": item.user_id,
        "shared_at": sql.instant(now),
        "is_public": int(is_public),
    }
    sql.insert(db, "shares", row, once=True)
