"""Amounts of money in both languages' formats."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.extraction.money import find_money
from storage.records import AmountKind, Qualifier


def amounts(text: str, lang: str = "en") -> list[tuple[Decimal, str]]:
    return [(found.money.value, found.money.currency) for found in find_money(text, lang)]


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("paid $1.2bn for it", "1.2e9", "USD"),
        ("a 40 mln stg offer", "4e7", "GBP"),
        ("worth 3.5 billion euros", "3.5e9", "EUR"),
        ("for Rs 250 crore", "2.5e9", "INR"),
        ("C$75 million in cash", "7.5e7", "CAD"),
        ("US$900,000", "900000", "USD"),
        ("raised €12.5M", "1.25e7", "EUR"),
        ("a 30 million-pound deal", "3e7", "GBP"),
        ("18 lakh rupees", "1.8e6", "INR"),
        ("450 pence", "4.5", "GBP"),
    ],
)
def test_english_amounts_are_read_in_units(text: str, value: str, currency: str) -> None:
    """Every way English news writes an amount gives units and an ISO code."""
    assert amounts(text) == [(Decimal(value), currency)]


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("für 2,4 Milliarden Euro", "2.4e9", "EUR"),
        ("rund 300 Mio. Franken", "3e8", "CHF"),
        ("zwei Milliarden US-Dollar", "2e9", "USD"),
        ("1.250.000 Euro", "1250000", "EUR"),
        ("EUR 45 Mio.", "4.5e7", "EUR"),
        ("1,1 Mrd. Pfund", "1.1e9", "GBP"),
        ("ein 5-Milliarden-Euro-Gebot", "5e9", "EUR"),
    ],
)
def test_german_amounts_are_read_in_units(text: str, value: str, currency: str) -> None:
    """Comma and point change places in German."""
    assert amounts(text, "de") == [(Decimal(value), currency)]


def test_a_range_keeps_both_ends() -> None:
    """The value is the upper end, `low` the lower."""
    (found,) = find_money("it may fetch $2-3 billion", "en")
    assert (found.money.low, found.money.value, found.money.qualifier) == (
        Decimal("2e9"),
        Decimal("3e9"),
        Qualifier.RANGE,
    )


@pytest.mark.parametrize(
    ("text", "lang", "qualifier"),
    [
        ("for about $5 million", "en", Qualifier.APPROX),
        ("up to $5 million", "en", Qualifier.UP_TO),
        ("more than $5 million", "en", Qualifier.AT_LEAST),
        ("für etwa 5 Millionen Dollar", "de", Qualifier.APPROX),
        ("bis zu 5 Millionen Dollar", "de", Qualifier.UP_TO),
        ("für 5 Millionen Dollar", "de", Qualifier.EXACT),
    ],
)
def test_words_before_an_amount_qualify_it(text: str, lang: str, qualifier: Qualifier) -> None:
    """ "About", "up to" and "more than" are kept."""
    assert find_money(text, lang)[0].money.qualifier is qualifier


def test_a_price_per_share_is_told_apart() -> None:
    """A price per share is no price for the company."""
    kinds = [found.money.kind for found in find_money("$31 a share, or $2 billion in all", "en")]
    assert kinds == [AmountKind.PER_SHARE, AmountKind.PRICE]


def test_offsets_lead_to_the_words() -> None:
    """An amount's place is that in the article, not in the sentence."""
    text = "Northwind pays 40 million euros."
    (found,) = find_money(text, "en", offset=100)
    assert text[found.start - 100 : found.end - 100] == found.money.text == "40 million euros"


@pytest.mark.parametrize("text", ["in 2024", "7,000 jobs", "Route 66", "3.2 million users", ""])
def test_other_numbers_are_no_money(text: str) -> None:
    """A number without a currency is no amount."""
    assert amounts(text) == []
