"""Entities for text that has none: where two recognisers agree, they are believed; where they differ, nothing is said.

One recogniser learnt from real corpora alone, the other from made-up business sentences as well; the parts of speech of
the text are gold and overrule both: a name has a proper noun in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

from spacy.language import Language
from spacy.tokens import Doc

from bot.extraction.train.conllu import read_conllu
from bot.extraction.train.docs import grouped, to_doc
from bot.extraction.train.sentences import OUTSIDE, UNKNOWN, Sentence, Span
from bot.extraction.train.upos_files import read_upos

_UNLABELLED = {
    "en": ("en/ud_ewt/train.conllu", "en/ud_gum_free/train.conllu"),
    "de": ("de/pos_gsd_train/train.upos.txt", "de/ud_gsd/dev.conllu", "de/ud_gsd/test.conllu"),
}
_KEPT_UNKNOWN = 0.25  # a sentence with more of its proper nouns in doubt than this is left out


def unlabelled(corpora: Path, lang: str) -> list[Sentence]:
    """Sentences with gold parts of speech in `tags`, and nothing else."""
    found: list[Sentence] = []
    for name in _UNLABELLED[lang]:
        path = corpora / name
        if path.suffix == ".txt":
            found += read_upos(path)
        else:
            found += [Sentence(s.words, s.spaces, tags=s.forms.pos) for s in read_conllu(path) if s.forms]
    return found


def labelled(sentences: Sequence[Sentence], one: Language, two: Language, seed: int) -> list[tuple[Sentence, ...]]:
    """Groups of the sentences with BIO tags by agreement; from words in doubt, tagged UNKNOWN, nothing is learnt."""
    groups = grouped(sentences, Random(seed), 4)  # noqa: S311  # repeatable, not secret
    found: list[tuple[Sentence, ...]] = []
    for group, first, second in zip(groups, _read(one, groups), _read(two, groups), strict=True):
        offset = 0
        kept: list[Sentence] = []
        for sentence in group:
            end = offset + len(sentence.words)
            bio = agreed_bio(sentence.tags or (), _spans(first, offset, end), _spans(second, offset, end))
            if _clear(sentence.tags or (), bio):
                kept.append(Sentence(sentence.words, sentence.spaces, bio))
            offset = end
        found += [tuple(kept)] if kept else []
    return found


def agreed_bio(pos: Sequence[str], first: set[Span], second: set[Span]) -> tuple[str, ...]:
    """BIO tags for words of these parts of speech.

    Spans that both have and that hold a proper noun are named, all else in either's spans is UNKNOWN, the rest outside.
    """
    tags = [OUTSIDE] * len(pos)
    for span in first ^ second:
        tags[span.start : span.end] = [UNKNOWN] * (span.end - span.start)
    for span in sorted(first & second, key=lambda s: s.start):
        sure = "PROPN" in pos[span.start : span.end]
        inside = ["B-" + span.label] + ["I-" + span.label] * (span.end - span.start - 1)
        tags[span.start : span.end] = inside if sure else [UNKNOWN] * len(inside)
    return tuple(OUTSIDE if tag == UNKNOWN and pos[i] in _NEVER_NAMES else tag for i, tag in enumerate(tags))


_NEVER_NAMES = frozenset(["VERB", "AUX", "PRON", "ADV", "PUNCT"])


def _clear(pos: Sequence[str], bio: Sequence[str]) -> bool:
    names = [tag for part, tag in zip(pos, bio, strict=True) if part == "PROPN"]
    return names.count(UNKNOWN) <= _KEPT_UNKNOWN * max(len(names), 1)


def _read(nlp: Language, groups: Sequence[Sequence[Sentence]]) -> list[Doc]:
    docs = (to_doc(nlp.vocab, [Sentence(s.words, s.spaces) for s in group]) for group in groups)
    return list(nlp.pipe(docs, batch_size=64))


def _spans(doc: Doc, start: int, end: int) -> set[Span]:
    return {Span(e.start - start, e.end - start, e.label_) for e in doc.ents if start <= e.start and e.end <= end}
