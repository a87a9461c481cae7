"""Whether a series grows and has a season at once, which a level, a line or a season alone does not
follow (docs/methods 3.6)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from headway.core.spc.limits import Values

STRONG = 0.64
"""From here on the R package forecast takes a season out by differences (nsdiffs)."""
ONE_WAY = 0.75
"""The share of values on one side of those a cycle before that makes a growth (our choice)."""
_FEWEST_CYCLES = 3


@dataclass(frozen=True, slots=True)
class Shape:
    """How much of a series its course and its season explain, each 0 to 1, and the shares of values
    above and below those a cycle before; the same are neither."""

    trend: float
    season: float
    above: float
    below: float

    @property
    def grows_with_season(self) -> bool:
        """Rises or falls for good, and has a season."""
        is_one_way = max(self.above, self.below) >= ONE_WAY
        return is_one_way and min(self.trend, self.season) >= STRONG


def shape_of(values: Values, season: int) -> Shape | None:
    """The shape of a series by its classical decomposition; None with fewer than three full cycles.

    The course T is the moving average over a cycle (with half weights at both ends where the cycle
    is even), the season S what each phase has on average beside it, R what is left. The strengths
    are 1 - Var(R)/Var(T + R) and 1 - Var(R)/Var(S + R), not below 0.

    >>> swings = [0, 3, 0, -3] * 5
    >>> shape = shape_of([at + swing for at, swing in enumerate(swings)], 4)
    >>> round(shape.trend, 2), round(shape.season, 2), shape.above, shape.grows_with_season
    (1.0, 1.0, 1.0, True)

    Source: docs/methods 3.6; Wang, Smith and Hyndman (2006); Hyndman and Athanasopoulos,
    *Forecasting: Principles and Practice* (3rd ed.), 4.3.
    """
    if season < 2 or len(values) < _FEWEST_CYCLES * season:
        return None
    return _shape(tuple(values), season)


@lru_cache(maxsize=128)
def _shape(values: tuple[float | None, ...], season: int) -> Shape | None:
    """Worked out once: judging a series asks for it, and so does telling what to doubt."""
    sides = _sides(values, season)
    course = _course(values, season)
    beside = [
        (at, value - level)
        for at, (value, level) in enumerate(zip(values, course, strict=True))
        if value is not None and level is not None
    ]
    phases: list[list[float]] = [[] for _phase in range(season)]
    for at, left in beside:
        phases[at % season].append(left)
    if sides is None or min(len(phase) for phase in phases) < _FEWEST_CYCLES - 1:
        return None
    means = [_mean(phase) for phase in phases]
    overall = _mean(means)
    rest = [left - (means[at % season] - overall) for at, left in beside]
    of_course = [(course[at] or 0.0) + one for (at, _left), one in zip(beside, rest, strict=True)]
    of_season = [means[at % season] - overall + one
                 for (at, _left), one in zip(beside, rest, strict=True)]  # fmt: skip
    return Shape(_strength(rest, of_course), _strength(rest, of_season), *sides)


def goes_one_way(values: Values, season: int) -> bool:
    """Whether enough values lie on one side of those a cycle before: without, a series does not
    grow, and its shape need not be worked out.

    >>> goes_one_way([0, 3, 0, -3, 1, 4, 1, -2], 4), goes_one_way([0, 3, 0, -3] * 2, 4)
    (True, False)

    Source: docs/methods 3.6.
    """
    sides = _sides(values, season)
    return sides is not None and max(sides) >= ONE_WAY


def _sides(values: Values, season: int) -> tuple[float, float] | None:
    """The shares of values above and below those a cycle before; None without any."""
    changes = [
        now - then
        for then, now in zip(values, values[season:], strict=False)
        if now is not None and then is not None
    ]
    if not changes:
        return None
    above, below = (sum(change * side > 0 for change in changes) / len(changes) for side in (1, -1))
    return above, below


def _course(values: Values, season: int) -> list[float | None]:
    """The moving average over a cycle around each place; None where the cycle is not full."""
    half = season // 2
    ends = 0.5 if season % 2 == 0 else 1.0
    found: list[float | None] = [None] * len(values)
    for at in range(half, len(values) - half):
        around = [value for value in values[at - half : at + half + 1] if value is not None]
        if len(around) == 2 * half + 1:
            weighed = [ends * around[0], *around[1:-1], ends * around[-1]]
            found[at] = math.fsum(weighed) / season
    return found


def _strength(rest: Sequence[float], whole: Sequence[float]) -> float:
    total = _variance(whole)
    return max(0.0, 1 - _variance(rest) / total) if total > 0 else 0.0


def _variance(values: Sequence[float]) -> float:
    mean = _mean(values)
    return math.fsum((value - mean) ** 2 for value in values) / len(values)


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)
