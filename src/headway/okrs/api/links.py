"""What an objective serves, and what the links do to numbers."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, Input, Ref
from headway.okrs.actions.links import change_link, link_objective, unlink_objective
from headway.okrs.api import bodies
from headway.okrs.api.approvals import GoalPostRequestOut, waiting
from headway.okrs.api.days import days
from headway.okrs.api.link_outputs import LinkOut, LinksOut
from headway.okrs.models import GoalPostRequest, LinkKind
from headway.okrs.queries.objective_page import objective_page
from headway.people.api.request import ApiRequest

router = Router(tags=["Objectives"])
_WHY = "Required once the plan above is locked, where the link moves its score."


class LinkTerms(Input):
    """What a link does to numbers."""

    kind: LinkKind = Field(LinkKind.ALIGNED, examples=["drives_score"])
    weight: float | None = Field(
        None, description="drives_score: of the child's score; 1 where left out.", examples=[2.0]
    )
    own_weight: float | None = Field(
        None, description="drives_score: of the key results of the objective above."
    )
    child_key_result_id: Ref | None = Field(
        None, description="contributes_value: the child's key result whose value counts."
    )
    share: float | None = Field(
        None, description="contributes_value: 0 to 1; an even part of what is left where left out."
    )


class LinkNew(LinkTerms):
    """What the objective shall serve: exactly one of the three; and what the link does."""

    goal_id: Ref | None = Field(None, examples=[17])
    parent_objective_id: Ref | None = None
    key_result_id: Ref | None = None
    why: str = Field("", max_length=2000, description=_WHY)


class LinkChange(LinkTerms):
    """What the link does to numbers from now on, whole: what is left out is not kept."""

    why: str = Field("", max_length=2000, description=_WHY)


class LinkRemoval(Schema):
    """Why a link goes."""

    why: str = Field("", max_length=2000, description=_WHY)


@router.get(
    "objectives/{objective_id}/links",
    response=LinksOut,
    operation_id="list_links",
    summary="Read what an objective serves, and what serves it",
)
def read_links(request: ApiRequest, objective_id: Id) -> HttpResponse:
    """Up to mid-term goals, objectives and key results, and down to objectives; what each link does
    to numbers, who has how much of the say in the score, and what is worth a word."""
    on = days(request.auth)
    page = objective_page(request.auth, objective_id, as_of=on.as_of, today=on.today)
    return answers.one(request, bodies.alignment(page.alignment))


@router.post(
    "objectives/{objective_id}/links",
    response={201: LinkOut, 202: GoalPostRequestOut},
    operation_id="create_link",
    summary="Link an objective to what it serves",
)
def create_link(request: ApiRequest, objective_id: Id, new: LinkNew) -> HttpResponse:
    """An aligned link moves no number; the other kinds move those above at once, and take leave to
    edit the objective above. Once the plan above is locked they wait for an approval, where the
    organisation asks for one: then it is 202, with the request. A link that would close a circle is
    refused with the way round."""
    made = link_objective(request.auth, objective_id, **new.model_dump())
    if isinstance(made, GoalPostRequest):
        return waiting(request, request.auth, made)
    body = _link(request, objective_id, made.pk)
    return answers.created(request, body, f"objectives/{objective_id}/links")


@router.patch(
    "links/{link_id}",
    response={200: LinkOut, 202: GoalPostRequestOut},
    operation_id="update_link",
    summary="Change what a link does to numbers",
)
def update_link(request: ApiRequest, link_id: Id, change: LinkChange) -> HttpResponse:
    """Who may edit the objective above. What it moves is computed anew at once, or waits for an
    approval as a new link does (202)."""
    changed = change_link(request.auth, link_id, **change.model_dump())
    if isinstance(changed, GoalPostRequest):
        return waiting(request, request.auth, changed)
    return answers.one(request, _link(request, changed.child_id, changed.pk))


@router.delete(
    "links/{link_id}",
    response={204: None, 202: GoalPostRequestOut},
    operation_id="remove_link",
    summary="Take a link away",
)
def remove_link(request: ApiRequest, link_id: Id, query: Query[LinkRemoval]) -> HttpResponse:
    """Who may edit the objective below, or the one whose number the link moves. It waits for an
    approval as a new link does (202)."""
    asked = unlink_objective(request.auth, link_id, why=query.why)
    return answers.nothing() if asked is None else waiting(request, request.auth, asked)


def _link(request: ApiRequest, objective_id: int, link_id: int) -> bodies.Body:
    on = days(request.auth)
    page = objective_page(request.auth, objective_id, as_of=on.as_of, today=on.today)
    return next(bodies.link(item) for item in page.alignment.up if item.link.link_id == link_id)
