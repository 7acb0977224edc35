"""Who is named, in which role at which company, how old, and where they go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.extraction.companies import Cast, Mention, core, entity_spans, name_text
from bot.extraction.lexicon import Lexicon, words
from bot.extraction.sentences import Sentence
from storage.records import Evidence, Move, MoveKind, PersonFacts

_REACH = 14  # words beside a name in which its role is looked for
_OPENS = frozenset((",", "(", "ist", "is", "-", "–", "als", "as", "wird", "becomes", "war", "was", "bleibt"))
_KINDS = (MoveKind.JOINS, MoveKind.STEPS_DOWN, MoveKind.LEAVES, MoveKind.APPOINTED, MoveKind.STAYS)


@dataclass
class _Person:
    name: str
    role: str | None = None
    organisation: str | None = None
    age: int | None = None
    move: Move | None = None
    evidence: list[Evidence] = field(default_factory=list)


@dataclass(frozen=True)
class _Role:
    """A role of words `first` to `last`, with the company it is held at."""

    first: int
    last: int
    organisation: int | None


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
        self._link = words(table["roles"]["link"])
        self._moves = {MoveKind(kind): words(forms) for kind, forms in table["moves"].items()}
        self._ages = table["age"]
        self._no_name = frozenset(lexicon.verbs) | lexicon.light | lexicon.names.stop

    def people(self, sentences: Sequence[Sentence]) -> tuple[PersonFacts, ...]:
        """Everybody with a full name, in the order of the text."""
        known: dict[tuple[str, ...], _Person] = {}
        for sentence in sentences:
            if self._byline.search(sentence.text):
                continue
            for first, last in entity_spans(sentence, "PERSON"):
                if person := self._who(sentence, first, last, known):
                    self._read(person, sentence, first, last)
        return tuple(
            PersonFacts(p.name, p.role, p.organisation, p.age, p.move, tuple(p.evidence)) for p in known.values()
        )

    def _who(self, sentence: Sentence, first: int, last: int, known: dict[tuple[str, ...], _Person]) -> _Person | None:
        """The person that a span names: a new one by a full name, a known one by the last name."""
        names = self._lexicon.names
        while first and self._first_name(sentence, first - 1):
            first -= 1
        while first < last and (
            sentence.words[first].lower in names.titles
            or sentence.words[first].lower in self._heads
            or self._splits(sentence, first)
        ):
            first += 1
        if self._cast.at(sentence, first) or self._cast.at(sentence, last):
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

    def _splits(self, sentence: Sentence, i: int) -> bool:
        """ "Harrow-Mitgründer": a compound in front of the name, taken for a part of it."""
        mention = self._cast.at(sentence, i)
        return bool(mention and mention.suffix)

    def _first_name(self, sentence: Sentence, i: int) -> bool:
        """A capitalised name word right before a person that the recogniser left out ("Ottilie" Roe)."""
        word = sentence.words[i]
        free = not word.entity and word.pos == "PROPN" and word.capital and word.spaced
        return free and word.lower not in self._heads | self._no_name and not self._cast.at(sentence, i)

    def _read(self, person: _Person, sentence: Sentence, first: int, last: int) -> None:
        role = self._role_before(sentence, first) or self._role_after(sentence, last)
        if role and person.role is None:
            person.role = name_text(sentence.words[role.first : role.last + 1])
            person.evidence.append(sentence.evidence("role"))
            if role.organisation is not None:
                person.organisation = self._cast.name(role.organisation)
                person.evidence.append(sentence.evidence("organisation"))
        if person.age is None and (age := self._age(sentence, first, last)):
            person.age = age
            person.evidence.append(sentence.evidence("age"))
        if person.move is None and (move := self._move(sentence, first, last, person)):
            person.move = move
            person.evidence.append(sentence.evidence("move"))
            if move.to_organisation and not person.organisation:
                person.organisation = move.to_organisation
                person.evidence.append(sentence.evidence("organisation"))

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

    # -- roles ---------------------------------------------------------------------------------------------------

    def _role_before(self, sentence: Sentence, first: int) -> _Role | None:
        """ "Harrow CEO Jane Roe", "the group's chief executive, Jane Roe", "Harrow-Chefin Roe"."""
        k = first - 1
        if k >= 0 and sentence.words[k].lower == ",":
            k -= 1
        mention = self._cast.at(sentence, k) if k >= 0 else None
        if mention and mention.suffix in self._heads:
            return _Role(k, k, mention.company)
        if k < 0 or sentence.words[k].lower not in self._heads:
            return None
        last = k
        while k > 0 and sentence.words[k - 1].lower in self._before:
            k -= 1
        return _Role(k, last, self._owner(sentence, k, last))

    def _owner(self, sentence: Sentence, first: int, last: int) -> int | None:
        """Whose chief: a company before the role or behind it, else for a chief without more the article's own."""
        for found in (self._owner_before(sentence, first), self._owner_after(sentence, last)):
            if found is not None:
                return found
        if sentence.words[last].lower in self._executives or sentence.words[first].lower in ("chief", "general"):
            return self._cast.topic()
        return None

    def _owner_before(self, sentence: Sentence, k: int) -> int | None:
        k -= 1
        while k >= 0 and sentence.words[k].lower in ("'s", "’s", "'", "’", "s"):
            k -= 1
        mention = self._cast.at(sentence, k) if k >= 0 else None
        return mention.company if mention and not mention.suffix else None

    def _owner_after(self, sentence: Sentence, last: int) -> int | None:
        """ "CEO of X", "analyst at X", "Chef der X", "president of sales at X"."""
        for k in range(last + 1, min(last + 9, len(sentence.words))):
            word = sentence.words[k]
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
            if word.lower in self._heads:
                return self._grown(sentence, k)
            if (word.pos == "VERB" and word.rel != "amod") or word.entity == "PERSON" or word.lower in (";", ")"):
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
        return _Role(first, last, self._owner(sentence, first, last))

    # -- moves ---------------------------------------------------------------------------------------------------

    def _move(self, sentence: Sentence, first: int, last: int, person: _Person) -> Move | None:
        for kind in _KINDS:
            for i, lower in enumerate(sentence.lowers):
                if (
                    lower in self._moves[kind]
                    and abs(i - last) < 16
                    and (move := self._moved(sentence, kind, i, last, person))
                ):
                    return move
        return None

    def _moved(self, sentence: Sentence, kind: MoveKind, verb: int, last: int, person: _Person) -> Move | None:
        after = self._cast.mentions(sentence)
        goal = next((m for m in after if m.first > verb and self._to(sentence, m)), None)
        origin = person.organisation
        if kind is MoveKind.JOINS:
            if goal is None and self._lexicon.lang == "de":
                goal = next((m for m in after if m.first > last and self._to(sentence, m)), None)
            if goal is None:
                return None
            to = self._cast.name(goal.company)
            return Move(kind, origin if origin != to else None, to)
        if kind in (MoveKind.STEPS_DOWN, MoveKind.LEAVES) and person.role and verb > last:
            return Move(kind, origin, None)
        if kind is MoveKind.APPOINTED and person.role and origin and -4 <= verb - last <= 6:
            return Move(kind, None, origin, person.role)
        return None

    def _to(self, sentence: Sentence, mention: Mention) -> bool:
        """Whether a company stands where one goes to: an object, or behind "to", "zu", "bei"."""
        before = sentence.lowers[mention.first - 1] if mention.first else ""
        if self._lexicon.lang == "de":
            return before in ("zu", "zum", "zur", "bei", "beim", "in")
        return (
            before in ("to", "at", "join", "joins", "joined", "joining", "with")
            or sentence.words[mention.last].rel == "obj"
        )
