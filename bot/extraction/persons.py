"""Persons whom the recogniser takes for companies, told by the role beside their name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.extraction.lexicon import Lexicon, words
from bot.extraction.sentences import Sentence, Word
from bot.extraction.spans import inflected

_PARTICLES = frozenset(("von", "van", "de", "der", "den", "zu", "di", "al"))
_MOST = 5  # words of a name
_SHORT_NOUN = 4  # letters; shorter nouns end other words too


def with_persons(sentences: Sequence[Sentence], lexicon: Lexicon) -> list[Sentence]:
    """The sentences with the names beside a role ("Finanzchefin Ottilie Roe", "Ottilie Roe, Chefin") as persons.

    A language without roles of its own (`roles.persons` in `people.toml`) is left as the recogniser reads it.
    """
    ends = tuple(words(lexicon.tables["people"]["roles"].get("persons", "")))
    if not ends:
        return list(sentences)
    trades = tuple(noun for noun in inflected(lexicon.company) if len(noun) > _SHORT_NOUN)
    return [_corrected(_without_trades(sentence, trades), lexicon, ends) for sentence in sentences]


def _without_trades(sentence: Sentence, trades: tuple[str, ...]) -> Sentence:
    """ "Pumpenhändler Harrow" taken for a person: the noun for a company in front is no part of the name."""
    found = list(sentence.words)
    for word, behind in pairwise(sentence.words):
        starts = word.entity == behind.entity == "PERSON" and word.entity_starts and not behind.entity_starts
        if starts and word.pos in ("NOUN", "ADJ") and word.lower.endswith(trades):
            found[word.i] = word._replace(entity="", entity_starts=False)
            found[behind.i] = behind._replace(entity_starts=True)
    return replace(sentence, words=tuple(found)) if found != list(sentence.words) else sentence


def _corrected(sentence: Sentence, lexicon: Lexicon, ends: tuple[str, ...]) -> Sentence:
    spans = []
    for word in sentence.words:
        if word.lower.endswith(ends) and word.capital:
            spans += [span for span in (_behind(sentence, word.i, lexicon), _before(sentence, word.i, lexicon)) if span]
        elif word.entity == "PERSON" and (span := _titled(sentence, word.i)):
            spans.append(span)
    if not spans:
        return sentence
    found = list(sentence.words)
    for first, last in spans:
        if first and found[first - 1].lower.endswith(ends):
            found[first - 1] = found[first - 1]._replace(entity="", entity_starts=False)
        for i in range(first, last + 1):
            found[i] = found[i]._replace(entity="PERSON", entity_starts=i == first)
    return replace(sentence, words=tuple(found))


def _behind(sentence: Sentence, role: int, lexicon: Lexicon) -> tuple[int, int] | None:
    """ "Finanzchefin Ottilie Roe": at least two words of a name right behind the role."""
    last, names = role, 0
    for k in range(role + 1, min(role + 1 + _MOST, len(sentence.words))):
        word = sentence.words[k]
        if names and word.lower in _PARTICLES:
            continue
        if not _part(word, lexicon) or (names and not sentence.words[k - 1].spaced):
            break
        last, names = k, names + 1
    return (role + 1, last) if names >= 2 and _unsure(sentence.words[role + 1 : last + 1]) else None


def _before(sentence: Sentence, role: int, lexicon: Lexicon) -> tuple[int, int] | None:
    """ "Ottilie Roe, Finanzchefin der ...": a name of two words in front of a comma."""
    if role < 3 or sentence.words[role - 1].text != ",":
        return None
    first, last = role - 3, role - 2
    if first and sentence.words[first - 1].capital and sentence.words[first - 1].pos == "PROPN":
        return None
    name = sentence.words[first : last + 1]
    proper = all(_part(word, lexicon) and word.pos == "PROPN" for word in name) and _unsure(name)
    return (first, last) if proper else None


def _titled(sentence: Sentence, i: int) -> tuple[int, int] | None:
    """ "Ottilie von Roe", of which the recogniser took the first name only."""
    words = sentence.words
    alone = words[i].entity_starts and i + 2 < len(words) and words[i + 1].entity != "PERSON"
    if not alone or words[i].rel not in ("subj", "subj_pass", "obj") or words[i + 1].lower not in ("von", "van"):
        return None
    behind = words[i + 2]
    return (i, i + 2) if behind.capital and behind.pos == "PROPN" and behind.rel in ("nmod", "flat") else None


def _part(word: Word, lexicon: Lexicon) -> bool:
    if not word.capital or not word.text[0].isalpha() or word.text.isupper():
        return False
    names = lexicon.names
    plain = word.lower in names.stop or word.lower in names.legal or word.lower in lexicon.company
    return word.pos in ("PROPN", "NOUN", "X") and not plain and word.entity != "LOC"


def _unsure(name: Sequence[Word]) -> bool:
    """Whether the recogniser does not call all of the name a person already, and the tagger calls some of it a name."""
    return any(word.entity != "PERSON" for word in name) and any(word.pos == "PROPN" for word in name)
