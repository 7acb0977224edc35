"""Works the inbox off: a shared message is read and told, a question is answered from the store.

Facts, "done" and the reply's outbox row are one transaction, so there is no gap between "stored" and "will be
told". What fails is tried again with growing pauses, then answered with one sentence that says why.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from bot.articles.fetch import Fetcher
from bot.clock import Clock
from bot.due_loop import DueLoop, DueWork
from bot.errors import DealbotError, GivenUp, ReadingFailed, UnreadablePage
from bot.leases import kept
from bot.merging import Merging
from bot.reader import Reader
from bot.workspaces import Served
from handlers import answers, queries
from handlers.blocks import notices
from handlers.blocks.message import Rendered
from handlers.blocks.mrkdwn import plain_text
from handlers.blocks.reading import reading_reply
from handlers.intake import word_count
from handlers.visibility import Visibility
from storage import deals, inbox
from storage.records import Job, JobKind, Post, ReadArticle, Recorded
from storage.store import FenceLost, Store

log = logging.getLogger(__name__)

TASKS = 4  # jobs side by side: fetching waits for other people's servers
LANGUAGES = ("en", "de")  # those that deals are read from
ARTICLE_WORDS = 60  # a comment on a link is shorter, a pasted article longer
MAX_TRIES = 3  # of a page that may come back
MAX_CLAIMS = 5  # of a job whose worker dies every time
BACKOFF = timedelta(seconds=2)  # doubles with every try
MAX_BACKOFF = timedelta(minutes=5)  # however long a site's Retry-After says: someone waits for the answer


@dataclass(frozen=True, slots=True)
class Failure:
    """Why one of a message's links, or its text, could not be read."""

    link: str | None
    error: DealbotError


class Worker(DueWork):
    """Handles the workspaces' inbox rows, claimed under `name`; `jitter` returns 0..1 and spreads the retries."""

    def __init__(
        self,
        store: Store,
        workspaces: Served,
        visibility: Visibility,
        fetcher: Fetcher,
        reader: Reader,
        clock: Clock,
        *,
        name: str,
        lease: timedelta,
        jitter: Callable[[], float],
        wake_sender: Callable[[], None],
    ) -> None:
        self._store = store
        self._workspaces = workspaces
        self._visibility = visibility
        self._fetcher = fetcher
        self._reader = reader
        self._clock = clock
        self._name = name
        self._lease = lease
        self._jitter = jitter
        self._wake_sender = wake_sender
        super().__init__(
            DueLoop("worker", self._step, self._next_due, clock, TASKS),
            lambda: inbox.release(store, name),
        )

    async def _next_due(self) -> datetime | None:
        return await inbox.next_due(self._store, await self._workspaces.team_ids())

    async def _step(self) -> bool:
        teams = await self._workspaces.team_ids()
        job = await inbox.claim(self._store, self._name, self._clock.now(), self._lease, teams)
        if job is None:
            return False
        try:
            await self._handle_or_retry(job)
        except FenceLost:
            log.info("another worker took over %s", job.id)
        self._wake_sender()
        return True

    async def _handle_or_retry(self, job: Job) -> None:
        """An unforeseen error is tried again like any other, and given up with a word after as many claims."""
        try:
            async with kept(lambda now: inbox.renew(self._store, job, now, self._lease), self._lease, self._clock):
                await self._handle(job)
        except FenceLost:
            raise
        except Exception as error:
            log.exception("message %s failed at attempt %d", job.id, job.attempt)
            not_before = self._clock.now() + self._pause(job, ())
            await inbox.retry(self._store, job, not_before, f"{type(error).__name__}: {error}")

    async def _handle(self, job: Job) -> None:
        if job.attempt > MAX_CLAIMS:
            await self._give_up(job)
        elif job.item.kind is JobKind.QUESTION:
            await self._answer(job)
        else:
            await self._share(job)

    async def _answer(self, job: Job) -> None:
        item, now = job.item, self._clock.now()
        audience = await self._visibility.of_place(item.team_id, item.channel_id)
        answer = await answers.answer(self._store, audience, queries.mention_query(item.text), now)
        await inbox.finish(self._store, job, now, posts_in_thread(job, answer.in_thread()))

    async def _share(self, job: Job) -> None:
        read, failures = await self._read(job)
        retryable = [failure.error for failure in failures if failure.error.retryable]
        if retryable and job.attempt < MAX_TRIES:
            await inbox.retry(self._store, job, self._clock.now() + self._pause(job, retryable), str(retryable[0]))
            return

        def compose(recorded: Recorded) -> Sequence[Post]:
            return posts_in_thread(job, replies(job, read, recorded, failures))

        await deals.record_reading(
            self._store, job, worth_keeping(read), self._clock.now(), merge=Merging(), compose=compose
        )

    async def _read(self, job: Job) -> tuple[list[ReadArticle], list[Failure]]:
        read, failures = [], []
        for link in _sources(job):
            try:
                read.append(await self._read_one(job, link))
            except (UnreadablePage, ReadingFailed) as error:
                log.info("could not read %s: %s", urlsplit(link).hostname if link else "a pasted text", error)
                failures.append(Failure(link, error))
        return read, failures

    async def _read_one(self, job: Job, link: str | None) -> ReadArticle:
        if link is None:
            return await self._reader.read_text(plain_text(job.item.text))
        return await self._reader.read_page(await self._fetcher.fetch(link))

    def _pause(self, job: Job, errors: Sequence[DealbotError]) -> timedelta:
        asked = max((error.retry_after or 0.0 for error in errors), default=0.0)
        backoff = BACKOFF * float(2 ** (job.attempt - 1)) * (1 + self._jitter())
        return min(max(backoff, timedelta(seconds=asked)), MAX_BACKOFF)

    async def _give_up(self, job: Job) -> None:
        """Only who shared a link or asked something waits for a word; small talk is not told of our troubles."""
        told = GivenUp().told if job.item.kind is JobKind.QUESTION else ReadingFailed().told
        waits = job.item.links or job.item.addressed
        posts = posts_in_thread(job, [notices.unreadable(told)] if waits else [])
        await inbox.give_up(self._store, job, self._clock.now(), "failed at every attempt", posts)


