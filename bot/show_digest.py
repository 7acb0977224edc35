"""`python -m bot digest CHANNEL`: what a conversation's digest would say, in the terminal. Nothing is posted."""

from __future__ import annotations

from datetime import time

from rich.console import Console

from bot.ask import show
from bot.clock import Clock
from bot.merging import RULES
from bot.pictures import picture, weeks_start
from bot.settings import Settings
from bot.teams import team_of
from handlers.answers import Answer
from handlers.blocks import digest_settings
from handlers.blocks.digest import digest
from handlers.watched import watched_news
from storage import digests
from storage.audience import Audience
from storage.bulletins import news
from storage.rates import shipped_rates
from storage.schedules import Schedule, local_day, next_moment
from storage.store import Store

UNSET = Schedule(time(), "UTC")  # of a conversation without a digest: only the zone is used


async def show_digest(channel: str, team: str, now: bool, settings: Settings, clock: Clock, console: Console) -> None:
    """Print it, the picture in words, and when the next one comes; `now`: as one that is asked for.

    It tells what was shared in the conversation and what is public. Raises `TeamUnclear`, `StoreError`.
    """
    store = await Store.open(settings.db)
    try:
        team_id = await team_of(store, team)
        await _show(store, Audience(team_id, frozenset((channel,)), RULES), channel, clock, console, asked=now)
    finally:
        await store.close()


async def _show(store: Store, audience: Audience, channel: str, clock: Clock, console: Console, *, asked: bool) -> None:
    at, rates = clock.now(), shipped_rates()
    known = await digests.standing(store, audience.team_id, channel)
    schedule, lang = (known.digest.schedule, known.digest.lang) if known else (UNSET, "en")
    since = digests.window_start(known, at) if known else at - digests.AT_FIRST
    told = await news(store, audience, since, at, merge=RULES, rates=rates)
    due = next_moment(schedule, at, known.digest.since if known else at, known.ran if known else None)
    day = None if asked or due is None else local_day(schedule, due)
    watched = await watched_news(store, audience, channel, told, local_day(schedule, at))
    rendered = digest(told, schedule.tz, lang, day, watched)
    show(Answer(rendered.anchor, rendered.details), console)
    start = weeks_start(local_day(schedule, at), schedule.tz)
    weeks = await news(store, audience, start, at, merge=RULES, rates=rates)
    if shown := picture(told, weeks.new, local_day(schedule, at), lang, rates):
        console.print(f"[{shown.alt_text}]", markup=False)
        console.print()
    if not asked:
        show(Answer(digest_settings.status(known, at, lang)), console)
