"""From values and days to pixels."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

LEAST_SPAN = 1e-12  # relative: what is closer together than this is one value
LEAST_SIZE = 1e-300  # and so is what is closer to zero


@dataclass(frozen=True, slots=True)
class Box:
    """A drawing area in pixels, y downwards."""

    left: float
    top: float
    right: float
    bottom: float


class Heights(Protocol):
    """Maps values to pixels inside a box."""

    @property
    def box(self) -> Box: ...
    def y(self, value: float, /) -> float: ...


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


@dataclass(frozen=True, slots=True)
class Ticks:
    """Round numbers that cover a span, and the decimals it takes to tell them apart."""

    values: tuple[float, ...]
    places: int
    names: tuple[str, ...] = ()  # instead of the numbers; empty for one that is not named


def span(values: Iterable[float]) -> tuple[float, float]:
    """The lowest and highest value, apart even when all are the same."""
    known = [value for value in values if math.isfinite(value)]
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    if high - low <= max(LEAST_SPAN * max(abs(low), abs(high)), LEAST_SIZE):
        pad = abs(low) * 0.1 or 1.0
        return low - pad, high + pad
    return low, high


def ticks(low: float, high: float, wanted: int = 5) -> Ticks:
    """About ``wanted`` round numbers from at most ``low`` to at least ``high``.

    >>> ticks(54, 75)
    Ticks(values=(50.0, 55.0, 60.0, 65.0, 70.0, 75.0), places=0)
    >>> ticks(0.001, 0.0016, 3)
    Ticks(values=(0.001, 0.0012, 0.0014, 0.0016), places=4)
    """
    rough = (high - low) / max(wanted, 1)
    power = math.floor(math.log10(rough))
    factor = next(f for f in (1, 2, 2.5, 5, 10) if f * 10.0**power >= rough * 0.999)
    step = factor * 10.0**power
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    places = max(0, -power + (factor == 2.5) - (factor == 10))
    return Ticks(tuple(round(n * step, places) for n in range(first, last + 1)), places)


def named_ticks(names: Sequence[tuple[float, str]], values: Iterable[float], letters: int) -> Ticks:
    """The levels of a scale, by rising value and each by its name of so many letters at most, and
    without a name what lies beyond them.

    >>> named_ticks([(0, "Not begun"), (80, "In use")], [40, 90], 6)
    Ticks(values=(0, 80, 90), places=0, names=('Not b…', 'In use', ''))
    """
    known = dict(names)
    found = sorted({*known, *span([*values, *known])})
    cut = [known.get(value, "") for value in found]
    short = [text if len(text) <= letters else f"{text[: letters - 1]}…" for text in cut]
    return Ticks(tuple(found), 0, tuple(short))


def path(points: Sequence[tuple[float, float]]) -> str:
    """An SVG path through points, one decimal."""
    if not points:
        return ""
    first, *rest = (f"{x:.1f} {y:.1f}" for x, y in points)
    return "M" + "L".join((first, *rest))
