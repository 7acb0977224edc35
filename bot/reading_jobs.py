"""Reads what a message shares, records it, and says in the same transaction what came of it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from bot import saying
from bot.articles.fetch import Fetcher
from bot.clock import Clock
from bot.errors import DealbotError, ReadingFailed, UnreadablePage
from bot.merging import RULES
from bot.outcomes import Failure, Outcome, is_seen_to_be_read, waits
from bot.reader import Reader
from bot.workspaces import Served
from handlers.asking_slack import SLACK, address_of
from handlers.blocks import notices
from handlers.blocks.mrkdwn import plain_text
from handlers.contents import word_count
from handlers.intake import DELETED
from handlers.visibility import Visibility
from handlers.watches import query_of
from storage import channels, deals, outbox
from storage.channels import Answers, ChannelSettings
from storage.news import Watcher, concerned
from storage.records import Job, JobKind, Post, ReadArticle, Recorded
from storage.store import Store

log = logging.getLogger(__name__)

ARTICLE_WORDS = 60  # a comment on a link is shorter, a pasted article longer


class ReadingJobs:
    """The jobs that have something to read, or to take back."""

    def __init__(
        self,
        store: Store,
        workspaces: Served,
        visibility: Visibility,
        fetcher: Fetcher,
        reader: Reader,
        clock: Clock,
        wake_sender: Callable[[], None],
    ) -> None:
        self._store = store
        self._workspaces = workspaces
        self._visibility = visibility
        self._fetcher = fetcher
        self._reader = reader
        self._clock = clock
        self._wake_sender = wake_sender
        self._addresses: dict[str, str] = {}  # of workspaces

    async def read(self, job: Job, *, is_last_try: bool) -> Sequence[DealbotError]:
        """Read and record. Errors that may pass end the job only at the last try: before, they are returned and
        nothing is recorded. Raises `FenceLost`.
        """
        item = job.item
        settings = await channels.settings(self._store, item.team_id, item.channel_id)
        if not _is_wanted(job, settings):
            await self.end(job, _unwanted(job, settings))
            return ()
        if is_seen_to_be_read(item):
            await outbox.enqueue(self._store, [saying.begun(job)], self._clock.now())
            self._wake_sender()
        read, failures = await self._read(job)
        passing = [failure.error for failure in failures if failure.error.retryable]
        if passing and not is_last_try:
            return passing
        outcome = Outcome(job, read, failures, settings, await self._address(item.team_id))
        kept = worth_keeping(read)
        await self._record(job, kept, outcome.posts, await self._watchers(item.team_id, kept))
        return ()

    async def take_back(self, job: Job) -> None:
        """The message was deleted, or edited so that it asks nothing any more. Raises `FenceLost`."""
        is_there = job.item.revision != DELETED
        await self.end(job, list(saying.ended(job, None)) if is_there else [])

    async def end(self, job: Job, posts: Sequence[Post]) -> None:
        """End a job for which nothing is read; what an edited message said before is taken back. Raises `FenceLost`."""
        await self._record(job, [], lambda _: posts)

    async def _record(
        self,
        job: Job,
        read: Sequence[ReadArticle],
        compose: Callable[[Recorded], Sequence[Post]],
        watchers: Sequence[Watcher] = (),
    ) -> None:
        now = self._clock.now()
        place = await self._visibility.place(job.item.team_id, job.item.channel_id)
        await deals.record_reading(
            self._store, job, read, now, place=place, merge=RULES, compose=compose, watchers=watchers
        )

    async def _watchers(self, team_id: str, read: Sequence[ReadArticle]) -> list[Watcher]:
        """Who may be told of it, and what they may know; Slack is asked before the transaction."""
        today = self._clock.now().date()
        return [
            Watcher(each, await self._visibility.of_place(team_id, each.channel_id), query_of(each, today))
            for each in await concerned(self._store, team_id, read)
        ]

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

    async def _address(self, team_id: str) -> str:
        if team_id not in self._addresses and (found := await address_of(self._workspaces, team_id)):
            self._addresses[team_id] = found
        return self._addresses.get(team_id, SLACK)


def worth_keeping(read: Sequence[ReadArticle]) -> list[ReadArticle]:
    """Articles, and texts with a deal in them: what people say to each other besides is not ours to keep."""
    return [each for each in read if each.article.url or each.reading.deals]


def _is_wanted(job: Job, settings: ChannelSettings) -> bool:
    """What somebody asks for by a command or a shortcut is always read."""
    if job.item.kind is JobKind.SHARE:
        most = (Answers.EVERY_DEAL, Answers.REACTIONS, *([Answers.MENTIONED] if job.item.addressed else []))
        return settings.answers in most
    return True


def _unwanted(job: Job, settings: ChannelSettings) -> list[Post]:
    if not waits(job.item):
        return []
    return saying.in_thread(job, [notices.reading_is_off(settings.lang or "en")])


def _sources(job: Job) -> Sequence[str | None]:
    """The links of a message, and None for its own text when it holds an article, with or without a link to it."""
    pasted = not job.item.links or word_count(job.item.text) >= ARTICLE_WORDS
    return (*job.item.links, None) if pasted else job.item.links
