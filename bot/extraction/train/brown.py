"""Brown clusters as spaCy vectors: 200,000 words share a thousand rows, so a table of them costs 3 MB.

The clusters are those of spacy-lookups-data (MIT). A cluster is a path in a binary tree; its row is made of random
codes of the path's first 4, 6, 8 and 11 bits and of the whole path, so that near clusters have near rows.
"""

from __future__ import annotations

import gzip
import json
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.vectors import Vectors  # type: ignore[import-not-found]  # compiled, without a stub

KEYS = {"en": 200_000, "de": 250_000}
_TITLED = 60_000  # words that also get their row under a capital letter, for headlines
_CODES = ((4, 12), (6, 20), (8, 28), (11, 32), (99, 36))  # bits of the path, length of its code: 128 in all
_LONGEST = 39


@dataclass(frozen=True)
class Clusters:
    """Words, the most frequent first, and the cluster of each."""

    words: tuple[str, ...]
    cluster: dict[str, int]


def installed_clusters(lang: str) -> Clusters:
    """The clusters of the installed spacy-lookups-data."""
    found = _table(f"{lang}_lexeme_cluster.json.gz")
    chance = _table(f"{lang}_lexeme_prob.json.gz")
    usable = [w for w, cluster in found.items() if cluster and " " not in w and len(w) <= _LONGEST]
    words = sorted(usable, key=lambda word: (-chance.get(word, -30.0), word))[: KEYS[lang]]
    return Clusters(tuple(words), {word: int(found[word]) for word in words})


def _table(name: str) -> dict[str, float]:
    data = files("spacy_lookups_data") / "data" / name
    loaded: dict[str, float] = json.loads(gzip.decompress(data.read_bytes()))
    return loaded


def write_vectors(lang: str, clusters: Clusters, folder: Path) -> None:
    """A blank pipeline with the table of vectors, for `[initialize] vectors`."""
    ids = sorted(set(clusters.cluster.values()))
    row = {cluster: i for i, cluster in enumerate(ids)}
    nlp = spacy.blank(lang)
    vectors = Vectors(strings=nlp.vocab.strings, data=_rows(ids), name=f"brown_{lang}")
    for word in clusters.words:
        vectors.add(word, row=row[clusters.cluster[word]])
    for word in clusters.words[:_TITLED]:
        titled = word[0].upper() + word[1:]
        if word.islower() and titled not in clusters.cluster:
            vectors.add(titled, row=row[clusters.cluster[word]])
    nlp.vocab.vectors = vectors
    folder.mkdir(parents=True, exist_ok=True)
    nlp.to_disk(folder)


def _rows(ids: list[int]) -> NDArray[np.float32]:
    rng = np.random.RandomState(0)
    codes: dict[tuple[int, int], NDArray[np.float64]] = {}
    return np.stack([np.concatenate([_code(cluster, *code, codes, rng) for code in _CODES]) for cluster in ids]).astype(
        "float32"
    )


def _code(
    cluster: int, bits: int, length: int, codes: dict[tuple[int, int], NDArray[np.float64]], rng: np.random.RandomState
) -> NDArray[np.float64]:
    prefix = (bits, cluster & ((1 << bits) - 1))
    if prefix not in codes:
        codes[prefix] = rng.normal(0, 1, length) / np.sqrt(length) * 1.4
    return codes[prefix]
