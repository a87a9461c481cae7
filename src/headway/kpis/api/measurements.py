"""What KPIs came to: one period or many at once, with what holds for each."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from headway.core.calendars import span_of
from headway.core.spc import Stage, Variation
from headway.kit.problems import FieldError, InvalidInput
from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, PageOf
from headway.kpis.actions.measurements import Recorded, record_measurements
from headway.kpis.api import bodies
from headway.kpis.api.asked import PeriodsQuery, chart_asked, moment_of_read
from headway.kpis.api.outputs import LIMIT_SHOWN, ResponseOut
from headway.kpis.api.readings import ReadingIn, ReadingsIn
from headway.kpis.models import KpiSignal, MeasurementState, TargetKind, ValueOrigin
from headway.kpis.queries.doors import calendar_of, get_kpi
from headway.kpis.queries.known.lateness import first_told, late_days
from headway.kpis.queries.known.moment import revisions_known
from headway.kpis.queries.known.records import RevisionRow, response_row
from headway.kpis.queries.series.charts import Chart, Point
from headway.kpis.queries.series.segments import segment_of, series_of
from headway.people.api.request import ApiRequest

router = Router(tags=["Measurements"])


class PointTargetOut(Schema):
    """What is wanted in a period."""

    id: Id
    kind: TargetKind
    low: float | None = Field(..., examples=[95.0])
    high: float | None


class PointSignalOut(Schema):
    """A signal at a period."""

    rule: str = Field(..., examples=["LIM"])
    first_on: date = Field(..., description="The first period of the pattern.")
    side: int = Field(..., description="1 above the centre, -1 below, 0 neither.", examples=[-1])


class MeasurementOut(Schema):
    """One period: its value, and all that holds for it. Of a period without a value only that."""

    starts_on: date
    ends_on: date
    value: float | None = Field(..., examples=[94.2])
    numerator: float | None
    denominator: float | None
    state: MeasurementState | None = Field(..., description="Null for a gap.", examples=["final"])
    reason: str
    origin: ValueOrigin | None = Field(..., description="Where it came from; null for a gap.")
    revision: int | None = Field(..., description="Null for a gap.", examples=[1])
    person_name: str | None = Field(..., examples=["Grace Hopper"])
    entered_at: datetime | None
    late_days: int = Field(
        ...,
        description="Days its first value came after it was due; 0 for a period that ended before "
        "the KPI was defined.",
        examples=[0],
    )
    centre: float | None = Field(..., examples=[94.6])
    lower: float | None = Field(..., description=LIMIT_SHOWN, examples=[93.1])
    upper: float | None = Field(..., description=LIMIT_SHOWN, examples=[96.1])
    stage: Stage = Field(..., description="How far limits can be trusted.", examples=["locked"])
    is_start: bool = Field(..., description="Whether a new baseline begins here.")
    target: PointTargetOut | None
    signals: list[PointSignalOut]


class RevisionOut(Schema):
    """A value as it was before another replaced it."""

    starts_on: date
    revision: int = Field(..., examples=[1])
    value: float | None = Field(..., examples=[93.9])
    state: MeasurementState
    reason: str
    origin: ValueOrigin
    person_name: str | None = Field(..., examples=["Grace Hopper"])
    entered_at: datetime
    replaced_at: datetime


class MovedSignalOut(Schema):
    """A signal that a write brought or took."""

    rule: str = Field(..., examples=["LIM"])
    starts_on: date
    first_on: date
    side: int = Field(..., examples=[-1])
    variation: Variation = Field(..., examples=["worsening"])


class RecomputedOut(Schema):
    """A derived KPI that was computed anew, and the first days of the periods that moved."""

    kpi_id: Id
    kpi_name: str = Field(..., examples=["Win rate"])
    moved: list[date]


class RecordedOut(Schema):
    """What a write did: first days of the periods that are new, changed and as they were; signals
    that appeared and vanished by it; the response that is open; and derived KPIs computed anew."""

    created: list[date]
    changed: list[date]
    unchanged: list[date]
    appeared: list[MovedSignalOut]
    vanished: list[MovedSignalOut]
    response: ResponseOut | None
    derived: list[RecomputedOut]


@router.get(
    "kpis/{kpi_id}/measurements",
    response=PageOf[MeasurementOut],
    operation_id="list_measurements",
    summary="List what a KPI came to",
)
def read_measurements(request: ApiRequest, kpi_id: Id, query: Query[PeriodsQuery]) -> HttpResponse:
    """The oldest period first, gaps among them: the points of the KPI's chart. With `as_of`, of the
    whole alone."""
    found = chart_asked(request, kpi_id, query.segment, query.as_of)
    points = query.within(found.chart.points, lambda point: (point.span.start, point.span.end))
    first = first_told(revisions_known(found.series_id, found.at))

    def told(point: Point) -> bodies.Body:
        late = late_days(
            point.measurement,
            point.span,
            due_lag=found.kpi.due_lag,
            defined_at=found.kpi.created_at,
            first=first,
            time_zone=request.auth.time_zone,
        )
        return {**_point(found.chart, point), "late_days": late}

    return answers.listed(request, points, query, told, key=_start, kind=str)


@router.post(
    "kpis/{kpi_id}/measurements",
    response={201: RecordedOut},
    operation_id="create_measurement",
    summary="Enter what a period came to",
)
def create_measurement(request: ApiRequest, kpi_id: Id, new: ReadingIn) -> HttpResponse:
    """Another value for the same period replaces it and is kept beside it; the same value again
    changes nothing. What is derived from it follows; a derived KPI itself is refused. The owner,
    the updater, leads and administrators; the scope check_in is enough."""
    with _fields_of_one():
        done = record_measurements(request.auth, kpi_id, [new.reading()], origin=ValueOrigin.API)
    return answers.created(request, _recorded(request, done), f"kpis/{kpi_id}/measurements")


@router.put(
    "kpis/{kpi_id}/measurements",
    response=RecordedOut,
    operation_id="put_measurements",
    summary="Enter many periods of a KPI",
)
def put_measurements(request: ApiRequest, kpi_id: Id, new: ReadingsIn) -> HttpResponse:
    """All of them, or none; periods that are left out stay. Sent again it changes nothing. Who may
    enter one value may do this."""
    readings = [one.reading() for one in new.readings]
    done = record_measurements(request.auth, kpi_id, readings, origin=ValueOrigin.API)
    return answers.one(request, _recorded(request, done))


@router.get(
    "kpis/{kpi_id}/revisions",
    response=PageOf[RevisionOut],
    operation_id="list_revisions",
    summary="List values that were replaced",
)
def read_revisions(request: ApiRequest, kpi_id: Id, query: Query[PeriodsQuery]) -> HttpResponse:
    """By period, the oldest first."""
    kpi = get_kpi(request.auth, kpi_id)
    series, calendar = series_of([kpi.pk])[kpi.pk], calendar_of(kpi.organisation_id)
    segment = segment_of(series, query.segment)
    at = moment_of_read(request, kpi, query.as_of)
    rows = revisions_known(segment.id if segment else series.whole, at)

    def span(row: RevisionRow) -> tuple[date, date]:
        return row.starts_on, span_of(row.starts_on, kpi.frequency, calendar).end

    return answers.listed(
        request,
        query.within(rows, span),
        query,
        key=lambda row: f"{row.starts_on} {row.revision}",
        kind=str,
    )


def _start(point: Point) -> str:
    return point.span.start.isoformat()


def _point(found: Chart, point: Point) -> bodies.Body:
    row, target = point.measurement, point.target
    return {
        "starts_on": point.span.start,
        "ends_on": point.span.end,
        "value": point.value,
        "numerator": row.numerator if row else None,
        "denominator": row.denominator if row else None,
        "state": row.state if row else None,
        "reason": row.reason if row else "",
        "origin": row.origin if row else None,
        "revision": row.revision if row else None,
        "person_name": row.person_name if row else None,
        "entered_at": row.entered_at if row else None,
        **point.shown._asdict(),
        "stage": point.stage,
        "is_start": point.is_start,
        "target": {name: getattr(target, name) for name in ("id", "kind", "low", "high")}
        if target
        else None,
        "signals": [
            {
                "rule": signal.rule,
                "first_on": found.points[signal.first].span.start,
                "side": signal.side,
            }
            for signal in point.signals
        ],
    }


def _recorded(request: ApiRequest, done: Recorded) -> dict[str, Any]:
    judged = done.judged
    waiting = judged.response if judged else None
    row = response_row(request.auth, waiting.pk) if waiting else None
    return {
        "created": done.created,
        "changed": done.changed,
        "unchanged": done.unchanged,
        "appeared": [moved(signal) for signal in judged.appeared] if judged else [],
        "vanished": [moved(signal) for signal in judged.vanished] if judged else [],
        "response": bodies.response(row) if row else None,
        "derived": [
            {"kpi_id": one.kpi.pk, "kpi_name": one.kpi.name, "moved": one.days}
            for one in done.derived
        ],
    }


def moved(signal: KpiSignal) -> bodies.Body:
    """A signal that a write brought or took."""
    names = ("rule", "starts_on", "first_on", "side", "variation")
    return {name: getattr(signal, name) for name in names}


@contextmanager
def _fields_of_one() -> Iterator[None]:
    """What is wrong with the only reading is named as the request names it."""
    try:
        yield
    except InvalidInput as refused:
        errors = [
            FieldError(error.field.removeprefix("readings.0."), error.code, error.message)
            for error in refused.errors
        ]
        raise InvalidInput(refused.detail, errors=errors) from refused
