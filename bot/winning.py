"""Which value wins where articles differ: the view over a deal's observations.

A user's correction wins; then what a party of the deal itself says; then what most independent sources agree with;
of those, the latest. Sources that give one and the same sentence, or nearly the same text, are one: they are copies
of an agency's. A value that cannot be (a share of 900 %) only wins where there is no other. A status moves forward in
the order the articles were published, never back. Every value takes along the sentence of the observation it comes
from; a corrected one those that agree with it.
"""

from __future__ import annotations

import operator
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

from bot import plausible
from bot.statements import own_statement
from storage.agreement import contradicts_at_rates, near, same_amount, same_share
from storage.deal_view import told_on
from storage.names import company_key, same_company
from storage.rates import shipped_rates
from storage.records import (
    Advisor,
    AmountKind,
    Correction,
    DealFacts,
    DealObservation,
    DealStatus,
    DealType,
    Disclosed,
    Evidence,
    Money,
    Qualifier,
)

_FINAL = frozenset((DealStatus.COMPLETED, DealStatus.TERMINATED, DealStatus.BLOCKED))
_STEPS = (
    DealStatus.UNKNOWN,
    DealStatus.RUMOURED,
    DealStatus.PROPOSED,
    DealStatus.ANNOUNCED,
    DealStatus.AGREED,
    DealStatus.PENDING_APPROVAL,
    DealStatus.COMPLETED,
    DealStatus.TERMINATED,
    DealStatus.BLOCKED,
)
# Articles name different ones of many partners; elsewhere another name is a contradiction
_NAMED_IN_PART = frozenset((DealType.FUNDING_ROUND, DealType.JOINT_VENTURE, DealType.MERGER))

Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Claims:
    """What an observation says in one field, and when two such claims say the same."""

    of: Callable[[DealFacts], Any]  # hashable; falsy where the text says nothing
    agree: Callable[[Any, Any], bool] = operator.eq
    precision: Callable[[Any], int] = lambda _: 0  # of claims that agree, the more precise one is shown
    can_be: Callable[[DealFacts], bool] = lambda _: True
    whole: Callable[[Any], bool] = lambda _: True  # a claim to the whole wins over one to a part


def view_of(observations: Sequence[DealObservation], corrections: Sequence[Correction] = ()) -> DealFacts:
    """What at least one observation, in any order, says of a deal, but for corrections, which come newest first.

    Every value with its evidence, unchanged.
    """
    told = in_order(observations)
    facts = _told(told)
    for each in holding(corrections).values():
        facts = _moved_on(facts, told, each) if each.field == "status" else _corrected(facts, told, each)
    return facts


def in_order(observations: Iterable[DealObservation]) -> list[DealObservation]:
    """As their articles were published: whoever shares them, and when."""
    return sorted(observations, key=_when)


def holding(corrections: Sequence[Correction]) -> Mapping[str, Correction]:
    """Of each field the newest of its corrections, which come newest first."""
    return {each.field: each for each in reversed(corrections)}


def _corrected(facts: DealFacts, told: Sequence[DealObservation], correction: Correction) -> DealFacts:
    """With the corrected value, and as its sentences those that say the same."""
    name = correction.field
    values: dict[str, Any] = {name: correction.value}
    if name == "amount" and correction.value is not None:
        values["disclosed"] = Disclosed.STATED
    agreeing = [
        evidence
        for each in told
        if says_the_same(name, each.facts, replace(facts, **values))
        for evidence in each.facts.evidence
        if evidence.field == name
    ]
    others = (each for each in facts.evidence if each.field != name)
    return replace(facts, **values, evidence=tuple(dict.fromkeys((*others, *agreeing))))


def _moved_on(facts: DealFacts, told: Sequence[DealObservation], correction: Correction) -> DealFacts:
    """With the corrected status, unless later articles led on from it."""
    held = furthest_status(told, correction)
    if held is None:
        facts = _corrected(facts, told, correction)
        return replace(facts, status_text="", evidence=tuple(e for e in facts.evidence if e.field != "status_text"))
    of_status = [each for each in held.facts.evidence if each.field in ("status", "status_text")]
    others = (each for each in facts.evidence if each.field not in ("status", "status_text"))
    return replace(
        facts,
        status=held.facts.status,
        status_text=held.facts.status_text,
        evidence=tuple(dict.fromkeys((*others, *of_status))),
    )


