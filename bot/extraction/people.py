"""Who is named, in which role at which company, how old, and where they go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from bot.extraction.companies import Cast
from bot.extraction.lexicon import Lexicon, words
from bot.extraction.moves import belongs, worded_move
from bot.extraction.sentences import Sentence
from bot.extraction.spans import core, entity_spans, name_text
from storage.records import Evidence, Move, MoveKind, PersonFacts

_ROW = frozenset((",", "and", "und", "sowie", "'s", "’s", "s", "-"))
_REACH = 14  # words beside a name in which its role is looked for
_OPENS = frozenset(
    (",", "(", "ist", "is", "-", "–", "als", "as", "wird", "becomes", "war", "was", "bleibt", "remains", "stays")
)


@dataclass
class _Person:
    name: str
    role: str | None = None
    organisation: str | None = None
    age: int | None = None
    move: Move | None = None
    guessed: bool = False  # the organisation is only the one that the article is about
    once: bool = False  # the role was held once, so the organisation is not where they are now
    evidence: list[Evidence] = field(default_factory=list)


@dataclass(frozen=True)
class _Role:
    """A role of words `first` to `last`, with the company it is held at."""

    first: int
    last: int
    organisation: int | None
    guessed: bool = False
    once: bool = False


class PeopleReader:
    """Reads the people of one article."""

    def __init__(self, cast: Cast, lexicon: Lexicon) -> None:
        self._cast = cast
        self._lexicon = lexicon
        table: dict[str, Any] = lexicon.tables["people"]
        self._heads = words(table["roles"]["heads"])
        self._before = words(table["roles"]["before"]) | self._heads
        self._executives = words(table["roles"]["executives"])
        self._byline = re.compile(table["roles"]["byline"], re.I)
        self._mandates = frozenset(table["roles"]["mandates"])
        self._former = words(table["roles"]["former"])
        self._link = words(table["roles"]["link"])
        self._head_ends = tuple(words(table["roles"].get("ends", "")))
        self._nobodys = tuple(words(table["roles"].get("nobodys", "")))  # "Kulturminister": of no company
        self._ages = table["age"]
        self._sentences: Sequence[Sentence] = ()
        self._no_name = frozenset(lexicon.verbs) | lexicon.light | lexicon.names.stop

    def people(self, sentences: Sequence[Sentence]) -> tuple[PersonFacts, ...]:
        """Everybody with a full name, in the order of the text."""
        self._sentences = sentences
        known: dict[tuple[str, ...], _Person] = {}
        for sentence in sentences:
            if self._byline.search(sentence.text):
                continue
            for begins, last in entity_spans(sentence, "PERSON"):
                first = self._name_begins(sentence, begins, last)
                if person := self._who(sentence, first, last, known):
                    self._read(person, sentence, first, last)
        return tuple(
            PersonFacts(p.name, p.role, p.organisation, p.age, p.move, tuple(p.evidence))
            for p in known.values()
            if (p.role or "").casefold() not in self._mandates
        )

    def _name_begins(self, sentence: Sentence, first: int, last: int) -> int:
        """Where the name itself begins: with a first name left out of the span, behind a title or a role inside it."""
        titles = self._lexicon.names.titles
        while first and self._first_name(sentence, first - 1):
            first -= 1
        while first < last and (
            sentence.words[first].lower in titles
            or sentence.words[first].lower in self._heads
            or self._splits(sentence, first)
        ):
            first += 1
        return first

    def _who(self, sentence: Sentence, first: int, last: int, known: dict[tuple[str, ...], _Person]) -> _Person | None:
        """The person that a span names: a new one by a full name, a known one by the last name."""
        names = self._lexicon.names
        if self._cast.at(sentence, first) or self._cast.at(sentence, last) or self._explains(sentence, first):
            return None
        name = name_text(sentence.words[first : last + 1])
        key = core(name, names)
        for full, person in known.items():
            if key == full or (len(key) == 1 and key[0].removesuffix("s") == full[-1].removesuffix("s")):
                return person
        if len(key) < 2 or not all(part[0].isalpha() for part in key) or any(c.isdigit() for c in name) or len(key) > 5:
            return None
        if (
            not name[0].isupper()
            or name.isupper()
            or self._no_name & {word.lower for word in sentence.words[first : last + 1]}
        ):
            return None
        known[key] = _Person(name)
        known[key].evidence.append(sentence.evidence("name"))
        return known[key]

    def _explains(self, sentence: Sentence, first: int) -> bool:
        """ "The new group, Harrow Milton, ...": what follows a noun for a company and a comma is its name."""
        before = sentence.lowers[max(0, first - 5) : first]
        noun = len(before) > 2 and before[-1] == "," and before[-2] in self._lexicon.company
        return noun and not set(before) & self._link  # "chief executive of the group, Jane Roe"

    def _splits(self, sentence: Sentence, i: int) -> bool:
        """ "Harrow-Mitgründer": a compound in front of the name, taken for a part of it."""
        mention = self._cast.at(sentence, i)
        return bool(mention and mention.suffix)

    def _first_name(self, sentence: Sentence, i: int) -> bool:
        """A capitalised name word right before a person that the recogniser left out ("Ottilie" Roe)."""
        word = sentence.words[i]
        free = not word.entity and word.pos == "PROPN" and word.capital and word.spaced
        plain = word.lower in self._no_name or self._heads_role(word.lower)
        return free and not plain and not self._cast.at(sentence, i)

    def _read(self, person: _Person, sentence: Sentence, first: int, last: int) -> None:
        role = self._role_before(sentence, first) or self._role_after(sentence, last)
        if role and person.role is None:
            person.role = name_text(sentence.words[role.first : role.last + 1])
            person.evidence.append(sentence.evidence("role"))
            if role.organisation is not None:
                person.organisation = self._cast.name(role.organisation)
                person.guessed, person.once = role.guessed, role.once
                person.evidence.append(sentence.evidence("organisation"))
        if person.organisation is None and (place := self._belongs(sentence, first, last)) is not None:
            person.organisation = self._cast.name(place)
            person.evidence.append(sentence.evidence("organisation"))
        if person.age is None and (age := self._age(sentence, first, last)):
            person.age = age
            person.evidence.append(sentence.evidence("age"))
        if person.move is None and (move := self._move(sentence, first, last, person)):
            person.move = move
            person.evidence.append(sentence.evidence("move"))
            if (where := move.to_organisation or move.from_organisation) and (
                not person.organisation or person.guessed or person.once
            ):
                person.evidence += [] if person.organisation else [sentence.evidence("organisation")]
                person.organisation = where

    def _age(self, sentence: Sentence, first: int, last: int) -> int | None:
        before = sentence.source[sentence.start : sentence.words[first].start]
        after = sentence.source[sentence.words[last].end : sentence.end]
        inside = sentence.source[sentence.words[last].end : sentence.words[last].end + 40]
        for pattern, text in (
            (self._ages["after"], after),
            (self._ages["before"], before),
            (self._ages["inside"], inside),
        ):
            if found := re.search(pattern, text):
                return int(found["age"])
        return None

    def _belongs(self, sentence: Sentence, first: int, last: int) -> int | None:
        others = self._others(sentence, first, last)
        return belongs(sentence, (first, last), others, self._cast, self._lexicon.lang)

    def _others(self, sentence: Sentence, first: int, last: int) -> list[tuple[int, int]]:
        """The other persons that the sentence names, by first and last word."""
        return [span for span in entity_spans(sentence, "PERSON") if not first <= span[1] <= last]

    # -- roles ---------------------------------------------------------------------------------------------------

    def _role_before(self, sentence: Sentence, first: int) -> _Role | None:
        """ "Harrow CEO Jane Roe", "the group's chief executive, Jane Roe", "Harrow-Chefin Roe"."""
        k = first - 1
        while k >= 0 and (sentence.words[k].lower == "," or sentence.words[k].lower in self._lexicon.names.titles):
            k -= 1
        mention = self._cast.at(sentence, k) if k >= 0 else None
        if mention and self._heads_role(mention.suffix):
            return _Role(k, k, mention.company, once=self._once(sentence, k))
        if k < 0 or not self._heads_role(sentence.words[k].lower):
            return None
        last = k
        while k > 0 and sentence.words[k - 1].lower in self._before:
            k -= 1
        return self._held(sentence, k, last)

    def _heads_role(self, lower: str) -> bool:
        """Whether a word names a role: one of the list, or a German compound that ends in one ("Vertriebschef")."""
        return lower in self._heads or (bool(self._head_ends) and lower.endswith(self._head_ends))

    def _held(self, sentence: Sentence, first: int, last: int) -> _Role:
        """A role with whose it is: as the words around it say, else for a chief without more the article's own."""
        for found in (
            self._owner_before(sentence, first),
            self._owner_after(sentence, last),
            self._owner_of_row(sentence, first),
        ):
            if found is not None:
                return _Role(first, last, found, once=self._once(sentence, first))
        head = sentence.words[last].lower
        chief = head in self._executives or sentence.words[first].lower in ("chief", "general")
        compound = bool(self._head_ends) and head.endswith(self._head_ends) and not head.endswith(self._nobodys)
        return _Role(first, last, self._cast.topic() if chief or compound else None, guessed=True)

    def _once(self, sentence: Sentence, role: int) -> bool:
        """Whether the role was held once: "former Harrow executive", "der frühere Harrow-Manager"."""
        if sentence.words[role].lower.startswith("ex-"):
            return True
        k = role - 1
        while k >= 0 and self._cast.at(sentence, k):
            k -= 1
        return k >= 0 and sentence.words[k].lower in self._former

    def _owner_of_row(self, sentence: Sentence, first: int) -> int | None:
        """ "Harrow CEO Jane Roe, co-founder Ottilie Roe": whose chief the one before in the row is."""
        words, k = sentence.words, first - 1
        while k >= 0 and (words[k].entity == "PERSON" or words[k].lower in _ROW or self._in_role(words[k].lower)):
            mention = self._cast.at(sentence, k)
            if mention and self._heads_role(mention.suffix):
                return mention.company  # "Harrow-Chef Jane Roe, Mitgründer"
            k -= 1
        mention = self._cast.at(sentence, k) if 0 <= k < first - 1 else None
        behind = (word.lower for word in words[k + 1 : k + 3])
        return mention.company if mention and not mention.suffix and any(map(self._in_role, behind)) else None

    def _in_role(self, lower: str) -> bool:
        return lower in self._before or self._heads_role(lower)

    def _spoken_of(self, sentence: Sentence, k: int) -> int | None:
        """Whom "its" at word `k` stands for: the subject before it, else that of the sentence before."""
        if (found := self._subject(sentence, k)) is not None:
            return found
        before = self._sentences[sentence.index - 1] if sentence.index else None
        if before is None or before.block != sentence.block:
            return None
        return self._subject(before, len(before.words))

    def _subject(self, sentence: Sentence, i: int) -> int | None:
        """The company that is the subject before word `i`: whose "its founder" is."""
        for mention in self._cast.mentions(sentence):
            words = sentence.words[mention.first : mention.last + 1]
            if mention.last < i and not mention.suffix and any(word.rel.startswith("subj") for word in words):
                return mention.company
        return None

    def _owner_before(self, sentence: Sentence, k: int) -> int | None:
        k -= 1
        while k >= 0 and sentence.words[k].lower in ("'s", "’s", "'", "’", "s"):
            k -= 1
        if k >= 0 and sentence.words[k].lower in self._lexicon.names.owning:
            return self._spoken_of(sentence, k)
        mention = self._cast.at(sentence, k) if k >= 0 else None
        return mention.company if mention and not mention.suffix else None

    def _owner_after(self, sentence: Sentence, last: int) -> int | None:
        """ "CEO of X", "analyst at X", "Chef der X", "president of sales at X"."""
        rowed = False
        for k in range(last + 1, min(last + 9, len(sentence.words))):
            word = sentence.words[k]
            row = word.lower == "and" and any(map(self._in_role, sentence.lowers[k + 1 : k + 2]))
            rowed = row or (rowed and self._in_role(word.lower))
            if rowed:
                continue  # "chairman and group CEO of Harrow"
            if word.lower in self._link or word.pos in ("DET", "ADJ", "NOUN") or word.lower in ("'s", "’s", ","):
                if mention := self._cast.at(sentence, k):
                    return mention.company
                continue
            mention = self._cast.at(sentence, k)
            return mention.company if mention and not mention.suffix else None
        return None

    def _role_after(self, sentence: Sentence, last: int) -> _Role | None:
        """ "Jane Roe, the 51-year-old chief executive of Harrow, ..." """
        limit = min(last + 1 + _REACH, len(sentence.words))
        if last + 1 >= limit or (sentence.words[last + 1].lower not in _OPENS and not self._as(sentence, last)):
            return None
        for k in range(last + 2, limit):
            word = sentence.words[k]
            if self._heads_role(word.lower):
                return self._grown(sentence, k)
            person = word.entity == "PERSON" and not self._cast.at(sentence, k)
            if (word.pos == "VERB" and word.rel != "amod") or person or word.lower in (";", ")"):
                return None
        return None

    def _as(self, sentence: Sentence, last: int) -> bool:
        """ "hört als Chef von X auf", "will serve as president"."""
        return bool({"als", "as"} & set(sentence.lowers[last + 1 : last + 5]))

    def _grown(self, sentence: Sentence, k: int) -> _Role:
        first = last = k
        while first > 0 and sentence.words[first - 1].lower in self._before:
            first -= 1
        while last + 1 < len(sentence.words) and sentence.words[last + 1].lower in self._before - {
            "and",
            "&",
            "u.s.",
            "us",
        }:
            last += 1
        return self._held(sentence, first, last)

    # -- moves ---------------------------------------------------------------------------------------------------

    def _move(self, sentence: Sentence, first: int, last: int, person: _Person) -> Move | None:
        others = self._others(sentence, first, last)
        known = None if person.guessed or person.once else person.organisation
        move = worded_move(sentence, (first, last), others, self._cast, self._lexicon.lang, known)
        left = person.once and move is not None and move.kind is MoveKind.JOINS and move.from_organisation is None
        if move and left and move.to_organisation != person.organisation:
            return replace(move, from_organisation=person.organisation)
        return move
