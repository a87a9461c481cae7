"""A person's working calendar: the days and hours on which they can be asked for something
(docs/methods 8.1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from headway.core.cadence import DAY, instant_of, local_date

MONDAY_TO_FRIDAY = frozenset(range(5))
FURTHEST = 800
"""Days that are looked at for a working one; beyond, there is none."""


@dataclass(frozen=True, slots=True)
class Holiday:
    """A day on which nobody of the organisation works, and what it is called."""

    on: date
    name: str


@dataclass(frozen=True, slots=True)
class Away:
    """Days on which a person does not work, both ends included."""

    first: date
    last: date


class Off(StrEnum):
    """Why somebody does not work on a day."""

    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """When somebody works: on ``weekdays`` (0 Monday) that are no holidays and on which they are
    not away, from ``opens`` until ``closes`` in their time zone."""

    zone: str = "UTC"
    weekdays: frozenset[int] = MONDAY_TO_FRIDAY
    holidays: tuple[Holiday, ...] = ()
    away: tuple[Away, ...] = ()
    opens: time = time(8)
    closes: time = time(18)

    @property
    def without_absences(self) -> WorkingCalendar:
        """The same for somebody who is never away."""
        if not self.away:
            return self
        return WorkingCalendar(self.zone, self.weekdays, self.holidays, (), self.opens, self.closes)


def why_off(calendar: WorkingCalendar, day: date) -> tuple[Off, str] | None:
    """Why a day is no working day, and the name of the holiday; None for one that is.

    An absence goes before a holiday, and that before a weekend: the most particular reason is told.

    >>> aster = WorkingCalendar(holidays=(Holiday(date(2026, 12, 25), "Christmas"),))
    >>> why_off(aster, date(2026, 12, 25)), why_off(aster, date(2026, 12, 26))
    ((<Off.HOLIDAY: 'holiday'>, 'Christmas'), (<Off.WEEKEND: 'weekend'>, ''))

    Source: docs/methods 8.1.
    """
    if any(away.first <= day <= away.last for away in calendar.away):
        return Off.AWAY, ""
    for holiday in calendar.holidays:
        if holiday.on == day:
            return Off.HOLIDAY, holiday.name
    return None if day.weekday() in calendar.weekdays else (Off.WEEKEND, "")


def is_working_moment(calendar: WorkingCalendar, instant: datetime) -> bool:
    """Whether somebody works at an instant, where they are.

    >>> from datetime import UTC
    >>> tokyo = WorkingCalendar("Asia/Tokyo")
    >>> is_working_moment(tokyo, datetime(2026, 11, 23, 0, 0, tzinfo=UTC))  # Monday, 9 o'clock
    True
    >>> is_working_moment(tokyo, datetime(2026, 11, 23, 9, 0, tzinfo=UTC))  # 18 o'clock
    False

    Raises ValueError for an instant without a zone. Source: docs/methods 8.1.
    """
    local = local_of(calendar, instant)
    is_open = calendar.opens <= local.time() < calendar.closes
    return is_open and why_off(calendar, local_date(instant, calendar.zone)) is None


def local_of(calendar: WorkingCalendar, instant: datetime) -> datetime:
    """An instant as their clock shows it.

    >>> from datetime import UTC
    >>> local_of(WorkingCalendar("Asia/Tokyo"), datetime(2026, 11, 23, tzinfo=UTC)).hour
    9

    Raises ValueError for one without a zone.
    """
    if instant.tzinfo is None:
        raise ValueError("An instant needs a time zone.")
    return instant.astimezone(ZoneInfo(calendar.zone))


def next_moment(calendar: WorkingCalendar, at: time, after: datetime) -> datetime | None:
    """When it is ``at`` o'clock on a working day next, later than ``after``, in UTC. None where no
    working day is to come within two years.

    >>> from datetime import UTC
    >>> berlin = WorkingCalendar("Europe/Berlin")
    >>> friday = datetime(2026, 3, 27, 7, 0, tzinfo=UTC)
    >>> str(next_moment(berlin, time(8), friday))  # clocks went forward over the weekend
    '2026-03-30 06:00:00+00:00'

    Raises ValueError for an instant without a zone. Source: docs/methods 8.1.
    """
    today = local_date(after, calendar.zone)
    for day in _working_days(calendar, today, DAY):
        instant = instant_of(day, at, calendar.zone)
        if instant > after:
            return instant
    return None


def working_days_between(calendar: WorkingCalendar, first: date, last: date) -> int:
    """Working days after the first up to the last, which counts; 0 where it does not come later.

    >>> working_days_between(WorkingCalendar(), date(2026, 11, 20), date(2026, 11, 24))
    2

    Source: docs/methods 8.1.
    """
    days = range(1, (last - first).days + 1)
    return sum(why_off(calendar, first + timedelta(days=days_on)) is None for days_on in days)


def last_working_day(calendar: WorkingCalendar, day: date) -> date | None:
    """A day or, where nobody works on it, the last working day before; None where there is none.

    >>> last_working_day(WorkingCalendar(), date(2026, 11, 29))
    datetime.date(2026, 11, 27)
    """
    return next(_working_days(calendar, day, -DAY), None)


def working_day_before(calendar: WorkingCalendar, day: date, count: int) -> date | None:
    """The working day so many before a day; for 0, the day itself or the last one before it.

    >>> working_day_before(WorkingCalendar(), date(2026, 11, 29), 1)
    datetime.date(2026, 11, 26)
    """
    return _nth(_working_days(calendar, day, -DAY), count)


def working_day_after(calendar: WorkingCalendar, day: date, count: int) -> date | None:
    """The working day so many after a day, which does not count itself; None where there is none.

    >>> working_day_after(WorkingCalendar(), date(2026, 11, 20), 2)
    datetime.date(2026, 11, 24)

    Raises ValueError for fewer than one.
    """
    if count < 1:
        raise ValueError("Count one working day or more.")
    return _nth(_working_days(calendar, day + DAY, DAY), count - 1)


def _nth(days: Iterator[date], count: int) -> date | None:
    for _passed in range(count):
        if next(days, None) is None:
            return None
    return next(days, None)


def _working_days(calendar: WorkingCalendar, day: date, step: timedelta) -> Iterator[date]:
    """From a day on, forward or back."""
    for _looked_at in range(FURTHEST):
        if why_off(calendar, day) is None:
            yield day
        try:
            day += step
        except OverflowError:
            return
