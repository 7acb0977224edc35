"""`python -m bot ask "/deal meta min:1bn"`: the answer Slack would get, in the terminal."""

from __future__ import annotations

from rich.console import Console

from bot.clock import Clock
from bot.playground.transcript import lines, print_indented
from bot.settings import Settings
from bot.teams import team_of
from handlers import answers, queries
from handlers.answers import Answer
from handlers.queries import Query
from storage.audience import all_of
from storage.store import Store

MIN_WIDTH = 40  # columns of text, however narrow the window
INDENT = 4  # columns that details stand in


async def ask(question: str, team: str, settings: Settings, clock: Clock, console: Console) -> None:
    """Answer a question from the database of the settings. Raises `TeamUnclear`, `StoreError`."""
    store = await Store.open(settings.db)
    try:
        team_id = await team_of(store, team)
        show(await answers.answer(store, all_of(team_id), query_of(question), clock.now()), console)
    finally:
        await store.close()


def query_of(question: str) -> Query:
    """`/deal …` and `/who …` as the commands take them, anything else as a mention does."""
    command, _, rest = question.strip().partition(" ")
    commands = {"/deal": queries.deal_query, "/who": queries.who_query}
    return commands[command](rest) if command in commands else queries.mention_query(question)


def show(answer: Answer, console: Console) -> None:
    """The line for the channel, under it the details, without buttons: there is nobody to press them."""
    shown = [(0, answer.anchor), *((INDENT, detail) for detail in answer.details), (0, answer.notice)]
    for indent, message in shown:
        if message:
            blocks = [each for each in message.blocks if each["type"] != "actions"]
            print_indented(console, lines(message.text, blocks, {}), indent, MIN_WIDTH)
            console.print()
