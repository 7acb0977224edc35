"""What a job's articles said is recorded in one transaction with the end of the job and the posts that tell of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from storage import inbox, outbox, people, sql
from storage.articles import EvidenceMisplaced, check_evidence, file_article, keep_evidence
from storage.companies import companies_called, companies_with_longer_names, companies_with_shorter_names
from storage.deal_view import Merge, headline, keep_deal, load_deals, load_observations, refresh_deal, told_on
from storage.forms import deal_facts_as_json
from storage.ids import timed_id
from storage.records import Deal, DealFacts, Job, Post, ReadArticle, Recorded, RecordedDeal, Source
from storage.store import Store

__all__ = ["EvidenceMisplaced", "Merge", "article_text", "deal", "record_reading"]

CANDIDATES = 50  # known deals that `Merge.same_deal` chooses from: those that share most parties, newest first
_LONGER_NAMES = 20  # companies a short form is tried for
_DEALS_A_COMPANY = 100


@dataclass(frozen=True, slots=True)
class _Observed:
    deal_id: str
    observation_id: str
    article_id: str
    is_new_deal: bool


async def record_reading(
    store: Store,
    job: Job,
    read: Sequence[ReadArticle],
    now: datetime,
    *,
    merge: Merge,
    compose: Callable[[Recorded], Sequence[Post]],
) -> Recorded:
    """Record what a job's articles said, end the job, queue what `compose` makes of it: all of it or nothing.

    An article the workspace has read before adds nothing but this share of it; its deals and people are in the
    result as they are known. `merge` and `compose` must be quick and pure: they run in the writer's thread.
    Raises `FenceLost` when the claim was lost, `EvidenceMisplaced` for a sentence that is not in its article.
    """
    for each in read:
        check_evidence(each)

    def work(db: Database) -> Recorded:
        inbox.mark_done(db, job, now)
        recorded = _record(db, job, read, now, merge)
        outbox.add(db, compose(recorded), now)
        return recorded

    return await store.write(work)


async def deal(store: Store, team_id: str, deal_id: str) -> Deal | None:
    """One deal of a workspace, or None."""
    found = await store.read(lambda db: load_deals(db, [deal_id]))
    return found[0] if found and found[0].team_id == team_id else None


async def article_text(store: Store, article_id: str) -> str | None:
    """The text that evidence counts its offsets in, or None."""
    row = await store.read(lambda db: sql.first(db, "SELECT text FROM articles WHERE id = :id", {"id": article_id}))
    return str(row["text"]) if row else None


def _record(db: Database, job: Job, read: Sequence[ReadArticle], now: datetime, merge: Merge) -> Recorded:
    observed: list[_Observed] = []
    person_ids: list[str] = []
    for each in read:
        filed = file_article(db, job, each, now)
        if filed.is_new:
            people.observe(db, job, filed.id, each.reading.people, now)
            observed += _observe(db, job, filed.id, each, now, merge)
        else:
            observed += _observed_before(db, filed.id)
        person_ids += people.ids_in_article(db, filed.id)
    return Recorded(job, tuple(_recorded_deals(db, observed)), tuple(people.load_people(db, _once(person_ids))))


def _observe(
    db: Database, job: Job, article_id: str, read: ReadArticle, now: datetime, merge: Merge
) -> Iterable[_Observed]:
    told = _source(job, article_id, read, now)
    taken: set[str] = set()  # two deals of one article are two: the article tells them apart
    for number, facts in enumerate(read.reading.deals):
        candidates = [each for each in _candidates(db, job.item.team_id, facts) if each not in taken]
        known = merge.same_deal(facts, told_on(told), load_deals(db, candidates))
        deal_id = known.id if known else timed_id(now, "deal", article_id, str(number))
        if not known:
            keep_deal(db, deal_id, job.item.team_id, facts, told)
        observation_id = _keep_observation(db, job, deal_id, facts, told, number)
        refresh_deal(db, deal_id, job.item.team_id, merge, now)
        taken.add(deal_id)
        yield _Observed(deal_id, observation_id, article_id, is_new_deal=known is None)


def _keep_observation(db: Database, job: Job, deal_id: str, facts: DealFacts, told: Source, number: int) -> str:
    observation_id = timed_id(told.seen_at, "deal observation", told.article_id, str(number))
    row = {
        "id": observation_id,
        "team_id": job.item.team_id,
        "title": headline(facts),
        "deal_id": deal_id,
        "article_id": told.article_id,
        "shared_in": told.shared_in,
        "seen_at": sql.instant(told.seen_at),
        "facts": sql.opaque(deal_facts_as_json(replace(facts, evidence=()))),
    }
    sql.insert(db, "deal_observations", row)
    keep_evidence(db, told.article_id, {"deal_observation_id": observation_id}, facts.evidence)
    return observation_id


def _observed_before(db: Database, article_id: str) -> list[_Observed]:
    found = sql.rows(
        db, "SELECT id, deal_id FROM deal_observations WHERE article_id = :id ORDER BY id", {"id": article_id}
    )
    return [_Observed(row["deal_id"], row["id"], article_id, is_new_deal=False) for row in found]


def _recorded_deals(db: Database, observed: Sequence[_Observed]) -> Iterable[RecordedDeal]:
    """As they stand after the last article, so that two articles of one message tell the same."""
    deals = {each.id: each for each in load_deals(db, _once(each.deal_id for each in observed))}
    observations = load_observations(db, [each.observation_id for each in observed])
    for each in observed:
        told_of = people.facts_in_article(db, each.article_id)
        yield RecordedDeal(deals[each.deal_id], observations[each.observation_id], each.is_new_deal, told_of)


def _candidates(db: Database, team_id: str, facts: DealFacts) -> list[str]:
    """Deals that name a party of these facts, or a shorter or longer form of it, in whatever role."""
    parties_shared: Counter[str] = Counter()
    newest: dict[str, str] = {}
    for name in _once((*facts.targets, *facts.acquirers, *facts.sellers)):
        companies = (
            *companies_called(db, team_id, name),
            *companies_with_shorter_names(db, team_id, name),
            *companies_with_longer_names(db, team_id, name, _LONGER_NAMES),
        )
        found = newest_deals(db, companies, _DEALS_A_COMPANY)
        parties_shared.update(found.keys())
        newest |= found
    ranked = sorted(newest, key=lambda each: (parties_shared[each], newest[each], each), reverse=True)
    return ranked[:CANDIDATES]


def newest_deals(db: Database, company_ids: Iterable[str], limit: int) -> dict[str, str]:
    """The newest deals of each company with the day they were told on: one walk of an index a company."""
    found: dict[str, str] = {}
    for company_id in company_ids:
        rows = sql.rows(
            db,
            "SELECT DISTINCT deal_id, told_on FROM deal_parties WHERE company_id = :id"
            " ORDER BY told_on DESC, deal_id DESC LIMIT :limit",
            {"id": company_id, "limit": limit},
        )
        found |= {row["deal_id"]: row["told_on"] for row in rows}
    return found


def _source(job: Job, article_id: str, read: ReadArticle, now: datetime) -> Source:
    article = read.article
    return Source(
        article_id, article.title, article.url, article.site, article.published, job.item.channel_id, seen_at=now
    )


def _once(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))
