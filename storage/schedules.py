"""When something happens once a local day: a time on some weekdays in a time zone, right across clock changes.

A time that does not exist on the day the clocks go forward counts from the end of the gap; one that exists twice,
from the first. Where the gap ends in the next day (Nuuk, 23:00 to 0:00) it is the last minute before the gap.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EVERY_DAY = frozenset(range(1, 8))
WEEKDAYS = frozenset(range(1, 6))
_WEEK_AND_A_SKIPPED_DAY = 15  # days looked ahead: a weekday that is skipped comes again in a week
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Schedule:
    at: time  # local, to the minute
    zone: str  # IANA, such as "Europe/Berlin"
    days: frozenset[int] = WEEKDAYS  # ISO: Monday is 1

    @property
    def tz(self) -> ZoneInfo:
        """Raises `zoneinfo.ZoneInfoNotFoundError` for a zone that this machine does not know."""
        return ZoneInfo(self.zone)


def local_day(schedule: Schedule, now: datetime) -> date:
    """The day that it is there."""
    return now.astimezone(schedule.tz).date()


def moment(schedule: Schedule, day: date) -> datetime | None:
    """When it falls due on that local day, in UTC; None on other weekdays, and for a day that the zone skipped."""
    if day.isoweekday() not in schedule.days:
        return None
    tz, wanted = schedule.tz, datetime.combine(day, schedule.at)
    due = wanted.replace(tzinfo=tz).astimezone(UTC)
    if due.astimezone(tz).replace(tzinfo=None) == wanted:
        return due
    after = _end_of_gap(tz, wanted)
    for candidate in (after, after - _MINUTE):
        if candidate.astimezone(tz).date() == day:
            return candidate
    return None


def due_day(schedule: Schedule, now: datetime, since: datetime, ran: date | None) -> date | None:
    """The local day that is due now: today, from its moment until midnight.

    Not for a moment before `since`, when the schedule was made, and not for a day up to `ran`, the last one done.
    """
    today = local_day(schedule, now)
    due = moment(schedule, today) if ran is None or today > ran else None
    return today if due is not None and since <= due <= now else None


def next_moment(schedule: Schedule, now: datetime, since: datetime, ran: date | None) -> datetime | None:
    """When it is due next, `now` or later; None without weekdays."""
    if due_day(schedule, now, since, ran):
        return now
    today = local_day(schedule, now)
    for ahead in range(_WEEK_AND_A_SKIPPED_DAY):
        day = today + timedelta(days=ahead)
        due = moment(schedule, day) if ran is None or day > ran else None
        if due is not None and due >= max(now, since):
            return due
    return None


def days_as_text(days: Collection[int]) -> str:
    """For a column: `12345`."""
    return "".join(str(day) for day in sorted(days))


def days_from_text(text: str) -> frozenset[int]:
    return frozenset(int(digit) for digit in text)


def _end_of_gap(tz: ZoneInfo, missing: datetime) -> datetime:
    """The first instant, to the second, after the clocks went past a local time that they skipped."""
    before, after = (missing.replace(tzinfo=tz, fold=fold).astimezone(UTC) for fold in (1, 0))
    old = before.astimezone(tz).utcoffset()
    seconds = range(int((after - before).total_seconds()) + 1)
    changed = bisect_left(
        seconds, True, key=lambda each: (before + timedelta(seconds=each)).astimezone(tz).utcoffset() != old
    )
    return before + timedelta(seconds=changed)
