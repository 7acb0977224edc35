"""What a job's articles said is recorded in one transaction with the end of the job and the posts that tell of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from storage import inbox, news, people, replies, sql
from storage.articles import EvidenceMisplaced, article_identity, check_evidence, file_article, keep_evidence
from storage.audience import Audience
from storage.deal_view import Merge, deal_id_now, facts_without, headline, load_deals, load_observations, told_on
from storage.forms import deal_facts_as_json
from storage.ids import timed_id
from storage.in_full import InFull
from storage.news import Watcher
from storage.records import Deal, DealFacts, InboxItem, Job, JobKind, Post, ReadArticle, Recorded, RecordedDeal, Source
from storage.relations import candidates, settle
from storage.store import Store
from storage.withdrawing import withdraw

__all__ = [
    "EvidenceMisplaced",
    "Merge",
    "article_text",
    "deal",
    "keep_observation",
    "record_archived",
    "record_reading",
]


@dataclass(frozen=True, slots=True)
class _Observed:
    observation_id: str
    article_id: str


async def record_reading(
    store: Store,
    job: Job,
    read: Sequence[ReadArticle],
    now: datetime,
    *,
    merge: Merge,
    compose: Callable[[Recorded], Sequence[Post]],
    watchers: Sequence[Watcher] = (),
) -> Recorded:
    """Record what a job's articles said, end the job, queue what `compose` makes of it: all of it or nothing.

    An article the workspace has read before adds nothing but this share of it; its deals and people are in the
    result as they are known. Of a revised message, what it said before is taken back first. `merge` and `compose` must
    be quick and pure: they run in the writer's thread. Raises `FenceLost` when the claim was lost,
    `EvidenceMisplaced` for a sentence that is not in its article.
    """
    for each in read:
        check_evidence(each)

    def work(db: Database) -> Recorded:
        inbox.mark_done(db, job, now)
        before = news.Former()
        if job.item.is_revision:
            before = news.former(db, job.item)
            withdraw(db, job.item, {article_identity(each.article) for each in read}, now, merge)
        recorded = _record(db, job, read, now, merge)
        news.carry_over(db, job.item, recorded.deals, before, merge)
        found = news.news_for(db, job.item, watchers, lambda audience: recorded, before, merge)
        recorded = replace(recorded, news=tuple(found))
        replies.add(db, job.item, compose(recorded), now)
        return recorded

    return await store.write(work)


async def record_archived(
    store: Store, team_id: str, read: Sequence[ReadArticle], now: datetime, *, merge: Merge
) -> Recorded:
    """Record what articles said that no message shared: all of it or nothing, and nobody is told.

    Otherwise as `record_reading`; `shared_in` of such a source is None.
    """
    for each in read:
        check_evidence(each)
    nowhere = InboxItem(
        JobKind.SHARE, team_id, channel_id="", channel_type="", ts="", thread_ts=None, user_id="", text=""
    )
    job = Job(id="", item=nowhere, worker="", attempt=0, received_at=now)
    return await store.write(lambda db: _record(db, job, read, now, merge))


async def deal(store: Store, audience: Audience, deal_id: str) -> Deal | None:
    """One deal of a workspace, also by an id it had before it was found to be the same as another; or None."""

    def work(db: Database) -> Deal | None:
        now = deal_id_now(db, audience.team_id, deal_id)
        return next(iter(load_deals(db, [now])), None) if now else None

    return await store.read(work)


async def article_text(store: Store, article_id: str) -> str | None:
    """The text that evidence counts its offsets in, or None."""
    row = await store.read(lambda db: sql.first(db, "SELECT text FROM articles WHERE id = :id", {"id": article_id}))
    return str(row["text"]) if row else None


def _record(db: Database, job: Job, read: Sequence[ReadArticle], now: datetime, merge: Merge) -> Recorded:
    observed: list[_Observed] = []
    person_ids: list[str] = []
    articles: dict[str, bool] = {}  # from ids to whether nobody knew the article
    for each in read:
        filed = file_article(db, job, each, now)
        articles.setdefault(filed.id, filed.is_fresh)
        if filed.is_new:
            people.observe(db, job, filed.id, each.reading.people, now)
            observed += _observe(db, job, filed.id, each, now, merge)
        else:
            observed += _observed_before(db, filed.id)
        person_ids += people.ids_in_article(db, filed.id)
    fresh = tuple(each for each, is_fresh in articles.items() if is_fresh)
    deals = tuple(_recorded_deals(db, job, observed, fresh, merge))
    return Recorded(job, deals, tuple(people.load_people(db, _once(person_ids))), tuple(articles), fresh)


def _observe(
    db: Database, job: Job, article_id: str, read: ReadArticle, now: datetime, merge: Merge
) -> Sequence[_Observed]:
    told = _source(job, article_id, read, now)
    observed: list[_Observed] = []
    taken: list[str] = []
    for number, facts in enumerate(read.reading.deals):
        known = known_deal(db, job.item.team_id, facts, told, merge, taken)
        deal_id = known.id if known else timed_id(now, "deal", article_id, str(number))
        observation_id = keep_observation(db, job.item.team_id, deal_id, facts, told, number)
        observed.append(_Observed(observation_id, article_id))
        taken.append(deal_id)
    settle(db, job.item.team_id, taken, merge, now)
    return observed


def known_deal(
    db: Database, team_id: str, facts: DealFacts, told: Source, merge: Merge, taken: Sequence[str]
) -> Deal | None:
    """The known deal that an article tells of, but none that it tells of already: it knows that they are two."""
    found = [each for each in candidates(db, team_id, facts) if each not in taken]
    return InFull(merge, db, team_id).same_deal(facts, told.published and told_on(told), load_deals(db, found))


def keep_observation(db: Database, team_id: str, deal_id: str, facts: DealFacts, told: Source, number: int) -> str:
    """Keep what an article says of a deal, filed under that id; its view is not refreshed. Returns its id."""
    observation_id = timed_id(told.seen_at, "deal observation", told.article_id, str(number))
    row = {
        "id": observation_id,
        "team_id": team_id,
        "title": headline(facts),
        "filed_under": deal_id,
        "article_id": told.article_id,
        "shared_in": told.shared_in,
        "seen_at": sql.instant(told.seen_at),
        "facts": sql.opaque(deal_facts_as_json(replace(facts, evidence=()))),
    }
    sql.insert(db, "deal_observations", row)
    keep_evidence(db, told.article_id, {"deal_observation_id": observation_id}, facts.evidence)
    return observation_id


def _observed_before(db: Database, article_id: str) -> list[_Observed]:
    found = sql.rows(db, "SELECT id FROM deal_observations WHERE article_id = :id ORDER BY id", {"id": article_id})
    return [_Observed(row["id"], article_id) for row in found]


def _recorded_deals(
    db: Database, job: Job, observed: Sequence[_Observed], fresh: Sequence[str], merge: Merge
) -> Iterable[RecordedDeal]:
    """As they stand after the last article, so that two articles of one message tell the same.

    What somebody decided to be no deal is left out.
    """
    ids = [each.observation_id for each in observed]
    rows = sql.rows_of(db, "SELECT id, deal_id FROM deal_observations WHERE id IN (:ids)", ids)
    deal_ids = {row["id"]: row["deal_id"] for row in rows if row["deal_id"]}
    deals = {each.id: each for each in load_deals(db, _once(deal_ids.values()))}
    observations = load_observations(db, ids)
    for each in observed:
        if deal_id := deal_ids.get(each.observation_id):
            before = facts_without(db, job.item.team_id, deal_id, fresh, merge)
            yield RecordedDeal(
                deals[deal_id],
                observations[each.observation_id],
                is_new=before is None,
                people=people.facts_in_article(db, each.article_id),
                before=before,
                told_at=replies.first_told(db, job.item, deal_id),
            )


def _source(job: Job, article_id: str, read: ReadArticle, now: datetime) -> Source:
    article = read.article
    return Source(
        article_id, article.title, article.url, article.site, article.published, job.item.channel_id or None, now
    )


def _once(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))
