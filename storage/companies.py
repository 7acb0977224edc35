"""Companies by their match keys, and what users know of them beside what articles say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlite_utils import Database

from storage import sql
from storage.ids import lasting_id
from storage.known_names import full_name, keys_of_one
from storage.names import better_spelling, company_key, leading_keys
from storage.opening import StoreError
from storage.records import Company, Named
from storage.store import Store

_DETAILS = ("ticker", "lei", "wikidata")
_FORMS = {
    "ticker": re.compile(r"[A-Z0-9][A-Z0-9.:/ -]{0,24}"),  # "META", "NASDAQ:META", "BRK.B"
    "lei": re.compile(r"[A-Z0-9]{18}[0-9]{2}"),  # ISO 17442
    "wikidata": re.compile(r"Q[1-9][0-9]{0,11}"),
}


class CompanyRefused(StoreError):
    """What was said of a company cannot be; the message is one sentence for whoever said it."""


async def describe_company(
    store: Store, team_id: str, name: str, *, owned_by: str | None = None, **details: str | None
) -> Company:
    """Note a company's owner, `ticker`, `lei` or `wikidata`; None leaves one as it is, "" clears it.

    Raises `CompanyRefused` for a company that no article told of, for one that owns itself, and for an id that is
    none: its form, and the check digits of an LEI, must be right.
    """
    checked = {column: _checked(column, value) for column, value in details.items() if value is not None}
    return await store.write(lambda db: _describe(db, team_id, name, owned_by, checked))


def keep_company(db: Database, team_id: str, name: str) -> str:
    """The id of the company of that match key, made if the workspace has none."""
    key = company_key(name)
    known = sql.first(
        db, "SELECT id, name FROM companies WHERE team_id = :team_id AND key = :key", {"team_id": team_id, "key": key}
    )
    if known:
        _spell(db, known, name)
        return str(known["id"])
    new_id = company_id(team_id, key)
    sql.insert(db, "companies", {"id": new_id, "team_id": team_id, "name": name, "key": key})
    keep_words(db, new_id, team_id, key)
    return new_id


def keep_words(db: Database, company_id: str, team_id: str, key: str) -> None:
    """The words that near misses of a company's name are looked up by."""
    sql.execute(db, "DELETE FROM company_words WHERE company_id = :id", {"id": company_id})
    for word in sorted(set(key.split())):
        sql.insert(db, "company_words", {"company_id": company_id, "team_id": team_id, "word": word})


def companies_called(db: Database, team_id: str, name: str) -> list[str]:
    """Ids of the company that this name stands for: one for each of its names that articles use, the full one first."""
    return _by_key(db, team_id, keys_of_one(db, team_id, Named.COMPANY, name))


def companies_with_longer_names(db: Database, team_id: str, name: str, limit: int) -> list[str]:
    """Ids of companies whose keys begin with the words of this name and go on; an index range, by key."""
    key = company_key(name)
    found = sql.rows(
        db,
        # "!" follows the space in code point order, which is how SQLite compares (PostgreSQL: COLLATE "C")
        "SELECT id FROM companies WHERE team_id = :team_id AND key >= :low AND key < :high ORDER BY key LIMIT :limit",
        {"team_id": team_id, "low": key + " ", "high": key + "!", "limit": limit},
    )
    return [row["id"] for row in found]


def companies_with_shorter_names(db: Database, team_id: str, name: str) -> list[str]:
    """Ids of companies whose whole keys are leading words of this name's."""
    return _by_key(db, team_id, leading_keys(company_key(name)))


def drop_unused(db: Database, company_ids: Iterable[str]) -> None:
    """Forget those of the companies that no deal names any more, so that no answer proposes them.

    Those stay of which somebody has noted something, or that are somebody's owner.
    """
    for each in company_ids:
        sql.execute(
            db,
            "DELETE FROM companies WHERE id = :id AND COALESCE(ticker, lei, wikidata, owner_id) IS NULL"
            " AND NOT EXISTS (SELECT 1 FROM deal_parties WHERE company_id = :id)"
            " AND NOT EXISTS (SELECT 1 FROM companies AS owned WHERE owned.owner_id = :id)",
            {"id": each},
        )


