"""Rhythms and calendars: due periods inside a cycle, staleness, fiscal quarters, local days."""

from __future__ import annotations

import calendar
import math
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY = timedelta(days=1)
STALE_AFTER = 1.5
"""A check-in is stale when it is older than this many times its cadence (docs/methods 1.7)."""


class Cadence(StrEnum):
    """How often a value is due."""

    DAILY = "daily"
    WEEKLY = "weekly"
    BIWEEKLY = "biweekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"


@dataclass(frozen=True, slots=True)
class EveryDays:
    """A rhythm of one's own: a value is due every so many days."""

    days: int

    def __str__(self) -> str:
        return f"{OWN}{self.days}"


Rhythm = Cadence | EveryDays
OWN = "days:"
"""How a rhythm of one's own is written: "days:10" for every ten days."""
OWN_AT_MOST = 366

_DAYS = {Cadence.DAILY: 1, Cadence.WEEKLY: 7, Cadence.BIWEEKLY: 14}
_MONTHS = {Cadence.MONTHLY: 1, Cadence.QUARTERLY: 3, Cadence.YEARLY: 12}


def cadence_of(text: str) -> Rhythm:
    """A cadence by its name, or a rhythm of one's own from 1 to 366 days.

    >>> cadence_of("weekly"), cadence_of("days:10")
    (<Cadence.WEEKLY: 'weekly'>, EveryDays(days=10))

    Raises ValueError for anything else.
    """
    if not text.startswith(OWN):
        return Cadence(text)
    digits = text.removeprefix(OWN)
    if not (digits.isascii() and digits.isdecimal() and 1 <= int(digits) <= OWN_AT_MOST):
        raise ValueError(f"{text} is no cadence")
    return EveryDays(int(digits))


def _days_of(cadence: Rhythm) -> int | None:
    """Its length where that is a whole number of days."""
    return cadence.days if isinstance(cadence, EveryDays) else _DAYS.get(cadence)


def _months_of(cadence: Rhythm) -> int:
    return 0 if isinstance(cadence, EveryDays) else _MONTHS[cadence]


@dataclass(frozen=True, slots=True)
class Period:
    """A span of days, both ends included. ``number`` counts from 1."""

    number: int
    start: date
    end: date


def cadence_days(cadence: Rhythm) -> float:
    """The length of a cadence in days; months count as a twelfth of 365.25 days.

    >>> cadence_days(Cadence.BIWEEKLY), cadence_days(EveryDays(10))
    (14.0, 10.0)
    """
    days = _days_of(cadence)
    return _months_of(cadence) * 365.25 / 12 if days is None else float(days)


@lru_cache(maxsize=1024)
def periods(cadence: Rhythm, *, start: date, end: date) -> tuple[Period, ...]:
    """The due periods of a window, in order. They cover it without gap or overlap; the last one
    ends with the window. Kept for the next call: all key results of a cycle share their windows.

    >>> [p.end.isoformat() for p in periods(
    ...     Cadence.MONTHLY, start=date(2026, 1, 31), end=date(2026, 3, 31))]
    ['2026-02-27', '2026-03-30', '2026-03-31']
    """
    found: list[Period] = []
    first = start
    while first <= end:
        following = _advance(start, cadence, len(found) + 1)
        found.append(Period(len(found) + 1, first, min(following - DAY, end)))
        first = following
    return tuple(found)


def _advance(start: date, cadence: Rhythm, count: int) -> date:
    days = _days_of(cadence)
    if days is not None:
        return start + timedelta(days=days * count)
    return add_months(start, _months_of(cadence) * count)


def period_index(cadence: Rhythm, *, start: date, day: date) -> int:
    """Which period of a rhythm that begins on ``start`` a day lies in: 0 for the first, below 0
    before it. The rhythm has no end.

    >>> start = date(2026, 1, 31)
    >>> [period_index(Cadence.MONTHLY, start=start, day=date(2026, m, 28)) for m in (1, 2, 3)]
    [-1, 1, 1]
    """
    days = _days_of(cadence)
    if days is not None:
        return (day - start).days // days
    months = (day.year - start.year) * 12 + day.month - start.month
    index = months // _months_of(cadence)
    return index if _advance(start, cadence, index) <= day else index - 1


