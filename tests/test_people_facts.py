"""People: role, organisation, age and where they go."""

from __future__ import annotations

import pytest

from bot.extraction import Extractor
from storage.records import MoveKind, PersonFacts


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    """One for all tests of this module: loading takes longer than reading."""
    return Extractor()


def person(extractor: Extractor, text: str, name: str, lang: str) -> PersonFacts:
    return next(found for found in extractor.read(text, lang=lang).people if found.name == name)


@pytest.mark.parametrize(
    ("text", "name", "role", "organisation", "lang"),
    [
        (
            "Harrow Ltd chief executive Mary Fielding said the sale of the mill to Milton Inc made sense.",
            "Mary Fielding",
            "chief executive",
            "Harrow Ltd",
            "en",
        ),
        (
            "The price is high, said Peter Lang, an analyst at Milton Securities Inc, on Monday in London.",
            "Peter Lang",
            "analyst",
            "Milton Securities Inc",
            "en",
        ),
        (
            "Das sagte Petra Lindner, Finanzchefin der Nordwind AG, am Montag in Hamburg vor Journalisten.",
            "Petra Lindner",
            "Finanzchefin",
            "Nordwind AG",
            "de",
        ),
    ],
)
def test_a_role_is_held_at_a_company(
    extractor: Extractor, text: str, name: str, role: str, organisation: str, lang: str
) -> None:
    """In front of the name or behind it."""
    found = person(extractor, text, name, lang)
    assert (found.role, found.organisation) == (role, organisation)


def test_an_age_is_read(extractor: Extractor) -> None:
    """ "Mary Fielding, 51," and "der 51-jährige"."""
    english = "Harrow Ltd named Mary Fielding, 51, as chief executive after the sale of its mill to Milton Inc."
    assert person(extractor, english, "Mary Fielding", "en").age == 51


def test_a_move_goes_from_one_company_to_another(extractor: Extractor) -> None:
    """German: "wechselt zu"."""
    text = "Petra Lindner, die 44-jährige Geschäftsführerin der Nordwind AG, wird im Herbst zur Südstrom AG wechseln."
    found = person(extractor, text, "Petra Lindner", "de")
    assert found.age == 44
    assert found.move is not None
    assert (found.move.kind, found.move.to_organisation) == (MoveKind.JOINS, "Südstrom AG")


def test_stepping_down_is_a_move(extractor: Extractor) -> None:
    """The company is the one the role is held at."""
    text = "Harrow Ltd chief executive Mary Fielding stepped down on Monday after the sale of its mill to Milton Inc."
    found = person(extractor, text, "Mary Fielding", "en")
    assert found.move is not None
    assert (found.move.kind, found.move.from_organisation) == (MoveKind.STEPS_DOWN, "Harrow Ltd")


def test_reporters_are_not_in_the_news(extractor: Extractor) -> None:
    """A byline names nobody the article is about."""
    text = "Northwind agreed to buy Harrow Ltd on Monday.\n\n(Reporting by Ann Miller; Editing by Tom Baker)"
    assert extractor.read(text, lang="en").people == ()


def test_every_fact_has_its_sentence(extractor: Extractor) -> None:
    """Offsets count characters of the article."""
    text = "Northwind bought Harrow Ltd.  Harrow Ltd chief executive Mary Fielding, 51, will stay on, both said."
    found = person(extractor, text, "Mary Fielding", "en")
    assert {"name", "role", "organisation"} <= {evidence.field for evidence in found.evidence}
    assert all(text[evidence.start : evidence.end] == evidence.sentence for evidence in found.evidence)


