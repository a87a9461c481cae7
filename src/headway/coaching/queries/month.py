"""A month of the calendar in weeks, as it hangs on a wall."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from headway.coaching.queries.calendar import Calendar, DayOf, Slot, StepRow
from headway.core.cadence import DAY, add_months, week_start

SHOWN = 4
"""Entries that the square of a day shows; the list below has all."""


@dataclass(frozen=True, slots=True)
class Square:
    """A day on the wall; ``more`` entries did not find room."""

    day: date
    is_in_month: bool
    is_today: bool
    steps: tuple[StepRow, ...]
    slots: tuple[Slot, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Week:
    """A row: its number and seven days."""

    number: int
    days: tuple[Square, ...]


@dataclass(frozen=True, slots=True)
class Month:
    """``weeks`` from the first to the last that the month has a day in, and ``days`` of the month
    alone, for the list: those ``before`` this week, of the month that runs, apart."""

    first: date
    weeks: tuple[Week, ...]
    before: tuple[DayOf, ...]
    days: tuple[DayOf, ...]


def span_of(first: date, first_weekday: int) -> tuple[date, date]:
    """The first and last day of the weeks that a month has days in."""
    last = add_months(first, 1) - DAY
    start = week_start(first, first_weekday=first_weekday)
    return start, week_start(last, first_weekday=first_weekday) + timedelta(days=6)


def month_of(calendar: Calendar, first: date, today: date) -> Month:
    """The days of a calendar that was read of whole weeks (:func:`span_of`). No query."""
    after = add_months(first, 1)
    by_day = {one.day: one for one in calendar.days}
    weeks = []
    for start in range(0, (calendar.end - calendar.start).days + 1, 7):
        days = [calendar.start + timedelta(days=start + offset) for offset in range(7)]
        squares = (_square(day, by_day.get(day), first <= day < after, today) for day in days)
        number = days[3].isocalendar().week  # most of its days lie in that week, wherever it begins
        weeks.append(Week(number, tuple(squares)))
    inside = [one for one in calendar.days if first <= one.day < after]
    now = next((week.days[0].day for week in weeks if any(one.is_today for one in week.days)), None)
    begins = now if now is not None and first <= today < after else first
    return Month(
        first,
        tuple(weeks),
        tuple(one for one in inside if one.day < begins),
        tuple(one for one in inside if one.day >= begins),
    )


def _square(day: date, found: DayOf | None, is_in_month: bool, today: date) -> Square:
    steps = found.steps if found else ()
    slots = found.slots if found else ()
    room = max(SHOWN - len(steps), 1)
    room = room if len(slots) <= room else room - 1 or 1
    more = max(len(slots) - room, 0)
    return Square(day, is_in_month, day == today, steps, slots[:room], more)
