"""One deal from many articles: is it a known deal or a new one, how do two deals stand, and which value wins.

All of it is pure and knows no order: the same observations give the same deal whichever came first. The rules are
those of the deal desk (README, "Terms"); each obstacle to two being one deal is a function whose docstring is the
reason. Where but one stands between two deals, and one that may be chance, it is a question to the users.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from rapidfuzz import fuzz

from bot.conflicts import conflicts, notes, timeline
from bot.plausible import day_of
from bot.rounds import other_stage, other_sum
from bot.states import same_party
from bot.winning import in_order, view_of
from storage.agreement import same_amount
from storage.deal_view import told_on
from storage.names import company_key, telling
from storage.records import (
    Correction,
    Deal,
    DealFacts,
    DealObservation,
    DealStatus,
    DealType,
    DealView,
    Relation,
    RelationKind,
)

# News of one deal comes in bursts; half a year without any, and the same parties are at something new
QUIET = timedelta(days=180)
# An open deal waits for regulators: large ones take 12 to 18 months from announcement to closing
QUIET_WHILE_OPEN = timedelta(days=540)
ONE_NEWS = timedelta(days=14)  # papers take up a company's announcement within days
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
_GOES_ON = frozenset(
    (
        DealStatus.PROPOSED,
        DealStatus.ANNOUNCED,
        DealStatus.AGREED,
        DealStatus.PENDING_APPROVAL,
        DealStatus.COMPLETED,
    )
)
# What a part of a company is called where it has no name of its own
_UNIT = re.compile(
    r"(?:sparte|geschäft|bereich|einheit|division|\bunit|\bbusiness|\barm|\boperations|\bassets|\bsegment)(?:e?s|en|e)?$",
    re.IGNORECASE,
)
_NEARLY_ALIKE = 90.0  # of 100; a slip of the pen in a name of ten letters

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
    return len(fewer) < 2 or not all(_share_one([name], more) for name in fewer)


def other_target(case: Comparison) -> bool:
    """They are about another target."""
    if _brings_together(case) or _unit_of_seller(case):
        return False
    ours, theirs = case.new, case.known.facts
    return not (_share_one(ours.targets, theirs.targets) or _same_unit(ours, theirs))


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


def other_round(case: Comparison) -> bool:
    """They are rounds of other stages or sums, or of other years, and name no investor in common."""
    ours, theirs = case.new, case.known.facts
    if {ours.type, theirs.type} != {DealType.FUNDING_ROUND} or _share_one(ours.acquirers, theirs.acquirers):
        return False
    days = _days(case.known)
    if case.told and days and not min(days) - QUIET <= case.told <= max(days) + QUIET:
        return True  # a round is closed when it is told of
    return other_stage(ours, theirs) or other_sum(ours, theirs, (case.told or min(days, default=date.max)).year)


def long_ago(case: Comparison) -> bool:
    """Too much time lies between them."""
    days = _days(case.known)
    if case.told is None or not days:
        return False
    before, after = (QUIET_WHILE_OPEN if each.status in _OPEN else QUIET for each in (case.new, case.known.facts))
    return not min(days) - before <= case.told <= max(days) + after


def called_off_before(case: Comparison) -> bool:
    """The known one had been called off when this one was told: it is a new attempt."""
    days = _days(case.known)
    if case.told is None or not days or case.known.facts.status not in _CALLED_OFF:
        return False
    return case.new.status in _GOES_ON and case.told > max(days)


def begun_anew_since(case: Comparison) -> bool:
    """This one had been called off before the known one was told: that is a new attempt."""
    days = _days(case.known)
    if case.told is None or not days or case.new.status not in _CALLED_OFF:
        return False
    return case.known.facts.status in _GOES_ON and case.told < min(days)


def called_off_or_not(case: Comparison) -> bool:
    """One was called off and the other goes on, and without a date nobody knows which came first."""
    statuses = {case.new.status, case.known.facts.status}
    dated = case.told is not None and _days(case.known)
    return not dated and not statuses.isdisjoint(_CALLED_OFF) and not statuses.isdisjoint(_GOES_ON)


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
    other_round,
    long_ago,
    called_off_before,
    begun_anew_since,
    called_off_or_not,
    another_share,
)
# Those that alone may be chance, so that it is asked; what has to speak for one is in `_may_be_one`
ASKED = (other_kind, other_target, other_buyer, buyer_not_named, other_round, long_ago, called_off_or_not)
_NEW_ATTEMPT = (called_off_before, begun_anew_since)


class Merging:
    """The rules as the store asks for them (`storage.deals.Merge`)."""

    def same_deal(self, new: DealFacts, published: date | None, known: Sequence[Deal]) -> Deal | None:
        """The deal that `new` is about, the one told of last if several could be; None for a new deal."""
        same = [deal for deal in known if not reasons_against(new, published, deal)]
        return max(same, key=lambda deal: (max(map(told_on, deal.sources)), deal.id), default=None)

    def view(self, observations: Sequence[DealObservation], corrections: Sequence[Correction] = ()) -> DealView:
        """See `bot.winning.view_of` and `bot.conflicts`."""
        facts = view_of(observations, corrections)
        return DealView(
            facts, conflicts(facts, observations, corrections), timeline(observations, corrections), notes(facts)
        )

    def relation(self, deal: Deal, other: Deal) -> Relation | None:
        """Whether they are one, may be one, or one is a new attempt at the other; the same whichever is `deal`."""
        against = {*_against(deal, other), *_against(other, deal)}
        if _tried_again(deal, other) or _tried_again(other, deal):
            against.add(called_off_before)
        one, two = sorted((deal, other), key=lambda each: each.id)
        if not against:
            return Relation(RelationKind.SAME, one.id, two.id)
        if not against.isdisjoint(_NEW_ATTEMPT) and against <= {*_NEW_ATTEMPT, long_ago}:
            later, earlier = sorted((deal, other), key=lambda each: max(_days(each)), reverse=True)
            return Relation(RelationKind.SUPERSEDES, later.id, earlier.id, _names(against))
        if len(against) == 1 and against <= {*ASKED} and _may_be_one(next(iter(against)), deal, other):
            return Relation(RelationKind.MAYBE_SAME, one.id, two.id, _names(against))
        return None

    def new_attempt(self, observations: Sequence[DealObservation]) -> Sequence[int]:
        """Places of what was told from the day on that a deal which had been called off went on again."""
        dated = [each for each in in_order(observations) if each.source.published]
        off = next((told_on(each.source) for each in dated if each.facts.status in _CALLED_OFF), date.max)
        anew = (told_on(each.source) for each in dated if each.facts.status in _GOES_ON)
        since = next((day for day in anew if day > off), date.max)
        return [
            place for place, each in enumerate(observations) if each.source.published and told_on(each.source) >= since
        ]


RULES = Merging()


def reasons_against(new: DealFacts, published: date | None, known: Deal) -> tuple[str, ...]:
    """Why a deal that an article of that day tells of is not the known one, each a sentence; empty if it is.

    An article without a date counts for the day of the deal, if it gives that; failing that, no date is held against
    it.
    """
    case = Comparison(new, published or day_of(new.date), known)
    return tuple(obstacle.__doc__ or obstacle.__name__ for obstacle in _obstacles(case))


Rule = Callable[[Comparison], bool]


def _obstacles(case: Comparison) -> list[Rule]:
    return [obstacle for obstacle in OBSTACLES if obstacle(case)]


def _against(deal: Deal, known: Deal) -> set[Rule]:
    """What speaks against it, whichever of the days the deal was told on is looked at."""
    days = _days(deal)
    ends: set[date | None] = {min(days), max(days)} if days else {None}
    return {rule for told in ends for rule in _obstacles(Comparison(deal.facts, told, known))}


def _tried_again(deal: Deal, other: Deal) -> bool:
    """Whether a deal began after the other one had been called off, whatever became of it since."""
    days, before = _days(deal), _days(other)
    if other.facts.status not in _CALLED_OFF or not days or not before or min(days) <= max(before):
        return False
    return any(step.status in _GOES_ON for step in deal.timeline)


def _names(rules: set[Rule]) -> tuple[str, ...]:
    return tuple(sorted(rule.__name__ for rule in rules))


def _may_be_one(rule: Rule, deal: Deal, other: Deal) -> bool:
    """Whether this is worth a question where nothing else speaks against the two being one."""
    if rule in (buyer_not_named, called_off_or_not):
        return True
    ours, theirs = deal.facts, other.facts
    if rule is other_round:  # two papers may have two figures for one round
        return not other_stage(ours, theirs) and _near_in_time(deal, other, ONE_NEWS)
    if rule is other_buyer:
        return bool(ours.amount and theirs.amount and same_amount(ours.amount, theirs.amount))
    if not _share_one(ours.acquirers, theirs.acquirers):
        return False
    if rule is other_target:
        return _alike(ours.targets, theirs.targets) or _unit_of(ours, theirs) or _unit_of(theirs, ours)
    return (rule is other_kind and _share_one(ours.targets, theirs.targets)) or (
        rule is long_ago and _near_in_time(deal, other)
    )


def _near_in_time(deal: Deal, other: Deal, within: timedelta = QUIET_WHILE_OPEN) -> bool:
    ours, theirs = _days(deal), _days(other)
    return bool(ours and theirs) and max(min(ours), min(theirs)) - min(max(ours), max(theirs)) <= within


def _alike(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    """Whether two names are so near that one may be a slip of the other."""
    keys = [(company_key(one), company_key(other)) for one in ours for other in theirs]
    return any(telling(one) and telling(other) and fuzz.ratio(one, other) >= _NEARLY_ALIKE for one, other in keys)


def _days(deal: Deal) -> list[date]:
    """The days the deal is known to have been told on."""
    days = [told_on(each) for each in deal.sources if each.published]
    announced = day_of(deal.facts.date)
    return days or ([announced] if announced else [])


def _brings_together(case: Comparison) -> bool:
    return not _SEVERAL_TOGETHER.isdisjoint((case.new.type, case.known.facts.type))


def _unit_of_seller(case: Comparison) -> bool:
    """Whether buyer and seller are the same and only one text names what is sold: the other has "the steel unit"."""
    ours, theirs = case.new, case.known.facts
    if not (_share_one(ours.acquirers, theirs.acquirers) and _share_one(ours.sellers, theirs.sellers)):
        return False
    described = [all(_UNIT.search(name) for name in facts.targets) for facts in (ours, theirs)]
    return bool(ours.targets and theirs.targets) and described[0] != described[1]


def _same_unit(ours: DealFacts, theirs: DealFacts) -> bool:
    """Whether both sell what they only describe, and describe the same: "steel business", "steel division"."""
    units = {_trade(name) for name in ours.targets} & {_trade(name) for name in theirs.targets}
    return bool(units - {""}) and _share_one(ours.sellers, theirs.sellers)


def _trade(name: str) -> str:
    """What a part of a company is the part for, without the word for a part: "steel"; empty for a name."""
    return " ".join(_UNIT.sub("", name).casefold().split()) if _UNIT.search(name) else ""


def _unit_of(one: DealFacts, other: DealFacts) -> bool:
    """Whether one text has the other's target as the owner of what it only describes: "the steel unit of Gamma"."""
    return bool(one.targets) and all(map(_UNIT.search, one.targets)) and _share_one(one.sellers, other.targets)


def _parties(facts: DealFacts) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*facts.acquirers, *facts.targets)))


def _share_one(ours: Sequence[str], theirs: Sequence[str]) -> bool:
    return any(same_party(name, other) for name in ours for other in theirs)
