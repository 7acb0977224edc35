"""What the entity recogniser is trained and measured on, language by language."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from pathlib import Path
from random import Random

from bot.extraction.train.bio_files import read_bio
from bot.extraction.train.casing import Casing, recase
from bot.extraction.train.docs import grouped
from bot.extraction.train.grammar import Grammar, load_grammar
from bot.extraction.train.gum import read_gum
from bot.extraction.train.names import Names, Pool
from bot.extraction.train.probes import load_probes
from bot.extraction.train.sentences import OUTSIDE, Sentence, bio_tags, portion, spans

_GUM_GENRES = frozenset(["news", "interview", "bio", "speech"])


@dataclass(frozen=True)
class Source:
    """A corpus file from one fraction of its sentences to another (as the sentence's number of those there were).

    `times`: how often it is trained on; `most`: sentences put into one document.
    """

    path: str
    part: tuple[float, float] = (0, 1)
    times: int = 1
    most: int = 4


@dataclass(frozen=True)
class Recipe:
    """Real corpora to train on, to pick the best step by (`dev`) and to report on (`test`), and how much is made up.

    `swapped`: real sentences repeated with other company names; `invented`: sentences of the grammar; `news`: of
    synth_news.
    """

    train: tuple[Source, ...]
    dev: tuple[Source, ...]
    test: dict[str, Source]
    swapped: int
    invented: int
    news: int
    casing: Casing


RECIPES = {
    "en": Recipe(
        train=(
            Source("en/ner_wikigold/all.jsonl", (0, 1500 / 1696), times=2),
            Source("en/ner_uner_ewt/test.jsonl"),
            Source("en/ner_uner_ewt/dev.jsonl", (0, 1700 / 2001)),
            Source("en/ner_crossner/train.jsonl"),
            Source("en/ner_crossner/dev.jsonl"),
            Source("en/ner_crossner/test.jsonl", (500 / 2506, 1)),
            Source("en/ner_redocred/dev.jsonl"),
            Source("en/ner_redocred/test.jsonl", (800 / 3966, 1)),
            Source("en/ner_wnut17/train.jsonl", (0, 1200 / 3394)),
            Source("en/ud_gum_free/train.conllu"),
        ),
        dev=(
            Source("en/ner_uner_pud/all.jsonl", (0, 300 / 1000)),
            Source("en/ner_crossner/test.jsonl", (0, 150 / 2506)),
            Source("en/ner_redocred/test.jsonl", (0, 200 / 3966)),
        ),
        test={
            "wikigold": Source("en/ner_wikigold/all.jsonl", (1500 / 1696, 1)),
            "EWT": Source("en/ner_uner_ewt/dev.jsonl", (1700 / 2001, 1)),
            "PUD": Source("en/ner_uner_pud/all.jsonl", (300 / 1000, 1)),
            "CrossNER": Source("en/ner_crossner/test.jsonl", (150 / 2506, 500 / 2506)),
            "Re-DocRED": Source("en/ner_redocred/test.jsonl", (200 / 3966, 800 / 3966)),
        },
        swapped=2500,
        invented=7000,
        news=2000,
        casing=Casing(lower=0.02, upper=0.015, title=0.05),
    ),
    "de": Recipe(
        train=(
            Source("de/ner_germeval14/dev.jsonl", (1300 / 2200, 1), times=2, most=2),
            Source("de/ner_germeval14/test.jsonl", times=2, most=2),
            Source("de/ner_uner_pud/all.jsonl", (0, 700 / 1000)),
            Source("de/ner_mobie/train.jsonl", (0, 1500 / 4785)),
            Source("de/ner_ler/sample.jsonl", (0, 1500 / 4200), most=2),
        ),
        dev=(Source("de/ner_germeval14/dev.jsonl", (1000 / 2200, 1300 / 2200)),),
        test={
            "GermEval": Source("de/ner_germeval14/dev.jsonl", (0, 1000 / 2200)),
            "PUD": Source("de/ner_uner_pud/all.jsonl", (700 / 1000, 1)),
        },
        swapped=3000,
        invented=6500,
        news=1500,
        casing=Casing(lower=0.02, upper=0.015, title=0.04),
    ),
}


@dataclass(frozen=True)
class EntityData:
    """Documents as groups of sentences, all with BIO tags. `test` by the name the card reports it under."""

    train: list[tuple[Sentence, ...]]
    dev: list[tuple[Sentence, ...]]
    test: dict[str, list[tuple[Sentence, ...]]]


def gather(corpora: Path, lang: str, seed: int, *, made_up: int | None = None) -> EntityData:
    """Reads, repairs, swaps, invents, spoils capitals, groups and shuffles, all by `seed`.

    Raises CorpusMissing, CorpusBroken. At most `made_up` sentences of each made-up kind, else the recipe's number.
    """
    recipe, rng = RECIPES[lang], Random(seed)  # noqa: S311  # repeatable, not secret
    read = _reader(corpora, lang)
    dev = [group for source in recipe.dev for group in grouped(read(source), rng, 3)]
    test = {name: grouped(read(source), rng, 3) for name, source in recipe.test.items()}
    real = [(source, read(source)) for source in recipe.train]
    parts = [(part * source.times, source.most) for source, part in real]
    everything = [s for _, part in real for s in part]
    parts += [(part, 3) for part in _made_up(corpora, lang, everything, made_up, rng)]
    train = [group for part, most in parts for group in grouped(recase(part, recipe.casing, rng), rng, most)]
    rng.shuffle(train)
    return EntityData(train, dev, test | {"own probes": [(probe,) for probe in load_probes(lang)]})


def _made_up(corpora: Path, lang: str, real: Sequence[Sentence], most: int | None, rng: Random) -> list[list[Sentence]]:
    recipe = RECIPES[lang]
    some, drawn, made = (n if most is None else min(n, most) for n in (recipe.swapped, recipe.news, recipe.invented))
    news = read_bio(corpora / lang / "synth_news" / "train.jsonl")
    names = Names(lang, Pool.of(news, real), rng)
    grammar = Grammar(load_grammar(lang), names, rng)
    return [
        swapped(real, names, rng)[:some],
        rng.sample(news, min(drawn, len(news))),
        [grammar.sentence() for _ in range(made)],
    ]


def _reader(corpora: Path, lang: str) -> Callable[[Source], list[Sentence]]:
    demonyms = _demonyms() if lang == "en" else frozenset()

    def read(source: Source) -> list[Sentence]:
        path = corpora / source.path
        found = read_gum(path, _GUM_GENRES) if path.suffix == ".conllu" else read_bio(path)
        return [without_demonyms(sentence, demonyms) for sentence in portion(found, *source.part)]

    return read


def _demonyms() -> frozenset[str]:
    return frozenset(
        (files("bot.extraction.train") / "grammars" / "demonyms_en.txt").read_text(encoding="utf-8").split()
    )


def without_demonyms(sentence: Sentence, demonyms: frozenset[str]) -> Sentence:
    """Some corpora call "German" a place, others don't; here it never is one."""
    found = spans(sentence.bio or ())
    kept = [
        s
        for s in found
        if not (s.label == "LOC" and s.end == s.start + 1 and sentence.words[s.start].lower() in demonyms)
    ]
    return sentence if len(kept) == len(found) else replace(sentence, bio=bio_tags(len(sentence.words), kept))


def swapped(sentences: Sequence[Sentence], names: Names, rng: Random) -> list[Sentence]:
    """The sentences that have organisations, shuffled, with eight of ten organisations given another name."""
    found = [_swap(s, names, rng) for s in sentences if "B-ORG" in (s.bio or ())]
    rng.shuffle(found)
    return found


def _swap(sentence: Sentence, names: Names, rng: Random) -> Sentence:
    starts = {
        span.start: span for span in spans(sentence.bio or ()) if span.label == "ORG" and span.end - span.start <= 4
    }
    words: list[str] = []
    spaces: list[bool] = []
    bio: list[str] = []
    i = 0
    while i < len(sentence.words):
        span = starts.get(i)
        if span and rng.random() < 0.8:
            name = names.draw("ORG")
            words += name
            spaces += [True] * (len(name) - 1) + [sentence.spaces[span.end - 1]]
            bio += ["B-ORG"] + ["I-ORG"] * (len(name) - 1)
            i = span.end
        else:
            words.append(sentence.words[i])
            spaces.append(sentence.spaces[i])
            bio.append((sentence.bio or ())[i] if sentence.bio else OUTSIDE)
            i += 1
    return Sentence(tuple(words), tuple(spaces), tuple(bio))
