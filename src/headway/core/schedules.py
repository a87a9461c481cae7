"""When something that is done regularly is done next: each hour, day or week, at a time of the
organisation's own clock (docs/methods 3.13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from headway.core.cadence import local_date

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class Every(StrEnum):
    """How often."""

    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


@dataclass(frozen=True, slots=True)
class Schedule:
    """``at`` is the time of day; of an hourly one its minutes count. ``weekday`` (0 Monday) is that
    of a weekly one."""

    every: Every = Every.DAY
    at: time = time(6)
    weekday: int = 0


def next_after(instant: datetime, schedule: Schedule, time_zone: str) -> datetime:
    """The first moment of a schedule after an instant, in UTC.

    A time that the clocks skip when summer begins is that much later on that day; one that comes
    twice when it ends is the first of the two.

    >>> evening = datetime(2026, 11, 24, 20, 0, tzinfo=UTC)
    >>> next_after(evening, Schedule(Every.DAY, time(6)), "Europe/Berlin").isoformat()
    '2026-11-25T05:00:00+00:00'
    >>> next_after(evening, Schedule(Every.HOUR, time(0, 15)), "Europe/Berlin").isoformat()
    '2026-11-24T20:15:00+00:00'
    >>> next_after(evening, Schedule(Every.WEEK, time(6), weekday=1), "UTC").isoformat()
    '2026-12-01T06:00:00+00:00'

    Raises ValueError for an instant without a zone. Source: docs/methods 3.13.
    """
    if instant.tzinfo is None:
        raise ValueError("An instant needs its zone.")
    zone = ZoneInfo(time_zone)
    here = instant.astimezone(zone)
    if schedule.every is Every.HOUR:
        wait = timedelta(minutes=(schedule.at.minute - here.minute) % 60)
        whole = instant.astimezone(UTC).replace(second=0, microsecond=0) + wait
        return whole if whole > instant else whole + HOUR
    day = local_date(instant, time_zone)
    step = DAY
    if schedule.every is Every.WEEK:
        day += DAY * ((schedule.weekday - day.weekday()) % 7)
        step = 7 * DAY
    while True:
        found = datetime.combine(day, schedule.at, zone).astimezone(UTC)
        if found > instant:
            return found
        day += step
