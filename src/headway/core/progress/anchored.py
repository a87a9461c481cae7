"""Anchored: scores agreed in advance for some values, and a straight line between them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from headway.core.definitions import Anchors, anchor_problems
from headway.core.progress.results import Progress, finite, nothing, result


def anchored(anchors: Anchors | None, value: float | None) -> Progress:
    """The score agreed in advance for this value. Raises DefinitionError, ReadingError. Source:
    docs/methods 1.2.

    >>> anchored([(10, 0.25), (20, 0.75)], 14).raw
    0.45
    """
    if value is None:
        return nothing("anchored")
    problems = anchor_problems(anchors)
    if problems or anchors is None:
        raise problems[0]
    value = finite(value, "value")
    pairs = sorted((float(v), float(s)) for v, s in anchors)
    return result(interpolate(pairs, value), "anchored")


def interpolate(points: Sequence[tuple[float, float]], x: float) -> float:
    """Piecewise linear through ``points`` (sorted by x), constant outside the ends.

    >>> interpolate([(0, 0), (10, 0.3), (15, 0.7), (20, 1)], 13)
    0.54
    """
    after = bisect_right(points, x, key=lambda point: point[0])
    if after == 0:
        return points[0][1]
    if after == len(points):
        return points[-1][1]
    (x0, y0), (x1, y1) = points[after - 1], points[after]
    return y0 + (y1 - y0) * (x - x0) / (x1 - x0)
