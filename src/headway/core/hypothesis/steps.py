"""What is taken out of a series, and what is left of two of them compared (docs/methods 5.4)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from headway.core.distributions import student_t_cdf

_STEEPEST = 0.95
_NORMAL_975 = 1.959963984540054


def without_season(values: Sequence[float], season: int) -> list[float]:
    phases = [values[at::season] for at in range(season)]
    means = [math.fsum(phase) / len(phase) for phase in phases]
    return [value - means[at % season] for at, value in enumerate(values)]


def without_line(values: Sequence[float]) -> list[float]:
    """What least squares over the places leave."""
    count = len(values)
    across, up = (count - 1) / 2, math.fsum(values) / count
    spread = math.fsum((at - across) ** 2 for at in range(count))
    slope = math.fsum((at - across) * (value - up) for at, value in enumerate(values)) / spread
    return [value - up - slope * (at - across) for at, value in enumerate(values)]


def prewhitened(values: Sequence[float]) -> tuple[list[float], float]:
    """What each value has beyond what it carries over from the one before, and how much that is."""
    squares = math.fsum(value * value for value in values)
    products = math.fsum(then * now for then, now in pairwise(values))
    phi = products / squares if squares > 0 else 0.0
    phi = min(max(phi, -_STEEPEST), _STEEPEST)
    return [now - phi * then for then, now in pairwise(values)], phi


def correlation(x: Sequence[float], y: Sequence[float]) -> float | None:
    """Pearson's r; None where one of both does not vary."""
    count = len(x)
    if count < 2:
        return None
    mean_x, mean_y = math.fsum(x) / count, math.fsum(y) / count
    of_x = [value - mean_x for value in x]
    of_y = [value - mean_y for value in y]
    size = math.sqrt(math.fsum(v * v for v in of_x)) * math.sqrt(math.fsum(v * v for v in of_y))
    if size == 0 or not math.isfinite(size):
        return None
    products = math.fsum(one * other for one, other in zip(of_x, of_y, strict=True))
    return min(max(products / size, -1.0), 1.0)


def p_value(r: float, df: int) -> float:
    left = 1 - r * r
    if left <= 0:
        return 0.0
    return 2 * student_t_cdf(-abs(r) * math.sqrt(df / left), df)


def interval(r: float, pairs: int) -> tuple[float, float]:
    """By Fisher's z, of 95 %."""
    if abs(r) >= 1:
        return r, r
    z, half = math.atanh(r), _NORMAL_975 / math.sqrt(pairs - 3)
    return math.tanh(z - half), math.tanh(z + half)
