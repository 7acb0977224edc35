"""In which language people read, as Slack says."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.playground.workspace import Workspace
from bot.settings import Settings
from bot.slack_client import preflight
from bot.workspaces import OneWorkspace
from handlers.locales import ASKED_AGAIN, REMEMBERED, Locale, Locales
from handlers.queries import About, Query

NOW = datetime(2025, 6, 20, 9, 30, tzinfo=UTC)


class Clock:
    """A time that the test moves on."""

    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time


@pytest.mark.parametrize(("locale", "lang"), [("de-DE", "de"), ("de-AT", "de"), ("en-GB", "en"), ("fr-FR", "en")])
async def test_people_read_in_the_language_of_their_slack(
    settings: Settings, workspace: Workspace, locale: str, lang: str
) -> None:
    """Asked once in a while; German, else English."""
    clock = Clock()
    locales = Locales(OneWorkspace(settings, await preflight(settings)), clock.now)
    user = workspace.add_user("gerda", locale=locale).id
    assert await locales.language_of(workspace.team_id, user) == lang
    assert await locales.language_of(workspace.team_id, user) == lang
    assert len(workspace.calls_of("users.info")) == 1
    clock.time += REMEMBERED + timedelta(seconds=1)
    assert await locales.language_of(workspace.team_id, user) == lang
    assert len(workspace.calls_of("users.info")) == 2


async def test_only_a_question_that_does_not_tell_is_answered_in_it(settings: Settings, workspace: Workspace) -> None:
    """What is asked in English is answered in English."""
    locales = Locales(OneWorkspace(settings, await preflight(settings)), lambda: NOW)
    user = workspace.add_user("gerda", locale="de-DE").id
    told = await locales.told(Query(About.DEALS, "meta", lang="en"), workspace.team_id, user)
    assert told.lang == "en"
    assert (await locales.told(Query(About.DEALS, "meta", lang=""), workspace.team_id, user)).lang == "de"


async def test_who_slack_does_not_tell_of_reads_english_for_a_while(settings: Settings, workspace: Workspace) -> None:
    """An answer matters more than its language; Slack is asked again after some minutes."""
    clock = Clock()
    locales = Locales(OneWorkspace(settings, await preflight(settings)), clock.now)
    user = workspace.add_user("gerda", locale="de-DE", tz="Europe/Zurich").id
    workspace.faults.fail_next("users.info", error="internal_error")
    assert await locales.of(workspace.team_id, user) == Locale("en", tz="")
    assert await locales.language_of(workspace.team_id, user) == "en"
    clock.time += ASKED_AGAIN + timedelta(seconds=1)
    assert await locales.of(workspace.team_id, user) == Locale("de", tz="Europe/Zurich")
