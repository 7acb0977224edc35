"""The daily digest, through the real bot in a local Slack, with a clock that the tests own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.app import Dealbot
from bot.playground.records import Message
from bot.playground.workspace import Workspace
from storage import digests
from storage.records import DealStatus, Money, Move, MoveKind, PersonFacts
from storage.store import Store
from tests.conftest import StartBot
from tests.newsroom import article, share, takeover
from tests.reading import all_shown, shown
from tests.slack_apps import OwnedClock

WEDNESDAY = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 26, 7, 30, tzinfo=UTC)  # Thursday, 8:30 in Berlin


@pytest.fixture
def clock() -> OwnedClock:
    return OwnedClock(WEDNESDAY)


@pytest.fixture
async def bot(start_bot: StartBot, clock: OwnedClock) -> AsyncIterator[Dealbot]:
    async with start_bot(clock=clock) as started:
        yield started.dealbot


async def told(
    bot: Dealbot, workspace: Workspace, target: str, now: datetime, *, channel: str = "#deals", **facts: Any
) -> None:
    """An article on a takeover that is shared in a channel at a time."""
    where = workspace.channel(channel)
    text = f"Alpha buys {target}, {sorted(facts)}, {now}."
    people = facts.pop("people", ())
    told = [takeover(text, facts.pop("buyer", "Alpha"), target, **facts)]
    kind = {"C": "channel"}.get(where.id[0], "im") if where.kind.value == "public" else "group"
    await share(
        bot.store,
        article(
            text, url=f"https://paper.example/{target}/{now:%m%d%H%M%S}", published=now.date(), told=told, people=people
        ),
        ts=f"{target}-{now.timestamp()}",
        now=now,
        team_id=workspace.team_id,
        channel_id=where.id,
        channel_type=kind,
    )


def euros(billions: int) -> Money:
    return Money(Decimal(billions * 10**9), "EUR", f"{billions}bn")


async def at(bot: Dealbot, clock: OwnedClock, time: datetime) -> None:
    """Let the time come, and everything that it brings be done."""
    clock.move_to(time)
    await bot.digests.work_off()
    await bot.sender.idle()


def posted(workspace: Workspace, channel: str = "#deals") -> list[Message]:
    return [message for message in workspace.messages(channel) if message.bot_id]


async def says(workspace: Workspace, text: str, **where: Any) -> str:
    """What the asker of `/digest` is told."""
    channel, user = where.get("channel", "#deals"), where.get("user", "you")
    before = len(workspace.ephemerals(channel, user))
    delivery = await workspace.command("/digest", text, **where)
    assert delivery.acked
    return "\n".join(shown(each) for each in workspace.ephemerals(channel, user)[before:])


async def test_it_is_posted_at_its_time_with_the_details_in_its_thread(
    bot: Dealbot, workspace: Workspace, clock: OwnedClock
) -> None:
    """One line for the channel; who buys what for how much, with the source, in the thread."""
    assert "Next digest: Thursday 26 November 2026, 08:30 (Europe/Berlin)" in await says(workspace, "on")
    await told(bot, workspace, "Beta", WEDNESDAY, amount=euros(2), status=DealStatus.AGREED)
    await told(bot, workspace, "Gamma", WEDNESDAY, amount=euros(5))
    await at(bot, clock, MORNING - timedelta(seconds=1))
    assert posted(workspace) == []
    await at(bot, clock, MORNING)
    (anchor,) = posted(workspace)
    assert anchor.text.startswith("Deal digest, Thursday 26 November 2026: 2 new deals.")
    details = all_shown(workspace.replies("#deals", anchor.ts))
    assert details.index("Gamma") < details.index("Beta")
    await at(bot, clock, MORNING + timedelta(hours=3))
    assert len(posted(workspace)) == 1
