"""A curve of one's own from values to scores (docs/methods 5.2)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from headway.core.bands import TOLERANCE
from headway.core.definitions import CLOSEST, is_number
from headway.core.errors import DefinitionError, MethodError
from headway.core.progress import interpolate
from headway.core.texts import gettext_noop as _
from headway.core.thresholds import FULL, GREEN_SCORE, RED_SCORE, Wanted

FEWEST, MOST = 2, 8
"""Points of a curve."""
HUNDREDTH = 0.01
"""So near to 33⅓ or 66⅔ a score is taken for it: nobody can write a third in decimals."""
DIGITS = 12
"""Of a value that is found between two points; what follows is rounding."""

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Curve:
    """Points of value and score, by rising value, and the target that they come to.

    ``low`` and ``high`` are where green begins and ends, the scores of 66⅔; ``red_below`` and
    ``red_above`` are the last values that are not red, with 33⅓, and ``red`` is the one there is,
    within two limits the shorter of the distances at which it turns red; ``worst`` and ``best`` are
    where the score of 0 ends and that of 100 begins. What the curve does not reach is None.
    """

    wanted: Wanted
    points: tuple[Point, ...]
    low: float | None
    high: float | None
    red: float | None
    worst: float | None
    best: float | None
    red_below: float | None = None
    red_above: float | None = None


def curve_problems(points: object) -> list[MethodError]:
    """Everything that is wrong with the points of a curve, whatever was sent as them; an empty list
    when they make one.

    >>> [one.code for one in curve_problems([(60, 0), (60, 50)])]
    ['VALUES', 'GREEN']
    >>> curve_problems([(60, 0), (80, 40), (95, 100)])
    []

    Source: docs/methods 5.2.
    """
    given = points if isinstance(points, list | tuple) else ()
    if not FEWEST <= len(given) <= MOST:
        return [_wrong(_("A curve has two to eight points."), "COUNT")]
    pairs = [point for point in given if _is_point(point)]
    if len(pairs) < len(given):
        return [_wrong(_("Each point is an ordinary number and its score."), "NOT_FINITE")]
    found: list[MethodError] = []
    if any(after[0] - before[0] < CLOSEST for before, after in pairwise(pairs)):
        found.append(_wrong(_("Each value must lie above the one before."), "VALUES"))
    scores = [_third(score) for _value, score in pairs]
    if any(not 0 <= score <= FULL for score in scores):
        found.append(_wrong(_("A score lies between 0 and 100."), "SCORE"))
    shape = _shape(scores)
    if shape is None:
        message = _("Scores must rise, or fall, or rise and then fall, as values do.")
        found.append(_wrong(message, "SHAPE"))
    elif not min(scores) < GREEN_SCORE <= max(scores):
        message = _("Let a point score 66.67 or more, where green begins, and another one less.")
        found.append(_wrong(message, "GREEN"))
    elif shape is Wanted.WITHIN and max(scores[0], scores[-1]) >= GREEN_SCORE:
        message = _("Where scores rise and fall, the first and the last are below 66.67.")
        found.append(_wrong(message, "ENDS"))
    return found


def curve_of(points: Sequence[Sequence[float]]) -> Curve:
    """The curve through some points, straight between them and constant outside.

    Parameters
    ----------
    points
        Two to eight pairs of value and score of 0 to 100, by rising value. Scores rise (much is
        wanted), fall (little is), or rise and then fall (a range is); they may stay level.

    Raises
    ------
    DefinitionError
        The first of ``curve_problems``.

    Examples
    --------
    >>> served = curve_of([(60, 0), (80, 40), (90, 80), (95, 100)])
    >>> str(served.wanted), round(served.low, 2), round(served.red, 2), served.worst, served.best
    ('at_least', 86.67, 76.67, 60.0, 95.0)
    >>> warm = curve_of([(15, 0), (20, 100), (22, 100), (30, 0)])
    >>> str(warm.wanted), round(warm.low, 2), round(warm.high, 2), round(warm.red, 2)
    ('within', 18.33, 24.67, 1.67)
    >>> round(warm.red_below, 2), round(warm.red_above, 2)
    (16.67, 27.33)

    Source: docs/methods 5.2.
    """
    problems = curve_problems(points)
    if problems:
        raise problems[0]
    pairs = tuple((float(value), _third(float(score))) for value, score in points)
    wanted = _shape([score for _value, score in pairs])
    if wanted is Wanted.AT_LEAST:
        low, red, worst, best = _ladder(pairs)
        return Curve(wanted, pairs, low, None, red, worst, best, red_below=red)
    if wanted is Wanted.AT_MOST:
        high, red, worst, best = map(_mirrored, _ladder(_mirror(pairs)))
        return Curve(wanted, pairs, None, high, red, worst, best, red_above=red)
    low, outer = _reached(pairs, GREEN_SCORE), _reached(pairs, RED_SCORE)
    high, beyond = (_mirrored(_reached(_mirror(pairs), at)) for at in (GREEN_SCORE, RED_SCORE))
    below = outer if pairs[0][1] < RED_SCORE else None
    above = beyond if pairs[-1][1] < RED_SCORE else None
    sides = [(low, below), (above, high)]
    ways = [one - other for one, other in sides if one is not None and other is not None]
    red = min(ways, default=None)
    return Curve(Wanted.WITHIN, pairs, low, high, red, None, None, below, above)


def score_on(points: Sequence[Point], value: float) -> float:
    """The score of a value on a curve's points.

    >>> score_on(curve_of([(60, 0), (80, 40), (90, 80)]).points, 85)
    60.0

    Source: docs/methods 5.2.
    """
    return interpolate(points, value)


def between(points: Sequence[Point], value: float) -> tuple[Point, Point] | None:
    """The two points between which a value lies; None where it lies outside all, at the ends too,
    and the score is that of the nearest.

    >>> points = curve_of([(60, 0), (80, 40), (90, 80)]).points
    >>> between(points, 85), between(points, 90), between(points, 12)
    (((80.0, 40.0), (90.0, 80.0)), None, None)

    Source: docs/methods 5.2.
    """
    after = bisect_right(points, value, key=lambda point: point[0])
    return None if after in (0, len(points)) else (points[after - 1], points[after])


def _is_point(point: object) -> bool:
    return isinstance(point, list | tuple) and len(point) == 2 and all(map(is_number, point))


def _wrong(message: str, code: str) -> MethodError:
    return DefinitionError(message, code=code, field="curve")


def _third(score: float) -> float:
    for third in (RED_SCORE, GREEN_SCORE):
        if abs(score - third) < HUNDREDTH:
            return third
    return score


def _shape(scores: Sequence[float]) -> Wanted | None:
    """What rises asks for at least, what falls for at most, what does both for a range; None of
    what does neither."""
    steps = [after - before for before, after in pairwise(scores) if after != before]
    falls = [step < 0 for step in steps]
    if not steps or falls != sorted(falls):
        return None
    if not any(falls):
        return Wanted.AT_LEAST
    return Wanted.AT_MOST if all(falls) else Wanted.WITHIN


def _ladder(
    points: Sequence[Point],
) -> tuple[float | None, float | None, float | None, float | None]:
    """Of a curve that rises: where green begins, where red ends, where 0 ends and 100 begins."""
    scores = [score for _value, score in points]
    worst = max((value for value, score in points if score <= TOLERANCE), default=None)
    best = min((value for value, score in points if score >= FULL - TOLERANCE), default=None)
    red = _reached(points, RED_SCORE) if scores[0] < RED_SCORE else None
    return _reached(points, GREEN_SCORE), red, worst, best


def _reached(points: Sequence[Point], wanted: float) -> float | None:
    """The lowest value with a score, where scores rise to it; None where they never do."""
    if points[0][1] >= wanted:
        return points[0][0]
    for (x0, y0), (x1, y1) in pairwise(points):
        if y0 < wanted <= y1:
            # Not past a point that has it: rounding must not move what somebody said.
            there = x1 if y1 == wanted else x0 + (x1 - x0) * (wanted - y0) / (y1 - y0)
            return float(f"{there:.{DIGITS}g}")
    return None


def _mirror(points: Sequence[Point]) -> tuple[Point, ...]:
    return tuple((-value, score) for value, score in reversed(points))


def _mirrored(value: float | None) -> float | None:
    return None if value is None else -value