def periods_until(cadence: Rhythm, *, last: date, end: date) -> int:
    """Periods from a day to the end of a window, begun ones included; 0 from the end on.

    >>> periods_until(Cadence.WEEKLY, last=date(2026, 11, 23), end=date(2027, 1, 3))
    6

    Source: docs/methods 4.3 (periods left for a forecast).
    """
    return max(0, math.ceil((end - last).days / cadence_days(cadence)))


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or that month's last day.

    >>> add_months(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def next_due(
    cadence: Rhythm, *, start: date, end: date, last_read_on: date | None, as_of: date
) -> date | None:
    """The last day of the earliest period that still waits for a reading: a day before ``as_of``
    when it is late. None when nothing is due any more, before the window starts, and where it
    starts after it has ended.

    Only the period before the current one can be late; what lies further back is history.

    >>> next_due(Cadence.WEEKLY, start=date(2026, 10, 5), end=date(2027, 1, 3),
    ...     last_read_on=date(2026, 11, 17), as_of=date(2026, 11, 24))
    datetime.date(2026, 11, 29)
    """
    if as_of < start or end < start:
        return None
    spans = periods(cadence, start=start, end=end)
    current = next((p for p in spans if p.end >= as_of), None)
    before = spans[(current.number if current else len(spans) + 1) - 2 :][:1]
    if current is None:
        last = spans[-1]
        return last.end if last_read_on is None or last_read_on < last.start else None
    previous = before[0] if current.number > 1 else None
    if previous and (last_read_on is None or last_read_on < previous.start):
        return previous.end
    if last_read_on is None or last_read_on < current.start:
        return current.end
    following = spans[current.number :][:1]
    return following[0].end if following else None


def is_stale(cadence: Rhythm, *, start: date, last_read_on: date | None, as_of: date) -> bool:
    """Whether the last value (or the start, when there is none) is older than 1.5 × cadence.

    >>> is_stale(Cadence.WEEKLY, start=date(2026, 10, 5), last_read_on=date(2026, 11, 10),
    ...     as_of=date(2026, 11, 24))
    True

    Source: docs/methods 1.7.
    """
    since = max(last_read_on, start) if last_read_on else start
    return (as_of - since).days > STALE_AFTER * cadence_days(cadence)


@dataclass(frozen=True, slots=True)
class WeekOf:
    """Week ``number`` of ``count``; number 0 before the start, count after the end."""

    number: int
    count: int


def week_of(start: date, end: date, as_of: date) -> WeekOf:
    """Which week of a cycle a day lies in.

    >>> week_of(date(2026, 10, 5), date(2027, 1, 3), date(2026, 11, 24))
    WeekOf(number=8, count=13)
    """
    count = -(-((end - start).days + 1) // 7)
    number = (as_of - start).days // 7 + 1
    return WeekOf(min(max(number, 0), count), count)


@dataclass(frozen=True, slots=True)
class FiscalPeriod:
    """A quarter, trimester or year of a fiscal calendar, both ends included."""

    name: str
    start: date
    end: date


def fiscal_year(day: date, *, first_month: int = 1) -> FiscalPeriod:
    """The fiscal year a day lies in, named after the calendar year in which it ends.

    >>> fiscal_year(date(2020, 2, 1), first_month=2)
    FiscalPeriod(name='FY21', start=datetime.date(2020, 2, 1), end=datetime.date(2021, 1, 31))
    """
    start = date(day.year if day.month >= first_month else day.year - 1, first_month, 1)
    end = add_months(start, 12) - DAY
    name = str(end.year) if first_month == 1 else f"FY{end.year % 100:02d}"
    return FiscalPeriod(name, start, end)


def fiscal_part(day: date, *, parts: int, first_month: int = 1) -> FiscalPeriod:
    """The quarter (``parts`` 4) or trimester (3) of the fiscal year a day lies in.

    >>> fiscal_part(date(2026, 11, 24), parts=4).name
    'Q4 2026'
    >>> fiscal_part(date(2020, 4, 30), parts=4, first_month=2).name
    'FY21-Q1'

    Raises ValueError for another number of parts.
    """
    if parts not in (3, 4):
        raise ValueError("A fiscal year has 4 quarters or 3 trimesters.")
    year = fiscal_year(day, first_month=first_month)
    length = 12 // parts
    months = (day.year - year.start.year) * 12 + day.month - year.start.month
    number = months // length + 1
    start = add_months(year.start, (number - 1) * length)
    letter = "Q" if parts == 4 else "T"
    name = f"{letter}{number} {year.name}" if first_month == 1 else f"{year.name}-{letter}{number}"
    return FiscalPeriod(name, start, add_months(start, length) - DAY)


def week_start(day: date, *, first_weekday: int = 0) -> date:
    """The first day of the week a day lies in; weekday 0 is Monday.

    >>> week_start(date(2026, 11, 24))
    datetime.date(2026, 11, 23)
    """
    return day - timedelta(days=(day.weekday() - first_weekday) % 7)


def local_date(instant: datetime, time_zone: str) -> date:
    """The date of an instant where the organisation lives.

    >>> local_date(datetime(2026, 11, 24, 23, 30, tzinfo=UTC), "Europe/Berlin")
    datetime.date(2026, 11, 25)

    Raises ValueError for an instant without a zone: it names no moment.
    """
    if instant.tzinfo is None:
        raise ValueError("An instant needs a time zone.")
    return instant.astimezone(ZoneInfo(time_zone)).date()


def instant_of(day: date, at: time, time_zone: str) -> datetime:
    """When a clock in a zone shows a time on a day, in UTC.

    A time that comes twice, as clocks go back, is the first of the two. One that is left out as
    clocks go forward is counted by the clock of before, as calendars do (RFC 5545, 3.3.5): half
    past two is then what the new clock calls half past three.

    >>> str(instant_of(date(2026, 3, 29), time(2, 30), "Europe/Berlin"))
    '2026-03-29 01:30:00+00:00'
    >>> str(instant_of(date(2026, 10, 25), time(2, 30), "Europe/Berlin"))
    '2026-10-25 00:30:00+00:00'

    Source: docs/methods 8.1.
    """
    return datetime.combine(day, at, ZoneInfo(time_zone)).astimezone(UTC)
