"""Stored match keys are made anew when what a key is has changed: they must be those that lookups ask for.

Companies and people that share a key from then on become one. Nothing is lost: what pointed to either points to the
one that was there first, and what users had noted of both is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from sqlite_utils import Database

from storage import companies, people, sql
from storage.careers import keep_ties
from storage.forms import person_facts_from_json
from storage.known_names import key_of
from storage.names import KEY_VERSION, better_spelling, company_key, person_key
from storage.opening import key_version
from storage.records import Named

_AT_ONCE = 1_000  # rows in memory
_WORDS = {"companies": ("company_words", "company_id"), "people": ("person_words", "person_id")}


def rekey(db: Database) -> bool:
    """Bring the keys to today's version in one transaction. Returns whether there was anything to do."""
    if key_version(db) >= KEY_VERSION:
        return False
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        _rekey_rows(db, "companies", company_key, companies.keep_words)
        _rekey_rows(db, "people", person_key, people.keep_words)
        _rekey_aliases(db)
        _rekey_ties(db)
        sql.execute(db, "UPDATE match_keys SET version = :version", {"version": KEY_VERSION})
        db.conn.execute("COMMIT")
    finally:
        db.conn.rollback()  # nothing after a commit
    return True


def _rekey_rows(
    db: Database, table: str, make_key: Callable[[str], str], keep_words: Callable[[Database, str, str, str], None]
) -> None:
    changed = {row["id"]: (row, key) for row in _rows(db, table) if (key := make_key(row["name"])) != row["key"]}
    while changed:
        waiting = {}
        for row, key in changed.values():
            there = _holder(db, table, row["team_id"], key)
            if there and there["id"] in changed:  # one's new key is the old one of another that has its turn yet
                waiting[row["id"]] = (row, key)
            elif there:
                _become_one(db, table, there, row)
            else:
                _set_key(db, table, row["id"], key)
                keep_words(db, row["id"], row["team_id"], key)
        for row_id in waiting if len(waiting) == len(changed) else ():  # in a circle: all step aside
            _set_key(db, table, row_id, _aside(row_id))
        changed = waiting


def _holder(db: Database, table: str, team_id: str, key: str) -> dict[str, Any] | None:
    wanted = {"team_id": team_id, "key": key}
    return sql.first(db, f"SELECT * FROM {table} WHERE team_id = :team_id AND key = :key", wanted)  # noqa: S608 ours


def _aside(row_id: str) -> str:
    return f"!{row_id}"  # no name has this key: words are parted by blanks alone


def _set_key(db: Database, table: str, row_id: str, key: str) -> None:
    sql.execute(db, f"UPDATE {table} SET key = :key WHERE id = :id", {"id": row_id, "key": key})  # noqa: S608 ours


def _rows(db: Database, table: str) -> Iterator[dict[str, Any]]:
    """Oldest ids first, some at a time."""
    last = ""
    while found := sql.rows(
        db,
        f"SELECT * FROM {table} WHERE id > :last ORDER BY id LIMIT :limit",  # noqa: S608 ours
        {"last": last, "limit": _AT_ONCE},
    ):
        yield from found
        last = found[-1]["id"]


def _become_one(db: Database, table: str, kept: Mapping[str, Any], gone: Mapping[str, Any]) -> None:
    """Whatever table points to `gone` points to `kept`, which takes over what only `gone` had.

    Not the words and short forms that it was looked up by: they follow from a key.
    """
    _set_key(db, table, gone["id"], _aside(gone["id"]))
    words, column = _WORDS[table]
    sql.execute(db, f"DELETE FROM {words} WHERE {column} = :id", {"id": gone["id"]})  # noqa: S608 ours
    for child in db.tables:
        for key in child.foreign_keys:
            if key.other_table == table:
                _repoint(db, child.name, str(key.column), kept["id"], gone["id"])
    sql.execute(db, f"DELETE FROM {table} WHERE id = :id", {"id": gone["id"]})  # noqa: S608 ours
    both = {column: _of_both(column, kept[column], gone[column]) for column in kept if column not in ("id", "key")}
    if both.get("owner_id") in (kept["id"], gone["id"]):
        both["owner_id"] = None  # nobody is owned by itself
    changes = ", ".join(f"{column} = :{column}" for column in both)
    sql.execute(db, f"UPDATE {table} SET {changes} WHERE id = :id", {"id": kept["id"], **both})  # noqa: S608 ours


def _repoint(db: Database, table: str, column: str, kept: str, gone: str) -> None:
    ids = {"kept": kept, "gone": gone}
    # one deal, one role, both companies: the row that is left over says what the other one says
    sql.execute(db, f"UPDATE OR IGNORE {table} SET {column} = :kept WHERE {column} = :gone", ids)  # noqa: S608 ours
    sql.execute(db, f"DELETE FROM {table} WHERE {column} = :gone", ids)  # noqa: S608 ours


def _of_both(column: str, kept: str | None, gone: str | None) -> str | None:
    if kept is None or gone is None or kept == gone:
        return kept if gone is None else kept or gone
    if column == "name":
        return better_spelling(kept, gone)
    if column == "last_seen":
        return max(kept, gone)
    return kept if column == "owner_id" else f"{kept}, {gone}"  # two tickers of one company are both right


def _rekey_aliases(db: Database) -> None:
    """Of two that mean the same name now the later one counts."""
    rows = sorted(_rows(db, "aliases"), key=lambda row: str(row["decided_at"]), reverse=True)
    counting: set[tuple[str, str, str]] = set()
    for row in rows:
        if row["undone_at"] is None:
            one = (row["team_id"], row["of"], key_of(Named(row["of"]), row["name"]))
            if one in counting:
                sql.execute(db, "UPDATE aliases SET undone_at = decided_at WHERE id = :id", {"id": row["id"]})
            counting.add(one)
    for aside in (True, False):  # one's new key may be another's old one
        for row in rows:
            of, full = Named(row["of"]), row["stands_for"]
            keys = {
                "id": row["id"],
                "key": _aside(row["id"]) if aside else key_of(of, row["name"]),
                "full": full and key_of(of, full),
            }
            sql.execute(db, "UPDATE aliases SET key = :key, stands_for_key = :full WHERE id = :id", keys)


def _rekey_ties(db: Database) -> None:
    sql.execute(db, "DELETE FROM person_companies")
    for row in _rows(db, "person_observations"):
        keep_ties(db, row["team_id"], row["id"], person_facts_from_json(sql.clear(row["facts"])))
