"""Synthetic business sentences with their entities, out of a small grammar file (its notation: `grammars/en.txt`)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files
from random import Random

from bot.errors import InputError
from bot.extraction.train.names import Names
from bot.extraction.train.sentences import LABELS, Sentence, Span, bio_tags, guess_spaces

_WEIGHTED = re.compile(r"^(\d+)\*(.*)$")
_SLOT = re.compile(r"^(~?)\{(\w+)\}(\^?)(.*)$")
_DEEPEST = 12  # rules within rules; the files nest four deep


class GrammarBroken(InputError):
    """A grammar file names a rule it doesn't hold, or a line can't be read."""


@dataclass(frozen=True)
class Rule:
    """The alternatives of a rule, each as often as it weighs."""

    alternatives: tuple[str, ...]


@dataclass(frozen=True)
class Piece:
    """One word of a sentence under construction. `glued`: no space before it. `starts`: first word of an entity."""

    word: str
    label: str = ""
    starts: bool = False
    glued: bool = False


def load_grammar(lang: str) -> dict[str, Rule]:
    """The project's own grammar for "en" or "de"."""
    return parse_grammar((files("bot.extraction.train") / "grammars" / f"{lang}.txt").read_text(encoding="utf-8"))


def parse_grammar(text: str) -> dict[str, Rule]:
    """Rules by name. Raises GrammarBroken with the line number."""
    found: dict[str, list[str]] = {}
    current: list[str] | None = None
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            current = found.setdefault(line.strip("[]"), [])
            continue
        if current is None:
            raise GrammarBroken(f"line {number}: an alternative before the first [rule]")
        weighted = _WEIGHTED.match(line)
        current.extend([weighted[2]] * int(weighted[1]) if weighted else [line])
    return {name: Rule(tuple(alternatives)) for name, alternatives in found.items()}


class Grammar:
    """Makes sentences, one a call, all by the `Random` passed in."""

    def __init__(self, rules: dict[str, Rule], names: Names, rng: Random) -> None:
        self._rules, self._names, self._rng = rules, names, rng

    def sentence(self, start: str = "sentence") -> Sentence:
        """A sentence of rule `start`, with its entities."""
        pieces = self._expand("{" + start + "}", 0)
        words = tuple(piece.word for piece in pieces)
        spaces = list(guess_spaces(words))
        for i, piece in enumerate(pieces[1:]):
            spaces[i] = spaces[i] and not piece.glued
        first = words[0]
        if first[0].islower() and not pieces[0].label:
            words = (first[0].upper() + first[1:], *words[1:])
        return Sentence(words, tuple(spaces), bio_tags(len(words), _entities(pieces)))

    def _expand(self, text: str, depth: int) -> list[Piece]:
        if depth > _DEEPEST:
            raise GrammarBroken(f"rules nest deeper than {_DEEPEST}: {text}")
        return [piece for word in text.split() for piece in self._word(word, depth)]

    def _word(self, word: str, depth: int) -> list[Piece]:
        slot = _SLOT.match(word)
        if slot is None:
            return [Piece(word.lstrip("~"), glued=word.startswith("~"))]
        glue, name, merged, rest = slot.groups()
        pieces = _named(self._names.short(), name) if merged and name == "ORG" else self._slot(name, depth)
        if merged or rest:
            return _merge(pieces, rest, bool(merged))
        return [Piece(p.word, p.label, p.starts, p.glued or bool(glue)) if i == 0 else p for i, p in enumerate(pieces)]

    def _slot(self, name: str, depth: int) -> list[Piece]:
        if name in self._rules:
            return self._expand(self._rng.choice(self._rules[name].alternatives), depth + 1)
        if name in LABELS:
            return _named(self._names.draw(name), name)
        if name == "GROUP":
            return _named(self._names.group(), "ORG")
        if name == "SURNAME":
            return _named([self._names.surname()], "PERSON")
        try:
            return [Piece(word.lstrip("~"), glued=word.startswith("~")) for word in self._names.plain(name)]
        except KeyError as unknown:
            raise GrammarBroken(f"no rule or slot is called {name}") from unknown


def _named(words: list[str], label: str) -> list[Piece]:
    return [Piece(word, label, starts=i == 0) for i, word in enumerate(words)]


def _merge(pieces: list[Piece], rest: str, plain: bool) -> list[Piece]:
    """The slot with `rest` written onto its last word; as a plain compound it is no entity any more."""
    last = pieces[-1]
    joined = [*pieces[:-1], Piece(last.word + rest, last.label, last.starts, last.glued)]
    return [Piece(p.word, glued=p.glued) for p in joined] if plain else joined


def _entities(pieces: list[Piece]) -> list[Span]:
    found: list[Span] = []
    for i, piece in enumerate(pieces):
        if piece.starts:
            found.append(Span(i, i + 1, piece.label))
        elif piece.label:
            found[-1] = Span(found[-1].start, i + 1, piece.label)
    return found
