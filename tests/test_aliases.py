"""Names that stand for one company or person, decided and undone."""

from collections.abc import AsyncIterator, Sequence
from datetime import date, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.merging import RULES
from handlers import answers, queries
from storage import aliases, companies, decisions, known_names, people, rereading, search
from storage.aliases import AliasRefused
from storage.audience import all_of
from storage.companies import CompanyRefused
from storage.known_companies import company_named
from storage.names import company_key
from storage.records import Alias, AliasKind, Author, Deal, Named, PersonFacts, ReadArticle, Reading
from storage.store import Store
from tests.newsroom import NOW, TEAM, article, share, takeover

ADA = Author(TEAM, "U1", "C1", "9.0")
LATER = NOW + timedelta(hours=1)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "deals.db")
    yield store
    await store.close()


async def tell(
    store: Store, buyer: str, target: str, ts: str, team_id: str = TEAM, now: datetime = NOW, **facts: Any
) -> None:
    text = f"{buyer} buys {target}, says paper {ts}."
    told = article(
        text,
        url=f"https://paper.example/{ts}",
        published=date(2025, 6, 1),
        told=[takeover(text, buyer, target, **facts)],
    )
    await share(store, told, ts=ts, team_id=team_id, now=now)


async def deals_of(store: Store, name: str, team_id: str = TEAM) -> list[Deal]:
    return await search.deals_of_company(store, all_of(team_id), name)


async def alias(store: Store, name: str, full: str, at: datetime = LATER) -> Alias:
    return await aliases.add_alias(store, name, full, ADA, at, merge=RULES)


async def record(store: Store) -> list[str]:
    """Every deal, company and person of the workspace as it is looked up and shown, ids and all."""

    def dump(db: Any) -> list[str]:
        tables = ("deals", "deal_parties", "deal_citations", "deal_observations", "deal_relations", "companies")
        tables += ("company_words", "people", "person_words", "person_observations", "evidence")
        return [repr((table, row)) for table in tables for row in sorted(db[table].rows, key=repr)]

    return await store.read(dump)


async def test_a_name_that_ships_leads_to_the_company_of_today(store: Store) -> None:
    """Twitter is X, VW is Volkswagen; in both directions."""
    await tell(store, "Twitter", "Quill Chat", "1")
    await tell(store, "Volkswagen AG", "Nordlicht Robotik", "2")
    assert [deal.facts.targets for deal in await deals_of(store, "X Corp.")] == [("Quill Chat",)]
    assert [deal.facts.targets for deal in await deals_of(store, "vw")] == [("Nordlicht Robotik",)]
    assert await deals_of(store, "Alphabet") == []


@pytest.mark.parametrize(
    ("one", "other"), [("Google", "Alphabet"), ("Instagram", "Meta"), ("T-Mobile", "Deutsche Telekom")]
)
async def test_a_parent_is_no_alias(store: Store, one: str, other: str) -> None:
    """Nor is a subsidiary."""
    assert await aliases.full_name_of(store, TEAM, one) == one
    assert company_key(one) not in await aliases.keys_of(store, TEAM, other)


def test_the_names_that_ship_lead_somewhere_and_not_in_circles() -> None:
    """No alias is another one's full name, and none has two."""
    rows = [row.split(" = ") for row in known_names._SHIPPED]
    full = {company_key(name) for name, _ in rows}
    others = [company_key(other) for _, others in rows for other in others.split("; ")]
    assert len(rows) > 80
    assert len(others) == len(set(others)) > 100
    assert full.isdisjoint(others)


async def test_articles_under_two_names_of_one_company_tell_of_one_deal(store: Store) -> None:
    """It is shown under the full name as soon as one of them uses it, else as they have it."""
    await tell(store, "Facebook", "Quill Chat", "1")
    (deal,) = await deals_of(store, "meta")
    assert deal.facts.acquirers == ("Facebook",)
    await tell(store, "Meta Platforms, Inc.", "Quill Chat", "2")
    await tell(store, "Meta", "Quill Chat", "3")
    (deal,) = await deals_of(store, "facebook")
    assert deal.facts.acquirers == ("Meta",)
    assert len(deal.sources) == 3
    assert not deal.conflicts


