"""What is known of a KPI on the day that its page shows: today, or a past day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from headway.core.calendars import Calendar
from headway.kpis.models import Annotation, Kpi
from headway.kpis.queries.charts import Chart, chart
from headway.kpis.queries.past import kpis_then, rebases_then, signals_then
from headway.kpis.queries.records import (
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
from headway.kpis.queries.responses_then import responses_then
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


def known_today(actor: Actor, kpi: Kpi, whole_id: int, calendar: Calendar) -> Known:
    """``whole_id`` is the series of the whole. Ten queries."""
    return Known(
        kpi=kpi,
        found=chart(kpi, whole_id, calendar, actor.time_zone),
        versions=versions_of(kpi.pk),
        rebases=rebases_of(kpi.pk),
        responses=responses_of(kpi.pk),
        signals=signals_of(kpi.pk),
        remarks=annotations_of(kpi.pk),
        revisions=revisions_of(whole_id),
    )


def known_then(actor: Actor, stored: Kpi, whole_id: int, calendar: Calendar, at: datetime) -> Known:
    """At a moment of the past. Eleven queries; one or two more where an answer to a signal was told
    again since."""
    then = kpis_then(actor, [stored], calendar, at)[stored.pk]
    revisions = revisions_of(whole_id)
    return Known(
        kpi=then.kpi,
        found=then.chart,
        versions=[row for row in versions_of(stored.pk) if row.created_at <= at],
        rebases=rebases_then(rebases_of(stored.pk), at),
        responses=responses_then(actor, responses_of(stored.pk), at),
        signals=signals_then(signals_of(stored.pk), at),
        remarks=_remarks(stored, at),
        revisions=[row for row in revisions if row.replaced_at <= at],
    )


def _remarks(kpi: Kpi, at: datetime) -> list[AnnotationRow]:
    there = Q(removed_at__isnull=True) | Q(removed_at__gt=at)
    rows = Annotation.objects.filter(there, kpi=kpi, created_at__lte=at)
    named = rows.order_by("starts_on", "id").values_list("id", "starts_on", "text", "author__name")
    return [AnnotationRow(*row) for row in named]
