"""What doesn't fit: values that contradict each other, figures that don't add up, and the steps of a deal's status.

Nothing is dropped: of every conflict all values stay, each with its sentences or the user who says so.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from bot.plausible import doubts
from bot.winning import (
    holding,
    in_order,
    independent,
    says_the_same,
    status_steps,
    year_of,
)
from storage.agreement import contradicts_at_rates, near, same_amount
from storage.rates import shipped_rates
from storage.records import (
    AmountKind,
    Citation,
    Claim,
    Conflict,
    Correction,
    DealFacts,
    DealObservation,
    DealStatus,
    Money,
    Note,
    NoteKind,
    Qualifier,
    Step,
)

_OF_WHOLE_PRICE = (AmountKind.PRICE, AmountKind.INVESTMENT)
_FIRM = (Qualifier.EXACT, Qualifier.APPROX)
_LONGEST = 30  # digits; no sum of money has more, and decimals of any length would take any time


def conflicts(
    facts: DealFacts, observations: Iterable[DealObservation], corrections: Sequence[Correction] = ()
) -> tuple[Conflict, ...]:
    """Figures that contradict each other, and corrected fields with what the articles say; `facts` are the view."""
    told, corrected = in_order(observations), holding(corrections)
    if not told:
        return ()
    found = []
    for field in (*_FIGURES, *(each for each in corrected if each not in (*_FIGURES, "status"))):
        claims = _claims(field, facts, told, corrections)
        if len(claims) > 1:
            found.append(Conflict(field, tuple(claims)))
    return tuple(found)


def timeline(observations: Iterable[DealObservation], corrections: Sequence[Correction] = ()) -> tuple[Step, ...]:
    """Every change of what articles say of the status, oldest first; a correction is one of the steps."""
    correction = holding(corrections).get("status")
    steps: list[Step] = []
    for each in status_steps(observations, correction):
        if each.status is DealStatus.UNKNOWN or (steps and steps[-1].status is each.status and not each.held):
            continue
        citation = _citation(each.told, "status", "status_text", "type") if each.told else None
        steps.append(Step(each.status, each.on, citation, None if each.told else correction, each.held))
    return tuple(steps)


def notes(facts: DealFacts) -> tuple[Note, ...]:
    """What cannot be, and whether price, share and valuation fit together."""
    return (*doubts(facts), *arithmetic(facts))


def arithmetic(facts: DealFacts) -> tuple[Note, ...]:
    """A note where price / share is over 7 % away from the valuation in that currency: 14.3 / 0.49 = 29.2."""
    share, valuation = facts.stake_percent, facts.valuation
    if share is None or not share.is_finite() or not 0 < share <= 100 or valuation is None:
        return ()
    price = next((each for each in _prices(facts) if each.currency == valuation.currency), None)
    if price is None or not valuation.value.is_finite():
        return ()
    implied = price.value * 100 / share
    if near(implied, valuation.value, exact=False):
        return ()
    return (Note(NoteKind.ARITHMETIC, "valuation", price, implied),)


def _prices(facts: DealFacts) -> Iterable[Money]:
    for each in filter(None, (facts.amount, *facts.other_amounts)):
        number = each.value.is_finite() and each.value > 0 and each.value.adjusted() < _LONGEST
        if number and each.kind in _OF_WHOLE_PRICE and each.qualifier in _FIRM:
            yield each


def _claims(
    field: str, facts: DealFacts, told: Sequence[DealObservation], corrections: Sequence[Correction]
) -> list[Claim]:
    """What is said of a field, the value of the view first, then what most independent sources say."""
    of_field = [each for each in corrections if each.field == field]
    contradict = partial(_amounts_contradict, year_of(told)) if field == "amount" else _CONTRADICT.get(field)
    contradict = contradict or partial(_unlike, field)
    heads: list[DealFacts] = [facts] if getattr(facts, field) or of_field else []
    for each in told:
        if getattr(each.facts, field) and _stands_apart(field, each.facts, heads, contradict):
            heads.append(each.facts)
    claims = [_claim(field, head, told) for head in heads]
    if of_field:
        claims[0] = replace(claims[0], value=of_field[0].value, correction=of_field[0])
    others = [_overridden(each) for each in of_field[1:] if repr(each.value) != repr(of_field[0].value)]
    return [*claims[:1], *others, *sorted(claims[1:], key=lambda each: -each.source_count)]


def _stands_apart(
    field: str, facts: DealFacts, heads: Sequence[DealFacts], contradict: Callable[[DealFacts, DealFacts], bool]
) -> bool:
    """Whether it contradicts the view and nobody else says the same: what loses may well fit another that does."""
    return not heads or (
        contradict(facts, heads[0]) and not any(says_the_same(field, facts, head) for head in heads[1:])
    )


def _unlike(field: str, one: DealFacts, other: DealFacts) -> bool:
    return not says_the_same(field, one, other)


def _claim(field: str, head: DealFacts, told: Sequence[DealObservation]) -> Claim:
    agreeing = [each for each in told if getattr(each.facts, field) and says_the_same(field, each.facts, head)]
    cited = tuple(citation for each in agreeing if (citation := _citation(each, field)))
    return Claim(getattr(head, field), cited, independent(agreeing, field))


def _overridden(correction: Correction) -> Claim:
    return Claim(correction.value, correction=correction)


def _citation(told: DealObservation, *fields: str) -> Citation | None:
    for field in fields:
        for evidence in told.facts.evidence:
            if evidence.field == field:
                return Citation(evidence, told.source)
    return None


def _amounts_contradict(year: int, one: DealFacts, other: DealFacts) -> bool:
    """Of one kind, and none of the sums a text gives is near the other's; two currencies at that year's rates."""
    ours, theirs = one.amount, other.amount
    if ours is None or theirs is None or ours.kind is not theirs.kind:
        return False
    sums = (
        ((mine, theirs) for mine in (ours, *one.other_amounts)),
        ((ours, its) for its in (theirs, *other.other_amounts)),
    )
    if any(same_amount(first, second) for pairs in sums for first, second in pairs):
        return False
    return ours.currency == theirs.currency or contradicts_at_rates(ours, theirs, year, shipped_rates())


def _valuations_contradict(one: DealFacts, other: DealFacts) -> bool:
    ours, theirs = one.valuation, other.valuation
    same_currency = ours is not None and theirs is not None and ours.currency == theirs.currency
    return same_currency and not says_the_same("valuation", one, other)


def _stakes_contradict(one: DealFacts, other: DealFacts) -> bool:
    given = one.stake_percent is not None and other.stake_percent is not None
    return given and not says_the_same("stake_percent", one, other)


_CONTRADICT: Mapping[str, Callable[[DealFacts, DealFacts], bool]] = {
    "stake_percent": _stakes_contradict,
    "valuation": _valuations_contradict,
}
_FIGURES = ("amount", *_CONTRADICT)
