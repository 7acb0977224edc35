"""The command line: `python -m bot` or `dealbot`."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer
from dotenv import load_dotenv
from rich.console import Console

from bot.clock import SystemClock
from bot.errors import DealbotError, SettingsError
from bot.settings import Settings
from storage.store import StoreError

EXIT_BROKEN = 2  # settings, tokens, database or input: the sentence on stderr says what to do
EXIT_LINES_BROKEN = 1  # some lines of a file were broken, the rest was done

cli = typer.Typer(
    help="Dealbot reads deals out of articles shared in Slack.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@cli.callback(invoke_without_command=True)
def default(context: typer.Context) -> None:
    """Without a command: `run` when Slack tokens are set, else `try`."""
    _load(Path(".env"))
    if context.invoked_subcommand is None:
        settings = Settings.from_env(os.environ)
        if settings.has_slack:
            run()
        else:
            try_()


@cli.command()
def run() -> None:
    """Connect to Slack and work until stopped."""
    from bot.runtime import serve

    settings = Settings.from_env(os.environ)
    _log(settings.log_level)
    _go(serve(settings, SystemClock()))


@cli.command("try")
def try_() -> None:
    """Open a local workspace in the terminal: nothing leaves this machine, no Slack needed."""
    from bot.playground.terminal import play

    settings = Settings.from_env(os.environ)
    _log("error")
    _go(play(settings, SystemClock()))


@cli.command()
def extract(
    source: Annotated[
        str, typer.Argument(help="A URL, a file or - for standard input; with --jsonl the file to read.")
    ],
    target: Annotated[Path | None, typer.Argument(help="With --jsonl: the file to write.")] = None,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="JSON Lines with id, text, lang, title, published.")] = False,
) -> None:
    """Print the deals and people of a text as JSON."""
    from bot.extract import article_at, article_in, as_json, extract_file, extracted, is_link
    from bot.extraction import Extractor

    if jsonl and target is None:
        raise typer.BadParameter("--jsonl needs two files: IN and OUT")
    if target is not None and not jsonl:
        raise typer.BadParameter("a second file is only for --jsonl; without it the facts are printed")
    settings = Settings.from_env(os.environ)
    extractor = Extractor(settings.model_en or None, settings.model_de or None)
    if target is None:
        article = asyncio.run(article_at(source, settings)) if is_link(source) else article_in(source)
        typer.echo(as_json(extracted(article, extractor, source), getattr(sys.stdout, "encoding", None)))
        return
    summary = extract_file(Path(source), target, extractor, Console(stderr=True))
    typer.echo(f"{summary.written} texts read, {summary.broken} broken lines", err=True)
    if summary.broken:
        raise typer.Exit(EXIT_LINES_BROKEN)


def _load(file: Path) -> None:
    """Put what the file sets into the environment, where it isn't set there. Raises `SettingsError`."""
    try:
        load_dotenv(file, encoding="utf-8-sig")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "it is no text in UTF-8"
        raise SettingsError(f"{file} can't be read: {reason}.") from error


def _log(level: str) -> None:
    logging.basicConfig(level=level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    # at info the SDK tells of each of its retries, at debug both log what people write, and tickets
    for name, quietest in (("slack_sdk", logging.WARNING), ("slack_bolt", logging.INFO)):
        logging.getLogger(name).setLevel(max(logging.getLevelNamesMapping()[level.upper()], quietest))


def _go(program: Coroutine[Any, Any, None]) -> None:
    asyncio.run(program)


def main() -> None:
    """Run the command line; what can go wrong outside the code ends in one sentence and code 2."""
    try:
        cli()
    except (DealbotError, StoreError) as error:
        typer.echo(error.told if isinstance(error, DealbotError) else str(error), err=True)
        raise SystemExit(EXIT_BROKEN) from None


if __name__ == "__main__":
    main()
