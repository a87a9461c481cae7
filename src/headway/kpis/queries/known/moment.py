"""What is known of a KPI: today, or at a moment of the past (``at``; see ``past.moment_asked``)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from headway.core.calendars import Calendar
from headway.kpis.models import Kpi
from headway.kpis.queries.known.past import (
    KpiThen,
    annotations_then,
    definitions_then,
    kpis_then,
    measurements_then,
    rebases_then,
    revisions_then,
    signals_then,
    targets_then,
    versions_then,
)
from headway.kpis.queries.known.records import (
    AnnotationRow,
    RebaseRow,
    ResponseRow,
    RevisionRow,
    SignalRow,
    VersionRow,
    annotations_of,
    rebases_of,
    responses_of,
    revisions_of,
    signals_of,
    versions_of,
)
from headway.kpis.queries.known.responses import responses_then
from headway.kpis.queries.series.charts import (
    Chart,
    MeasurementRow,
    TargetRow,
    chart,
    measurements_of,
    targets_of,
)
from headway.people.access import Actor


@dataclass(frozen=True, slots=True)
class Known:
    """A KPI with its definition of that day, and everything that was known of it."""

    kpi: Kpi
    found: Chart
    versions: list[VersionRow]
    rebases: list[RebaseRow]
    responses: list[ResponseRow]
    signals: list[SignalRow]
    remarks: list[AnnotationRow]
    revisions: list[RevisionRow]


def known(
    actor: Actor, stored: Kpi, whole_id: int, calendar: Calendar, at: datetime | None
) -> Known:
    """``whole_id`` is the series of the whole. Ten queries; of the past eleven, and one or two more
    where an answer to a signal was told again since."""
    seen = judged_known(stored, whole_id, calendar, at)
    return Known(
        kpi=seen.kpi,
        found=seen.chart,
        versions=versions_known(stored, at),
        rebases=rebases_known(stored, at),
        responses=responses_known(actor, seen.kpi, at),
        signals=signals_known(stored, at),
        remarks=annotations_known(stored, at),
        revisions=revisions_known(whole_id, at),
    )


def judged_known(stored: Kpi, whole_id: int, calendar: Calendar, at: datetime | None) -> KpiThen:
    """The KPI with its definition, and the chart of its whole. Four queries; five of the past."""
    if at is None:
        return KpiThen(stored, chart(stored, whole_id, calendar))
    return kpis_then([stored], calendar, at)[stored.pk]


def definition_known(stored: Kpi, at: datetime | None) -> Kpi:
    """The KPI with its definition. One query of the past."""
    return stored if at is None else definitions_then([stored], at)[stored.pk]


def values_known(
    stored: Kpi, whole_id: int, at: datetime | None
) -> tuple[Kpi, list[MeasurementRow]]:
    """The KPI with its definition, and the values of its whole, oldest first. One query; three of
    the past."""
    if at is None:
        return stored, measurements_of(whole_id)
    return definition_known(stored, at), measurements_then([stored.pk], at)[stored.pk]


def targets_known(kpi: Kpi, at: datetime | None) -> list[TargetRow]:
    """Oldest first, each until the next. One query."""
    return targets_of(kpi.pk) if at is None else targets_then(kpi.pk, at)


def versions_known(kpi: Kpi, at: datetime | None) -> list[VersionRow]:
    """Newest first. One query."""
    rows = versions_of(kpi.pk)
    return rows if at is None else versions_then(rows, at)


def rebases_known(kpi: Kpi, at: datetime | None) -> list[RebaseRow]:
    """Newest first, undone ones too. One query."""
    rows = rebases_of(kpi.pk)
    return rows if at is None else rebases_then(rows, at)


def responses_known(actor: Actor, kpi: Kpi, at: datetime | None) -> list[ResponseRow]:
    """Newest first; of the past those of ``kpi`` as :func:`definition_known` gives it. One query;
    of the past up to three."""
    rows = responses_of(kpi.pk)
    if at is None:
        return rows
    then = [replace(row, kpi_name=kpi.name) for row in responses_then(actor, rows, at)]
    return [_with_its_owner(row, kpi) for row in then]


def _with_its_owner(row: ResponseRow, kpi: Kpi) -> ResponseRow:
    """What is open goes with the KPI, whose owner then may be another today."""
    if row.closed_at is not None:
        return row
    return replace(row, owner_id=kpi.owner_id, owner_name=kpi.owner.name if kpi.owner else None)


def signals_known(kpi: Kpi, at: datetime | None) -> list[SignalRow]:
    """Newest first, withdrawn ones too. One query."""
    rows = signals_of(kpi.pk)
    return rows if at is None else signals_then(rows, at)


def annotations_known(kpi: Kpi, at: datetime | None) -> list[AnnotationRow]:
    """Oldest first. One query."""
    return annotations_of(kpi.pk) if at is None else annotations_then(kpi.pk, at)


def revisions_known(series_id: int, at: datetime | None) -> list[RevisionRow]:
    """What was replaced in a series, by period and revision. One query."""
    rows = revisions_of(series_id)
    return rows if at is None else revisions_then(rows, at)
