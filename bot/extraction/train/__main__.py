"""`python -m bot.extraction.train CORPORA OUT`. Set OMP_NUM_THREADS=1 for weights that are the same byte for byte."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.errors import DealbotError
from bot.extraction.train import stages
from bot.extraction.train.brown import installed_clusters
from bot.extraction.train.card import notice


class Lang(StrEnum):
    """A language we train."""

    EN = "en"
    DE = "de"


class Stage(StrEnum):
    """A part of a run; each needs what those before it left in OUT/work."""

    CHECK = "check"
    VECTORS = "vectors"
    ENTITIES = "entities"
    SYNTAX = "syntax"
    ASSEMBLE = "assemble"


def main(
    corpora: Annotated[Path, typer.Argument(help="The folder of corpora: en/ud_ewt, de/ner_germeval14 ...")],
    out: Annotated[Path, typer.Argument(help="Pipelines go to OUT/en and OUT/de, what they are made of to OUT/work.")],
    lang: Annotated[list[Lang] | None, typer.Option(help="Only this language.")] = None,
    stage: Annotated[list[Stage] | None, typer.Option(help="Only this part of the run.")] = None,
    seed: Annotated[int, typer.Option(help="Everything drawn by chance follows from it.")] = 7,
    steps: Annotated[int | None, typer.Option(min=1, help="At most so many steps a round: a trial run.")] = None,
    syntax: Annotated[Path | None, typer.Option(help="Take the syntax from this finished pipeline.")] = None,
    entities: Annotated[Path | None, typer.Option(help="Take the recogniser from this finished pipeline.")] = None,
) -> None:
    """Train the pipelines that Dealbot ships."""
    wanted = set(stage or Stage) - ({Stage.SYNTAX} if syntax else set()) - ({Stage.ENTITIES} if entities else set())
    borrowed = stages.Borrowed(syntax, entities)
    try:
        for one in lang or list(Lang):
            _run(stages.Run(corpora, out, one.value, seed, steps, typer.echo), wanted, borrowed)
        if Stage.ASSEMBLE in wanted:
            (out / "NOTICE").write_text(notice(), encoding="utf-8")
    except DealbotError as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(2) from fault


def _run(run: stages.Run, wanted: set[Stage], borrowed: stages.Borrowed) -> None:
    if Stage.CHECK in wanted:
        stages.check(run)
    if Stage.VECTORS in wanted:
        stages.make_vectors(run, installed_clusters(run.lang))
    if Stage.ENTITIES in wanted:
        stages.train_entities(run)
    if Stage.SYNTAX in wanted:
        stages.train_syntax(run)
    if Stage.ASSEMBLE in wanted:
        stages.assemble(run, borrowed)


if __name__ == "__main__":
    typer.run(main)
