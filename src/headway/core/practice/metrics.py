"""Figures of practice: their bands, their trend, what to do, and the composite for those who ask
(docs/methods 9.1 to 9.4)."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from headway.core.bands import TOLERANCE, Band
from headway.core.practice.table import METRICS, Metric, Range
from headway.core.thresholds import Thresholds, target_score, thresholds
from headway.core.thresholds import score as score_on

GOOD_BIAS = 0.10
COVERAGE = 0.60
"""Of the metrics, so much must be known for a composite."""
SAME = 5.0
"""Points (of 100) that a metric moves at least before one speaks of better or worse."""


class Trend(StrEnum):
    """How a metric stands to the window before."""

    BETTER = "better"
    WORSE = "worse"
    SAME = "same"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Figure:
    """A metric of one unit in one window: ``value``, or None where nothing can be said.

    ``part`` of ``whole`` is what a share was counted from; else ``whole`` is how many things the
    value rests on. ``bias`` stands beside the Brier score. ``wants`` is how many things it takes
    before anything is said, where that is more than one.
    """

    metric: Metric
    value: float | None
    whole: int = 0
    part: int | None = None
    bias: float | None = None
    wants: int = 1

    @property
    def band(self) -> Band:
        """Green is good, amber to watch, red poor; none where nothing is known."""
        return band_of(self.metric, self.value, bias=self.bias)

    @property
    def is_poor(self) -> bool:
        return self.band is Band.RED

    @property
    def is_too_few(self) -> bool:
        """Whether something was counted, and not enough of it."""
        return self.value is None and 0 < self.whole < self.wants


def share(metric: Metric, part: int, whole: int) -> Figure:
    """A figure that is part of a whole.

    >>> share(Metric.ALIGNED, 9, 10).value, share(Metric.ALIGNED, 0, 0).value
    (0.9, None)
    """
    return Figure(metric, part / whole if whole else None, whole, part)


def band_of(metric: Metric, value: float | None, *, bias: float | None = None) -> Band:
    """The band of a metric's value; ``bias`` counts for calibration alone.

    >>> [str(band_of(Metric.CHECK_INS, value)) for value in (0.9, 0.7, 0.69, None)]
    ['green', 'amber', 'red', 'none']
    >>> [str(band_of(Metric.BOTTOM_UP, value)) for value in (0.4, 0.61, 0.76)]
    ['green', 'amber', 'red']
    >>> str(band_of(Metric.CALIBRATION, 0.18, bias=0.2))
    'amber'

    Both ends of a band belong to it. A Brier score is good only with a bias of at most 0.10 either
    way. Source: docs/methods 9.1.
    """
    if value is None:
        return Band.NONE
    shape = METRICS[metric]
    is_biased = bias is not None and abs(bias) > GOOD_BIAS + TOLERANCE
    if _inside(value, shape.green) and not (metric is Metric.CALIBRATION and is_biased):
        return Band.GREEN
    return Band.AMBER if _inside(value, shape.amber) else Band.RED


def _inside(value: float, ends: Range) -> bool:
    low, high = ends
    return (low is None or value >= low - TOLERANCE) and (high is None or value <= high + TOLERANCE)


def advice(figure: Figure) -> str:
    """What to do about a figure, before translation; empty where it is good or unknown.

    >>> advice(Figure(Metric.AMBITION, 0.97))[:35]
    'The targets come by themselves. Ask'

    Source: docs/methods 9.1.
    """
    if figure.band in (Band.GREEN, Band.NONE) or figure.value is None:
        return ""
    shape = METRICS[figure.metric]
    low = shape.green[0]
    if low is not None and figure.value < low:
        return shape.low
    return shape.high or shape.low


def score_of(metric: Metric, value: float | None) -> float | None:
    """A metric on the common scale of 0 to 100 (docs/methods 5.2): watch begins at 33⅓, good at
    66⅔; inside a range that is good on both sides it is 100.

    >>> [round(score_of(Metric.CHECK_INS, value)) for value in (0.5, 0.7, 0.9, 1.0)]
    [0, 33, 67, 100]
    >>> [round(score_of(Metric.BOTTOM_UP, value)) for value in (0.5, 0.25, 0.7)]
    [100, 33, 56]
    >>> round(score_of(Metric.ONE_OWNER, 0.95)), score_of(Metric.ONE_OWNER, 1.0)
    (33, 100.0)
    """
    if value is None:
        return None
    shape = METRICS[metric]
    if shape.base is not None:
        return target_score(value, base=shape.base, target=shape.green[0] or 1.0)
    return score_on(_scale(metric), value)


@cache
def _scale(metric: Metric) -> Thresholds:
    """The scale of a metric without a base."""
    shape = METRICS[metric]
    (low, high), (poor_low, poor_high) = shape.green, shape.amber
    if low is not None and high is not None:
        width = 1.5 * (low - (poor_low or 0.0))
        return thresholds("within", low=low, high=high, width=width)
    if low is not None:
        return thresholds("at_least", red=poor_low, green=low, best=shape.best)
    return thresholds("at_most", red=poor_high, green=high, best=shape.best)


def trend(now: Figure, before: Figure) -> Trend:
    """Whether a metric got better, on the common scale; less than 5 points is the same.

    >>> str(trend(Figure(Metric.WEEKLY, 14), Figure(Metric.WEEKLY, 22)))
    'better'
    >>> str(trend(Figure(Metric.AMBITION, 0.7), Figure(Metric.AMBITION, 0.62)))
    'same'
    >>> str(trend(Figure(Metric.AMBITION, 0.7), Figure(Metric.AMBITION, None)))
    'unknown'

    Source: docs/methods 9.2.
    """
    new, old = score_of(now.metric, now.value), score_of(before.metric, before.value)
    if new is None or old is None:
        return Trend.UNKNOWN
    if abs(new - old) < SAME - TOLERANCE:
        return Trend.SAME
    return Trend.BETTER if new > old else Trend.WORSE


@dataclass(frozen=True, slots=True)
class Composite:
    """One number for all habits, for those who ask for it: the mean of the known metrics' scores.
    None where fewer than six tenths of the metrics are known. ``lowest`` is what it hides."""

    value: float | None
    known: int
    lowest: Metric | None


def composite(figures: Iterable[Figure]) -> Composite:
    """The composite of a unit's figures.

    >>> found = composite([Figure(metric, METRICS[metric].green[0] or METRICS[metric].green[1])
    ...     for metric in Metric])
    >>> found.known, round(found.value)
    (13, 74)
    >>> composite([Figure(Metric.WEEKLY, 12.0)]).value is None
    True

    It hides which habit broke; so it is never shown without its parts. Source: docs/methods 9.4.
    """
    scores = {
        one.metric: found
        for one in figures
        if (found := score_of(one.metric, one.value)) is not None
    }
    if len(scores) < COVERAGE * len(Metric) - TOLERANCE:
        return Composite(None, len(scores), None)
    lowest = min(scores, key=lambda metric: (scores[metric], list(Metric).index(metric)))
    return Composite(math.fsum(scores.values()) / len(scores), len(scores), lowest)
