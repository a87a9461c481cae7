"""How late values came: a value is late by when it was first told, and stays so when another takes
its place. Values of the time before the KPI are its history, and never late."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from headway.core.cadence import local_date
from headway.core.calendars import Span, due_on
from headway.kpis.models import ValueOrigin
from headway.kpis.queries.known.records import RevisionRow
from headway.kpis.queries.series.charts import MeasurementRow


def first_told(revisions: Iterable[RevisionRow]) -> dict[date, datetime]:
    """When the first value of each period that has several was entered, by its first day."""
    found: dict[date, datetime] = {}
    for row in revisions:
        if row.origin != ValueOrigin.DERIVED:
            found[row.starts_on] = min(row.entered_at, found.get(row.starts_on, row.entered_at))
    return found


def late_days(
    row: MeasurementRow | None,
    span: Span,
    *,
    due_lag: int,
    defined_at: datetime,
    first: Mapping[date, datetime],
    time_zone: str,
) -> int:
    """The days that the value of a period came after it was due; 0 for what is computed, for a gap,
    and for :func:`is_history`. ``first``: see :func:`first_told`."""
    if row is None or row.origin == ValueOrigin.DERIVED:
        return 0
    if is_history(span, defined_at, time_zone):
        return 0
    told = local_date(first.get(span.start, row.entered_at), time_zone)
    return max(0, (told - due_on(span, due_lag)).days)


def is_history(span: Span, defined_at: datetime, time_zone: str) -> bool:
    """Whether a period had ended before the KPI was defined: nobody could have been asked for its
    value in time."""
    return span.end < local_date(defined_at, time_zone)