def _by_key(db: Database, team_id: str, keys: Sequence[str]) -> list[str]:
    found = sql.rows_of(
        db, "SELECT id, key FROM companies WHERE team_id = :team_id AND key IN (:ids)", keys, {"team_id": team_id}
    )
    by_key = {row["key"]: row["id"] for row in found}
    return [by_key[key] for key in keys if key in by_key]


def _spell(db: Database, known: Mapping[str, Any], name: str) -> None:
    shown = better_spelling(known["name"], sql.storable(name))
    if shown != known["name"]:
        sql.execute(db, "UPDATE companies SET name = :name WHERE id = :id", {"id": known["id"], "name": shown})


def company_id(team_id: str, key: str) -> str:
    """Of the company of that match key, whether articles tell of it now or not."""
    return lasting_id("company", team_id, key)


def company(db: Database, team_id: str, name: str) -> Company | None:
    """The company that this name stands for, or None if no article told of it."""
    keys = keys_of_one(db, team_id, Named.COMPANY, name)
    found = sql.rows_of(
        db,
        "SELECT company.*, owner.name AS owner FROM companies AS company"
        " LEFT JOIN companies AS owner ON owner.id = company.owner_id"
        " WHERE company.team_id = :team_id AND company.key IN (:ids)",
        keys,
        {"team_id": team_id},
    )
    if not found:
        return None
    rows = sorted(found, key=lambda row: keys.index(row["key"]))
    known = {column: next((row[column] for row in rows if row[column]), None) for column in (*_DETAILS, "owner")}
    others = tuple(row["name"] for row in rows[1:])
    return Company(rows[0]["id"], team_id, rows[0]["name"], others, known.pop("owner"), **known)


def _describe(
    db: Database, team_id: str, name: str, owned_by: str | None, details: Mapping[str, str | None]
) -> Company:
    told_of = companies_called(db, team_id, name)
    if not told_of:
        raise CompanyRefused(f"No article has told me of {name[:100]!r} yet.")
    values: dict[str, str | None] = dict(details)
    if owned_by is not None:
        values["owner_id"] = _owner(db, team_id, owned_by, told_of) if owned_by.strip() else None
    owners = sql.rows_of(db, "SELECT owner_id FROM companies WHERE id IN (:ids)", told_of)
    for company_id in told_of if values else ():
        # the first holds them; what another of its names had would show through an emptied field
        held = values if company_id == told_of[0] else dict.fromkeys(values)
        changes = ", ".join(f"{column} = :{column}" for column in held)
        sql.execute(db, f"UPDATE companies SET {changes} WHERE id = :id", {"id": company_id, **held})  # noqa: S608 ours
    drop_unused(db, (row["owner_id"] for row in owners if row["owner_id"]))
    described = company(db, team_id, name)
    assert described is not None, "it was there in this transaction"
    return described


def _owner(db: Database, team_id: str, name: str, owned: Sequence[str]) -> str:
    owner = keep_company(db, team_id, full_name(db, team_id, Named.COMPANY, name))
    above: str | None = owner
    while above:
        if above in owned:
            raise CompanyRefused(f"{name[:100]!r} cannot own it: it would own itself.")
        row = sql.first(db, "SELECT owner_id FROM companies WHERE id = :id", {"id": above})
        above = row["owner_id"] if row else None
    return owner


def _checked(column: str, value: str) -> str | None:
    """Raises `CompanyRefused` with a sentence, `ValueError` for a column there is not."""
    if column not in _DETAILS:
        raise ValueError(f"companies have no {column}")
    cleaned = value.strip().upper()
    if not cleaned:
        return None
    if not _FORMS[column].fullmatch(cleaned) or (column == "lei" and not _lei_holds(cleaned)):
        raise CompanyRefused(f"{value[:40]!r} is no {column} of a company.")
    return cleaned


def _lei_holds(lei: str) -> bool:
    """ISO 17442 takes its check digits from ISO 7064, MOD 97-10: the number of its digits leaves 1."""
    return int("".join(str(int(letter, 36)) for letter in lei)) % 97 == 1
