"""Once a local day, whatever the clocks do."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.schedules import (
    EVERY_DAY,
    WEEKDAYS,
    Schedule,
    days_as_text,
    days_from_text,
    due_day,
    local_day,
    moment,
    next_moment,
)

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
# With what is odd about their clocks: daylight saving in both halves of the year, gaps at midnight and before it,
# half an hour of it, none, a skipped day, a day more than elsewhere
ZONES = (
    "Europe/Berlin",
    "America/New_York",
    "America/Asuncion",
    "Asia/Beirut",
    "America/Havana",
    "Australia/Lord_Howe",
    "America/Nuuk",
    "America/St_Johns",
    "Africa/Casablanca",
    "Asia/Kathmandu",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "UTC",
)


def at(text: str, zone: str, days: frozenset[int] = EVERY_DAY) -> Schedule:
    return Schedule(time.fromisoformat(text), zone, days)


def local(schedule: Schedule, day: str) -> str:
    due = moment(schedule, date.fromisoformat(day))
    return due.astimezone(schedule.tz).isoformat() if due else "never"


@pytest.mark.parametrize(
    ("schedule", "day", "expected"),
    [
        (at("08:30", "Europe/Berlin"), "2026-03-29", "2026-03-29T08:30:00+02:00"),
        (at("08:30", "Europe/Berlin"), "2026-10-25", "2026-10-25T08:30:00+01:00"),
        (at("02:30", "Europe/Berlin"), "2026-03-29", "2026-03-29T03:00:00+02:00"),
        (at("03:00", "Europe/Berlin"), "2026-03-29", "2026-03-29T03:00:00+02:00"),
        (at("02:30", "Europe/Berlin"), "2026-10-25", "2026-10-25T02:30:00+02:00"),
        (at("02:30", "America/New_York"), "2026-03-08", "2026-03-08T03:00:00-04:00"),
        (at("01:30", "America/New_York"), "2026-11-01", "2026-11-01T01:30:00-04:00"),
        (at("00:00", "America/Asuncion"), "2023-10-01", "2023-10-01T01:00:00-03:00"),
        (at("23:30", "America/Asuncion"), "2024-03-23", "2024-03-23T23:30:00-03:00"),
        (at("00:30", "Asia/Beirut"), "2026-03-29", "2026-03-29T01:00:00+03:00"),
        (at("02:15", "Australia/Lord_Howe"), "2026-10-04", "2026-10-04T02:30:00+11:00"),
        (at("01:45", "Australia/Lord_Howe"), "2026-04-05", "2026-04-05T01:45:00+11:00"),
        (at("23:30", "America/Nuuk"), "2026-03-28", "2026-03-28T22:59:00-02:00"),
        (at("00:00", "Europe/Berlin"), "2026-11-27", "2026-11-27T00:00:00+01:00"),
        (at("23:59", "Europe/Berlin"), "2026-12-31", "2026-12-31T23:59:00+01:00"),
        (at("08:30", "Europe/Berlin"), "2028-02-29", "2028-02-29T08:30:00+01:00"),
        (at("08:30", "Pacific/Apia"), "2011-12-30", "never"),
        (at("08:30", "Pacific/Apia"), "2011-12-31", "2011-12-31T08:30:00+14:00"),
        (at("08:30", "Europe/Berlin", WEEKDAYS), "2026-11-28", "never"),
        (at("08:30", "Europe/Berlin", WEEKDAYS), "2026-11-30", "2026-11-30T08:30:00+01:00"),
    ],
)
def test_a_local_time_falls_on_one_instant_of_its_day(schedule: Schedule, day: str, expected: str) -> None:
    """Right after a gap, at the first of two, on leap days; never on other weekdays or a day that was skipped."""
    assert local(schedule, day) == expected


def test_a_day_is_due_from_its_time_until_midnight() -> None:
    """Two hours of downtime: as soon as the bot is back. A night of it: not any more."""
    schedule = at("08:30", "Europe/Berlin")
    today = date(2026, 11, 26)
    for hour, minute, expected in [(7, 29, None), (7, 30, today), (9, 30, today), (22, 59, today), (23, 0, None)]:
        assert due_day(schedule, datetime(2026, 11, 26, hour, minute, tzinfo=UTC), LONG_AGO, None) == expected


def test_a_schedule_made_after_its_time_begins_the_next_day() -> None:
    """Nobody who sets 8:30 at noon waits for one at noon."""
    noon = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
    schedule = at("08:30", "UTC")
    assert due_day(schedule, noon + timedelta(hours=1), noon, None) is None
    assert next_moment(schedule, noon, noon, None) == datetime(2026, 11, 27, 8, 30, tzinfo=UTC)


def test_another_zone_or_time_makes_no_second_one_on_a_local_day() -> None:
    """Moved to New York after Berlin's morning: the 26th is over there, too, once it was told."""
    done, noon = date(2026, 11, 26), datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
    for changed in (at("08:30", "America/New_York"), at("20:00", "Europe/Berlin")):
        assert due_day(changed, noon + timedelta(hours=8), noon, done) is None
        following = next_moment(changed, noon, noon, done)
        assert following
        assert local_day(changed, following) == date(2026, 11, 27)


