"""What a reading is answered with: the deals; why a link could not be read; nothing about what is no deal.

Whoever addressed the bot, or asked for a reading, waits for an answer: "no deal in it" is said to them, and only to
them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot import saying
from bot.errors import DealbotError, ReadingFailed
from handlers.blocks import notices
from handlers.blocks.limits import RESPONSES
from handlers.blocks.message import Rendered
from handlers.blocks.reading import anchor_line, moves_reply, reading_reply, told_deals
from handlers.blocks.words.troubles import GERMAN_TROUBLES
from handlers.queries import mention_query
from storage.channels import Answers, ChannelSettings
from storage.records import ASKED, InboxItem, Job, JobKind, Post, ReadArticle, Recorded

LANGUAGES = ("en", "de")  # those that deals are read from


@dataclass(frozen=True, slots=True)
class Failure:
    """Why one of a message's links, or its text, could not be read."""

    link: str | None
    error: DealbotError


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a job, in a channel with these settings; `team_url` is the workspace's address."""

    job: Job
    read: Sequence[ReadArticle]
    failures: Sequence[Failure]
    settings: ChannelSettings
    team_url: str

    def posts(self, recorded: Recorded) -> list[Post]:
        """All that is said of it, to watchers, too."""
        replies = self._replies(recorded)
        return [*replies, *self._reactions(recorded), *saying.to_watchers(self.job, recorded, replies)]

    def _replies(self, recorded: Recorded) -> list[Post]:
        found = self._told(recorded)
        notice = None if found else self._notice()
        if self.job.item.kind in ASKED:
            return self._to_asker(recorded, found, notice)
        said = found or ([notice] if notice else [])
        is_silent = self.settings.answers is Answers.REACTIONS and not self.job.item.addressed
        return [] if is_silent else saying.in_thread(self.job, said, told_deals(recorded))

    def _to_asker(self, recorded: Recorded, found: Sequence[Rendered], notice: Rendered | None) -> list[Post]:
        """Where something was found, the channel is told; else only who asked."""
        deals = told_deals(recorded)
        if not found:
            return saying.to_asker(self.job, [notice] if notice else [])
        if self.job.item.kind is JobKind.EXTRACT:
            return saying.in_thread(self.job, found[:RESPONSES], deals)
        anchor = anchor_line(recorded, self._lang())
        if anchor is None:
            return saying.under_anchor(self.job, found[0], found[1:], deals)
        return saying.under_anchor(self.job, anchor, found, deals)

    def _told(self, recorded: Recorded) -> list[Rendered]:
        lang = self._lang()
        found = reading_reply(recorded, lang, self.team_url) if self.read else ()
        return list(found or (moves_reply(recorded, lang) if waits(self.job.item) else ()))

    def _notice(self) -> Rendered | None:
        item, lang = self.job.item, self._lang()
        links = [failure for failure in self.failures if failure.link]
        if links and len(links) == len(item.links):
            return notices.unreadable(told(links[0].error, lang))
        if self.read and all(each.reading.lang not in LANGUAGES for each in self.read):
            return notices.other_language() if item.links or waits(item) else None
        if not waits(item):
            return None
        return notices.no_deal(lang) if self.read else notices.unreadable(told(ReadingFailed(), lang))

    def _reactions(self, recorded: Recorded) -> Sequence[Post]:
        """Small talk is not reacted to, nor a text in which there is no deal."""
        if self.job.item.kind in ASKED:
            return ()
        name = self._reaction(recorded)
        if name or is_seen_to_be_read(self.job.item) or self.job.item.is_revision:
            return list(saying.ended(self.job, name))
        return ()

    def _reaction(self, recorded: Recorded) -> str | None:
        if told_deals(recorded):
            return saying.DEAL
        visible = is_seen_to_be_read(self.job.item)
        if visible and self.failures and not self.read:
            return saying.TROUBLE
        moves = any(person.move for each in self.read for person in each.reading.people)
        return saying.MOVE if visible and moves else None

    def _lang(self) -> str:
        """The article's; what nobody asked for may have its language from the channel."""
        if self.settings.lang and not waits(self.job.item):
            return self.settings.lang
        if self.read:
            return self.read[0].reading.lang
        return mention_query(self.job.item.text).lang


def told(error: DealbotError, lang: str) -> str:
    """An error's sentence for the user, in a language by its ISO 639-1 code."""
    return GERMAN_TROUBLES.get(type(error).__name__, error.told) if lang == "de" else error.told


def waits(item: InboxItem) -> bool:
    """Whether somebody waits for an answer."""
    return item.addressed or item.kind in ASKED


def is_seen_to_be_read(item: InboxItem) -> bool:
    """Whether reading it shows at the message: for links and for what the bot is told, not for every line of a chat."""
    return item.kind is JobKind.SHARE and bool(item.links or item.addressed)
