"""Forgetting: an article, a person, a workspace, or what is older than a team wants to keep.

A source takes along what only it had said; what others said too is told anew from them. Messages in Slack that this
program holds copies of lose their texts. All of one forgetting is one transaction, and SQLite overwrites what it
deletes, so that the file does not hold it any more once the log is folded in.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from storage import messages, sql
from storage.companies import drop_unused
from storage.deal_view import Merge
from storage.forms import deal_facts_from_json, person_facts_from_json
from storage.grouping import groups
from storage.known_names import keys_of_one
from storage.names import better_spelling, company_key
from storage.records import DealFacts, Forgotten, Named, Source
from storage.relations import decided, look_again
from storage.store import Store

# What these hold are words of the form, not of the article
_FORM = frozenset(
    ("type", "status", "kind", "qualifier", "disclosed", "consideration", "side", "currency", "date", "period")
)
MASK = "█"  # stands for each letter of a forgotten name, so that offsets stay true
_AT_ONCE = 50  # old articles that go in one transaction: others want to write, too
_MERGE_STEPS = 500  # pages of the full-text index that are rewritten at a time


async def workspaces(store: Store) -> list[str]:
    """Ids of the workspaces that this database holds articles or messages of."""
    found = "SELECT team_id FROM articles UNION SELECT team_id FROM inbox ORDER BY 1"
    return [row["team_id"] for row in await store.read(lambda db: sql.rows(db, found))]


async def articles_called(store: Store, team_id: str, name: str) -> list[Source]:
    """The articles of that id or address; several may have been shared under one address."""
    return await store.read(lambda db: _articles_called(db, team_id, name))


async def forget_article(store: Store, team_id: str, article_id: str, now: datetime, *, merge: Merge) -> Forgotten:
    """Forget an article and what only it had said."""
    return await _forgetting(store, lambda db: _forget_articles(db, team_id, [article_id], now, merge))


async def forget_person(store: Store, team_id: str, name: str, now: datetime, *, merge: Merge) -> Forgotten:
    """Forget the person that exactly this name stands for, under all names, and mask these in the articles' texts.

    Without the mask reading the articles again would bring the person back. A person who is a party of a deal keeps
    the name in the articles on that deal. Another article tells of the person anew.
    """
    return await _forgetting(store, lambda db: _forget_person(db, team_id, name, now, merge))


async def forget_workspace(store: Store, team_id: str) -> Forgotten:
    """Forget all that this database holds of a workspace."""
    return await _forgetting(store, lambda db: _forget_workspace(db, team_id))


async def forget_older(store: Store, before: datetime, now: datetime, *, merge: Merge) -> Forgotten:
    """Forget the articles last shared, and the messages done with, before a time; of all workspaces, bit by bit."""
    so_far = Forgotten()
    try:
        while True:
            gone = await _overwriting(store, lambda db: _forget_some_older(db, before, now, merge))
            so_far = total((so_far, gone))
            if not gone.articles:
                return so_far
    finally:
        # once for all of it, since each time takes as long as the whole index is large
        await _rewrite_after(store, so_far)


def total(counts: Iterable[Forgotten]) -> Forgotten:
    """The sum of several forgettings."""
    summed = Forgotten()
    for each in counts:
        both = {one.name: getattr(summed, one.name) + getattr(each, one.name) for one in fields(each)}
        summed = replace(summed, **both)
    return summed


async def _forgetting(store: Store, work: Callable[[Database], Forgotten]) -> Forgotten:
    forgotten = await _overwriting(store, work)
    await _rewrite_after(store, forgotten)
    return forgotten


async def _overwriting(store: Store, work: Callable[[Database], Forgotten]) -> Forgotten:
    def overwriting(db: Database) -> Forgotten:
        with _overwritten(db):
            return work(db)

    return await store.write(overwriting)


async def _rewrite_after(store: Store, forgotten: Forgotten) -> None:
    if forgotten != Forgotten():
        while await store.write(_rewrite_full_text):
            pass


@contextmanager
def _overwritten(db: Database) -> Iterator[None]:
    db.execute("PRAGMA secure_delete = ON")
    try:
        yield
    finally:
        db.execute("PRAGMA secure_delete = OFF")


def _rewrite_full_text(db: Database) -> bool:
    """FTS5 keeps deleted words until it merges its segments. One step of that; True while there is more to do."""
    indexes = [name for name in db.table_names() if name.endswith("_fts")]
    with _overwritten(db):
        before = db.conn.total_changes
        for name in indexes:
            sql.execute(db, f"INSERT INTO {name} ({name}, rank) VALUES ('merge', -{_MERGE_STEPS})")  # noqa: S608 ours
        return db.conn.total_changes - before > 1 + len(indexes)  # as FTS5's manual tells the end of merging


def _articles_called(db: Database, team_id: str, name: str) -> list[Source]:
    found = sql.rows(
        db,
        "SELECT id, title, url, site, published, seen_at FROM articles WHERE team_id = :team_id"
        " AND (id = :name OR url = :name OR canonical_url = :name OR identity = :name) ORDER BY seen_at, id",
        {"team_id": team_id, "name": name},
    )
    return [
        Source(
            article_id=row["id"],
            title=row["title"],
            url=row["url"],
            site=row["site"],
            published=sql.as_day(row["published"]),
            shared_in=None,
            seen_at=sql.as_instant(row["seen_at"]),
        )
        for row in found
    ]


def _forget_articles(db: Database, team_id: str, article_ids: Sequence[str], now: datetime, merge: Merge) -> Forgotten:
    known = sql.rows_of(
        db, "SELECT id FROM articles WHERE id IN (:ids) AND team_id = :team_id", article_ids, {"team_id": team_id}
    )
    ids = [row["id"] for row in known]
    deals, people = _deals_in(db, team_id, ids), _people_in(db, ids)
    before, companies = _seen(db, deals), _companies_of(db, deals)
    emptied = messages.empty_messages_of(db, team_id, ids, now)
    for each in ids:
        sql.execute(db, "DELETE FROM articles WHERE id = :id", {"id": each})
    look_again(db, team_id, deals, merge, now)  # an article may have been the reason to join others
    after = _seen(db, deals)
    _drop_decisions(db, team_id, deals)
    return Forgotten(
        articles=len(ids),
        deals=len(before - after),
        deals_told_anew=len(after),
        companies=_tidy_companies(db, companies),
        people=_tidy_people(db, people),
        messages=emptied,
    )


def _deals_in(db: Database, team_id: str, article_ids: Sequence[str]) -> list[str]:
    """Ids of all deals that these articles tell of, and of those that decisions link to them."""
    found = sql.rows_of(db, "SELECT filed_under FROM deal_observations WHERE article_id IN (:ids)", article_ids)
    return sorted(groups(db, team_id, {row["filed_under"] for row in found}).ids)


def _people_in(db: Database, article_ids: Sequence[str]) -> list[str]:
    found = sql.rows_of(
        db, "SELECT DISTINCT person_id FROM person_observations WHERE article_id IN (:ids)", article_ids
    )
    return [row["person_id"] for row in found]


def _seen(db: Database, deal_ids: Sequence[str]) -> set[str]:
    return {row["id"] for row in sql.rows_of(db, "SELECT id FROM deals WHERE id IN (:ids)", deal_ids)}


def _companies_of(db: Database, deal_ids: Sequence[str]) -> list[str]:
    found = sql.rows_of(db, "SELECT DISTINCT company_id FROM deal_parties WHERE deal_id IN (:ids)", deal_ids)
    return [row["company_id"] for row in found]


def _drop_decisions(db: Database, team_id: str, deal_ids: Sequence[str]) -> None:
    """Those on deals that no article tells of any more, undone ones too: they may quote what was forgotten."""
    told = sql.rows_of(db, "SELECT filed_under FROM deal_observations WHERE filed_under IN (:ids)", deal_ids)
    linked = groups(db, team_id, deal_ids)
    alive = {linked.root(row["filed_under"]) for row in told}
    gone = [each for each in deal_ids if linked.root(each) not in alive]
    for column in ("id", "deal", "other"):
        sql.rows_of(
            db,
            f"DELETE FROM decisions WHERE {column} IN (:ids) AND team_id = :team_id RETURNING id",  # noqa: S608 ours
            gone,
            {"team_id": team_id},
        )


def _tidy_companies(db: Database, company_ids: Sequence[str]) -> int:
    """Drop those that no deal names any more; spell the others as deals still do. Returns how many went."""
    drop_unused(db, company_ids)
    left = sql.rows_of(db, "SELECT id, name, key FROM companies WHERE id IN (:ids)", company_ids)
    for row in left:
        spelt = [name for name in _names_in_deals(db, row["id"]) if company_key(name) == row["key"]]
        if spelt and row["name"] not in spelt:
            shown = {"id": row["id"], "name": _best(spelt)}
            sql.execute(db, "UPDATE companies SET name = :name WHERE id = :id", shown)
    return len(company_ids) - len(left)


def _names_in_deals(db: Database, company_id: str) -> Iterator[str]:
    for row in sql.rows(
        db,
        "SELECT DISTINCT deals.id, deals.facts FROM deal_parties JOIN deals ON deals.id = deal_parties.deal_id"
        " WHERE deal_parties.company_id = :id",
        {"id": company_id},
    ):
        yield from _parties(deal_facts_from_json(sql.clear(row["facts"])))


def _tidy_people(db: Database, person_ids: Sequence[str]) -> int:
    """Drop those that no article tells of any more; the others are as the articles left have them."""
    gone = 0
    for person_id in person_ids:
        told = sql.rows(db, "SELECT facts, seen_at FROM person_observations WHERE person_id = :id", {"id": person_id})
        if not told:
            gone += sql.execute(db, "DELETE FROM people WHERE id = :id", {"id": person_id})
            continue
        names = [person_facts_from_json(sql.clear(row["facts"])).name for row in told]
        left = {"id": person_id, "name": _best(names), "last_seen": max(row["seen_at"] for row in told)}
        sql.execute(db, "UPDATE people SET name = :name, last_seen = :last_seen WHERE id = :id", left)
    return gone


def _best(names: Sequence[str]) -> str:
    best = sql.storable(names[0])
    for name in names[1:]:
        best = better_spelling(best, sql.storable(name))
    return best


def _parties(facts: DealFacts) -> tuple[str, ...]:
    return (*facts.acquirers, *facts.targets, *facts.sellers)


def _forget_person(db: Database, team_id: str, name: str, now: datetime, merge: Merge) -> Forgotten:
    keys = keys_of_one(db, team_id, Named.PERSON, name)
    rows = sql.rows_of(
        db, "SELECT id, name FROM people WHERE team_id = :team_id AND key IN (:ids)", keys, {"team_id": team_id}
    )
    ids = [row["id"] for row in rows]
    told = sql.rows_of(db, "SELECT facts, article_id FROM person_observations WHERE person_id IN (:ids)", ids)
    articles = sorted({row["article_id"] for row in told})
    names = {row["name"] for row in rows} | {person_facts_from_json(sql.clear(row["facts"])).name for row in told}
    for each in ids:
        sql.execute(db, "DELETE FROM people WHERE id = :id", {"id": each})
    for column in ("key", "stands_for_key"):
        sql.rows_of(
            db,
            f"DELETE FROM aliases WHERE {column} IN (:ids) AND team_id = :team_id AND of = 'person' RETURNING id",  # noqa: S608 ours
            keys,
            {"team_id": team_id},
        )
    for each in articles:
        _mask(db, each, names)
    emptied = messages.empty_posts_quoting(db, team_id, sorted(names), now) if ids else 0
    anew = decided(db, team_id, _deals_in(db, team_id, articles), merge, now)
    return Forgotten(deals_told_anew=len(anew), people=len(ids), messages=emptied)


def _mask(db: Database, article_id: str, names: Iterable[str]) -> None:
    """Mask these names, and their last words where no party of a deal has them, in all that is kept of an article."""
    of = {"id": article_id}
    article = sql.rows(db, "SELECT title, text FROM articles WHERE id = :id", of)[0]
    observed = sql.rows(db, "SELECT id, title, facts FROM deal_observations WHERE article_id = :id", of)
    parties = [name for row in observed for name in _parties(deal_facts_from_json(sql.clear(row["facts"])))]
    pattern = _pattern(names, " ".join(parties))
    if pattern is None:
        return
    text = _masked(pattern, article["text"])
    title = article["title"] and _masked(pattern, article["title"])
    sql.execute(
        db, "UPDATE articles SET title = :title, text = :text WHERE id = :id", {**of, "title": title, "text": text}
    )
    for row in observed:
        title, facts = _masked(pattern, row["title"]), _masked_facts(pattern, row["facts"])
        masked = {"id": row["id"], "title": title, "facts": facts}
        sql.execute(db, "UPDATE deal_observations SET title = :title, facts = :facts WHERE id = :id", masked)
    for row in sql.rows(db, "SELECT id, facts FROM person_observations WHERE article_id = :id", of):
        masked = {"id": row["id"], "facts": _masked_facts(pattern, row["facts"])}
        sql.execute(db, "UPDATE person_observations SET facts = :facts WHERE id = :id", masked)
    _quote_anew(db, article_id, text)


def _quote_anew(db: Database, article_id: str, text: str) -> None:
    """Sentences go and come back, so that what follows their going and coming (full-text search) follows this, too."""
    kept = sql.rows(db, "SELECT * FROM evidence WHERE article_id = :id ORDER BY id", {"id": article_id})
    sql.execute(db, "DELETE FROM evidence WHERE article_id = :id", {"id": article_id})
    for row in kept:
        sql.insert(db, "evidence", {**row, "sentence": text[row["start_offset"] : row["end_offset"]]})


def _pattern(names: Iterable[str], parties: str) -> re.Pattern[str] | None:
    """Each name whatever its case and blanks; none that a party's name has in it."""
    spelt = {" ".join(name.split()) for name in names}
    last = {name.split(" ")[-1] for name in spelt if " " in name}
    searched = " ".join(parties.split()).casefold()
    wanted = [name for name in sorted(spelt | last, key=len, reverse=True) if len(name) > 2]
    hidden = [_hidden(name, alone=name not in spelt) for name in wanted if name.casefold() not in searched]
    return re.compile(rf"(?<!\w)(?:{'|'.join(hidden)})(?=(?:['’]?s)?(?!\w))", re.IGNORECASE) if hidden else None


