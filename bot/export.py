"""`python -m bot export`: deals as CSV, JSON Lines or a workbook. The same store gives the same bytes."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import replace
from pathlib import Path
from typing import IO

from bot.clock import Clock
from bot.errors import InputError
from bot.settings import Settings
from bot.teams import team_of
from handlers.filters import understood
from handlers.queries import deal_query
from handlers.sheets import ExportFormat, Sheet
from handlers.sheets import sheet as empty_sheet
from storage.audience import all_of
from storage.query import DealQuery, Party
from storage.rates import load_rates, shipped_rates
from storage.records import Deal
from storage.search import every_deal
from storage.store import Store


class NotExported(InputError):
    """The file can't be written."""


class BrokenQuery(InputError):
    """The query can't be understood."""


async def export_file(
    question: str, path: str, kind: str, team: str, rates: Path | None, settings: Settings, clock: Clock
) -> int:
    """Export what the database of the settings holds; `question` as after `/deal`, empty for all deals.

    Raises `NotExported`, `BrokenQuery`, `TeamUnclear`, `StoreError`.
    """
    sheet_kind = format_of(path, kind)
    query = deal_query_of(question, clock)
    by = load_rates(rates) if rates else shipped_rates()
    store = await Store.open(settings.db)
    try:
        team_id = await team_of(store, team)
        return await export(every_deal(store, all_of(team_id), query, rates=by), sheet_kind, path)
    finally:
        await store.close()


def format_of(path: str, named: str) -> ExportFormat:
    """The format that is named, else that of the path's ending. Raises `NotExported`."""
    kind = named or Path(path).suffix.removeprefix(".").lower()
    try:
        return ExportFormat(kind)
    except ValueError:
        raise NotExported(f"{path}: give --format csv, jsonl or xlsx.") from None


def deal_query_of(question: str, clock: Clock) -> DealQuery:
    """A company's name and filters, typed or in words. Raises `BrokenQuery`."""
    query = deal_query(question)
    asked = understood(query.filters, clock.now().date())
    if asked.problems:
        raise BrokenQuery(f"I don't understand {', '.join(each.filter.written() for each in asked.problems)}.")
    named = (Party(query.name, query.role),) if query.name else ()
    return replace(asked.query, companies=named + asked.query.companies)


async def export(deals: AsyncIterator[Deal], kind: ExportFormat, path: str) -> int:
    """Write all of the deals to a file, or to standard output for `-`; returns their number.

    A file appears, or is replaced, once it is whole. Raises `NotExported`.
    """
    target = None if path == "-" else Path(path)
    partial = target and target.with_name(target.name + ".partial")
    try:
        with _opened(partial) as out:
            count = await _write(deals, empty_sheet(kind, out))
        if partial and target:
            partial.replace(target)
    except (OSError, ValueError) as failure:
        raise NotExported(f"{path}: {getattr(failure, 'strerror', None) or failure}.") from failure
    finally:
        if partial:
            with suppress(OSError, ValueError):  # a folder that is a file: said above
                partial.unlink(missing_ok=True)
    return count


async def _write(deals: AsyncIterator[Deal], sheet: Sheet) -> int:
    count = 0
    async for deal in deals:
        sheet.add(deal)
        count += 1
    sheet.close()
    return count


def _opened(path: Path | None) -> AbstractContextManager[IO[bytes]]:
    return nullcontext(sys.stdout.buffer) if path is None else path.open("wb")
