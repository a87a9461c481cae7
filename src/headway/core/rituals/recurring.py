"""When a unit meets again and again (docs/methods 8.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

FURTHEST = 2_000
"""Occurrences of a series that are looked at, at most."""


@dataclass(frozen=True, slots=True)
class Series:
    """Every ``weeks`` weeks on a ``weekday`` (0 Monday), counted from ``since``, through
    ``until``."""

    weekday: int
    weeks: int
    since: date
    until: date | None = None


def occurrences(series: Series, first: date, last: date) -> list[date]:
    """The days of a series within a window, both ends included.

    >>> every_other = Series(weekday=1, weeks=2, since=date(2026, 11, 2))
    >>> [day.isoformat() for day in occurrences(every_other, date(2026, 11, 9), date(2026, 12, 9))]
    ['2026-11-17', '2026-12-01']

    Raises ValueError for a series of less than a week. Source: docs/methods 8.4.
    """
    if series.weeks < 1:
        raise ValueError("A series has a week or more between its days.")
    step = timedelta(weeks=series.weeks)
    day = series.since + timedelta(days=(series.weekday - series.since.weekday()) % 7)
    if day < first:
        day += -((day - first) // step) * step
    end = last if series.until is None else min(last, series.until)
    count = min((end - day) // step + 1, FURTHEST) if day <= end else 0
    return [day + number * step for number in range(count)]
