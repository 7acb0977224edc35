"""Making a database file ready: is it ours, may we write it, is its schema ours to bring forward?

All of it happens under a lock beside the file, so that several processes may start at once: SQLite's own locks let
all but one of them fail with "database is locked". Whatever is refused is left as it was.
"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any
from weakref import WeakSet

from sqlite_utils import Database, Migrations

from storage import sql
from storage.full_text import mentions
from storage.migrations import MIGRATIONS
from storage.names import KEY_VERSION

CACHED = 16_000  # kB of pages a connection keeps, SQLite's 2,000 hold the way to few rows of a large table
BUSY_SECONDS = 10.0  # how long a connection waits for another process's write lock
_HEADER = b"SQLite format 3\0"
# RuntimeError: an unknown home or a loop of links; ValueError: a NUL in the name
_UNUSABLE = (OSError, RuntimeError, ValueError, sqlite3.Error)


class StoreError(Exception):
    """The database could not do what was asked; nothing of it was kept."""


_OWN = 0o600  # what a team reads is nobody else's on the machine


class StoreUnavailable(StoreError):
    """The database file cannot be used; the message is one sentence for whoever runs the program."""


def prepare(path: Path, migrations: Migrations = MIGRATIONS) -> Path:
    """Create or migrate the database at `path`; returns where it really lies.

    An older schema is migrated, and older match keys are made anew, after a copy was put beside it as
    `<name>.before-<number of migrations known>-<version of keys>`.
    Raises `StoreUnavailable` for a directory, a folder that is missing, a place that cannot be written, a file that
    is not Dealbot's database, and a newer schema; the file is then as it was.
    """
    from storage.rekeying import rekey  # it knows what holds keys, and all that is built on this module

    try:
        path = path.expanduser().resolve()
        _check_place(path)
        with _lock(path):
            if not path.exists():
                path.touch(mode=_OWN)
            if _inspect(path, migrations) == "older":
                _copy(path, path.with_name(f"{path.name}.before-{len(_known(migrations))}-{KEY_VERSION}"))
            with closing(connect(path)) as conn:
                conn.execute("PRAGMA journal_mode = WAL")
                db = Database(conn, execute_plugins=False)
                migrations.apply(db)
                rekey(db)
    except _UNUSABLE as failure:
        raise StoreUnavailable(f"The database {path} cannot be opened and written: {_cause(failure)}.") from failure
    return path


class Connection(sqlite3.Connection):
    """A connection that can end the statements it began.

    One that is left half read holds its state of the database, and with it the whole log, until Python collects it.
    """

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._begun: WeakSet[sqlite3.Cursor] = WeakSet()

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        cursor = super().execute(*arguments)
        self._begun.add(cursor)
        return cursor

    def end_statements(self) -> None:
        for cursor in list(self._begun):
            cursor.close()
        self._begun.clear()


def connect(path: Path, *, read_only: bool = False) -> Connection:
    """A connection with our settings, for use by one thread at a time."""
    conn = sqlite3.connect(
        path, timeout=BUSY_SECONDS, check_same_thread=False, cached_statements=256, factory=Connection
    )
    conn.execute(f"PRAGMA cache_size = -{CACHED}")
    conn.create_function("mentions", -1, mentions, deterministic=True)
    conn.execute("PRAGMA foreign_keys = ON")
    # FULL: with NORMAL the last commits are lost when the power goes, after Slack was told they are safe
    conn.execute("PRAGMA synchronous = FULL")
    if read_only:
        conn.execute("PRAGMA query_only = ON")
    return conn


def back_up(source: Path, target: Path) -> None:
    """Put a consistent copy at `target`, replacing what is there; other connections read and write meanwhile.

    Raises `StoreUnavailable` when that place cannot be written; what lay there is then as it was.
    """
    try:
        target = target.expanduser().resolve()
        if target == source or target.is_dir():
            raise StoreUnavailable(f"A copy cannot be put at {target}: that is the database itself or a directory.")
        _copy(source, target)
    except _UNUSABLE as failure:
        raise StoreUnavailable(f"A copy cannot be written to {target}: {_cause(failure)}.") from failure


def _copy(source: Path, target: Path) -> None:
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    partial.touch(mode=_OWN)
    try:
        with closing(connect(source, read_only=True)) as here, closing(sqlite3.connect(partial)) as there:
            here.backup(there)
        with partial.open("rb") as copied:
            os.fsync(copied.fileno())
        partial.replace(target)
    finally:
        partial.unlink(missing_ok=True)


def _check_place(path: Path) -> None:
    if path.is_dir():
        raise StoreUnavailable(f"The database {path} is a directory; it must be a file.")
    if not path.parent.is_dir():
        raise StoreUnavailable(f"The folder {path.parent} for the database does not exist.")
    if path.exists() and not os.access(path, os.R_OK | os.W_OK):
        raise StoreUnavailable(f"The database {path} cannot be read and written by this user.")


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    # the lock's file stays: removing it would let a third process lock a new one beside the second's
    with path.with_name(path.name + ".lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _inspect(path: Path, migrations: Migrations) -> str:
    """ "new", "older" or "current"; reads only. Raises `StoreUnavailable` for what is not ours or not yet ours."""
    if not path.exists() or path.stat().st_size == 0:
        return "new"
    with path.open("rb") as file:
        if file.read(len(_HEADER)) != _HEADER:
            raise StoreUnavailable(f"The file {path} is not a database; nothing in it was changed.")
    with closing(sqlite3.connect(f"{path.as_uri()}?mode=ro", uri=True, timeout=BUSY_SECONDS)) as conn:
        db = Database(conn, execute_plugins=False, recursive_triggers=False)
        tables, applied = db.table_names(), {migration.name for migration in migrations.applied(db)}
        keys = key_version(db)
    if tables and not applied:
        raise StoreUnavailable(f"The file {path} is another program's database; nothing in it was changed.")
    if applied - _known(migrations) or keys > KEY_VERSION:
        raise StoreUnavailable(f"The database {path} was written by a newer version of Dealbot; please update Dealbot.")
    if not applied:
        return "new"
    return "current" if applied == _known(migrations) and keys == KEY_VERSION else "older"


def key_version(db: Database) -> int:
    """The version of `storage.names` that made the match keys of this database; 1 where it does not say."""
    row = sql.first(db, "SELECT version FROM match_keys") if "match_keys" in db.table_names() else None
    return int(row["version"]) if row else 1


def _known(migrations: Migrations) -> set[str]:
    # pending of an empty database is the public way to list them all
    with closing(sqlite3.connect(":memory:")) as nothing:
        empty = Database(nothing, execute_plugins=False, recursive_triggers=False)
        return {migration.name for migration in migrations.pending(empty)}


def _cause(failure: Exception) -> str:
    words = failure.strerror if isinstance(failure, OSError) and failure.strerror else str(failure)
    return words.rstrip(".") or failure.__class__.__name__
