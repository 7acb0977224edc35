"""`python -m bot forget ...`, and forgetting by age while the bot runs."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.clock import SystemClock
from bot.forget import Forgetting, NothingToForget, Subject, forget
from bot.settings import Settings
from bot.teams import TeamUnclear
from storage import search
from storage.audience import all_of
from storage.records import PersonFacts
from storage.store import Store
from tests.newsroom import NOW, TEAM, article, share, takeover
from tests.programs import ROOT, run

TEXT = "Alpha buys Quill Chat, says Ada Beck."
URL = "https://paper.example/1"


@pytest.fixture
async def settings(tmp_path: Path) -> Settings:
    """Of a database with one article of each of two workspaces."""
    store = await Store.open(tmp_path / "deals.db")
    for team_id in (TEAM, "T2"):
        read = article(TEXT, url=URL, told=[takeover(TEXT, "Alpha", "Quill Chat")], people=[PersonFacts("Ada Beck")])
        await share(store, read, team_id=team_id)
    await store.close()
    return Settings(db=tmp_path / "deals.db")


async def deals(settings: Settings, team_id: str = TEAM) -> int:
    store = await Store.open(settings.db)
    found = await search.deals_of_company(store, all_of(team_id), "alpha")
    await store.close()
    return len(found)


@pytest.mark.parametrize(
    ("subject", "name", "question", "counts"),
    [
        (
            Subject.ARTICLE,
            URL,
            f"Forget '{TEXT}', and what only it said?",
            "1 article, 1 deal, 2 companies, 1 person",
        ),
        (
            Subject.PERSON,
            "beck",
            "Forget Ada Beck, told of in 1 article?",
            "0 articles, 0 deals, 0 companies, 1 person",
        ),
        (
            Subject.WORKSPACE,
            TEAM,
            "Forget everything of the workspace T1?",
            "1 article, 1 deal, 2 companies, 1 person",
        ),
    ],
)
async def test_what_is_named_is_forgotten_once_agreed(
    settings: Settings, subject: Subject, name: str, question: str, counts: str
) -> None:
    """A "no" leaves everything; the other workspace is never touched."""
    asked: list[str] = []

    def answer(question: str) -> bool:
        asked.append(question)
        return len(asked) > 1

    assert await forget(settings, subject, name, TEAM, SystemClock(), answer) == "Nothing was forgotten."
    assert await deals(settings) == 1
    assert counts in await forget(settings, subject, name, TEAM, SystemClock(), answer)
    assert asked == [question, question]
    assert await deals(settings) == (1 if subject is Subject.PERSON else 0)
    assert await deals(settings, "T2") == 1


@pytest.mark.parametrize(
    ("subject", "name", "workspace"),
    [
        (Subject.ARTICLE, URL, ""),
        (Subject.ARTICLE, URL, "T9"),
        (Subject.ARTICLE, "https://paper.example/2", TEAM),
        (Subject.PERSON, "Nobody", TEAM),
        (Subject.WORKSPACE, "T9", ""),
        (Subject.OLDER, "-1", ""),
        (Subject.OLDER, "ages", ""),
        (Subject.OLDER, "9" * 400, ""),
    ],
)
async def test_what_is_not_there_is_named_in_a_sentence(
    settings: Settings, subject: Subject, name: str, workspace: str
) -> None:
    """And nothing is asked or forgotten."""

    def never(question: str) -> bool:
        raise AssertionError(question)

    with pytest.raises((NothingToForget, TeamUnclear), match=r"^[^\n]+\.$"):
        await forget(settings, subject, name, workspace, SystemClock(), never)
    assert await deals(settings) == 1


class Hours:
    """A clock whose hours pass when somebody waits for them."""

    def __init__(self, now: datetime) -> None:
        self._now = now
        self.waited = asyncio.Event()

    def now(self) -> datetime:
        return self._now

    async def wait(self, event: asyncio.Event, until: datetime | None) -> None:
        assert until is not None
        self._now = until
        self.waited.set()
        await asyncio.sleep(0)


async def test_what_is_too_old_is_forgotten_while_the_bot_runs(settings: Settings) -> None:
    """As soon as it is; with 0 days never."""
    store = await Store.open(settings.db)
    for keep_days, left in ((0, 1), (3, 0)):
        clock = Hours(NOW)
        forgetting = Forgetting(store, clock, keep_days)
        while keep_days and clock.now() < NOW + timedelta(days=4):
            clock.waited.clear()
            await clock.waited.wait()
        await forgetting.stop()
        assert len(await search.deals_of_company(store, all_of(TEAM), "alpha")) == left
    await store.close()


async def test_the_command_asks_and_tells(settings: Settings, tmp_path: Path) -> None:
    """Exit code 0 when done or declined, 2 with a sentence when it cannot be."""
    environ = {"PYTHONPATH": str(ROOT), "DEALBOT_DB": str(settings.db), "COLUMNS": "200"}
    unknown = await run(environ, tmp_path, "forget", "article", "https://paper.example/2", "--team", TEAM)
    assert (unknown.code, unknown.stdout) == (2, "")
    assert unknown.stderr.startswith("There is no article 'https://paper.example/2'")
    wrong = await run(environ, tmp_path, "forget", "everything", "now")
    assert wrong.code == 2
    declined = await run(environ, tmp_path, "forget", "workspace", TEAM, typed="n\n")
    assert (declined.code, "Nothing was forgotten." in declined.stdout) == (0, True)
    done = await run(environ, tmp_path, "forget", "workspace", TEAM, "--yes")
    assert (done.code, done.stderr) == (0, "")
    assert done.stdout.startswith("Forgotten: 1 article, 1 deal, ")
    nowhere = await run(environ | {"DEALBOT_DB": "missing.db"}, tmp_path, "forget", "older", "30", "--yes")
    assert (nowhere.code, nowhere.stderr) == (2, "DEALBOT_DB: there is no database at missing.db.\n")
    assert not (tmp_path / "missing.db").exists()
