"""The way of an objective from draft to proposal and back, and into the archive."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Router

from headway.kit.rest.schemas import Id, Text
from headway.okrs.actions import objectives as actions
from headway.okrs.api.objectives import read_objective
from headway.okrs.api.outputs import ObjectiveOut
from headway.people.api.request import ApiRequest

router = Router(tags=["Objectives"])


@router.post(
    "objectives/{objective_id}/proposal",
    response=ObjectiveOut,
    operation_id="propose_objective",
    summary="Propose an objective",
)
def propose(request: ApiRequest, objective_id: Id, focus_reason: Text = "") -> HttpResponse:
    """Hand a draft to those who sign it. It needs an owner and a key result; beyond five
    objectives of the unit or five key results also a `focus_reason`, unless that is refused."""
    actions.propose_objective(request.auth, objective_id, focus_reason=focus_reason)
    return read_objective(request, objective_id)


@router.delete(
    "objectives/{objective_id}/proposal",
    response=ObjectiveOut,
    operation_id="return_objective",
    summary="Return an objective to draft",
)
def return_to_draft(request: ApiRequest, objective_id: Id, why: Text = "") -> HttpResponse:
    """Take a proposal, agreed or not, back for rework, before the cycle runs and while its plan is
    not locked. Its signatures are void."""
    actions.return_to_draft(request.auth, objective_id, why=why)
    return read_objective(request, objective_id)


@router.put(
    "objectives/{objective_id}/archive",
    response=ObjectiveOut,
    operation_id="archive_objective",
    summary="Archive an objective",
)
def archive(request: ApiRequest, objective_id: Id, why: Text = "") -> HttpResponse:
    """A draft or proposal; a running objective is closed as dropped instead."""
    actions.archive_objective(request.auth, objective_id, why=why)
    return read_objective(request, objective_id)


@router.delete(
    "objectives/{objective_id}/archive",
    response=ObjectiveOut,
    operation_id="restore_objective",
    summary="Restore an objective",
)
def restore(request: ApiRequest, objective_id: Id) -> HttpResponse:
    """Take it out of the archive."""
    actions.restore_objective(request.auth, objective_id)
    return read_objective(request, objective_id)
