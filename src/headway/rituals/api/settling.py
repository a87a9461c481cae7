"""What one does on the boards: keep a finding, merge what is double, draft what goes on."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, Input, Line, Ref, Text
from headway.people.api.request import ApiRequest
from headway.rituals.actions.findings import acknowledge as keep_finding
from headway.rituals.actions.findings import take_back
from headway.rituals.actions.merging import merge_objective
from headway.rituals.actions.plans import carry_into

router = Router(tags=["Planning"])


class AcknowledgementNew(Input):
    """That a finding is kept on purpose."""

    unit_id: Ref
    cycle_id: Ref
    mark: Line = Field(..., examples=["5c1f…"])
    note: Text = Field("", description="Why it stays; required for what blocks.")
    below: bool = Field(False, description="It was found on the alignment board of the unit.")


class AcknowledgementOut(Schema):
    """A finding that is kept."""

    id: Id
    rule: str = Field(..., examples=["ORPHAN"])
    message: str
    note: str
    acknowledged_at: datetime


class Where(Schema):
    """On which board a finding is looked at."""

    unit_id: Id | None = Field(None, description="On the planning board of this unit.")
    below: bool = Field(False, description="On its alignment board, among the units below.")


class CarryOver(Input):
    """The later cycle in which a closed objective is drafted anew."""

    cycle_id: Ref


class Merger(Input):
    """The objective that stays."""

    into_id: Ref


class ObjectiveRef(Schema):
    """An objective that was drafted or put away."""

    id: Id
    title: str


@router.post(
    "finding-acknowledgements",
    response={201: AcknowledgementOut},
    operation_id="acknowledge_finding",
    summary="Keep a finding on purpose",
)
def acknowledge(request: ApiRequest, new: AcknowledgementNew) -> HttpResponse:
    """Leads of the unit, and the owner of the objective. It is open again when what it says
    changes; what is found in the cycles before stays acknowledged for its cycle. What is
    kept already is refused with another note."""
    kept = keep_finding(request.auth, **new.model_dump())
    names = AcknowledgementOut.model_fields
    body = {name: getattr(kept, name) for name in names}
    return answers.created(request, body, f"finding-acknowledgements/{kept.pk}")


@router.delete(
    "finding-acknowledgements/{acknowledgement_id}",
    response={204: None},
    operation_id="reopen_finding",
    summary="Have a finding settled after all",
)
def reopen(request: ApiRequest, acknowledgement_id: Id, where: Query[Where]) -> HttpResponse:
    """By whoever acknowledged it, the unit's leads and administrators; with `unit_id`, by whoever
    could acknowledge it on the board of that unit, or on its alignment board (`below`)."""
    take_back(request.auth, acknowledgement_id, unit_id=where.unit_id, below=where.below)
    return HttpResponse(status=204)


@router.post(
    "objectives/{objective_id}/carry-overs",
    response={201: ObjectiveRef},
    operation_id="carry_objective",
    summary="Draft a closed objective anew",
)
def carry(request: ApiRequest, objective_id: Id, into: CarryOver) -> HttpResponse:
    """From where it ended, as was decided when it was closed."""
    made = carry_into(request.auth, objective_id, cycle_id=into.cycle_id)
    body = {"id": made.pk, "title": made.title}
    return answers.created(request, body, f"objectives/{made.pk}")


@router.post(
    "objectives/{objective_id}/merger",
    response=ObjectiveRef,
    operation_id="merge_objective",
    summary="Merge an objective into another",
)
def merge(request: ApiRequest, objective_id: Id, merger: Merger) -> HttpResponse:
    """It is archived; goals it served and what was linked to it go to the other."""
    gone = merge_objective(request.auth, objective_id, into_id=merger.into_id)
    return answers.one(request, {"id": gone.pk, "title": gone.title})
