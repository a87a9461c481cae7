"""Initiatives: work that is meant to move a key result."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Field, Router

from headway.kit.rest import answers
from headway.kit.rest.preconditions import require_unchanged
from headway.kit.rest.schemas import KEEP, Day, Id, Input, Line, PageOf, Paging, Ref
from headway.okrs.actions.initiatives import (
    add_initiative,
    set_initiative_state,
    update_initiative,
)
from headway.okrs.api.bodies import Body
from headway.okrs.api.outputs import InitiativeOut, InitiativeState
from headway.okrs.queries.doors import get_initiative, get_key_result
from headway.okrs.queries.records import InitiativeRow, initiatives
from headway.people.api.request import ApiRequest

router = Router(tags=["Initiatives"])


class InitiativeNew(Input):
    """Work to add."""

    title: Line = Field(..., examples=["Rebuild the search index"])
    owner_id: Ref | None = None
    due_on: Day | None = Field(None, examples=["2026-12-11"])


class InitiativeChange(Input):
    """What changes; the rest stays."""

    title: Line = Field(KEEP, examples=["Rebuild the search index"])
    owner_id: Ref | None = Field(None, description="Null: nobody.")
    due_on: Day | None = Field(None, description="Null: no day.", examples=["2026-12-11"])
    state: InitiativeState = Field(KEEP)


class StateChange(Input):
    """The state work is in as of today."""

    state: InitiativeState = Field(..., examples=["done"])


@router.get(
    "key-results/{key_result_id}/initiatives",
    response=PageOf[InitiativeOut],
    operation_id="list_initiatives",
    summary="List work on a key result",
)
def read_initiatives(request: ApiRequest, key_result_id: Id, page: Paging) -> HttpResponse:
    """In its order."""
    rows = initiatives(key_result_id=get_key_result(request.auth, key_result_id).pk)
    return answers.listed(request, rows, page, _body)


@router.post(
    "key-results/{key_result_id}/initiatives",
    response={201: InitiativeOut},
    operation_id="create_initiative",
    summary="Add work to a key result",
)
def create_initiative(request: ApiRequest, key_result_id: Id, new: InitiativeNew) -> HttpResponse:
    """It never moves progress by itself."""
    made = add_initiative(request.auth, key_result_id=key_result_id, **new.model_dump())
    return answers.created(request, _of(made.pk, key_result_id), f"initiatives/{made.pk}")


@router.get(
    "initiatives/{initiative_id}",
    response=InitiativeOut,
    operation_id="get_initiative",
    summary="Read a piece of work",
)
def read_initiative(request: ApiRequest, initiative_id: Id) -> HttpResponse:
    """What is done, by whom and until when."""
    stored = get_initiative(request.auth, initiative_id)
    return answers.one(request, _of(stored.pk, stored.key_result_id))


@router.patch(
    "initiatives/{initiative_id}",
    response=InitiativeOut,
    operation_id="update_initiative",
    summary="Change a piece of work",
)
def change_initiative(
    request: ApiRequest, initiative_id: Id, change: InitiativeChange
) -> HttpResponse:
    """What it says, who does it, until when, and where it stands, in one step."""
    require_unchanged(request, read_initiative(request, initiative_id))
    update_initiative(request.auth, initiative_id, **change.given())
    return read_initiative(request, initiative_id)


@router.put(
    "initiatives/{initiative_id}/state",
    response=InitiativeOut,
    operation_id="set_initiative_state",
    summary="Mark work open, done or dropped",
)
def set_state(request: ApiRequest, initiative_id: Id, change: StateChange) -> HttpResponse:
    """As of today."""
    changed = set_initiative_state(request.auth, initiative_id, state=change.state)
    return answers.one(request, _of(changed.pk, changed.key_result_id))


def _of(initiative_id: int, key_result_id: int) -> Body:
    rows = initiatives(key_result_id=key_result_id)
    return next(_body(row) for row in rows if row.id == initiative_id)


def _body(row: InitiativeRow) -> Body:
    return {name: getattr(row, name) for name in InitiativeOut.model_fields}
