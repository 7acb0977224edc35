"""What people type into a deal's fields."""

from contextlib import suppress
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handlers.blocks.correct_form import FIELDS, KIND, as_typed, correct_form
from handlers.blocks.words import ENGLISH, GERMAN, Words
from handlers.typed import Wrong, same_value, value_of
from storage.records import AmountKind, DealFacts, DealStatus, DealType, ExpectedClose, Money, Qualifier
from tests.deal_records import SCALE, deal, facts
from tests.test_blocks_limits import deals, texts, thoroughly, vocabularies

BILLION = Decimal(1_000_000_000)


@pytest.mark.parametrize(
    ("lang", "typed", "value", "currency", "qualifier"),
    [
        ("en", "14.3bn USD", 14.3, "USD", Qualifier.EXACT),
        ("en", "$14.3 billion", 14.3, "USD", Qualifier.EXACT),
        ("de", "1,5 Mrd. €", 1.5, "EUR", Qualifier.EXACT),
        ("en", "~500m EUR", 0.5, "EUR", Qualifier.APPROX),
        ("de", "rund 15 Mrd. USD", 15, "USD", Qualifier.APPROX),
        ("en", "up to 2bn gbp", 2, "GBP", Qualifier.UP_TO),
        ("de", "mindestens 2 Mrd. CHF", 2, "CHF", Qualifier.AT_LEAST),
        ("en", "1.125bn $", 1.125, "USD", Qualifier.EXACT),
        ("de", "1,125 Mrd. $", 1.125, "USD", Qualifier.EXACT),
        ("en", "$1,500m", 1.5, "USD", Qualifier.EXACT),
    ],
)
def test_amounts_are_read_as_they_are_written(
    lang: str, typed: str, value: float, currency: str, qualifier: Qualifier
) -> None:
    """In both languages; three decimals behind the language's own mark are no thousands."""
    expected = Money(Decimal(str(value)) * BILLION, currency, typed, AmountKind.INVESTMENT, qualifier)
    assert value_of("amount", typed, facts(amount=None), lang, AmountKind.INVESTMENT) == expected


@pytest.mark.parametrize("typed", ["2-3bn GBP", "2bn to 3bn GBP", "£2-3bn", "2 bis 3 Mrd. GBP", "about 2 – 3bn GBP"])
def test_a_range_has_both_ends(typed: str) -> None:
    """Scale and currency stand once."""
    read = value_of("amount", typed, facts(amount=None), "en")
    assert read == Money(3 * BILLION, "GBP", typed, AmountKind.PRICE, Qualifier.RANGE, low=2 * BILLION)


def test_without_a_currency_that_of_the_deal_counts() -> None:
    """Else it has to be said."""
    assert value_of("amount", "14bn", SCALE, "en") == Money(14 * BILLION, "USD", "14bn")
    with pytest.raises(Wrong, match="wrong_currency"):
        value_of("amount", "14bn", facts(amount=None), "en")


@pytest.mark.parametrize(
    ("field", "typed", "value"),
    [
        ("type", "merger", DealType.MERGER),
        ("status", "unknown", DealStatus.UNKNOWN),
        ("acquirers", " Meta  Platforms \n\nMeta Platforms\nAlpha\t", ("Meta Platforms", "Alpha")),
        ("sellers", "", ()),
        ("stake_percent", "12,5 %", Decimal("12.5")),
        ("stake_percent", "", None),
        ("date", "18.6.2025", "2025-06-18"),
        ("date", "2025-6", "2025-06"),
        ("expected_close", "Q3 2025", ExpectedClose("Q3 2025", "2025-Q3")),
        ("expected_close", "2025-h2", ExpectedClose("2025-h2", "2025-H2")),
        ("expected_close", "2026", ExpectedClose("2026", "2026")),
        ("target_business", "cold\nstorage", "cold storage"),
    ],
)
def test_other_fields_are_read_as_they_are_written(field: str, typed: str, value: object) -> None:
    """Blanks that do not matter are left out."""
    assert value_of(field, typed, SCALE, "en") == value


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("amount", "3-2bn USD"),
        ("amount", "0 USD"),
        ("amount", "1" * 40),
        ("amount", "NaN USD"),
        ("stake_percent", "0"),
        ("stake_percent", "100.1"),
        ("date", "2025"),
        ("date", "0001-01-01"),
        ("expected_close", "2025-H3"),
        ("expected_close", "9999"),
        ("targets", "\n".join(f"Company {number}" for number in range(31))),
    ],
)
def test_what_a_field_cannot_have_is_refused(field: str, typed: str) -> None:
    """Never guessed."""
    with pytest.raises(Wrong):
        value_of(field, typed, facts(amount=None), "en")


@thoroughly
@given(st.sampled_from([field for field in FIELDS if field not in ("type", "status")]), texts, vocabularies)
def test_whatever_is_typed_makes_a_value_or_a_sentence(field: str, typed: str, words: Words) -> None:
    """Nothing else is ever raised."""
    with suppress(Wrong):
        assert value_of(field, typed, SCALE, words.lang) in (None, ()) or typed.strip()


@pytest.mark.parametrize("words", [ENGLISH, GERMAN])
@pytest.mark.parametrize("field", FIELDS)
def test_what_stands_in_the_form_says_the_same_when_it_is_read(words: Words, field: str) -> None:
    """Whoever touches a field and puts it back corrects nothing."""
    known = facts(
        sellers=("Holding",),
        date="2025-06-13",
        expected_close=ExpectedClose("by the end of the third quarter", "2025-Q3"),
        target_business="data labelling",
    )
    kind = AmountKind(as_typed(KIND, known, words))
    read = value_of(field, as_typed(field, known, words), known, words.lang, kind)
    assert same_value(read, getattr(known, field))


@thoroughly
@given(deals, vocabularies)
def test_every_field_has_an_entry_unless_it_is_too_long(told: DealFacts, words: Words) -> None:
    """One block a field, in order."""
    form = correct_form(deal(told), words, "{}")
    shown = [block["block_id"].partition(".")[0] for block in form["blocks"] if block["type"] == "input"]
    assert [field for field in shown if field != KIND] == [field for field in FIELDS if field in shown]
    assert len(shown) >= len(FIELDS) - 3
