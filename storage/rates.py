"""Amounts in another currency, by a table of reference rates; for comparing, what is shown stays as it was told."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from math import isfinite
from pathlib import Path

from storage.opening import StoreError

MAX_YEARS_APART = 3  # from a year without a rate to one with it; further away a rate says little


class RatesBroken(StoreError):
    """A table of rates cannot be read; the message is one sentence for whoever runs the program."""


@dataclass(frozen=True, slots=True)
class Rates:
    """Units of a currency for one euro, a year's average each. `as_of` is the table's own date, an ISO day."""

    per_euro: Mapping[tuple[str, int], float]
    as_of: str

    def convert(self, value: float, currency: str, into: str, year: int) -> float | None:
        """The value in `into` at that year's rates, or those of the nearest year with both; None without them."""
        if currency == into:
            return value
        for distance in range(MAX_YEARS_APART + 1):
            for near in (year - distance, year + distance):
                here, there = self._rate(currency, near), self._rate(into, near)
                if here and there:
                    return value / here * there
        return None

    def ends(self, currency: str, into: str) -> tuple[float, float] | None:
        """The least and the greatest that one unit was in `into`, of all years; None without any rate."""
        if currency == into:
            return 1.0, 1.0
        years = {year for known, year in self.per_euro if known in (currency, into)}
        pairs = [(self._rate(currency, year), self._rate(into, year)) for year in years]
        factors = [1.0 / here * there for here, there in pairs if here and there]
        return (min(factors), max(factors)) if factors else None

    def knows(self, currency: str) -> bool:
        """Whether there is any rate of it."""
        return currency == "EUR" or any(known == currency for known, _ in self.per_euro)

    def _rate(self, currency: str, year: int) -> float | None:
        return 1.0 if currency == "EUR" else self.per_euro.get((currency, year))


@cache
def shipped_rates() -> Rates:
    """The table that comes with the program."""
    text = resources.files("storage").joinpath("reference_rates.csv").read_text(encoding="utf-8")
    return _read(text.splitlines(), "reference_rates.csv")


def load_rates(path: Path) -> Rates:
    """A table of one's own, in the form of the shipped one.

    A comment `# as of YYYY-MM-DD`, a line of headings `currency,2023,2024,...`, then a line a currency: units of it
    for one euro, empty where there is none. Raises `RatesBroken`.
    """
    try:
        return _read(path.read_text(encoding="utf-8").splitlines(), str(path))
    except (OSError, ValueError) as failure:
        raise RatesBroken(f"The table of rates {path} cannot be read: {failure}.") from failure


def _read(lines: Iterable[str], name: str) -> Rates:
    text = list(lines)
    as_of = next((line.split("as of", 1)[1].strip() for line in text if line.startswith("#") and "as of" in line), "")
    table = [row for row in csv.reader(line for line in text if not line.startswith("#")) if row]
    if not table or table[0][0].strip() != "currency" or not all(heading.isdecimal() for heading in table[0][1:]):
        raise RatesBroken(f"The table of rates {name} has no line of headings: currency, then years.")
    years = [int(heading) for heading in table[0][1:]]
    rates: dict[tuple[str, int], float] = {}
    for currency, *values in table[1:]:
        for year, value in zip(years, values, strict=False):
            if value.strip():
                rates[currency.strip(), year] = _rate(value, currency, name)
    return Rates(rates, as_of)


def _rate(text: str, currency: str, name: str) -> float:
    try:
        rate = float(text)
    except ValueError:
        rate = 0.0
    if not (isfinite(rate) and rate > 0):
        raise RatesBroken(f"The table of rates {name} holds {text!r} for {currency}; a rate is a number above 0.")
    return rate
