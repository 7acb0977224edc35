"""The database behind async functions: one thread writes, a few read beside it.

Everything that is waiting to be written when the writer looks up goes into one transaction, each in a savepoint of
its own, and is on disk (synchronous=FULL) before any caller goes on: many durable writes for one flush.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from sqlite_utils import Database

from storage.opening import Connection, StoreError, StoreUnavailable, back_up, connect, prepare

__all__ = ["FenceLost", "Store", "StoreError", "StoreUnavailable"]

READERS = 3
COMMITTED_TOGETHER = 500  # at most, so that the first caller of a rush does not wait for all of it

T = TypeVar("T")


class FenceLost(StoreError):
    """Another worker, or a later attempt, holds the row by now; nothing was written."""


@dataclass(slots=True, eq=False)
class _Work:
    run: Callable[[Database], Any]
    future: asyncio.Future[Any]
    result: Any = None
    failure: BaseException | None = None

    def attempt(self, db: Database) -> None:
        try:
            self.result = self.run(db)
        except BaseException as failure:  # the thread outlives whatever a caller's work does
            self.failure = _as_raised(failure)

    def settle(self) -> None:
        if self.future.done():  # its caller was cancelled
            return
        if self.failure is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.failure)


_Queue = SimpleQueue[_Work | None]  # None ends one thread


class Store:
    """An open database. Belongs to the event loop that opened it; `close` it there."""

    def __init__(self, path: Path, writer: sqlite3.Connection, readers: Iterable[sqlite3.Connection]) -> None:
        self._path = path
        self._to_write: _Queue = SimpleQueue()
        self._to_read: _Queue = SimpleQueue()
        self._writer = Thread(target=_write, args=(writer, self._to_write), name="store-writer", daemon=True)
        self._readers = [
            Thread(target=_read, args=(reader, self._to_read), name="store-reader", daemon=True) for reader in readers
        ]
        self._closing: asyncio.Future[None] | None = None
        for thread in (self._writer, *self._readers):
            thread.start()

    @classmethod
    async def open(cls, path: Path) -> Store:
        """Open the database at `path`, made or migrated if need be.

        Raises `StoreUnavailable` (see `storage.opening.prepare`); its text is one sentence for a user.
        """
        return await asyncio.to_thread(cls._open, path)

    @classmethod
    def _open(cls, path: Path) -> Store:
        path = prepare(path)
        try:
            return cls(path, connect(path), [connect(path, read_only=True) for _ in range(READERS)])
        except sqlite3.Error as failure:
            raise StoreUnavailable(f"The database {path} cannot be opened: {failure}.") from failure

    async def write(self, work: Callable[[Database], T]) -> T:
        """Run `work` in a transaction in the writer's thread; what it wrote is durable when this returns.

        An exception of `work` undoes that work alone and is raised here; one of SQLite's comes as `StoreError`.
        Work that has been handed over is done even when the caller is cancelled while it waits.
        """
        return await self._hand_over(work, self._to_write)

    async def read(self, work: Callable[[Database], T]) -> T:
        """Run `work` on one consistent state of the database, beside the writer; it cannot write."""

        def snapshot(db: Database) -> T:
            db.conn.execute("BEGIN")
            try:
                return work(db)
            finally:
                if isinstance(db.conn, Connection):
                    db.conn.end_statements()
                db.conn.rollback()

        return await self._hand_over(snapshot, self._to_read)

    async def backup(self, path: Path) -> None:
        """Put a consistent copy at `path`, replacing what is there; reading and writing go on meanwhile.

        Raises `StoreUnavailable` with one sentence when that place cannot be written.
        """
        await asyncio.to_thread(back_up, self._path, path)

    async def close(self) -> None:
        """Finish what was handed over, fold the log into the file and close it; again does nothing more."""
        if self._closing is None:
            self._closing = asyncio.ensure_future(asyncio.to_thread(self._end_threads))
        await asyncio.shield(self._closing)

    async def _hand_over(self, work: Callable[[Database], T], queue: _Queue) -> T:
        if self._closing is not None:
            raise StoreError("The database is closed.")
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        queue.put(_Work(work, future))
        return await future

    def _end_threads(self) -> None:
        for _ in self._readers:
            self._to_read.put(None)
        for reader in self._readers:
            reader.join()
        self._to_write.put(None)  # last, so that the log can be folded in with no reader left
        self._writer.join()


def _write(conn: sqlite3.Connection, queue: _Queue) -> None:
    db = Database(conn, execute_plugins=False)
    for batch in _batches(queue, COMMITTED_TOGETHER):
        _commit_together(db, batch)
        _settle(batch)
    with suppress(sqlite3.Error):  # another process may be reading; the log is then folded in later
        conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    conn.close()


def _read(conn: sqlite3.Connection, queue: _Queue) -> None:
    db = Database(conn, execute_plugins=False)
    for batch in _batches(queue, 1):
        for work in batch:
            work.attempt(db)
        _settle(batch)
    conn.close()


def _batches(queue: _Queue, size: int) -> Iterator[list[_Work]]:
    """What is queued, up to `size` at a time, until the thread's None."""
    while (work := queue.get()) is not None:
        batch = [work]
        while len(batch) < size:
            try:
                following = queue.get_nowait()
            except Empty:
                break
            if following is None:
                yield batch
                return
            batch.append(following)
        yield batch


def _commit_together(db: Database, batch: list[_Work]) -> None:
    try:
        with _transaction(db.conn):
            for work in batch:
                _attempt_in_savepoint(db, work)
    except BaseException as failure:
        for work in batch:
            work.result, work.failure = None, work.failure or _as_raised(failure)


@contextmanager
def _transaction(conn: sqlite3.Connection) -> Iterator[None]:
    conn.execute("BEGIN IMMEDIATE")
    try:
        yield
        conn.execute("COMMIT")
    finally:
        conn.rollback()  # nothing after a commit


def _attempt_in_savepoint(db: Database, work: _Work) -> None:
    db.conn.execute("SAVEPOINT work")
    work.attempt(db)
    if not db.conn.in_transaction:  # a full disk ends it: what the others of the batch wrote is gone too
        raise sqlite3.OperationalError("the transaction was lost")
    if work.failure is not None:
        db.conn.execute("ROLLBACK TO work")
    db.conn.execute("RELEASE work")


def _settle(batch: list[_Work]) -> None:
    def settle_all() -> None:
        for work in batch:
            work.settle()

    with suppress(RuntimeError):  # the loop is closed: nobody waits any more
        batch[0].future.get_loop().call_soon_threadsafe(settle_all)


def _as_raised(failure: BaseException) -> BaseException:
    """What the caller gets to see: none of SQLite's own, and none that a future cannot carry."""
    if isinstance(failure, sqlite3.Error):
        wrapped: Exception = StoreError(f"The database refused: {failure}.")
    elif isinstance(failure, StopIteration) or not isinstance(failure, Exception):
        wrapped = RuntimeError(f"{type(failure).__name__} in the database's thread")  # it would end the caller's loop
    else:
        return failure
    wrapped.__cause__ = failure
    return wrapped
