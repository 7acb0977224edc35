"""Sectors and places by the words of both languages."""

import pytest

from storage.places import known_places, names_of_place
from storage.sectors import BEGINS, known_sectors, words_of_sector


@pytest.mark.parametrize("sector", ["robotics", "Robotik", "ROBOT", "roboter"])
def test_a_sector_is_known_by_any_of_its_words(sector: str) -> None:
    """In either language, whatever the case."""
    assert {"robotics", "robotik"} <= set(words_of_sector(sector))


def test_what_is_no_known_sector_has_no_words() -> None:
    """It is then looked for as it is."""
    assert words_of_sector("cold storage") == ()
    assert words_of_sector("") == ()


def test_no_word_stands_for_two_sectors() -> None:
    """Else one of them could not be asked for."""
    for word in known_sectors():
        assert word in {each.rstrip(BEGINS) for each in words_of_sector(word)}
    assert len(known_sectors()) > 150


def test_a_city_is_found_as_either_language_spells_it() -> None:
    """And stands for itself alone; a country stands for its cities, too."""
    assert names_of_place("Munich") == ("Munich", "munich", "münchen")
    assert names_of_place("Berlin") == ("Berlin",)
    assert "münchen" in names_of_place("germany")
    assert {"germany", "deutsch", "münchen", "usa"} <= set(known_places())
