"""What a chart of readings over a window is drawn from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Point:
    """A reading on a day."""

    day: date
    value: float


@dataclass(frozen=True, slots=True)
class Trajectory:
    """Actual against expected, from ``start`` to ``end``.

    ``expected`` are corner points (day, value) of the expected course; ``targets`` are (from day,
    value) steps, one for each time the target was set. Either may be empty.
    """

    start: date
    end: date
    today: date
    points: Sequence[Point] = ()
    expected: Sequence[tuple[date, float]] = ()
    targets: Sequence[tuple[date, float]] = ()
    measure: str = ""

    def values(self) -> list[float]:
        """Every value that must fit into the picture."""
        return [
            *(point.value for point in self.points),
            *(value for _, value in self.expected),
            *(value for _, value in self.targets),
        ]
