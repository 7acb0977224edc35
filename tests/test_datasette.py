"""The file that tells Datasette what the tables are, beside the tables there are."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from storage.store import Store
from tests.newsroom import article, share, takeover

ROOT = Path(__file__).parent.parent
TABLES: dict[str, dict[str, Any]] = json.loads((ROOT / "metadata.json").read_text())["databases"]["dealbot"]["tables"]


@pytest.fixture
async def path(tmp_path: Path) -> Path:
    """A database with one deal in it."""
    path = tmp_path / "dealbot.db"
    store = await Store.open(path)
    text = "Alpha buys Beta."
    await share(store, article(text, told=[takeover(text, "Alpha", "Beta", target_business="cold storage")]))
    await store.close()
    return path


def test_every_table_and_column_it_names_is_there(path: Path) -> None:
    """Labels, facets and orders too."""
    with closing(sqlite3.connect(path)) as conn:
        db = Database(conn)
        for name, told in TABLES.items():
            columns = {column.name for column in db[name].columns}
            named = {*told.get("facets", ()), *told.get("columns", ())}
            named |= {told[key] for key in ("label_column", "sort", "sort_desc", "fts_pk") if key in told}
            assert columns, name
            assert named <= columns, name


def test_every_title_is_a_title(path: Path) -> None:
    """What is shown has one; what search walks is hidden."""
    assert all(told.get("hidden") or told["title"] for told in TABLES.values())
    with closing(sqlite3.connect(path)) as conn:
        shown = {name for name in Database(conn).table_names() if not name.startswith(("_", "passages_fts"))}
    assert {"deals", "companies", "people", "articles", "evidence"} <= shown & TABLES.keys()


def test_its_search_finds_what_was_read(path: Path) -> None:
    """As Datasette asks: the rowids of the full-text table name the rows of its content table."""
    told = TABLES["passages"]
    with closing(sqlite3.connect(path)) as conn:
        found = conn.execute(
            f"SELECT title, sentence, business FROM passages WHERE {told['fts_pk']} IN"  # noqa: S608 ours
            f" (SELECT rowid FROM {told['fts_table']} WHERE {told['fts_table']} MATCH '\"storage\"')"
        ).fetchall()
    assert found == [(None, None, "cold storage")]


def test_plain_connections_can_read_and_change_everything(path: Path) -> None:
    """No trigger needs a function that only the program's own connections have."""
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("PRAGMA foreign_keys = ON")
        conn.execute("UPDATE articles SET title = 'Changed'")
        conn.execute("DELETE FROM deals")
        conn.execute("DELETE FROM articles")
        assert conn.execute("SELECT COUNT(*) FROM passages").fetchone() == (0,)
        assert conn.execute("SELECT COUNT(*) FROM deals_named").fetchone() == (0,)
        conn.execute("INSERT INTO passages_fts (passages_fts, rank) VALUES ('integrity-check', 1)")