def _told(told: Sequence[DealObservation]) -> DealFacts:
    told_by = _ToldBy(told[-1])
    kind = told_by.note(_most_told(told, "type", _Claims(lambda facts: facts.type)), "type") or told[-1]
    parties = _parties(told, told_by, in_part=kind.facts.type in _NAMED_IN_PART)
    status = told_by.note(furthest_status(told), "status", "status_text") or told[-1]
    values = _single_values(told, told_by)
    return DealFacts(
        type=kind.facts.type,
        status=status.facts.status,
        status_text=status.facts.status_text,
        primary=any(each.facts.primary for each in told),
        tags=_together(told, told_by, "tags", lambda tag: tag),
        acquirers=parties["acquirers"],
        targets=parties["targets"],
        sellers=parties["sellers"],
        advisors=_advisors(told, told_by),
        other_amounts=_other_amounts(told, told_by, values["amount"]),
        confidence=max(each.facts.confidence for each in told),
        reasons=_together(told, told_by, "reasons", lambda reason: reason),
        **values,
        evidence=tuple(told_by.evidence(told)),
    )


def furthest_status(
    observations: Iterable[DealObservation], correction: Correction | None = None
) -> DealObservation | None:
    """The one whose status holds; None where it is a user's correction."""
    held = [step for step in status_steps(observations, correction) if step.held]
    return held[-1].told if held else None


@dataclass(frozen=True, slots=True)
class StatusStep:
    told: DealObservation | None  # None: the correction
    status: DealStatus
    on: date
    held: bool  # it moved the deal's status


def status_steps(observations: Iterable[DealObservation], correction: Correction | None = None) -> Sequence[StatusStep]:
    """What each article says of the status, in the order of publication, and what it did.

    It holds when it is further than all that was told before, and nothing does after a final one. A correction
    always holds, on the day it was made; later articles may lead on from it.
    """
    told = sorted(observations, key=lambda each: (_when(each)[0], _step(each), _when(each)))
    steps: list[StatusStep] = []
    held: DealStatus | None = None
    corrected = correction.at.date() if correction else date.max
    for each in told:
        on, status = told_on(each.source), each.facts.status
        if correction and on > corrected and held is not _status_of(correction) and all(s.told for s in steps):
            held = _status_of(correction)
            steps.append(StatusStep(None, held, corrected, held=True))
        moves = held is None or (_STEPS.index(status) > _STEPS.index(held) and held not in _FINAL)
        held = status if moves else held
        steps.append(StatusStep(each, status, on, moves))
    if correction and all(step.told for step in steps):
        steps.append(StatusStep(None, _status_of(correction), corrected, held=True))
    return steps


def _status_of(correction: Correction) -> DealStatus:
    return correction.value if isinstance(correction.value, DealStatus) else DealStatus.UNKNOWN


@dataclass(slots=True)
class _ToldBy:
    """Which observations each field's value comes from; `otherwise` is that of every field not noted."""

    otherwise: DealObservation
    fields: dict[str, list[DealObservation]] = field(default_factory=dict)
    outdone: list[DealObservation] = field(default_factory=list)  # whose amount is one of the other amounts

    def note(self, told: DealObservation | None, *names: str) -> DealObservation | None:
        if told:
            for name in names:
                self.fields.setdefault(name, []).append(told)
        return told

    def evidence(self, told: Sequence[DealObservation]) -> Iterable[Evidence]:
        once: dict[Evidence, None] = {}
        for each in told:
            for evidence in each.facts.evidence:
                if any(each is source for source in self.fields.get(evidence.field, [self.otherwise])):
                    once[evidence] = None
                if evidence.field == "amount" and any(each is source for source in self.outdone):
                    once[replace(evidence, field="other_amounts")] = None
        return once


def _single_values(told: Sequence[DealObservation], told_by: _ToldBy) -> Mapping[str, Any]:
    """The fields of which a deal has one value, each from the observation that wins it."""
    values: dict[str, Any] = {}
    for name, claims in _SINGLE.items():
        winner = told_by.note(_most_told(told, name, claims), name)
        values[name] = getattr(winner.facts, name) if winner else None
    values["disclosed"] = _disclosed(told, told_by)
    return values


def _disclosed(told: Sequence[DealObservation], told_by: _ToldBy) -> Disclosed:
    """As the winning amount's text has it; without an amount, undisclosed if any text says so."""
    with_amount = told_by.fields.get("amount")
    silent = [each for each in told if each.facts.disclosed is Disclosed.UNDISCLOSED]
    winner = told_by.note((with_amount or silent or [told[-1]])[-1], "disclosed")
    return winner.facts.disclosed if winner else Disclosed.NOT_STATED


