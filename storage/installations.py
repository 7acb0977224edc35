"""Where the bot is installed, with the tokens that it was given there.

A workspace's installation is found by the workspace's id. One for a whole organisation (Enterprise Grid) is found by
the organisation's, and by that of every workspace of it that was heard of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage import sql
from storage.store import Store


@dataclass(frozen=True, slots=True)
class Installation:
    """`team_id` is None where it is for the whole organisation, `enterprise_id` where there is none."""

    team_id: str | None
    enterprise_id: str | None
    bot_token: str = field(repr=False)
    bot_id: str
    bot_user_id: str
    installed_at: datetime
    name: str = ""  # of the workspace or the organisation
    scopes: tuple[str, ...] = ()
    user_id: str = ""  # who installed it
    refresh_token: str | None = field(default=None, repr=False)  # where tokens rotate; works once
    expires_at: datetime | None = None  # the token's end

    @property
    def id(self) -> str:
        """The workspace's id, or the organisation's."""
        return self.team_id or self.enterprise_id or ""


async def save(store: Store, installation: Installation) -> None:
    """Keep it in the place of an earlier one of the same workspace or organisation."""

    def work(db: Database) -> None:
        row = _row(installation)
        columns, places = ", ".join(row), ", ".join(f":{column}" for column in row)
        changes = ", ".join(f"{column} = :{column}" for column in row if column != "id")
        sql.execute(
            db,
            f"INSERT INTO installations ({columns}) VALUES ({places}) ON CONFLICT (id) DO UPDATE SET {changes}",  # noqa: S608 ours
            row,
        )
        _lead_to(db, installation.id, installation.id)

    await store.write(work)


async def find(store: Store, team_id: str) -> Installation | None:
    """That of a workspace, its organisation's included once `remember_team` was told of it; or an organisation's."""
    found = (
        "SELECT installations.* FROM installation_teams AS team"
        " JOIN installations ON installations.id = team.installation_id WHERE team.team_id = :team_id"
    )
    row = await store.read(lambda db: sql.first(db, found, {"team_id": team_id}))
    return _installation(row) if row else None


async def remember_team(store: Store, team_id: str, enterprise_id: str) -> Installation | None:
    """A workspace of an organisation that has the bot: from now on it is found by that, too. None if it has not."""

    def work(db: Database) -> Installation | None:
        whole = "SELECT * FROM installations WHERE id = :id AND team_id IS NULL"
        row = sql.first(db, whole, {"id": enterprise_id})
        if row is None:
            return None
        _lead_to(db, team_id, enterprise_id)
        return _installation(row)

    return await store.write(work)


async def delete(store: Store, installation_id: str) -> None:
    """Forget the tokens, and every workspace that led to them."""
    await store.write(lambda db: sql.execute(db, "DELETE FROM installations WHERE id = :id", {"id": installation_id}))


async def team_ids(store: Store) -> frozenset[str]:
    """Every id that leads to an installation."""
    found = await store.read(lambda db: sql.rows(db, "SELECT team_id FROM installation_teams"))
    return frozenset(row["team_id"] for row in found)


async def keep_state(store: Store, state: str, expires_at: datetime, now: datetime) -> None:
    """Remember what a person who began to install was sent away with, and drop what has expired."""

    def work(db: Database) -> None:
        sql.execute(db, "DELETE FROM oauth_states WHERE expires_at <= :now", {"now": sql.instant(now)})
        sql.insert(db, "oauth_states", {"state": state, "expires_at": sql.instant(expires_at)})

    await store.write(work)


async def use_state(store: Store, state: str, now: datetime) -> bool:
    """Whether somebody was sent away with this and has not come back yet; it works once."""
    used = "DELETE FROM oauth_states WHERE state = :state AND expires_at > :now"
    values = {"state": state, "now": sql.instant(now)}
    return await store.write(lambda db: sql.execute(db, used, values)) > 0


def _lead_to(db: Database, team_id: str, installation_id: str) -> None:
    sql.execute(
        db,
        "INSERT INTO installation_teams (team_id, installation_id) VALUES (:team_id, :installation_id)"
        " ON CONFLICT (team_id) DO UPDATE SET installation_id = :installation_id",
        {"team_id": team_id, "installation_id": installation_id},
    )


def _row(installation: Installation) -> dict[str, Any]:
    expires_at = installation.expires_at
    return {
        "id": installation.id,
        "team_id": installation.team_id,
        "enterprise_id": installation.enterprise_id,
        "name": installation.name,
        "bot_token": installation.bot_token,
        "refresh_token": installation.refresh_token,
        "expires_at": sql.instant(expires_at) if expires_at else None,
        "bot_id": installation.bot_id,
        "bot_user_id": installation.bot_user_id,
        "scopes": " ".join(installation.scopes),
        "user_id": installation.user_id,
        "installed_at": sql.instant(installation.installed_at),
    }


def _installation(row: Mapping[str, Any]) -> Installation:
    return Installation(
        team_id=row["team_id"],
        enterprise_id=row["enterprise_id"],
        name=row["name"],
        bot_token=row["bot_token"],
        refresh_token=row["refresh_token"],
        expires_at=sql.as_instant(row["expires_at"]) if row["expires_at"] else None,
        bot_id=row["bot_id"],
        bot_user_id=row["bot_user_id"],
        scopes=tuple(row["scopes"].split()),
        user_id=row["user_id"],
        installed_at=sql.as_instant(row["installed_at"]),
    )
