"""From readings on days to the series a forecast walks along: one value a period, gaps left open
(docs/methods 4.3)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from headway.core.cadence import Rhythm, period_index
from headway.core.errors import ReadingError
from headway.core.texts import gettext_noop as _

Readings = Sequence[tuple[date, float]]


@dataclass(frozen=True, slots=True)
class Series:
    """Values at times, in periods. ``periods_read`` of them come from readings: a sum also has the
    0 it starts from. It never falls below ``least`` again, nor rises above ``most``; a ``counter``
    is a sum of which one of them holds."""

    values: tuple[float, ...]
    times: tuple[float, ...]
    periods_read: int
    least: float = -math.inf
    most: float = math.inf
    counter: bool = False

    def hold(self, value: float) -> float:
        """The value, within what can still be."""
        if self.least < value < self.most:
            return value
        return self.most if value >= self.most else self.least


def series(
    readings: Readings,
    *,
    aggregation: str,
    cadence: Rhythm,
    start: date,
    scale: str = "linear",
    totals: bool = False,
) -> Series:
    """What a key result stood at in the end of each period that has a reading.

    Parameters
    ----------
    readings
        (day, value), oldest first.
    aggregation
        ``last``: the value that counts is the reading itself. ``sum``, ``mean``, ``max`` or
        ``min``: what the readings so far amount to. Of several in one period the last counts,
        which for a sum is all of them together. A sum starts from 0 in the period before the first.
    cadence, start
        The rhythm, and the day its first period begins.
    scale
        On a ``log`` scale the values are logarithms, and a sum has no 0 to start from.
    totals
        The readings are running totals already, of something that cannot fall.

    Raises
    ------
    ReadingError
        A value not above 0 on a log scale (NOT_POSITIVE).

    Examples
    --------
    >>> from headway.core.cadence import Cadence
    >>> series([(date(2026, 1, 6), 3.0), (date(2026, 1, 8), 1.0), (date(2026, 1, 20), 2.0)],
    ...     aggregation="sum", cadence=Cadence.WEEKLY, start=date(2026, 1, 5))
    Series(values=(0.0, 4.0, 6.0), times=(-1.0, 0.0, 2.0), periods_read=2, least=6.0, most=inf, \
counter=True)

    Notes
    -----
    A sum counts as one that cannot fall as long as no entry was below 0.

    References
    ----------
    docs/methods 4.3 (readings and periods).
    """
    entries = [float(value) for _, value in readings]
    latest: dict[int, float] = {}
    for (day, _entry), value in zip(readings, _running(entries, aggregation), strict=True):
        latest[period_index(cadence, start=start, day=day)] = value
    read = len(latest)
    adds = aggregation == "sum"
    if scale == "log":
        latest = {period: _logarithm(value) for period, value in latest.items()}
    elif adds and latest:
        latest = {min(0, next(iter(latest))) - 1: 0.0, **latest}
    rises = aggregation == "max" or totals or (adds and min(entries, default=0.0) >= 0.0)
    falls = aggregation == "min" or (adds and not rises and max(entries, default=0.0) <= 0.0)
    values = tuple(latest.values())
    return Series(
        values=values,
        times=tuple(map(float, latest)),
        periods_read=read,
        least=values[-1] if rises and values else -math.inf,
        most=values[-1] if falls and values else math.inf,
        counter=totals or (adds and (rises or falls)),
    )


def _running(entries: Sequence[float], aggregation: str) -> list[float]:
    match aggregation:
        case "sum":
            return list(accumulate(entries))
        case "mean":
            return [total / n for n, total in enumerate(accumulate(entries), 1)]
        case "max":
            return list(accumulate(entries, max))
        case "min":
            return list(accumulate(entries, min))
    return list(entries)


def _logarithm(value: float) -> float:
    if value <= 0.0:
        raise ReadingError(
            _("On a log scale a value must be above 0."), code="NOT_POSITIVE", field="value"
        )
    return math.log(value)
