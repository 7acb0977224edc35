"""What importing and local commands ask of a database: whose it is, and what of an archive it holds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlite_utils import Database

from storage import sql
from storage.articles import archive_articles, article_identity
from storage.records import Article
from storage.store import Store


async def teams(store: Store) -> list[str]:
    """The ids of the workspaces that have articles."""

    def work(db: Database) -> list[str]:
        found: list[str] = []
        following = "SELECT MIN(team_id) AS id FROM articles WHERE team_id > :last"  # a step in an index, not a scan
        while row := sql.first(db, following, {"last": found[-1] if found else ""}):
            if row["id"] is None:
                break
            found.append(row["id"])
        return found

    return await store.read(work)


async def known(store: Store, team_id: str, articles: Sequence[Article]) -> list[bool]:
    """For each whether the workspace has it: by its canonical address or the address as given, else by its text."""

    def work(db: Database) -> list[bool]:
        return [_is_known(db, team_id, each) for each in articles]

    return await store.read(work)


async def bring(store: Store, team_id: str, articles: Sequence[Article], now: datetime) -> None:
    """Note of articles that the workspace has that an archive brings them, too: nobody is kept from them any more."""

    def work(db: Database) -> None:
        archive_articles(db, [article_id for each in articles for article_id in _ids(db, team_id, each)], now)

    if articles:
        await store.write(work)


def _is_known(db: Database, team_id: str, article: Article) -> bool:
    return bool(_ids(db, team_id, article))


def _ids(db: Database, team_id: str, article: Article) -> list[str]:
    found = sql.rows(
        db,
        "SELECT id FROM articles WHERE team_id = :team_id AND identity = :identity"
        " UNION SELECT id FROM articles WHERE team_id = :team_id AND url = :url",
        {"team_id": team_id, "identity": article_identity(article), "url": article.url},
    )
    return [row["id"] for row in found]
