"""`/deal export [csv|json|xlsx] QUERY`: a file of deals in the thread of a line that says what it holds.

The command only looks whether there is anything to export; the file is a job of the inbox, so that the answer to Slack
is quick and a restart loses nothing.
"""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from slack_bolt.async_app import AsyncAck

from handlers import answers
from handlers.blocks import exporting, filters
from handlers.blocks.words import words_of
from handlers.queries import Asking, read, reread
from handlers.services import Services
from handlers.sheets import ExportFormat, sheet
from handlers.slash import Run, Slash, tell
from handlers.telling import deals
from handlers.telling.asked import Asked
from storage import inbox
from storage.audience import Audience
from storage.query import DealQuery
from storage.records import Deal, InboxItem, Job, JobKind, Post, PostFile, PostKind
from storage.search import every_deal
from storage.store import Store

MOST_ROWS = 10_000  # deals in a file; more take longer than anybody waits in a thread
FORMATS = {
    **{"csv": ExportFormat.CSV, "json": ExportFormat.JSONL, "jsonl": ExportFormat.JSONL},
    **{"xlsx": ExportFormat.XLSX, "excel": ExportFormat.XLSX},
}
_SHOWN = {ExportFormat.CSV: "CSV", ExportFormat.JSONL: "JSON Lines", ExportFormat.XLSX: "Excel"}


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be exported, as an inbox item's text carries it."""

    kind: ExportFormat
    asked: str  # the query, as typed
    lang: str

    def as_text(self) -> str:
        return json.dumps({"format": self.kind.value, "q": self.asked, "lang": self.lang}, ensure_ascii=False)


def order_of(text: str) -> Order:
    """The order that an inbox item's text carries. Raises `ValueError`, `KeyError` for another text."""
    kept = json.loads(text)
    return Order(ExportFormat(kept["format"]), str(kept["q"]), str(kept["lang"]))


def subcommands() -> dict[str, Run]:
    """Behind /deal."""
    return {"export": _export, "exportieren": _export}


async def _export(services: Services, ack: AsyncAck, slash: Slash) -> None:
    """Say what is wrong at once; else keep the order and acknowledge."""
    word, _, rest = slash.text.partition(" ")
    kind = FORMATS.get(word.casefold())
    query = read(slash.text if kind is None else rest, Asking.DEAL, "")
    query = await services.locales.told(query, slash.team_id, slash.user_id)
    there = await services.visibility.conversation(slash.team_id, slash.channel_id)
    if not (there and there.has_bot):
        await tell(ack, exporting.not_here(query.lang))
        return
    audience = await services.visibility.of_place(slash.team_id, slash.channel_id)
    asked = Asked(services.store, audience, query, services.now().date())
    if not asked.filters.problems and await deals.selected(asked):
        order = Order(kind or ExportFormat.CSV, query.asked, query.lang)
        await inbox.put(services.store, _item(slash, order), services.now())
        services.wake_worker()
        await ack()
        return
    if not query.name and not query.filters:
        await tell(ack, exporting.none(query.lang))
        return
    told = await answers.answer(services.store, audience, query, services.now())
    await tell(ack, told.notice or deals.none_matches(asked).notice or exporting.none(query.lang))


def _item(slash: Slash, order: Order) -> InboxItem:
    return InboxItem(
        kind=JobKind.EXPORT,
        team_id=slash.team_id,
        channel_id=slash.channel_id,
        channel_type="",
        ts=slash.ts,
        thread_ts=None,
        user_id=slash.user_id,
        text=order.as_text(),
        addressed=True,
    )


async def posts(store: Store, audience: Audience, job: Job, now: datetime) -> Sequence[Post]:
    """The line and the file that a job orders, of what this audience may know now."""
    order = order_of(job.item.text)
    query = replace(reread(order.asked, Asking.DEAL, order.lang), lang=order.lang)
    asked = Asked(store, audience, query, now.date())
    meant = await deals.selected(asked)
    words = words_of(order.lang)
    if meant is None:
        told = exporting.none(order.lang)
        return [_post(job, "anchor", told.text, told.blocks)]
    rows, more = await _rows(meant, meant.wanted)
    remarks = filters.echo(meant.wanted, words, now.date()) if meant.wanted != DealQuery() else ""
    told = exporting.anchor(len(rows), more, _SHOWN[order.kind], remarks, words)
    content = await asyncio.to_thread(_written, rows, order.kind)
    title = exporting.title(order.lang)
    file = PostFile(f"{title.lower()}-{now:%Y-%m-%d}-{job.id[-6:]}.{order.kind.value}", title, content)
    anchor = _post(job, "anchor", told.text, told.blocks)
    return [anchor, replace(_post(job, "file", ""), kind=PostKind.FILE, file=file, parent_id=anchor.id)]


def _post(job: Job, part: str, text: str, blocks: Sequence[object] = ()) -> Post:
    return Post(f"{job.id}-{part}", job.item.team_id, job.item.channel_id, text, tuple(blocks))  # type: ignore[arg-type]


async def _rows(asked: Asked, wanted: DealQuery) -> tuple[list[Deal], bool]:
    """The first MOST_ROWS of the deals, or fewer where `top:` says so, and whether there are more."""
    most = min(MOST_ROWS, asked.filters.top or MOST_ROWS)
    rows: list[Deal] = []
    async for deal in every_deal(asked.store, asked.audience, wanted):
        if len(rows) == most:
            return rows, most == MOST_ROWS
        rows.append(deal)
    return rows, False


def _written(rows: Sequence[Deal], kind: ExportFormat) -> bytes:
    out = io.BytesIO()
    table = sheet(kind, out)
    for deal in rows:
        table.add(deal)
    table.close()
    return out.getvalue()
