"""Progress of one key result: from a definition and readings to ``raw`` and ``score``.

``raw`` may be below 0 or above 1 and is stored and shown; ``score`` is raw held between 0 and 1 and
is what is averaged (docs/methods, section 1.2).
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import cast

from headway.core.bands import held
from headway.core.cadence import Rhythm, periods
from headway.core.definitions import (
    Anchors,
    anchor_problems,
    is_ordinary,
    number_problems,
    period_problems,
    scale_problems,
)
from headway.core.errors import DefinitionError, MethodError, ReadingError
from headway.core.kinds import CHANGE_KINDS, PERIOD_KINDS, KeyResultKind
from headway.core.texts import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Part:
    """One addend of a progress: a due period or a milestone.

    ``contribution`` is what it adds to raw; the parts' contributions sum to raw.
    """

    value: float | None
    grade: float
    contribution: float


@dataclass(frozen=True, slots=True)
class Progress:
    """``raw`` as the formula gives it (None: nothing was read), ``score`` held between 0 and 1."""

    raw: float | None
    score: float | None
    rule: str
    parts: tuple[Part, ...] = ()


def key_result_progress(
    kind: str,
    *,
    start: float | None = None,
    target: float | None = None,
    value: float | None = None,
    values: Sequence[float | None] | None = None,
    low: float | None = None,
    high: float | None = None,
    fail: float | None = None,
    scale: str = "linear",
    weights: Sequence[float] | None = None,
    done: bool | Sequence[bool | int] | None = None,
    anchors: Anchors | None = None,
    n_min: int | None = None,
) -> Progress:
    """Progress of one key result.

    Parameters
    ----------
    kind
        One of :class:`KeyResultKind`.
    start, target, value
        For increase and decrease, in the key result's measure. ``target`` is also the floor of
        stay_above and the cap of stay_below; ``value`` is also the reading of anchored.
    values
        For the period kinds: one reading per due period, None where a due period has none.
    low, high
        The range of within.
    fail
        Where a missed period earns nothing: a value for stay_above and stay_below, a distance from
        the range for within. Without it a missed period earns 0.
    scale
        "linear", or "log" for growth by factors (start, target and value above 0).
    weights, done
        The milestones: a weight and whether it is done, for each. For binary and baseline ``done``
        is a single truth value.
    anchors
        (value, score) pairs agreed in advance, at least two.
    n_min
        For a baseline: how many readings (``values``) it takes. Without it ``done`` decides.

    Returns
    -------
    Progress
        ``raw`` and ``score`` are None when nothing was read.

    Raises
    ------
    DefinitionError
        The definition lacks something, contradicts itself, or holds what is no number.
    ReadingError
        A reading is not finite, not above 0 on a log scale, or so large that raw would not be
        finite.

    Examples
    --------
    >>> key_result_progress("increase", start=40, target=60, value=52).raw
    0.6
    >>> key_result_progress("decrease", start=8, target=5, value=9).score
    0.0
    >>> key_result_progress("stay_above", target=98, fail=96, values=[99, 98, 97, 95]).raw
    0.625
    >>> key_result_progress("baseline", values=[41, 43, 40], n_min=4).raw
    0.0
    >>> key_result_progress("milestone", weights=[2, 3, 2, 2, 1], done=[1, 1, 1, 0, 0]).raw
    0.7

    Notes
    -----
    A start equal to the target is refused on entry (``core.definitions``) but possible in imported
    data; it is read as "hold": 1 when the value meets the target, else 0.

    References
    ----------
    docs/methods 1.2. Holding the score between 0 and 1 before averaging follows Perdoo's published
    reasoning; period grades extend ServiceNow's compliance share.
    """
    kind = KeyResultKind(kind)
    if kind in CHANGE_KINDS:
        return _change(kind, start, target, value, scale)
    if kind in PERIOD_KINDS:
        return _periods(kind, target, low, high, fail, values)
    if kind is KeyResultKind.MILESTONE:
        return _milestones(weights, done)
    if kind is KeyResultKind.ANCHORED:
        return _anchored(anchors, value)
    if kind is KeyResultKind.BASELINE and n_min is not None:
        done = None if values is None else len(values) >= n_min
    return _yes_no(kind, done)


def score_of(raw: float | None) -> float | None:
    """The score that a raw progress counts as: held between 0 and 1, None for none.

    >>> score_of(1.5), score_of(-0.25), score_of(None)
    (1.0, 0.0, None)
    """
    return None if raw is None else held(raw)


def stated_progress(kind: str, raw: float) -> Progress:
    """Progress that somebody stated outright instead of reporting a value.

    >>> stated_progress("increase", 15.0)
    Progress(raw=15.0, score=1.0, rule='stated', parts=())
    """
    return _result(_finite(raw, "stated_progress"), "stated")


def _change(
    kind: KeyResultKind,
    start: float | None,
    target: float | None,
    value: float | None,
    scale: str,
) -> Progress:
    rule = "change_log" if scale == "log" else "change"
    if value is None:
        return _nothing(rule)
    value = _finite(value, "value")
    if start is None or target is None:
        raise DefinitionError(
            _("A start and a target are needed to measure progress."),
            code="KR_NO_BASELINE" if start is None else "KR_NO_NUMBER",
            field="start" if start is None else "target",
        )
    _refuse(number_problems(start=start, target=target) or scale_problems(scale, start, target))
    if scale == "log" and value <= 0:
        raise ReadingError(
            _("On a log scale a value must be above 0."), code="NOT_POSITIVE", field="value"
        )
    if start == target or (scale == "log" and _log_ratio(target, start) == 0):
        met = value >= target if kind is KeyResultKind.INCREASE else value <= target
        return _result(1.0 if met else 0.0, "hold")
    if scale == "log":
        return _result(_log_ratio(value, start) / _log_ratio(target, start), rule)
    return _result((value - start) / (target - start), rule)


def _log_ratio(a: float, b: float) -> float:
    """ln(a/b), also where the ratio itself is no ordinary number: definitions are bounded when
    they are entered, readings and what was stored before are not."""
    ratio = a / b if b > 1e-290 else 0.0
    return math.log(ratio) if 1e-290 < ratio < 1e290 else math.log(a) - math.log(b)


def _periods(
    kind: KeyResultKind,
    target: float | None,
    low: float | None,
    high: float | None,
    fail: float | None,
    values: Sequence[float | None] | None,
) -> Progress:
    rule = "periods"
    if not values:
        return _nothing(rule)
    grades = [
        0.0 if value is None else period_grade(
            kind, value, target=target, low=low, high=high, fail=fail
        )
        for value in values
    ]  # fmt: skip
    share = 1 / len(grades)
    parts = tuple(
        Part(value, grade, grade * share) for value, grade in zip(values, grades, strict=True)
    )
    return _result(math.fsum(grades) / len(grades), rule, parts)


def period_grade(
    kind: str,
    value: float,
    *,
    target: float | None = None,
    low: float | None = None,
    high: float | None = None,
    fail: float | None = None,
) -> float:
    """The grade of one due period, 0 to 1: 1 when met, sliding down to 0 at ``fail``.

    >>> period_grade("within", 55, low=30, high=50, fail=10)
    0.5

    Raises DefinitionError, ReadingError. Source: docs/methods 1.2.
    """
    kind, value = KeyResultKind(kind), _finite(value, "value")
    _refuse(
        number_problems(target=target, low=low, high=high, fail=fail)
        or period_problems(kind, target, low, high, fail)
    )
    miss, width = _miss(kind, value, target, low, high, fail)
    if miss <= 0:
        return 1.0
    return held(1 - miss / width) if width else 0.0


def _miss(
    kind: KeyResultKind,
    value: float,
    target: float | None,
    low: float | None,
    high: float | None,
    fail: float | None,
) -> tuple[float, float | None]:
    """By how much the period was missed (0 or less: met), and the miss that earns nothing."""
    if kind is KeyResultKind.WITHIN:
        return max(cast(float, low) - value, value - cast(float, high)), fail
    limit = cast(float, target)
    miss = limit - value if kind is KeyResultKind.STAY_ABOVE else value - limit
    return miss, None if fail is None else abs(limit - fail)


def _milestones(
    weights: Sequence[float] | None, done: bool | Sequence[bool | int] | None
) -> Progress:
    if done is None or isinstance(done, bool):
        return _nothing("milestones")
    weights = [1.0] * len(done) if weights is None else weights
    if len(weights) != len(done):
        raise DefinitionError(
            _("Each milestone needs a weight."), code="WEIGHTS", field="milestones"
        )
    total = math.fsum(_finite(weight, "milestones") for weight in weights)
    if total <= 0 or min(weights) < 0:
        raise DefinitionError(
            _("Milestone weights are numbers from 0 up, and not all 0."),
            code="WEIGHTS",
            field="milestones",
        )
    parts = tuple(
        Part(weight, 1.0 if is_done else 0.0, weight / total if is_done else 0.0)
        for weight, is_done in zip(weights, done, strict=True)
    )
    earned = math.fsum(w for w, is_done in zip(weights, done, strict=True) if is_done)
    return _result(earned / total, "milestones", parts)


def _yes_no(kind: KeyResultKind, done: bool | Sequence[bool | int] | None) -> Progress:
    if done is None:
        return _nothing(str(kind))
    return _result(1.0 if done else 0.0, str(kind))


def _anchored(anchors: Anchors | None, value: float | None) -> Progress:
    if value is None:
        return _nothing("anchored")
    problems = anchor_problems(anchors)
    if problems or anchors is None:
        raise problems[0]
    value = _finite(value, "value")
    pairs = sorted((float(v), float(s)) for v, s in anchors)
    return _result(interpolate(pairs, value), "anchored")


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


def aggregate(readings: Sequence[float], how: str) -> float:
    """A cycle's readings as one value: ``last``, ``sum``, ``mean``, ``max`` or ``min``.

    >>> aggregate([3, 5, 4], "sum")
    12.0

    Raises ReadingError for no readings, a reading that is not finite, or an unknown rule.
    Source: docs/methods 1.2, edge case 5.
    """
    if not readings:
        raise ReadingError(_("There is no reading."), code="NO_READING", field="value")
    numbers = [_finite(reading, "value") for reading in readings]
    match how:
        case "last":
            return numbers[-1]
        case "sum":
            return math.fsum(numbers)
        case "mean":
            return math.fsum(numbers) / len(numbers)
        case "max":
            return max(numbers)
        case "min":
            return min(numbers)
    raise ReadingError(_("There is no such aggregation."), code="UNKNOWN", field="aggregation")


def due_period_values(
    readings: Sequence[tuple[date, float]],
    *,
    cadence: Rhythm,
    start: date,
    end: date,
    as_of: date,
) -> list[float | None]:
    """The last reading of each due period, None where a due period has none.

    A period is due once it has a reading, once a later period has one, or once a whole further
    period has passed after it ended. ``readings`` are (effective day, value), oldest first.

    >>> from headway.core.cadence import Cadence
    >>> due_period_values([(date(2026, 1, 6), 99.0), (date(2026, 1, 20), 98.0)],
    ...     cadence=Cadence.WEEKLY, start=date(2026, 1, 5), end=date(2026, 4, 5),
    ...     as_of=date(2026, 1, 21))
    [99.0, None, 98.0]

    Source: docs/methods 1.2 (period key results).
    """
    spans = periods(cadence, start=start, end=end)
    found: list[float | None] = [None] * len(spans)
    last_read = -1
    index = 0
    for day, value in readings:
        if not start <= day <= min(end, as_of):
            continue
        while spans[index].end < day:
            index += 1
        found[index] = value
        last_read = index
    overdue = sum(1 for after in spans[1:] if after.end < as_of)
    if spans and spans[-1].end < as_of:
        overdue = len(spans)
    return found[: max(last_read + 1, overdue)]


def _finite(number: float, field: str) -> float:
    number = float(number)
    if not is_ordinary(number):
        raise ReadingError(_("Enter an ordinary number."), code="NOT_FINITE", field=field)
    return number


def _refuse(problems: Sequence[MethodError]) -> None:
    if problems:
        raise problems[0]


def _nothing(rule: str) -> Progress:
    return Progress(None, None, rule)


def _result(raw: float, rule: str, parts: tuple[Part, ...] = ()) -> Progress:
    if not math.isfinite(raw):
        raise ReadingError(
            _("These numbers are too large to reckon with."), code="TOO_LARGE", field="value"
        )
    return Progress(raw, held(raw), rule, parts)