async def test_an_alias_joins_what_is_one_and_its_undoing_parts_it_again(store: Store) -> None:
    """The record is then as it was, byte for byte."""
    await tell(store, "Lumen Werke", "Quill Chat", "1")
    await tell(store, "LW Holding", "Quill Chat", "2")
    await tell(store, "LW Holding", "Otter Labs", "3")
    before = await record(store)
    assert len(await deals_of(store, "lumen werke")) == 1
    decided = await alias(store, "LW Holding", "Lumen Werke")
    assert (decided.author, decided.at, decided.stands_for) == (ADA, LATER, "Lumen Werke")
    found = await deals_of(store, "lumen werke")
    assert sorted(deal.facts.targets for deal in found) == [("Otter Labs",), ("Quill Chat",)]
    assert sorted(len(deal.sources) for deal in found) == [1, 2]
    assert sorted(deal.id for deal in await deals_of(store, "lw holding")) == sorted(deal.id for deal in found)
    undone = await aliases.undo_alias(store, decided.id, Author(TEAM, "U2"), LATER, merge=RULES)
    assert (undone.undone_by, undone.undone_at) == ("U2", LATER)
    assert await record(store) == before


async def test_an_alias_is_undone_also_after_its_articles_were_read_again(store: Store) -> None:
    """Each is filed where it was, and what the alias alone had joined is parted."""
    for number, buyer in enumerate(("Lumen Werke", "LW Holding"), start=1):
        await tell(store, buyer, "Quill Chat", str(number))
    before = await record(store)
    decided = await alias(store, "LW Holding", "Lumen Werke")
    (joined,) = await deals_of(store, "lumen werke")
    for number, source in enumerate(reversed(joined.sources), start=1):
        stored = await rereading.stored_article(store, source.article_id)
        assert stored is not None
        buyer = stored.text.split(" buys")[0]
        anew = ReadArticle(stored, Reading("en", (takeover(stored.text, buyer, "Quill Chat"),)))
        now = LATER + timedelta(minutes=number)
        assert await rereading.replace_reading(store, source.article_id, anew, now, merge=RULES)
    assert [len(deal.sources) for deal in await deals_of(store, "lumen werke")] == [2]
    await aliases.undo_alias(store, decided.id, ADA, LATER + timedelta(hours=1), merge=RULES)
    assert await record(store) == before


@pytest.mark.parametrize("buyers", sorted(set(permutations(("Lumen", "LW", "LW", "Lumen")))))
async def test_what_came_while_an_alias_counted_is_parted_when_it_is_undone(
    store: Store, tmp_path: Path, buyers: Sequence[str]
) -> None:
    """The record is as if there had been no alias, and as with it when there is one again."""
    told = [(buyer, NOW + timedelta(minutes=number)) for number, buyer in enumerate(buyers)]
    without = await Store.open(tmp_path / "without.db")
    decided = await alias(store, "LW", "Lumen", at=NOW)
    for each in (store, without):
        for number, (buyer, now) in enumerate(told):
            await tell(each, buyer, "Quill Chat", str(number), now=now)
    assert [len(deal.sources) for deal in await deals_of(store, "lumen")] == [4]
    await aliases.undo_alias(store, decided.id, ADA, LATER, merge=RULES)
    assert await shown_deals(store) == await shown_deals(without)
    await alias(store, "LW", "Lumen", at=LATER + timedelta(minutes=1))
    assert [len(deal.sources) for deal in await deals_of(store, "lumen")] == [4]
    await without.close()


async def shown_deals(store: Store) -> list[str]:
    return [row for row in await record(store) if row.startswith("('deals'")]


