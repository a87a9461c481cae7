"""Everything the page of one KPI shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from headway.core.cadence import local_date
from headway.core.calendars import Calendar
from headway.core.spc import moving_ranges
from headway.kpis.models import Kpi
from headway.kpis.queries.charts import Chart, TargetRow, chart
from headway.kpis.queries.connectors import ConnectorRow, connector_row
from headway.kpis.queries.doors import calendar_of, kpi_facts, people_of, whole_series
from headway.kpis.queries.explanations import (
    explain_false_alarm,
    explain_limits,
    explain_misses,
    explain_state,
    misses,
)
from headway.kpis.queries.patterns import pattern_words, patterns
from headway.kpis.queries.periods import period_in_full
from headway.kpis.queries.pictures import Picture, target_words
from headway.kpis.queries.records import (
    AnnotationRow,
    RebaseRow,
    ResponseRow,
    RevisionRow,
    SignalRow,
    VersionRow,
    annotations_of,
    follows,
    rebases_of,
    responses_of,
    revisions_of,
    signals_of,
    versions_of,
)
from headway.kpis.queries.sentences import answer, doubt_words
from headway.people.access import Actor, Permission, decide
from headway.web.charts import ProcessChart
from headway.web.explanation import Explanation

RANGES = (26, 52, 104)
"""Periods that the chart offers to show; 0 stands for all."""
USUAL = 52


@dataclass(frozen=True, slots=True)
class TableRow:
    """One period in the table behind the chart."""

    period: str
    value: float | None
    moving_range: float | None
    state: str
    reason: str
    was: float | None
    target: str
    signals: tuple[str, ...]
    variation: str
    person_name: str | None
    origin: str
    entered_on: date | None
    late_days: int


@dataclass(frozen=True, slots=True)
class KpiPage:
    """One KPI, judged, with what the reader may do."""

    kpi: Kpi
    calendar: Calendar
    found: Chart
    picture: ProcessChart
    periods: int
    shown: int
    answer: str
    doubts: list[str]
    misses: float | None
    why: dict[str, Explanation | None]
    rows: list[TableRow]
    names: dict[int, str]
    versions: list[VersionRow]
    rebases: list[RebaseRow]
    responses: list[ResponseRow]
    signals: dict[int, list[SignalRow]]
    remarks: list[AnnotationRow]
    is_followed: bool
    may_define: bool
    may_measure: bool
    may_respond: bool
    period_now: str = ""
    source: ConnectorRow | None = None
    targets: list[tuple[str, TargetRow]] = field(default_factory=list)

    @property
    def open_response(self) -> ResponseRow | None:
        return next((row for row in self.responses if row.is_open), None)


def kpi_page(actor: Actor, kpi: Kpi, *, today: date, wanted: int | None = None) -> KpiPage:
    """The page, its chart cut to ``wanted`` periods (0: all). Fourteen queries."""
    calendar = calendar_of(actor.organisation_id)
    series = whole_series(kpi)
    found = chart(kpi, series.pk, calendar, actor.time_zone)
    versions, rebases = versions_of(kpi.pk), rebases_of(kpi.pk)
    remarks = annotations_of(kpi.pk)
    picture = Picture(kpi, found, calendar, patterns(kpi, found))
    whole = picture.chart(remarks=remarks, rebases=rebases, versions=versions)
    periods = len(found.points)
    count = periods if wanted == 0 else (wanted or USUAL)
    facts = kpi_facts(kpi)

    def may(permission: Permission) -> bool:
        return kpi.archived_at is None and decide(actor, permission, facts).allowed

    return KpiPage(
        kpi=kpi,
        calendar=calendar,
        found=found,
        picture=whole.latest(count),
        periods=periods,
        shown=min(count, periods),
        answer=answer(kpi, found, picture),
        doubts=doubt_words(kpi, found),
        misses=misses(found),
        why={
            "state": explain_state(kpi, found, today),
            "limits": explain_limits(kpi, found, today),
            "misses": explain_misses(kpi, found, today),
            "false_alarm": explain_false_alarm(kpi, found, today),
        },
        rows=_rows(picture, revisions_of(series.pk), count, actor.time_zone),
        names=people_of(kpi),
        versions=versions,
        rebases=rebases,
        responses=responses_of(kpi.pk),
        signals=_by_response(signals_of(kpi.pk)),
        remarks=remarks,
        is_followed=follows(actor, kpi.pk),
        may_define=may(Permission.KPI_DEFINE),
        may_measure=may(Permission.KPI_MEASURE),
        may_respond=may(Permission.KPI_RESPOND),
        source=connector_row(kpi.pk),
        period_now=picture.name(found.last) if found.last is not None else "",
        targets=[(target_words(kpi, row), row) for row in reversed(found.targets)],
    )


def _by_response(signals: Sequence[SignalRow]) -> dict[int, list[SignalRow]]:
    grouped: dict[int, list[SignalRow]] = {}
    for row in signals:
        if row.response_id is not None:
            grouped.setdefault(row.response_id, []).append(row)
    return grouped


def _rows(
    picture: Picture, revisions: Sequence[RevisionRow], count: int, time_zone: str
) -> list[TableRow]:
    """The last ``count`` periods, newest first."""
    found, kpi = picture.found, picture.kpi
    ranges = moving_ranges(found.values)
    before = {row.starts_on: row for row in revisions}
    rows = []
    for at in reversed(range(max(len(found.points) - count, 0), len(found.points))):
        point, marked = found.points[at], picture.patterns_at(at)
        row = point.measurement
        old = before.get(point.span.start)
        told = [one for one in marked if point.value is not None]
        rows.append(
            TableRow(
                period=period_in_full(point.span.start, kpi.frequency, picture.calendar),
                value=point.value,
                moving_range=ranges[at],
                state=row.state if row else "",
                reason=row.reason if row else "",
                was=old.value if old else None,
                target=target_words(kpi, point.target),
                signals=tuple(pattern_words(one) for one in told),
                variation=str(told[0].variation) if told else "common",
                person_name=row.person_name if row else None,
                origin=row.origin if row else "",
                entered_on=local_date(row.entered_at, time_zone) if row else None,
                late_days=point.late_days,
            )
        )
    return rows
