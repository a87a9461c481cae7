"""The score of one KPI, 0 to 100 (docs/methods 5.2)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from headway.core.bands import TOLERANCE
from headway.core.cadence import DAY
from headway.core.calendars import ORDINARY, Calendar, Span, span_of
from headway.core.curves import curve_of, score_on
from headway.core.definitions import CLOSEST, is_ordinary
from headway.core.errors import ReadingError
from headway.core.spc.states import Colour
from headway.core.texts import gettext_noop as _
from headway.core.thresholds import (
    FULL,
    GREEN_SCORE,
    RED_SCORE,
    Thresholds,
    Wanted,
    score,
    target_score,
    threshold_problems,
    thresholds,
)

SMOOTHED = 4
"""Periods whose mean is scored of a KPI that moves by chance more than its anchors lie apart."""


class Anchors(StrEnum):
    """What a value was scored by."""

    LEVEL = "level"
    """The level of its scale, which says its score itself."""
    CURVE = "curve"
    """Points that the target says itself."""
    THRESHOLDS = "thresholds"
    """Red and green, and worst and best, said or as far beyond."""
    BASE = "base"
    """The way from where it was to its target, since nothing says where red begins."""
    MET = "met"
    """Whether the target is met, since it was already where it began."""


@dataclass(frozen=True, slots=True)
class Scored:
    """A value's score of 0 to 100, and what it was scored by."""

    score: float
    by: Anchors


def score_by_target(
    value: float,
    *,
    wanted: str,
    low: float | None = None,
    high: float | None = None,
    red: float | None = None,
    worst: float | None = None,
    best: float | None = None,
    base: float | None = None,
    curve: Sequence[Sequence[float]] | None = None,
) -> Scored:
    """The score of a KPI's value by its target.

    Parameters
    ----------
    wanted
        at_least ``low``, at_most ``high``, or within both.
    red
        The last value that is not red; within, how far outside it is.
    base
        Where it was before the target held. Without ``red`` the score is how much of the way from
        there is done; where there was none to go, 100 or 0.
    curve
        Points of value and score of its own; nothing else is looked at then.

    Raises
    ------
    ReadingError
        For what is no ordinary number.
    DefinitionError
        Points that make no curve.
    ValueError
        An unknown ``wanted``.

    Examples
    --------
    >>> score_by_target(88, wanted="at_least", low=90, red=80, worst=60, best=95).score
    60.0
    >>> score_by_target(52, wanted="at_least", low=60, base=40)
    Scored(score=60.0, by=<Anchors.BASE: 'base'>)
    >>> [score_by_target(v, wanted="at_most", high=5, base=4).score for v in (4.5, 6)]
    [100.0, 0.0]
    >>> points = [(60, 0), (80, 40), (90, 80), (95, 100)]
    >>> score_by_target(88, wanted="at_least", curve=points)
    Scored(score=72.0, by=<Anchors.CURVE: 'curve'>)

    Source: docs/methods 5.2.
    """
    kind = Wanted(wanted)
    if curve is not None:
        return Scored(_on_curve(value, curve), Anchors.CURVE)
    if kind is Wanted.WITHIN:
        width = None if red is None else 1.5 * red  # red begins at two thirds of it
        if low is not None and high is not None and (width or high - low) > 0:
            return Scored(
                _scored(thresholds(kind, low=low, high=high, width=width), value),
                Anchors.THRESHOLDS,
            )
        return _met(value, low, high)
    green = low if kind is Wanted.AT_LEAST else high
    if green is None:
        return _met(value, low, high)
    if red is not None:
        ladder = {"red": red, "green": green, "worst": worst, "best": best}
        if not threshold_problems(kind, **ladder):
            return Scored(_scored(thresholds(kind, **ladder), value), Anchors.THRESHOLDS)
    way = None if base is None else (green - base) * (1 if kind is Wanted.AT_LEAST else -1)
    if base is not None and way is not None and way > CLOSEST:
        return Scored(target_score(value, base=base, target=green), Anchors.BASE)
    return _met(value, low, high)


def _on_curve(value: float, points: Sequence[Sequence[float]]) -> float:
    if not is_ordinary(value):
        raise ReadingError(_("Enter an ordinary number."), code="NOT_FINITE", field="value")
    return score_on(curve_of(points).points, value)


def _scored(anchors: Thresholds, value: float) -> float:
    return score(anchors, value) or 0.0


def _met(value: float, low: float | None, high: float | None) -> Scored:
    if not is_ordinary(value):
        raise ReadingError(_("Enter an ordinary number."), code="NOT_FINITE", field="value")
    is_met = (low is None or value >= low) and (high is None or value <= high)
    return Scored(FULL if is_met else 0.0, Anchors.MET)


def rounded(score: float) -> int:
    """A score as a whole number that never lies beyond an edge of its colour: 66.6 is amber, and
    67 would be green.

    >>> rounded(66.6), rounded(66.67), rounded(33.2), rounded(12.5)
    (66, 67, 33, 13)

    Source: docs/methods 5.2.
    """
    near = math.floor(score + 0.5)
    if colour_of(near) is colour_of(score):
        return near
    return math.floor(score) if near > score else math.ceil(score)


def colour_of(score: float | None) -> Colour:
    """Green from 66⅔, amber from 33⅓, red below; grey without a score.

    >>> [str(colour_of(score)) for score in (66.67, 50, 33.3, None)]
    ['green', 'amber', 'red', 'grey']

    Source: docs/methods 5.2.
    """
    if score is None:
        return Colour.GREY
    if score >= GREEN_SCORE - TOLERANCE:
        return Colour.GREEN
    return Colour.AMBER if score >= RED_SCORE - TOLERANCE else Colour.RED


def is_missing(last: Span | None, day: date, frequency: str, calendar: Calendar = ORDINARY) -> bool:
    """Whether the last value is too old to be scored on a day: two further periods have ended since
    its own. A green of long ago is not carried along.

    >>> october = span_of(date(2026, 10, 1), "monthly")
    >>> [is_missing(october, day, "monthly") for day in (date(2026, 12, 31), date(2027, 1, 1))]
    [False, True]
    >>> is_missing(None, date(2026, 12, 1), "monthly")
    True

    Source: docs/methods 5.3.
    """
    if last is None:
        return True
    first = span_of(last.end + DAY, frequency, calendar)
    return day > span_of(first.end + DAY, frequency, calendar).end


def smoothed(values: Sequence[float | None], periods: int = SMOOTHED) -> float | None:
    """The mean of the last values of as many periods, gaps left out; None without any.

    >>> smoothed([1, 9, 4, None, 6, 5]), smoothed([None])
    (5.0, None)

    Source: docs/methods 5.2.
    """
    recent = [value for value in values[-periods:] if value is not None]
    return math.fsum(recent) / len(recent) if recent else None
