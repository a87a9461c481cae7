"""A source of a KPI is asked: to see what it tells, or to take that; and how it went."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.kit.rest import answers
from headway.kit.rest.schemas import Flag, Id, Input, PageOf, Paging
from headway.kpis.actions.connectors.definition import MOST_PERIODS
from headway.kpis.actions.connectors.running import run_connector
from headway.kpis.actions.connectors.sorting import ReadingVerdict
from headway.kpis.actions.connectors.trying import try_connector
from headway.kpis.api.bodies import Body
from headway.kpis.api.connectors import SourceIn
from headway.kpis.models import MeasurementState
from headway.kpis.queries.connectors.rows import RunRow, get_connector, run_row, runs_of
from headway.kpis.queries.doors import get_kpi
from headway.people.api.request import ApiRequest

router = Router(tags=["Connectors"])


class RunOut(Schema):
    """One time the source was asked."""

    id: Id
    started_at: datetime
    ended_at: datetime
    by_hand: bool
    person_name: str | None = Field(..., examples=["Grace Hopper"])
    read: int = Field(..., examples=[3])
    created: int = Field(..., examples=[1])
    changed: int
    unchanged: int = Field(..., examples=[2])
    kept: int = Field(..., description="Left out, because somebody entered another value.")
    left_out: int = Field(..., description="Rows that cannot be taken over.", examples=[0])
    notes: str = Field(..., description="What was left out and why, a line each.")
    error_code: str | None = Field(..., description="Null where it worked.")
    error: str
    out_since: datetime | None = Field(..., description="Since when it had not worked before.")


class RunIn(Input):
    """How far back, and over what."""

    periods: Annotated[int, Field(ge=1, le=MOST_PERIODS, strict=True)] | None = Field(
        None, description="As far back as usual when left out."
    )
    replace_entered: Flag = Field(False, description="Also values that people entered.")


class ForeseenOut(Schema):
    """What a value would do."""

    starts_on: date = Field(..., description="The first day of its period.")
    value: float | None = Field(..., examples=[94.2])
    state: MeasurementState = Field(..., description="final, or estimated while the period runs.")
    was: float | None = Field(..., description="What is stored.")
    verdict: ReadingVerdict
    why: str = Field(..., description="It is refused.")
    segment: str = Field(..., description="The segment it is of; empty for the whole.")


class TestOut(Schema):
    """What a source told: the latest twenty values, and how many there are of each verdict."""

    values: list[ForeseenOut]
    counts: dict[str, int] = Field(..., examples=[{"new": 1}])
    left_out: list[str] = Field(
        ..., description="What is wrong with each row that cannot be read.", examples=[[]]
    )
    notes: list[str]
    error_code: str | None = Field(..., description="Null where it worked.")
    error: str


@router.get(
    "kpis/{kpi_id}/connector/runs",
    response=PageOf[RunOut],
    operation_id="list_connector_runs",
    summary="List how a connector went",
)
def read_runs(request: ApiRequest, kpi_id: Id, page: Paging) -> HttpResponse:
    """The last fifty times it was asked, the newest first."""
    kpi = get_kpi(request.auth, kpi_id)
    get_connector(kpi)
    return answers.listed(request, runs_of(kpi.pk), page, _run)


@router.post(
    "kpis/{kpi_id}/connector/runs",
    response={201: RunOut},
    operation_id="create_connector_run",
    summary="Ask the source now",
)
def create_run(request: ApiRequest, kpi_id: Id, new: RunIn) -> HttpResponse:
    """And wait for it, up to 20 seconds. That the source gave nothing is part of the answer. The
    owner, the updater, leads and administrators; the scope check_in is enough."""
    run = run_connector(request.auth, kpi_id, **new.dict())
    return answers.created(request, _run(run_row(run)), f"kpis/{kpi_id}/connector/runs")


@router.post(
    "kpis/{kpi_id}/connector/tests",
    response=TestOut,
    operation_id="create_connector_test",
    summary="Try a source",
)
def create_test(request: ApiRequest, kpi_id: Id, new: SourceIn) -> HttpResponse:
    """It is asked and nothing is stored; stored secrets are used where none is sent. The owner,
    leads and administrators."""
    tried = try_connector(request.auth, kpi_id, **new.dict())
    body = {
        "values": [asdict(one) for one in tried.values],
        "counts": {str(verdict): count for verdict, count in (tried.counts or {}).items()},
        "left_out": list(tried.left_out),
        "notes": list(tried.notes),
        "error_code": tried.error_code or None,
        "error": tried.error,
    }
    return answers.one(request, body)


def _run(row: RunRow) -> Body:
    return asdict(row) | {"error_code": row.error_code or None}
