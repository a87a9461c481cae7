"""What is entered for the series of a KPI: the whole, or its segments, each by what it can be."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _

from headway.core.calendars import Calendar
from headway.core.definitions import is_ordinary
from headway.kit.problems import FieldError, InvalidInput
from headway.kit.refusing import refuse
from headway.kpis.actions.readings import Reading, fitting
from headway.kpis.models import InTime, Kpi
from headway.kpis.queries.series.segments import Segment, SeriesOf

_ADDING = (InTime.SUM, InTime.LAST)


def by_series(
    kpi: Kpi, series: SeriesOf, readings: Sequence[Reading], calendar: Calendar, today: date
) -> dict[int, dict[date, Reading]]:
    """The readings of a KPI as they fit its series. Raises InvalidInput that names each refused one
    by its place among them."""
    if not series.live and not any(one.segment for one in readings):
        return {series.whole: fitting(kpi, readings, calendar, today)}
    errors: list[FieldError] = []
    places: dict[int, list[int]] = {}
    for at, reading in enumerate(readings):
        segment = series.named(reading.segment) if reading.segment.strip() else None
        wrong = _segment_error(series, reading.segment, segment) or _weight_error(
            kpi, reading, segment
        )
        if wrong:
            errors.append(FieldError(f"readings.{at}.{wrong[0]}", *wrong[1:]))
        else:
            places.setdefault(segment.id if segment else series.whole, []).append(at)
    wanted: dict[int, dict[date, Reading]] = {}
    for series_id, mine in places.items():
        try:
            some = [readings[at] for at in mine]
            is_part = series_id != series.whole
            wanted[series_id] = (_fitting_part if is_part else fitting)(kpi, some, calendar, today)
        except InvalidInput as refused:
            errors += [_at(error, mine) for error in refused.errors]
    if not readings:
        fitting(kpi, readings, calendar, today)
    refuse(sorted(errors, key=lambda error: int(error.field.split(".")[1])))
    return wanted


def _segment_error(
    series: SeriesOf, said: str, found: Segment | None
) -> tuple[str, str, str] | None:
    names = ", ".join(one.name for one in series.live)
    if not said.strip():
        words = _("The whole is made of its segments: enter %(names)s.") % {"names": names}
        return ("segment", "has_segments", words) if series.live else None
    if found is None:
        words = _("There is no such segment. It has %(names)s.") % {"names": names or _("none")}
        return "segment", "unknown", words
    if found.archived_at is not None:
        words = _("This segment is archived. Restore it before you enter its values.")
        return "segment", "archived", words
    return None


def _weight_error(
    kpi: Kpi, reading: Reading, segment: Segment | None
) -> tuple[str, str, str] | None:
    """A part of a ratio has both numbers, or there is nothing to add up; no part weighs less than
    nothing."""
    if segment is None:
        return None
    if reading.denominator is not None and reading.denominator < 0:
        return "denominator", "negative", _("A denominator is 0 or more.")
    weighed = (reading.value or 0.0) * (reading.denominator or 0.0)
    if kpi.in_time == InTime.MEAN and not is_ordinary(weighed):
        return "denominator", "not_finite", _("Enter an ordinary number.")
    is_plain = reading.value is not None and reading.numerator is None
    if kpi.in_time == InTime.RATIO and is_plain:
        words = _("Enter numerator and denominator: the whole is the ratio of their sums.")
        return "numerator", "required", words
    return None


def _fitting_part(
    kpi: Kpi, readings: Sequence[Reading], calendar: Calendar, today: date
) -> dict[date, Reading]:
    """Those of a segment. Of what adds up only 0 bounds a part too; that of a mean may say what it
    weighs."""
    part = copy(kpi)
    if kpi.in_time in _ADDING:
        part.low_bound = None if kpi.low_bound else kpi.low_bound
        part.high_bound = None if kpi.high_bound else kpi.high_bound
    if kpi.in_time != InTime.MEAN:
        return fitting(part, readings, calendar, today)
    plain = [
        replace(one, denominator=None) if one.value is not None and one.numerator is None else one
        for one in readings
    ]
    given = {id(one): reading for one, reading in zip(plain, readings, strict=True)}
    fit = fitting(part, plain, calendar, today)
    return {day: given[id(one)] for day, one in fit.items()}


def _at(error: FieldError, places: Sequence[int]) -> FieldError:
    """The error with the place of its reading among all of them."""
    start, at, name = error.field.split(".")
    return replace(error, field=f"{start}.{places[int(at)]}.{name}")
