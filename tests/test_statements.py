"""Whose word it is: a party's own, or somebody's about it."""

from datetime import UTC, date, datetime

import pytest

from bot.merging import RULES
from bot.statements import own_statement
from storage.records import DealFacts, DealObservation, DealType, Evidence, Money, Source
from tests.test_merging import dollars


def said(
    sentence: str,
    url: str = "https://paper.example/1",
    amount: Money | None = None,
    buyer: str = "Lakeside Holding",
) -> DealObservation:
    facts = DealFacts(
        DealType.ACQUISITION,
        acquirers=(buyer,),
        targets=("Brunnen",),
        amount=amount,
        evidence=(Evidence("amount", sentence, 0, len(sentence)),),
    )
    seen = datetime(2025, 6, 1, tzinfo=UTC)
    return DealObservation(facts, Source(url, None, url, None, date(2025, 6, 1), "C1", seen))


@pytest.mark.parametrize(
    "sentence",
    [
        "Lakeside said on Monday that it will pay 350 million euros.",
        "It will pay 350 million euros, Lakeside Holding announced.",
        "The price is 350 million euros, the company said in a statement.",
        "Brunnen confirmed the price of 350 million euros.",
        "Lakeside teilte am Montag mit, der Preis liege bei 350 Millionen Euro.",
        "Der Konzern gab den Preis mit 350 Millionen Euro bekannt.",
        "Der Preis liegt bei 350 Millionen Euro, sagte Brunnen.",
    ],
)
def test_what_a_party_says_is_its_own(sentence: str) -> None:
    """By name, by its short form, or as the company."""
    assert own_statement(said(sentence), "amount")


@pytest.mark.parametrize(
    "sentence",
    [
        "Lakeside will pay 350 million euros.",
        "Analysts said the price is 350 million euros.",
        "Lakeside will pay 350 million euros, sources said.",
        "Lakeside will pay 350 million euros, two people familiar with the matter said.",
        "Lakeside zahlt offenbar 350 Millionen Euro, sagte Brunnen nicht.",
        "Lakeside zahlt laut Insidern 350 Millionen Euro.",
        "",
    ],
)
def test_what_others_say_is_not(sentence: str) -> None:
    """Nor what nobody is named for."""
    assert not own_statement(said(sentence), "amount")
    assert not own_statement(said("Lakeside said 350."), "date")


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("https://www.prnewswire.com/news/1", True),
        ("https://press.brunnen.example/1", True),
        ("https://lakeside-holding.example/news", True),
        ("https://notprnewswire.example/1", False),
        ("https://paper.example/brunnen", False),
        ("http://[", False),
    ],
)
def test_a_press_release_is_its_partys_word(url: str, own: bool) -> None:
    """Known by its site."""
    assert own_statement(said("The price is 350 million euros.", url), "amount") is own


def test_a_partys_own_figure_wins_over_those_of_most_papers() -> None:
    """And over later ones."""
    own = said("Lakeside said it pays $350.", "https://paper.example/0", dollars(350))
    others = [said(f"It is $30{n}.", f"https://paper.example/{n}", dollars(300 + n)) for n in range(1, 4)]
    assert RULES.view([own, *others]).facts.amount == dollars(350)
    assert next(claim.value for claim in RULES.view([*others, own]).conflicts[0].claims) == dollars(350)


@pytest.mark.parametrize(
    ("party", "sentence"),
    [
        ("The Carlyle Group", "The newspaper said the price was 3 billion dollars."),
        ("Bank of America", "A bank analyst said the price was 3 billion dollars."),
        ("American Airlines", "American officials said the price was 3 billion dollars."),
        ("General Motors", "General Electric said the price was 3 billion dollars."),
    ],
)
def test_a_word_that_a_name_begins_with_is_not_the_party(party: str, sentence: str) -> None:
    """Only a first word that names the company alone speaks for it."""
    assert not own_statement(said(sentence, buyer=party), "amount")


def test_a_host_that_ends_like_a_wires_is_another_one() -> None:
    """robots.at is not ots.at."""
    assert not own_statement(said("The price is 3 billion dollars.", url="https://robots.at/1"), "amount")
    assert own_statement(said("The price is 3 billion dollars.", url="https://www.ots.at/1"), "amount")
