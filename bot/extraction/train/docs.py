"""Sentences become spaCy documents on disk."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

from spacy.tokens import Doc, DocBin
from spacy.vocab import Vocab

from bot.extraction.train.sentences import Sentence

_ALWAYS = ["ORTH", "SPACY"]
# A document without a parse must not store HEAD: read back, every word would be a sentence of its own.
_BY_LAYER = {
    "bio": ["ENT_IOB", "ENT_TYPE"],
    "tags": ["TAG"],
    "forms": ["TAG", "POS", "MORPH", "LEMMA"],
    "tree": ["HEAD", "DEP", "SENT_START"],
}


def grouped(sentences: Sequence[Sentence], rng: Random, most: int) -> list[tuple[Sentence, ...]]:
    """Neighbours put together, 1 to `most` at a time: the pipelines will read whole articles, not single sentences."""
    groups, i = [], 0
    while i < len(sentences):
        size = rng.randint(1, most)
        groups.append(tuple(sentences[i : i + size]))
        i += size
    return groups


def layers(sentence: Sentence) -> tuple[str, ...]:
    """Which annotation a sentence has, of bio, tags, forms and tree."""
    return tuple(layer for layer in _BY_LAYER if getattr(sentence, layer) is not None)


def to_doc(vocab: Vocab, group: Sequence[Sentence]) -> Doc:
    """One document of these sentences, which all have the same layers."""
    had = layers(group[0])
    assert all(layers(sentence) == had for sentence in group)
    columns: dict[str, Any] = {}
    heads: list[int] = []
    for sentence in group:
        offset = len(heads)
        heads += [offset + head for head in (sentence.tree.heads if sentence.tree else range(len(sentence.words)))]
        for name, values in _columns(sentence).items():
            columns.setdefault(name, []).extend(values)
    words = [word for sentence in group for word in sentence.words]
    spaces = [space for sentence in group for space in sentence.spaces]
    return Doc(vocab, words=words, spaces=spaces, heads=heads if "tree" in had else None, **columns)


def _columns(sentence: Sentence) -> dict[str, tuple[str, ...]]:
    columns: dict[str, tuple[str, ...]] = {}
    if sentence.bio:
        columns["ents"] = sentence.bio
    if sentence.tags:
        columns["tags"] = sentence.tags
    if sentence.forms:
        forms = sentence.forms
        columns |= {"tags": forms.tags, "pos": forms.pos, "morphs": forms.morphs, "lemmas": forms.lemmas}
    if sentence.tree:
        columns["deps"] = sentence.tree.deps
    return columns


def save_docs(folder: Path, vocab: Vocab, groups: Sequence[Sequence[Sentence]]) -> int:
    """Writes `folder`/LAYERS.spacy, one file for each set of layers, and returns the number of words."""
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob("*.spacy"):
        stale.unlink()
    bins: dict[tuple[str, ...], DocBin] = {}
    words = 0
    for group in groups:
        had = layers(group[0])
        if had not in bins:
            attrs = [*_ALWAYS, *(attr for layer in had for attr in _BY_LAYER[layer])]
            bins[had] = DocBin(attrs=sorted(set(attrs)))
        bins[had].add(to_doc(vocab, group))
        words += sum(len(sentence.words) for sentence in group)
    for had, collected in bins.items():
        collected.to_disk(folder / ("-".join(had) + ".spacy"))
    return words
