"""`python -m bot backup PATH`: whole copies while others write."""

import asyncio
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from bot.backup import copy_database
from bot.errors import SettingsError
from bot.settings import Settings
from storage.store import Store, StoreUnavailable
from tests.programs import ROOT, run

_WRITE_ON = """
import asyncio, itertools, sys
from pathlib import Path
from storage import inbox
from storage.store import Store
from tests.newsroom import NOW, message

async def main():
    store = await Store.open(Path(sys.argv[1]))
    for number in itertools.count():
        await inbox.put(store, message(f"{number}.0"), NOW)
        print(number, flush=True)

asyncio.run(main())
"""


async def test_a_copy_is_whole_while_another_process_writes(tmp_path: Path) -> None:
    """It holds at least what that process had said to have kept before, in order and without a gap."""
    path, target = tmp_path / "deals.db", tmp_path / "copy.db"
    writer = await asyncio.create_subprocess_exec(
        sys.executable, "-c", _WRITE_ON, str(path), stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    assert writer.stdout is not None
    try:
        said = [await writer.stdout.readline() for _ in range(200)]
        environ = {"PYTHONPATH": str(ROOT), "DEALBOT_DB": str(path)}
        ended = await run(environ, tmp_path, "backup", str(target))
        assert await writer.stdout.readline()
    finally:
        writer.kill()
        await writer.communicate()
    assert (ended.code, ended.stderr) == (0, "")
    assert ended.stdout.startswith(f"Copied to {target}, ")
    with closing(sqlite3.connect(target)) as conn:
        kept = [int(float(row[0])) for row in conn.execute("SELECT ts FROM inbox ORDER BY received_at, rowid")]
        assert conn.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert kept == list(range(len(kept)))
    assert len(kept) >= len(said)
    copy = await Store.open(target)
    await copy.close()


async def test_a_copy_that_cannot_be_made_is_refused_in_a_sentence(tmp_path: Path) -> None:
    """No database there, or no place for the copy; a new database is not made on the way."""
    missing = Settings(db=tmp_path / "missing.db")
    with pytest.raises(SettingsError, match=r"^DEALBOT_DB: there is no database at [^\n]+\.$"):
        copy_database(missing, tmp_path / "copy.db")
    assert list_of(tmp_path) == []
    await (await Store.open(tmp_path / "deals.db")).close()
    for target in (tmp_path / "deals.db", tmp_path, tmp_path / "no" / "copy.db"):
        with pytest.raises(StoreUnavailable, match=r"^A copy cannot be [^\n]+\.$"):
            copy_database(Settings(db=tmp_path / "deals.db"), target)
    assert list_of(tmp_path) == ["deals.db", "deals.db.lock"]


async def test_a_newer_database_is_copied_as_it_is(tmp_path: Path) -> None:
    """A copy before an update must be possible with either version."""
    path = tmp_path / "deals.db"
    await (await Store.open(path)).close()
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("UPDATE match_keys SET version = 999")
        conn.commit()
    copy_database(Settings(db=path), tmp_path / "copy.db")
    with closing(sqlite3.connect(tmp_path / "copy.db")) as conn:
        assert conn.execute("SELECT version FROM match_keys").fetchall() == [(999,)]


def list_of(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())
