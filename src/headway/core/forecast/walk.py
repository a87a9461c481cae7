"""Pace with an error bar: a random walk with drift through the readings (docs/methods 4.3)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from headway.core.bands import TOLERANCE
from headway.core.distributions import student_t_cdf, student_t_quantile
from headway.core.errors import DefinitionError, ReadingError
from headway.core.kinds import KeyResultKind
from headway.core.texts import gettext_noop as _

FEWEST = 4
"""Readings; with fewer there is no probability, only pace."""

DRIFT_PRIOR = 2.0
WIDTH = 1.15
LEAST_LIKELY, MOST_LIKELY = 0.03, 0.97
MOMENTUM_FROM = 8
MOMENTUM_ABOVE = 0.2
STRONGEST_MOMENTUM = 0.8
BIAS_KNOWN_ABOVE = 4
HUGE = 1e100
NOISE = 1e-12

_DIRECTIONS = {KeyResultKind.INCREASE: 1, KeyResultKind.DECREASE: -1}


@dataclass(frozen=True, slots=True)
class Forecast:
    """Where the readings lead by the end, in the measure of the readings.

    ``low`` and ``high`` hold 80 %. ``probability_raw`` is as computed, ``probability`` held between
    0.03 and 0.97: no model of a few readings knows better. ``correlation`` is that of successive
    steps, and ``momentum`` the share of a step that carries over into the next (0: none).
    """

    mean: float
    sd: float
    df: int
    probability_raw: float
    probability: float
    low: float
    high: float
    correlation: float = 0.0
    momentum: float = 0.0

    def interval(self, share: float) -> tuple[float, float]:
        """The middle interval that holds this share of the outcomes, 0 < share < 1.

        >>> f = forecast([40, 41, 43, 42, 45, 46, 48], periods_left=6, target=54, direction=1)
        >>> [round(end, 1) for end in f.interval(0.5)]
        [50.3, 57.7]

        Raises DefinitionError for another share.
        """
        return middle(self.mean, self.sd, self.df, share)


def forecast(
    readings: Sequence[float],
    *,
    periods_left: int,
    target: float,
    direction: int | str,
    counter: bool = False,
    times: Sequence[float] | None = None,
) -> Forecast:
    """Forecast of a level or a counter at the end of its key result.

    Parameters
    ----------
    readings
        The measured values, oldest first, in the key result's measure. A missing period is left
        out, never carried forward. A key result on a log scale gives logarithms.
    periods_left
        Periods between the last reading and the end, 0 or more.
    target
        What must be reached, in the same measure.
    direction
        1 or "increase" when more is better, -1 or "decrease" when less is.
    counter
        The readings are the running total of something that cannot fall: no leaning towards
        standing still.
    times
        When each reading was taken, in periods; equally spaced by default. With gaps there is no
        momentum.

    Returns
    -------
    Forecast

    Raises
    ------
    ReadingError
        Fewer than four readings (TOO_FEW), a value that is no number (NOT_FINITE) or too large to
        reckon with (TOO_LARGE), times that do not rise (TIMES).
    DefinitionError
        A target that is no number (NOT_FINITE), an unknown direction (DIRECTION), periods left
        that are no count (PERIODS).

    Examples
    --------
    >>> f = forecast([40, 41, 43, 42, 45, 46, 48], periods_left=6, target=54, direction=1)
    >>> f.mean, round(f.sd, 2), f.df, round(f.probability, 2), round(f.low, 1), round(f.high, 1)
    (54.0, 5.09, 5, 0.5, 46.5, 61.5)

    Notes
    -----
    With d̄ the mean step, m steps over the time G, h periods left and k = 2 (0 for counters):
    mean = y_m + h d̄ G/(G + k), sd = 1.15 √(s² (h + h²/(G + k))), df = m − 1. From eight equally
    spaced readings on, when the steps' own correlation exceeds 0.2, part of the last step carries
    on (``momentum``). At the end (h = 0) the raw probability is 0 or 1.

    References
    ----------
    docs/methods 4.3, and 4.1 for the experiment behind both constants.
    """
    return walk(readings, times=times, counter=counter).forecast(
        periods_left, target=target, direction=direction
    )


@dataclass(frozen=True, slots=True)
class Walk:
    """A random walk with drift, fitted to readings; it can be asked for any number of periods.

    ``drift`` is per period and leans towards standing still already, ``support`` is G + k, and
    ``last`` and ``last_step`` are the newest reading and the step that led to it.
    """

    last: float
    last_step: float
    drift: float
    variance: float
    support: float
    df: int
    correlation: float
    momentum: float

    def after(self, periods: int) -> tuple[float, float]:
        """Mean and standard deviation so many periods after the last reading.

        >>> [round(x, 2) for x in walk([40, 41, 43, 42, 45, 46, 48]).after(6)]
        [54.0, 5.09]
        """
        h, rho = periods, self.momentum
        if rho == 0.0:
            spread = h + h * h / self.support
            return self.last + h * self.drift, WIDTH * math.sqrt(self.variance * spread)
        rest = 1.0 - rho
        carried = rho * (1.0 - rho**h) / rest
        mean = self.last + h * self.drift + (self.last_step - self.drift) * carried
        squares = h - 2.0 * carried + rho * rho * (1.0 - rho ** (2 * h)) / (1.0 - rho * rho)
        doubt = (h - carried) * (h - carried) / self.support
        return mean, WIDTH * math.sqrt(self.variance * (squares + doubt)) / rest

    def forecast(self, periods: int, *, target: float, direction: int | str) -> Forecast:
        """The forecast for a target, so many periods after the last reading. Parameters and
        refusals as of :func:`forecast`."""
        sign = sign_of(direction)
        if periods < 0 or periods != int(periods):
            raise DefinitionError(
                _("Periods left are counted: 0 or more."), code="PERIODS", field="periods_left"
            )
        if not math.isfinite(target):
            raise DefinitionError(_("The target is no number."), code="NOT_FINITE", field="target")
        mean, sd = self.after(periods)
        raw = self._probability(sign * (mean - target), sd, mean)
        low, high = middle(mean, sd, self.df, 0.8)
        return Forecast(
            mean, sd, self.df, raw, clipped(raw), low, high, self.correlation, self.momentum
        )

    def _probability(self, lead: float, sd: float, mean: float) -> float:
        """That the end is not short of the target, of which the mean is ``lead`` ahead. A width
        that is nothing but rounding is none."""
        noise = NOISE * max(abs(mean), abs(self.last))
        return student_t_cdf(lead / sd, self.df) if sd > noise else float(lead >= -noise)


def walk(
    readings: Sequence[float], *, times: Sequence[float] | None = None, counter: bool = False
) -> Walk:
    """The walk through readings. Parameters and refusals as of :func:`forecast`.

    >>> walk([40, 41, 43, 42, 45, 46, 48]).drift
    1.0
    """
    values, moments = _checked(readings, times)
    sizes = [after - before for before, after in pairwise(values)]
    gaps = [after - before for before, after in pairwise(moments)]
    m, span = len(sizes), moments[-1] - moments[0]
    drift = (values[-1] - values[0]) / span
    around = [size - gap * drift for size, gap in zip(sizes, gaps, strict=True)]
    support = span + (0.0 if counter else DRIFT_PRIOR)
    correlation = _correlation(around, gaps)
    momentum = _momentum(correlation, m)
    if momentum > 0.0:
        variance, df = _variance_of_news(around, momentum), m - 2
    else:
        squares = (e * e / gap for e, gap in zip(around, gaps, strict=True))
        variance, df = math.fsum(squares) / (m - 1), m - 1
    return Walk(
        last=values[-1],
        last_step=sizes[-1],
        drift=drift * span / support,
        variance=variance,
        support=support,
        df=df,
        correlation=correlation,
        momentum=momentum,
    )


def clipped(probability: float) -> float:
    """Held between 0.03 and 0.97.

    >>> clipped(0.999), clipped(0.5)
    (0.97, 0.5)
    """
    return min(MOST_LIKELY, max(LEAST_LIKELY, probability))


def middle(mean: float, sd: float, df: int, share: float) -> tuple[float, float]:
    """The interval around the mean that holds this share of a t distribution, 0 < share < 1.

    >>> [round(end, 3) for end in middle(0, 1, 5, 0.8)]
    [-1.476, 1.476]

    Raises DefinitionError for another share.
    """
    if not 0.0 < share < 1.0:
        raise DefinitionError(
            _("An interval holds a share between 0 and 1."), code="DOMAIN", field="share"
        )
    reach = student_t_quantile(0.5 + share / 2, df) * sd
    return mean - reach, mean + reach


def sign_of(direction: int | str) -> int:
    """1 or -1 for a direction as a number or in words.

    >>> sign_of("decrease")
    -1

    Raises DefinitionError for another word or number.
    """
    sign = _DIRECTIONS.get(direction, direction)  # type: ignore[call-overload]  # a word or a sign
    if sign not in (1, -1):
        raise DefinitionError(
            _("The direction is increase (1) or decrease (-1)."),
            code="DIRECTION",
            field="direction",
        )
    return int(sign)


def _correlation(around: Sequence[float], gaps: Sequence[float]) -> float:
    """Of successive steps, plus what so few bias it down by; 0 where periods are missing."""
    if any(abs(gap - 1.0) > TOLERANCE for gap in gaps):
        return 0.0
    total = math.fsum(e * e for e in around)
    r = math.fsum(a * b for a, b in pairwise(around)) / total if total > 0.0 else 0.0
    m = len(around)
    return r + (1.0 + 3.0 * r) / m if m > BIAS_KNOWN_ABOVE else r


def _momentum(correlation: float, m: int) -> float:
    if m + 1 < MOMENTUM_FROM or correlation <= MOMENTUM_ABOVE:
        return 0.0
    return min(correlation * m / (m + 5), STRONGEST_MOMENTUM)


def _variance_of_news(around: Sequence[float], rho: float) -> float:
    """Of what is new in each step, beyond the share that the step before carried over."""
    news = (after - rho * before for before, after in pairwise(around))
    first = around[0] * around[0] * (1.0 - rho * rho)
    return (first + math.fsum(e * e for e in news)) / (len(around) - 2)


def _checked(
    readings: Sequence[float], times: Sequence[float] | None
) -> tuple[list[float], list[float]]:
    values = [float(value) for value in readings]
    if len(values) < FEWEST:
        raise ReadingError(
            _("Four readings are needed for a forecast."), code="TOO_FEW", field="readings"
        )
    moments = [float(t) for t in (range(len(values)) if times is None else times)]
    if len(moments) != len(values):
        raise ReadingError(_("Each reading needs its time."), code="TIMES", field="times")
    if not all(map(math.isfinite, (*values, *moments))):
        raise ReadingError(_("A reading is no number."), code="NOT_FINITE", field="readings")
    if max(map(abs, values)) > HUGE:
        raise ReadingError(
            _("These numbers are too large for a forecast."), code="TOO_LARGE", field="readings"
        )
    if any(after <= before for before, after in pairwise(moments)):
        raise ReadingError(_("Times must rise."), code="TIMES", field="times")
    return values, moments
