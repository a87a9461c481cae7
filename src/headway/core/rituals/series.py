"""When a series of meetings takes place (docs/methods 9.6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time, timedelta

WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True)
class Series:
    """A weekday (0 Monday) at a time of day, every so many weeks counted from ``since``, until the
    last day, if there is one."""

    weekday: int
    at: time
    weeks: int
    since: date
    ended_on: date | None = None


def occurrences(series: Series, *, start: date, end: date) -> list[date]:
    """The days on which a series meets, from ``start`` to ``end``, both included.

    Parameters
    ----------
    series
        The first meeting is on the first such weekday on or after ``since``.
    start, end
        The days looked at.

    Returns
    -------
    list
        In order; each ``weeks`` weeks after the one before.

    Examples
    --------
    >>> fortnightly = Series(1, time(9), 2, since=date(2026, 10, 5))
    >>> [day.isoformat() for day in occurrences(
    ...     fortnightly, start=date(2026, 10, 7), end=date(2026, 11, 10))]
    ['2026-10-20', '2026-11-03']

    References
    ----------
    docs/methods 9.6.
    """
    first = series.since + timedelta(days=(series.weekday - series.since.weekday()) % 7)
    step = WEEK * series.weeks
    skipped = max(-((first - start) // step), 0)
    day = first + step * skipped
    last = end if series.ended_on is None else min(end, series.ended_on)
    found = []
    while day <= last:
        found.append(day)
        day += step
    return found
