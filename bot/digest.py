"""Posts each channel's digest once a local day, at its time or as soon after as the bot is up, and one when asked.

What makes it once is the row that `storage.digests.record_run` writes together with the posts; this loop may look,
fail and look again as often as it likes.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from zoneinfo import ZoneInfoNotFoundError

from bot.clock import Clock
from bot.drawing import Drawing
from bot.due_loop import DueLoop
from bot.pictures import Picture, picture, weeks_start
from bot.workspaces import Served
from handlers.blocks import digest_settings
from handlers.blocks.digest import digest, nothing_new
from handlers.blocks.message import Rendered
from handlers.visibility import Visibility
from handlers.watched import watched_news
from storage import digests
from storage.audience import Audience
from storage.bulletins import News, news
from storage.deal_view import Merge
from storage.digests import Digest, Request, Standing, Unposted
from storage.ids import lasting_id
from storage.rates import shipped_rates
from storage.records import Post, PostFile, PostKind
from storage.schedules import Schedule, due_day, local_day, next_moment
from storage.store import Store

log = logging.getLogger(__name__)

TOO_LATE = timedelta(hours=1)  # after which nobody waits any more for what they asked for
AGAIN = timedelta(minutes=5)  # until a digest is tried again that could not be made
# What is being recorded at this instant has its time already, but is not there to be read: it is for the next digest
SETTLING = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a digest goes, and under which id its posts are known."""

    id: str
    team_id: str
    channel_id: str
    response_url: str | None = None


class Digests:
    """The loop. `draw` makes pictures; `wake_sender` is called after posts were queued."""

    def __init__(
        self,
        store: Store,
        workspaces: Served,
        visibility: Visibility,
        merge: Merge,
        clock: Clock,
        drawing: Drawing,
        wake_sender: Callable[[], None],
    ) -> None:
        self._store = store
        self._workspaces = workspaces
        self._visibility = visibility
        self._merge = merge
        self._clock = clock
        self._drawing = drawing
        self._wake_sender = wake_sender
        self._not_before: dict[tuple[str, ...], datetime] = {}  # of what failed: when it is tried again
        self._loop = DueLoop("digests", self._step, self._next_due, clock)

    def wake(self) -> None:
        """A digest was set otherwise, or is asked for."""
        self._loop.wake()

    async def work_off(self) -> None:
        """Do all that is due now; what the loop does meanwhile is not done twice."""
        while await self._step():
            pass

    async def stop(self, patience: float) -> None:
        """Finish what is under way for `patience` seconds."""
        await self._loop.stop(patience)
        await self._drawing.stop()

    async def _step(self) -> bool:
        now, teams = self._clock.now(), await self._workspaces.team_ids()
        for lost in await digests.unposted(self._store, teams):
            key = ("refused", lost.digest.team_id, lost.digest.channel_id)
            if await self._tried(key, partial(self._settle, lost, now)):
                return True
        for request in await digests.requests(self._store, teams):
            if await self._tried(("request", request.id), partial(self._answer, request, now)):
                return True
        for standing in await digests.running(self._store, teams):
            of = standing.digest
            day = due_day(of.schedule, now, of.since, standing.ran) if _known(of) else None
            key = ("digest", of.team_id, of.channel_id)
            if day and await self._tried(key, partial(self._run, standing, day, now)):
                return True
        return False

    async def _next_due(self) -> datetime | None:
        now, teams = self._clock.now(), await self._workspaces.team_ids()
        due = [self._when(("request", each.id), now) for each in await digests.requests(self._store, teams)]
        for standing in await digests.running(self._store, teams):
            of = standing.digest
            if _known(of) and (at := next_moment(of.schedule, now, of.since, standing.ran)):
                due.append(self._when(("digest", of.team_id, of.channel_id), at))
        return min(due, default=None)

    def _when(self, key: tuple[str, ...], due: datetime) -> datetime:
        return max(due, self._not_before.get(key, due))

    async def _tried(self, key: tuple[str, ...], attempt: Callable[[], Awaitable[None]]) -> bool:
        """Make an attempt unless the last one failed just now; one channel's trouble does not hold up the others."""
        if self._when(key, self._clock.now()) > self._clock.now():
            return False
        try:
            await attempt()
        except Exception:
            log.exception("the digest %s failed", " ".join(key))
            self._not_before[key] = self._clock.now() + AGAIN
        else:
            self._not_before.pop(key, None)
        return True

    async def _run(self, standing: Standing, day: date, now: datetime) -> None:
        of, since, until = standing.digest, digests.window_start(standing, now), now - SETTLING
        there = await self._visibility.conversation(of.team_id, of.channel_id)
        audience = await self._visibility.of_place(of.team_id, of.channel_id)
        told = await self._news(audience, since, until)
        if there is None or not audience.is_whole:  # Slack did not say who reads there: what was left out stays news
            until = since
        place = _Place(lasting_id("digest", of.team_id, of.channel_id, day.isoformat()), of.team_id, of.channel_id)
        posts: Sequence[Post] = ()
        if told or of.tells_empty:
            shown = await self._picture(audience, told, day, of.schedule, of.lang) if of.picture else None
            watched = await watched_news(self._store, audience, of.channel_id, told, day)
            rendered = digest(told, of.schedule.tz, of.lang, day, watched)
            posts = _posts(place, rendered.anchor, rendered.details, shown)
        if await digests.record_run(self._store, of, day, until, posts, now):
            self._wake_sender()

    async def _answer(self, request: Request, now: datetime) -> None:
        """One that is asked for tells what is new since the last daily one, and leaves the next one as it would be."""
        if now - request.asked_at > TOO_LATE:
            await digests.answer(self._store, request, (), now)
            return
        known = await digests.standing(self._store, request.team_id, request.channel_id)
        schedule = known.digest.schedule if known else Schedule(time(), request.zone)
        lang = known.digest.lang if known and known.digest.is_on else request.lang
        audience = await self._visibility.of_place(request.team_id, request.channel_id)
        since = digests.window_start(known, now) if known else now - digests.AT_FIRST
        told = await self._news(audience, since, now)
        place = _Place(request.id, request.team_id, request.channel_id, request.response_url)
        if told:
            wanted = known is None or known.digest.picture
            today = local_day(schedule, now)
            shown = await self._picture(audience, told, today, schedule, lang) if wanted else None
            watched = await watched_news(self._store, audience, request.channel_id, told, today)
            rendered = digest(told, schedule.tz, lang, watched=watched)
            posts = _posts(place, rendered.anchor, rendered.details, shown)
        else:
            posts = [_post(place, 0, nothing_new(since, schedule.tz, request.lang), ephemeral=True)]
        if await digests.answer(self._store, request, posts, now):
            self._wake_sender()

    async def _news(self, audience: Audience, since: datetime, until: datetime) -> News:
        return await news(self._store, audience, since, until, merge=self._merge, rates=shipped_rates())

    async def _picture(
        self, audience: Audience, told: News, day: date, schedule: Schedule, lang: str
    ) -> PostFile | None:
        weeks = await self._news(audience, weeks_start(day, schedule.tz), told.until)
        shown = picture(told, weeks.new, day, lang, shipped_rates())
        content = await self._drawing.draw(shown.chart) if shown else None
        return _file(shown, content, told.until) if shown and content else None

    async def _settle(self, lost: Unposted, now: datetime) -> None:
        of = lost.digest
        told = digest_settings.closed(of, lost.reason)
        key = lasting_id("digest closed", of.team_id, of.channel_id, lost.local_date.isoformat())
        log.warning("the digest of %s could not be posted: %s", of.channel_id, lost.reason)
        await digests.settle(self._store, lost, [_post(_Place(key, of.team_id, of.set_by), 0, told)], now)
        self._wake_sender()


