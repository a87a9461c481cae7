"""What a chart of readings over a window is drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from headway.core.cadence import week_of


@dataclass(frozen=True, slots=True)
class Point:
    """A reading on a day."""

    day: date
    value: float


class Outlook(NamedTuple):
    """What a forecast says of one day: the likely value, and the ranges that hold half and four
    fifths of the outcomes."""

    day: date
    likely: float
    low_50: float
    high_50: float
    low_80: float
    high_80: float


class TargetMove(NamedTuple):
    """A target that was set anew on a day, and what is said of it: why, and by whom."""

    day: date
    before: float
    after: float
    why: str
    who: str


@dataclass(frozen=True, slots=True)
class Trajectory:
    """Actual against expected, from ``start`` to ``end``.

    ``points`` are in order of their days. ``expected`` are corner points (day, value) of the
    expected course inside the window; ``targets`` are (from day, value) steps, one for each time
    the target was set, ``moves`` what is told of each change of it; ``outlook`` is the forecast,
    from the last reading to the end. Any of them may be empty. ``origin`` is the value at the
    start: agreed, not read, so it has no dot. With ``is_plan`` there can be no readings yet.
    ``confidence`` is the owner's, of 10, day by day. With ``is_past``, ``today`` is an earlier day
    that one looks at, and is named. ``added`` is the day on which it was added under way: from then
    on it is to reach something, while ``start`` is earlier where it was read before. Weeks count
    from ``weeks_from``, or from the start. ``base`` is a value to show in any case, such as 0 %.
    """

    start: date
    end: date
    today: date
    points: Sequence[Point] = ()
    expected: Sequence[tuple[date, float]] = ()
    targets: Sequence[tuple[date, float]] = ()
    moves: Sequence[TargetMove] = ()
    measure: str = ""
    outlook: Sequence[Outlook] = ()
    origin: float | None = None
    is_plan: bool = False
    confidence: Sequence[tuple[date, int]] = ()
    is_past: bool = False
    added: date | None = None
    weeks_from: date | None = None
    base: float | None = None

    @property
    def begins(self) -> date:
        """From when on it is to reach something."""
        return self.added or self.start

    def week(self, day: date) -> int:
        """The number of the week that a day lies in."""
        return week_of(self.weeks_from or self.start, self.end, day).number

    def line(self) -> list[Point]:
        """The readings as a line: from where it began, where that is known and something was read
        since."""
        points = self.inside()
        if self.origin is None or not points or points[0].day <= self.begins:
            return points
        return [Point(self.begins, self.origin), *points]

    def inside(self) -> list[Point]:
        """The readings of the window, the last of each day. The last one before it is drawn at its
        start, the last one after it at its end, unless a reading of that very day is."""
        by_day = {point.day: point for point in self.points if self.start <= point.day <= self.end}
        points = list(by_day.values())
        before = [point for point in self.points if point.day < self.start]
        after = [point for point in self.points if point.day > self.end]
        if before and (not points or points[0].day != self.start):
            points.insert(0, before[-1])
        if after and (not points or points[-1].day != self.end):
            points.append(after[-1])
        return points

    def values(self) -> list[float]:
        """Every value that must fit into the picture."""
        return [
            *(point.value for point in self.line()),
            *(value for _, value in self.expected),
            *(value for _, value in self.targets),
            *(() if self.base is None else (self.base,)),
            *(value for at in self.outlook for value in (at.low_80, at.high_80)),
        ]
