"""The stages of a training run, each from folder to folder, so that one can be repeated without the others.

WORK/vectors                      Brown clusters
WORK/entities/plain | business    what the two teachers of entities learn from; model-best of each beside it
WORK/entities/final               business and silver: what the shipped recogniser learns from
WORK/syntax/...                   the same for tags and trees
OUT/LANG                          the pipeline
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.util import load_model

from bot.extraction.train import entities, syntax
from bot.extraction.train.brown import Clusters, write_vectors
from bot.extraction.train.card import Made, card
from bot.extraction.train.docs import save_docs
from bot.extraction.train.measuring import entity_scores, megabytes, syntax_scores, words_per_second
from bot.extraction.train.silver import labelled, unlabelled
from bot.extraction.train.syntax import Groups, agreed
from bot.extraction.train.training import Material, Schedule, train

SYNTAX = ("tok2vec", "tagger", "morphologizer", "trainable_lemmatizer", "parser")


@dataclass(frozen=True)
class Steps:
    """Steps of the optimiser: entities of the two teachers and the shipped recogniser, and the rounds of the syntax."""

    plain: int
    business: int
    final: int
    syntax: tuple[int, ...]


STEPS = {
    "en": Steps(plain=3500, business=6000, final=6000, syntax=(3900,)),
    "de": Steps(plain=2500, business=4200, final=4800, syntax=(1500, 3500, 2600)),
}
# at 0.1 the German dev score fell from 69.3 to 66.3 after step 1,750 of 4,200
_DROPOUT = {"en": 0.1, "de": 0.2}
_PARSER_ACTIONS = {"en": 30, "de": 10}  # rarer parser actions are not learnt
_CHECKS = 12  # how often a run is scored on the dev set


@dataclass(frozen=True)
class Run:
    """One language's training. `limit` caps the steps of every round, for a trial; `tell` gets a line at each stage."""

    corpora: Path
    out: Path
    lang: str
    seed: int
    limit: int | None
    tell: Callable[[str], None]

    @property
    def most_made_up(self) -> int | None:
        """How many made-up sentences of a kind a trial gets, None for a real run."""
        return None if self.limit is None else 100 * self.limit

    @property
    def work(self) -> Path:
        """Where everything but the finished pipeline lies."""
        return self.out / "work" / self.lang

    @property
    def pipeline(self) -> Path:
        """Where the finished pipeline lies."""
        return self.out / self.lang


def check(run: Run) -> None:
    """Reads every corpus of the recipe, so that a broken one is found before hours are spent.

    Raises CorpusMissing, CorpusBroken.
    """
    run.tell(f"{run.lang}: reading the corpora")
    entities.gather(run.corpora, run.lang, run.seed, made_up=run.most_made_up)
    syntax.gather(run.corpora, run.lang, run.seed)


def make_vectors(run: Run, clusters: Clusters) -> None:
    """Writes the table of vectors both stages of training use."""
    run.tell(f"{run.lang}: {len(clusters.words):,} words of Brown clusters")
    write_vectors(run.lang, clusters, run.work / "vectors")


def train_entities(run: Run) -> None:
    """Two teachers, the text they agree on, and the recogniser that learns from all of it."""
    steps = STEPS[run.lang]
    plain = entities.gather(run.corpora, run.lang, run.seed, made_up=0)
    business = entities.gather(run.corpora, run.lang, run.seed, made_up=run.most_made_up)
    _save(run, "entities/dev", business.dev)
    one = _round(run, "entities", "plain", plain.train, steps.plain)
    two = _round(run, "entities", "business", business.train, steps.business)
    silver = labelled(unlabelled(run.corpora, run.lang), one, two, run.seed)
    run.tell(f"{run.lang}: the teachers agree on {sum(map(len, silver)):,} sentences")
    _round(run, "entities", "final", business.train + silver, steps.final)