async def test_a_corrected_name_stays_as_the_user_wrote_it(store: Store) -> None:
    """Where articles have another name for it; theirs stays beside it."""
    await tell(store, "Facebook", "Quill Chat", "1")
    await tell(store, "Lumen", "Quill Chat", "2")
    (found,) = await deals_of(store, "facebook")
    made = await decisions.correct(store, ADA, found.id, "acquirers", ("Meta",), merge=RULES, now=LATER)
    (deal,) = made.deals
    assert deal.facts.acquirers == ("Meta",)
    made = await decisions.correct(store, ADA, found.id, "acquirers", ("Lumen",), merge=RULES, now=LATER)
    (deal,) = made.deals
    assert [claim.value for conflict in deal.conflicts for claim in conflict.claims] == [
        ("Lumen",),
        ("Meta",),
        ("Facebook",),
    ]


async def test_what_a_name_that_ships_had_joined_is_parted_when_it_is_removed(store: Store) -> None:
    """And one deal again when that is undone."""
    removed = await aliases.remove_alias(store, "facebook", ADA, LATER, merge=RULES)
    await tell(store, "Facebook", "Quill Chat", "1")
    await tell(store, "Meta", "Quill Chat", "2")
    apart = await record(store)
    await aliases.undo_alias(store, removed.id, ADA, LATER, merge=RULES)
    assert [len(deal.sources) for deal in await deals_of(store, "meta")] == [2]
    await aliases.remove_alias(store, "facebook", ADA, LATER + timedelta(minutes=1), merge=RULES)
    assert await record(store) == apart


async def test_removing_a_name_that_ships_counts_in_that_workspace_alone(store: Store) -> None:
    """And can be undone, too."""
    for team in (TEAM, "T2"):
        await tell(store, "Facebook", "Quill Chat", "1", team_id=team)
    before = await record(store)
    removed = await aliases.remove_alias(store, "facebook", ADA, LATER, merge=RULES)
    assert removed.stands_for is None
    assert await deals_of(store, "Meta") == []
    assert len(await deals_of(store, "Meta", "T2")) == 1
    assert [each.name for each in await aliases.aliases_of(store, TEAM, "Meta")] == ["meta platforms"]
    await aliases.undo_alias(store, removed.id, ADA, LATER, merge=RULES)
    assert len(await deals_of(store, "Meta")) == 1
    assert await record(store) == before


async def test_a_later_alias_overrides_and_its_undoing_brings_the_earlier_one_back(store: Store) -> None:
    """A name stands for one company at a time."""
    await tell(store, "Lumen Werke", "Quill Chat", "1")
    await tell(store, "Otter Labs", "Quill Chat", "2")
    await tell(store, "LW", "Quill Chat", "3")
    first = await alias(store, "LW", "Lumen Werke")
    between = await record(store)
    second = await alias(store, "LW", "Otter Labs")
    assert await aliases.full_name_of(store, TEAM, "lw") == "Otter Labs"
    with pytest.raises(AliasRefused):
        await aliases.undo_alias(store, first.id, ADA, LATER, merge=RULES)
    await aliases.undo_alias(store, second.id, ADA, LATER, merge=RULES)
    assert await aliases.full_name_of(store, TEAM, "lw") == "Lumen Werke"
    assert await record(store) == between


@pytest.mark.parametrize(
    ("name", "full"), [("", "Meta"), ("Meta", " "), ("Meta", "META, Inc."), ("Meta", "Facebook"), ("Twitter", "X")]
)
async def test_names_that_cannot_be_tied_are_refused_in_a_sentence(store: Store, name: str, full: str) -> None:
    """Empty ones, one name twice, and circles."""
    with pytest.raises(AliasRefused, match=r"^[^\n]+\.$"):
        await alias(store, name, full)
    assert await store.read(lambda db: db.execute("SELECT COUNT(*) FROM aliases").fetchone()) == (0,)