def test_without_weekdays_there_is_no_next_one() -> None:
    """Rather than a search without an end."""
    assert next_moment(at("08:30", "UTC", frozenset()), LONG_AGO, LONG_AGO, None) is None


schedules = st.builds(
    Schedule,
    st.times().map(lambda each: each.replace(second=0, microsecond=0, tzinfo=None)),
    st.sampled_from(ZONES),
    st.frozensets(st.integers(1, 7), min_size=1),
)
starts = st.datetimes(datetime(2011, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 theirs follows
jumps = st.lists(st.timedeltas(timedelta(seconds=1), timedelta(days=3)), max_size=40)


@given(schedules, starts, jumps)
def test_each_day_on_which_the_bot_looks_after_its_time_gets_exactly_one(
    schedule: Schedule, start: datetime, forward: list[timedelta]
) -> None:
    """Whenever it looks, as often as it looks."""
    ran: list[date] = []
    for now in accumulate(forward, initial=start):
        for _ in range(3):
            if day := due_day(schedule, now, start, ran[-1] if ran else None):
                ran.append(day)
        due = moment(schedule, local_day(schedule, now))
        if due and start <= due <= now and (not ran or local_day(schedule, now) > ran[-1]):
            raise AssertionError("a day was missed")
    assert len(ran) == len(set(ran))
    assert ran == sorted(ran)
    assert all(day.isoweekday() in schedule.days for day in ran)


@given(schedules, starts)
def test_a_bot_that_is_always_up_misses_no_day_and_is_never_early(schedule: Schedule, start: datetime) -> None:
    """From one moment to the next, for three months: every day that qualifies, at its local time if there is one."""
    end, now = start + timedelta(days=90), start
    ran: dict[date, datetime] = {}
    while (now := next_moment(schedule, now, start, max(ran, default=None)) or end) < end:
        day = due_day(schedule, now, start, max(ran, default=None))
        assert day is not None
        ran[day] = now
    first, last = local_day(schedule, start), local_day(schedule, end)
    days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    due = {day: each for day in days if (each := moment(schedule, day)) and start <= each < end}
    assert ran == due
    for day, each in due.items():
        shown = each.astimezone(ZoneInfo(schedule.zone))
        exists = datetime.combine(day, schedule.at, schedule.tz).astimezone(UTC).astimezone(schedule.tz)
        assert shown.time() == schedule.at or exists.time() != schedule.at


@given(st.frozensets(st.integers(1, 7)))
def test_weekdays_survive_their_column(days: frozenset[int]) -> None:
    """As digits, sorted."""
    assert days_from_text(days_as_text(days)) == days
