"""Sentences of our own on which entity recognition is measured: the corpora hold next to no business news."""

from __future__ import annotations

import re
from importlib.resources import files

import spacy
from spacy.language import Language

from bot.extraction.train.sentences import CorpusBroken, Sentence, Span, bio_tags

_MARKED = re.compile(r"\[(ORG|PERSON|LOC) ([^\]]+)\]")


def load_probes(lang: str) -> list[Sentence]:
    """The sentences of `probes/LANG.txt`."""
    text = (files("bot.extraction.train") / "probes" / f"{lang}.txt").read_text(encoding="utf-8")
    nlp = spacy.blank(lang)
    return [
        read_marked(nlp, line, f"probes/{lang}.txt:{number}")
        for number, line in enumerate(text.splitlines(), 1)
        if line.strip() and not line.startswith("#")
    ]


def read_marked(nlp: Language, line: str, where: str = "") -> Sentence:
    """A line such as "[ORG Meta] to buy ..." as a sentence. Raises CorpusBroken where a name cuts through a word."""
    plain, end = "", 0
    found: list[tuple[int, int, str]] = []
    for match in _MARKED.finditer(line):
        plain += line[end : match.start()]
        found.append((len(plain), len(plain) + len(match[2]), match[1]))
        plain += match[2]
        end = match.end()
    doc = nlp.make_doc(plain + line[end:])
    entities = []
    for start, stop, label in found:
        span = doc.char_span(start, stop)
        if span is None:
            raise CorpusBroken(f"{where}: {plain[start:stop]!r} is not made of whole words")
        entities.append(Span(span.start, span.end, label))
    spaces = (*(bool(word.whitespace_) for word in doc[:-1]), True)
    return Sentence(tuple(word.text for word in doc), spaces, bio_tags(len(doc), entities))
