"""The daily digest, through the real bot in a local Slack, with a clock that the tests own."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.app import Dealbot
from bot.playground.server import PlaygroundServer
from bot.playground.workspace import Workspace
from storage import digests, outbox, watches
from storage.records import DealStatus
from tests.conftest import StartBot
from tests.digests import MORNING, WEDNESDAY, ask, at, details, euros, mover, posted, tell
from tests.reading import shown
from tests.slack_apps import OwnedClock

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def clock() -> OwnedClock:
    return OwnedClock(WEDNESDAY)


@pytest.fixture
async def bot(start_bot: StartBot, clock: OwnedClock) -> AsyncIterator[Dealbot]:
    async with start_bot(clock=clock) as started:
        yield started.dealbot


async def test_it_is_posted_at_its_time_with_the_details_in_its_thread(
    bot: Dealbot, workspace: Workspace, clock: OwnedClock
) -> None:
    """One message for the channel; who buys what for how much, the largest first, with the source, in the thread."""
    await ask(workspace, "on")
    await tell(bot.store, workspace, "Beta", WEDNESDAY, amount=euros(2), status=DealStatus.AGREED)
    await tell(bot.store, workspace, "Gamma", WEDNESDAY, amount=euros(5), people=[mover("Eva Weiß", "Alpha", "Delta")])
    await at(bot, clock, MORNING - timedelta(seconds=1))
    assert posted(workspace) == []
    await at(bot, clock, MORNING)
    (anchor,) = posted(workspace)
    assert anchor.text == (
        "Deal digest, Thursday 26 November 2026: 2 new deals, 1 person moves. Largest: Alpha buys Gamma for €5bn."
    )
    told = details(workspace, anchor)
    assert "• Alpha → Gamma · €5bn · paper.example, 25 November 2026" in told
    assert "• Alpha → Beta · €2bn · agreed · paper.example, 25 November 2026" in told
    assert "• Eva Weiß (CFO) moves from Alpha to Delta" in told
    assert told.index("Gamma") < told.index("Beta")
    assert all(reply.thread_ts == anchor.ts for reply in workspace.replies("#deals", anchor.ts))


async def test_the_loop_wakes_by_itself_when_the_time_comes(
    bot: Dealbot, workspace: Workspace, clock: OwnedClock
) -> None:
    """And when a digest is set while it sleeps."""
    await tell(bot.store, workspace, "Beta", WEDNESDAY)
    await ask(workspace, "on 14:00 Europe/Berlin daily")
    clock.move_to(WEDNESDAY + HOUR)
    assert await workspace.wait_for(lambda: posted(workspace))


async def test_what_changed_is_told_with_what_it_was(bot: Dealbot, workspace: Workspace, clock: OwnedClock) -> None:
    """A new status, another amount; what only another paper repeats is no news."""
    await tell(bot.store, workspace, "Beta", WEDNESDAY, amount=euros(2), status=DealStatus.ANNOUNCED)
    await tell(bot.store, workspace, "Gamma", WEDNESDAY, amount=euros(5), status=DealStatus.AGREED)
    await tell(bot.store, workspace, "Delta", WEDNESDAY, amount=euros(1))
    await ask(workspace, "on")
    await at(bot, clock, MORNING)
    later = MORNING + HOUR
    await tell(bot.store, workspace, "Beta", later, amount=euros(2), status=DealStatus.COMPLETED)
    await tell(bot.store, workspace, "Gamma", later, amount=euros(7), status=DealStatus.AGREED)
    await tell(bot.store, workspace, "Delta", later, amount=euros(1))
    await at(bot, clock, MORNING + DAY)
    anchor = posted(workspace)[-1]
    assert "1 change of status, 1 deal with other news. Largest: Alpha buys Gamma for €7bn (agreed)." in anchor.text
    told = details(workspace, anchor)
    assert "• Alpha → Beta · €2bn · Status announced → completed · paper.example, 26 November 2026" in told
    assert "• Alpha → Gamma · Value €5bn → €7bn" in told
    assert "Delta" not in told


async def test_it_is_silent_when_nothing_is_new_unless_it_shall_say_so(
    bot: Dealbot, workspace: Workspace, clock: OwnedClock
) -> None:
    """And on a weekend."""
    await ask(workspace, "on")
    await at(bot, clock, MORNING)
    assert posted(workspace) == []
    await ask(workspace, "empty on")
    await at(bot, clock, MORNING + DAY)
    (said,) = posted(workspace)
    assert said.text == "Deal digest, Friday 27 November 2026: Nothing new since Thursday 26 November 2026, 08:30."
    for days in (2, 3):
        await at(bot, clock, MORNING + DAY * days + HOUR)
    assert len(posted(workspace)) == 1


async def test_in_german_it_speaks_german(bot: Dealbot, workspace: Workspace, clock: OwnedClock) -> None:
    """As it was set up, or as `lang` says."""
    await tell(bot.store, workspace, "Beta", WEDNESDAY, amount=euros(2.5), people=[mover("Eva Weiß", "Alpha", "Delta")])
    assert "Nächster Überblick: Donnerstag, 26. November 2026, 8:30 Uhr (Europe/Berlin)" in await ask(workspace, "an")
    await at(bot, clock, MORNING)
    (anchor,) = posted(workspace)
    assert anchor.text.startswith("Deal-Überblick, Donnerstag, 26. November 2026: 1 neuer Deal, 1 Person wechselt.")
    assert "2,5 Mrd. €" in details(workspace, anchor)
    assert "Eva Weiß (CFO) wechselt von Alpha zu Delta" in details(workspace, anchor)


@pytest.mark.parametrize(
    ("zone", "wanted", "before", "due", "shown_as"),
    [
        ("Europe/Berlin", "02:30", (2026, 3, 28), datetime(2026, 3, 29, 1, 0, tzinfo=UTC), "Sunday 29 March 2026"),
        ("Europe/Berlin", "02:30", (2026, 10, 24), datetime(2026, 10, 25, 0, 30, tzinfo=UTC), "Sunday 25 October 2026"),
        ("America/New_York", "02:30", (2026, 3, 7), datetime(2026, 3, 8, 7, 0, tzinfo=UTC), "Sunday 8 March 2026"),
        (
            "America/New_York",
            "01:30",
            (2026, 10, 31),
            datetime(2026, 11, 1, 5, 30, tzinfo=UTC),
            "1 November 2026",
        ),
        ("Asia/Beirut", "00:00", (2026, 3, 28), datetime(2026, 3, 28, 22, 0, tzinfo=UTC), "Sunday 29 March 2026"),
        ("Australia/Lord_Howe", "02:15", (2026, 10, 3), datetime(2026, 10, 3, 15, 30, tzinfo=UTC), "4 October 2026"),
        ("Europe/Berlin", "08:30", (2028, 2, 28), datetime(2028, 2, 29, 7, 30, tzinfo=UTC), "Tuesday 29 February 2028"),
        ("Europe/Berlin", "00:00", (2026, 12, 31), datetime(2026, 12, 31, 23, 0, tzinfo=UTC), "Friday 1 January 2027"),
    ],
)
async def test_on_odd_days_it_comes_once(
    start_bot: StartBot,
    workspace: Workspace,
    zone: str,
    wanted: str,
    before: tuple[int, int, int],
    due: datetime,
    shown_as: str,
) -> None:
    """Clocks that go forward or back, a leap day, midnight; looked at every quarter of an hour for a day and a half."""
    clock = OwnedClock(datetime(*before, 13, 0, tzinfo=UTC))
    async with start_bot(clock=clock) as started:
        bot = started.dealbot
        await ask(workspace, f"on {wanted} {zone} daily picture off")
        await tell(bot.store, workspace, "Beta", clock.now())
        await at(bot, clock, due - timedelta(seconds=1))
        assert posted(workspace) == []
        await at(bot, clock, due)
        assert shown_as in posted(workspace)[0].text
        for quarters in range(1, 80):
            clock.move_to(due + quarters * HOUR / 4)
            await bot.digests.work_off()
        await bot.sender.idle()
        assert len(posted(workspace)) == 1


async def test_after_two_hours_of_downtime_it_catches_up_once(
    start_bot: StartBot, workspace: Workspace, clock: OwnedClock
) -> None:
    """On the same local day, in a new process."""
    async with start_bot(clock=clock) as started:
        await ask(workspace, "on")
        await tell(started.dealbot.store, workspace, "Beta", WEDNESDAY)
    clock.move_to(MORNING + HOUR)
    for _ in range(2):
        async with start_bot(clock=clock) as started:
            await at(started.dealbot, clock, clock.now() + HOUR)
    (anchor,) = posted(workspace)
    assert "Thursday 26 November 2026" in anchor.text


async def test_missed_days_are_told_together_in_the_next_one(
    start_bot: StartBot, workspace: Workspace, clock: OwnedClock
) -> None:
    """Down from Thursday to Monday night: one on Tuesday, with all of it."""
    async with start_bot(clock=clock) as started:
        await ask(workspace, "on")
        await tell(started.dealbot.store, workspace, "Beta", WEDNESDAY)
        await at(started.dealbot, clock, MORNING)
        await tell(started.dealbot.store, workspace, "Gamma", MORNING + HOUR)
        await tell(started.dealbot.store, workspace, "Delta", MORNING + DAY)
    clock.move_to(MORNING + 4 * DAY + 16 * HOUR)  # half past midnight on Tuesday
    async with start_bot(clock=clock) as started:
        await at(started.dealbot, clock, clock.now() + timedelta(minutes=1))
        assert len(posted(workspace)) == 1
        await at(started.dealbot, clock, MORNING + 5 * DAY)
    _, second = posted(workspace)
    told = details(workspace, second)
    assert "Gamma" in told
    assert "Delta" in told
    assert "Beta" not in told


async def test_a_changed_time_or_zone_makes_no_second_one_on_the_same_day(
    bot: Dealbot, workspace: Workspace, clock: OwnedClock
) -> None:
    """The next one is tomorrow's, at the new time."""
    await ask(workspace, "on empty on")
    await at(bot, clock, MORNING)
    assert "Friday 27 November 2026, 20:00 (Europe/Berlin)" in await ask(workspace, "on 20:00")
    assert "Friday 27 November 2026, 20:00 (America/New_York)" in await ask(workspace, "on New York")
    await at(bot, clock, MORNING + 23 * HOUR)
    assert len(posted(workspace)) == 1
    await at(bot, clock, datetime(2026, 11, 28, 1, 0, tzinfo=UTC))
    assert len(posted(workspace)) == 2


