"""A KPI's values put together: to longer periods, and over its segments (docs/methods 3.10)."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from headway.core.calendars import ORDINARY, Calendar, Span, rank, span_of, spans
from headway.core.definitions import is_ordinary
from headway.core.errors import DefinitionError, ReadingError
from headway.core.progress import aggregate
from headway.core.texts import gettext_noop as _


class Aggregation(StrEnum):
    """How values are put together. ``last``: a level at the end of a period, such as headcount.
    ``ratio``: the numerators' sum over the denominators', never a mean of ratios."""

    SUM = "sum"
    MEAN = "mean"
    LAST = "last"
    MIN = "min"
    MAX = "max"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Measured:
    """A KPI's value in the period that ``day`` lies in; of one segment, where it has some.

    A ratio has ``numerator`` and ``denominator`` and needs no ``value``; a mean may have the
    ``denominator`` that it is of, such as the number of answers. ``applicable`` is False where
    there is nothing to measure, such as a shop that was closed: then no value is missing.
    """

    day: date
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    applicable: bool = True


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


@dataclass(frozen=True, slots=True)
class OverSegments:
    """The value of a whole, and the segments that have none. ``partial``: it is of the others
    alone."""

    value: float | None
    present: int
    missing: tuple[str, ...]
    partial: bool
    numerator: float | None = None
    denominator: float | None = None


def in_time(
    values: Sequence[Measured],
    *,
    how: str,
    cadence: str,
    to: str,
    calendar: Calendar = ORDINARY,
    scale: float = 1.0,
    since: date | None = None,
    until: date | None = None,
) -> list[InTime]:
    """One KPI's values put together to longer periods, in order.

    A period belongs to the longer one that its last day lies in: a week to the month it ends in.
    Values that are missing are left out, and counted.

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
    since, until
        Periods that end before or after are not expected: the KPI did not exist, or they run still.

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
    way = _way(how)
    if rank(to) < rank(cadence):
        raise DefinitionError(
            _("Values cannot be split to shorter periods."), code="SHORTER", field="to"
        )
    by_period: dict[Span, Measured] = {}
    for one in values:
        _check(one)
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
        _whole(whole, groups[whole], way, scale, _within(whole, cadence, calendar, since, until))
        for whole in spans(min(ends), max(ends), to, calendar)
    ]


def over_segments(
    segments: Mapping[str, Measured],
    *,
    how: str,
    partial: bool = False,
    scale: float = 1.0,
) -> OverSegments:
    """A KPI's values in one period put together over its segments, such as regions.

    *sum* adds, and so does *last*: levels add up; for one that does not, such as a price, the mean
    is right. *mean* weighs by the denominators where every segment has one, and is plain where any
    has none. *ratio* is the ratio of the sums.

    Parameters
    ----------
    segments
        By name. Segments that are not applicable are left out.
    how
        An ``Aggregation``.
    partial
        Whether there is a value where a segment has none. By default there is not: it would be too
        low, and jump when the rest comes in.
    scale
        What a ratio is multiplied by.

    Returns
    -------
    OverSegments

    Raises
    ------
    DefinitionError
        An unknown way.
    ReadingError
        A value is no ordinary number, or a denominator is negative.

    Examples
    --------
    >>> day = date(2026, 11, 1)
    >>> shops = {"north": Measured(day, numerator=30, denominator=40),
    ...     "south": Measured(day, numerator=10, denominator=10)}
    >>> over_segments(shops, how="ratio", scale=100).value
    80.0
    >>> found = over_segments({**shops, "west": Measured(day)}, how="ratio", partial=True)
    >>> found.value, found.missing, found.partial
    (0.8, ('west',), True)

    Source: docs/methods 3.10.
    """
    way = _way(how)
    for one in segments.values():
        _check(one)
    asked = {name: one for name, one in segments.items() if one.applicable}
    present = [one for one in asked.values() if _is_there(one, way)]
    missing = tuple(name for name, one in asked.items() if not _is_there(one, way))
    if not present or (missing and not partial):
        return OverSegments(None, len(present), missing, partial=False)
    if way is Aggregation.MEAN and all(one.denominator is not None for one in present):
        value = _weighted(present)
    else:
        value = _together(present, Aggregation.SUM if way is Aggregation.LAST else way, scale)
    return OverSegments(value, len(present), missing, bool(missing), *_sums(present, way))


def _within(
    whole: Span, cadence: str, calendar: Calendar, since: date | None, until: date | None
) -> list[Span]:
    """The shorter periods that end in a longer one."""
    return [
        period
        for period in spans(whole.start, whole.end, cadence, calendar)
        if period.end <= whole.end
        and (since is None or period.end >= since)
        and (until is None or period.end <= until)
    ]


def _whole(
    period: Span,
    parts: Mapping[Span, Measured],
    way: Aggregation,
    scale: float,
    expected: Sequence[Span],
) -> InTime:
    present = [part for part, one in parts.items() if one.applicable and _is_there(one, way)]
    present.sort(key=lambda part: part.end)
    waived = {part for part, one in parts.items() if not one.applicable}
    values = [parts[part] for part in present]
    return InTime(
        period,
        _together(values, way, scale) if values else None,
        len({*expected, *present} - waived),
        len(values),
        present[-1].end if present else None,
        *_sums(values, way),
    )


def _together(present: Sequence[Measured], way: Aggregation, scale: float) -> float | None:
    if way is Aggregation.RATIO:
        numerator, denominator = _sums(present, way)
        return numerator / denominator * scale if numerator is not None and denominator else None
    return aggregate([one.value for one in present if one.value is not None], way)


def _weighted(present: Sequence[Measured]) -> float | None:
    weights = [one.denominator or 0.0 for one in present]
    total = math.fsum(weights)
    products = (w * (one.value or 0.0) for w, one in zip(weights, present, strict=True))
    return math.fsum(products) / total if total else None


def _sums(present: Sequence[Measured], way: Aggregation) -> tuple[float | None, float | None]:
    """Of numerators and denominators; only a ratio has them."""
    if way is not Aggregation.RATIO or not present:
        return None, None
    return (
        math.fsum(one.numerator or 0.0 for one in present),
        math.fsum(one.denominator or 0.0 for one in present),
    )


def _is_there(one: Measured, way: Aggregation) -> bool:
    if way is Aggregation.RATIO:
        return one.numerator is not None and one.denominator is not None
    return one.value is not None


def _way(how: str) -> Aggregation:
    try:
        return Aggregation(how)
    except ValueError:
        raise DefinitionError(
            _("Choose sum, mean, last, min, max or ratio."), code="UNKNOWN", field="how"
        ) from None


def _check(one: Measured) -> None:
    numbers = (one.value, one.numerator, one.denominator)
    if not all(number is None or is_ordinary(number) for number in numbers):
        raise ReadingError(_("Enter an ordinary number."), code="NOT_FINITE", field="value")
    if one.denominator is not None and one.denominator < 0:
        raise ReadingError(_("A denominator is 0 or more."), code="NEGATIVE", field="denominator")
