"""What a job's articles said is recorded in one transaction with the end of the job and the posts that tell of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from storage import inbox, news, people, replies, sql
from storage.articles import EvidenceMisplaced, article_identity, check_evidence, file_article, keep_evidence
from storage.audience import Audience, Place, all_of
from storage.deal_view import Merge, headline, load_observations, observations, told_on
from storage.forms import deal_facts_as_json
from storage.grouping import groups
from storage.ids import timed_id
from storage.in_full import InFull
from storage.known_deals import KnownDeals, deal_known, known_of
from storage.news import ToldTo, Watcher
from storage.publicity import heard, knows
from storage.records import Deal, DealFacts, InboxItem, Job, JobKind, Post, ReadArticle, Recorded, RecordedDeal, Source
from storage.refiling import dismissed_unheard
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
    id: str
    article_id: str


async def record_reading(
    store: Store,
    job: Job,
    read: Sequence[ReadArticle],
    now: datetime,
    *,
    place: Place,
    merge: Merge,
    compose: Callable[[Recorded], Sequence[Post]],
    watchers: Sequence[Watcher] = (),
) -> Recorded:
    """Record what a job's articles said in that place, end the job, queue what `compose` makes of it: all of it or
    nothing.

    An article the workspace has read before adds nothing but this share of it. Deals and people are in the result as
    those who read the place may know them, and so is what is new; what is news to watchers, as these may. Of a revised
    message, what it said before is taken back first. `merge` and `compose` must be quick and pure: they run in the
    writer's thread. Raises `FenceLost` when the claim was lost, `EvidenceMisplaced` for a sentence that is not in its
    article.
    """
    for each in read:
        check_evidence(each)

    def work(db: Database) -> Recorded:
        inbox.mark_done(db, job, now)
        readers = dict.fromkeys((place.audience, *(each.audience for each in watchers)))
        before = {each: news.Former() for each in readers}
        if job.item.is_revision:
            before = {each: news.former(db, job.item, each) for each in readers}
            withdraw(db, job.item, {article_identity(each.article) for each in read}, now, merge)
        filed = _file(db, job, read, now, place, tuple(readers), merge)
        told = {each: _told_to(db, filed, each, merge) for each in readers}
        places = {each.watch.channel_id: each.audience for each in watchers} | {place.channel_id: place.audience}
        for channel_id, audience in places.items():
            news.carry_over(channel_id, told[audience], before[audience], merge)
        found = news.news_for(watchers, told, before, merge)
        recorded = replace(told[place.audience].recorded, news=tuple(found))
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
    place = Place("", all_of(team_id), is_public=True)

    def work(db: Database) -> Recorded:
        filed = _file(db, job, read, now, place, [place.audience], merge)
        return _told_to(db, filed, place.audience, merge).recorded

    return await store.write(work)


async def deal(store: Store, audience: Audience, deal_id: str) -> Deal | None:
    """One deal of a workspace, also by an id it had before it was found to be the same as another; or None."""
    return await store.read(lambda db: deal_known(db, audience, deal_id))


async def article_text(store: Store, audience: Audience, article_id: str) -> str | None:
    """The text that evidence counts its offsets in, or None."""
    known = knows(audience)
    found = f"SELECT text FROM articles AS article WHERE id = :id AND team_id = :team_id AND {known.condition}"  # noqa: S608 ours
    values = {"id": article_id, "team_id": audience.team_id, **known.values}
    row = await store.read(lambda db: sql.first(db, found, values))
    return str(row["text"]) if row else None


@dataclass(frozen=True, slots=True)
class _Filed:
    """What a job's articles came to; `fresh` are the articles that are news, by those to whom they are."""

    job: Job
    observed: tuple[_Observed, ...]
    person_ids: tuple[str, ...]
    article_ids: tuple[str, ...]
    fresh: Mapping[Audience, frozenset[str]]