async def test_set_for_later_today_it_comes_today_and_for_earlier_tomorrow(
    bot: Dealbot, workspace: Workspace, clock: OwnedClock
) -> None:
    """It is noon."""
    assert "Wednesday 25 November 2026, 16:00" in await ask(workspace, "on 16:00 empty on")
    assert "Thursday 26 November 2026, 08:30" in await ask(workspace, "on 8:30")
    await at(bot, clock, WEDNESDAY + 6 * HOUR)
    assert posted(workspace) == []


async def test_two_processes_post_it_once(start_bot: StartBot, workspace: Workspace, clock: OwnedClock) -> None:
    """Both see that it is due; the row lets one of them."""
    async with start_bot(clock=clock) as one, start_bot(clock=clock) as other:
        await ask(workspace, "on")
        await tell(one.dealbot.store, workspace, "Beta", WEDNESDAY)
        clock.move_to(MORNING)
        await asyncio.gather(*(each.dealbot.digests.work_off() for each in (one, other)))
        await workspace.wait_for(lambda: posted(workspace))
        runs = await one.dealbot.store.read(lambda db: db["digest_runs"].count)
        anchors = "SELECT COUNT(*) FROM outbox WHERE parent_id IS NULL"
        queued = await other.dealbot.store.read(lambda db: db.execute(anchors).fetchone()[0])
    assert (runs, queued, len(posted(workspace))) == (1, 1, 1)


