"""The store: durable when it says so, one writer, readers beside it, an orderly end."""

import asyncio
import os
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from threading import Event, current_thread

import pytest
from sqlite_utils import Database

from storage import inbox
from storage.store import Store, StoreError, StoreUnavailable
from tests.newsroom import LEASE, NOW, message


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "deals.db")
    await store.write(lambda db: db.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, note TEXT UNIQUE)"))
    yield store
    await store.close()


async def notes(store: Store) -> list[str]:
    rows = await store.read(lambda db: db.execute("SELECT note FROM notes ORDER BY id").fetchall())
    return [row[0] for row in rows]


async def test_the_file_and_its_copy_are_their_owners_alone(tmp_path: Path) -> None:
    """Other users of the machine don't read what a team shares."""
    store = await Store.open(tmp_path / "deals.db")
    await store.backup(tmp_path / "copy.db")
    await store.close()
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("deals.db", "copy.db")] == [0o600, 0o600]


async def test_a_write_returns_what_it_made_and_is_read_at_once(store: Store) -> None:
    """From the next read on."""
    assert await store.write(lambda db: insert(db, "one")) == 1
    assert await notes(store) == ["one"]


async def test_writes_that_wait_together_are_committed_together(store: Store) -> None:
    """Many durable writes for one flush of the disk, all in the order they were handed over."""
    held, go = Event(), Event()
    statements: list[str] = []

    def blocking(db: Database) -> None:
        db.conn.set_trace_callback(statements.append)
        held.set()
        go.wait()

    async with asyncio.TaskGroup() as group:
        group.create_task(store.write(blocking))
        await asyncio.to_thread(held.wait)
        for number in range(50):
            group.create_task(store.write(partial(insert, note=str(number))))
        await asyncio.sleep(0)  # every task hands its work over
        assert await notes(store) == []
        go.set()
    assert await notes(store) == [str(number) for number in range(50)]
    assert statements.count("COMMIT") == 2  # the blocking one's, and that of all the others


async def test_work_that_fails_undoes_itself_alone(store: Store) -> None:
    """Those beside it in the transaction are kept."""

    def half(db: Database) -> None:
        insert(db, "half")
        raise LookupError("no")

    results = await asyncio.gather(
        store.write(lambda db: insert(db, "before")),
        store.write(half),
        store.write(lambda db: insert(db, "before")),
        store.write(lambda db: insert(db, "after")),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [int, LookupError, StoreError, int]
    assert await notes(store) == ["before", "after"]


async def test_work_that_ends_the_transaction_fails_its_whole_batch(store: Store) -> None:
    """What cannot have been kept is never called kept."""
    results = await asyncio.gather(
        store.write(lambda db: insert(db, "lost")),
        store.write(lambda db: db.conn.rollback()),
        store.write(lambda db: insert(db, "never")),
        return_exceptions=True,
    )
    assert [type(result) for result in results] == [StoreError] * 3
    assert await notes(store) == []
    await store.write(lambda db: insert(db, "next"))
    assert await notes(store) == ["next"]


async def test_odd_exceptions_reach_the_caller_and_the_writer_lives(store: Store) -> None:
    """Even those that a future cannot carry."""

    def leave(_: Database) -> None:
        raise SystemExit(3)

    with pytest.raises(RuntimeError):
        await store.write(lambda _: next(iter(())))
    with pytest.raises(RuntimeError):
        await store.read(lambda _: next(iter(())))
    with pytest.raises(RuntimeError, match="SystemExit"):
        await store.write(leave)
    assert await store.write(lambda db: insert(db, "alive")) == 1


async def test_a_cancelled_caller_corrupts_nothing(store: Store) -> None:
    """What was handed over is done, whole, and the writer goes on."""
    tasks = [asyncio.create_task(store.write(partial(two, number=number))) for number in range(40)]
    await asyncio.sleep(0)
    for task in tasks[::2]:
        task.cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert sum(isinstance(result, asyncio.CancelledError) for result in results) == 20
    kept = await notes(store)
    assert len(kept) == 80
    assert [kept[number : number + 2] for number in range(0, 80, 2)] == [[f"{n}a", f"{n}b"] for n in range(40)]


async def test_a_read_sees_one_state_however_much_is_written_meanwhile(store: Store) -> None:
    """Two statements of one read agree with each other."""
    await store.write(lambda db: insert(db, "one"))
    read_once, written = Event(), Event()

    def twice(db: Database) -> tuple[int, int]:
        first = db.execute("SELECT COUNT(*) FROM notes").fetchone()[0]
        read_once.set()
        written.wait()
        return first, db.execute("SELECT COUNT(*) FROM notes").fetchone()[0]

    reading = asyncio.create_task(store.read(twice))
    await asyncio.to_thread(read_once.wait)
    await store.write(lambda db: insert(db, "two"))
    written.set()
    assert await reading == (1, 1)
    assert len(await notes(store)) == 2


async def test_a_read_cannot_write(store: Store) -> None:
    """A mistake shows at once, and leaves nothing open."""
    with pytest.raises(StoreError):
        await store.read(lambda db: insert(db, "no"))
    assert await notes(store) == []


async def test_everything_is_written_by_one_thread(store: Store) -> None:
    """And none of it on the loop's."""
    names = await asyncio.gather(*(store.write(lambda _: current_thread().name) for _ in range(20)))
    assert set(names) == {"store-writer"}
    assert await store.read(lambda _: current_thread().name) == "store-reader"


async def test_the_connections_are_durable_and_strict(store: Store) -> None:
    """sqlite-utils leaves foreign keys off, SQLite defaults to no write-ahead log."""
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}

    def pragmas(db: Database) -> dict[str, object]:
        return {name: db.execute(f"PRAGMA {name}").fetchone()[0] for name in wanted}

    assert await store.read(pragmas) == wanted
    assert await store.write(pragmas) == wanted


