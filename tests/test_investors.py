"""Who puts money into a round: leads, lists, and money that is raised for something else."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.extraction import Extractor
from storage.records import DealFacts, DealType


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    """One for all tests of this module: loading takes longer than reading."""
    return Extractor()


def round_of(extractor: Extractor, text: str, lang: str) -> DealFacts:
    """The one deal of a text, which is a funding round."""
    (found,) = extractor.read(text, lang=lang).deals
    assert found.type is DealType.FUNDING_ROUND
    return found


@pytest.mark.parametrize(
    ("text", "lang", "target", "value"),
    [
        ("Pumpwise raised $200 million, the company said.", "en", "Pumpwise", 200_000_000),
        ("Pumpwise secures €4.5m", "en", "Pumpwise", 4_500_000),
        ("Zahlgut hat 1,7 Milliarden Euro eingesammelt.", "de", "Zahlgut", 1_700_000_000),
        ("Das Start-up Pumpwise sammelt 12 Millionen Euro ein.", "de", "Pumpwise", 12_000_000),
    ],
)
def test_money_raised_is_a_round_without_the_word(
    extractor: Extractor, text: str, lang: str, target: str, value: int
) -> None:
    """And without those who give it; it is sure enough to be told."""
    found = round_of(extractor, text, lang)
    assert found.targets == (target,)
    assert found.amount is not None
    assert found.amount.value == Decimal(value)
    assert found.confidence >= 0.5


@pytest.mark.parametrize(
    ("text", "lang"),
    [
        ("Harrow Ltd raised $500 million in a bond sale on Monday.", "en"),
        ("Harrow Ltd raised $21 billion by selling new shares to investors.", "en"),
        ("Harrow Ltd raised its dividend by $20 million.", "en"),
        ("Harrow Ltd raised $2 million for a children's hospital.", "en"),
        ("Harrow Ltd raised $31,000 from its staff.", "en"),
        ("Die Harrow AG hat mit einer Anleihe 300 Millionen Euro eingesammelt.", "de"),
        ("Der Verein Harrow sammelte zwei Millionen Euro an Spenden ein.", "de"),
    ],
)
def test_money_raised_for_something_else_is_no_round(extractor: Extractor, text: str, lang: str) -> None:
    """Bonds, shares, dividends, gifts, and what is too little."""
    assert extractor.read(text, lang=lang).deals == ()


@pytest.mark.parametrize(
    ("text", "lang", "investors"),
    [
        (
            "Pumpwise raised $20 million in Series B funding. Alder Capital led the round and was joined by existing "
            "backers Birch Ventures and Cedar Partners.",
            "en",
            ("Alder Capital", "Birch Ventures", "Cedar Partners"),
        ),
        (
            "Pumpwise raised $20 million in a round led by Alder Capital, with participation from Birch Ventures, "
            "Cedar Partners and Dogwood Capital.",
            "en",
            ("Alder Capital", "Birch Ventures", "Cedar Partners", "Dogwood Capital"),
        ),
        (
            "Pumpwise has raised $20 million in a funding round. Birch Ventures and Cedar Partners took part in the "
            "financing. It was led by Alder Capital.",
            "en",
            ("Alder Capital", "Birch Ventures", "Cedar Partners"),
        ),
        (
            "Das Fintech Pumpwise sammelt 22 Millionen Euro ein. Die Runde führt Alder Capital an, auch Birch Ventures "
            "ist dabei.",
            "de",
            ("Alder Capital", "Birch Ventures"),
        ),
        (
            "Das Start-up Pumpwise hat in einer Finanzierungsrunde 22 Millionen Euro erhalten. Angeführt wurde sie vom "
            "Risikokapitalgeber Alder Capital; zu den Investoren zählen Birch Ventures und Cedar Partners.",
            "de",
            ("Alder Capital", "Birch Ventures", "Cedar Partners"),
        ),
    ],
)
def test_investors_are_named_in_many_ways_the_lead_first(
    extractor: Extractor, text: str, lang: str, investors: tuple[str, ...]
) -> None:
    """In the sentence of the round or the one behind it."""
    assert round_of(extractor, text, lang).acquirers == investors


def test_the_investors_of_an_earlier_round_are_none_of_this_one(extractor: Extractor) -> None:
    """Whether told in a sentence of its own or at the end of the news."""
    text = (
        "Pumpwise has raised $20 million in a funding round led by Alder Capital, six months after it had raised "
        "$8 million from investors led by Birch Ventures. An earlier round was led by Cedar Partners."
    )
    assert round_of(extractor, text, "en").acquirers == ("Alder Capital",)
