"""Databases of older versions: keys are made anew, what shares one becomes one, nothing is lost."""

import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database, Migrations

from bot.merging import RULES
from storage import aliases, companies, people, search
from storage.audience import all_of
from storage.known_companies import company_named
from storage.migrations import MIGRATIONS
from storage.names import KEY_VERSION
from storage.opening import key_version, prepare
from storage.records import Author, Move, MoveKind, PersonFacts, Tie
from storage.store import Store, StoreUnavailable
from tests.newsroom import NOW, TEAM, article, share, takeover

FIRST_RELEASE = ("m001_articles", "m002_deals", "m003_people", "m004_messages")


def first_release(path: Path) -> None:
    """A database as the first version left it: its schema, an article with a deal and a mover, names keyed its way."""
    old = Migrations("dealbot")
    with closing(sqlite3.connect(":memory:")) as nothing:
        for known in MIGRATIONS.pending(Database(nothing)):
            if known.name in FIRST_RELEASE:
                old(name=known.name)(known.fn)
    with closing(sqlite3.connect(path)) as conn:
        old.apply(Database(conn))
        conn.executescript(
            """
            INSERT INTO articles VALUES ('a1', 'T1', 'Tiffany & Company buys Škoda Auto a.s.', 'paper.example',
                '2024-05-01', 'https://paper.example/1', 'https://paper.example/1', 'en', NULL,
                '2024-05-02T08:00:00.000000+00:00', 'https://paper.example/1',
                'Tiffany & Company buys Škoda Auto a.s. Ada Beck leaves it for Tiffany.');
            INSERT INTO shares VALUES ('s1', 'T1', 'a1', 'C1', 'channel', '1.0', NULL, 'U1',
                '2024-05-02T08:00:00.000000+00:00');
            INSERT INTO companies VALUES ('c1', 'T1', 'Tiffany & Company', 'tiffany and');
            INSERT INTO companies VALUES ('c2', 'T1', 'Škoda Auto a.s.', 'skoda auto as');
            INSERT INTO companies VALUES ('c3', 'T1', 'Skoda Auto', 'skoda auto');
            INSERT INTO company_words VALUES ('c1', 'T1', 'tiffany'), ('c2', 'T1', 'as'), ('c3', 'T1', 'skoda');
            INSERT INTO deals VALUES ('d1', 'T1', 'Tiffany & Company → Škoda Auto a.s.', 'acquisition', 'announced',
                NULL, NULL, NULL, NULL, 1, 0.9, 1, '2024-05-01', '2024-05-02T08:00:00.000000+00:00',
                '2024-05-02T08:00:00.000000+00:00',
                '{"type":"acquisition","acquirers":["Tiffany & Company"],"targets":["Škoda Auto a.s."]}');
            INSERT INTO deal_parties VALUES ('d1', 'acquirer', 'c1', '2024-05-01'),
                ('d1', 'target', 'c2', '2024-05-01'), ('d1', 'target', 'c3', '2024-05-01');
            INSERT INTO deal_observations VALUES ('o1', 'T1', 'Tiffany & Company → Škoda Auto a.s.', 'd1', 'a1', 'C1',
                '2024-05-02T08:00:00.000000+00:00',
                '{"type":"acquisition","acquirers":["Tiffany & Company"],"targets":["Škoda Auto a.s."]}');
            INSERT INTO people VALUES ('p1', 'T1', 'Ada Beck', 'ada beck', '2024-05-02T08:00:00.000000+00:00');
            INSERT INTO person_words VALUES ('p1', 'T1', 'ada'), ('p1', 'T1', 'beck');
            INSERT INTO person_observations VALUES ('po1', 'T1', 'p1', 'a1', 'C1', '2024-05-02T08:00:00.000000+00:00',
                '{"name":"Ada Beck","move":{"kind":"joins","from_organisation":"Škoda Auto",'
                || '"to_organisation":"Tiffany & Co."}}');
            INSERT INTO evidence VALUES ('e1', 'a1', 'o1', NULL, 0, 'targets',
                'Tiffany & Company buys Škoda Auto a.s.', 0, 38);
            INSERT INTO deal_citations VALUES ('d1', 0, 'e1');
            """
        )
        conn.commit()


