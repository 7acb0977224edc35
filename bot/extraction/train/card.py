"""The model card that lies beside the weights, and the NOTICE of the corpora they were made from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files

from bot.extraction.train.measuring import Score

_LANGUAGES = {"en": "English", "de": "German"}

_CARD = """# {language} pipeline

`tok2vec tagger morphologizer trainable_lemmatizer parser ner`; entities are ORG, PERSON and LOC (countries, cities).
{size:.1f} MB, {speed:,} words a second of one core on the machine that trained it.
Licence: CC BY-SA 4.0; the corpora are named in NOTICE.

Made by `python -m bot.extraction.train CORPORA OUT --lang {lang} --seed {seed}`.{origin}

Entities, on sentences not trained on, from raw text, in per cent; F, P, R over all three, F of each.
"own probes" are business sentences written for this project.

{entities}

Syntax, likewise (relations: F):

{syntax}

Weak at: names that are common words, firms joined by "and", long foreign names, anything written all in capitals.
Not meant for anything but reading business news; it knows no kinds of names beyond the three.
"""


@dataclass(frozen=True)
class Made:
    """How a pipeline was made; `taken` says what it has from another. Words a second, megabytes."""

    lang: str
    seed: int
    taken: tuple[str, ...]
    speed: int
    size: float


def card(made: Made, entities: Sequence[Score], syntax: Sequence[Score]) -> str:
    """The card as Markdown."""
    return _CARD.format(
        language=_LANGUAGES[made.lang],
        lang=made.lang,
        seed=made.seed,
        origin="".join(f"\nBut {part}." for part in made.taken),
        speed=made.speed,
        size=made.size,
        entities=_table(entities),
        syntax=_table(syntax),
    )


def notice() -> str:
    """The attribution of every corpus, for both languages."""
    return (files("bot.extraction.train") / "NOTICE.txt").read_text(encoding="utf-8")


def _table(scores: Sequence[Score]) -> str:
    if not scores:
        return "(not measured)"
    columns = list(scores[0].figures)
    head = ["| test | " + " | ".join(columns) + " |", "|---" * (len(columns) + 1) + "|"]
    rows = [f"| {s.test} | " + " | ".join(f"{s.figures[c]:.1f}" for c in columns) + " |" for s in scores]
    return "\n".join(head + rows)