def train_syntax(run: Run) -> None:
    """One round for English; for German as many as there are steps for, the last on trees two parsers agree on."""
    data = syntax.gather(run.corpora, run.lang, run.seed)
    _save(run, "syntax/dev", data.dev)
    first, *more = STEPS[run.lang].syntax
    if not more:
        _round(run, "syntax", "final", data.gold + data.made_up, first)
        return
    one = _round(run, "syntax", "gold", data.gold, first)
    two = _round(run, "syntax", "tagged", data.gold + data.made_up + data.tagged, more[0])
    silver = agreed(one, two, data.tagged)
    run.tell(f"{run.lang}: the parsers agree on {sum(map(len, silver)):,} sentences")
    # the gold trees twice, so that the parsers' own ones do not drown them
    _round(run, "syntax", "final", data.gold * 2 + data.made_up + silver, more[1])


def _round(run: Run, stage: str, name: str, groups: Groups, steps: int) -> Language:
    steps = min(steps, run.limit or steps)
    words = _save(run, f"{stage}/{name}", groups)
    run.tell(f"{run.lang}: {stage}, {name}: {words:,} words, {steps} steps")
    here = run.work / stage
    schedule = Schedule(steps, max(steps // _CHECKS, 1), _settings(run, stage))
    material = Material(here / name, here / "dev", run.work / "vectors")
    return train(stage, run.lang, material, schedule, run.seed, here / f"{name}-run")


def _settings(run: Run, stage: str) -> dict[str, object]:
    if stage == "entities":
        return {"training.dropout": _DROPOUT[run.lang]}
    # in a trial's handful of sentences no action is frequent
    return {"components.parser.min_action_freq": _PARSER_ACTIONS[run.lang] if run.limit is None else 1}


def _save(run: Run, name: str, groups: Groups) -> int:
    return save_docs(run.work / name, spacy.blank(run.lang).vocab, groups)


@dataclass(frozen=True)
class Borrowed:
    """Finished pipelines with the same vectors whose syntax or entities are taken instead of this run's."""

    syntax: Path | None = None
    entities: Path | None = None


def assemble(run: Run, borrowed: Borrowed) -> Language:
    """Puts syntax and entities into one pipeline, measures it and writes it with its card."""
    nlp = load_model(borrowed.syntax or run.work / "syntax" / "final-run" / "model-best", exclude=["ner"])
    namer = load_model(borrowed.entities or run.work / "entities" / "final-run" / "model-best")
    lenders = [("syntax", nlp, borrowed.syntax), ("recogniser", namer, borrowed.entities)]
    taken = [f"its {part} is that of {of.meta['name']} {of.meta['version']}" for part, of, lent in lenders if lent]
    nlp.add_pipe("ner", source=namer, last=True)
    nlp.meta.update(
        name="deal_sm",  # without the language: spaCy puts it in front itself
        version="0.2.0",
        description="Small news pipeline for deal extraction, trained on openly licensed corpora",
        license="CC BY-SA 4.0",
    )
    nlp.config["paths"].update(dict.fromkeys(nlp.config["paths"]))  # where this machine had them is nobody's business
    nlp.to_disk(run.pipeline)
    _report(run, nlp, taken)
    return nlp


def _report(run: Run, nlp: Language, taken: list[str]) -> None:
    found = entities.gather(run.corpora, run.lang, run.seed, made_up=0)
    by_entity = entity_scores(nlp, found.test)
    by_syntax = syntax_scores(nlp, syntax.gather(run.corpora, run.lang, run.seed).test)
    speed = words_per_second(nlp, found.dev)
    made = Made(run.lang, run.seed, tuple(taken), speed, megabytes(run.pipeline))
    text = card(made, by_entity, by_syntax)
    (run.pipeline / "README.md").write_text(text, encoding="utf-8")
    figures = {
        "entities": {score.test: score.figures for score in by_entity},
        "syntax": {score.test: score.figures for score in by_syntax},
        "words_per_second": speed,
    }
    (run.work / "figures.json").write_text(json.dumps(figures, indent=1), encoding="utf-8")
    run.tell(text)