async def test_closing_finishes_what_was_handed_over(tmp_path: Path) -> None:
    """And folds the log into the file; a closed store says so; closing again does nothing."""
    path = tmp_path / "deals.db"
    store = await Store.open(path)
    writes = [asyncio.create_task(inbox.put(store, message(f"{n}.0"), NOW)) for n in range(100)]
    await asyncio.sleep(0)
    await asyncio.gather(store.close(), store.close())
    assert all(await asyncio.gather(*writes))
    for refused in (inbox.put(store, message(), NOW), inbox.next_due(store)):
        with pytest.raises(StoreError):
            await refused
    assert sorted(os.listdir(tmp_path)) == ["deals.db", "deals.db.lock"]
    again = await Store.open(path)
    assert (await inbox.counts(again))["waiting"] == 100
    await again.close()


async def test_a_backup_is_whole_while_writing_goes_on(store: Store, tmp_path: Path) -> None:
    """It opens as a database of its own, and replaces an older one."""
    target = tmp_path / "copies.db"
    target.write_text("an older copy")
    writing = asyncio.gather(*(inbox.put(store, message(f"{number}.0"), NOW) for number in range(200)))
    await store.backup(target)
    await writing
    copy = await Store.open(target)
    assert 0 <= (await inbox.counts(copy))["waiting"] <= 200
    assert await copy.read(lambda db: db.execute("PRAGMA integrity_check").fetchall()) == [("ok",)]
    await copy.close()


async def test_a_backup_that_cannot_be_written_is_refused_in_a_sentence(store: Store, tmp_path: Path) -> None:
    """Above all onto the database itself."""
    for target in (tmp_path / "deals.db", tmp_path, tmp_path / "missing" / "copy.db"):
        with pytest.raises(StoreUnavailable, match=r"^A copy cannot be .*\.$"):
            await store.backup(target)
    assert await notes(store) == []


async def test_another_process_that_writes_is_waited_for(store: Store, tmp_path: Path) -> None:
    """The command line adds to the database while the bot runs."""
    other = sqlite3.connect(tmp_path / "deals.db")
    other.execute("BEGIN IMMEDIATE")
    writing = asyncio.create_task(store.write(lambda db: insert(db, "ours")))
    assert await notes(store) == []
    other.execute("INSERT INTO notes (note) VALUES ('theirs')")
    other.commit()
    other.close()
    await writing
    assert await notes(store) == ["theirs", "ours"]


async def test_the_writer_holds_up_nobody(store: Store) -> None:
    """The loop runs on while a write takes its time."""
    go = Event()
    writing = asyncio.create_task(store.write(lambda _: go.wait()))
    turns = 0
    while turns < 1000:
        await asyncio.sleep(0)
        turns += 1
    assert not writing.done()
    go.set()
    assert await writing


_ACKNOWLEDGE = """
import asyncio, itertools, sys
from pathlib import Path
from storage import inbox
from storage.store import Store
from tests.newsroom import NOW, message

async def put_for_ever(store, lane):
    for number in itertools.count():
        ts = f"{lane}.{number}"
        await inbox.put(store, message(ts), NOW)
        sys.stdout.write(ts + "\\n")  # the acknowledgement: nothing said before may be lost
        sys.stdout.flush()

async def main():
    store = await Store.open(Path(sys.argv[1]))
    await asyncio.gather(*(put_for_ever(store, lane) for lane in range(8)))

asyncio.run(main())
"""


async def test_a_killed_process_loses_nothing_it_acknowledged(tmp_path: Path) -> None:
    """SIGKILL in the midst of writing, twice over the same file."""
    path = tmp_path / "deals.db"
    acknowledged: set[str] = set()
    for _ in range(2):
        acknowledged |= await asyncio.to_thread(_kill_while_writing, path, 300)
    store = await Store.open(path)
    kept = await store.read(lambda db: {row[0] for row in db.execute("SELECT ts FROM inbox").fetchall()})
    assert await store.read(lambda db: db.execute("PRAGMA integrity_check").fetchall()) == [("ok",)]
    assert await inbox.claim(store, "w", NOW, LEASE) is not None
    await store.close()
    assert len(acknowledged) >= 300
    assert acknowledged <= kept


def _kill_while_writing(path: Path, after: int) -> set[str]:
    """What a process said it had kept until it was killed, some time after its `after`th word."""
    command = [sys.executable, "-c", _ACKNOWLEDGE, str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parent.parent) as process:
        assert process.stdout is not None
        said = [process.stdout.readline() for _ in range(after)]
        process.kill()
        said += process.stdout.readlines()
    return {line.strip() for line in said if line.endswith("\n")}


def insert(db: Database, note: str) -> int | None:
    return db.execute("INSERT INTO notes (note) VALUES (?)", [note]).lastrowid


def two(db: Database, number: int) -> None:
    insert(db, f"{number}a")
    insert(db, f"{number}b")


async def test_a_statement_left_half_read_holds_nothing(tmp_path: Path) -> None:
    """Else the log could be folded in only once Python collects it, and closing would wait for that."""
    path = tmp_path / "deals.db"
    store = await Store.open(path)
    left = await store.read(lambda db: db.execute("SELECT name FROM sqlite_master"))
    assert await store.write(lambda db: db.execute("CREATE TABLE more (id TEXT)").rowcount)
    await store.close()
    assert not path.with_name("deals.db-wal").exists()
    with pytest.raises(sqlite3.ProgrammingError):
        left.fetchone()
