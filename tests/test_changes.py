"""What of a deal is new, and what of that is worth a word to its watchers."""

from decimal import Decimal
from typing import Any

import pytest

from storage.changes import Change, changes
from storage.records import DealStatus, ExpectedClose, Money, Qualifier
from tests.deal_records import SCALE, facts


def money(value: str, currency: str = "USD", qualifier: Qualifier = Qualifier.APPROX) -> Money:
    return Money(Decimal(value), currency, value, qualifier=qualifier)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ({}, {}, ()),
        ({}, {"status": DealStatus.AGREED}, (Change("status", True),)),
        ({}, {"status": DealStatus.UNKNOWN}, ()),
        ({"amount": None}, {"amount": money("5e9")}, (Change("amount", True),)),
        ({"amount": money("15e9")}, {"amount": money("12e9")}, (Change("amount", True),)),
        ({"amount": money("15e9")}, {"amount": money("14.3e9")}, (Change("amount", False),)),
        (
            {"amount": money("15e9")},
            {"amount": money("14.3e9", qualifier=Qualifier.EXACT)},
            (Change("amount", True),),
        ),
        ({"amount": money("5e9")}, {"amount": money("5e9", "EUR")}, (Change("amount", True),)),
        ({"amount": money("5e9")}, {"amount": None}, ()),
        ({"stake_percent": Decimal(49)}, {"stake_percent": Decimal("49.3")}, ()),
        ({"stake_percent": Decimal(49)}, {"stake_percent": Decimal(51)}, (Change("stake_percent", True),)),
        ({"stake_percent": Decimal(49)}, {"stake_percent": Decimal("NaN")}, ()),
        ({"acquirers": ("Meta",)}, {"acquirers": ("Meta Inc.",)}, ()),
        ({"acquirers": ("Meta",)}, {"acquirers": ("Meta", "Contoso")}, (Change("acquirers", True),)),
        ({"acquirers": ("Meta", "Contoso")}, {"acquirers": ("Meta",)}, ()),
        ({"sellers": ()}, {"sellers": ("Fabrikam",)}, (Change("sellers", True),)),
        ({}, {"expected_close": ExpectedClose("in autumn", None)}, (Change("expected_close", False),)),
    ],
)
def test_what_is_new_and_what_is_material(
    before: dict[str, Any], after: dict[str, Any], expected: tuple[Change, ...]
) -> None:
    """Status, amount, stake and parties wake watchers; another rounding of the same figure, or a date, does not."""
    assert changes(facts(**before), facts(**after)) == expected


def test_the_most_important_comes_first() -> None:
    """Whatever the order of the fields."""
    told = changes(facts(amount=None, sellers=()), facts(status=DealStatus.COMPLETED, sellers=("X",)))
    assert [change.field for change in told] == ["status", "amount", "sellers"]
    assert changes(SCALE, SCALE) == ()
