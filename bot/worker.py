"""Works the inbox off: a shared message is read and told, a question is answered from the store.

Facts, "done" and the reply's outbox row are one transaction, so there is no gap between "stored" and "will be
told". What fails is tried again with growing pauses, then answered with one sentence that says why.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.articles.fetch import Fetcher
from bot.clock import Clock
from bot.due_loop import DueLoop, DueWork
from bot.errors import DealbotError, GivenUp, ReadingFailed
from bot.leases import kept
from bot.outcomes import is_seen_to_be_read, told, waits
from bot.reader import Reader
from bot.reading_jobs import ReadingJobs
from bot.saying import TROUBLE, alone, ended, in_thread, to_asker
from bot.workspaces import Served
from handlers import exporting, queries
from handlers.answering import Asker, answered
from handlers.asking_slack import first_of_thread
from handlers.blocks import notices
from handlers.intake import asked_of_thread, asks_to_read
from handlers.locales import Locales
from handlers.queries import About
from handlers.visibility import Visibility
from storage import inbox
from storage.records import ASKED, Job, JobKind
from storage.store import FenceLost, Store

log = logging.getLogger(__name__)

TASKS = 4  # jobs side by side: fetching waits for other people's servers
MAX_TRIES = 3  # of a page that may come back
MAX_CLAIMS = 5  # of a job whose worker dies every time
BACKOFF = timedelta(seconds=2)  # doubles with every try
MAX_BACKOFF = timedelta(minutes=5)  # however long a site's Retry-After says: someone waits for the answer


class Worker(DueWork):
    """Handles the workspaces' inbox rows, claimed under `name`; `jitter` returns 0..1 and spreads the retries."""

    def __init__(
        self,
        store: Store,
        workspaces: Served,
        visibility: Visibility,
        locales: Locales,
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
        self._readings = ReadingJobs(store, workspaces, visibility, fetcher, reader, clock, wake_sender)
        self._locales = locales
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
        elif job.item.kind is JobKind.GONE:
            await self._readings.take_back(job)
        elif job.item.kind is JobKind.EXPORT:
            await self._export(job)
        else:
            await self._read(job)

    async def _answer(self, job: Job) -> None:
        item, now = job.item, self._clock.now()
        query = await self._locales.told(queries.mention_query(item.text, ""), item.team_id, item.user_id)
        if asks_to_read(item.text) and item.thread_ts not in (None, item.ts):
            await self._read_thread(job)
            return
        files = [notices.files(query.lang)] if item.files else []
        if files and query.about is About.NOTHING:
            await self._readings.end(job, in_thread(job, files))
            return
        asker = Asker(item.team_id, item.channel_id, item.user_id)
        told = await answered(self._store, self._visibility, query, asker, now)
        posts = in_thread(job, [*told.here.in_thread(), *files])
        await self._readings.end(job, [*posts, *alone(job, told.alone)])

    async def _export(self, job: Job) -> None:
        item, now = job.item, self._clock.now()
        audience = await self._visibility.of_place(item.team_id, item.channel_id)
        await self._readings.end(job, await exporting.posts(self._store, audience, job, now))

    async def _read_thread(self, job: Job) -> None:
        """A bare mention in a thread: what the thread is about is what the bot is to look at."""
        item = job.item
        first = await first_of_thread(self._workspaces, item.team_id, item.channel_id, item.thread_ts or "")
        shared = asked_of_thread(item, first) if first else None
        if shared:
            await self._read(replace(job, item=shared))
        else:
            await self._readings.end(job, in_thread(job, [notices.no_parent(queries.mention_query(item.text).lang)]))

    async def _read(self, job: Job) -> None:
        passing = await self._readings.read(job, is_last_try=job.attempt >= MAX_TRIES)
        if passing:
            await inbox.retry(self._store, job, self._clock.now() + self._pause(job, passing), str(passing[0]))

    def _pause(self, job: Job, errors: Sequence[DealbotError]) -> timedelta:
        asked = max((error.retry_after or 0.0 for error in errors), default=0.0)
        backoff = BACKOFF * float(2 ** (job.attempt - 1)) * (1 + self._jitter())
        return min(max(backoff, timedelta(seconds=asked)), MAX_BACKOFF)

    async def _give_up(self, job: Job) -> None:
        """Only who shared a link or asked something waits for a word; small talk is not told of our troubles."""
        item, lang = job.item, queries.mention_query(job.item.text).lang
        error = GivenUp() if item.kind is JobKind.QUESTION else ReadingFailed()
        waited_for = item.kind is not JobKind.GONE and (item.links or waits(item))
        said = [notices.unreadable(told(error, lang))] if waited_for else []
        posts = to_asker(job, said) if item.kind in ASKED else in_thread(job, said)
        if is_seen_to_be_read(item):
            posts += ended(job, TROUBLE)
        await inbox.give_up(self._store, job, self._clock.now(), "failed at every attempt", posts)
