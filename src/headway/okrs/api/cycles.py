"""Cycles, their phases, plan lock, review and closing."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Field, Router

from headway.core.scoring import ScoringStandard
from headway.kit import clock
from headway.kit.pagination import page_after_id
from headway.kit.problems import NotFound
from headway.kit.rest import answers
from headway.kit.rest.preconditions import expected_version
from headway.kit.rest.schemas import KEEP, Day, Id, Input, Line, PageOf, Paging, Ref, Text
from headway.okrs.actions import cycles as actions
from headway.okrs.api import bodies
from headway.okrs.api.days import days
from headway.okrs.api.outputs import CycleOut, ReviewOut
from headway.okrs.models import CycleKind, Phase
from headway.okrs.queries.cycles import CycleRow, list_cycles
from headway.okrs.queries.doors import get_cycle
from headway.okrs.queries.figures import figures
from headway.people.api.request import ApiRequest
from headway.people.queries import get_unit

router = Router(tags=["Cycles"])


class CycleNew(Input):
    """A cycle to open, in its planning phase."""

    name: Line = Field(..., examples=["Q1 2027"])
    starts_on: Day = Field(..., examples=["2027-01-04"])
    ends_on: Day = Field(..., description="Its last day.", examples=["2027-04-04"])
    kind: CycleKind = CycleKind.QUARTER
    parent_id: Ref | None = None
    plan_lock_on: Day | None = Field(
        None, description="14 days after the start when left out.", examples=["2027-01-18"]
    )
    scoring_standard: ScoringStandard = ScoringStandard.MWM


class CycleChange(Input):
    """What changes; the rest stays. After plan lock only the name may."""

    name: Line = Field(KEEP, examples=["Q1 2027"])
    starts_on: Day = Field(KEEP, examples=["2027-01-04"])
    ends_on: Day = Field(KEEP, examples=["2027-04-04"])
    plan_lock_on: Day = Field(KEEP, examples=["2027-01-18"])
    scoring_standard: ScoringStandard = Field(KEEP)


class PhaseChange(Input):
    """The phase to move to."""

    phase: Phase = Field(..., examples=["review"])
    why: Text = Field("", description="Needed to go back to an earlier phase.")


@router.get("cycles", response=PageOf[CycleOut], operation_id="list_cycles", summary="List cycles")
def read_cycles(request: ApiRequest, page: Paging) -> HttpResponse:
    """The newest first."""
    rows = list_cycles(request.auth)
    return answers.page(request, page_after_id(rows, page.cursor, page.limit))


@router.post(
    "cycles", response={201: CycleOut}, operation_id="create_cycle", summary="Open a cycle"
)
def create_cycle(request: ApiRequest, new: CycleNew) -> HttpResponse:
    """Administrators only."""
    cycle = actions.create_cycle(request.auth, **new.model_dump())
    row = _row(request, cycle.pk)
    return answers.created(request, row, f"cycles/{row.id}", version=row.version)


@router.get(
    "cycles/{cycle_id}", response=CycleOut, operation_id="get_cycle", summary="Read a cycle"
)
def read_cycle(request: ApiRequest, cycle_id: Id) -> HttpResponse:
    """Its dates, phase and scoring standard."""
    row = _row(request, cycle_id)
    return answers.one(request, row, version=row.version)


@router.patch(
    "cycles/{cycle_id}", response=CycleOut, operation_id="update_cycle", summary="Change a cycle"
)
def update_cycle(request: ApiRequest, cycle_id: Id, change: CycleChange) -> HttpResponse:
    """Administrators only."""
    actions.update_cycle(
        request.auth, cycle_id, version=expected_version(request), **change.given()
    )
    return read_cycle(request, cycle_id)


@router.put(
    "cycles/{cycle_id}/plan-lock",
    response=CycleOut,
    operation_id="lock_plan",
    summary="Lock the plan now",
)
def lock_plan(request: ApiRequest, cycle_id: Id) -> HttpResponse:
    """The scoring standard is fixed, and goal posts need a reason to move. Locking a locked plan
    changes nothing. Administrators only."""
    actions.lock_plan(request.auth, cycle_id)
    return read_cycle(request, cycle_id)


@router.post(
    "cycles/{cycle_id}/phase-changes",
    response=CycleOut,
    operation_id="change_phase",
    summary="Move a cycle to another phase",
)
def change_phase(request: ApiRequest, cycle_id: Id, change: PhaseChange) -> HttpResponse:
    """Running starts every agreed objective. Administrators only."""
    actions.set_phase(request.auth, cycle_id, phase=change.phase, why=change.why)
    return read_cycle(request, cycle_id)


@router.put(
    "cycles/{cycle_id}/closure",
    response=CycleOut,
    operation_id="close_cycle",
    summary="Close a cycle",
)
def close_cycle(request: ApiRequest, cycle_id: Id) -> HttpResponse:
    """Every objective must be closed first. Administrators only."""
    actions.set_phase(request.auth, cycle_id, phase=Phase.CLOSED)
    return read_cycle(request, cycle_id)


@router.get(
    "cycles/{cycle_id}/review",
    response=ReviewOut,
    operation_id="review_cycle",
    summary="Read a cycle's figures",
)
def review_cycle(
    request: ApiRequest, cycle_id: Id, unit_id: Id | None = None, as_of: Day | None = None
) -> HttpResponse:
    """The mean score, its spread over the bands, and everything by status; for a unit with all
    below it, or the whole organisation."""
    actor = request.auth
    row, on = _row(request, cycle_id), days(actor, as_of)
    path = get_unit(actor, unit_id).path if unit_id else ""
    found = figures(actor, row, path, as_of=on.as_of, today=on.today, now=clock.now())
    return answers.one(request, bodies.review(row, unit_id, on.as_of, found))


def _row(request: ApiRequest, cycle_id: int) -> CycleRow:
    for row in list_cycles(request.auth):
        if row.id == cycle_id:
            return row
    get_cycle(request.auth, cycle_id)  # raises with the right words
    raise NotFound("")
