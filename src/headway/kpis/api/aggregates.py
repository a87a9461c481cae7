"""Values of KPIs put together to longer periods."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from headway.kit import clock
from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, PageOf
from headway.kpis.api.asked import PeriodsQuery, moment_of_read, whole_only
from headway.kpis.api.bodies import Body
from headway.kpis.api.outputs import KpiExplanationOut
from headway.kpis.models import Frequency
from headway.kpis.queries.doors import calendar_of, get_kpi
from headway.kpis.queries.explanations.parts import explain_aggregate
from headway.kpis.queries.known.moment import values_known
from headway.kpis.queries.periods import period_in_full
from headway.kpis.queries.series.charts import measurements_of
from headway.kpis.queries.series.longer import Aggregate, aggregates, check_longer, longer
from headway.kpis.queries.series.segments import segment_of, series_of
from headway.people.api.request import ApiRequest

router = Router(tags=["Measurements"])


class AggregateOut(Schema):
    """A longer period: its value, and of how many of the expected values it is."""

    starts_on: date
    ends_on: date
    label: str = Field(..., examples=["Q4 2026"])
    value: float | None = Field(..., examples=[283.5])
    numerator: float | None = Field(..., description="The sum of a ratio's numerators.")
    denominator: float | None
    expected: int = Field(
        ..., description="Values that it takes, those still to come included.", examples=[3]
    )
    present: int = Field(..., description="Values that are there.", examples=[2])
    completeness: float | None = Field(..., description="Their share.", examples=[0.67])
    read_to: date | None = Field(..., description="The last day that a value speaks for.")
    is_over: bool = Field(..., description="Whether the period has ended.")
    explanation: KpiExplanationOut


class AggregatesQuery(PeriodsQuery):
    """Which longer periods, of which series, and as of which day."""

    to: Frequency | None = Field(
        None,
        description="Longer than the KPI's own; the next longer one when left out.",
        examples=["quarterly"],
    )


@router.get(
    "kpis/{kpi_id}/aggregates",
    response=PageOf[AggregateOut],
    operation_id="list_aggregates",
    summary="List a KPI's values of longer periods",
)
def read_aggregates(request: ApiRequest, kpi_id: Id, query: Query[AggregatesQuery]) -> HttpResponse:
    """The oldest first, put together as the KPI's `in_time` says, in the organisation's calendar:
    weeks, months, and the quarters and years of its fiscal year."""
    stored, today = get_kpi(request.auth, kpi_id), clock.today(request.auth.time_zone)
    at = moment_of_read(request, stored, query.as_of)
    whole_only(query.segment, at)
    calendar, series = calendar_of(stored.organisation_id), series_of([stored.pk])[stored.pk]
    segment = segment_of(series, query.segment)
    if segment is None:
        kpi, rows = values_known(stored, series.whole, at)
    else:
        kpi, rows = stored, measurements_of(segment.id)
    to = check_longer(kpi, query.to or next(iter(longer(kpi.frequency)), ""))
    put = aggregates(kpi, rows, to, calendar, min(query.as_of or today, today))
    found = query.within(put, lambda one: (one.span.start, one.span.end))

    def body(one: Aggregate) -> Body:
        name = period_in_full(one.span.start, to, calendar)
        explanation = explain_aggregate(kpi, one, name, calendar)
        return {**_body(one), "explanation": explanation}

    return answers.listed(request, found, query, body, key=_start, kind=str)


def _start(one: Aggregate) -> str:
    return one.span.start.isoformat()


def _body(one: Aggregate) -> Body:
    names = ("value", "numerator", "denominator", "expected", "present", "completeness", "read_to")
    return {
        "starts_on": one.span.start,
        "ends_on": one.span.end,
        "label": one.span.label,
        **{name: getattr(one.found, name) for name in names},
        "is_over": one.is_over,
    }
