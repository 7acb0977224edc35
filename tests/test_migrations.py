"""Opening a database: new, old, newer, several at once, or no database at all."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from storage import inbox
from storage.migrations import MIGRATIONS
from storage.names import KEY_VERSION
from storage.opening import prepare
from storage.store import Store, StoreUnavailable
from tests.newsroom import NOW, message

ROOT = Path(__file__).parent.parent


SLACKS = ("bot", "bot_user", "channel", "enterprise", "team", "user")  # whose ids are Slack's


def later_version() -> Migrations:
    """The schema of a version to come."""
    later = Migrations("dealbot")
    with closing(sqlite3.connect(":memory:")) as nothing:
        for known in MIGRATIONS.pending(Database(nothing)):
            later(name=known.name)(known.fn)

    @later()
    def m999_later(db: Database) -> None:
        db.executescript("CREATE TABLE later (id TEXT PRIMARY KEY)")

    return later


def known_migrations() -> list[str]:
    with closing(sqlite3.connect(":memory:")) as nothing:
        return [migration.name for migration in MIGRATIONS.pending(Database(nothing))]


def tables(path: Path) -> set[str]:
    with closing(sqlite3.connect(path)) as conn:
        return {name for name in Database(conn).table_names() if "_fts" not in name}  # SQLite makes those itself


async def test_a_new_database_has_every_table(tmp_path: Path) -> None:
    """And a foreign key wherever one row names another."""
    path = tmp_path / "deals.db"
    await (await Store.open(path)).close()
    assert tables(path) == {
        "_sqlite_migrations",
        "aliases",
        "articles",
        "companies",
        "company_leads",
        "company_words",
        "deal_citations",
        "deal_observations",
        "deal_parties",
        "deal_relations",
        "deals",
        "deals_named",
        "decisions",
        "evidence",
        "inbox",
        "installation_teams",
        "installations",
        "match_keys",
        "oauth_states",
        "outbox",
        "passages",
        "people",
        "person_companies",
        "person_observations",
        "person_words",
        "shares",
    }
    with closing(sqlite3.connect(path)) as conn:
        db = Database(conn)
        named = {(table.name, key.column) for table in db.tables for key in table.foreign_keys}
        naming = {
            (table.name, column.name)
            for table in db.tables
            for column in table.columns
            if column.name.endswith("_id") and column.name.removesuffix("_id") not in SLACKS
        }
    assert named == naming


async def test_an_older_database_is_brought_forward_and_a_copy_kept(tmp_path: Path) -> None:
    """What it held stays; the copy is as it was."""
    path = tmp_path / "deals.db"
    store = await Store.open(path)
    await inbox.put(store, message(), NOW)
    await store.close()
    prepare(path, later_version())
    copy = tmp_path / f"deals.db.before-{len(known_migrations()) + 1}-{KEY_VERSION}"
    assert "later" in tables(path)
    assert "later" not in tables(copy)
    for kept in (path, copy):
        with closing(sqlite3.connect(kept)) as conn:
            assert conn.execute("SELECT ts FROM inbox").fetchall() == [("1.0",)]


async def test_a_migration_that_fails_leaves_the_database_as_it_was(tmp_path: Path) -> None:
    """Whole or not at all, and it can be tried again."""
    path = tmp_path / "deals.db"
    await (await Store.open(path)).close()
    broken = later_version()

    @broken()
    def m1000_broken(db: Database) -> None:
        db.executescript("CREATE TABLE half (id TEXT); CREATE TABLE articles (id TEXT)")

    with pytest.raises(StoreUnavailable):
        prepare(path, broken)
    assert "half" not in tables(path)
    prepare(path, later_version())


async def test_a_newer_database_is_left_alone(tmp_path: Path) -> None:
    """One sentence, and not a byte changed."""
    path = tmp_path / "deals.db"
    prepare(path, later_version())
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable, match=r"newer version of Dealbot; please update Dealbot\.$"):
        await Store.open(path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("content", [b"just some text", b"\x00" * 5000, b"SQLite format 3\x00" + b"\xff" * 5000])
async def test_a_file_that_is_no_database_is_left_alone(tmp_path: Path, content: bytes) -> None:
    """Also one that only begins like a database."""
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(StoreUnavailable, match=r"^The [^\n]*\.$"):
        await Store.open(path)
    assert path.read_bytes() == content


async def test_another_programs_database_is_left_alone(tmp_path: Path) -> None:
    """A wrong path must not put tables into it."""
    path = tmp_path / "books.db"
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("CREATE TABLE books (title TEXT)")
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable, match="another program's database"):
        await Store.open(path)
    assert path.read_bytes() == before


async def test_an_empty_file_becomes_a_database(tmp_path: Path) -> None:
    """As mktemp makes one."""
    path = tmp_path / "deals.db"
    path.touch()
    await (await Store.open(path)).close()
    assert "deals" in tables(path)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        (".", "is a directory"),
        ("missing/deals.db", "does not exist"),
        ("file/deals.db", "does not exist"),
        ("x" * 300, "cannot be opened"),
        ("loop", "cannot be opened"),
        ("~nobody-of-that-name-here/x.db", "cannot be opened"),
    ],
)
async def test_a_place_that_is_no_good_is_refused_in_a_sentence(tmp_path: Path, name: str, sentence: str) -> None:
    """What the user reads says which file and why."""
    (tmp_path / "file").touch()
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    path = Path(name) if name.startswith("~") else tmp_path / name
    with pytest.raises(StoreUnavailable, match=rf"^The [^\n]*{sentence}[^\n]*\.$"):
        await Store.open(path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
async def test_a_place_that_must_not_be_written_is_refused(tmp_path: Path) -> None:
    """Neither a folder nor a file."""
    sealed = tmp_path / "sealed"
    sealed.mkdir(mode=0o500)
    read_only = tmp_path / "read_only.db"
    read_only.touch(mode=0o400)
    for path in (sealed / "deals.db", read_only):
        with pytest.raises(StoreUnavailable, match=r"^The database [^\n]*\.$"):
            await Store.open(path)


_OPEN = """
import asyncio, sys
from pathlib import Path
from storage import inbox
from storage.store import Store
from tests.newsroom import NOW, message

async def main():
    print("ready", flush=True)
    sys.stdin.readline()
    store = await Store.open(Path(sys.argv[1]))
    await inbox.put(store, message(sys.argv[2]), NOW)
    await store.close()

asyncio.run(main())
"""


def test_four_processes_may_start_at_once(tmp_path: Path) -> None:
    """One migrates, the others wait for it, all of them write."""
    path = tmp_path / "deals.db"
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", _OPEN, str(path), f"{number}.0"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for number in range(4)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    assert [(process.communicate()[1], process.returncode) for process in processes] == [("", 0)] * 4
    with closing(sqlite3.connect(path)) as conn:
        assert conn.execute("SELECT COUNT(*) FROM inbox").fetchone() == (4,)
