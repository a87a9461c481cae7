"""From values and days to pixels."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Box:
    """A drawing area in pixels, y downwards."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Scale:
    """Maps days to x and values to y inside a box; days outside the window sit on its edge."""

    box: Box
    start: date
    end: date
    low: float
    high: float

    def x(self, day: date) -> float:
        days = max((self.end - self.start).days, 1)
        share = min(max((day - self.start).days / days, 0.0), 1.0)
        return self.box.left + share * (self.box.right - self.box.left)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return self.box.bottom - share * (self.box.bottom - self.box.top)


def span(values: Sequence[float]) -> tuple[float, float]:
    """The lowest and highest value, apart even when all are the same."""
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if high - low < 1e-12 * max(1.0, abs(low), abs(high)):
        pad = abs(low) * 0.1 or 1.0
        return low - pad, high + pad
    return low, high


def ticks(low: float, high: float, wanted: int = 5) -> list[float]:
    """Round numbers that cover low to high, about ``wanted`` of them.

    >>> ticks(54, 75)
    [50.0, 55.0, 60.0, 65.0, 70.0, 75.0]
    """
    rough = (high - low) / max(wanted, 1)
    magnitude = 10.0 ** math.floor(math.log10(rough))
    step = next(m * magnitude for m in (1, 2, 2.5, 5, 10) if m * magnitude >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return [round(number * step, 12) for number in range(first, last + 1)]


def path(points: Sequence[tuple[float, float]]) -> str:
    """An SVG path through points, one decimal."""
    if not points:
        return ""
    first, *rest = (f"{x:.1f} {y:.1f}" for x, y in points)
    return "M" + "L".join((first, *rest))
