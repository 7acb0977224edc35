"""Questions with filters: what is found, what is left out, and how it reads in a terminal."""

from collections.abc import AsyncIterator
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from bot.ask import query_of, show
from handlers.answers import DEALS_SHOWN, MOST_DETAILS, Answer, answer
from handlers.queries import About
from storage.audience import all_of
from storage.records import DealStatus, Money
from storage.store import Store
from tests.deal_records import shown
from tests.newsroom import NOW, TEAM, article, share, takeover
from tests.programs import ROOT, run


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    store = await Store.open(tmp_path / "deals.db")
    yield store
    await store.close()


async def tell(store: Store, target: str, amount: Money | None = None, day: int = 1, **changes: Any) -> None:
    text = f"Alpha buys {target}, day {day}."
    facts = takeover(text, "Alpha", target, amount=amount, status=DealStatus.AGREED, **changes)
    await share(store, article(text, published=date(2025, 5, day), told=[facts]), ts=text)


async def asked(store: Store, question: str) -> Answer:
    return await answer(store, all_of(TEAM), query_of(question), NOW + timedelta(days=1))


def dollars(value: int) -> Money:
    return Money(Decimal(value), "USD", str(value))


async def test_filters_are_echoed_and_what_is_left_out_is_counted(store: Store) -> None:
    """Before the first deal; amounts stay in their own currency."""
    await tell(store, "Beta Robotics", dollars(3 * 10**9), target_business="robotics")
    await tell(store, "Gamma", Money(Decimal(2 * 10**9), "EUR", "2bn"), day=2, target_business="robotics")
    await tell(store, "Delta", None, day=3, target_business="robotics")
    found = await asked(store, "/deal alpha min:1bn sector:robotics sort:amount")
    assert found.anchor
    assert shown(found.anchor) == [
        "*2 deals*: with alpha, robotics, at least $1bn, largest first; 1 deal without a comparable value left out;"
        " other currencies compared at reference rates as of 30 June 2025\n"
        "First: *Alpha → Beta Robotics* · $3bn · agreed"
    ]
    assert found.anchor.text.endswith("First: Alpha buys Beta Robotics for $3bn (agreed).")
    (details,) = found.details
    assert [line for line in shown(details) if line.startswith("*Alpha")] == [
        "*Alpha → Beta Robotics* · $3bn · agreed",
        "*Alpha → Gamma* · €2bn · agreed",
    ]


async def test_filters_without_a_name_ask_for_all_deals(store: Store) -> None:
    """In German too."""
    await tell(store, "Beta", dollars(3 * 10**9))
    found = await asked(store, "Zeig mir alle Deals seit:2025 min:1bn")
    assert found.anchor
    assert found.anchor.text == (
        "1 Deal: mindestens 1 Mrd. $, seit 1. Januar 2025. Alpha übernimmt Beta für 3 Mrd. $ (vereinbart)."
    )


async def test_nothing_found_says_what_was_asked(store: Store) -> None:
    """To the asker alone; instead of a name that nobody has, what is known of the nearest one."""
    await tell(store, "Beta Robotics")
    none = await asked(store, "/deal alpha min:1bn")
    assert none.anchor is None
    assert none.notice
    assert none.notice.text == (
        "I know no such deal: with alpha, at least $1bn; 1 deal without a comparable value left out."
    )
    unknown = await asked(store, "/deal betta min:1bn")
    assert unknown.notice
    assert unknown.notice.text == (
        "I haven't read anything about *betta* yet; showing *Beta Robotics*."
        " I know no such deal: with Beta Robotics, at least $1bn; 1 deal without a comparable value left out."
    )


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("/deal alpha min:lots", "I don't understand *min:lots*: give an amount such as `min:500m` or"),
        ("/deal since:yesteryear", "I don't understand *since:yesteryear*: give a day, a month or a year such as"),
        ("/deal type:marriage", "use one of `acquisition`, `majority_stake`"),
        ("/deal sort:colour", "`newest`, `oldest`, `largest`"),
        ("/deal stake:150", "give a share such as"),
        ("/deal sector:", "a word is missing"),
        ("was hat Alpha gekauft min:viel", "*min:viel* verstehe ich nicht"),
        ("/deal min:<!channel>", "I don't understand *min:"),
    ],
)
async def test_an_impossible_value_is_told_and_nothing_is_searched(store: Store, question: str, told: str) -> None:
    """With what could stand there; what was typed pings nobody."""
    await tell(store, "Beta")
    found = await asked(store, question)
    assert (found.anchor, found.details) == (None, ())
    assert found.notice
    assert told in found.notice.text
    assert "<!" not in found.notice.text


async def test_more_than_are_shown_are_counted(store: Store) -> None:
    """And the answer says which these are."""
    for number in range(DEALS_SHOWN + 2):
        await tell(store, f"Quarry{number:02} Works", day=1 + number)
    found = await asked(store, "/deal alpha since:2025-05")
    assert found.anchor
    assert found.anchor.text.startswith(f"{DEALS_SHOWN + 2} deals: with alpha, since 1 May 2025.")
    assert len(found.details) <= MOST_DETAILS
    assert f"1–{DEALS_SHOWN} of {DEALS_SHOWN + 2}" in shown(found.details[-1])


def test_a_question_is_taken_as_in_slack() -> None:
    """Commands by their names, all else as a mention."""
    assert query_of("/deal who").about is About.DEALS
    assert query_of(" /who ada lang ").about is About.PERSON
    assert query_of("who is ada lang?").about is About.PERSON
    assert query_of("/deal").about is About.NOTHING


async def test_an_answer_is_printed_as_slack_shows_it(store: Store) -> None:
    """The line first, the details under it, further in."""
    await tell(store, "Beta", dollars(5 * 10**8))
    out = StringIO()
    show(await asked(store, "/deal beta"), Console(file=out, width=60))
    lines = out.getvalue().splitlines()
    assert lines[0] == "Alpha → Beta · $500m · agreed"
    assert any(line.startswith("    ") and "Alpha buys Beta, day 1." in line for line in lines)
    assert max(map(len, lines)) <= 60


async def test_the_command_prints_the_answer(tmp_path: Path) -> None:
    """From the database of the settings, without Slack."""
    store = await Store.open(tmp_path / "deals.db")
    await tell(store, "Beta", dollars(5 * 10**8))
    await store.close()
    environ = {"PYTHONPATH": str(ROOT), "DEALBOT_DB": str(tmp_path / "deals.db"), "COLUMNS": "120", "LANG": "C.UTF-8"}
    ended = await run(environ, tmp_path, "ask", "/deal alpha min:1bn")
    assert (ended.code, ended.stderr) == (0, "")
    assert "I know no such deal: with alpha, at least $1bn." in ended.stdout
    ended = await run(environ, tmp_path, "ask", "/deal", "alpha")
    assert ended.stdout.startswith("Alpha → Beta · $500m · agreed\n")
