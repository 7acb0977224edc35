"""Companies by their match keys."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlite_utils import Database

from storage import sql
from storage.ids import timed_id
from storage.names import company_key, leading_keys


def keep_company(db: Database, team_id: str, name: str, now: datetime) -> str:
    """The id of the company of that match key, made if the workspace has none."""
    key = company_key(name)
    known = _by_key(db, team_id, (key,))
    if known:
        return known[0]
    company_id = timed_id(now, "company", team_id, key)
    sql.insert(db, "companies", {"id": company_id, "team_id": team_id, "name": name, "key": key})
    for word in sorted(set(key.split())):
        sql.insert(db, "company_words", {"company_id": company_id, "team_id": team_id, "word": word})
    return company_id


def companies_called(db: Database, team_id: str, name: str) -> list[str]:
    """The id of the company of exactly that match key, if there is one."""
    return _by_key(db, team_id, (company_key(name),))


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
    """Forget those of the companies that no deal names any more, so that no answer proposes them."""
    for company_id in company_ids:
        sql.execute(
            db,
            "DELETE FROM companies WHERE id = :id AND NOT EXISTS (SELECT 1 FROM deal_parties WHERE company_id = :id)",
            {"id": company_id},
        )


def _by_key(db: Database, team_id: str, keys: tuple[str, ...]) -> list[str]:
    found = sql.rows_of(
        db, "SELECT id FROM companies WHERE team_id = :team_id AND key IN (:ids)", keys, {"team_id": team_id}
    )
    return [row["id"] for row in found]
