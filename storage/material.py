"""What of a deal has changed so that those who follow it want to hear of it: status, amount, share, parties."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from storage.agreement import same_amount, same_share
from storage.names import company_key
from storage.records import DealFacts, DealStatus, Money

MATERIAL = ("status", "amount", "stake_percent", "acquirers", "targets", "sellers")


def material_changes(before: DealFacts, after: DealFacts) -> tuple[str, ...]:
    """The fields of `MATERIAL` that say something else now, in that order.

    What is not known any more is no news, nor is the same figure told a little differently.
    """
    changed = {
        "status": after.status is not DealStatus.UNKNOWN and before.status is not after.status,
        "amount": after.amount is not None and not _one_amount(before.amount, after.amount),
        "stake_percent": after.stake_percent is not None and not _one_share(before.stake_percent, after.stake_percent),
        **{role: _others(getattr(before, role), getattr(after, role)) for role in MATERIAL[3:]},
    }
    return tuple(field for field in MATERIAL if changed[field])


def _one_amount(before: Money | None, after: Money) -> bool:
    return before is not None and (before == after or same_amount(before, after))


def _one_share(before: Decimal | None, after: Decimal) -> bool:
    return before is not None and same_share(before, after)


def _others(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether other companies are named; none any more is not news."""
    return bool(after) and {company_key(name) for name in before} != {company_key(name) for name in after}
