"""Spoils the capitals of some training sentences, as headlines, tickers and hurried typists do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from bot.extraction.train.sentences import Sentence

# fmt: off
_SMALL = frozenset([
    "a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "of", "on", "or", "over", "the", "to",
    "with", "am", "auf", "aus", "bei", "das", "dem", "den", "der", "des", "die", "ein", "eine", "für", "im",
    "mit", "nach", "oder", "und", "vom", "von", "zu", "zum", "zur",
])
# fmt: on


@dataclass(frozen=True)
class Casing:
    """Shares of the sentences that are written all in lower case, in capitals, or in headline capitals."""

    lower: float
    upper: float
    title: float


def recase(sentences: Iterable[Sentence], casing: Casing, rng: Random) -> list[Sentence]:
    """The same sentences, some of them with other capitals; what is annotated stays."""
    return [_recased(sentence, casing, rng.random()) for sentence in sentences]


def _recased(sentence: Sentence, casing: Casing, chance: float) -> Sentence:
    if chance < casing.lower:
        return sentence.with_words([word.lower() for word in sentence.words])
    if chance < casing.lower + casing.upper:
        return sentence.with_words([word.upper() for word in sentence.words])
    if chance < casing.lower + casing.upper + casing.title:
        return sentence.with_words([headline_word(word, first=i == 0) for i, word in enumerate(sentence.words)])
    return sentence


def headline_word(word: str, *, first: bool) -> str:
    """The word as headlines write it: "acquires" -> "Acquires", "eBay" and "of" as they are."""
    if not word.islower() or not word[0].isalpha() or (word in _SMALL and not first):
        return word
    return word[0].upper() + word[1:]
