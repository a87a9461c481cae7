"""What could be foreseen of a target on the day it was set, by what had been read until then
(docs/methods 6.3)."""

from __future__ import annotations

from datetime import date

from headway.core.cadence import Rhythm, periods_until
from headway.core.definitions import Anchors
from headway.core.errors import MethodError
from headway.core.forecast.goals import goal_of
from headway.core.forecast.series import Readings, series
from headway.core.forecast.walk import FEWEST, walk
from headway.core.kinds import CHANGE_KINDS, KeyResultKind

FORESEEN_KINDS = frozenset({*CHANGE_KINDS, KeyResultKind.ANCHORED})
"""Kinds of which earlier readings foretell the end; what is met period by period begins anew."""


def foreseen(
    kind: str,
    *,
    readings: Readings,
    cadence: Rhythm,
    ends_on: date,
    start: float | None = None,
    target: float | None = None,
    scale: str = "linear",
    anchors: Anchors | None = None,
) -> float | None:
    """The probability that a measure which goes on as before comes to the whole target by the end.

    Parameters
    ----------
    kind, start, target, scale, anchors
        The definition, as of :func:`headway.core.progress.key_result_progress`; its value is the
        latest reading.
    readings
        (day, value) of what was read before the target held, oldest first.
    cadence
        How often the measure is read.
    ends_on
        The last day of the key result.

    Returns
    -------
    float or None
        As computed: not held between the ends that a page shows. None for a kind that earlier
        readings do not foretell, a definition that is not whole, and fewer than four periods.

    Examples
    --------
    >>> from datetime import timedelta
    >>> from headway.core.cadence import Cadence
    >>> weekly = [(date(2026, 8, 17) + timedelta(weeks=i), y)
    ...     for i, y in enumerate([40, 41, 43, 42, 45, 46, 48])]
    >>> def chance(target):
    ...     return round(foreseen("increase", start=48, target=target, readings=weekly,
    ...         cadence=Cadence.WEEKLY, ends_on=date(2027, 1, 3)), 3)
    >>> chance(50), chance(61), chance(200)
    (0.863, 0.539, 0.0)

    References
    ----------
    docs/methods 4.3.
    """
    if kind not in FORESEEN_KINDS or not readings:
        return None
    try:
        goal = goal_of(
            kind, ambition="committed", start=start, target=target, scale=scale, anchors=anchors
        )
        line = series(
            readings, aggregation="last", cadence=cadence, start=readings[0][0], scale=goal.scale
        )
        left = periods_until(cadence, last=readings[-1][0], end=ends_on)
        if left == 0 or line.periods_read < FEWEST:
            return None
        path = walk(line.values, times=line.times)
        found = path.forecast(left, target=goal.target, direction=goal.direction)
    except MethodError:
        return None
    return found.probability_raw