async def test_each_channel_is_told_what_it_may_know(bot: Dealbot, workspace: Workspace, clock: OwnedClock) -> None:
    """What only a private channel heard stays there; what a public one heard later is its news then."""
    workspace.add_channel("secret", private=True)
    for channel in ("#deals", "#secret"):
        await ask(workspace, "on picture off", channel=channel)
    await tell(bot.store, workspace, "Beta", WEDNESDAY, channel="#secret")
    await tell(bot.store, workspace, "Gamma", WEDNESDAY)
    await at(bot, clock, MORNING)
    assert "Beta" not in details(workspace, posted(workspace)[0])
    private = details(workspace, posted(workspace, "#secret")[0])
    assert "Beta" in private
    assert "Gamma" in private
    await tell(bot.store, workspace, "Beta", MORNING + HOUR, channel="#deals")
    await at(bot, clock, MORNING + DAY)
    assert "1 new deal." in posted(workspace)[-1].text
    assert "Beta" in details(workspace, posted(workspace)[-1])
    assert len(posted(workspace, "#secret")) == 1


async def test_a_channel_that_does_not_let_it_post_is_switched_off_and_who_set_it_is_told(
    bot: Dealbot, workspace: Workspace, clock: OwnedClock
) -> None:
    """Once, with the reason; what was not told is in the first one after it is back."""
    await ask(workspace, "on")
    await tell(bot.store, workspace, "Beta", WEDNESDAY)
    await workspace.remove_bot("#deals")
    await at(bot, clock, MORNING)
    await at(bot, clock, MORNING + HOUR)
    (told,) = posted(workspace, workspace.im().id)
    assert told.text.startswith("I have switched off the digest that you set up in <#")
    assert "I am not a member" in told.text
    assert "Slack did not let me post here (I am not a member)" in await ask(workspace, "status")
    assert "/invite" in await ask(workspace, "on")
    await workspace.invite_bot("#deals")
    await ask(workspace, "on")
    await at(bot, clock, MORNING + DAY)
    (anchor,) = posted(workspace)
    assert "Beta" in shown(anchor)


