"""Deals in a running bot's store and cards of them in its workspace, for the tests of what can be pressed on them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.app import Dealbot
from bot.export import ExportFormat, export
from bot.merging import RULES
from bot.playground.records import Message, View
from bot.playground.workspace import YOU, Workspace
from storage import deals
from storage.audience import all_of
from storage.query import DealQuery
from storage.records import DealFacts, DealStatus, Disclosed, Money, Recorded
from storage.search import every_deal
from tests.newsroom import article, quoted, takeover
from tests.reading import shown

SEEN = datetime(2025, 6, 20, 9, 30, tzinfo=UTC)


def dollars(millions: int) -> Money:
    return Money(Decimal(millions) * 10**6, "USD", f"${millions}m")


async def told(
    bot: Dealbot,
    workspace: Workspace,
    buyer: str,
    target: str,
    millions: int = 300,
    *,
    number: int = 1,
    day: int = 1,
    copy: bool = False,
    **changes: Any,
) -> Recorded:
    """An archived article that says that one buys the other for so many million dollars.

    Two with `copy` have the same text; others are told apart by their remarks.
    """
    report = 0 if copy else number
    text = f"{buyer} buys {target} for ${millions}m, said report {report}."
    own = " ".join(f"Remark{report}of{each}" for each in range(60))
    facts: DealFacts = takeover(
        text,
        buyer,
        target,
        amount=dollars(millions),
        disclosed=Disclosed.STATED,
        status=DealStatus.ANNOUNCED,
        confidence=0.9,
        evidence=quoted(text, text, "acquirers", "targets", "type", "amount", "status"),
    )
    read = article(
        f"{text} {own}",
        url=f"https://paper.example/{number}",
        published=date(2025, 6, day),
        told=[replace(facts, **changes)],
    )
    return await deals.record_archived(bot.store, workspace.state.team_id, [read], SEEN, merge=RULES)


async def exported(bot: Dealbot, workspace: Workspace) -> bytes:
    """All deals as `python -m bot export` writes them."""
    with TemporaryDirectory() as folder:
        path = Path(folder, "deals.jsonl")
        every = every_deal(bot.store, all_of(workspace.state.team_id), DealQuery())
        await export(every, ExportFormat.JSONL, str(path))
        return await asyncio.to_thread(path.read_bytes)


async def asked(workspace: Workspace, text: str, *, channel: str = "#deals", user: str = YOU) -> Message:
    """Mention the bot and wait for its answer in the thread: one message, for few deals."""
    ts = await workspace.say(channel, f"@dealbot {text}", user=user)
    return (await workspace.wait_for(lambda: [m for m in workspace.replies(channel, ts) if m.bot_id]))[0]


async def pressed(workspace: Workspace, message: Message, action_id: str, *, user: str = YOU) -> View:
    """Press a button that opens a modal."""
    await workspace.click(message.ts, action_id, user=user)
    return workspace.views(user)[-1]


def field(view: View, name: str) -> str:
    """The id of the block in which a field is entered."""
    return next(block["block_id"] for block in view.definition["blocks"] if _field(block) == name)


def _field(block: dict[str, Any]) -> str:
    return str(block.get("block_id", "")).partition(".")[0]


def entered(view: View) -> dict[str, Any]:
    """What stands in a modal's fields, by their names."""
    found = {}
    for block_id, elements in view.values.items():
        (state,) = elements.values()
        option = state.get("selected_option")
        found[block_id.partition(".")[0]] = option["value"] if option else state.get("value")
    return found


async def corrected(workspace: Workspace, view: View, user: str = YOU, /, **values: str | None) -> None:
    """Fill in fields by their names and save."""
    workspace.fill(view.id, {field(view, name): value for name, value in values.items()})
    await workspace.submit_view(view.id)


def said_in(view: View) -> str:
    """All that a modal says."""
    return str(list(_texts(view.definition["blocks"])))


def _texts(part: Any) -> Sequence[str]:
    if isinstance(part, dict):
        own = [part["text"]] if isinstance(part.get("text"), str) else []
        return [*own, *(text for each in part.values() for text in _texts(each))]
    return [text for each in part for text in _texts(each)] if isinstance(part, list | tuple) else []


async def replies_with(workspace: Workspace, message: Message, words: str, channel: str = "#deals") -> Message:
    """Wait for a reply in the message's thread that says these words."""
    thread = message.thread_ts or message.ts
    return (await workspace.wait_for(lambda: [m for m in workspace.replies(channel, thread) if words in shown(m)]))[0]


async def changed_to(workspace: Workspace, message: Message, words: str) -> Message:
    """Wait until the message says these words."""
    return await workspace.wait_for(lambda: words in shown(now := workspace.state.find(message.ts)) and now)
