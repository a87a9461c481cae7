"""How a value becomes a score, as a curve that others can compute by (docs/methods 5.2)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from headway.core.curves import curve_of
from headway.core.definitions import CLOSEST
from headway.core.progress import interpolate
from headway.core.thresholds import FULL, Thresholds, Wanted, threshold_problems, thresholds

Points = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class ScoreCurve:
    """How a value becomes a score: straight lines between ``points`` of (value, score), values
    strictly rising, constant outside. Without points: 100 from ``low`` to ``high``, both included
    and either of which may be open, and else 0."""

    points: Points = ()
    low: float | None = None
    high: float | None = None

    def score(self, value: float) -> float:
        """What a value comes to, 0 to 100.

        >>> ScoreCurve(((0, 0), (10, 100))).score(4), ScoreCurve(low=3).score(3)
        (40.0, 100.0)
        """
        if self.points:
            return interpolate(self.points, value)
        is_met = (self.low is None or value >= self.low) and (
            self.high is None or value <= self.high
        )
        return FULL if is_met else 0.0


def curve_of_target(
    *,
    wanted: str,
    low: float | None = None,
    high: float | None = None,
    red: float | None = None,
    worst: float | None = None,
    best: float | None = None,
    base: float | None = None,
    curve: Sequence[Sequence[float]] | None = None,
) -> ScoreCurve:
    """The curve by which ``score_by_target`` scores, so that others than Headway can do so: a
    spreadsheet by its formulas, a reader by hand.

    Parameters
    ----------
    wanted, low, high, red, worst, best, base, curve
        As of ``score_by_target``.

    Returns
    -------
    ScoreCurve
        Whose ``score`` of a value is that of ``score_by_target``, but for rounding (1e-9).

    Raises
    ------
    ValueError
        An unknown ``wanted``.

    Examples
    --------
    >>> curve_of_target(wanted="at_most", high=2, base=8).points
    ((2.0, 100.0), (8.0, 0.0))
    >>> curve = curve_of_target(wanted="at_least", low=90, red=80, worst=60, best=95)
    >>> [(value, round(score, 1)) for value, score in curve.points]
    [(60.0, 0.0), (80.0, 33.3), (90.0, 66.7), (95.0, 100.0)]
    >>> curve_of_target(wanted="at_least", low=5)
    ScoreCurve(points=(), low=5, high=None)

    Source: docs/methods 5.2.
    """
    kind = Wanted(wanted)
    if curve is not None:
        return ScoreCurve(curve_of(curve).points)
    met = ScoreCurve(low=low, high=high)
    if kind is Wanted.WITHIN:
        width = None if red is None else 1.5 * red  # as score_by_target has it
        if low is not None and high is not None and (width or high - low) > 0:
            return _through(thresholds(kind, low=low, high=high, width=width))
        return met
    green = low if kind is Wanted.AT_LEAST else high
    if green is None:
        return met
    if red is not None:
        ladder = {"red": red, "green": green, "worst": worst, "best": best}
        if not threshold_problems(kind, **ladder):
            return _through(thresholds(kind, **ladder))
    way = None if base is None else (green - base) * (1 if kind is Wanted.AT_LEAST else -1)
    if base is not None and way is not None and way > CLOSEST:
        ends = sorted(((float(base), 0.0), (float(green), FULL)))
        return ScoreCurve(tuple(ends))
    return met


def _through(found: Thresholds) -> ScoreCurve:
    return ScoreCurve(_rising(found.points))


def _rising(points: Points) -> Points:
    """Of points at the same value those that count: up to it the first, from it on the last. A jump
    lies between the value and the float before it."""
    kept: list[tuple[float, float]] = []
    for value, group in groupby(points, key=lambda point: point[0]):
        scores = [score for _value, score in group]
        if scores[0] != scores[-1]:
            kept.append((math.nextafter(value, -math.inf), scores[0]))
        kept.append((value, scores[-1]))
    return tuple(kept)
