"""`/deal export`: a file in the thread of a line that says what it holds, in both languages."""

import csv
import io
import json
import zipfile
from collections.abc import AsyncIterator

import pytest

from bot.app import Dealbot
from bot.playground.records import File
from bot.playground.workspace import Workspace
from bot.settings import Settings
from handlers import exporting
from storage.store import Store
from tests.conftest import StartBot
from tests.newsroom import article, share, takeover
from tests.reading import shown
from tests.test_asking import QUARRIES, tell


@pytest.fixture
async def bot(start_bot: StartBot, settings: Settings, workspace: Workspace) -> AsyncIterator[Dealbot]:
    """A bot that has read of a dozen deals and a few."""
    store = await Store.open(settings.db)
    await tell(store, workspace)
    await store.close()
    async with start_bot() as started:
        yield started.dealbot


async def exported(bot: Dealbot, workspace: Workspace, text: str) -> tuple[str, File]:
    """The anchor's words, and the one file in its thread."""
    assert (await workspace.command("/deal", text)).acked
    await bot.settled()
    (anchor,) = workspace.messages("#deals")
    (reply,) = workspace.replies("#deals", anchor.ts)
    (file,) = workspace.files("#deals")
    assert list(reply.files) == [file.id]
    return shown(anchor), file


@pytest.mark.parametrize(
    ("text", "told", "rows"),
    [
        ("export csv alpha", "12 deals as CSV: with alpha", QUARRIES),
        ("export alpha min:1bn", "3 deals as CSV: with alpha, at least $1bn", 3),
        ("exportieren csv Deals von Alpha über 1 Mrd. $", "3 Deals als CSV: mit Alpha, mindestens 1 Mrd. $", 3),
        ("export", "14 deals as CSV: all that is known here", QUARRIES + 2),
        ("export csv top 5 deals of alpha", "5 deals as CSV: with alpha, largest first", 5),
        ("export csv gamma beta robotics", "1 deal as CSV: with gamma, with beta robotics", 1),
        ("export csv Btea Robotics", "1 deal as CSV: with Beta Robotics", 1),
    ],
)
async def test_a_table_holds_what_was_asked_for(
    bot: Dealbot, workspace: Workspace, text: str, told: str, rows: int
) -> None:
    """All of it, not a page; the line above says how it was understood."""
    said, file = await exported(bot, workspace, text)
    assert said.startswith(told)
    table = list(csv.DictReader(io.StringIO(file.content.decode("utf-8-sig"), newline="")))
    assert len(table) == rows
    assert file.name.endswith(".csv")


@pytest.mark.parametrize("kind", ["json", "jsonl"])
async def test_json_is_a_line_a_deal(bot: Dealbot, workspace: Workspace, kind: str) -> None:
    """As the command line exports it."""
    said, file = await exported(bot, workspace, f"export {kind} beta robotics")
    assert "as JSON Lines" in said
    (line,) = file.content.decode().splitlines()
    assert json.loads(line)["targets"] == ["Beta Robotics"]


@pytest.mark.parametrize("kind", ["xlsx", "excel"])
async def test_a_workbook_can_be_opened(bot: Dealbot, workspace: Workspace, kind: str) -> None:
    """A sheet with the deals."""
    said, file = await exported(bot, workspace, f"export {kind} alpha")
    assert "as Excel" in said
    with zipfile.ZipFile(io.BytesIO(file.content)) as book:
        assert "Quarry03 Works" in book.read("xl/worksheets/sheet1.xml").decode()


async def test_more_than_a_file_holds_is_said(
    bot: Dealbot, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And how to get by with less."""
    monkeypatch.setattr(exporting, "MOST_ROWS", 4)
    said, file = await exported(bot, workspace, "export csv alpha")
    assert "only the first 4 are in the file" in said
    assert len(file.content.splitlines()) == 1 + 4


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("export csv omega partners", "I haven't read anything about *omega partners* yet."),
        ("export csv alpha since:2026", "I know no such deal: with alpha, since 1 January 2026"),
        ("export csv alpha min:lots", "I don't understand *min:lots*"),
        ("exportieren csv alpha typ:hochzeit", "*typ:hochzeit* verstehe ich nicht"),
        ("export csv quarry", "I haven't read anything about *quarry* yet. Did you mean one of these?"),
    ],
)
async def test_nothing_to_export_is_a_sentence(bot: Dealbot, workspace: Workspace, text: str, told: str) -> None:
    """To the asker alone, and no file."""
    await workspace.command("/deal", text)
    await bot.settled()
    (notice,) = workspace.ephemerals("#deals")
    assert notice.text.startswith(told)
    assert workspace.messages("#deals") == []


async def test_a_file_holds_what_everybody_in_its_place_may_know(
    start_bot: StartBot, settings: Settings, workspace: Workspace
) -> None:
    """Not what only a private channel has heard, whoever orders it."""
    text = "Alpha buys Secret Works."
    secret = workspace.add_channel("secret", private=True)
    store = await Store.open(settings.db)
    await tell(store, workspace)
    where = {"team_id": workspace.team_id, "channel_id": secret.id, "channel_type": "group"}
    read = article(text, url="https://paper.example/s", told=[takeover(text, "Alpha", "Secret Works")])
    await share(store, read, ts="200.1", **where)
    await store.close()
    async with start_bot() as started:
        said, file = await exported(started.dealbot, workspace, "export csv alpha")
        assert said.startswith("12 deals")
        assert b"Secret" not in file.content
        await workspace.command("/deal", "export csv alpha", channel="#secret")
        await started.dealbot.settled()
        assert b"Secret Works" in workspace.files("#secret")[0].content


async def test_an_empty_memory_and_a_channel_without_the_bot_are_told(
    start_bot: StartBot, workspace: Workspace
) -> None:
    """What to do about it."""
    async with start_bot():
        await workspace.command("/deal", "export csv")
        await workspace.command("/deal", "exportieren csv Deals von alpha", channel="#general")
        assert workspace.ephemerals("#deals")[0].text.startswith("There is nothing to export yet")
        assert workspace.ephemerals("#general")[0].text.startswith("Ich bin nicht in diesem Kanal")


async def test_an_order_survives_a_restart(start_bot: StartBot, settings: Settings, workspace: Workspace) -> None:
    """It is on disk before Slack hears that it was heard."""
    store = await Store.open(settings.db)
    await tell(store, workspace)
    await store.close()
    async with start_bot() as started:
        await started.dealbot.worker.stop(0)
        assert (await workspace.command("/deal", "export csv beta robotics")).acked
        assert workspace.files("#deals") == []
    async with start_bot():
        (file,) = await workspace.wait_for(lambda: workspace.files("#deals"))
    assert "Beta Robotics" in file.content.decode()
