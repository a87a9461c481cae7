"""How derived KPIs came to their values."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, PageOf
from headway.kpis.api import bodies
from headway.kpis.api.asked import SpanQuery
from headway.kpis.queries.doors import calendar_of, get_kpi
from headway.kpis.queries.series.computing import history_of, inputs_of
from headway.people.api.request import ApiRequest

router = Router(tags=["Measurements"])


class InputValueOut(Schema):
    """What a name of a formula came to in one period."""

    name: str = Field(..., examples=["visits"])
    kpi_id: Id
    value: float | None = Field(..., examples=[500.0])
    expected: int = Field(..., description="Values that it is put together of.", examples=[3])
    present: int = Field(..., description="Those of them that are there.", examples=[3])


class ComputationOut(Schema):
    """How a derived KPI came to its value in one period, or why it has none."""

    starts_on: date
    ends_on: date
    value: float | None = Field(..., examples=[0.5])
    expression: str = Field(..., description="With the numbers put in.", examples=["250 / 500"])
    is_estimated: bool
    why_none: str = Field(..., description="In words; empty where it has a value.")
    inputs: list[InputValueOut]


@router.get(
    "kpis/{kpi_id}/computations",
    response=PageOf[ComputationOut],
    operation_id="list_computations",
    summary="List how a derived KPI came to its values",
)
def read_computations(request: ApiRequest, kpi_id: Id, query: Query[SpanQuery]) -> HttpResponse:
    """The oldest period first: those in which an input has a value. None where values are entered.
    As it is known today."""
    kpi = get_kpi(request.auth, kpi_id)
    found = history_of(kpi, calendar_of(kpi.organisation_id), query.first, query.last)
    inputs = inputs_of(kpi)
    return answers.listed(
        request,
        found,
        query,
        lambda one: bodies.computation(one, inputs),
        key=lambda one: one.one.period.start.isoformat(),
        kind=str,
    )
