"""The command line: `python -m bot` or `dealbot`."""

from __future__ import annotations

import asyncio
import json
import logging
import os
from collections.abc import Coroutine
from pathlib import Path
from typing import Annotated, Any

import typer
from dotenv import load_dotenv
from rich.console import Console
from storage.store import StoreError

from bot.clock import SystemClock
from bot.errors import DealbotError
from bot.settings import Settings

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
    load_dotenv(Path(".env"))
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
    from bot.extract import article_at, article_in, extract_file, extracted, is_link
    from bot.extraction import Extractor

    settings = Settings.from_env(os.environ)
    extractor = Extractor(settings.model_en or None, settings.model_de or None)
    if not jsonl:
        article = asyncio.run(article_at(source, settings)) if is_link(source) else article_in(source)
        typer.echo(json.dumps(extracted(article, extractor, source), ensure_ascii=False, indent=2))
        return
    if target is None:
        raise typer.BadParameter("--jsonl needs two files: IN and OUT")
    summary = extract_file(Path(source), target, extractor, Console(stderr=True))
    typer.echo(f"{summary.written} texts read, {summary.broken} broken lines", err=True)
    if summary.broken:
        raise typer.Exit(EXIT_LINES_BROKEN)


def _log(level: str) -> None:
    logging.basicConfig(level=level.upper(), format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    if level == "info":  # the SDK tells of each of its retries at this level
        logging.getLogger("slack_sdk").setLevel(logging.WARNING)


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
