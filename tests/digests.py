"""A channel with a digest, news in it, and time that passes: what the tests of the digest have in common."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from bot.app import Dealbot
from bot.playground.records import ChannelKind, Message
from bot.playground.workspace import Workspace
from storage.records import Money, Move, MoveKind, PersonFacts
from storage.store import Store
from tests.newsroom import article, share, takeover
from tests.reading import all_shown
from tests.slack_apps import OwnedClock

WEDNESDAY = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)
MORNING = datetime(2026, 11, 26, 7, 30, tzinfo=UTC)  # Thursday, 8:30 in Berlin
_TYPES = {ChannelKind.PUBLIC: "channel", ChannelKind.PRIVATE: "group", ChannelKind.IM: "im", ChannelKind.MPIM: "mpim"}


async def tell(
    store: Store,
    workspace: Workspace,
    target: str,
    now: datetime,
    *,
    channel: str = "#deals",
    buyer: str = "Alpha",
    people: Sequence[PersonFacts] = (),
    **facts: Any,
) -> None:
    """Share an article on a takeover in a channel at a time."""
    where = workspace.channel(channel)
    text = f"{buyer} buys {target}: {now}, {facts}, {[person.name for person in people]}."
    read = article(
        text,
        url=f"https://paper.example/{target}/{now:%m%d%H%M%S}/{buyer}",
        published=now.date(),
        told=[takeover(text, buyer, target, **facts)],
        people=people,
    )
    place = {"team_id": workspace.team_id, "channel_id": where.id, "channel_type": _TYPES[where.kind]}
    await share(store, read, ts=f"{target} {buyer} {now.timestamp()} {where.id}", now=now, **place)


def euros(billions: float) -> Money:
    return Money(Decimal(str(billions)) * 10**9, "EUR", f"{billions}bn")


def mover(name: str, origin: str, to: str) -> PersonFacts:
    return PersonFacts(name, role="CFO", organisation=origin, move=Move(MoveKind.JOINS, origin, to))


async def at(bot: Dealbot, clock: OwnedClock, time: datetime) -> None:
    """Let the time come, and everything that it brings be done."""
    clock.move_to(time)
    await bot.digests.work_off()
    await bot.sender.idle()


def posted(workspace: Workspace, channel: str = "#deals") -> list[Message]:
    """What the bot has said in the channel itself."""
    return [message for message in workspace.messages(channel) if message.bot_id]


def details(workspace: Workspace, anchor: Message) -> str:
    return all_shown(workspace.replies(anchor.channel_id, anchor.ts))


async def ask(workspace: Workspace, text: str, *, channel: str = "#deals", user: str = "you") -> str:
    """What the asker of `/digest` is told at once."""
    before = len(workspace.ephemerals(channel, user))
    delivery = await workspace.command("/digest", text, channel=channel, user=user)
    assert delivery.acked
    return "\n".join(each.text.replace("`", "") for each in workspace.ephemerals(channel, user)[before:])
