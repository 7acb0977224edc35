"""Forgetting on request (`python -m bot forget ...`) and by age (`DEALBOT_KEEP_DAYS`), while the bot runs."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from enum import StrEnum

from bot.backup import database
from bot.clock import Clock
from bot.errors import InputError
from bot.merging import RULES
from bot.settings import Settings
from bot.teams import team_of
from storage import people, retention
from storage.audience import all_of
from storage.records import Forgotten
from storage.store import Store, StoreError

log = logging.getLogger(__name__)

LOOK_AGAIN = timedelta(hours=6)  # an article goes at most that much later than its age says


class Subject(StrEnum):
    ARTICLE = "article"
    PERSON = "person"
    WORKSPACE = "workspace"
    OLDER = "older"


class NothingToForget(InputError):
    """What was named is not in the database, or there is more than one of it; `told` says what there is."""


async def forget(
    settings: Settings, subject: Subject, name: str, workspace: str, clock: Clock, agreed: Callable[[str], bool]
) -> str:
    """Forget what is named once `agreed` says yes to the question; returns a sentence on what went.

    `name` is an article's address or id, a person's name, a workspace's id, or a number of days. `workspace` may be
    "" where the database holds one only. Raises `NothingToForget`, `TeamUnclear` and what opening the database raises.
    """
    store = await Store.open(database(settings))
    try:
        match subject:
            case Subject.ARTICLE:
                gone = await _article(store, await _team(store, workspace), name, clock, agreed)
            case Subject.PERSON:
                gone = await _person(store, await _team(store, workspace), name, clock, agreed)
            case Subject.WORKSPACE:
                gone = await _workspace(store, name, agreed)
            case Subject.OLDER:
                gone = await _older(store, name, clock, agreed)
    finally:
        await store.close()
    return told(gone) if gone else "Nothing was forgotten."


def told(gone: Forgotten) -> str:
    """What went, as a sentence for whoever asked for it."""
    forgotten = (
        _counted(gone.articles, "article", "articles"),
        _counted(gone.deals, "deal", "deals"),
        _counted(gone.companies, "company", "companies"),
        _counted(gone.people, "person", "people"),
    )
    anew, emptied = _counted(gone.deals_told_anew, "deal", "deals"), _counted(gone.messages, "message", "messages")
    return (
        f"Forgotten: {', '.join(forgotten)}; {anew} told anew, {emptied} emptied."
        " Slack keeps its own messages, and older copies of the database what is in them."
    )


def _counted(count: int, one: str, many: str) -> str:
    return f"{count} {one if count == 1 else many}"


class Forgetting:
    """Forgets what is older than `keep_days` (0: nothing), at once and then every few hours, until stopped."""

    def __init__(self, store: Store, clock: Clock, keep_days: int) -> None:
        self._store = store
        self._clock = clock
        self._keep = timedelta(days=keep_days)
        self._stopped = asyncio.Event()
        self._task = asyncio.create_task(self._run(), name="forgetting") if keep_days else None

    async def stop(self) -> None:
        """Forget nothing more; what is under way is finished."""
        self._stopped.set()
        if self._task:
            await self._task

    async def _run(self) -> None:
        while not self._stopped.is_set():
            now = self._clock.now()
            try:
                gone = await retention.forget_older(self._store, now - self._keep, now, merge=RULES)
            except StoreError:
                log.exception("could not forget what is too old")
            else:
                log.info("%s", told(gone))
            await self._clock.wait(self._stopped, now + LOOK_AGAIN)


async def _team(store: Store, workspace: str) -> str:
    team_id = await team_of(store, workspace)
    if team_id not in await retention.workspaces(store):
        raise NothingToForget(f"There is nothing of a workspace {team_id!r} in this database.")
    return team_id


async def _article(
    store: Store, team_id: str, name: str, clock: Clock, agreed: Callable[[str], bool]
) -> Forgotten | None:
    found = await retention.articles_called(store, team_id, name)
    if not found:
        raise NothingToForget(f"There is no article {name!r}; give its address as it was shared, or its id.")
    titles = _listed(each.title or each.url or each.article_id for each in found)
    if not agreed(f"Forget {titles}, and what only {'it' if len(found) == 1 else 'they'} said?"):
        return None
    gone = [await retention.forget_article(store, team_id, each.article_id, clock.now(), merge=RULES) for each in found]
    return retention.total(gone)


async def _person(
    store: Store, team_id: str, name: str, clock: Clock, agreed: Callable[[str], bool]
) -> Forgotten | None:
    found = await people.people_named(store, all_of(team_id), name)
    if len(found) != 1:
        known = f"; there are {_listed(person.name for person in found)}" if found else ""
        raise NothingToForget(f"There is not one person of the name {name!r}{known}.")
    articles = _counted(len(found[0].observations), "article", "articles")
    if not agreed(f"Forget {found[0].name}, told of in {articles}?"):
        return None
    return await retention.forget_person(store, team_id, found[0].name, clock.now(), merge=RULES)


async def _workspace(store: Store, team_id: str, agreed: Callable[[str], bool]) -> Forgotten | None:
    await _team(store, team_id)
    if not agreed(f"Forget everything of the workspace {team_id}?"):
        return None
    return await retention.forget_workspace(store, team_id)


async def _older(store: Store, days: str, clock: Clock, agreed: Callable[[str], bool]) -> Forgotten | None:
    if not days.isdecimal() or not 0 < int(days) < 100_000:
        raise NothingToForget(f"{days!r} is no number of days.")
    if not agreed(f"Forget what was last shared more than {int(days)} days ago?"):
        return None
    now = clock.now()
    return await retention.forget_older(store, now - timedelta(days=int(days)), now, merge=RULES)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(repr(name) for name in names)
