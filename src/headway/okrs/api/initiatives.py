"""Initiatives: work that is meant to move a key result."""

from __future__ import annotations

from enum import StrEnum

from django.http import HttpResponse
from ninja import Field, Router

from headway.kit.pagination import page_after_id
from headway.kit.rest import answers
from headway.kit.rest.schemas import Day, Id, Input, Line, PageOf, Paging, Ref
from headway.okrs.actions.initiatives import add_initiative, set_initiative_state
from headway.okrs.api.outputs import InitiativeOut
from headway.okrs.queries.doors import get_key_result
from headway.okrs.queries.records import InitiativeRow, initiatives
from headway.people.api.request import ApiRequest

router = Router(tags=["Initiatives"])


class InitiativeState(StrEnum):
    """Where work stands."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class InitiativeNew(Input):
    """Work to add."""

    title: Line = Field(..., examples=["Rebuild the search index"])
    owner_id: Ref | None = None
    due_on: Day | None = Field(None, examples=["2026-12-11"])


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
    return answers.page(request, page_after_id(rows, page.cursor, page.limit))


@router.post(
    "key-results/{key_result_id}/initiatives",
    response={201: InitiativeOut},
    operation_id="create_initiative",
    summary="Add work to a key result",
)
def create_initiative(request: ApiRequest, key_result_id: Id, new: InitiativeNew) -> HttpResponse:
    """It never moves progress by itself."""
    made = add_initiative(request.auth, key_result_id=key_result_id, **new.model_dump())
    return answers.created(
        request, _row(made.pk, key_result_id), f"key-results/{key_result_id}/initiatives"
    )


@router.put(
    "initiatives/{initiative_id}/state",
    response=InitiativeOut,
    operation_id="set_initiative_state",
    summary="Mark work open, done or dropped",
)
def set_state(request: ApiRequest, initiative_id: Id, change: StateChange) -> HttpResponse:
    """As of today."""
    changed = set_initiative_state(request.auth, initiative_id, state=change.state)
    return answers.one(request, _row(changed.pk, changed.key_result_id))


def _row(initiative_id: int, key_result_id: int) -> InitiativeRow:
    rows = initiatives(key_result_id=key_result_id)
    return next(row for row in rows if row.id == initiative_id)
