"""When two figures say the same: the tolerances, in one place for what is merged and for what is told of it."""

from __future__ import annotations

from decimal import Decimal

from storage.rates import Rates
from storage.records import Money, Qualifier

# Amounts further apart than this contradict each other: 3 %, or 7 % where a text says "about" (README, "Terms")
EXACT_TOLERANCE = Decimal("0.03")
APPROXIMATE_TOLERANCE = Decimal("0.07")
# A year's average is rarely further from the rate that a text reckons with; beside the tolerances above
RATE_MARGIN = Decimal("0.10")
_LONGEST = 30  # digits of a sum of money
STAKE_TOLERANCE = Decimal("0.5")  # percentage points: "49 %" and "49.3 %" are one share


def near(one: Decimal, other: Decimal, *, exact: bool) -> bool:
    """Whether two finite amounts are one figure; `exact`: neither text says "about", "up to" or the like."""
    tolerance = EXACT_TOLERANCE if exact else APPROXIMATE_TOLERANCE
    return abs(one - other) <= tolerance * max(abs(one), abs(other))


def same_amount(one: Money, other: Money) -> bool:
    """Whether two amounts are one figure: same kind and currency, and as near as their texts say."""
    return _comparable(one, other) and _near(one, other)


def contradicts(one: Money, other: Money) -> bool:
    """Whether two amounts can't both be right; those of different kinds or currencies always can."""
    return _comparable(one, other) and not _near(one, other)


def contradicts_at_rates(one: Money, other: Money, year: int, rates: Rates) -> bool:
    """The same for two of one kind in two currencies, by that year's rates; without rates they never do."""
    number = all(each.value.is_finite() and each.value.adjusted() < _LONGEST for each in (one, other))
    if not number or one.kind is not other.kind or one.currency == other.currency:
        return False
    converted = rates.convert(float(one.value), one.currency, other.currency, year)
    if converted is None:
        return False
    value = Decimal(converted)
    tolerance = RATE_MARGIN + (EXACT_TOLERANCE if _are_exact(one, other) else APPROXIMATE_TOLERANCE)
    return abs(value - other.value) > tolerance * max(abs(value), abs(other.value))


def _comparable(one: Money, other: Money) -> bool:
    finite = one.value.is_finite() and other.value.is_finite()
    return finite and (one.kind, one.currency) == (other.kind, other.currency)


def _near(one: Money, other: Money) -> bool:
    return near(one.value, other.value, exact=_are_exact(one, other))


def _are_exact(one: Money, other: Money) -> bool:
    return one.qualifier is Qualifier.EXACT and other.qualifier is Qualifier.EXACT


def same_share(one: Decimal, other: Decimal) -> bool:
    """Whether two shares, in per cent, are one; a number that is none is like no other."""
    return one.is_finite() and other.is_finite() and abs(one - other) <= STAKE_TOLERANCE