async def test_what_cannot_be_undone_or_removed_is_refused_in_a_sentence(store: Store) -> None:
    """Unknown ids, those of another workspace, names that stand for nobody else, and doing it twice."""
    decided = await alias(store, "LW", "Lumen Werke")
    for id, author in (("none", ADA), (decided.id, Author("T2", "U1"))):
        with pytest.raises(AliasRefused):
            await aliases.undo_alias(store, id, author, LATER, merge=RULES)
    with pytest.raises(AliasRefused, match=r"stands for no other name\.$"):
        await aliases.remove_alias(store, "Lumen Werke", ADA, LATER, merge=RULES)
    await aliases.undo_alias(store, decided.id, ADA, LATER, merge=RULES)
    with pytest.raises(AliasRefused):
        await aliases.undo_alias(store, decided.id, ADA, LATER, merge=RULES)


@pytest.mark.parametrize(
    "name", ["x" * 10_000, "'; DROP TABLE aliases; --", "%", "\ud800\x00", "<!channel> & co", "🦦"]
)
async def test_hostile_names_can_be_aliases(store: Store, name: str) -> None:
    """They are kept, found and undone like any other."""
    await tell(store, name, "Quill Chat", "1")
    decided = await alias(store, name, "Lumen Werke")
    assert len(await deals_of(store, "Lumen Werke")) == 1
    assert len(await deals_of(store, name)) == 1
    await aliases.undo_alias(store, decided.id, ADA, LATER, merge=RULES)
    assert await deals_of(store, "Lumen Werke") == []


async def test_a_company_that_buys_itself_is_shown_as_told(store: Store) -> None:
    """Also where only an alias makes it one company."""
    await tell(store, "Facebook", "Meta", "1")
    await tell(store, "Meta", "Meta", "2")
    for deal in await deals_of(store, "facebook"):
        assert deal.facts.acquirers
        assert deal.facts.targets


NAMES = ("Alder", "Birch", "Cedar", "Dogwood", "Elm")
PAIRS = st.tuples(st.sampled_from(NAMES), st.sampled_from(NAMES))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(PAIRS, max_size=6))
async def test_any_sequence_of_aliases_ends_in_a_name_and_can_be_undone(
    tmp_path_factory: pytest.TempPathFactory, pairs: list[tuple[str, str]]
) -> None:
    """Chains and would-be circles included; undone backwards, the record is as it was."""
    store = await Store.open(tmp_path_factory.mktemp("aliases") / "deals.db")
    for number, buyer in enumerate(NAMES[:3]):
        await tell(store, buyer, "Quill Chat", str(number))
    before, decided = await record(store), []
    for number, pair in enumerate(pairs):
        try:
            decided.append(await alias(store, *pair, at=LATER + timedelta(minutes=number)))
        except AliasRefused:
            continue
    for name in NAMES:
        full = await aliases.full_name_of(store, TEAM, name)
        assert await aliases.full_name_of(store, TEAM, full) == full
        assert company_key(name) in await aliases.keys_of(store, TEAM, name)
    for each in reversed(decided):
        await aliases.undo_alias(store, each.id, ADA, LATER, merge=RULES)
    assert await record(store) == before
    await store.close()


async def test_a_tie_that_would_close_a_circle_by_replacing_another_is_refused(store: Store) -> None:
    """Cedar leads through Alder to Birch; Alder can't be made to lead to Cedar."""
    await alias(store, "Alder", "Birch")
    await alias(store, "Cedar", "Alder", at=LATER + timedelta(minutes=1))
    with pytest.raises(AliasRefused):
        await alias(store, "Alder", "Cedar", at=LATER + timedelta(minutes=2))
    assert await aliases.full_name_of(store, TEAM, "Cedar") == "Birch"


