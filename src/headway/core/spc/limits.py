"""Natural process limits of a series of individual values: the XmR chart (docs/methods 3.2)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from headway.core.definitions import is_ordinary
from headway.core.errors import DefinitionError, ReadingError
from headway.core.texts import gettext_noop as _

Values = Sequence[float | None]
"""A series by period, the oldest first; None is a period without a value."""

MEAN_WIDTH, MEAN_RANGE = 2.660, 3.268
"""Wheeler's published constants: 3 / d2 and D4 of two values, rounded."""
MEDIAN_WIDTH, MEDIAN_RANGE = 3.145, 3.865
"""The same for the median of the moving ranges."""


class Spread(StrEnum):
    """Which average of the moving ranges the limits are made of."""

    MEAN = "mean"
    MEDIAN = "median"


def places(decimals: int, sigma: float | None) -> int:
    """The decimals that centre and limits are written with, where values have so many: one at
    least, since they are means, but none that is less than a hundredth of ``sigma``, by which they
    are never known.

    >>> places(0, 1.5), places(0, 2_350.0), places(2, 40.0), places(2, None)
    (1, 0, 1, 2)

    Source: docs/methods 3.2.
    """
    wanted = max(decimals, 1)
    if sigma is None or not math.isfinite(sigma) or sigma <= 0:
        return wanted
    return max(0, min(wanted, math.ceil(2 - math.log10(sigma))))


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a process stays as long as nothing changes, in the unit of its values.

    ``points`` values and ``ranges`` moving ranges are what they rest on; ``mean_range`` is the
    average of those ranges, ``range_upper`` the limit of a single one. ``lower`` and ``upper`` lie
    three ``sigma`` from the ``centre``. ``size`` is that of the largest value they were computed
    from where these are what is left of others, such as those of a line: rounding is of its order.
    """

    centre: float
    sigma: float
    mean_range: float
    range_upper: float
    points: int
    ranges: int
    size: float = 0.0

    @property
    def lower(self) -> float:
        return self.centre - 3 * self.sigma

    @property
    def upper(self) -> float:
        return self.centre + 3 * self.sigma

    @property
    def tolerance(self) -> float:
        """Distances that differ by less are the same: what rounding leaves."""
        return 1e-9 * max(abs(self.centre), self.sigma, self.size)

    def distance(self, value: float) -> float | None:
        """How many sigma a value lies above the centre, or below where negative; None where the
        process does not vary at all. Source: docs/methods 3.7.

        >>> round(process_limits([10, 12, 11, 13, 12]).distance(13), 2)
        1.05
        """
        return (value - self.centre) / self.sigma if self.sigma else None


def process_limits(values: Values, *, spread: str = Spread.MEAN, screened: bool = False) -> Limits:
    """The limits of a baseline.

    X̄ is the mean of the values and m̄R the mean of the differences of neighbours, without sign:
    sigma = 2.660 m̄R / 3, limits X̄ ± 3 sigma, range limit 3.268 m̄R. The standard deviation of all
    values is never used, since a signal inflates it.

    Parameters
    ----------
    values
        By period, the oldest first. None is a gap: no range is taken across it.
    spread
        ``median`` takes the median of the ranges, with 3.145 and 3.865: for a baseline with an
        obvious outlier only.
    screened
        Leave ranges above their limit out, once, and average the rest (Nelson 1982).

    Returns
    -------
    Limits

    Raises
    ------
    ReadingError
        A value is no ordinary number.
    DefinitionError
        Fewer than two neighbouring values, or an unknown spread.

    Examples
    --------
    >>> found = process_limits([10, 12, 11, 13, 12])
    >>> found.centre, round(found.sigma, 4), round(found.lower, 2), round(found.upper, 2)
    (11.6, 1.33, 7.61, 15.59)
    >>> process_limits([10, 12, None, 13, 12]).ranges
    2

    Source: docs/methods 3.2.
    """
    checked(values)
    return limits_of(values, spread=spread, screened=screened)


def limits_of(values: Values, *, spread: str = Spread.MEAN, screened: bool = False) -> Limits:
    """The same of what is left of values that were looked at before: differences of ordinary
    numbers may be larger than these.

    >>> limits_of([2e15, -2e15, 2e15]).ranges
    2

    Raises DefinitionError as ``process_limits`` does.
    """
    kind = _spread(spread)
    present = [value for value in values if value is not None]
    ranges = [r for r in moving_ranges(values) if r is not None]
    if not ranges:
        raise DefinitionError(
            _("Limits need values in two neighbouring periods."), code="TOO_FEW", field="values"
        )
    limits = _limits(present, ranges, kind)
    if screened:
        kept = [r for r in ranges if r <= limits.range_upper + limits.tolerance]
        limits = _limits(present, kept, kind)
    return limits


def moving_ranges(values: Values) -> list[float | None]:
    """How far each value lies from the one before it, without sign; None for the first and beside
    a gap.

    >>> moving_ranges([3, 5, None, 4, 1])
    [None, 2, None, None, 3]
    """
    return [
        None,
        *(None if a is None or b is None else abs(b - a) for a, b in pairwise(values)),
    ][: len(values)]


def range_signals(values: Values, limits: Limits) -> list[int]:
    """Where a value jumped by more than the limit of the ranges. Shown, never alarmed: it halves
    the time between false alarms and finds a shift no sooner.

    >>> range_signals([10, 11, 10, 30, 11], process_limits([10, 11, 10, 11, 10]))
    [3, 4]

    Source: docs/methods 3.2.
    """
    ceiling = limits.range_upper + limits.tolerance
    return [i for i, r in enumerate(moving_ranges(values)) if r is not None and r > ceiling]


def median_of(values: Sequence[float]) -> float:
    """The middle of the values in order, or half way between the two in the middle.

    >>> median_of([5, 1, 2]), median_of([1, 2, 4, 9])
    (2, 3.0)
    """
    ordered, half = sorted(values), len(values) // 2
    return ordered[half] if len(values) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _limits(values: Sequence[float], ranges: Sequence[float], kind: Spread) -> Limits:
    centre = math.fsum(values) / len(values)
    if kind is Spread.MEDIAN:
        middle, width, ceiling = median_of(ranges), MEDIAN_WIDTH, MEDIAN_RANGE
    else:
        middle, width, ceiling = math.fsum(ranges) / len(ranges), MEAN_WIDTH, MEAN_RANGE
    return Limits(
        centre=centre,
        sigma=width * middle / 3,
        mean_range=middle,
        range_upper=ceiling * middle,
        points=len(values),
        ranges=len(ranges),
    )


def _spread(spread: str) -> Spread:
    try:
        return Spread(spread)
    except ValueError:
        raise DefinitionError(
            _("Choose the mean or the median of the moving ranges."), code="UNKNOWN", field="spread"
        ) from None


def checked(values: Values) -> None:
    """Raise ReadingError when one of the values is no ordinary number; a gap is none.

    >>> checked([4.0, None, 5.5])
    """
    if not all(is_ordinary(value) for value in values if value is not None):
        raise ReadingError(_("Enter an ordinary number."), code="NOT_FINITE", field="values")