def _most_told(told: Sequence[DealObservation], name: str, claims: _Claims) -> DealObservation | None:
    """Of those that say something, the latest whose claim a party itself or most independent sources agree with."""
    said_by: dict[Hashable, list[DealObservation]] = {}
    for each in told:
        if said := claims.of(each.facts):
            said_by.setdefault(said, []).append(each)
    if not said_by:
        return None
    latest = {said: max(map(told.index, by)) for said, by in said_by.items()}

    def standing(said: Hashable) -> tuple[bool, bool, bool, int, int, int]:
        agreeing = [each for other, by in said_by.items() if claims.agree(said, other) for each in by]
        can_be = claims.can_be(told[latest[said]].facts)
        own = any(own_statement(each, name) for each in agreeing)
        return can_be, claims.whole(said), own, independent(agreeing, name), claims.precision(said), latest[said]

    return told[latest[max(latest, key=standing)]]


def says_the_same(name: str, facts: DealFacts, other: DealFacts) -> bool:
    """Whether two texts agree about a field; one that says nothing of it agrees with nothing."""
    claims = _CLAIMS[name]
    ours, theirs = claims.of(facts), claims.of(other)
    return bool(ours and theirs) and bool(claims.agree(ours, theirs))


def independent(told: Iterable[DealObservation], name: str) -> int:
    """How many sources have a field's value on their own: neither in a near-copy nor in one and the same sentence."""
    voices: list[set[Hashable]] = []
    for each in told:
        sentences = {" ".join(one.sentence.split()) for one in each.facts.evidence if one.field == name}
        voice: set[Hashable] = {each.source.copy_of or each.source.article_id, frozenset(sentences)}
        voice.discard(frozenset())
        heard = [other for other in voices if not other.isdisjoint(voice)]
        voices = [other for other in voices if other.isdisjoint(voice)] + [voice.union(*heard)]
    return len(voices)


def _parties(told: Sequence[DealObservation], told_by: _ToldBy, *, in_part: bool) -> dict[str, Names]:
    parties = {name: _role(told, told_by, name, in_part=in_part) for name in ("acquirers", "targets", "sellers")}
    if told_by.fields.get("acquirers") != told_by.fields.get("targets"):
        # two texts may have them in different roles, a merger's parties mostly; one text knows what it says
        targets = tuple(name for name in parties["targets"] if not any_same(name, parties["acquirers"]))
        parties["targets"] = targets or parties["targets"]
    return parties


def any_same(name: str, names: Iterable[str]) -> bool:
    """Whether a name can be that of one of the companies."""
    return any(same_company(name, other) for other in names)


def _role(told: Sequence[DealObservation], told_by: _ToldBy, name: str, *, in_part: bool) -> Names:
    def named(facts: DealFacts) -> Names:
        return tuple(getattr(facts, name))

    winner = told_by.note(_most_told(told, name, _Claims(named, _same_companies)), name)
    names = list(named(winner.facts)) if winner else []
    for each in told if in_part else ():
        names += [other for other in named(each.facts) if not any_same(other, names)]
    spellings = Counter(spelling for each in told for spelling in named(each.facts))
    shown = tuple(dict.fromkeys(_fullest(each, spellings) for each in names))
    missing = set(shown).difference(named(winner.facts) if winner else ())
    for each in told:  # whoever has a name that the winner has not, or not in full, is its evidence
        told_by.note(each if not missing.isdisjoint(named(each.facts)) else None, name)
        missing.difference_update(named(each.facts))
    return shown


def _same_companies(ours: Names, theirs: Names) -> bool:
    return all(any_same(name, theirs) for name in ours) and all(any_same(name, ours) for name in theirs)


def _fullest(name: str, spellings: Counter[str]) -> str:
    """The name with the most words that can be the same company's, as most articles spell it."""
    same = [other for other in spellings if same_company(name, other)]
    return max(same, key=lambda other: (len(company_key(other).split()), spellings[other], other))


def _together(
    told: Sequence[DealObservation], told_by: _ToldBy, name: str, claim: Callable[[Any], Hashable]
) -> tuple[Any, ...]:
    """All values of a field that has many, each once, as first told."""
    values: dict[Hashable, Any] = {}
    for each in told:
        for value in getattr(each.facts, name):
            if claim(value) not in values:
                values[claim(value)] = value
                told_by.note(each, name)
    return tuple(values.values())