@pytest.mark.parametrize(
    ("text", "name", "kind", "left", "joined"),
    [
        (
            "Petra Lindner wechselt von der Hanse Pumpen AG zur Nordwind AG und leitet dort den Vertrieb.",
            "Petra Lindner",
            MoveKind.JOINS,
            "Hanse Pumpen AG",
            "Nordwind AG",
        ),
        ("Petra Lindner wird neue Chefin der Nordwind AG.", "Petra Lindner", MoveKind.APPOINTED, None, "Nordwind AG"),
        (
            "Jens Harmsen verlässt die Nordwind AG zum Jahresende.",
            "Jens Harmsen",
            MoveKind.LEAVES,
            "Nordwind AG",
            None,
        ),
        (
            "Jens Harmsen, Vorstandschef der Nordwind AG, legt sein Amt im Mai nieder.",
            "Jens Harmsen",
            MoveKind.STEPS_DOWN,
            "Nordwind AG",
            None,
        ),
    ],
)
def test_german_moves_are_told_by_wordings(
    extractor: Extractor, text: str, name: str, kind: MoveKind, left: str | None, joined: str | None
) -> None:
    """Where a verb's two halves or a noun say who goes where."""
    move = person(extractor, text, name, "de").move
    assert move is not None
    assert (move.kind, move.from_organisation, move.to_organisation) == (kind, left, joined)


def test_a_lawsuit_is_no_farewell(extractor: Extractor) -> None:
    """ "kündigte an" is no notice given."""
    text = "Nordwind-Boss Jens Harmsen kündigte eine Klage gegen die Stadt an. Die Nordwind AG wehrt sich."
    found = person(extractor, text, "Jens Harmsen", "de")
    assert (found.organisation, found.move) == ("Nordwind AG", None)


def test_a_role_makes_the_name_beside_it_a_person(extractor: Extractor) -> None:
    """Even where the recogniser sees a company."""
    text = "Wie Vertriebschefin Margret Vestergaard sagte, baut die Nordwind AG ihr Werk aus."
    found = person(extractor, text, "Margret Vestergaard", "de")
    assert (found.role, found.organisation) == ("Vertriebschefin", "Nordwind AG")


@pytest.mark.parametrize(
    ("text", "name", "organisation"),
    [
        ("Mary Fielding, who runs Harrow Ltd, said the mill would stay open.", "Mary Fielding", "Harrow Ltd"),
        ("Harrow Ltd, led by Mary Fielding, said the mill would stay open.", "Mary Fielding", "Harrow Ltd"),
        ("Harrow Ltd, whose boss is Mary Fielding, said the mill would stay open.", "Mary Fielding", "Harrow Ltd"),
        ("Mary Fielding, Harrow Ltd's co-founder and chief executive, was glad.", "Mary Fielding", "Harrow Ltd"),
        ("Harrow Ltd said that its founder, Mary Fielding, was glad.", "Mary Fielding", "Harrow Ltd"),
    ],
)
def test_where_somebody_belongs_may_be_told_by_a_verb(
    extractor: Extractor, text: str, name: str, organisation: str
) -> None:
    """Who runs, leads or founded a company belongs to it."""
    assert person(extractor, text, name, "en").organisation == organisation


@pytest.mark.parametrize(
    ("text", "kind", "origin", "goal"),
    [
        ("Harrow Ltd poaches Mary Fielding from Milton Inc.", MoveKind.JOINS, "Milton Inc", "Harrow Ltd"),
        ("Mary Fielding is going back to Milton Inc, she said.", MoveKind.JOINS, None, "Milton Inc"),
        ("Mary Fielding was named chief executive of Harrow Ltd.", MoveKind.APPOINTED, None, "Harrow Ltd"),
        ("Mary Fielding will lead Harrow Ltd from May.", MoveKind.APPOINTED, None, "Harrow Ltd"),
        ("Mary Fielding has resigned from Harrow Ltd, it said.", MoveKind.STEPS_DOWN, "Harrow Ltd", None),
        ("Harrow Ltd ousts its chief executive Mary Fielding.", MoveKind.LEAVES, "Harrow Ltd", None),
    ],
)
def test_moves_are_told_by_many_wordings(
    extractor: Extractor, text: str, kind: MoveKind, origin: str | None, goal: str | None
) -> None:
    """Hired away, going back, named, leading, resigning, ousted."""
    move = person(extractor, text, "Mary Fielding", "en").move
    assert move
    assert (move.kind, move.from_organisation, move.to_organisation) == (kind, origin, goal)
