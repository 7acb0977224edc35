"""A person's steps in order, and a company's people."""

from collections.abc import AsyncIterator
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from bot.merging import RULES
from storage import aliases, people
from storage.audience import all_of
from storage.careers import ties
from storage.records import Author, Move, MoveKind, PersonFacts, Tie
from storage.store import Store
from tests.newsroom import NOW, TEAM, article, quoted, share

JOINS = "Ada Beck, until now head of Beta's labs, joins Alpha as chief scientist."
LEAVES = "After two years Ada Beck has left Alpha AG."
AGAIN = "Beck is leaving Alpha, a second paper says."
TOLD = (
    (
        JOINS,
        date(2023, 6, 1),
        PersonFacts(
            "Ada Beck",
            "head of labs",
            "Beta",
            move=Move(MoveKind.JOINS, "Beta", "Alpha", "chief scientist"),
            evidence=(*quoted(JOINS, "Ada Beck", "name"), *quoted(JOINS, JOINS, "move")),
        ),
    ),
    (
        LEAVES,
        date(2025, 6, 1),
        PersonFacts("Ada Beck", move=Move(MoveKind.LEAVES, "Alpha AG"), evidence=quoted(LEAVES, LEAVES, "move")),
    ),
    (
        AGAIN,
        date(2025, 6, 3),
        PersonFacts("Ada Beck", move=Move(MoveKind.LEAVES, "Alpha"), evidence=quoted(AGAIN, AGAIN, "move")),
    ),
)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "deals.db")
    yield store
    await store.close()


async def tell(store: Store, number: int, text: str, published: date, facts: PersonFacts) -> None:
    read = article(text, url=f"https://paper.example/{published}", published=published, people=[facts])
    await share(store, read, ts=f"{number}.0")


async def test_a_career_has_each_step_once_with_its_sentences(store: Store) -> None:
    """Ordered by the day it was first told, with every source that tells it."""
    for number, told in enumerate(TOLD):
        await tell(store, number, *told)
    (ada,) = await people.people_named(store, all_of(TEAM), "ada beck")
    joined, left = ada.timeline
    assert (joined.on, joined.role, joined.organisation) == (date(2023, 6, 1), "head of labs", "Beta")
    assert joined.move == Move(MoveKind.JOINS, "Beta", "Alpha", "chief scientist")
    assert [citation.evidence.sentence for citation in joined.citations] == [JOINS]
    assert left.on == date(2025, 6, 1)
    assert [citation.evidence.sentence for citation in left.citations] == [LEAVES, AGAIN]
    assert [source.published for source in left.sources] == [date(2025, 6, 1), date(2025, 6, 3)]


async def test_a_career_does_not_depend_on_the_order_of_reading(tmp_path: Path) -> None:
    """Any order of the articles."""
    seen = set()
    for turn, order in enumerate(permutations(TOLD)):
        store = await Store.open(tmp_path / f"{turn}.db")
        for number, told in enumerate(order):
            await tell(store, number, *told)
        (ada,) = await people.people_named(store, all_of(TEAM), "ada beck")
        seen.add(
            repr([(step.on, step.role, step.move, [each.evidence for each in step.citations]) for step in ada.timeline])
        )
        await store.close()
    assert len(seen) == 1


async def test_who_left_and_who_joined_a_company(store: Store) -> None:
    """By any of its names or a short form; each person once a tie, the newest told first."""
    for number, told in enumerate(TOLD):
        await tell(store, number, *told)
    await tell(
        store, 9, "Eva Cole of Alpha AI spoke.", date(2024, 1, 1), PersonFacts("Eva Cole", organisation="Alpha AI")
    )
    found = await people.people_of_company(store, all_of(TEAM), "alpha")
    assert [(each.name, each.tie) for each in found] == [
        ("Ada Beck", Tie.LEFT),
        ("Eva Cole", Tie.AT),
        ("Ada Beck", Tie.JOINED),
    ]
    assert found[0].observation.source.published == date(2025, 6, 3)
    assert [each.tie for each in await people.people_of_company(store, all_of(TEAM), "Beta GmbH")] == [Tie.LEFT]
    assert await people.people_of_company(store, all_of(TEAM), "Gamma") == []
    assert await people.people_of_company(store, all_of("T2"), "alpha") == []
    await aliases.add_alias(store, "Gamma", "Beta", Author(TEAM, "U1"), NOW, merge=RULES)
    assert [each.name for each in await people.people_of_company(store, all_of(TEAM), "gamma")] == ["Ada Beck"]


@pytest.mark.parametrize(
    ("facts", "tied"),
    [
        (PersonFacts("A", organisation="Alpha"), [(Tie.AT, "Alpha")]),
        (PersonFacts("A"), []),
        (PersonFacts("A", organisation="Alpha", move=Move(MoveKind.STEPS_DOWN)), [(Tie.LEFT, "Alpha")]),
        (PersonFacts("A", organisation="Alpha", move=Move(MoveKind.APPOINTED)), [(Tie.AT, "Alpha")]),
        (PersonFacts("A", organisation="Alpha", move=Move(MoveKind.STAYS)), [(Tie.AT, "Alpha")]),
        (
            PersonFacts("A", organisation="Alpha", move=Move(MoveKind.JOINS, "Alpha", "Beta")),
            [(Tie.LEFT, "Alpha"), (Tie.JOINED, "Beta")],
        ),
    ],
)
def test_a_move_ties_a_person_to_both_its_ends(facts: PersonFacts, tied: list[tuple[Tie, str]]) -> None:
    """Whoever steps down left, whoever stays is there."""
    assert ties(facts) == tied


@pytest.mark.parametrize("name", ["x" * 10_000, "%", "'; DROP TABLE people; --", "", "\ud800\x00"])
async def test_a_hostile_company_has_people_like_any_other(store: Store, name: str) -> None:
    """And none it was not told of."""
    await tell(store, 1, "Ada Beck spoke.", date(2024, 1, 1), PersonFacts("Ada Beck", organisation="Alpha"))
    assert await people.people_of_company(store, all_of(TEAM), name) == []
    assert await people.maybe_same_people(store, all_of(TEAM), name) == []
