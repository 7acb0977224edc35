"""A sentence as every module of this package sees it: words with arcs and entities, in the article's own offsets.

Nothing here knows spaCy: `pipeline.py` fills these records, tests may build them by hand.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from storage.records import Evidence

_BEHIND = frozenset(("zufolge", "entgegen", "gegenüber", "zuliebe"))  # they follow the noun that they belong to


class Word(NamedTuple):
    """One token. `rel` is one of the names in `labels.RELATIONS`; `head` is an index into the sentence (own = root).

    A named tuple, not a dataclass: one is made for every word of every article, and it takes a third of the time.
    """

    i: int
    text: str
    lower: str
    pos: str  # Universal POS
    rel: str
    head: int
    start: int  # offsets into the article's text
    end: int
    entity: str = ""  # ORG, PERSON, LOC or ""
    entity_starts: bool = False
    spaced: bool = True  # white space follows
    case: str = ""  # Nom, Acc, Dat, Gen where the pipeline says

    @property
    def capital(self) -> bool:
        """Whether it is written like a name: a first capital, or one inside ("eBay", "iFood")."""
        return self.text[0].isupper() or (self.text[0].isalpha() and any(c.isupper() for c in self.text[1:3]))


@dataclass(frozen=True)
class Sentence:
    """A run of words with `source[start:end]` as its text; `block` and `index` count from 0 through the article."""

    words: tuple[Word, ...]
    source: str
    index: int = 0
    block: int = 0
    title: bool = False

    @property
    def start(self) -> int:
        return self.words[0].start

    @property
    def end(self) -> int:
        return self.words[-1].end

    @cached_property
    def text(self) -> str:
        return self.source[self.start : self.end]

    @cached_property
    def lowers(self) -> tuple[str, ...]:
        return tuple(word.lower for word in self.words)

    @cached_property
    def joined(self) -> frozenset[str]:
        """The words that the pipeline took apart at a hyphen, put together: "tie-up"."""
        return frozenset(form for i in range(len(self.words)) if (form := self.hyphened(i)))

    def hyphened(self, i: int) -> str:
        """The whole of a hyphened word, lower case, at the part of it that the others hang on; else ""."""
        for first in (i, i - 2):
            if first >= 0 and first + 2 < len(self.words) and self.words[first + 1].text == "-":
                one, hyphen, other = self.words[first : first + 3]
                if not (one.spaced or hyphen.spaced) and self.words[i].head not in (first, first + 1, first + 2):
                    return f"{one.lower}-{other.lower}"
        return ""

    @cached_property
    def _children(self) -> tuple[tuple[int, ...], ...]:
        children: list[list[int]] = [[] for _ in self.words]
        for word in self.words:
            if word.head != word.i:
                children[word.head].append(word.i)
        return tuple(tuple(found) for found in children)

    def children(self, i: int, *relations: str) -> list[Word]:
        """The words that hang on word `i`, by any of `relations` or by any arc at all."""
        found = (self.words[child] for child in self._children[i])
        return [word for word in found if not relations or word.rel in relations]

    def subtree(self, i: int) -> list[Word]:
        """Word `i` and all that hangs below it, in the order of the text."""
        todo, seen = [i], {i}
        while todo:
            for child in self._children[todo.pop()]:
                if child not in seen:
                    seen.add(child)
                    todo.append(child)
        return [self.words[k] for k in sorted(seen)]

    def ancestors(self, i: int) -> Iterator[Word]:
        """The heads of word `i`, nearest first; ends at the root, or where a tree is broken by a cycle."""
        seen = {i}
        while (head := self.words[i].head) not in seen:
            seen.add(head)
            yield self.words[head]
            i = head

    def preposition(self, i: int) -> str:
        """The preposition in front of the phrase that word `i` heads, lower case, or ""."""
        todo = [i]
        while todo:
            at = todo.pop()
            cases = [word for word in self.children(at, "case") if word.i < at and word.pos != "PART"]
            if cases := [word for word in cases if word.lower not in _BEHIND] or cases:
                return cases[0].lower
            # a preposition may hang on a noun in front of the name: "to tyre maker Harrow"
            todo += [word.i for word in self.children(at, "compound", "flat", "nmod") if word.i < at]
        return ""

    def word_at(self, offset: int) -> int:
        """The index of the word at or after an offset of the article."""
        for word in self.words:
            if word.end > offset:
                return word.i
        return len(self.words) - 1

    def evidence(self, field: str) -> Evidence:
        return Evidence(field, self.text, self.start, self.end)