def _file(
    db: Database,
    job: Job,
    read: Sequence[ReadArticle],
    now: datetime,
    place: Place,
    readers: Sequence[Audience],
    merge: Merge,
) -> _Filed:
    observed: list[_Observed] = []
    person_ids: list[str] = []
    fresh: dict[Audience, set[str]] = {each: set() for each in readers}
    articles: dict[str, None] = {}
    for each in read:
        unknown_to = [audience for audience in readers if not _may_know(db, audience, each)]
        is_news_there = not _may_know(db, _filing(place, merge), each)
        filed = file_article(db, job, each, now, place)
        for audience in readers if filed.is_only_here else unknown_to:
            fresh[audience] |= {filed.id} - articles.keys()
        articles[filed.id] = None
        if filed.is_new:
            people.observe(db, job, filed.id, each.reading.people, now)
            _observe(db, _source(job, filed.id, each, now), each.reading.deals, place, merge)
        elif is_news_there:
            dismissed = _dismissed(db, _filing(place, merge), filed.id)
            _observe(db, _source(job, filed.id, each, now), dismissed, place, merge)
        observed += _observed_in(db, filed.id)
        person_ids += people.ids_in_article(db, filed.id)
    return _Filed(
        job,
        tuple(observed),
        tuple(_once(person_ids)),
        tuple(articles),
        {audience: frozenset(ids) for audience, ids in fresh.items()},
    )


def _told_to(db: Database, filed: _Filed, audience: Audience, merge: Merge) -> ToldTo:
    """What was filed as an audience may know it."""
    known = known_of(db, audience, _concerned(db, audience.team_id, filed))
    told = filed.article_ids
    if not audience.knows_all:
        visible = heard(db, audience, told)
        told = tuple(each for each in told if each in visible)
    fresh = tuple(each for each in told if each in filed.fresh[audience])
    observed = [each for each in filed.observed if each.article_id in told]
    deals = tuple(_recorded_deals(known, filed.job, observed, fresh, merge))
    named = tuple(people.load_people(known, filed.person_ids))
    return ToldTo(known, Recorded(filed.job, deals, named, told, fresh))


def _concerned(db: Database, team_id: str, filed: _Filed) -> set[str]:
    """Ids of the deals that a reply may tell of: the articles', what they may be one with, and their people's."""
    ids = [each.id for each in filed.observed]
    told = [each.facts for each in load_observations(db, ids).values()]
    near = {deal_id for facts in told for deal_id in candidates(db, team_id, facts)}
    own = sql.rows_of(db, "SELECT deal_id FROM deal_observations WHERE id IN (:ids)", ids)
    beside = sql.rows_of(
        db,
        "SELECT DISTINCT told.deal_id FROM person_observations AS person"
        " JOIN deal_observations AS told ON told.article_id = person.article_id WHERE person.person_id IN (:ids)",
        filed.person_ids,
    )
    return near | {row["deal_id"] for row in (*own, *beside) if row["deal_id"]}


def _may_know(db: Database, audience: Audience, read: ReadArticle) -> bool:
    known = knows(audience)
    found = (
        "SELECT id FROM articles AS article WHERE team_id = :team_id AND identity = :identity"  # noqa: S608 ours
        f" AND {known.condition}"
    )
    values = {"team_id": audience.team_id, "identity": article_identity(read.article), **known.values}
    return sql.first(db, found, values) is not None


def _observe(db: Database, told: Source, said: Sequence[DealFacts], place: Place, merge: Merge) -> None:
    audience, now = _filing(place, merge), told.seen_at
    taken: list[str] = []
    for number, facts in enumerate(said):
        known = known_deal(db, audience, facts, told, merge, taken)
        deal_id = known.id if known else timed_id(now, "deal", told.article_id, str(number))
        keep_observation(db, audience.team_id, deal_id, facts, told, number)
        taken.append(deal_id)
    settle(db, audience.team_id, taken, merge, now)


