"""`/digest` as people type it, through the real bot: what it answers, and what it remembers."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.app import Dealbot
from bot.playground.workspace import Workspace
from storage import digests
from tests.conftest import StartBot
from tests.digests import MORNING, WEDNESDAY, ask, at, details, euros, posted, tell
from tests.slack_apps import OwnedClock


@pytest.fixture
def clock() -> OwnedClock:
    return OwnedClock(WEDNESDAY)


@pytest.fixture
async def bot(start_bot: StartBot, clock: OwnedClock) -> AsyncIterator[Dealbot]:
    async with start_bot(clock=clock) as started:
        yield started.dealbot


async def test_without_a_word_more_it_is_half_past_eight_on_weekdays_in_the_askers_zone(
    bot: Dealbot, workspace: Workspace
) -> None:
    """As their Slack says it; the answer names the next run."""
    workspace.add_user("kim", tz="America/New_York")
    await workspace.invite("kim", "#deals")
    told = await ask(workspace, "on", user="kim")
    assert "Next digest: Wednesday 25 November 2026, 08:30 (America/New_York)" in told
    assert "on weekdays at 08:30 (America/New_York)" in told
    assert "With a picture, silent when there is nothing new, in English." in told


async def test_what_is_not_mentioned_stays_as_it_was(bot: Dealbot, workspace: Workspace) -> None:
    """One part is changed at a time, also after it was off."""
    await ask(workspace, "on 9:15 Tokyo mon,wed empty on")
    await ask(workspace, "picture off")
    await ask(workspace, "off")
    told = await ask(workspace, "on daily")
    assert "every day at 09:15 (Asia/Tokyo)" in told
    assert "Without a picture, says so when there is nothing new" in told


async def test_status_says_how_it_is(bot: Dealbot, workspace: Workspace) -> None:
    """Never on, on, off; the same for `off` where there is none."""
    assert "has no digest yet" in await ask(workspace, "status")
    assert "has no digest yet" in await ask(workspace, "off")
    assert "no digest that could be changed" in await ask(workspace, "picture off")
    await ask(workspace, "on mon,fri")
    assert "on Monday and Friday at 08:30" in await ask(workspace, "")
    assert "is off now" in await ask(workspace, "off")
    assert await ask(workspace, "off") == await ask(workspace, "status") == "The digest of this conversation is off."


async def test_it_answers_in_german_to_germans(bot: Dealbot, workspace: Workspace) -> None:
    """By their words, else by their Slack's language."""
    workspace.add_user("jürgen", locale="de-DE")
    await workspace.invite("jürgen", "#deals")
    assert "noch keinen Überblick" in await ask(workspace, "status", user="jürgen")
    assert "werktags um 8:30 Uhr (Europe/Berlin)" in await ask(workspace, "an", user="jürgen")
    assert "auf Deutsch" in await ask(workspace, "status", user="jürgen")
    assert "in German" in await ask(workspace, "status")
    assert "montags und freitags um 8 Uhr" in (await ask(workspace, "an Mo, Fr um 8 Uhr")).replace("8:00", "8")
    assert "auf Englisch" in await ask(workspace, "sprache en")
    assert "Einmal am Tag" in await ask(workspace, "hilfe")
    assert "Once a day" in await ask(workspace, "help")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("on 25:00", "25:00 is no time of day. Did you mean 01:00?"),
        ("on Europe/Berlyn", "I don't know a time zone Europe/Berlyn. Did you mean Europe/Berlin?"),
        ("an 8 Uhr Europa/Berlin", "Eine Zeitzone Europa/Berlin kenne ich nicht. Meinst du Europe/Berlin?"),
        ("on <!channel> *now*", "I don't understand"),
    ],
)
async def test_what_is_wrong_gets_a_sentence_and_changes_nothing(
    bot: Dealbot, workspace: Workspace, text: str, told: str
) -> None:
    """With the nearest that would be right."""
    answer = await ask(workspace, text)
    assert told in answer
    assert "/digest h" in answer
    assert await digests.running(bot.store) == []


async def test_where_the_bot_is_not_a_member_it_says_how_to_invite_it(bot: Dealbot, workspace: Workspace) -> None:
    """Public or private: in a private one Slack does not even tell it that the channel exists."""
    workspace.add_channel("closed", private=True, bot=False)
    for channel in ("#general", "#closed"):
        for text in ("on", "now"):
            assert "I am not in this conversation" in await ask(workspace, text, channel=channel)
    assert "/invite" in await ask(workspace, "an", channel="#general")
    assert await digests.running(bot.store) == []


