"""How good, how fast and how big a pipeline is."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from bot.extraction.train.docs import to_doc
from bot.extraction.train.sentences import LABELS, Sentence

RELATIONS = ("nsubj", "nsubj:pass", "obj", "obl", "obl:agent", "nmod")


@dataclass(frozen=True)
class Score:
    """Figures in per cent by name, for one test set."""

    test: str
    figures: dict[str, float]


def entity_scores(nlp: Language, tests: dict[str, list[tuple[Sentence, ...]]]) -> list[Score]:
    """F, precision and recall of all entities and F of each label, on raw text."""
    return [Score(name, _entity_figures(nlp, groups)) for name, groups in tests.items() if groups]


def _entity_figures(nlp: Language, groups: Sequence[Sequence[Sentence]]) -> dict[str, float]:
    scores = nlp.evaluate(_examples(nlp, groups))
    by_label = scores["ents_per_type"] or {}
    figures = {"F": scores["ents_f"], "P": scores["ents_p"], "R": scores["ents_r"]}
    figures |= {label: by_label.get(label, {"f": 0.0})["f"] for label in LABELS}
    return {name: 100 * (value or 0.0) for name, value in figures.items()}


def syntax_scores(nlp: Language, tests: dict[str, list[tuple[Sentence, ...]]]) -> list[Score]:
    """Accuracy of tags, parts of speech and lemmas, attachment, F of the relations deals are read from, on raw text."""
    return [Score(name, _syntax_figures(nlp, groups)) for name, groups in tests.items() if groups]


def _syntax_figures(nlp: Language, groups: Sequence[Sequence[Sentence]]) -> dict[str, float]:
    scores = nlp.evaluate(_examples(nlp, groups))
    by_relation = scores["dep_las_per_type"] or {}
    named = {
        "TAG": "tag_acc",
        "UPOS": "pos_acc",
        "LEMMA": "lemma_acc",
        "UAS": "dep_uas",
        "LAS": "dep_las",
        "SENT": "sents_f",
    }
    figures = {name: scores[key] for name, key in named.items()}
    figures |= {relation: by_relation.get(relation, {"f": 0.0})["f"] for relation in RELATIONS}
    return {name: 100 * (value or 0.0) for name, value in figures.items()}


def _examples(nlp: Language, groups: Sequence[Sequence[Sentence]]) -> list[Example]:
    gold: Iterable[Doc] = (to_doc(nlp.vocab, group) for group in groups)
    return [Example(nlp.make_doc(doc.text), doc) for doc in gold]


def words_per_second(nlp: Language, groups: Sequence[Sequence[Sentence]]) -> int:
    """Words a second of processor time, on one thread, after a warm-up."""
    texts = [to_doc(nlp.vocab, group).text for group in groups]
    list(nlp.pipe(texts[:50]))
    start = time.process_time()
    words = sum(len(doc) for doc in nlp.pipe(texts, batch_size=64))
    return int(words / max(time.process_time() - start, 1e-9))


def megabytes(folder: Path) -> float:
    """Size of all files below the folder, in MB (10^6 bytes)."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6
