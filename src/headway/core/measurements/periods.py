"""Values put together to longer periods (docs/methods 3.10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from headway.core.calendars import ORDINARY, Calendar, Span, rank, span_of, spans
from headway.core.errors import DefinitionError, ReadingError
from headway.core.measurements.measured import (
    Aggregation,
    Measured,
    check,
    is_there,
    sums,
    together,
    way_of,
)
from headway.core.texts import gettext_noop as _


@dataclass(frozen=True, slots=True)
class InTime:
    """The value of a longer period, of ``present`` out of ``expected`` values.

    ``numerator`` and ``denominator`` are the sums of a ratio. ``read_to`` is the last day that a
    value speaks for. ``value`` is None where there is none, or the denominators come to 0.
    """

    period: Span
    value: float | None
    expected: int
    present: int
    read_to: date | None
    numerator: float | None = None
    denominator: float | None = None

    @property
    def completeness(self) -> float | None:
        """The share of the expected values that is there; None where none is expected."""
        return self.present / self.expected if self.expected else None


def in_time(
    values: Sequence[Measured],
    *,
    how: str,
    cadence: str,
    to: str,
    calendar: Calendar = ORDINARY,
    scale: float = 1.0,
) -> list[InTime]:
    """One KPI's values put together to longer periods, in order.

    A period belongs to the longer one that its last day lies in: a week to the month it ends in.
    Each that ends in a longer one is expected to have a value, unless it does not apply. Values
    that are missing are left out, and counted: in the first and the last of the longer periods too,
    since a sum of two months is not that of a quarter.

    Parameters
    ----------
    values
        In any order, at most one in each period.
    how
        An ``Aggregation``.
    cadence, to
        How often there is a value, and the periods wanted: daily, weekly, monthly, quarterly or
        yearly.
    scale
        What a ratio is multiplied by, such as 100.

    Returns
    -------
    list[InTime]
        From the first period with an entry to the last, those without one included.

    Raises
    ------
    DefinitionError
        An unknown way or cadence, or a wanted period that is shorter.
    ReadingError
        A value is no ordinary number, a denominator is negative, or a period has two values.

    Examples
    --------
    >>> months = [Measured(date(2026, m, 1), value=v) for m, v in ((1, 5), (2, 7), (4, 1))]
    >>> found = in_time(months, how="sum", cadence="monthly", to="quarterly")
    >>> [(one.period.label, one.value, one.present, one.expected) for one in found]
    [('Q1 2026', 12.0, 2, 3), ('Q2 2026', 1.0, 1, 3)]

    Source: docs/methods 3.10.
    """
    way = way_of(how)
    if rank(to) < rank(cadence):
        raise DefinitionError(
            _("Values cannot be split to shorter periods."), code="SHORTER", field="to"
        )
    by_period: dict[Span, Measured] = {}
    for one in values:
        check(one)
        period = span_of(one.day, cadence, calendar)
        if by_period.setdefault(period, one) is not one:
            raise ReadingError(
                _("A period has one value. Correct it instead."), code="DUPLICATE", field="day"
            )
    if not by_period:
        return []
    groups: dict[Span, dict[Span, Measured]] = defaultdict(dict)
    for period, one in by_period.items():
        groups[span_of(period.end, to, calendar)][period] = one
    ends = [period.end for period in by_period]
    return [
        _put_together(longer, groups[longer], way, scale, shorter(longer, cadence, calendar))
        for longer in spans(min(ends), max(ends), to, calendar)
    ]


def shorter(longer: Span, cadence: str, calendar: Calendar = ORDINARY) -> list[Span]:
    """The shorter periods that end in a longer one, in order.

    >>> quarter = span_of(date(2026, 2, 1), "quarterly")
    >>> [month.label for month in shorter(quarter, "monthly")]
    ['2026-01', '2026-02', '2026-03']
    """
    within = spans(longer.start, longer.end, cadence, calendar)
    return [period for period in within if period.end <= longer.end]


def _put_together(
    period: Span,
    parts: Mapping[Span, Measured],
    way: Aggregation,
    scale: float,
    expected: Sequence[Span],
) -> InTime:
    present = [part for part, one in parts.items() if one.applicable and is_there(one, way)]
    present.sort(key=lambda part: part.end)
    waived = {part for part, one in parts.items() if not one.applicable}
    values = [parts[part] for part in present]
    return InTime(
        period,
        together(values, way, scale) if values else None,
        len({*expected, *present} - waived),
        len(values),
        present[-1].end if present else None,
        *sums(values, way),
    )
