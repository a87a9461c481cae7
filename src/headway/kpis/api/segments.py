"""The segments of a KPI, and how its whole is made of them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.core.spc import Stage, Variation
from headway.kit import clock
from headway.kit.rest import answers
from headway.kit.rest.schemas import KEEP, Day, Id, Input, Line, PageOf, Paging, Ref
from headway.kpis.actions import segments as actions
from headway.kpis.api.asked import made_row
from headway.kpis.api.bodies import Body
from headway.kpis.api.definitions import ArchiveIn
from headway.kpis.api.outputs import LIMIT_SHOWN, KpiExplanationOut
from headway.kpis.queries.doors import get_kpi
from headway.kpis.queries.page.segments import SegmentRow, segment_rows, whole_explained
from headway.people.api.request import ApiRequest

router = Router(tags=["KPIs"])


class KpiSegmentOut(Schema):
    """A segment, and how its own series stands; only the whole opens responses."""

    id: Id
    key: str = Field(..., description="Names it in values and addresses.", examples=["north"])
    name: str = Field(..., examples=["North"])
    position: int = Field(..., examples=[1])
    since: date | None = Field(
        ..., description="From when on it is expected to have a value; null: always."
    )
    archived_at: datetime | None
    starts_on: date | None = Field(..., description="First day of the period of its last value.")
    value: float | None = Field(..., examples=[41.0])
    share: float | None = Field(
        ...,
        description="Of the whole in the whole's last period: of the value where values add up, "
        "of the denominators of a ratio; else null.",
        examples=[0.41],
    )
    variation: Variation = Field(..., description="What its signals say.")
    stage: Stage = Field(..., description="How far limits can be trusted.", examples=["usable"])
    centre: float | None = Field(..., examples=[40.2])
    lower: float | None = Field(..., description=LIMIT_SHOWN, examples=[36.0])
    upper: float | None = Field(..., description=LIMIT_SHOWN, examples=[44.4])
    is_missing: bool = Field(
        ..., description="Whether a value of it is due that others have already."
    )


class SegmentNew(Input):
    """A segment to add."""

    name: Line = Field(..., examples=["North"])
    key: Line = Field("", description="Made of the name where it is left out.", examples=["north"])
    since: Day | None = Field(
        None,
        description="From when on it has values. Left out: always, while no segment has a value; "
        "later from the running period on.",
        examples=["2026-11-01"],
    )


class SegmentChange(Input):
    """What changes; the rest stays."""

    name: Line = Field(KEEP, examples=["Far north"])
    since: Day | None = Field(None, examples=["2026-11-01"])


class SegmentOrder(Input):
    """The segments in their order; those that are left out follow."""

    segment_ids: Annotated[list[Ref], Field(max_length=1_000)]


@router.get(
    "kpis/{kpi_id}/segments",
    response=PageOf[KpiSegmentOut],
    operation_id="list_segments",
    summary="List a KPI's segments",
)
def read_segments(request: ApiRequest, kpi_id: Id, page: Paging) -> HttpResponse:
    """In their order, archived ones too, each with its last value and its own limits."""
    return answers.listed(request, _rows(request, kpi_id), page, _body)


@router.post(
    "kpis/{kpi_id}/segments",
    response={201: KpiSegmentOut},
    operation_id="create_segment",
    summary="Add a segment",
)
def create_segment(request: ApiRequest, kpi_id: Id, new: SegmentNew) -> HttpResponse:
    """From the first one on the whole is made of the segments and no longer entered; what was
    entered stays until all segments of its period have a value. Fifty at most. The owner, leads and
    administrators."""
    made = actions.add_segment(request.auth, kpi_id, **new.model_dump())
    return answers.created(request, _one(request, kpi_id, made.pk), f"kpis/{kpi_id}/segments")


@router.put(
    "kpis/{kpi_id}/segments",
    response=PageOf[KpiSegmentOut],
    operation_id="arrange_segments",
    summary="Put segments into an order",
)
def arrange(request: ApiRequest, kpi_id: Id, order: SegmentOrder, page: Paging) -> HttpResponse:
    """As pages and grids show them. The owner, leads and administrators."""
    actions.arrange_segments(request.auth, kpi_id, order.segment_ids)
    return read_segments(request, kpi_id, page)


@router.patch(
    "kpis/{kpi_id}/segments/{segment_id}",
    response=KpiSegmentOut,
    operation_id="update_segment",
    summary="Rename a segment, or say since when it is there",
)
def update_segment(
    request: ApiRequest, kpi_id: Id, segment_id: Id, change: SegmentChange
) -> HttpResponse:
    """Its key stays. An earlier `since` expects values of earlier periods: without them these have
    no whole any more. The owner, leads and administrators."""
    actions.update_segment(request.auth, kpi_id, segment_id, **change.given())
    return answers.one(request, _one(request, kpi_id, segment_id))


@router.put(
    "kpis/{kpi_id}/segments/{segment_id}/archive",
    response=KpiSegmentOut,
    operation_id="archive_segment",
    summary="Archive a segment",
)
def archive(request: ApiRequest, kpi_id: Id, segment_id: Id, reason: ArchiveIn) -> HttpResponse:
    """It counts on where it has values. The owner, leads and administrators."""
    actions.archive_segment(request.auth, kpi_id, segment_id, why=reason.why)
    return answers.one(request, _one(request, kpi_id, segment_id))


@router.delete(
    "kpis/{kpi_id}/segments/{segment_id}/archive",
    response=KpiSegmentOut,
    operation_id="restore_segment",
    summary="Restore a segment",
)
def restore(
    request: ApiRequest, kpi_id: Id, segment_id: Id, since: Day | None = None
) -> HttpResponse:
    """It is expected again from `since`, or today, on. The owner, leads and administrators."""
    actions.restore_segment(request.auth, kpi_id, segment_id, since=since)
    return answers.one(request, _one(request, kpi_id, segment_id))


@router.get(
    "kpis/{kpi_id}/segments-explanation",
    response=KpiExplanationOut,
    operation_id="explain_whole",
    summary="Read how a KPI's last value is made of its segments",
)
def read_explanation(request: ApiRequest, kpi_id: Id) -> HttpResponse:
    """Which segments, by which rule and weights, and what is missing; 404 without segments."""
    kpi = get_kpi(request.auth, kpi_id)
    today = clock.today(request.auth.time_zone)
    return answers.one(request, whole_explained(request.auth, kpi, today))


def _rows(request: ApiRequest, kpi_id: int) -> list[SegmentRow]:
    actor = request.auth
    return segment_rows(actor, get_kpi(actor, kpi_id), clock.today(actor.time_zone))


def _one(request: ApiRequest, kpi_id: int, segment_id: int) -> Body:
    return _body(made_row(_rows(request, kpi_id), segment_id))


def _body(row: SegmentRow) -> Body:
    body: dict[str, Any] = {
        name: getattr(row, name) for name in KpiSegmentOut.model_fields if hasattr(row, name)
    }
    return body
