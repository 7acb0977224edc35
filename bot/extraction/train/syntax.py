"""What tagger, morphologizer, lemmatizer and parser are trained and measured on, language by language.

German has few trees: its big treebank's training part is only there as parts of speech. Its training therefore goes in
three rounds: gold trees alone, gold trees and parts of speech, and both with the trees on which the first two rounds'
parsers agree.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

from spacy.language import Language
from spacy.tokens import Doc

from bot.extraction.train.casing import Casing, recase
from bot.extraction.train.conllu import read_conllu
from bot.extraction.train.docs import grouped, to_doc
from bot.extraction.train.names import Names, Pool
from bot.extraction.train.sentences import Sentence, Tree, portion
from bot.extraction.train.tree_files import read_trees
from bot.extraction.train.trees import load_templates, plant
from bot.extraction.train.upos_files import read_upos

Groups = list[tuple[Sentence, ...]]

PLANTED = {"en": 2000, "de": 1500}  # sentences made from the tree templates
_GIVEN = {"en": 2500, "de": 1200}  # sentences of synth_deals
_HEADLINES = Casing(lower=0.02, upper=0.01, title=0.25)
_AGREEING = 0.92  # share of a sentence's words on whose head and relation two parsers must agree to be believed
_SHORTEST = 4


@dataclass(frozen=True)
class SyntaxData:
    """Documents as groups of sentences. `tagged`: those that only have tags; `made_up`: those that only have trees."""

    gold: Groups
    made_up: Groups
    tagged: Groups
    dev: Groups
    test: dict[str, Groups]


def gather(corpora: Path, lang: str, seed: int) -> SyntaxData:
    """Reads, splits, groups and shuffles, all by `seed`. Raises CorpusMissing, CorpusBroken."""
    rng = Random(seed)  # noqa: S311  # repeatable, not secret
    return _german(corpora, rng) if lang == "de" else _english(corpora, rng)


def _english(corpora: Path, rng: Random) -> SyntaxData:
    def read(name: str) -> list[Sentence]:
        return read_conllu(corpora / "en" / name)

    gold = [g for name in ("ud_ewt/train.conllu", "ud_gum_free/train.conllu") for g in grouped(read(name), rng, 5)]
    rng.shuffle(gold)
    dev = grouped(portion(read("ud_ewt/dev.conllu"), 0, 0.25) + read("ud_gum_free/dev.conllu"), rng, 4)
    test = {
        "EWT": grouped(read("ud_ewt/test.conllu"), rng, 4),
        "GUM": grouped(read("ud_gum_free/test.conllu"), rng, 4),
        "PUD": grouped(read("ud_pud/all.conllu"), rng, 1),
    }
    return SyntaxData(gold, _made_up(corpora, "en", rng), [], dev, test)


def _german(corpora: Path, rng: Random) -> SyntaxData:
    def read(name: str) -> list[Sentence]:
        return [_tagged_by_pos(sentence) for sentence in read_conllu(corpora / "de" / name)]

    gsd_dev, gsd_test, pud = read("ud_gsd/dev.conllu"), read("ud_gsd/test.conllu"), read("ud_pud/all.conllu")
    held, tested = 100 / 799, 600 / 977
    train = portion(gsd_dev, held, 1) + portion(pud, 0.1, 1) + portion(gsd_test, 0, tested)
    rng.shuffle(train)
    tagged = grouped(read_upos(corpora / "de" / "pos_gsd_train" / "train.upos.txt"), rng, 4)
    dev: Groups = [(sentence,) for sentence in portion(gsd_dev, 0, held) + portion(pud, 0, 0.1)]
    test: dict[str, Groups] = {"GSD": [(sentence,) for sentence in portion(gsd_test, tested, 1)]}
    return SyntaxData(grouped(train, rng, 3), _made_up(corpora, "de", rng), tagged, dev, test)


def _tagged_by_pos(sentence: Sentence) -> Sentence:
    # the two treebanks have two tag sets; UPOS is what they share, and what the tags-only corpus has
    return replace(sentence, forms=replace(sentence.forms, tags=sentence.forms.pos)) if sentence.forms else sentence


def _made_up(corpora: Path, lang: str, rng: Random) -> Groups:
    given = read_trees(corpora / lang / "synth_deals" / "train.jsonl")
    names = Names(lang, Pool({}), rng)
    templates = load_templates(lang)
    planted = [plant(rng.choice(templates), lang, names, rng) for _ in range(PLANTED[lang])]
    sentences = rng.sample(given, min(_GIVEN[lang], len(given))) + recase(planted, _HEADLINES, rng)
    rng.shuffle(sentences)
    return grouped(sentences, rng, 2)


def agreed(first: Language, second: Language, tagged: Groups) -> Groups:
    """The sentences both pipelines cut and parse alike, with `second`'s trees under their own gold tags."""
    found = []
    for group, one, two in zip(tagged, _parsed(first, tagged), _parsed(second, tagged), strict=True):
        tags = [tag for sentence in group for tag in sentence.tags or ()]
        if sentences := list(_agreed(one, two, tags)):
            found.append(tuple(sentences))
    return found


def _parsed(nlp: Language, groups: Groups) -> Iterator[Doc]:
    plain = ([Sentence(s.words, s.spaces) for s in group] for group in groups)
    return nlp.pipe((to_doc(nlp.vocab, group) for group in plain), batch_size=64)


def _agreed(one: Doc, two: Doc, tags: Sequence[str]) -> Iterator[Sentence]:
    cut = {(sentence.start, sentence.end) for sentence in one.sents}
    for span in two.sents:
        same = sum(one[w.i].head.i == w.head.i and one[w.i].dep_ == w.dep_ for w in span)
        if (span.start, span.end) not in cut or len(span) < _SHORTEST or same < _AGREEING * len(span):
            continue
        yield Sentence(
            words=tuple(w.text for w in span),
            spaces=(*(bool(w.whitespace_) for w in span[:-1]), True),
            tags=tuple(tags[span.start : span.end]),
            tree=Tree(tuple(w.head.i - span.start for w in span), tuple(w.dep_ for w in span)),
        )
