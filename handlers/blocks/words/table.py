"""What a language has to say: the shape of its table of words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from storage.records import AmountKind, Consideration, DealStatus, DealType, Qualifier

_COUNT = re.compile(r"\b\d+\b")


class Mood(StrEnum):
    """How firmly a deal's sentence is put: the status of the deal decides."""

    NOW = "now"
    MAYBE = "maybe"
    WANTS = "wants"
    DONE = "done"
    OFF = "off"


class Action(StrEnum):
    """What the parties do, as a verb."""

    BUY = "buy"
    TAKE_OVER = "take_over"
    FIND = "find"
    SELL = "sell"
    MERGE = "merge"
    FORM = "form"
    RAISE = "raise"
    INVEST = "invest"
    SPIN_OFF = "spin_off"
    GO = "go"
    MAKE = "make"


@dataclass(frozen=True, slots=True)
class Verb:
    singular: str
    plural: str
    infinitive: str
    participle: str
    auxiliary: tuple[str, str]  # singular, plural


@dataclass(frozen=True, slots=True)
class Money:
    """How amounts are written: the scale's names, the order of symbol and number, the separators."""

    scales: tuple[tuple[int, str], ...]  # power of ten, the word for it; largest first
    pattern: str
    code_pattern: str  # for currencies without a symbol of their own
    decimal: str
    thousands: str


@dataclass(frozen=True, slots=True)
class Words:
    lang: str
    money: Money
    months: tuple[str, ...]
    day: str
    quarter: str
    halves: tuple[str, str]
    conjunction: str
    more: str
    reasons: Mapping[str, str]  # for a reading's English reasons; "{count}" stands for their number
    verbs: Mapping[Action, Verb]
    moods: Mapping[Mood, tuple[str, str]]  # singular, plural
    objects: Mapping[str, str]
    types: Mapping[DealType, str]
    statuses: Mapping[DealStatus, str]
    considerations: Mapping[Consideration, str]
    qualified: Mapping[Qualifier, str]  # an amount in a sentence
    short: Mapping[Qualifier, str]  # an amount in a headline
    amounts: Mapping[AmountKind, str]
    labels: Mapping[str, str]
    moves: Mapping[str, str]
    confidence: tuple[tuple[float, str], ...]  # from this confidence on, these words; highest first
    sources: tuple[str, str]  # one, several
    deals: tuple[str, str]
    unsure: Mapping[str, str]  # why two deals may be one or two: the rules' names (bot/merging.py), in words
    texts: Mapping[str, str]
    left_out: str

    def reason(self, english: str) -> str:
        """A reading's reason in this language, or as it is where there are no words for it."""
        count = _COUNT.search(english)
        known = self.reasons.get(_COUNT.sub("{count}", english, count=1))
        return known.replace("{count}", count[0] if count else "") if known else english
