"""What a deal's values can be. What cannot be is kept and shown, with a remark, but wins over nothing that can."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from storage.names import company_key
from storage.records import DealFacts, DealType, Note, NoteKind

# ISO 4217 keeps codes with X for funds, metals and tests; these five are currencies people pay with
_CURRENCIES_WITH_X = ("XAF", "XCD", "XOF", "XPF", "XCG")
_PENCE = ("GBX", "GBp")
_CODE = re.compile("[A-Z]{3}")
_EARLIEST, _LATEST = 1900, 2100  # years that news of deals can be about


def amount(facts: DealFacts) -> bool:
    """Whether the price can be one: a number above zero in a currency there is."""
    money = facts.amount
    return money is None or (_positive(money.value) and known_currency(money.currency))


def valuation(facts: DealFacts) -> bool:
    return facts.valuation is None or _positive(facts.valuation.value)


def stake(facts: DealFacts) -> bool:
    share = facts.stake_percent
    return share is None or (share.is_finite() and 0 < share <= 100)


def announcement(facts: DealFacts) -> bool:
    return facts.date is None or _known_year(facts.date)


def known_currency(code: str) -> bool:
    """Whether it has the form of a code of ISO 4217 that is not one of its special ones, or is pence."""
    if code in _PENCE or code in _CURRENCIES_WITH_X:
        return True
    return bool(_CODE.fullmatch(code)) and not code.startswith("X")


def buys_itself(facts: DealFacts) -> bool:
    """Whether all buyers are targets too; a buyback of shares is told so, a slip of reading too."""
    buyers, targets = ({company_key(name) for name in names} for names in (facts.acquirers, facts.targets))
    return bool(buyers) and buyers <= targets and facts.type not in (DealType.MERGER, DealType.JOINT_VENTURE)


def doubts(facts: DealFacts) -> tuple[Note, ...]:
    """Everything about a deal that cannot be."""
    found = []
    if not stake(facts):
        found.append(Note(NoteKind.STAKE_IMPOSSIBLE, "stake_percent"))
    if facts.amount and not _positive(facts.amount.value):
        found.append(Note(NoteKind.AMOUNT_IMPOSSIBLE, "amount"))
    if facts.amount and not known_currency(facts.amount.currency):
        found.append(Note(NoteKind.CURRENCY_UNKNOWN, "amount"))
    if not valuation(facts):
        found.append(Note(NoteKind.AMOUNT_IMPOSSIBLE, "valuation"))
    if not announcement(facts):
        found.append(Note(NoteKind.DATE_IMPOSSIBLE, "date"))
    close = facts.expected_close
    if close and close.period and not _known_year(close.period):
        found.append(Note(NoteKind.DATE_IMPOSSIBLE, "expected_close"))
    if buys_itself(facts):
        found.append(Note(NoteKind.BUYS_ITSELF, "acquirers"))
    return tuple(found)


def day_of(iso: str | None) -> date | None:
    """The day an ISO day names; None for anything else, a month too."""
    try:
        return date.fromisoformat(iso) if iso and len(iso) == len("2025-06-12") else None
    except ValueError:
        return None


def _positive(value: Decimal) -> bool:
    return value.is_finite() and value > 0


def _known_year(iso: str) -> bool:
    return not iso[:4].isdigit() or _EARLIEST <= int(iso[:4]) <= _LATEST