def _hidden(name: str, *, alone: bool) -> str:
    """A last name alone only as it is spelt: somebody called Lang does not make every "lang" vanish."""
    spaced = r"\s+".join(map(re.escape, name.split()))
    return f"(?-i:{spaced})" if alone else spaced


def _masked_facts(pattern: re.Pattern[str], facts: str) -> str:
    """The same in stored facts: in what an article said, not in the words of the form. Some are called Price."""

    def masked(value: Any, key: str = "") -> Any:
        if isinstance(value, dict):
            return {name: masked(each, name) for name, each in value.items()}
        if isinstance(value, list):
            return [masked(each, key) for each in value]
        return _masked(pattern, value) if isinstance(value, str) and key not in _FORM else value

    return sql.opaque(masked(sql.clear(facts)))


def _masked(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(lambda found: re.sub(r"\S", MASK, found[0]), text)


def _forget_workspace(db: Database, team_id: str) -> Forgotten:
    """Every row that names the workspace, and by foreign keys what hangs on it, in whatever table."""
    db.execute("PRAGMA defer_foreign_keys = ON")  # rows point to one another; all of them go
    gone = {
        table.name: sql.execute(db, f"DELETE FROM {table.name} WHERE team_id = :id", {"id": team_id})  # noqa: S608 ours
        for table in db.tables
        if "team_id" in table.columns_dict
    }
    return Forgotten(
        articles=gone["articles"],
        deals=gone["deals"],
        companies=gone["companies"],
        people=gone["people"],
        messages=gone["inbox"] + gone["outbox"],
    )


def _forget_some_older(db: Database, before: datetime, now: datetime, merge: Merge) -> Forgotten:
    old = sql.rows(
        db,
        "SELECT id, team_id FROM articles WHERE seen_at < :before AND NOT EXISTS ("
        " SELECT 1 FROM shares WHERE shares.article_id = articles.id AND shares.shared_at >= :before"
        ") ORDER BY team_id, seen_at, id LIMIT :limit",
        {"before": sql.instant(before), "limit": _AT_ONCE},
    )
    gone = []
    for team_id in sorted({row["team_id"] for row in old}):
        ids = [row["id"] for row in old if row["team_id"] == team_id]
        gone.append(_forget_articles(db, team_id, ids, now, merge))
    return total((*gone, Forgotten(messages=messages.drop_old_messages(db, before))))
