"""What deals are worth in one currency, by a table of rates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from storage.rates import Rates
from storage.records import AmountKind

# Of these kinds is what a deal is worth; a price a share, a break fee or an earn-out is not
DEAL_VALUES = (AmountKind.PRICE, AmountKind.INVESTMENT, AmountKind.ENTERPRISE_VALUE, AmountKind.UP_TO)


class Candidate(NamedTuple):
    """What of a deal is looked at before it is shown; `day` is an ISO day or month."""

    id: str
    told_on: str
    day: str
    title: str  # only where the deals are sorted by it
    amount_value: float | None
    amount_currency: str | None
    amount_kind: str | None
    stake_percent: float | None


def is_value(deal: Candidate) -> bool:
    """Whether its amount is what it is worth, in whatever currency."""
    return deal.amount_value is not None and deal.amount_value >= 0 and deal.amount_kind in DEAL_VALUES


@dataclass(frozen=True, slots=True)
class Worth:
    """Values in `currency`, each by the rates of the year its deal was announced in."""

    currency: str
    rates: Rates
    factors: dict[tuple[str, int], float | None] = field(default_factory=dict)

    def of(self, deal: Candidate) -> float | None:
        """What the deal is worth, if that can be told."""
        value, currency = deal.amount_value, deal.amount_currency
        if value is None or currency is None or not is_value(deal):
            return None
        key = currency, int(deal.day[:4])
        if key not in self.factors:
            self.factors[key] = self.rates.convert(1.0, currency, self.currency, key[1])
        factor = self.factors[key]
        return None if factor is None else value * factor

    def ends(self, currencies: Iterable[str]) -> dict[str, tuple[float, float]]:
        """Of those currencies that compare, the least and the greatest factor of any year."""
        found = {each: self.rates.ends(each, self.currency) for each in currencies}
        return {currency: ends for currency, ends in found.items() if ends}
