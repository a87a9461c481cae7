"""What a key result is to reach, on the scale on which its forecast is made (docs/methods 4.3)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from headway.core.bands import TOLERANCE, held
from headway.core.definitions import Anchors, anchor_problems
from headway.core.errors import DefinitionError
from headway.core.forecast.walk import sign_of
from headway.core.kinds import KeyResultKind
from headway.core.progress import interpolate
from headway.core.texts import gettext_noop as _

AIMED_SHARE = {"committed": 1.0, "aspirational": 0.7}
"""The share of the way that a key result is meant to go (docs/methods 1.7)."""

_LARGEST = 700.0  # beyond its exponential, floating point ends


@dataclass(frozen=True, slots=True)
class Goal:
    """``target`` (the whole way) and ``aim`` (as far as it is meant to go) are logarithms on a log
    scale, and so is what ``score`` takes; ``shown`` turns them back into the measure. ``close`` is
    by how much a value may miss and still meet them."""

    direction: int
    target: float
    aim: float
    score: Callable[[float], float]
    scale: str = "linear"
    close: float = 0.0

    def shown(self, value: float) -> float:
        """A value of the scale in the key result's measure."""
        return math.exp(min(value, _LARGEST)) if self.scale == "log" else value

    def met(self, value: float, limit: float) -> bool:
        """Whether a value is at the limit or beyond."""
        return self.direction * (value - limit) >= -self.close


def aim(start: float, target: float, ambition: str, *, scale: str = "linear") -> float:
    """What a key result must reach to count as on track: the target when it is committed, 0.7 of
    the way from the start when it is aspirational.

    >>> aim(40, 60, "aspirational"), aim(40, 60, "committed"), aim(8, 5, "aspirational")
    (54.0, 60, 5.9)
    >>> round(aim(100, 400, "aspirational", scale="log"), 1)
    263.9

    On a log scale the way is one of factors. Raises KeyError for another ambition, DefinitionError
    for a log scale with a start or target not above 0. Source: docs/methods 1.7.
    """
    share = AIMED_SHARE[ambition]
    if share == 1.0:
        return target
    if scale == "log":
        _all_above_zero(start, target)
        return math.exp(aim(math.log(start), math.log(target), ambition))
    return start + share * (target - start)


def goal_of(
    kind: str,
    *,
    ambition: str,
    start: float | None = None,
    target: float | None = None,
    scale: str = "linear",
    anchors: Anchors | None = None,
) -> Goal:
    """The goal of an increase, decrease or anchored key result.

    A start equal to its target (in imported data) means "hold": the score is 1 or 0.

    >>> goal = goal_of("decrease", start=8, target=5, ambition="aspirational")
    >>> goal.direction, goal.aim, goal.score(6.5)
    (-1, 5.9, 0.5)

    Raises DefinitionError without a start (KR_NO_BASELINE) or target (KR_NO_NUMBER), for a log
    scale that is not above 0 and for unusable anchors; KeyError for another ambition.
    """
    if kind == KeyResultKind.ANCHORED:
        return _anchored(anchors, AIMED_SHARE[ambition])
    if target is None:
        raise _no_target()
    if start is None:
        raise DefinitionError(_("Say where it starts."), code="KR_NO_BASELINE", field="start")
    start, target = float(start), float(target)
    if not (math.isfinite(start) and math.isfinite(target)):
        raise DefinitionError(_("Enter an ordinary number."), code="NOT_FINITE", field="target")
    if scale == "log":
        _all_above_zero(start, target)
        start, target = math.log(start), math.log(target)
    way = target - start
    direction = sign_of(kind) if way == 0.0 else int(math.copysign(1, way))

    def score(value: float) -> float:
        if way == 0.0:
            return float(direction * (value - target) >= 0.0)
        return held((value - start) / way)

    return Goal(
        direction,
        target,
        aim(start, target, ambition),
        score,
        scale,
        TOLERANCE * abs(way),
    )


def _anchored(anchors: Anchors | None, share: float) -> Goal:
    problems = anchor_problems(anchors)
    if problems or anchors is None:
        raise problems[0]
    pairs = sorted((float(value), float(score)) for value, score in anchors)
    direction = 1 if pairs[-1][1] > pairs[0][1] else -1
    rising = pairs if direction == 1 else pairs[::-1]
    return Goal(
        direction,
        _where(rising, 1.0),
        _where(rising, share),
        lambda value: held(interpolate(pairs, value)),
        close=TOLERANCE * abs(pairs[-1][0] - pairs[0][0]),
    )


def _where(rising: Sequence[tuple[float, float]], share: float) -> float:
    """The first value that earns a score of ``share``, coming from the low scores."""
    for (v0, s0), (v1, s1) in pairwise(rising):
        if s0 < share <= s1:
            return v0 + (v1 - v0) * (share - s0) / (s1 - s0)
    raise _no_target()


def _no_target() -> DefinitionError:
    return DefinitionError(_("Say where it should end."), code="KR_NO_NUMBER", field="target")


def _all_above_zero(*values: float) -> None:
    if min(values) <= 0.0:
        raise DefinitionError(
            _("On a log scale start and target must be above 0."),
            code="NOT_POSITIVE",
            field="start",
        )
