"""The API for perspectives."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.core.perspectives import Template
from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, Input, Line, PageOf, Paging, Ref
from headway.people.api.request import ApiRequest
from headway.strategy import actions, queries

router = Router(tags=["Strategy"])


class PerspectiveOut(Schema):
    """A view of the balanced scorecard."""

    id: Id
    name: str = Field(..., examples=["Customer"])
    hint: str = Field(..., description="What it is about.", examples=["what customers get"])
    position: int = Field(..., description="0 is on top.", examples=[1])
    goals: int = Field(..., description="Live mid-term goals in it.", examples=[3])


class PerspectiveIn(Input):
    """A perspective."""

    name: Line = Field(..., examples=["Customer"])
    hint: Line = Field("", description="What it is about.", examples=["what customers get"])


class TemplateIn(Input):
    """Perspectives to begin with."""

    template: Template


class PerspectiveOrder(Input):
    """All perspectives, the top one first."""

    perspective_ids: list[Ref] = Field(..., max_length=100, examples=[[3, 1, 2, 4]])


@router.get(
    "perspectives",
    response=PageOf[PerspectiveOut],
    operation_id="list_perspectives",
    summary="List perspectives",
)
def list_perspectives(request: ApiRequest, page: Paging) -> HttpResponse:
    """The top one first."""
    rows = queries.perspectives(request.auth)
    return answers.listed(request, rows, page)


@router.post(
    "perspectives",
    response={201: PerspectiveOut},
    operation_id="create_perspective",
    summary="Add a perspective",
)
def create_perspective(request: ApiRequest, new: PerspectiveIn) -> HttpResponse:
    """Below the others. Administrators only."""
    perspective = actions.add_perspective(request.auth, **new.model_dump())
    return answers.created(request, _perspective(request, perspective.pk), "perspectives")


@router.post(
    "perspectives/template",
    response={201: PageOf[PerspectiveOut]},
    operation_id="apply_perspective_template",
    summary="Begin with the perspectives of a template",
)
def apply_template(request: ApiRequest, wanted: TemplateIn) -> HttpResponse:
    """Those of the same name stay; answers with all, the top one first. Administrators only."""
    actions.apply_template(request.auth, template=wanted.template)
    rows = queries.perspectives(request.auth)
    made = {"items": rows, "next_cursor": None, "next": None}
    return answers.created(request, made, "perspectives")


@router.put(
    "perspectives/order",
    response={204: None},
    operation_id="order_perspectives",
    summary="Order the perspectives",
)
def order_perspectives(request: ApiRequest, order: PerspectiveOrder) -> HttpResponse:
    """Name every one once, the top one first. Administrators only."""
    actions.order_perspectives(request.auth, order.perspective_ids)
    return answers.nothing()


@router.put(
    "perspectives/{perspective_id}",
    response=PerspectiveOut,
    operation_id="update_perspective",
    summary="Change a perspective",
)
def change_perspective(
    request: ApiRequest, perspective_id: Id, change: PerspectiveIn
) -> HttpResponse:
    """Administrators only."""
    actions.update_perspective(request.auth, perspective_id, **change.given())
    return answers.one(request, _perspective(request, perspective_id))


@router.delete(
    "perspectives/{perspective_id}",
    response={204: None},
    operation_id="remove_perspective",
    summary="Remove an empty perspective",
)
def remove_perspective(request: ApiRequest, perspective_id: Id) -> HttpResponse:
    """One that holds no goal. Administrators only."""
    actions.remove_perspective(request.auth, perspective_id)
    return answers.nothing()


def _perspective(request: ApiRequest, perspective_id: int) -> queries.PerspectiveRow:
    rows = queries.perspectives(request.auth)
    return next(row for row in rows if row.id == perspective_id)