async def test_people_merged_are_one_with_both_names(store: Store) -> None:
    """Until that is undone; a nickname alone only proposes it."""
    for number, name in enumerate(("Robert Lang", "Bob Lang", "R. Lang", "Ada Lang")):
        await share(store, article(f"About {name}.", people=[PersonFacts(name)]), ts=f"{number}.0")
    assert await people.maybe_same_people(store, all_of(TEAM), "Bob Lang") == ["Robert Lang"]
    assert sorted(await people.maybe_same_people(store, all_of(TEAM), "Robert Lang")) == [
        "Bob Lang",
        "R. Lang",
    ]
    before = await record(store)
    merged = await aliases.merge_names(store, "Bob Lang", "Robert Lang", ADA, LATER, merge=RULES, of=Named.PERSON)
    assert merged.kind is AliasKind.MERGE
    (robert,) = await people.people_named(store, all_of(TEAM), "bob lang")
    assert (robert.name, robert.other_names, len(robert.observations)) == ("Robert Lang", ("Bob Lang",), 2)
    assert len(await people.people_named(store, all_of(TEAM), "lang")) == 3
    assert await people.maybe_same_people(store, all_of(TEAM), "Bob Lang") == []
    await aliases.undo_alias(store, merged.id, ADA, LATER, merge=RULES)
    (bob,) = await people.people_named(store, all_of(TEAM), "bob lang")
    assert (bob.name, bob.other_names) == ("Bob Lang", ())
    assert await record(store) == before


async def test_what_users_know_of_a_company_is_kept(store: Store) -> None:
    """Its owner, ticker and ids; "" clears one, and a company that no deal names any more stays."""
    await tell(store, "Facebook", "Quill Chat", "1")
    noted = await companies.describe_company(
        store, TEAM, "quill chat", owned_by="Meta", ticker="qlc", wikidata="q42", lei="5493001KJTIIGC8Y1R12"
    )
    assert (noted.owned_by, noted.ticker, noted.wikidata, noted.lei) == ("Meta", "QLC", "Q42", "5493001KJTIIGC8Y1R12")
    assert await company_named(store, all_of(TEAM), "Quill Chat Inc.") == noted
    cleared = await companies.describe_company(store, TEAM, "quill chat", owned_by="", ticker="")
    assert (cleared.owned_by, cleared.ticker, cleared.wikidata) == (None, None, "Q42")
    facebook = await company_named(store, all_of(TEAM), "Meta")
    assert facebook is not None
    assert facebook.name == "Facebook"


@pytest.mark.parametrize(
    "details",
    [
        {"lei": "5493001KJTIIGC8Y1R13"},
        {"lei": "short"},
        {"wikidata": "42"},
        {"ticker": "x" * 99},
        {"owned_by": "Quill Chat"},
        {"owned_by": "Otter Labs"},
    ],
)
async def test_what_cannot_be_of_a_company_is_refused_in_a_sentence(store: Store, details: dict[str, str]) -> None:
    """Wrong check digits, no ids at all, and owning oneself, also through others."""
    await tell(store, "Otter Labs", "Quill Chat", "1")
    await companies.describe_company(store, TEAM, "Otter Labs", owned_by="Quill Chat")
    with pytest.raises(CompanyRefused, match=r"^[^\n]+\.$"):
        await companies.describe_company(store, TEAM, "quill chat", **details)


async def test_an_unknown_company_cannot_be_described(store: Store) -> None:
    """Nor is it there."""
    assert await company_named(store, all_of(TEAM), "Nobody") is None
    with pytest.raises(CompanyRefused):
        await companies.describe_company(store, TEAM, "Nobody", ticker="NB")


async def test_an_answer_knows_a_company_by_all_its_names(store: Store) -> None:
    """In the role asked for, and named as the articles do."""
    await tell(store, "Meta", "Quill Chat", "1")
    await tell(store, "Meta", "Otter Labs", "2")
    asked = queries.mention_query("what did facebook buy?")
    answer = await answers.answer(store, all_of(TEAM), asked, NOW)
    assert answer.anchor is not None
    assert "2 deals with Meta" in answer.anchor.text
    assert all(name in answer.details[0].text for name in ("Quill Chat", "Otter Labs"))
