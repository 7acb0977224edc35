"""Amounts compared across currencies, with gaps in the table."""

from pathlib import Path

import pytest

from storage.rates import MAX_YEARS_APART, Rates, RatesBroken, load_rates, shipped_rates

FEW = Rates({("USD", 2020): 1.25, ("USD", 2024): 1.0, ("GBP", 2020): 0.5, ("ABC", 2001): 2.0}, "2024-12-31")


def test_the_year_of_the_deal_counts() -> None:
    """Over the euro, in either direction."""
    assert FEW.convert(100, "USD", "EUR", 2020) == 80
    assert FEW.convert(100, "USD", "EUR", 2024) == 100
    assert FEW.convert(80, "EUR", "USD", 2020) == 100
    assert FEW.convert(100, "USD", "GBP", 2020) == 40


def test_a_currency_in_itself_needs_no_rate() -> None:
    """Not even one that nobody knows."""
    assert FEW.convert(7, "XXX", "XXX", 1900) == 7


def test_a_gap_is_filled_from_the_nearest_year_and_no_further() -> None:
    """Of the year before and the year after, the year before."""
    assert FEW.convert(100, "USD", "EUR", 2022) == 80
    assert FEW.convert(100, "USD", "EUR", 2023) == 100
    assert FEW.convert(100, "USD", "GBP", 2020 + MAX_YEARS_APART) == 40
    assert FEW.convert(100, "USD", "GBP", 2021 + MAX_YEARS_APART) is None
    assert FEW.convert(100, "ABC", "USD", 2020) is None
    assert FEW.convert(100, "XXX", "USD", 2020) is None


def test_the_shipped_table_knows_the_usual_currencies_and_its_day() -> None:
    """Rates are of the right size, and one currency has a gap at the end."""
    rates = shipped_rates()
    assert rates.as_of == "2025-06-30"
    assert 1.0 < (rates.convert(1, "EUR", "USD", 2024) or 0) < 1.2
    assert 140 < (rates.convert(1, "USD", "JPY", 2024) or 0) < 160
    assert rates.convert(1, "AED", "USD", 2015) == pytest.approx(1 / 3.6725, rel=0.001)
    assert all(rates.knows(code) for code in ("EUR", "USD", "GBP", "CHF", "JPY", "CNY", "SEK"))
    assert not rates.knows("XXX")
    assert rates.convert(1, "RUB", "USD", 2021) is not None
    assert rates.convert(1, "RUB", "USD", 2025) is None


def test_a_table_of_ones_own_replaces_it(tmp_path: Path) -> None:
    """With its own day, currencies and gaps."""
    path = tmp_path / "rates.csv"
    path.write_text("# as of 2030-01-31\ncurrency,2029,2030\nUSD,2,\n\nXYZ,,4\n", encoding="utf-8")
    rates = load_rates(path)
    assert (rates.as_of, rates.convert(1, "EUR", "USD", 2030)) == ("2030-01-31", 2)
    assert rates.convert(1, "USD", "XYZ", 2030) is None
    assert rates.convert(1, "EUR", "XYZ", 2030) == 4


@pytest.mark.parametrize(
    "table",
    ["", "USD,1", "currency,year\nUSD,1", "currency,2024\nUSD,much", "currency,2024\nUSD,0", "currency,2024\nUSD,-1"],
)
def test_a_broken_table_is_named_in_a_sentence(tmp_path: Path, table: str) -> None:
    """Nothing is compared by half a table."""
    path = tmp_path / "rates.csv"
    path.write_text(table, encoding="utf-8")
    with pytest.raises(RatesBroken, match=r"^The table of rates [^\n]*\.$"):
        load_rates(path)
    with pytest.raises(RatesBroken):
        load_rates(tmp_path / "missing.csv")
