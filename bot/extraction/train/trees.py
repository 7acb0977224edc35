"""Synthetic deal sentences with dependency trees, out of `grammars/trees_LANG.txt` (see there for its notation)."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from random import Random

from bot.extraction.train.grammar import GrammarBroken
from bot.extraction.train.names import Names
from bot.extraction.train.sentences import LABELS, ROOT, Sentence, Tree, guess_spaces, tree_fault


@dataclass(frozen=True)
class Node:
    """A word or slot of a template: `head` is the position of its head in the template, its own for the root."""

    form: str
    dep: str
    head: int


@dataclass(frozen=True)
class Phrase:
    """The words of a filled slot; each but the one at `top` hangs on another: (head inside the phrase, relation)."""

    words: list[str]
    top: int
    arcs: list[tuple[int, str]]


def load_templates(lang: str) -> list[tuple[Node, ...]]:
    """The project's own templates for "en" or "de"."""
    return parse_templates(
        (files("bot.extraction.train") / "grammars" / f"trees_{lang}.txt").read_text(encoding="utf-8")
    )


def parse_templates(text: str) -> list[tuple[Node, ...]]:
    """Templates of a file. Raises GrammarBroken with the line number where one is no tree."""
    lines = [(number, line.strip()) for number, line in enumerate(text.splitlines(), 1)]
    return [_template(line, number) for number, line in lines if line and not line.startswith("#")]


def _template(line: str, number: int) -> tuple[Node, ...]:
    try:
        parts = [word.rsplit("/", 2) for word in line.split()]
        nodes = tuple(
            Node(form, ROOT if dep == "root" else dep, i if head == "0" else int(head) - 1)
            for i, (form, dep, head) in enumerate(parts)
        )
    except ValueError as fault:
        raise GrammarBroken(f"line {number}: a word is not form/relation/head") from fault
    if wrong := tree_fault(Tree(tuple(n.head for n in nodes), tuple(n.dep for n in nodes))):
        raise GrammarBroken(f"line {number}: {wrong}")
    return nodes


def plant(template: tuple[Node, ...], lang: str, names: Names, rng: Random) -> Sentence:
    """The template with its slots filled; the result is a tree because the template is one."""
    phrases = [_phrase(node.form, lang, names) for node in template]
    starts = [sum(len(phrase.words) for phrase in phrases[:i]) for i in range(len(phrases))]
    tops = [start + phrase.top for start, phrase in zip(starts, phrases, strict=True)]
    heads: list[int] = []
    deps: list[str] = []
    for node, phrase, start in zip(template, phrases, starts, strict=True):
        for i, (inner, relation) in enumerate(phrase.arcs):
            heads.append(tops[node.head] if i == phrase.top else start + inner)
            deps.append(node.dep if i == phrase.top else relation)
    marked = [word for phrase in phrases for word in phrase.words]
    words = tuple(word.lstrip("~") for word in marked)
    spaces = [
        space and not after.startswith("~") for space, after in zip(guess_spaces(words), [*marked[1:], ""], strict=True)
    ]
    return Sentence(words, tuple(spaces), tree=Tree(tuple(heads), tuple(deps)))


def _phrase(form: str, lang: str, names: Names) -> Phrase:
    slot = form.strip("{}")
    if slot == form:
        return Phrase([form], 0, [(0, "")])
    words = names.draw(slot) if slot in LABELS else names.plain(slot)
    last = len(words) - 1
    if slot == "MONEY":
        return _money(words, lang)
    if slot == "PERSON" or (lang == "de" and slot in LABELS):
        return Phrase(words, 0, [(0, "flat")] * len(words))
    relation = "nummod" if slot == "PERCENT" else "compound"
    return Phrase(words, last, [(last, relation)] * len(words))


def _money(words: list[str], lang: str) -> Phrase:
    """ "$ 5 billion" hangs on the sign, "5 billion euros" and "5 Milliarden Euro" on the currency."""
    if not words[0][0].isdigit():
        arcs = [(0, ""), (0, "nummod")] if len(words) == 2 else [(0, ""), (2, "compound"), (0, "nummod")]
        return Phrase(words, 0, arcs)
    scale = "nmod" if lang == "de" else "nummod"
    return Phrase(words, 2, [(1, "nummod" if lang == "de" else "compound"), (2, scale), (2, "")])
