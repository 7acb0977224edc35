"""Near-copies of one text are found, other texts on the same thing are not."""

import pytest

from storage.copies import copies, signature

AGENCY = (
    "Lakeside has agreed to buy the pump maker Brunnen for 350 million euros, the two companies said on Tuesday. "
    "Brunnen builds pumps for waterworks in eleven countries and employs 900 people at its plant on the river. "
    "Lakeside wants to keep the name and the plant. The founders, who own most of the shares, stay on for two years. "
    "The purchase needs the approval of the cartel offices in Germany and Austria, which is expected by the autumn. "
    "Analysts had reckoned with a lower price after a weak first quarter in which orders from abroad fell by a tenth."
)
OWN = (
    "A pump maker goes to its old rival: Brunnen, long on the lookout for a partner with deeper pockets, is to become "
    "part of Lakeside for 350 million euros. Both boards met on Monday night. Workers learned of it in the morning, "
    "and many of them gathered at the gates, where the head of the works council spoke of relief rather than worry. "
    "Nobody is to be dismissed before 2027. What becomes of the second brand is open, and so is who will lead it."
)


@pytest.mark.parametrize(
    "copy",
    [
        AGENCY,
        "Pump maker sold - LAKESIDE news desk\n\n" + AGENCY,
        AGENCY.replace("Tuesday", "Wednesday").replace("reckoned with", "expected"),
        AGENCY[: AGENCY.index("Analysts")],
        AGENCY.upper().replace(". ", ".\n\n"),
    ],
)
def test_a_shortened_or_edited_copy_is_one(copy: str) -> None:
    """Another title, another day, without its end, in other lines."""
    assert copies({"a": signature(AGENCY), "b": signature(copy)}) == {"b": "a"}


def test_two_reports_on_one_deal_are_two() -> None:
    """However much they share names and figures."""
    assert copies({"a": signature(AGENCY), "b": signature(OWN)}) == {}


def test_every_copy_leads_to_the_first() -> None:
    """In the order that is given; what has no signature, or one of another scheme, repeats nothing."""
    told = signature(AGENCY)
    other = "0" + told
    assert copies({"a": None, "b": told, "c": None, "d": told, "e": signature(OWN), "f": other, "g": told}) == {
        "d": "b",
        "g": "b",
    }


@pytest.mark.parametrize("text", ["", "x", "\ud800\x00", "one two", "語" * 10_000])
def test_any_text_has_a_signature(text: str) -> None:
    """The same one for the same text."""
    assert signature(text) == signature(text)
    assert copies({"a": signature(text), "b": signature(AGENCY)}) == {}