def _known(of: Digest) -> bool:
    """Whether this machine knows the time zone, as it did when the digest was set: it may have another database now."""
    try:
        return bool(of.schedule.tz)
    except ZoneInfoNotFoundError:
        log.error(
            "the digest of %s is in a time zone that this machine does not know: %s", of.channel_id, of.schedule.zone
        )
        return False


def _posts(place: _Place, anchor: Rendered, details: Sequence[Rendered], shown: PostFile | None) -> list[Post]:
    """The headline; in its thread the details, and the picture last."""
    head = _post(place, 0, anchor)
    posts = [head, *(_post(place, number, one, parent=head.id) for number, one in enumerate(details, 1))]
    if shown:
        posts.append(
            Post(
                id=f"{place.id}-picture",
                team_id=place.team_id,
                channel_id=place.channel_id,
                text="",
                parent_id=head.id,
                kind=PostKind.FILE,
                file=shown,
            )
        )
    return posts


def _post(place: _Place, number: int, told: Rendered, parent: str | None = None, *, ephemeral: bool = False) -> Post:
    return Post(
        id=f"{place.id}-{number}",
        team_id=place.team_id,
        channel_id=place.channel_id,
        text=told.text,
        blocks=told.blocks,
        parent_id=parent,
        response_url=place.response_url,
        ephemeral=ephemeral,
    )


def _file(shown: Picture, content: bytes, until: datetime) -> PostFile:
    return PostFile(f"deals-{until:%Y-%m-%d-%H%M%S}.png", shown.title, content, shown.alt_text)
