"""Runs spaCy's training loop on documents on disk."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from spacy.language import Language
from spacy.training.initialize import init_nlp
from spacy.training.loop import train as run_loop
from spacy.util import load_config_from_str, load_model, load_model_from_config


@dataclass(frozen=True)
class Schedule:
    """Steps of the optimiser, how often the dev set is scored, settings of the config that differ ("a.b.c": value)."""

    steps: int
    every: int
    overrides: dict[str, object]


@dataclass(frozen=True)
class Material:
    """Folders: documents to train on, documents to pick the best step by, the vectors."""

    train: Path
    dev: Path
    vectors: Path


def train(config: str, lang: str, material: Material, schedule: Schedule, seed: int, out: Path) -> Language:
    """Trains `configs`/CONFIG.cfg and returns the best step's pipeline, which stays in `out`/model-best.

    The same material, seed and library versions give the same weights, byte for byte, on one thread.
    """
    text = (files("bot.extraction.train") / "configs" / f"{config}.cfg").read_text(encoding="utf-8")
    overrides = {
        "paths.train": str(material.train),
        "paths.dev": str(material.dev),
        "paths.vectors": str(material.vectors),
        "nlp.lang": lang,
        "system.seed": seed,
        "training.max_steps": schedule.steps,
        "training.eval_frequency": schedule.every,
        **schedule.overrides,
    }
    brief = load_config_from_str(text, overrides=overrides, interpolate=False)
    nlp = init_nlp(load_model_from_config(brief, auto_fill=True).config)
    out.mkdir(parents=True, exist_ok=True)
    run_loop(nlp, out, stdout=sys.stdout, stderr=sys.stderr)
    return load_model(out / "model-best")