def _other_amounts(told: Sequence[DealObservation], told_by: _ToldBy, won: Money | None) -> tuple[Money, ...]:
    """What texts give beside the price, and what they give as the price in another kind or currency than the winner.

    Not what contradicts it: that is a conflict.
    """
    amounts = list(_together(told, told_by, "other_amounts", _money_claim))
    for each in told:
        amount = each.facts.amount
        known = amount and any(same_amount(amount, other) for other in amounts)
        if won and amount and not known and _stands_beside(amount, won, year_of(told)):
            amounts.append(amount)
            told_by.outdone.append(each)
    return tuple(amounts)


def _stands_beside(amount: Money, won: Money, year: int) -> bool:
    """Whether it is of another kind or currency, and both can be right."""
    alike = (amount.kind, amount.currency) == (won.kind, won.currency) or not _money_claim(amount)
    return not alike and not contradicts_at_rates(amount, won, year, shipped_rates())


def year_of(told: Sequence[DealObservation]) -> int:
    """Of observations in their order, at least one: the year whose rates its amounts are compared at."""
    return told_on(told[0].source).year


def _advisors(told: Sequence[DealObservation], told_by: _ToldBy) -> tuple[Advisor, ...]:
    """All of them, each as the text has it that says most of its side and kind."""
    known: dict[str, Advisor] = {}
    for each in told:
        for advisor in each.facts.advisors:
            key = company_key(advisor.name)
            if key not in known or _said(advisor) > _said(known[key]):
                known[key] = advisor
                told_by.note(each, "advisors")
    return tuple(known.values())


def _said(advisor: Advisor) -> int:
    return (advisor.side is not None) + (advisor.kind is not None)


def _when(told: DealObservation) -> tuple[date, str, str, Names]:
    # not when the bot came across it: the deal must not depend on the order in which articles were shared
    sentences = tuple(each.sentence for each in told.facts.evidence)
    return (told_on(told.source), told.source.url or "", told.source.title or "", sentences)


def _step(told: DealObservation) -> int:
    return _STEPS.index(told.facts.status)


def _money_claim(money: Money | None) -> tuple[Any, ...]:
    if money is None or not money.value.is_finite():
        return ()
    return (money.kind, money.currency, money.value, money.qualifier is Qualifier.EXACT)


def _valuation_claim(facts: DealFacts) -> tuple[Any, ...]:
    valuation = facts.valuation
    return (valuation.currency, valuation.value) if valuation and valuation.value.is_finite() else ()


def _is_total(claim: tuple[Any, ...]) -> bool:
    """A price for one share says less than one for all of it, however many tell it."""
    return claim[0] is not AmountKind.PER_SHARE


def _amounts_agree(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return one[:2] == other[:2] and near(one[2], other[2], exact=one[3] and other[3])


def _valuations_agree(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    return one[0] == other[0] and near(one[1], other[1], exact=False)


def _stake_claim(facts: DealFacts) -> Decimal | None:
    share = facts.stake_percent
    return share if share is not None and share.is_finite() else None


def _dates_agree(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


_SINGLE: Mapping[str, _Claims] = {
    "amount": _Claims(
        lambda facts: _money_claim(facts.amount), _amounts_agree, can_be=plausible.amount, whole=_is_total
    ),
    "valuation": _Claims(_valuation_claim, _valuations_agree, can_be=plausible.valuation),
    "consideration": _Claims(lambda facts: facts.consideration),
    "stake_percent": _Claims(_stake_claim, same_share, can_be=plausible.stake),
    "stake": _Claims(lambda facts: facts.stake),
    # "2025-06-12" rather than "2025-06"
    "date": _Claims(lambda facts: facts.date, _dates_agree, len, plausible.announcement),
    "expected_close": _Claims(
        lambda facts: facts.expected_close and (facts.expected_close.period or facts.expected_close.text)
    ),
    "target_business": _Claims(lambda facts: (facts.target_business or "").casefold()),
    "target_location": _Claims(lambda facts: (facts.target_location or "").casefold()),
}

_CLAIMS: Mapping[str, _Claims] = {
    **_SINGLE,
    "type": _Claims(lambda facts: facts.type),
    "status": _Claims(lambda facts: facts.status),
    "disclosed": _Claims(lambda facts: facts.disclosed),
    "acquirers": _Claims(lambda facts: facts.acquirers, _same_companies),
    "targets": _Claims(lambda facts: facts.targets, _same_companies),
    "sellers": _Claims(lambda facts: facts.sellers, _same_companies),
}
