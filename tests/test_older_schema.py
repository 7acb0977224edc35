"""A database from before decisions: what articles said is all there afterwards, with its sentences."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlite_utils import Database, Migrations

from bot.merging import RULES
from storage import deals, decisions
from storage.audience import Audience, all_of
from storage.forms import deal_facts_as_json
from storage.migrations import MIGRATIONS
from storage.query import DealQuery, Party, Sort
from storage.records import Author, DealStatus, DealType
from storage.search import find_deals
from storage.sql import opaque
from storage.store import Store
from tests.newsroom import NOW, TEAM, article, share, takeover

TEXT = "Alpha buys Beta."
FACTS = takeover(TEXT, "Alpha", "Beta")


def version_before(name: str) -> Migrations:
    """The schema as it was before that migration."""
    older = Migrations("dealbot")
    with closing(sqlite3.connect(":memory:")) as nothing:
        for known in MIGRATIONS.pending(Database(nothing)):
            if known.name < name:
                older(name=known.name)(known.fn)
    return older


def fill(path: Path, channel_type: str = "channel") -> None:
    """One article with one deal, as the first version kept them."""
    with closing(sqlite3.connect(path)) as conn, conn:
        db = Database(conn)
        version_before("m005").apply(db)
        db.execute("PRAGMA foreign_keys = ON")
        seen = NOW.isoformat(timespec="microseconds")
        told = opaque(deal_facts_as_json(replace(FACTS, evidence=())))
        keys = {"team_id": TEAM, "title": "Alpha → Beta"}
        db["articles"].insert(
            {**keys, "id": "a1", "url": "https://paper.example/1", "lang": "en", "seen_at": seen, "text": TEXT}
            | {"identity": "https://paper.example/1", "published": "2025-06-01"}
        )
        share = {"id": "s1", "team_id": TEAM, "article_id": "a1", "channel_id": "C1", "channel_type": channel_type}
        db["shares"].insert({**share, "ts": "1.0", "user_id": "U1", "shared_at": seen})
        columns = {"type": "acquisition", "status": "unknown", "is_primary": 1, "confidence": 0.0, "source_count": 1}
        days = {"told_on": "2025-06-01", "first_seen": seen, "last_seen": seen}
        db["deals"].insert({**keys, "id": "d1", **columns, **days, "facts": told})
        for number, (role, name) in enumerate([("acquirer", "Alpha"), ("target", "Beta")]):
            db["companies"].insert({"id": f"c{number}", "team_id": TEAM, "name": name, "key": name.casefold()})
            party = {"deal_id": "d1", "role": role, "company_id": f"c{number}", "told_on": "2025-06-01"}
            db["deal_parties"].insert(party)
        observed = {"deal_id": "d1", "article_id": "a1", "shared_in": "C1", "seen_at": seen, "facts": told}
        db["deal_observations"].insert({**keys, "id": "o1", **observed})
        place = {"sentence": TEXT, "start_offset": 0, "end_offset": len(TEXT), "article_id": "a1"}
        for position, evidence in enumerate(FACTS.evidence):
            row = {"id": f"e{position}", "deal_observation_id": "o1", "position": position, "field": evidence.field}
            db["evidence"].insert({**row, **place})
            db["deal_citations"].insert({"deal_id": "d1", "position": position, "evidence_id": f"e{position}"})


async def test_what_an_older_version_kept_is_a_deal_like_any_other(tmp_path: Path) -> None:
    """It is read, joined by new articles, decided about and brought back."""
    path = tmp_path / "deals.db"
    fill(path)
    store = await Store.open(path)
    deal = await deals.deal(store, all_of(TEAM), "d1")
    assert deal is not None
    assert deal.facts == FACTS
    assert [(each.evidence, each.source.article_id) for each in deal.citations] == [(e, "a1") for e in FACTS.evidence]
    more = article(
        "Beta goes to Alpha.", published=date(2025, 6, 2), told=[takeover("Beta goes to Alpha.", "Alpha", "Beta")]
    )
    assert (await share(store, more)).deals[0].deal.id == "d1"
    gone = await decisions.not_a_deal(store, Author(TEAM, "U1"), "d1", merge=RULES, now=NOW)
    assert await deals.deal(store, all_of(TEAM), "d1") is None
    await decisions.undo(store, Author(TEAM, "U1"), gone.decision.id, merge=RULES, now=NOW)
    found = await deals.deal(store, all_of(TEAM), "d1")
    assert found is not None
    assert len(found.sources) == 2
    broken = await store.read(lambda db: db.execute("PRAGMA foreign_key_check").fetchall())
    await store.close()
    assert broken == []


@pytest.mark.parametrize(("channel_type", "is_public"), [("channel", True), ("group", False), ("im", False)])
async def test_what_an_older_version_heard_in_private_stays_there(
    tmp_path: Path, channel_type: str, is_public: bool
) -> None:
    """By the kind of channel that Slack's event had told."""
    path = tmp_path / "deals.db"
    fill(path, channel_type)
    store = await Store.open(path)
    everybody, there = (Audience(TEAM, frozenset(ids), RULES) for ids in ([], ["C1"]))
    assert (await deals.deal(store, everybody, "d1") is not None) is is_public
    assert await deals.deal(store, there, "d1") == await deals.deal(store, all_of(TEAM), "d1")
    await store.close()


async def test_what_an_older_version_kept_is_found_by_its_companies_and_by_what_they_did(tmp_path: Path) -> None:
    """By a full name and, with filters, in every order; also by the words that a longer name begins with."""
    path = tmp_path / "deals.db"
    fill(path)
    with closing(sqlite3.connect(path)) as conn, conn:
        conn.execute("UPDATE companies SET name = 'Beta Robotics', key = 'beta robotics' WHERE name = 'Beta'")
        conn.execute("UPDATE deals SET amount_value = 5, amount_currency = 'USD'")
    store = await Store.open(path)
    for name in ("alpha", "beta", "beta robotics"):
        for sort in Sort:
            query = DealQuery((Party(name),), types=(DealType.ACQUISITION,), sort=sort)
            assert [deal.id for deal in (await find_deals(store, all_of(TEAM), query)).deals] == ["d1"]
        none = DealQuery((Party(name),), statuses=(DealStatus.BLOCKED,))
        assert not (await find_deals(store, all_of(TEAM), none)).deals
    await store.close()


async def test_joins_of_the_bot_s_that_went_with_an_alias_are_no_users_word_against_them(tmp_path: Path) -> None:
    """Those that a user undid are."""
    path = tmp_path / "deals.db"
    seen = NOW.isoformat(timespec="microseconds")
    with closing(sqlite3.connect(path)) as conn, conn:
        db = Database(conn)
        version_before("m400").apply(db)
        for number, id in enumerate(("with an alias", "by itself")):
            link = {"deal": f"d{number}", "other": f"e{number}", "kind": "same", "reason": ""}
            undone = {"decided_at": seen, "undone_at": seen, "undone_by": "U1"}
            db["decisions"].insert({"id": id, "team_id": TEAM, **link, **undone})
        names = {"name": "Beta", "key": "beta", "stands_for": "Alpha", "stands_for_key": "alpha", "of": "company"}
        told = {"kind": "alias", "decided_at": seen, "undone_at": seen, "joined": opaque(["with an alias"])}
        db["aliases"].insert({"id": "a1", "team_id": TEAM, **names, **told})
    store = await Store.open(path)
    assert [each.id for each in await decisions.decisions_of(store, all_of(TEAM))] == ["by itself"]
    await store.close()
