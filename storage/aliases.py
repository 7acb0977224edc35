"""What users decide about names: this one stands for that one, these two are one. Each decision can be undone.

A decision is a row that stays; what it changes is how names are looked up and how deals are compared and shown. Deals
that turn out to be one by it are joined, and what was joined by it alone is parted when it counts no longer. So undoing
it brings the record back as it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage import sql
from storage.deal_view import Merge
from storage.ids import timed_id
from storage.known_names import full_name, key_of, keys_below, keys_of_one, shipped
from storage.known_names import stands_for as _stands_for
from storage.opening import StoreError
from storage.records import Alias, AliasKind, Author, Named
from storage.relations import look_again
from storage.store import Store

_LONGEST = 1_000  # characters of a name that are kept
_SETTLED = 200  # deals under a name, newest first, that are looked at for others that they are one with now


class AliasRefused(StoreError):
    """Names cannot be tied like this; the message is one English sentence for whoever tried.

    `why` is that in a word, and `names` are the names it is about, for who says it in another language.
    """

    def __init__(self, sentence: str, why: str, *names: str) -> None:
        super().__init__(sentence)
        self.why = why
        self.names = names


async def add_alias(
    store: Store,
    name: str,
    stands_for: str,
    author: Author,
    now: datetime,
    *,
    merge: Merge,
    of: Named = Named.COMPANY,
    kind: AliasKind = AliasKind.ALIAS,
) -> Alias:
    """From now on, in the author's workspace, `name` is another name of `stands_for`.

    It overrides what the name stood for before. Raises `AliasRefused` for an empty name, for two spellings of one
    name, for what is so already, and where it would lead in a circle.
    """

    def work(db: Database) -> Alias:
        _check_tie(db, author.team_id, of, name, stands_for)
        return _decide(db, of, name, stands_for, kind, author, now, merge)

    return await store.write(work)


async def merge_names(
    store: Store, name: str, into: str, author: Author, now: datetime, *, merge: Merge, of: Named = Named.COMPANY
) -> Alias:
    """Two companies or people that articles tell of are one, shown as `into`. Refused as `add_alias` is."""
    return await add_alias(store, name, into, author, now, merge=merge, of=of, kind=AliasKind.MERGE)


async def remove_alias(
    store: Store, name: str, author: Author, now: datetime, *, merge: Merge, of: Named = Named.COMPANY
) -> Alias:
    """From now on `name` stands for nobody else, in the author's workspace.

    Raises `AliasRefused` if it doesn't. The decision returned is the one to undo.
    """

    def work(db: Database) -> Alias:
        key = key_of(of, name)
        if _stands_for(db, author.team_id, of, key) is None:
            raise AliasRefused(f"{_short(name)} stands for no other name.", "stands_for_none", name)
        return _decide(db, of, name, None, AliasKind.ALIAS, author, now, merge)

    return await store.write(work)


async def undo_alias(store: Store, alias_id: str, author: Author, now: datetime, *, merge: Merge) -> Alias:
    """Undo a decision of the author's workspace; the one it had overridden counts again.

    Raises `AliasRefused` if there is none of that id, or it counts no longer.
    """

    def work(db: Database) -> Alias:
        row = sql.first(
            db,
            "SELECT * FROM aliases WHERE id = :id AND team_id = :team_id AND undone_at IS NULL",
            {"id": alias_id, "team_id": author.team_id},
        )
        if row is None:
            raise AliasRefused("That was undone or decided anew already.", "undone")
        deals = _deals_concerned(db, row)
        _stop_counting(db, row, author, now)
        if row["replaces_id"]:
            _count_again(db, row["replaces_id"])
        _settle(db, row, deals, merge, now, is_parted=True)
        return _alias(_row(db, alias_id))

    return await store.write(work)


async def aliases_of(store: Store, team_id: str, name: str, of: Named = Named.COMPANY) -> tuple[Alias, ...]:
    """Every name that leads to what this one stands for, in that workspace, decided or shipped."""
    return await store.read(lambda db: _aliases_of(db, team_id, of, name))


async def decided_aliases(store: Store, team_id: str, limit: int, of: Named = Named.COMPANY) -> tuple[Alias, ...]:
    """What the workspace decided about names and not undid, newest first."""

    def work(db: Database) -> tuple[Alias, ...]:
        found = sql.rows(
            db,
            "SELECT * FROM aliases WHERE team_id = :team_id AND of = :of AND undone_at IS NULL"
            " ORDER BY decided_at DESC, id DESC LIMIT :limit",
            {"team_id": team_id, "of": of.value, "limit": limit},
        )
        return tuple(map(_alias, found))

    return await store.read(work)


async def full_name_of(store: Store, team_id: str, name: str, of: Named = Named.COMPANY) -> str:
    """The name that this one stands for; itself where it stands for no other."""
    return await store.read(lambda db: full_name(db, team_id, of, name))


async def keys_of(store: Store, team_id: str, name: str, of: Named = Named.COMPANY) -> tuple[str, ...]:
    """The match keys of all names of what this one stands for, that of the full name first."""
    return await store.read(lambda db: keys_of_one(db, team_id, of, name))


def _check_tie(db: Database, team_id: str, of: Named, name: str, stands_for: str) -> None:
    if not name.strip() or not stands_for.strip():
        raise AliasRefused("An alias needs two names.", "two_names")
    if key_of(of, name) == key_of(of, stands_for):
        raise AliasRefused(
            f"{_short(name)} and {_short(stands_for)} are one name already.", "one_name", name, stands_for
        )
    further = _stands_for(db, team_id, of, key_of(of, name))
    if further is not None and key_of(of, further) == key_of(of, stands_for):
        raise AliasRefused(f"{_short(name)} stands for {_short(stands_for)} already.", "already", name, stands_for)
    if key_of(of, name) in _on_the_way(db, team_id, of, stands_for):
        sentence = f"{_short(stands_for)} stands for {_short(name)} already; remove that alias first."
        raise AliasRefused(sentence, "circle", stands_for, name)


def _on_the_way(db: Database, team_id: str, of: Named, name: str) -> list[str]:
    """The keys of every name that this one leads through: the tie that is made may replace one in the middle."""
    keys: list[str] = []
    at: str | None = name
    while at is not None and (key := key_of(of, at)) not in keys:
        keys.append(key)
        at = _stands_for(db, team_id, of, key)
    return keys


def _decide(
    db: Database,
    of: Named,
    name: str,
    stands_for: str | None,
    kind: AliasKind,
    author: Author,
    now: datetime,
    merge: Merge,
) -> Alias:
    key = key_of(of, name)
    before = _counting(db, author.team_id, of, key)
    number = sql.rows(db, "SELECT COUNT(*) AS n FROM aliases WHERE team_id = :id", {"id": author.team_id})[0]["n"]
    row: dict[str, Any] = {
        "id": timed_id(now, "alias", author.team_id, of.value, key, str(number)),
        "team_id": author.team_id,
        "of": of.value,
        "name": name[:_LONGEST],
        "key": key,
        "stands_for": stands_for and stands_for[:_LONGEST],
        "stands_for_key": stands_for and key_of(of, stands_for),
        "kind": kind.value,
        "user_id": author.user_id,
        "channel_id": author.channel_id,
        "ts": author.ts,
        "decided_at": sql.instant(now),
        "replaces_id": before and before["id"],
        "joined": "[]",
    }
    deals = _deals_concerned(db, row)
    is_parted = _stands_for(db, author.team_id, of, key) is not None
    if before:
        _stop_counting(db, before, author, now)
    sql.insert(db, "aliases", row)
    _settle(db, row, deals, merge, now, is_parted=is_parted)
    return _alias(_row(db, row["id"]))


def _settle(
    db: Database, row: Mapping[str, Any], deals: Iterable[str], merge: Merge, now: datetime, *, is_parted: bool
) -> None:
    """After a change of an alias; `is_parted`: its name had stood for another one, which it does no longer."""
    of, team_id = Named(row["of"]), row["team_id"]
    renamed = keys_below(db, team_id, of, row["key"]) if is_parted and of is Named.COMPANY else ()
    look_again(db, team_id, {*deals, *_under_the_name(db, row)}, merge, now, renamed)


def _counting(db: Database, team_id: str, of: Named, key: str) -> dict[str, Any] | None:
    return sql.first(
        db,
        "SELECT * FROM aliases WHERE team_id = :team_id AND of = :of AND key = :key AND undone_at IS NULL",
        {"team_id": team_id, "of": of.value, "key": key},
    )


def _row(db: Database, alias_id: str) -> dict[str, Any]:
    return sql.rows(db, "SELECT * FROM aliases WHERE id = :id", {"id": alias_id})[0]


def _stop_counting(db: Database, row: Mapping[str, Any], author: Author, now: datetime) -> None:
    undone = {"id": row["id"], "user_id": author.user_id, "now": sql.instant(now)}
    change = "UPDATE aliases SET undone_by = :user_id, undone_at = :now WHERE id = :id AND undone_at IS NULL"
    sql.execute(db, change, undone)


def _count_again(db: Database, alias_id: str) -> None:
    sql.execute(db, "UPDATE aliases SET undone_by = NULL, undone_at = NULL WHERE id = :id", {"id": alias_id})


def _deals_concerned(db: Database, row: Mapping[str, Any]) -> list[str]:
    """Ids of the deals that a change of this alias can change, as its names are tied before the change.

    A single article's deal is shown as the article has it, whatever its names stand for; it can only be joined.
    """
    of, team_id = Named(row["of"]), row["team_id"]
    if of is not Named.COMPANY:
        return []
    other = row["stands_for"] or _stands_for(db, team_id, of, row["key"]) or row["name"]
    both_sides = {key for name in (row["name"], other) for key in keys_of_one(db, team_id, of, name)}
    found = _deals_of(db, team_id, sorted(both_sides), 1)
    return list(dict.fromkeys((*found, *_under_the_name(db, row))))


def _under_the_name(db: Database, row: Mapping[str, Any]) -> list[str]:
    if Named(row["of"]) is not Named.COMPANY:
        return []
    keys = keys_below(db, row["team_id"], Named.COMPANY, row["key"])
    return _deals_of(db, row["team_id"], keys, 0)[:_SETTLED]


def _deals_of(db: Database, team_id: str, keys: Sequence[str], more_sources_than: int) -> list[str]:
    """Newest first."""
    found = sql.rows_of(
        db,
        "SELECT DISTINCT deals.id, deals.told_on FROM companies"
        " JOIN deal_parties ON deal_parties.company_id = companies.id JOIN deals ON deals.id = deal_parties.deal_id"
        " WHERE companies.team_id = :team_id AND companies.key IN (:ids) AND "
        " (SELECT COUNT(*) FROM deal_observations WHERE deal_observations.deal_id = deals.id) > :sources"
        " ORDER BY deals.told_on DESC, deals.id DESC",
        keys,
        {"team_id": team_id, "sources": more_sources_than},
    )
    return [row["id"] for row in found]


def _aliases_of(db: Database, team_id: str, of: Named, name: str) -> tuple[Alias, ...]:
    keys = keys_of_one(db, team_id, of, name)
    rows = sql.rows_of(
        db,
        "SELECT * FROM aliases WHERE team_id = :team_id AND of = :of AND key IN (:ids) AND undone_at IS NULL",
        keys,
        {"team_id": team_id, "of": of.value},
    )
    decided = {row["key"]: _alias(row) for row in rows}
    ours = {key: Alias("", of, key, full) for key in keys if (full := shipped(of, key))}
    return tuple((ours | decided)[key] for key in keys if key in ours | decided)


def _alias(row: Mapping[str, Any]) -> Alias:
    return Alias(
        id=row["id"],
        of=Named(row["of"]),
        name=row["name"],
        stands_for=row["stands_for"],
        kind=AliasKind(row["kind"]),
        author=Author(row["team_id"], row["user_id"], row["channel_id"], row["ts"]),
        at=sql.as_instant(row["decided_at"]),
        undone_by=row["undone_by"],
        undone_at=sql.as_instant(row["undone_at"]) if row["undone_at"] else None,
    )


def _short(name: str) -> str:
    return repr(name if len(name) <= 80 else f"{name[:79]}…")