async def test_it_works_in_private_channels_and_direct_messages(
    bot: Dealbot, workspace: Workspace, clock: OwnedClock
) -> None:
    """Each with its own digest."""
    workspace.add_channel("closed", private=True)
    workspace.add_user("kim")
    for place in ("#closed", workspace.im().id, workspace.group_dm("you", "kim").id):
        assert "Next digest" in await ask(workspace, "on empty on picture off", channel=place)
    await at(bot, clock, MORNING)
    for place in ("#closed", workspace.im().id, workspace.group_dm("you", "kim").id):
        assert len(posted(workspace, place)) == 1


async def test_an_asker_whose_zone_slack_does_not_say_gets_utc_and_is_told_so(
    bot: Dealbot, workspace: Workspace
) -> None:
    """The scope is missing, or Slack is unwell."""
    workspace.faults.fail_next("users.info", error="missing_scope")
    told = await ask(workspace, "on")
    assert "08:30 (UTC)" in told
    assert "I could not see your time zone" in told


async def test_one_that_is_asked_for_comes_at_once_and_takes_nothing_from_the_next(
    bot: Dealbot, workspace: Workspace, clock: OwnedClock
) -> None:
    """Also where no digest is set."""
    await tell(bot.store, workspace, "Beta", WEDNESDAY, amount=euros(2))
    assert await ask(workspace, "now") == ""
    (anchor,) = await workspace.wait_for(lambda: posted(workspace))
    await bot.sender.idle()
    assert anchor.text == "Deal digest, as asked for: 1 new deal. Alpha buys Beta for €2bn."
    assert "Beta" in details(workspace, anchor)
    await ask(workspace, "on")
    await at(bot, clock, MORNING)
    assert "1 new deal" in posted(workspace)[1].text


async def test_one_that_is_asked_for_without_news_is_answered_to_the_asker_alone(
    bot: Dealbot, workspace: Workspace, clock: OwnedClock
) -> None:
    """In the asker's language, and since when."""
    await ask(workspace, "an")
    await at(bot, clock, MORNING)
    await ask(workspace, "jetzt")
    told = await workspace.wait_for(lambda: [e for e in workspace.ephemerals("#deals") if "Nichts" in e.text])
    assert told[0].text == "Nichts Neues seit Donnerstag, 26. November 2026, 8:30 Uhr."
    assert posted(workspace) == []


async def test_a_request_that_waited_too_long_is_dropped(bot: Dealbot, workspace: Workspace, clock: OwnedClock) -> None:
    """The bot was down: nobody waits for it any more."""
    late = digests.Request("r1", workspace.team_id, workspace.channel("#deals").id, "U1", "", "en", "UTC", WEDNESDAY)
    await tell(bot.store, workspace, "Beta", WEDNESDAY)
    clock.move_to(WEDNESDAY + timedelta(hours=2))
    await digests.ask(bot.store, late)
    await bot.digests.work_off()
    await bot.sender.idle()
    assert await digests.requests(bot.store) == []
    assert posted(workspace) == []


async def test_the_same_request_twice_is_answered_once(bot: Dealbot, workspace: Workspace) -> None:
    """Two processes, or one that was cut off."""
    request = digests.Request("r1", workspace.team_id, workspace.channel("#deals").id, "U1", "", "en", "UTC", WEDNESDAY)
    await digests.ask(bot.store, request)
    assert await digests.answer(bot.store, request, (), WEDNESDAY)
    assert not await digests.answer(bot.store, request, (), WEDNESDAY)


async def test_the_app_home_lists_the_digests_of_a_persons_conversations(bot: Dealbot, workspace: Workspace) -> None:
    """Those that are on; not those of channels that the person is not in."""
    workspace.add_user("kim")
    workspace.add_channel("others", members=("kim",))
    await ask(workspace, "on 9:15 Tokyo daily")
    await ask(workspace, "on 7:00", channel=workspace.im().id)
    await ask(workspace, "on 23:00", channel="#others", user="kim")
    await workspace.open_home()
    home = workspace.home()
    assert home
    told = str(home.definition)
    assert f"<#{workspace.channel('#deals').id}>: every day at 09:15 (Asia/Tokyo)" in told
    assert "Direct messages: on weekdays at 07:00 (Europe/Berlin)" in told
    assert "23:00" not in told
