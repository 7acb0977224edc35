"""What has changed about a deal between two readings of it, and what of that is worth telling whoever watches it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from storage.agreement import same_amount, same_share
from storage.names import same_company
from storage.records import DealFacts, DealStatus, Money, Qualifier

# Status, amount, stake and parties; the rest is told, but wakes nobody
MATERIAL = ("status", "amount", "stake_percent", "acquirers", "targets", "sellers")


@dataclass(frozen=True, slots=True)
class Change:
    """A field of `DealFacts` that says more than before, or something else."""

    field: str
    is_material: bool


def changes(before: DealFacts, after: DealFacts) -> tuple[Change, ...]:
    """What is new in `after`, the most important first. What is only known no longer is not new."""
    return tuple(
        Change(field, field in MATERIAL and not _is_refinement(field, before, after))
        for field, is_new in _NEW.items()
        if is_new(before, after)
    )


def _status(before: DealFacts, after: DealFacts) -> bool:
    return after.status not in (before.status, DealStatus.UNKNOWN)


def _amount(before: DealFacts, after: DealFacts) -> bool:
    return after.amount is not None and (before.amount is None or _figure(before.amount) != _figure(after.amount))


def _figure(amount: Money) -> tuple[object, ...]:
    return amount.value, amount.low, amount.currency, amount.kind


def _stake(before: DealFacts, after: DealFacts) -> bool:
    ours, theirs = before.stake_percent, after.stake_percent
    return theirs is not None and theirs.is_finite() and (ours is None or not same_share(ours, theirs))


def _parties(role: str) -> Callable[[DealFacts, DealFacts], bool]:
    def is_new(before: DealFacts, after: DealFacts) -> bool:
        known: tuple[str, ...] = getattr(before, role)
        return any(not any(same_company(name, one) for one in known) for name in getattr(after, role))

    return is_new


def _valuation(before: DealFacts, after: DealFacts) -> bool:
    ours, theirs = before.valuation, after.valuation
    return theirs is not None and (ours is None or (ours.value, ours.currency) != (theirs.value, theirs.currency))


def _added(field: str) -> Callable[[DealFacts, DealFacts], bool]:
    return lambda before, after: getattr(before, field) is None and getattr(after, field) is not None


_NEW: Mapping[str, Callable[[DealFacts, DealFacts], bool]] = MappingProxyType(
    {
        "status": _status,
        "amount": _amount,
        "stake_percent": _stake,
        "acquirers": _parties("acquirers"),
        "targets": _parties("targets"),
        "sellers": _parties("sellers"),
        "valuation": _valuation,
        "consideration": _added("consideration"),
        "expected_close": _added("expected_close"),
        "date": _added("date"),
        "target_business": _added("target_business"),
        "target_location": _added("target_location"),
    }
)


def _is_refinement(field: str, before: DealFacts, after: DealFacts) -> bool:
    """Another word for the same figure: "about 15" after "about 14.3"; an exact figure after an estimate is news."""
    ours, theirs = before.amount, after.amount
    if field != "amount" or ours is None or theirs is None or not same_amount(ours, theirs):
        return False
    return not (ours.qualifier is not Qualifier.EXACT and theirs.qualifier is Qualifier.EXACT)