async def test_an_archived_channel_is_told_of_in_the_digests_language(
    bot: Dealbot, workspace: Workspace, clock: OwnedClock
) -> None:
    """Nobody reads it there."""
    await ask(workspace, "an leer an")
    await workspace.archive("#deals")
    await at(bot, clock, MORNING)
    await at(bot, clock, MORNING)
    (told,) = posted(workspace, workspace.im().id)
    assert "er ist archiviert" in told.text
    assert "archiviert" in await ask(workspace, "an")


async def test_what_slack_lost_is_told_the_next_day(bot: Dealbot, workspace: Workspace, clock: OwnedClock) -> None:
    """A post that was given up for another reason was not told; the digest stays on."""
    await ask(workspace, "on")
    await tell(bot.store, workspace, "Beta", WEDNESDAY)
    workspace.faults.fail_next("chat.postMessage", error="msg_blocks_too_long")
    await at(bot, clock, MORNING)
    assert posted(workspace) == []
    await at(bot, clock, MORNING + DAY)
    (anchor,) = posted(workspace)
    assert "Beta" in shown(anchor)
    assert posted(workspace, workspace.im().id) == []


async def test_only_workspaces_that_are_served_here_get_one(
    bot: Dealbot, workspace: Workspace, clock: OwnedClock
) -> None:
    """One database may hold others."""
    await ask(workspace, "on empty on")
    standing = await digests.standing(bot.store, workspace.team_id, workspace.channel("#deals").id)
    assert standing
    await digests.keep(bot.store, replace(standing.digest, team_id="T9"))
    await at(bot, clock, MORNING)
    ran = await bot.store.read(lambda db: [row["team_id"] for row in db["digest_runs"].rows])
    assert ran == [workspace.team_id]
    assert (await outbox.counts(bot.store))["waiting"] == 0


