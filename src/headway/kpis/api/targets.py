"""What is wanted of KPIs, where limits began anew, and what happened meanwhile."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from headway.kit.rest import answers
from headway.kit.rest.schemas import Day, Id, Input, Line, Number, PageOf, Text
from headway.kpis.actions import remarks
from headway.kpis.actions import targets as actions
from headway.kpis.actions.rebases import rebase, undo_rebase
from headway.kpis.api.asked import AsOfQuery, answer_known, made_row
from headway.kpis.api.definitions import told
from headway.kpis.api.outputs import KpiOut
from headway.kpis.models import TargetKind
from headway.kpis.queries.known.moment import annotations_known, rebases_known, targets_known
from headway.kpis.queries.known.records import annotations_of, rebases_of
from headway.kpis.queries.series.targets import TargetRow, targets_of
from headway.people.api.request import ApiRequest

router = Router(tags=["KPIs"])


class TargetOut(Schema):
    """What is wanted from a period on, until another target takes over."""

    id: Id
    effective_on: date
    ends_on: date | None = Field(..., description="The last day it holds; null: in force.")
    kind: TargetKind
    low: float | None = Field(..., examples=[95.0])
    high: float | None
    worst: float | None = Field(..., description="Ends the scale of scores.", examples=[80.0])
    red: float | None = Field(
        ...,
        description="From which it is red; within: how far outside, of a curve the shorter way.",
        examples=[90.0],
    )
    red_below: float | None = Field(..., description="Below which it is red.", examples=[90.0])
    red_above: float | None = Field(..., description="Above which it is red.")
    best: float | None = Field(..., examples=[99.0])
    curve: list[tuple[float, float]] | None = Field(
        ..., description="Points of value and score that it is scored by; null: by the numbers."
    )
    by: date | None = Field(..., description="When it is to be met.")
    why: str
    author_name: str | None = Field(..., examples=["Grace Hopper"])
    created_at: datetime


class TargetNew(Input):
    """What is wanted: at least `low`, at most `high`, or within both. Without any number and day
    there is no target any more."""

    kind: TargetKind
    low: Number | None = Field(None, examples=[95.0])
    high: Number | None = None
    worst: Number | None = Field(None, examples=[80.0])
    red: Number | None = Field(
        None, description="From which it is red; within: how far outside.", examples=[90.0]
    )
    best: Number | None = Field(None, examples=[99.0])
    curve: list[tuple[Number, Number]] | None = Field(
        None,
        description="Two to eight points of value and score, by rising value, instead of all other "
        "numbers, which follow from them: green begins where the score is 66⅔, red ends at 33⅓.",
        examples=[[[60, 0], [80, 40], [90, 80], [95, 100]]],
    )
    by: Day | None = Field(None, description="When it is to be met.")
    effective_on: Day | None = Field(None, description="From when on; today when left out.")
    why: Text = Field(
        "",
        description="Needed where the KPI has, had or will have another target.",
        examples=["The customer asks for it."],
    )


class RebaseOut(Schema):
    """A new baseline from a period on, on four answers that were yes."""

    id: Id
    starts_on: date
    different: str
    reason: str
    wanted: str
    lasting: str
    author_name: str | None = Field(..., examples=["Grace Hopper"])
    created_at: datetime
    undone_at: datetime | None


class RebaseNew(Input):
    """Where limits begin anew, and why they may."""

    starts_on: Day = Field(..., examples=["2026-06-01"])
    different: Text = Field(
        ..., description="How one sees that it is different.", examples=["Eight above the centre."]
    )
    reason: Text = Field(..., description="Why it is.", examples=["The new line runs."])
    wanted: Text = Field(
        ..., description="That it is wanted or accepted.", examples=["It was the aim."]
    )
    lasting: Text = Field(..., description="Why it will last.", examples=["The old line is gone."])


class AnnotationOut(Schema):
    """A remark at a period of the chart."""

    id: Id
    starts_on: date
    text: str = Field(..., examples=["Strike at the harbour."])
    author_name: str | None = Field(..., examples=["Grace Hopper"])
    created_at: datetime


class AnnotationNew(Input):
    """What happened, and when."""

    on: Day = Field(..., description="Any day of the period.", examples=["2026-10-31"])
    text: Line = Field(..., examples=["Strike at the harbour."])


@router.get(
    "kpis/{kpi_id}/targets",
    response=PageOf[TargetOut],
    operation_id="list_targets",
    summary="List a KPI's targets",
)
def read_targets(request: ApiRequest, kpi_id: Id, query: Query[AsOfQuery]) -> HttpResponse:
    """The oldest first, each until the next; past periods keep theirs."""
    return answer_known(request, kpi_id, query, targets_known, _shown)


@router.post(
    "kpis/{kpi_id}/targets",
    response={201: TargetOut},
    operation_id="create_target",
    summary="Set a KPI's target",
)
def create_target(request: ApiRequest, kpi_id: Id, new: TargetNew) -> HttpResponse:
    """From a period on; another one for the same period replaces it. The owner, leads and
    administrators."""
    made = actions.set_target(request.auth, kpi_id, **new.model_dump())
    row = made_row(targets_of(made.kpi_id), made.pk)
    return answers.created(request, _shown(row), f"kpis/{kpi_id}/targets")


def _shown(row: TargetRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in TargetOut.model_fields}


@router.get(
    "kpis/{kpi_id}/rebases",
    response=PageOf[RebaseOut],
    operation_id="list_rebases",
    summary="List where limits began anew",
)
def read_rebases(request: ApiRequest, kpi_id: Id, query: Query[AsOfQuery]) -> HttpResponse:
    """The newest first; those that were undone too."""
    return answer_known(request, kpi_id, query, rebases_known)


@router.post(
    "kpis/{kpi_id}/rebases",
    response={201: RebaseOut},
    operation_id="create_rebase",
    summary="Begin a new baseline",
)
def create_rebase(request: ApiRequest, kpi_id: Id, new: RebaseNew) -> HttpResponse:
    """Only where something signals that the process changed, and on four answers. The owner, leads
    and administrators."""
    made = rebase(request.auth, kpi_id, **new.model_dump())
    row = made_row(rebases_of(made.kpi_id), made.pk)
    return answers.created(request, row, f"kpis/{kpi_id}/rebases")


@router.delete(
    "kpis/{kpi_id}/rebases/{rebase_id}",
    response=KpiOut,
    operation_id="undo_rebase",
    summary="Take a new baseline back",
)
def delete_rebase(request: ApiRequest, kpi_id: Id, rebase_id: Id, why: Text = "") -> HttpResponse:
    """The limits before it hold again; it stays on record. Needs `why`."""
    undo_rebase(request.auth, kpi_id, rebase_id, why=why)
    return told(request, kpi_id)


@router.get(
    "kpis/{kpi_id}/annotations",
    response=PageOf[AnnotationOut],
    operation_id="list_annotations",
    summary="List remarks on a KPI's chart",
)
def read_annotations(request: ApiRequest, kpi_id: Id, query: Query[AsOfQuery]) -> HttpResponse:
    """The oldest period first."""
    return answer_known(request, kpi_id, query, annotations_known)


@router.post(
    "kpis/{kpi_id}/annotations",
    response={201: AnnotationOut},
    operation_id="create_annotation",
    summary="Remark what happened",
)
def create_annotation(request: ApiRequest, kpi_id: Id, new: AnnotationNew) -> HttpResponse:
    """At the period of a day. Whoever may enter its values."""
    made = remarks.annotate(request.auth, kpi_id, on=new.on, text=new.text)
    row = made_row(annotations_of(made.kpi_id), made.pk)
    return answers.created(request, row, f"kpis/{kpi_id}/annotations")


@router.delete(
    "kpis/{kpi_id}/annotations/{annotation_id}",
    response={204: None},
    operation_id="remove_annotation",
    summary="Take a remark off the chart",
)
def remove_annotation(request: ApiRequest, kpi_id: Id, annotation_id: Id) -> HttpResponse:
    """The audit trail keeps it."""
    remarks.remove_annotation(request.auth, kpi_id, annotation_id)
    return answers.nothing()
