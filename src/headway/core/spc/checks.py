"""Whether a baseline is of the sort that limits are made for (docs/methods 3.4)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from headway.core.spc.limits import Values
from headway.core.spc.shapes import STRONG, goes_one_way, shape_of

SKEWED = 1.0
FEW_COUNTS = 5.0


class Doubt(StrEnum):
    """Why there will be more false signals than the method says."""

    AUTOCORRELATED = "autocorrelated"
    """Neighbours resemble each other: take a longer period, or a line as the centre."""
    SKEWED = "skewed"
    """Much longer on one side: take the logarithm where all values are above 0."""
    FEW_COUNTS = "few_counts"
    """Counts below five on average: take a longer period."""
    GROWING_SEASON = "growing_season"
    """The level rises or falls for good and has a season: compare with the year before."""


@dataclass(frozen=True, slots=True)
class Check:
    """A doubt, the figure that raised it, and the figure from which it is raised."""

    doubt: Doubt
    value: float
    limit: float


def doubts(values: Values, *, counts: bool = False) -> list[Check]:
    """What a baseline's values give to doubt; an empty list where nothing does.

    The lag-1 autocorrelation r1 of neighbours (warned above 2/√n), the skewness m3 / m2^1.5 (above
    1 in size) and, of counts, the mean (below 5).

    >>> [str(c.doubt) for c in doubts([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12])]
    ['autocorrelated']

    Source: docs/methods 3.4.
    """
    present = [value for value in values if value is not None]
    if len(present) < 3 or max(present) == min(present):
        return []
    found = []
    limit = 2 / math.sqrt(len(present))
    r1 = autocorrelation(values)
    if r1 > limit:
        found.append(Check(Doubt.AUTOCORRELATED, r1, limit))
    if abs(skew := skewness(present)) > SKEWED:
        found.append(Check(Doubt.SKEWED, skew, SKEWED))
    mean = math.fsum(present) / len(present)
    if counts and mean < FEW_COUNTS:
        found.append(Check(Doubt.FEW_COUNTS, mean, FEW_COUNTS))
    return found


def growth_doubt(values: Values, season: int) -> Check | None:
    """That a series grows and has a season at once, where it does; the figure is the lesser of both
    strengths. Of all values of a baseline's stretch, not of those that made its limits.

    >>> growth_doubt([at + swing for at, swing in enumerate([0, 3, 0, -3] * 5)], 4).limit
    0.64
    >>> growth_doubt([0, 3, 0, -3] * 5, 4) is None
    True

    Source: docs/methods 3.6.
    """
    shape = shape_of(values, season) if goes_one_way(values, season) else None
    if shape is None or not shape.grows_with_season:
        return None
    return Check(Doubt.GROWING_SEASON, min(shape.trend, shape.season), STRONG)


def outgrown(values: Values, centre: Values, season: int) -> int:
    """On which side of its centre a series lies that grew out of its limits: it grows and has a
    season, and all of its last two cycles lie above (1) or below (-1). 0 where it did not, and
    where gaps leave fewer values. ``centre`` holds at each of ``values``.

    Such limits say nothing any more: that a value lies beyond them is no news.

    >>> sales = [at + swing for at, swing in enumerate([0, 3, 0, -3] * 6)]
    >>> outgrown(sales, [4.0] * 24, 4), outgrown([0, 3, 0, -3] * 6, [4.0] * 24, 4)
    (1, 0)

    Source: docs/methods 3.6.
    """
    side, seen = 0, 0
    for value, level in zip(reversed(values), reversed(centre), strict=True):
        if value is None or level is None:
            continue
        here = (value > level) - (value < level)
        if here == 0 or (seen and here != side):
            return 0
        side, seen = here, seen + 1
        if seen == 2 * season:
            return side if growth_doubt(values, season) else 0
    return 0


def autocorrelation(values: Values) -> float:
    """r1: the products of neighbours' distances from the mean, over the sum of squares; pairs
    beside a gap are left out. 0 where all values are the same.

    >>> round(autocorrelation([1, 2, 3, 4, 5]), 2)
    0.4
    """
    present = [value for value in values if value is not None]
    if not present:
        return 0.0
    mean = math.fsum(present) / len(present)
    squares = math.fsum((value - mean) ** 2 for value in present)
    if squares == 0:
        return 0.0
    products = math.fsum(
        (a - mean) * (b - mean) for a, b in pairwise(values) if a is not None and b is not None
    )
    return products / squares


def skewness(values: Sequence[float]) -> float:
    """The third central moment over the second's 1.5th power; 0 where all values are the same.

    >>> round(skewness([1, 1, 1, 1, 6]), 2)
    1.5
    """
    mean = math.fsum(values) / len(values)
    farthest = max(abs(value - mean) for value in values)
    if farthest == 0:
        return 0.0
    parts = [(value - mean) / farthest for value in values]  # powers of what is tiny come to 0
    second = math.fsum(part**2 for part in parts) / len(parts)
    third = math.fsum(part**3 for part in parts) / len(parts)
    return float(third / second**1.5)
