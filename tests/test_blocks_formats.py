"""Numbers, money and days in English and in German."""

from datetime import date
from decimal import Decimal

import pytest

from handlers.blocks.formats import amount, enumerated, is_over, money, percent, period
from handlers.blocks.words import ENGLISH, GERMAN
from storage.records import AmountKind, Money, Qualifier


@pytest.mark.parametrize(
    ("value", "currency", "english", "german"),
    [
        ("15000000000", "USD", "$15bn", "15 Mrd. $"),
        ("1200000000", "EUR", "€1.2bn", "1,2 Mrd. €"),
        ("3.7e9", "CAD", "C$3.7bn", "3,7 Mrd. C$"),
        ("999999999", "USD", "$1bn", "1 Mrd. $"),
        ("1234567", "GBP", "£1.23m", "1,23 Mio. £"),
        ("2.1e12", "JPY", "¥2.1tn", "2,1 Bio. ¥"),
        ("20000000", "CHF", "CHF 20m", "20 Mio. CHF"),
        ("750000", "USD", "$750,000", "750.000 $"),
        ("18.5", "EUR", "€18.50", "18,50 €"),
        ("0", "EUR", "€0", "0 €"),
        ("1800", "GBp", "1,800p", "1.800p"),
        ("1E+40", "USD", "$1E+40", "1E+40 $"),
        ("5", "<!here>", "&lt;!h … 5", "5 &lt;!h …"),
    ],
)
def test_amounts_are_written_as_the_language_writes_them(value: str, currency: str, english: str, german: str) -> None:
    """Symbol first in English, last in German; figures nobody pays and odd currencies do no harm."""
    assert amount(Decimal(value), currency, GERMAN) == german
    assert amount(Decimal(value), currency, ENGLISH) == english


@pytest.mark.parametrize(
    ("qualifier", "kind", "in_words", "short", "german"),
    [
        (Qualifier.EXACT, AmountKind.PRICE, "$2bn", "$2bn", "2 Mrd. $"),
        (Qualifier.APPROX, AmountKind.PRICE, "about $2bn", "~$2bn", "rund 2 Mrd. $"),
        (Qualifier.AT_LEAST, AmountKind.PRICE, "at least $2bn", "$2bn or more", "mindestens 2 Mrd. $"),
        (Qualifier.EXACT, AmountKind.UP_TO, "up to $2bn", "up to $2bn", "bis zu 2 Mrd. $"),
        (Qualifier.RANGE, AmountKind.PRICE, "$1.5bn to $2bn", "$1.5bn–$2bn", "1,5 Mrd. $ bis 2 Mrd. $"),
        (
            *(Qualifier.EXACT, AmountKind.ENTERPRISE_VALUE, "$2bn enterprise value", "$2bn enterprise value"),
            "2 Mrd. $ Unternehmenswert",
        ),
    ],
)
def test_an_amount_says_how_exact_it_is_and_of_what_kind(
    qualifier: Qualifier, kind: AmountKind, in_words: str, short: str, german: str
) -> None:
    """In words for sentences, in signs for headlines."""
    what = Money(Decimal(2_000_000_000), "USD", "", kind, qualifier, low=Decimal(1_500_000_000))

    assert money(what, ENGLISH) == in_words
    assert money(what, ENGLISH, short=True) == short
    assert money(what, GERMAN) == german


def test_percentages_have_no_trailing_zeros() -> None:
    """49.0 is 49 %, and German writes a comma."""
    assert percent(Decimal("49.0"), ENGLISH) == "49 %"
    assert percent(Decimal("33.333"), GERMAN) == "33,33 %"


@pytest.mark.parametrize(
    ("iso", "english", "german"),
    [
        ("2025-06-18", "18 June 2025", "18. Juni 2025"),
        ("2025-03", "March 2025", "März 2025"),
        ("2025-Q3", "Q3 2025", "3. Quartal 2025"),
        ("2025-H2", "the second half of 2025", "2. Halbjahr 2025"),
        ("2026", "2026", "2026"),
        ("2025-13", "2025-13", "2025-13"),
        ("soon *", "soon ∗", "soon ∗"),
    ],
)
def test_periods_are_told_in_words(iso: str, english: str, german: str) -> None:
    """What is no ISO period stays as it is."""
    assert (period(iso, ENGLISH), period(iso, GERMAN)) == (english, german)


@pytest.mark.parametrize("iso", ["2025-06-17", "2025-05", "2025-Q1", "2024-H2", "2024"])
def test_a_period_that_lies_wholly_before_today_is_over(iso: str) -> None:
    """An expected closing in it was expected."""
    assert is_over(iso, date(2025, 6, 18))


@pytest.mark.parametrize("iso", ["2025-06-18", "2025-06", "2025-Q2", "2025-H1", "2025", "2026", "soon", None])
def test_a_period_that_is_not_wholly_past_is_not_over(iso: str | None) -> None:
    """Nor is one that is not understood."""
    assert not is_over(iso, date(2025, 6, 18))


def test_enumerations_count_what_they_leave_out() -> None:
    """Empty names are no names."""
    assert enumerated(["A", "", "B"], ENGLISH) == "A and B"
    assert enumerated(["A", "B", "C", "D", "E"], GERMAN, 3) == "A, B und 3 weitere"
    assert enumerated([], ENGLISH) == ""
