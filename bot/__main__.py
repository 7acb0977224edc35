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
def try_(
    page: Annotated[bool, typer.Option("--page", help="In the browser, with channels, modals and App Home.")] = False,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Of the page; 0 takes a free one.")] = 0,
) -> None:
    """Open a local workspace in the terminal or the browser: nothing leaves this machine, no Slack needed."""
    settings = Settings.from_env(os.environ)
    _log("error")
    if page:
        from bot.playground.browser import play_in_browser

        _go(play_in_browser(settings, SystemClock(), port, Console(highlight=False)))
    else:
        from bot.playground.terminal import play

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


@cli.command()
def backup(
    target: Annotated[Path, typer.Argument(help="The file to write; one that is there is replaced.")],
) -> None:
    """Copy the database, also while the bot runs."""
    from bot.backup import copy_database

    typer.echo(copy_database(Settings.from_env(os.environ), target))


@cli.command()
def forget(
    subject: Annotated[str, typer.Argument(metavar="WHAT", help="article, person, workspace or older.")],
    name: Annotated[str, typer.Argument(help="Its address or id; the person's name; its id; a number of days.")],
    team: Annotated[str, typer.Option(help="The workspace's id, where the database holds several.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
) -> None:
    """Forget an article, a person, a workspace or what is older than some days, and what only they had said."""
    from bot.forget import Subject
    from bot.forget import forget as forget_now

    if subject not in list(Subject):
        raise typer.BadParameter("must be article, person, workspace or older", param_hint="WHAT")

    def agreed(question: str) -> bool:
        return yes or typer.confirm(question)

    settings = Settings.from_env(os.environ)
    typer.echo(asyncio.run(forget_now(settings, Subject(subject), name, team, SystemClock(), agreed)))


@cli.command()
def reread() -> None:
    """Read the stored articles again with the extractor as it is now; goes on where it was stopped."""
    from bot.reread import reread as read_stored_articles

    settings = Settings.from_env(os.environ)
    _log(settings.log_level)
    summary = asyncio.run(read_stored_articles(settings, SystemClock(), Console(stderr=True)))
    typer.echo(f"{summary.read} articles read again, {summary.failed} could not be read.", err=True)


@cli.command("import")
def import_(
    archive: Annotated[
        Path, typer.Argument(help="JSON Lines with text or url, and optionally id, title, published, lang, site.")
    ],
    team: Annotated[str, typer.Option(help="The workspace's id; needed where the database holds several.")] = "",
) -> None:
    """Read an archive of articles into the database. Start it again to go on after a stop."""
    from bot.importing import import_file

    console = Console(stderr=True)
    summary = asyncio.run(import_file(archive, team, Settings.from_env(os.environ), SystemClock(), console))
    for complaint in summary.complaints:
        typer.echo(complaint, err=True)
    counts = f"{summary.read} articles read, {summary.known} known before, {len(summary.complaints)} lines not read"
    typer.echo(f"{counts}; {summary.deals} new deals", err=True)
    if summary.complaints:
        raise typer.Exit(EXIT_LINES_BROKEN)


@cli.command()
def export(
    words: Annotated[list[str], typer.Argument(metavar="[QUERY]... PATH", help="As in /deal; - for standard output.")],
    format: Annotated[str, typer.Option(help="csv, jsonl or xlsx; by default as the name ends.")] = "",
    team: Annotated[str, typer.Option(help="The workspace's id; needed where the database holds several.")] = "",
    rates: Annotated[Path | None, typer.Option(help="A table of reference rates to use in place of ours.")] = None,
) -> None:
    """Write deals to a file: all of them, or those of a query such as "meta since:2024"."""
    from bot.export import export_file

    settings = Settings.from_env(os.environ)
    *query, path = words
    count = asyncio.run(export_file(" ".join(query), path, format, team, rates, settings, SystemClock()))
    typer.echo(f"{count} deals written", err=True)


@cli.command()
def ask(
    question: Annotated[list[str], typer.Argument(help='Such as "/deal meta min:1bn" or "who bought wiz?".')],
    team: Annotated[str, typer.Option(help="The workspace's id; needed where the database holds several.")] = "",
) -> None:
    """Print the answer that Slack would get."""
    from bot.ask import ask as answer

    settings = Settings.from_env(os.environ)
    asyncio.run(answer(" ".join(question), team, settings, SystemClock(), Console(highlight=False)))


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
