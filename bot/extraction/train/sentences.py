"""The sentence every corpus reader hands over, and the checks a sentence must pass before anything is trained on it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.errors import InputError

LABELS = ("LOC", "ORG", "PERSON")
OUTSIDE = "O"
UNKNOWN = ""  # in a row of BIO tags: nobody knows
ROOT = "ROOT"


class CorpusBroken(InputError):
    """A corpus file does not hold what its format promises; the message names file, line and fault."""


class CorpusMissing(InputError):
    """A corpus the recipe trains on is not in the folder."""


@dataclass(frozen=True)
class Tree:
    """`heads[i]` is the position of word i's head in the sentence, its own for the root; `deps` are UD relations."""

    heads: tuple[int, ...]
    deps: tuple[str, ...]


@dataclass(frozen=True)
class Forms:
    """Word by word: XPOS tag, UPOS, UD features ("" = none) and lemma."""

    tags: tuple[str, ...]
    pos: tuple[str, ...]
    morphs: tuple[str, ...]
    lemmas: tuple[str, ...]


@dataclass(frozen=True)
class Sentence:
    """`spaces[i]` says whether a space follows word i; `bio` holds one BIO tag a word. None = not annotated."""

    words: tuple[str, ...]
    spaces: tuple[bool, ...]
    bio: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    forms: Forms | None = None
    tree: Tree | None = None

    def with_words(self, words: Sequence[str]) -> Sentence:
        """The same annotation over other spellings of the words, as many of them."""
        assert len(words) == len(self.words)
        return replace(self, words=tuple(words))


@dataclass(frozen=True)
class Span:
    """Words `start` to `end` (exclusive) are one `label`."""

    start: int
    end: int
    label: str


def spans(bio: Sequence[str]) -> list[Span]:
    """The entities a row of BIO tags spells."""
    found: list[Span] = []
    for i, tag in enumerate(bio):
        if tag.startswith("B-"):
            found.append(Span(i, i + 1, tag[2:]))
        elif tag.startswith("I-") and found:
            found[-1] = Span(found[-1].start, i + 1, found[-1].label)
    return found


def bio_tags(length: int, found: Sequence[Span]) -> tuple[str, ...]:
    """The row of BIO tags for these entities."""
    tags = [OUTSIDE] * length
    for span in found:
        tags[span.start : span.end] = ["B-" + span.label] + ["I-" + span.label] * (span.end - span.start - 1)
    return tuple(tags)


def portion(sentences: list[Sentence], start: float, end: float) -> list[Sentence]:
    """The sentences from fraction `start` (0 to 1) to fraction `end`, in their order."""
    return sentences[round(start * len(sentences)) : round(end * len(sentences))]


def bio_fault(bio: Sequence[str]) -> str | None:
    """What is wrong with a row of BIO tags, or None."""
    allowed = {OUTSIDE, *(f"{prefix}-{label}" for prefix in "BI" for label in LABELS)}
    before = OUTSIDE
    for i, tag in enumerate(bio):
        if tag not in allowed:
            return f"word {i + 1} has the unknown label {tag!r}"
        if tag.startswith("I-") and before[2:] != tag[2:]:
            return f"word {i + 1} continues an entity ({tag}) that did not begin"
        before = tag
    return None


def tree_fault(tree: Tree) -> str | None:
    """What is wrong with a tree, or None: a head outside the sentence, no root or several, a cycle (spaCy's E1031)."""
    size = len(tree.heads)
    if outside := [i for i, head in enumerate(tree.heads) if not 0 <= head < size]:
        return f"word {outside[0] + 1} has a head outside the sentence"
    roots = [i for i, head in enumerate(tree.heads) if head == i]
    if len(roots) != 1:
        return f"{len(roots)} roots instead of one"
    for i in range(size):
        at, steps = i, 0
        while tree.heads[at] != at and steps <= size:
            at, steps = tree.heads[at], steps + 1
        if steps > size:
            return f"word {i + 1} is on a cycle of heads"
    return None


_NO_SPACE_BEFORE = frozenset([*".,;:!?)]}%", "'s", "’s", "n't", "'m", "'re", "'ve", "'ll", "'d", "”"])
_NO_SPACE_AFTER = frozenset(["(", "[", "{", "$", "€", "£", "„", "``", "“"])


def guess_spaces(words: Sequence[str]) -> tuple[bool, ...]:
    """Where the spaces were, for corpora that only give words. German and English quotes open and close by turns."""
    spaces = [True] * len(words)
    open_quote = low_quote = False
    for i, word in enumerate(words):
        low_quote = low_quote or word == "„"
        closes = word == "”" or (word == '"' and open_quote) or (word == "“" and low_quote)
        if closes or word in _NO_SPACE_BEFORE:
            spaces[max(i - 1, 0)] = spaces[max(i - 1, 0)] and i == 0
        if not closes and (word in _NO_SPACE_AFTER or word == '"'):
            spaces[i] = False
        if word == '"':
            open_quote = not open_quote
        low_quote = low_quote and not closes
    if spaces:
        spaces[-1] = True
    return tuple(spaces)
