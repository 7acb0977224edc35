"""What goes into columns and comes out of rows: text every database takes, times that sort, JSON opaque to SQL.

Times are ISO 8601 in UTC with microseconds, so that their order as text is their order in time. JSON is written
and read here only; no statement looks into it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlite_utils import Database

# SQLite's driver cannot encode lone surrogates, PostgreSQL refuses NUL; one character each, so offsets stay true
_UNSTORABLE = re.compile("[\ud800-\udfff\x00]")


def storable(text: str) -> str:
    """The text with each lone surrogate and NUL replaced by U+FFFD; its length stays."""
    if text.isascii() and "\x00" not in text:  # most of what is stored, in a ninth of the time
        return text
    return _UNSTORABLE.sub("\ufffd", text)


def instant(moment: datetime) -> str:
    """An aware time as text. Raises `ValueError` for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a time without its zone")
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def as_instant(text: str) -> datetime:
    return datetime.fromisoformat(text)


def day(value: date | None) -> str | None:
    return value.isoformat() if value else None


def as_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def opaque(value: Any) -> str:
    """JSON for a column; readable in Datasette, so letters stay letters."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def clear(text: str) -> Any:
    """What `opaque` wrote."""
    return json.loads(text)


def execute(db: Database, sql: str, values: Mapping[str, Any] | None = None) -> int:
    """Run one statement with `:name` values; returns the number of rows it changed."""
    return db.execute(sql, _bindable(values)).rowcount


def rows(db: Database, sql: str, values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """Every row of a statement, each a dict from column to value."""
    cursor = db.execute(sql, _bindable(values))
    columns = [column[0] for column in cursor.description]
    return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]


def stream(db: Database, sql: str, values: Mapping[str, Any] | None = None) -> Iterator[tuple[Any, ...]]:
    """The rows of a statement as they are found, as tuples; for walks that may end early."""
    return iter(db.execute(sql, _bindable(values)))


def first(db: Database, sql: str, values: Mapping[str, Any] | None = None) -> dict[str, Any] | None:
    found = rows(db, sql, values)
    return found[0] if found else None


def rows_of(
    db: Database, sql: str, ids: Sequence[str], values: Mapping[str, Any] | None = None
) -> list[dict[str, Any]]:
    """`rows` of a statement whose `:ids` stands for a list; no ids, no rows."""
    if not ids:
        return []
    named = {f"id{number}": each for number, each in enumerate(ids)}
    return rows(db, sql.replace(":ids", ", ".join(f":{name}" for name in named)), {**named, **(values or {})})


def one_of(column: str, values: Collection[str] | None) -> tuple[str, dict[str, str]]:
    """A condition that the column has one of the values, any at all for None, and what to bind for it."""
    if values is None:
        return "1 = 1", {}
    named = {f"one_of_{number}": each for number, each in enumerate(sorted(values))}
    return f"{column} IN ({', '.join(f':{name}' for name in named)})", named


def insert(db: Database, table: str, values: Mapping[str, Any], *, once: bool = False) -> bool:
    """Insert one row; with `once`, a row that breaks a unique key is left out. Returns whether it went in."""
    columns, places = ", ".join(values), ", ".join(f":{column}" for column in values)
    ending = " ON CONFLICT DO NOTHING" if once else ""
    statement = f"INSERT INTO {table} ({columns}) VALUES ({places}){ending}"  # noqa: S608 names from our own code
    return execute(db, statement, values) > 0


def _bindable(values: Mapping[str, Any] | None) -> dict[str, Any]:
    return {name: storable(value) if isinstance(value, str) else value for name, value in (values or {}).items()}