def copies_beside(path: Path) -> list[Path]:
    return sorted(path.parent.glob(f"{path.name}.before-*"))


def rows(path: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as conn:
        return conn.execute(query).fetchall()


async def test_a_database_of_the_first_version_is_brought_forward_and_a_copy_kept(tmp_path: Path) -> None:
    """All it held is there and found, also by what that version did not know."""
    path = tmp_path / "deals.db"
    first_release(path)
    store = await Store.open(path)
    (deal,) = await search.deals_of_company(store, all_of(TEAM), "tiffany & co.")
    assert [citation.evidence.sentence for citation in deal.citations] == ["Tiffany & Company buys Škoda Auto a.s."]
    assert [each.id for each in await search.deals_of_company(store, all_of(TEAM), "skoda auto")] == ["d1"]
    assert await search.nearest_companies(store, all_of(TEAM), "shkoda auto") == ["Skoda Auto"]
    (left,) = await people.people_of_company(store, all_of(TEAM), "škoda auto a.s.")
    assert (left.name, left.tie) == ("Ada Beck", Tie.LEFT)
    text = "Tiffany & Co. buys Skoda Auto, says another paper."
    told = takeover(text, "Tiffany & Co.", "Skoda Auto")
    await share(store, article(text, url="https://b.example/2", published=date(2024, 5, 3), told=[told]))
    (deal,) = await search.deals_of_company(store, all_of(TEAM), "skoda")
    assert (deal.id, len(deal.sources)) == ("d1", 2)
    await store.close()
    assert rows(path, "PRAGMA foreign_key_check") == []
    (copy,) = copies_beside(path)
    assert rows(copy, "SELECT key FROM companies ORDER BY id") == [
        ("tiffany and",),
        ("skoda auto as",),
        ("skoda auto",),
    ]


async def old_keys(path: Path) -> None:
    """A database of today's schema with three spellings of one company, as a key that told them apart left them."""
    store = await Store.open(path)
    for number, name in enumerate(("Nordlicht", "Nordlicht Robotik", "Nordlicht Werke")):
        text = f"{name} buys Quill Chat {number}."
        told = takeover(text, name, f"Quill Chat {number}")
        await share(store, article(text, told=[told], people=[PersonFacts(f"Ada Beck {number}")]), ts=f"{number}.0")
    await companies.describe_company(store, TEAM, "Nordlicht Robotik", ticker="NLR", wikidata="Q1")
    await companies.describe_company(store, TEAM, "Nordlicht Werke", ticker="NLW")
    await companies.describe_company(store, TEAM, "Quill Chat 0", owned_by="Nordlicht Werke")
    await companies.describe_company(store, TEAM, "Nordlicht", owned_by="Nordlicht Robotik")
    await store.close()
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("UPDATE companies SET name = 'Nordlicht AG' WHERE key LIKE 'nordlicht %'")
        conn.execute("UPDATE people SET name = 'Prof. Ada Beck', last_seen = last_seen || key")
        conn.execute("UPDATE match_keys SET version = 1")
        conn.commit()


async def test_companies_that_share_a_key_from_now_on_become_one(tmp_path: Path) -> None:
    """With the deals of all, what users had noted of each, and every pointer to any; people, too."""
    path = tmp_path / "deals.db"
    await old_keys(path)
    store = await Store.open(path)
    assert len(await search.deals_of_company(store, all_of(TEAM), "Nordlicht")) == 3
    company = await company_named(store, all_of(TEAM), "nordlicht")
    assert company is not None
    assert (company.name, company.other_names, company.wikidata) == ("Nordlicht", (), "Q1")
    assert company.ticker is not None
    assert sorted(company.ticker.split(", ")) == ["NLR", "NLW"]
    owned = await company_named(store, all_of(TEAM), "Quill Chat 0")
    assert owned is not None
    assert (owned.owned_by, company.owned_by) == ("Nordlicht", None)
    (ada,) = await people.people_named(store, all_of(TEAM), "ada beck")
    assert len(ada.observations) == 3
    await store.close()
    assert rows(path, "SELECT COUNT(*) FROM companies WHERE key LIKE 'nordlicht%'") == [(1,)]
    assert rows(path, "SELECT DISTINCT lead FROM company_leads WHERE lead LIKE 'nord%'") == []
    assert rows(path, "PRAGMA foreign_key_check") == []
    assert len(copies_beside(path)) == 1


async def test_keys_of_today_are_left_alone(tmp_path: Path) -> None:
    """No second copy, not a row changed."""
    path = tmp_path / "deals.db"
    await old_keys(path)
    prepare(path)
    (copy,) = copies_beside(path)
    kept = copy.stat().st_mtime_ns
    before = rows(path, "SELECT * FROM companies")
    prepare(path)
    assert copy.stat().st_mtime_ns == kept
    assert rows(path, "SELECT * FROM companies") == before
    with closing(sqlite3.connect(path)) as conn:
        assert key_version(Database(conn)) == KEY_VERSION


async def test_keys_of_a_version_to_come_are_refused_untouched(tmp_path: Path) -> None:
    """One sentence."""
    path = tmp_path / "deals.db"
    await (await Store.open(path)).close()
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("UPDATE match_keys SET version = 999")
        conn.commit()
    before = path.read_bytes()
    with pytest.raises(StoreUnavailable, match=r"newer version of Dealbot; please update Dealbot\.$"):
        await Store.open(path)
    assert path.read_bytes() == before


async def test_aliases_follow_the_keys(tmp_path: Path) -> None:
    """Of two that mean one name from now on the later one counts."""
    path = tmp_path / "deals.db"
    store = await Store.open(path)
    for name, full in (("Lumen", "Alder"), ("Lumen Werke", "Birch")):
        await aliases.add_alias(store, name, full, Author(TEAM, "U1"), NOW, merge=RULES)
    await store.close()
    with closing(sqlite3.connect(path)) as conn:
        conn.execute(
            "UPDATE aliases SET name = 'Lumen GmbH', decided_at = '2025-07-01T00:00:00.000000+00:00'"
            " WHERE key = 'lumen werke'"
        )
        conn.execute("UPDATE match_keys SET version = 1")
        conn.commit()
    store = await Store.open(path)
    assert await aliases.full_name_of(store, TEAM, "Lumen") == "Birch"
    assert await aliases.full_name_of(store, TEAM, "Lumen Werke") == "Lumen Werke"
    await store.close()


async def test_moves_are_kept_for_lookups_by_company(tmp_path: Path) -> None:
    """Making keys anew twice gives the same."""
    path = tmp_path / "deals.db"
    store = await Store.open(path)
    moves = PersonFacts("Ada Beck", move=Move(MoveKind.LEAVES, "Alpha AG"))
    await share(store, article("Ada Beck leaves Alpha AG.", people=[moves]))
    await store.close()
    before = rows(path, "SELECT * FROM person_companies")
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("UPDATE match_keys SET version = 1")
        conn.commit()
    prepare(path)
    assert rows(path, "SELECT * FROM person_companies") == before != []


async def test_keys_that_changed_places_find_theirs(tmp_path: Path) -> None:
    """A circle of old keys, and one company whose new key another one holds."""
    path = tmp_path / "deals.db"
    names = ("Alder", "Birch", "Cedar", "Elm", "Fir")
    store = await Store.open(path)
    for number, name in enumerate(names):
        text = f"{name} buys Quill Chat {number}."
        await share(store, article(text, told=[takeover(text, name, f"Quill Chat {number}")]), ts=f"{number}.0")
    await store.close()
    with closing(sqlite3.connect(path)) as conn:
        conn.execute("UPDATE companies SET key = ' ' || key WHERE key NOT LIKE 'quill%'")
        for name, key in zip(names, ("birch", "cedar", "alder", "elm ag", "elm"), strict=True):
            conn.execute("UPDATE companies SET key = ? WHERE name = ?", (key, name))
        conn.execute("UPDATE match_keys SET version = 1")
        conn.commit()
    store = await Store.open(path)
    for number, name in enumerate(names):
        (deal,) = await search.deals_of_company(store, all_of(TEAM), name)
        assert deal.facts.targets == (f"Quill Chat {number}",)
    await store.close()
