"""What fails though nobody foresaw it: whoever waits is told, and what Slack sends again is not acknowledged."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.app import Dealbot
from bot.playground.workspace import YOU, Workspace
from bot.settings import Settings
from handlers.blocks.words.failing import FAILING
from tests.cards import asked, entered, field, pressed, said_in, told

ASK = "deals with Bravo Robotics"
ENGLISH, GERMAN = FAILING.of("en")["failed"], FAILING.of("de")["failed"]


def lose(db: Path, table: str) -> None:
    """A table goes missing under the running bot."""
    with closing(sqlite3.connect(db)) as conn, conn:
        conn.execute(f"ALTER TABLE {table} RENAME TO lost_{table}")


def find(db: Path, table: str) -> None:
    """It is there again."""
    with closing(sqlite3.connect(db)) as conn, conn:
        conn.execute(f"ALTER TABLE lost_{table} RENAME TO {table}")


@pytest.mark.parametrize(("locale", "sentence"), [("en-US", ENGLISH), ("de-DE", GERMAN)])
async def test_a_command_that_fails_says_so(
    bot: Dealbot, workspace: Workspace, settings: Settings, locale: str, sentence: str
) -> None:
    """In the language of whoever typed it, instead of Slackbot's "failed with the error"."""
    workspace.add_user("gerda", locale=locale)
    lose(settings.db, "watches")
    await workspace.command("/watch", "list", user="gerda")
    assert [each.text for each in workspace.ephemerals("#deals", "gerda")] == [sentence]


async def test_a_click_that_fails_says_so_to_whoever_clicked(
    bot: Dealbot, workspace: Workspace, settings: Settings
) -> None:
    """Beside the message, which stays as it is; also where the listener had called `ack` before."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    card = await asked(workspace, ASK)
    lose(settings.db, "decisions")
    delivery = await workspace.click(card.ts, "deal.not_a_deal")
    assert delivery.acked
    assert [each.text for each in workspace.ephemerals("#deals")] == [ENGLISH]
    assert workspace.state.find(card.ts) == card


async def test_a_modal_that_cannot_be_built_says_so(bot: Dealbot, workspace: Workspace, settings: Settings) -> None:
    """Also one that has been shown as loading would not stay so."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    card = await asked(workspace, ASK)
    lose(settings.db, "decisions")
    assert ENGLISH in said_in(await pressed(workspace, card, "deal.sources"))
    assert workspace.ephemerals("#deals") == []


async def test_what_was_typed_into_a_modal_stays_when_saving_fails(
    bot: Dealbot, workspace: Workspace, settings: Settings
) -> None:
    """The sentence stands under its first field."""
    await told(bot, workspace, "Alpha Holding", "Bravo Robotics")
    view = await pressed(workspace, await asked(workspace, ASK), "deal.correct")
    lose(settings.db, "decisions")
    workspace.fill(view.id, {field(view, "amount"): "320m USD"})
    await workspace.submit_view(view.id)
    (left,) = workspace.views()
    assert list(left.errors.values()) == [ENGLISH]
    assert entered(left)["amount"] == "320m USD"


async def test_a_modal_without_fields_says_so_itself(bot: Dealbot, workspace: Workspace, settings: Settings) -> None:
    """There is nothing typed in it that could be lost."""
    for number, target in enumerate(("Bravo Robotics", "Charlie Foods"), 1):
        await told(bot, workspace, "Alpha Holding", target, number=number)
    ts = await workspace.say("#deals", "@dealbot deals with Alpha Holding")
    await workspace.wait_for(lambda: workspace.replies("#deals", ts))
    await bot.settled()
    card = next(each for each in workspace.replies("#deals", ts) if "deal.menu" in json.dumps(each.blocks))
    options = next(each["options"] for block in card.blocks for each in block.get("elements", ()) if "options" in each)
    await workspace.click(card.ts, "deal.menu", value=options[-1]["value"])
    lose(settings.db, "decisions")
    (view,) = workspace.views()
    await workspace.submit_view(view.id)
    (left,) = workspace.views()
    assert ENGLISH in said_in(left)


async def test_in_the_home_tab_a_modal_says_so(bot: Dealbot, workspace: Workspace, settings: Settings) -> None:
    """There is no message beside which it could stand."""
    await workspace.open_home()
    home = workspace.home()
    assert home
    lose(settings.db, "deals")
    await workspace.act(home.id, "home.search", "meta")
    (view,) = workspace.views(YOU)
    assert ENGLISH in said_in(view)


async def test_an_event_that_fails_is_not_acknowledged(bot: Dealbot, workspace: Workspace, settings: Settings) -> None:
    """Slack sends it again; nothing needs to be said."""
    lose(settings.db, "inbox")
    ts = await workspace.say("#deals", "@dealbot what do you know about Bravo Robotics?")
    await workspace.wait_for(lambda: any(each.attempts for each in workspace.deliveries if each.event.get("ts") == ts))
    await workspace.delivered()
    assert not any(each.acked for each in workspace.deliveries if each.event.get("ts") == ts)
    assert workspace.ephemerals("#deals") == []
    find(settings.db, "inbox")
