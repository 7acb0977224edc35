"""Articles read again: what the new reading says takes the place of what that article had said, and of nothing else.

Decisions stay, but for the bot's joins that the new reading is no reason for. A deal keeps its id while the article
still tells of it, or another does; one that was decided about keeps what was filed under it as long as the article
tells of anything like it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage import people, sql
from storage.articles import check_evidence
from storage.audience import Audience
from storage.copies import signature
from storage.deal_view import Merge, load_deals, load_observations, refresh, told_on
from storage.deals import keep_observation, known_deal
from storage.grouping import Groups, groups
from storage.ids import timed_id
from storage.in_full import InFull
from storage.records import Article, Deal, DealFacts, DealObservation, InboxItem, Job, JobKind, ReadArticle, Source
from storage.relations import look_again
from storage.store import Store


async def read_otherwise(store: Store, read_by: str) -> list[str]:
    """Ids of the articles of all workspaces that another edition of the extractor read, oldest first."""
    found = "SELECT id FROM articles WHERE read_by <> :read_by ORDER BY seen_at, id"
    return [row["id"] for row in await store.read(lambda db: sql.rows(db, found, {"read_by": read_by}))]


async def stored_article(store: Store, article_id: str) -> Article | None:
    """An article as it was read, or None once it is forgotten."""
    row = await store.read(lambda db: _row(db, article_id))
    if row is None:
        return None
    return Article(
        text=row["text"],
        url=row["url"],
        canonical_url=row["canonical_url"],
        title=row["title"],
        site=row["site"],
        published=sql.as_day(row["published"]),
        lang=row["declared_lang"],
    )


async def replace_reading(store: Store, article_id: str, read: ReadArticle, now: datetime, *, merge: Merge) -> bool:
    """Put a new reading of an article in the place of the former one; False where it is forgotten meanwhile.

    All of it or nothing. Raises `EvidenceMisplaced` for a sentence that is not in the article.
    """
    check_evidence(read)

    def work(db: Database) -> bool:
        row = _row(db, article_id)
        if row is None or row["text"] != sql.storable(read.article.text):
            return False
        _replace_people(db, row, read)
        _replace_deals(db, row, read.reading.deals, now, merge)
        kept = {
            "id": article_id,
            "lang": read.reading.lang,
            "read_by": read.read_by,
            "signature": signature(row["text"]),
        }
        sql.execute(
            db, "UPDATE articles SET lang = :lang, read_by = :read_by, signature = :signature WHERE id = :id", kept
        )
        return True

    return await store.write(work)


@dataclass(frozen=True, slots=True)
class _Former:
    """What the article had said of a deal, and the id that it was filed under."""

    filed_under: str
    told: DealObservation


def _row(db: Database, article_id: str) -> dict[str, Any] | None:
    return sql.first(
        db,
        "SELECT articles.*, (SELECT channel_id FROM shares WHERE article_id = articles.id ORDER BY shared_at, id"
        " LIMIT 1) AS channel_id FROM articles WHERE id = :id",
        {"id": article_id},
    )


def _replace_deals(db: Database, row: dict[str, Any], told: Sequence[DealFacts], now: datetime, merge: Merge) -> None:
    team_id, source, readers = row["team_id"], _source(row), _readers(db, row, merge)
    former = _former(db, row["id"])
    linked = groups(db, team_id, [each.filed_under for each in former])
    sql.execute(db, "DELETE FROM deal_observations WHERE article_id = :id", {"id": row["id"]})
    refresh(db, team_id, linked.ids, merge)
    taken: list[str] = []
    for number, facts in enumerate(told):
        deal_id = _deal_id(db, readers, facts, source, former, taken, merge)
        deal_id = deal_id or timed_id(source.seen_at, "deal", source.article_id, str(number), sql.instant(now))
        keep_observation(db, team_id, deal_id, facts, source, number)
        taken.append(deal_id)
    look_again(db, team_id, {*linked.ids, *taken}, merge, now)


def _former(db: Database, article_id: str) -> list[_Former]:
    found = sql.rows(
        db, "SELECT id, filed_under FROM deal_observations WHERE article_id = :id ORDER BY id", {"id": article_id}
    )
    told = load_observations(db, [row["id"] for row in found])
    return [_Former(row["filed_under"], told[row["id"]]) for row in found]


def _deal_id(
    db: Database,
    readers: Audience,
    facts: DealFacts,
    source: Source,
    former: Sequence[_Former],
    taken: Sequence[str],
    merge: Merge,
) -> str | None:
    """The id to file under: where it was and somebody decided; a known deal's, its own first; where it was; None."""
    team_id, free = readers.team_id, [each for each in former if each.filed_under not in taken]
    linked = groups(db, team_id, [each.filed_under for each in free])
    before = _same(db, team_id, facts, source, [_alone(team_id, each) for each in free], merge)
    if before and _decided(linked, before.id):
        return before.id
    own = load_deals(db, [linked.root(each.filed_under) for each in free])
    known = _same(db, team_id, facts, source, own, merge) or known_deal(db, readers, facts, source, merge, taken)
    found = known or before
    return found.id if found else None


def _readers(db: Database, row: dict[str, Any], merge: Merge) -> Audience:
    """Those who may know the article, as when it was first recorded."""
    if row["public_since"]:
        return Audience(row["team_id"], frozenset(), merge)
    found = sql.rows(db, "SELECT channel_id FROM shares WHERE article_id = :id", {"id": row["id"]})
    return Audience(row["team_id"], frozenset(each["channel_id"] for each in found), merge)


def _same(
    db: Database, team_id: str, facts: DealFacts, source: Source, known: Sequence[Deal], merge: Merge
) -> Deal | None:
    return InFull(merge, db, team_id).same_deal(facts, source.published and told_on(source), known)


def _alone(team_id: str, former: _Former) -> Deal:
    """The deal as this article alone had told it."""
    told = former.told
    return Deal(former.filed_under, team_id, told.facts, (), (told.source,), told.source.seen_at, told.source.seen_at)


def _decided(linked: Groups, deal_id: str) -> bool:
    return any(deal_id in (each.deal_id, each.other, each.id) for each in linked.decisions)


def _source(row: dict[str, Any]) -> Source:
    return Source(
        article_id=row["id"],
        title=row["title"],
        url=row["url"],
        site=row["site"],
        published=sql.as_day(row["published"]),
        shared_in=row["channel_id"] or None,
        seen_at=sql.as_instant(row["seen_at"]),
    )


def _replace_people(db: Database, row: dict[str, Any], read: ReadArticle) -> None:
    before = people.ids_in_article(db, row["id"])
    sql.execute(db, "DELETE FROM person_observations WHERE article_id = :id", {"id": row["id"]})
    item = InboxItem(JobKind.SHARE, row["team_id"], row["channel_id"] or "", "", "", None, "", "")
    seen_at = sql.as_instant(row["seen_at"])
    people.observe(db, Job("", item, "", 0, seen_at), row["id"], read.reading.people, seen_at)
    _tidy(db, {*before, *people.ids_in_article(db, row["id"])})


def _tidy(db: Database, person_ids: Iterable[str]) -> None:
    """People of whom nothing is told any more go; the others were last seen when their newest article was."""
    for person_id in sorted(person_ids):
        seen = {"id": person_id}
        newest = "(SELECT MAX(seen_at) FROM person_observations WHERE person_id = :id)"
        sql.execute(db, f"DELETE FROM people WHERE id = :id AND {newest} IS NULL", seen)  # noqa: S608 ours
        sql.execute(db, f"UPDATE people SET last_seen = {newest} WHERE id = :id", seen)  # noqa: S608 ours
