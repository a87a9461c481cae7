"""A forecast as it is drawn: where it stands period by period (docs/methods 4.3)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from headway.core.cadence import Rhythm, cadence_days
from headway.core.forecast.goals import Goal
from headway.core.forecast.results import FanPoint
from headway.core.forecast.series import Series
from headway.core.forecast.walk import Walk, middle

Bounds = tuple[float | None, float | None]

FAN_POINTS = 60
"""At most so many points of a fan; more are thinned out evenly."""


def fan(
    path: Walk,
    *,
    goal: Goal,
    line: Series,
    bounds: Bounds,
    read_on: date,
    ends_on: date,
    cadence: Rhythm,
    left: int,
) -> tuple[FanPoint, ...]:
    """The points from the first period after ``read_on`` to the end, ``left`` periods later. What
    cannot be any more, and what lies outside the bounds of the measure, is cut off.

    >>> from headway.core.cadence import Cadence
    >>> from headway.core.forecast.goals import goal_of
    >>> from headway.core.forecast.series import series
    >>> from headway.core.forecast.walk import walk
    >>> days = [date(2026, 10, 7) + timedelta(weeks=week) for week in range(4)]
    >>> line = series(list(zip(days, [40.0, 44.0, 43.0, 49.0])), aggregation="last",
    ...     cadence=Cadence.WEEKLY, start=date(2026, 10, 5))
    >>> goal = goal_of("increase", start=40, target=60, ambition="committed")
    >>> points = fan(walk(line.values), goal=goal, line=line, bounds=(0, 52), read_on=days[-1],
    ...     ends_on=date(2026, 11, 11), cadence=Cadence.WEEKLY, left=2)
    >>> [(point.on.isoformat(), round(point.mean, 1), point.high80) for point in points]
    [('2026-11-04', 50.8, 52), ('2026-11-11', 52, 52)]
    """

    def point(on: date, ahead: int) -> FanPoint:
        mean, sd = path.after(ahead)
        values = (mean, *middle(mean, sd, path.df, 0.8), *middle(mean, sd, path.df, 0.5))
        return FanPoint(on, *(_within(goal.shown(line.hold(value)), bounds) for value in values))

    return tuple(point(on, ahead) for on, ahead in _days(read_on, ends_on, cadence, left))


def _days(read_on: date, ends_on: date, cadence: Rhythm, left: int) -> Iterator[tuple[date, int]]:
    """The days of the points with how many periods they lie ahead; the last is the end."""
    shown = min(left, FAN_POINTS)
    for number in range(1, shown):
        ahead = -(-number * left // shown)
        on = read_on + timedelta(days=round(ahead * cadence_days(cadence)))
        yield min(on, ends_on), ahead
    yield ends_on, left


def _within(value: float, bounds: Bounds) -> float:
    low, high = bounds
    value = value if low is None else max(low, value)
    return value if high is None else min(high, value)
