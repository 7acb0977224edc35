"""Deals as tables: CSV, JSON Lines or a workbook. The same deals give the same bytes, and no cell is a formula."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from io import TextIOWrapper
from typing import IO, Any, Protocol

import xlsxwriter

from storage.deal_view import headline
from storage.forms import reading_as_json
from storage.records import Deal, DealFacts, Reading, Source

COLUMNS = (
    "id",
    "title",
    "type",
    "status",
    "acquirers",
    "targets",
    "sellers",
    "amount",
    "currency",
    "amount_text",
    "amount_kind",
    "amount_qualifier",
    "disclosed",
    "stake_percent",
    "valuation",
    "valuation_currency",
    "date",
    "expected_close",
    "target_business",
    "target_location",
    "confidence",
    "first_seen",
    "last_seen",
    "source_count",
    "sources",
)
# What a spreadsheet would take for a formula, also behind blanks; OWASP, "CSV Injection"
_FORMULA = re.compile(r"^\s*[=+\-@\t\r|%]")
_MAX_CELL = 32_767  # characters, Excel's limit
_MAX_ROWS = 1_048_576  # Excel's limit, the headings included
_UNSPOKEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")  # no XML and no UTF-8 holds them

Cell = str | int | float | None


class ExportFormat(StrEnum):
    CSV = "csv"
    JSONL = "jsonl"
    XLSX = "xlsx"


class Sheet(Protocol):
    """Where deals go, one after the other."""

    def add(self, deal: Deal) -> None: ...

    def close(self) -> None: ...


def row(deal: Deal) -> dict[str, Cell]:
    """A deal as one line of a table; several names stand side by side, parted by semicolons."""
    facts = deal.facts
    return {
        "id": deal.id,
        "title": headline(facts),
        "type": facts.type.value,
        "status": facts.status.value,
        "acquirers": "; ".join(facts.acquirers),
        "targets": "; ".join(facts.targets),
        "sellers": "; ".join(facts.sellers),
        **_amount(facts),
        "disclosed": facts.disclosed.value,
        "stake_percent": _number(facts.stake_percent),
        "valuation": _number(facts.valuation.value) if facts.valuation else None,
        "valuation_currency": facts.valuation.currency if facts.valuation else None,
        "date": facts.date,
        "expected_close": close.period or close.text if (close := facts.expected_close) else None,
        "target_business": facts.target_business,
        "target_location": facts.target_location,
        "confidence": round(facts.confidence, 3),
        "first_seen": _instant(deal.first_seen),
        "last_seen": _instant(deal.last_seen),
        "source_count": deal.source_count,
        "sources": "\n".join(map(_cited, deal.sources)),
    }


def _amount(facts: DealFacts) -> dict[str, Cell]:
    amount = facts.amount
    return {
        "amount": _number(amount.value) if amount else None,
        "currency": amount.currency if amount else None,
        "amount_text": amount.text if amount else None,
        "amount_kind": amount.kind.value if amount else None,
        "amount_qualifier": amount.qualifier.value if amount else None,
    }


def _number(value: Any) -> int | float | None:
    if value is None or not value.is_finite():
        return None
    return int(value) if value == value.to_integral_value() and abs(value) < 10**15 else float(value)


def _instant(when: datetime) -> str:
    return when.isoformat(timespec="seconds")


def _cited(source: Source) -> str:
    published = source.published.isoformat() if source.published else None
    told = " ".join(filter(None, (source.site, published)))
    return " ".join(filter(None, (source.url or _pasted(source), f"({told})" if told else "")))


def _pasted(source: Source) -> str:
    return f"pasted text “{source.title}”" if source.title else f"text pasted on {source.seen_at.date().isoformat()}"


def whole(deal: Deal) -> dict[str, Any]:
    """A deal in the form of `extract`'s output, with its id, its sources and each sentence's source."""
    (facts,) = reading_as_json(Reading("", (deal.facts,)))["deals"]
    facts["evidence"] = [
        told | {"article": citation.source.article_id}
        for told, citation in zip(facts["evidence"], deal.citations, strict=True)
    ]
    times: Mapping[str, str] = {"first_seen": _instant(deal.first_seen), "last_seen": _instant(deal.last_seen)}
    return {"id": deal.id, **facts, **times, "sources": [_source(each) for each in deal.sources]}


def _source(source: Source) -> dict[str, Any]:
    published = source.published.isoformat() if source.published else None
    return {
        "article": source.article_id,
        "url": source.url,
        "title": source.title,
        "site": source.site,
        "published": published,
        "seen_at": _instant(source.seen_at),
    }


class _Csv:
    """UTF-8 with the mark that Excel knows it by; no cell is a formula."""

    def __init__(self, out: IO[bytes]) -> None:
        self._text = TextIOWrapper(out, encoding="utf-8-sig", errors="replace", newline="", write_through=True)
        self._rows = csv.DictWriter(self._text, COLUMNS, lineterminator="\r\n")
        self._rows.writeheader()

    def add(self, deal: Deal) -> None:
        self._rows.writerow({name: _harmless(cell) for name, cell in row(deal).items()})

    def close(self) -> None:
        self._text.flush()
        self._text.detach()


class _JsonLines:
    def __init__(self, out: IO[bytes]) -> None:
        self._out = out

    def add(self, deal: Deal) -> None:
        line = json.dumps(whole(deal), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
        self._out.write(line.encode("utf-8", errors="replace") + b"\n")

    def close(self) -> None:
        self._out.flush()


class _Workbook:
    """One sheet; texts stay texts, whatever they look like."""

    def __init__(self, out: IO[bytes]) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self._book = xlsxwriter.Workbook(out, options)
        self._book.set_properties({"title": "Deals", "created": datetime(2000, 1, 1)})  # noqa: DTZ001 the same in every file
        self._sheet = self._book.add_worksheet("Deals")
        self._sheet.freeze_panes(1, 0)
        self._sheet.set_column(1, 1, 40)
        self._line = 0
        self._put(dict(zip(COLUMNS, COLUMNS, strict=True)))

    def add(self, deal: Deal) -> None:
        if self._line >= _MAX_ROWS:
            raise ValueError(f"a workbook holds no more than {_MAX_ROWS - 1:,} deals; please export as csv or jsonl")
        self._put(row(deal))

    def close(self) -> None:
        self._sheet.autofilter(0, 0, max(self._line - 1, 0), len(COLUMNS) - 1)
        self._book.close()

    def _put(self, cells: Mapping[str, Cell]) -> None:
        for column, name in enumerate(COLUMNS):
            cell = cells[name]
            if isinstance(cell, str) and cell:
                self._sheet.write_string(self._line, column, _UNSPOKEN.sub("\ufffd", cell)[:_MAX_CELL])
            elif isinstance(cell, int | float):
                self._sheet.write_number(self._line, column, cell)
        self._line += 1


def sheet(kind: ExportFormat, out: IO[bytes]) -> Sheet:
    """An empty table of deals that is written to `out`."""
    kinds: Mapping[ExportFormat, type[_Csv | _JsonLines | _Workbook]] = {
        ExportFormat.CSV: _Csv,
        ExportFormat.JSONL: _JsonLines,
        ExportFormat.XLSX: _Workbook,
    }
    return kinds[kind](out)


def _harmless(cell: Cell) -> Cell:
    """A text that a spreadsheet would run begins with an apostrophe, which it does not show."""
    return f"'{cell}" if isinstance(cell, str) and _FORMULA.match(cell) else cell
