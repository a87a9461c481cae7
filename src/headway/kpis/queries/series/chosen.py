"""Charts of the series of a KPI: of its whole, or of one of its segments, which is judged as it is
read and by its own values alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from headway.core.calendars import Calendar
from headway.kit.prepared import prepared
from headway.kpis.models import InTime, Kpi, Measurement
from headway.kpis.queries.series.charts import (
    MEASUREMENT,
    Chart,
    MeasurementRow,
    TargetRow,
    baseline_starts,
    chart,
    judged,
    measurements_of,
    targets_of,
)
from headway.kpis.queries.series.segments import Segment, SeriesOf


def series_chart(kpi: Kpi, series: SeriesOf, segment: Segment | None, calendar: Calendar) -> Chart:
    """Everything known of the whole, or of a segment. Limits of a segment begin anew where those of
    the KPI do. Four queries."""
    if segment is None:
        return chart(kpi, series.whole, calendar)
    return judged(
        kpi,
        calendar,
        measurements=measurements_of(segment.id),
        starts_on=baseline_starts(kpi),
        targets=targets_of_part(kpi, targets_of(kpi.pk)),
    )


def targets_of_part(kpi: Kpi, targets: Sequence[TargetRow]) -> Sequence[TargetRow]:
    """The targets that hold for a segment, or a longer period, too: what adds up has another one
    there."""
    return () if adds_up(kpi) else targets


def adds_up(kpi: Kpi) -> bool:
    """Whether the segments are shares of the whole."""
    return kpi.in_time in (InTime.SUM, InTime.LAST)


def measurements_by_series(kpi_id: int) -> dict[int, list[MeasurementRow]]:
    """All of the segments of a KPI, oldest first. One query."""
    found: dict[int, list[MeasurementRow]] = {}
    for series_id, *row in _of_segments(kpi_id):
        found.setdefault(series_id, []).append(MeasurementRow(*row))
    return found


@prepared
def _of_segments(kpi_id: int) -> QuerySet[Measurement, tuple[Any, ...]]:
    return (
        Measurement.objects.filter(series__kpi_id=kpi_id, series__key__gt="")
        .order_by("series_id", "starts_on")
        .values_list("series_id", *MEASUREMENT)
    )
