"""Which readings make a whole that cannot be."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _

from headway.core.calendars import Calendar, span_of
from headway.kit.problems import FieldError, InvalidInput
from headway.kpis.actions.readings import Reading
from headway.kpis.models import Kpi
from headway.kpis.queries.periods import period_in_full
from headway.kpis.queries.series.segments import SeriesOf


def impossible(days: Sequence[date], refused: InvalidInput) -> dict[date, str]:
    """Why the whole of which period is refused; ``days`` are those of all that were looked at."""
    found: dict[date, str] = {}
    for error in refused.errors:
        found.setdefault(days[int(error.field.split(".")[1])], str(error.message))
    return found


def blamed(
    kpi: Kpi,
    series: SeriesOf,
    readings: Sequence[Reading],
    written: Collection[tuple[int, date]],
    why: Mapping[date, str],
    calendar: Calendar,
) -> list[FieldError]:
    """An error at each reading of a segment that was ``written`` (its series and period) into a
    whole that cannot be."""
    errors: list[FieldError] = []
    for at, reading in enumerate(readings):
        segment = series.named(reading.segment)
        start = span_of(reading.on, kpi.frequency, calendar).start
        if segment is None or start not in why or (segment.id, start) not in written:
            continue
        name = "value" if reading.numerator is None else "numerator"
        period = period_in_full(start, kpi.frequency, calendar)
        words = _("The whole of %(period)s would not be possible. %(why)s")
        said = words % {"period": period, "why": why[start]}
        errors.append(FieldError(f"readings.{at}.{name}", "impossible", said))
    return errors