def worth_keeping(read: Sequence[ReadArticle]) -> list[ReadArticle]:
    """Articles, and texts with a deal in them: what people say to each other besides is not ours to keep."""
    return [each for each in read if each.article.url or each.reading.deals]


def _sources(job: Job) -> Sequence[str | None]:
    """The links of a message, and None for its own text when it holds an article, with or without a link to it."""
    pasted = not job.item.links or word_count(job.item.text) >= ARTICLE_WORDS
    return (*job.item.links, None) if pasted else job.item.links


def replies(job: Job, read: Sequence[ReadArticle], recorded: Recorded, failures: Sequence[Failure]) -> list[Rendered]:
    """What the thread is told: the deals; why a link or its language could not be read; nothing about what is no deal.

    Someone who addressed the bot waits for an answer, so "no deal in it" is said there and only there.
    """
    rendered = list(reading_reply(recorded, read[0].reading.lang)) if read else []
    links = [failure for failure in failures if failure.link]
    if not rendered and links and len(links) == len(job.item.links):
        rendered.append(notices.unreadable(links[0].error.told))
    elif not rendered and read and all(each.reading.lang not in LANGUAGES for each in read):
        rendered += [notices.other_language()] if job.item.links or job.item.addressed else []
    elif not rendered and job.item.addressed:
        rendered.append(notices.no_deal(read[0].reading.lang) if read else notices.unreadable(ReadingFailed().told))
    return rendered


def posts_in_thread(job: Job, rendered: Sequence[Rendered]) -> list[Post]:
    """Replies in the message's thread. Their ids follow from the job, so a repeated job queues them once."""
    item = job.item
    return [
        Post(
            id=f"{job.id}-{number}",
            team_id=item.team_id,
            channel_id=item.channel_id,
            text=one.text,
            blocks=one.blocks,
            thread_ts=item.thread_ts or item.ts,
        )
        for number, one in enumerate(rendered)
    ]
