"""What is taken out of a series, and what is left of two of them compared (docs/methods 5.4)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from headway.core.distributions import student_t_cdf

_STEEPEST = 0.95
_NORMAL_975 = 1.959963984540054


def without_season(values: Sequence[float], season: int) -> list[float]:
    """Each value less the mean of its phase, of which ``season`` make a cycle; same unit.

    >>> without_season([1.0, 5.0, 3.0, 7.0], 2)
    [-1.0, -1.0, 1.0, 1.0]

    Source: docs/methods 5.4, step 1.
    """
    phases = [values[at::season] for at in range(season)]
    means = [math.fsum(phase) / len(phase) for phase in phases]
    return [value - means[at % season] for at, value in enumerate(values)]


def without_line(values: Sequence[float]) -> list[float]:
    """What a straight line by least squares over the places leaves; same unit.

    >>> without_line([1.0, 2.0, 3.0]), without_line([0.0, 3.0, 0.0])
    ([0.0, 0.0, 0.0], [-1.0, 2.0, -1.0])

    Source: docs/methods 5.4, step 2.
    """
    count = len(values)
    across, up = (count - 1) / 2, math.fsum(values) / count
    spread = math.fsum((at - across) ** 2 for at in range(count))
    slope = math.fsum((at - across) * (value - up) for at, value in enumerate(values)) / spread
    return [value - up - slope * (at - across) for at, value in enumerate(values)]


def prewhitened(values: Sequence[float]) -> tuple[list[float], float]:
    """What each value but the first has beyond what it carries over from the one before, and how
    much that is: the AR(1) coefficient of values around 0, held to ±0.95.

    >>> prewhitened([1.0, -1.0, 1.0])
    ([-0.33333333333333337, 0.33333333333333337], -0.6666666666666666)

    Source: docs/methods 5.4, step 3.
    """
    squares = math.fsum(value * value for value in values)
    products = math.fsum(then * now for then, now in pairwise(values))
    phi = products / squares if squares > 0 else 0.0
    phi = min(max(phi, -_STEEPEST), _STEEPEST)
    return [now - phi * then for then, now in pairwise(values)], phi


def correlation(x: Sequence[float], y: Sequence[float]) -> float | None:
    """Pearson's r of two series of one length; None where one of both does not vary.

    >>> round(correlation([1.0, 2.0, 4.0], [3.0, 2.0, 1.0]), 3), correlation([1.0, 1.0], [1.0, 2.0])
    (-0.982, None)

    Source: docs/methods 5.4, step 4.
    """
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
    """The chance of an r as far from 0 without any link, two-sided, by t = r √(df / (1 - r²)).

    >>> round(p_value(0.5, 20), 4), p_value(1.0, 20)
    (0.0178, 0.0)

    Source: docs/methods 5.4, step 4.
    """
    left = 1 - r * r
    if left <= 0:
        return 0.0
    return 2 * student_t_cdf(-abs(r) * math.sqrt(df / left), df)


def interval(r: float, pairs: int) -> tuple[float, float]:
    """Between what r lies with 95 % confidence, by Fisher's z, of more than three ``pairs``.

    >>> [round(end, 3) for end in interval(0.5, 28)]
    [0.156, 0.736]

    Source: docs/methods 5.4, step 4.
    """
    if abs(r) >= 1:
        return r, r
    z, half = math.atanh(r), _NORMAL_975 / math.sqrt(pairs - 3)
    return math.tanh(z - half), math.tanh(z + half)
