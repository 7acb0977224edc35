"""Short texts with what was read of them, shared into a store as the worker does it, for the tests of what is kept."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.merging import RULES
from storage import deals, inbox
from storage.audience import Audience, Place
from storage.records import (
    Article,
    DealFacts,
    DealType,
    Evidence,
    InboxItem,
    Job,
    JobKind,
    PersonFacts,
    Post,
    ReadArticle,
    Reading,
    Recorded,
)
from storage.store import Store

NOW = datetime(2025, 6, 20, 9, 30, tzinfo=UTC)
LEASE = timedelta(minutes=1)
TEAM = "T1"


def message(ts: str = "1.0", **changes: Any) -> InboxItem:
    """A message with a link in a public channel."""
    item = InboxItem(
        kind=JobKind.SHARE,
        team_id=TEAM,
        channel_id="C1",
        channel_type="channel",
        ts=ts,
        thread_ts=None,
        user_id="U1",
        text="<https://paper.example/1>",
        links=("https://paper.example/1",),
    )
    return replace(item, **changes)


def quoted(text: str, sentence: str, *fields: str) -> tuple[Evidence, ...]:
    """One sentence of a text as the evidence of several fields."""
    start = text.index(sentence)
    return tuple(Evidence(field, sentence, start, start + len(sentence)) for field in fields)


def takeover(text: str, buyer: str, target: str, **changes: Any) -> DealFacts:
    """A purchase that the whole text is the evidence of."""
    changes.setdefault("evidence", quoted(text, text, "acquirers", "targets", "type"))
    changes.setdefault("type", DealType.ACQUISITION)
    return DealFacts(acquirers=(buyer,), targets=(target,), **changes)


def article(
    text: str,
    *,
    url: str | None = None,
    published: date | None = None,
    told: Sequence[DealFacts] = (),
    people: Sequence[PersonFacts] = (),
) -> ReadArticle:
    """An article and what was read of it."""
    source = Article(text, url=url, canonical_url=url, title=text[:40], site="paper.example", published=published)
    return ReadArticle(source, Reading("en", tuple(told), tuple(people)))


async def claimed(store: Store, ts: str = "1.0", now: datetime = NOW, **changes: Any) -> Job:
    """A message put into an otherwise finished inbox and claimed."""
    assert await inbox.put(store, message(ts, **changes), now)
    job = await inbox.claim(store, "worker", now, LEASE)
    assert job is not None
    return job


async def share(
    store: Store,
    *read: ReadArticle,
    ts: str = "1.0",
    now: datetime = NOW,
    compose: Callable[[Recorded], Sequence[Post]] = lambda _: (),
    **changes: Any,
) -> Recorded:
    """A message that shares articles, worked off."""
    job = await claimed(store, ts, now, **changes)
    return await deals.record_reading(store, job, read, now, place=place_of(job.item), merge=RULES, compose=compose)


def place_of(item: InboxItem) -> Place:
    """Where a message was posted, by what its event says."""
    here = Audience(item.team_id, frozenset((item.channel_id,)), RULES)
    return Place(item.channel_id, here, is_public=item.channel_type == "channel")