def _dismissed(db: Database, audience: Audience, article_id: str) -> list[DealFacts]:
    """What an article that is news to the audience says of deals which it knows to be none."""
    found = observations(db, "observation.article_id", [article_id])
    linked = groups(db, audience.team_id, [each.filed_under for each in found])
    return dismissed_unheard(found, linked.known_to(audience))


def _filing(place: Place, merge: Merge) -> Audience:
    """Who knows the deals that an article may be about: nobody is to see by it what only others know."""
    if place.is_public:
        return Audience(place.audience.team_id, frozenset(), merge)
    return replace(place.audience, knows_public=True, merge=merge)


def known_deal(
    db: Database, audience: Audience, facts: DealFacts, told: Source, merge: Merge, taken: Sequence[str]
) -> Deal | None:
    """The known deal that an article tells of, but none that it tells of already: it knows that they are two.

    Nor what only an earlier filing of the article tells.
    """
    found = candidates(db, audience.team_id, facts)
    every = (each for each in known_of(db, audience, found).every(found) if each.id not in taken)
    known = [each for each in every if any(source.article_id != told.article_id for source in each.sources)]
    return InFull(merge, db, audience.team_id).same_deal(facts, told.published and told_on(told), known)


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


def _observed_in(db: Database, article_id: str) -> list[_Observed]:
    found = sql.rows(db, "SELECT id FROM deal_observations WHERE article_id = :id ORDER BY id", {"id": article_id})
    return [_Observed(row["id"], article_id) for row in found]


def _recorded_deals(
    known: KnownDeals, job: Job, observed: Sequence[_Observed], fresh: Sequence[str], merge: Merge
) -> Iterable[RecordedDeal]:
    """As they stand after the last article, so that two articles of one message tell the same.

    What somebody decided to be no deal is left out.
    """
    db, ids = known.db, [each.id for each in observed]
    deal_ids = _deals_of(known, ids)
    deals = {each.id: each for each in known.load(_once(deal_ids.values()))}
    observations = load_observations(db, ids)
    for each in observed:
        if (deal_id := deal_ids.get(each.id)) in deals:
            deal = deals[deal_id]
            before = known.facts_without(deal_id, fresh, merge)
            source = next(one for one in deal.sources if one.article_id == each.article_id)
            told = replies.told_here(db, job.item, deal_id)
            yield RecordedDeal(
                deal,
                replace(observations[each.id], source=replace(source, copy_of=None)),
                is_new=before is None,
                people=people.facts_in_article(db, each.article_id),
                before=before,
                told_at=told.first if told else None,
                as_told=_as_told(known, deal, told, fresh, merge),
            )


def _as_told(
    known: KnownDeals, deal: Deal, told: replies.ToldHere | None, fresh: Sequence[str], merge: Merge
) -> DealFacts | None:
    """The deal without what has been read since the channel was told of it."""
    if told is None:
        return None
    since = {each.article_id for each in deal.sources if each.seen_at > told.last_at}
    return known.facts_without(deal.id, {*fresh, *since}, merge)


def _deals_of(known: KnownDeals, observation_ids: Sequence[str]) -> dict[str, str]:
    """From observations to the deals that they tell of, as the audience knows them."""
    found = sql.rows_of(known.db, "SELECT id, deal_id FROM deal_observations WHERE id IN (:ids)", observation_ids)
    kept = {row["id"]: row["deal_id"] for row in found if row["deal_id"]}
    parts = {each.id: part.deal.id for part in known.parts.values() for each in part.observed}
    return {each: parts.get(each) or kept[each] for each in observation_ids if each in parts or each in kept}


def _source(job: Job, article_id: str, read: ReadArticle, now: datetime) -> Source:
    article = read.article
    return Source(
        article_id, article.title, article.url, article.site, article.published, job.item.channel_id or None, now
    )


def _once(ids: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(ids))
