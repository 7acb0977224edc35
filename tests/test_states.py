"""A state under its many names."""

import pytest

from bot.states import same_party


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Staates", "deutsche Staat"),
        ("Bund", "Bundesrepublik Deutschland"),
        ("German government", "Bundesregierung"),
        ("German government", "deutscher Staat"),
        ("UK government", "British government"),
        ("United States", "U.S. Treasury"),
        ("Norwegen", "norwegischen Staates"),
        ("Alpha", "Alpha Robotics"),
    ],
)
def test_one_party_may_have_several_names(name: str, other: str) -> None:
    """In two languages, with a country or without one, either way round."""
    assert same_party(name, other)
    assert same_party(other, name)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("US government", "German government"),
        ("norwegischer Staat", "schwedischer Staat"),
        ("State Street", "US government"),
        ("Republic Services", "Republik"),
        ("Bund", "Alpha"),
    ],
)
def test_two_states_are_two_parties_and_a_company_is_no_state(name: str, other: str) -> None:
    """A word for a state in a company's name makes it none."""
    assert not same_party(name, other)
    assert not same_party(other, name)