async def test_one_channels_trouble_does_not_hold_up_the_others(
    bot: Dealbot, workspace: Workspace, clock: OwnedClock, slack: PlaygroundServer
) -> None:
    """A time zone that this machine does not know any more, say."""
    workspace.add_channel("other")
    await ask(workspace, "on empty on")
    await ask(workspace, "on empty on", channel="#other")
    lost = {"id": workspace.channel("#deals").id}
    await bot.store.write(lambda db: db.execute("UPDATE digests SET zone = 'Mars/Base' WHERE channel_id = :id", lost))
    await at(bot, clock, MORNING)
    assert len(posted(workspace, "#other")) == 1
    assert posted(workspace) == []


async def test_a_run_and_its_posts_are_written_together_or_not_at_all(
    bot: Dealbot, workspace: Workspace, clock: OwnedClock
) -> None:
    """A day that had its digest queues nothing more; nor does one that was switched off meanwhile."""
    await ask(workspace, "on")
    standing = await digests.standing(bot.store, workspace.team_id, workspace.channel("#deals").id)
    assert standing
    today, of = date(2026, 11, 26), standing.digest
    assert await digests.record_run(bot.store, of, today, MORNING, (), MORNING)
    assert not await digests.record_run(bot.store, of, today, MORNING, (), MORNING)
    await ask(workspace, "off")
    assert not await digests.record_run(bot.store, of, today + DAY, MORNING, (), MORNING)


async def test_what_is_watched_in_the_channel_comes_first(
    bot: Dealbot, workspace: Workspace, clock: OwnedClock
) -> None:
    """A company by its name, whoever moves there, a question; each once, and counted in the headline."""
    await ask(workspace, "on picture off")
    channel = workspace.channel("#deals").id
    for text, is_query in (("Zeta", False), ("min:4bn€", True), ("Nobody", False)):
        asked = watches.Asked(workspace.team_id, channel, workspace.you.id, text, is_query=is_query)
        await watches.add(bot.store, asked, WEDNESDAY)
    await tell(bot.store, workspace, "Beta", WEDNESDAY, amount=euros(9))
    await tell(bot.store, workspace, "Gamma", WEDNESDAY, amount=euros(1), people=[mover("Eva Weiß", "Zeta", "Delta")])
    await tell(bot.store, workspace, "Zeta Pharma", WEDNESDAY, amount=euros(2))
    await at(bot, clock, MORNING)
    (anchor,) = posted(workspace)
    assert "3 new deals, 1 person moves, 3 of these watched here." in anchor.text
    first, rest = details(workspace, anchor).split("\nWatched here\n")[1].split("\nNew deals\n")
    assert [name in first for name in ("Beta", "Zeta Pharma", "Eva Weiß", "Gamma")] == [True, True, True, False]
    assert "Gamma" in rest
    assert "Beta" not in rest


async def test_what_was_left_out_while_slack_did_not_say_who_reads_there_is_told_the_next_day(
    bot: Dealbot, workspace: Workspace, clock: OwnedClock
) -> None:
    """The public articles of other channels: nothing is lost for an hour of trouble."""
    await ask(workspace, "on empty on")
    await tell(bot.store, workspace, "Beta", WEDNESDAY, channel="#general")
    workspace.faults.fail_next("conversations.info", error="fatal_error", times=20)
    await at(bot, clock, MORNING)
    assert "Nothing new" in posted(workspace)[0].text
    workspace.faults.clear()
    await at(bot, clock, MORNING + DAY)
    assert "Beta" in shown(posted(workspace)[1])
