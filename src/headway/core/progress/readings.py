"""A cycle's readings as what key results are measured by: one value, or one for each due period."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date

from headway.core.cadence import Rhythm, periods
from headway.core.errors import ReadingError
from headway.core.progress.results import finite
from headway.core.texts import gettext_noop as _


def aggregate(readings: Sequence[float], how: str) -> float:
    """A cycle's readings as one value: ``last``, ``sum``, ``mean``, ``max`` or ``min``.

    >>> aggregate([3, 5, 4], "sum")
    12.0

    Raises ReadingError for no readings, a reading that is not finite, or an unknown rule.
    Source: docs/methods 1.2, edge case 5.
    """
    if not readings:
        raise ReadingError(_("There is no reading."), code="NO_READING", field="value")
    numbers = [finite(reading, "value") for reading in readings]
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
