"""One deal from many articles: is it a known deal or a new one, and which value wins.

Both are pure and know no order: the same observations give the same deal whichever came first. The rules are those
of the deal desk (README, "Terms"); each obstacle to two being one deal is a function whose docstring is the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.winning import any_same, same_amount, view_of
from storage.deal_view import told_on
from storage.records import Deal, DealFacts, DealObservation, DealStatus, DealType

# News of one deal comes in bursts; half a year without any, and the same parties are at something new
QUIET = timedelta(days=180)
# An open deal waits for regulators: large ones take 12 to 18 months from announcement to closing
QUIET_WHILE_OPEN = timedelta(days=540)
_OPEN = frozenset(
    (
        DealStatus.RUMOURED,
        DealStatus.PROPOSED,
        DealStatus.ANNOUNCED,
        DealStatus.AGREED,
        DealStatus.PENDING_APPROVAL,
    )
)
_CALLED_OFF = frozenset((DealStatus.TERMINATED, DealStatus.BLOCKED))

# What one text calls a takeover another calls a merger, and a stake is an investment; a type may be in two families
_FAMILIES = (
    frozenset(
        (
            DealType.ACQUISITION,
            DealType.MAJORITY_STAKE,
            DealType.MINORITY_STAKE,
            DealType.MERGER,
            DealType.DIVESTITURE,
            DealType.ACQUIHIRE,
            DealType.ASSET_PURCHASE,
        )
    ),
    frozenset((DealType.FUNDING_ROUND, DealType.MINORITY_STAKE)),
    frozenset((DealType.JOINT_VENTURE,)),
    frozenset((DealType.SPIN_OFF, DealType.IPO)),
)
_SEVERAL_TOGETHER = frozenset((DealType.MERGER, DealType.JOINT_VENTURE))


@dataclass(frozen=True, slots=True)
class Comparison:
    """A deal as a new article tells it, beside one that is known."""

    new: DealFacts
    told: date | None  # the day the new article tells of; None where it is not known
    known: Deal


def other_kind(case: Comparison) -> bool:
    """One is another kind of transaction than the other."""
    types = {case.new.type, case.known.facts.type}
    return DealType.OTHER not in types and not any(types <= family for family in _FAMILIES)


def other_partners(case: Comparison) -> bool:
    """They don't bring the same partners together."""
    if not _brings_together(case):
        return False
    ours, theirs = _parties(case.new), _parties(case.known.facts)
    fewer, more = sorted((ours, theirs), key=len)
    return len(fewer) < 2 or not all(any_same(name, more) for name in fewer)


def other_target(case: Comparison) -> bool:
    """They are about another target."""
    if _brings_together(case):
        return False
    return not _share_one(case.new.targets, case.known.facts.targets)


def other_buyer(case: Comparison) -> bool:
    """They name another buyer."""
    ours, theirs = case.new.acquirers, case.known.facts.acquirers
    if _brings_together(case) or not ours or not theirs:
        return False
    return not _share_one(ours, theirs)


def buyer_not_named(case: Comparison) -> bool:
    """Only one of them names a buyer, and neither seller nor price shows that they are the same."""
    ours, theirs = case.new, case.known.facts
    if _brings_together(case) or bool(ours.acquirers) == bool(theirs.acquirers):
        return False
    same_price = ours.amount is not None and theirs.amount is not None and same_amount(ours.amount, theirs.amount)
    return not (same_price or _share_one(ours.sellers, theirs.sellers))


def long_ago(case: Comparison) -> bool:
    """Too much time lies between them."""
    if case.told is None:
        return False
    days = [told_on(source) for source in case.known.sources]
    quiet = QUIET_WHILE_OPEN if case.known.facts.status in _OPEN else QUIET
    return not min(days) - QUIET <= case.told <= max(days) + quiet


def called_off_before(case: Comparison) -> bool:
    """The known one had been called off when this one was told: it is a new attempt."""
    if case.told is None or case.known.facts.status not in _CALLED_OFF:
        return False
    goes_on = case.new.status in (DealStatus.PROPOSED, DealStatus.ANNOUNCED, DealStatus.AGREED)
    return goes_on and case.told > max(told_on(source) for source in case.known.sources)


def another_share(case: Comparison) -> bool:
    """The known one is completed, and this one is about another share."""
    ours, theirs = case.new.stake_percent, case.known.facts.stake_percent
    if case.known.facts.status is not DealStatus.COMPLETED or ours is None or theirs is None:
        return False
    return abs(ours - theirs) > 10  # articles round one share to within a few points


OBSTACLES: tuple[Callable[[Comparison], bool], ...] = (
    other_kind,
    other_partners,
    other_target,
    other_buyer,
    buyer_not_named,
    long_ago,
    called_off_before,
    another_share,
)


class Merging:
    """The rules as the store asks for them (`storage.deals.Merge`)."""

    def same_deal(self, new: DealFacts, published: date | None, known: Sequence[Deal]) -> Deal | None:
        """The deal that `new` is about, the one told of last if several could be; None for a new deal."""
        same = [deal for deal in known if not reasons_against(new, published, deal)]
        return max(same, key=lambda deal: (max(map(told_on, deal.sources)), deal.id), default=None)

    def view(self, observations: Sequence[DealObservation]) -> DealFacts:
        """See `bot.winning.view_of`."""
        return view_of(observations)


RULES = Merging()


def reasons_against(new: DealFacts, published: date | None, known: Deal) -> tuple[str, ...]:
    """Why a deal that an article of that day tells of is not the known one, each a sentence; empty if it is."""
    case = Comparison(new, published, known)
    return tuple(obstacle.__doc__ or obstacle.__name__ for obstacle in OBSTACLES if obstacle(case))


def _brings_together(case: Comparison) -> bool:
    return not _SEVERAL_TOGETHER.isdisjoint((case.new.type, case.known.facts.type))


def _parties(facts: DealFacts) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*facts.acquirers, *facts.targets)))


def _share_one(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    return any(any_same(name, theirs) for name in ours)
