"""Rounds of funding: which stage one is, as its sentences name it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from storage.agreement import contradicts, contradicts_at_rates
from storage.rates import shipped_rates
from storage.records import DealFacts

# "Series B", "Serie-B-Runde", "pre-seed"; a company's rounds bear the letters in turn
_LETTER = re.compile(r"\b[Ss]eries?[\s-]([A-K])(?:[\s-]?\d)?\b")
_SEED = re.compile(r"\b(?:pre[\s-]?)?seed\b", re.IGNORECASE)


def stages(facts: DealFacts) -> frozenset[str]:
    """The stages that its sentences name: "b", "seed", "pre-seed"."""
    sentences: Sequence[str] = [each.sentence for each in facts.evidence]
    letters = {found.casefold() for sentence in sentences for found in _LETTER.findall(sentence)}
    seeds = {re.sub(r"[\s-]", "", found.casefold()) for sentence in sentences for found in _SEED.findall(sentence)}
    return frozenset(letters | seeds)


def other_stage(one: DealFacts, other: DealFacts) -> bool:
    """Whether both name stages and none is the same."""
    ours, theirs = stages(one), stages(other)
    return bool(ours and theirs) and ours.isdisjoint(theirs)


def other_sum(one: DealFacts, other: DealFacts, year: int) -> bool:
    """Whether both say what was raised, and it cannot be one sum; in two currencies at that year's rates."""
    if one.amount is None or other.amount is None:
        return False
    return contradicts(one.amount, other.amount) or contradicts_at_rates(
        one.amount, other.amount, year, shipped_rates()
    )
