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
