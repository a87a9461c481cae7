"""Cycles, their phases, plan lock, review and closing."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.core.scoring import ScoringStandard
from headway.kit import clock
from headway.kit.rest import answers
from headway.kit.rest.preconditions import expected_version
from headway.kit.rest.schemas import KEEP, Day, Id, Input, Line, PageOf, Paging, Ref, Text
from headway.okrs.actions import cycles as actions
from headway.okrs.api import bodies
from headway.okrs.api.days import Days, days
from headway.okrs.api.outputs import CycleOut, ExplanationOut, ReviewOut
from headway.okrs.models import CycleKind, Phase
from headway.okrs.queries.cycles import CycleRow, cycle_among, list_cycles
from headway.okrs.queries.doors import get_cycle
from headway.okrs.queries.figures import Figures, explain_figures, figures
from headway.okrs.queries.phase_steps import next_phases, phase_step
from headway.people.api.request import ApiRequest
from headway.people.queries import path_of

router = Router(tags=["Cycles"])


class CycleNew(Input):
    """A cycle to open, in its planning phase."""

    name: Line = Field(..., examples=["Q1 2027"])
    starts_on: Day = Field(..., examples=["2027-01-04"])
    ends_on: Day = Field(..., description="Its last day.", examples=["2027-04-04"])
    kind: CycleKind = CycleKind.QUARTER
    parent_id: Ref | None = None
    plan_lock_on: Day | None = Field(
        None,
        description="14 days after the start, or after today where that is past, when left out.",
        examples=["2027-01-18"],
    )
    scoring_standard: ScoringStandard = ScoringStandard.MWM


class CycleChange(Input):
    """What changes; the rest stays. After plan lock only name and parent may."""

    name: Line = Field(KEEP, examples=["Q1 2027"])
    starts_on: Day = Field(KEEP, examples=["2027-01-04"])
    ends_on: Day = Field(KEEP, examples=["2027-04-04"])
    plan_lock_on: Day = Field(KEEP, examples=["2027-01-18"])
    scoring_standard: ScoringStandard = Field(KEEP)
    parent_id: Ref | None = Field(
        None, description="The cycle it lies in, such as a year; null for none."
    )


class PhaseChange(Input):
    """The phase to move to."""

    phase: Phase = Field(..., examples=["review"])
    why: Text = Field("", description="Needed to go back to an earlier phase.")
    confirm: bool = Field(
        False, description="Do it although something is early or incomplete (`cautions`)."
    )


class PhaseStepOut(Schema):
    """A step of a cycle as it would be taken today."""

    phase: Phase = Field(..., examples=["review"])
    effects: list[str] = Field(..., description="What it does.")
    cautions: list[str] = Field(
        ..., description="What is early or incomplete; with any, the step must be confirmed."
    )


@router.get("cycles", response=PageOf[CycleOut], operation_id="list_cycles", summary="List cycles")
def read_cycles(request: ApiRequest, page: Paging) -> HttpResponse:
    """The newest first."""
    rows = list_cycles(request.auth)
    return answers.listed(request, rows, page)


@router.post(
    "cycles", response={201: CycleOut}, operation_id="create_cycle", summary="Open a cycle"
)
def create_cycle(request: ApiRequest, new: CycleNew) -> HttpResponse:
    """Administrators only."""
    cycle = actions.create_cycle(request.auth, **new.model_dump())
    row = row_of(request, cycle.pk)
    return answers.created(request, row, f"cycles/{row.id}", version=row.version)


@router.get(
    "cycles/{cycle_id}", response=CycleOut, operation_id="get_cycle", summary="Read a cycle"
)
def read_cycle(request: ApiRequest, cycle_id: Id) -> HttpResponse:
    """Its dates, phase and scoring standard."""
    row = row_of(request, cycle_id)
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
def lock_plan(request: ApiRequest, cycle_id: Id, confirm: bool = False) -> HttpResponse:
    """The scoring standard is fixed, and goal posts need a reason to move. What is early or still
    open is refused as `confirmation_needed`, with its `cautions`, unless `confirm` is given.
    Locking a locked plan changes nothing. Administrators only."""
    actions.lock_plan(request.auth, cycle_id, confirmed=confirm)
    return read_cycle(request, cycle_id)


@router.delete(
    "cycles/{cycle_id}/plan-lock",
    response=CycleOut,
    operation_id="unlock_plan",
    summary="Take a lock by hand back",
)
def unlock_plan(request: ApiRequest, cycle_id: Id, why: Text = "") -> HttpResponse:
    """With a reason, before the day of the lock and while no goal post has moved. Administrators
    only."""
    actions.unlock_plan(request.auth, cycle_id, why=why)
    return read_cycle(request, cycle_id)


@router.post(
    "cycles/{cycle_id}/phase-changes",
    response=CycleOut,
    operation_id="change_phase",
    summary="Move a cycle to another phase",
)
def change_phase(request: ApiRequest, cycle_id: Id, change: PhaseChange) -> HttpResponse:
    """Running starts every agreed objective. What is early or incomplete is refused as
    `confirmation_needed`, with its `cautions`, unless confirmed. Administrators only."""
    actions.set_phase(
        request.auth, cycle_id, phase=change.phase, why=change.why, confirmed=change.confirm
    )
    return read_cycle(request, cycle_id)


@router.get(
    "cycles/{cycle_id}/phase-change-preview",
    response=PhaseStepOut,
    operation_id="preview_phase",
    summary="Read what a step would do",
)
def preview_phase(request: ApiRequest, cycle_id: Id, phase: Phase | None = None) -> HttpResponse:
    """Its effects, and what speaks against taking it today; of the next step when none is named."""
    cycle = get_cycle(request.auth, cycle_id)
    to = phase or next(iter(next_phases(cycle.phase)), cycle.phase)
    step = phase_step(cycle, to, clock.today(request.auth.time_zone))
    body = {"phase": to, "effects": step.effects, "cautions": step.cautions}
    return answers.one(request, body)


@router.post(
    "cycles/{cycle_id}/undo",
    response=CycleOut,
    operation_id="undo_cycle_step",
    summary="Undo the latest step of a cycle",
)
def undo_step(request: ApiRequest, cycle_id: Id) -> HttpResponse:
    """Its change of phase or its lock by hand, for a day. Administrators only."""
    actions.undo_step(request.auth, cycle_id)
    return read_cycle(request, cycle_id)


@router.put(
    "cycles/{cycle_id}/closure",
    response=CycleOut,
    operation_id="close_cycle",
    summary="Close a cycle",
)
def close_cycle(request: ApiRequest, cycle_id: Id, confirm: bool = False) -> HttpResponse:
    """Every objective must be closed first; before its last day or without a retrospective it needs
    `confirm`. Administrators only."""
    actions.set_phase(request.auth, cycle_id, phase=Phase.CLOSED, confirmed=confirm)
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
    row, on, found = _figures(request, cycle_id, unit_id, as_of)
    return answers.one(request, bodies.review(row, unit_id, on.as_of, found))


@router.get(
    "cycles/{cycle_id}/review/explanation",
    response=ExplanationOut,
    operation_id="explain_cycle",
    summary="Explain a cycle's mean score",
)
def explain(
    request: ApiRequest, cycle_id: Id, unit_id: Id | None = None, as_of: Day | None = None
) -> HttpResponse:
    """How many objectives stand in each band, what their scores come to, and the rule."""
    _cycle, on, found = _figures(request, cycle_id, unit_id, as_of)
    return answers.one(request, explain_figures(found, on.as_of))


def _figures(
    request: ApiRequest, cycle_id: int, unit_id: int | None, as_of: date | None
) -> tuple[CycleRow, Days, Figures]:
    actor = request.auth
    row, on = row_of(request, cycle_id), days(actor, as_of)
    path = path_of(actor, unit_id)
    return row, on, figures(actor, row, path, as_of=on.as_of, today=on.today, now=clock.now())


def row_of(request: ApiRequest, cycle_id: int) -> CycleRow:
    """The cycle. Raises NotFound."""
    return cycle_among(list_cycles(request.auth), cycle_id)
