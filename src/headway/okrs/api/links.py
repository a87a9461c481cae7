"""What an objective serves."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Field, Router

from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, Input, Ref
from headway.okrs.actions.links import link_objective, unlink_objective
from headway.okrs.api import bodies
from headway.okrs.api.days import days
from headway.okrs.api.outputs import LinkOut, LinksOut
from headway.okrs.queries.doors import get_objective
from headway.okrs.queries.links import links_down, links_up
from headway.people.api.request import ApiRequest

router = Router(tags=["Objectives"])


class LinkNew(Input):
    """What the objective shall serve: exactly one of these."""

    goal_id: Ref | None = Field(None, examples=[17])
    parent_objective_id: Ref | None = None
    key_result_id: Ref | None = None


@router.get(
    "objectives/{objective_id}/links",
    response=LinksOut,
    operation_id="list_links",
    summary="Read what an objective serves, and what serves it",
)
def read_links(request: ApiRequest, objective_id: Id) -> HttpResponse:
    """Up to mid-term goals, objectives and key results, and down to objectives."""
    objective, on = get_objective(request.auth, objective_id), days(request.auth)
    up = links_up(request.auth, objective, as_of=on.as_of, today=on.today)
    down = links_down(request.auth, objective, as_of=on.as_of, today=on.today)
    body = {
        "up": [bodies.link(row) for row in up.rows],
        "down": [bodies.link(row) for row in down.rows],
        "hidden": up.hidden + down.hidden,
    }
    return answers.one(request, body)


@router.post(
    "objectives/{objective_id}/links",
    response={201: LinkOut},
    operation_id="create_link",
    summary="Link an objective to what it serves",
)
def create_link(request: ApiRequest, objective_id: Id, new: LinkNew) -> HttpResponse:
    """Moves no number. A link that would close a circle is refused with the way round."""
    made = link_objective(request.auth, objective_id, **new.model_dump())
    on = days(request.auth)
    objective = get_objective(request.auth, objective_id)
    rows = links_up(request.auth, objective, as_of=on.as_of, today=on.today).rows
    row = next(row for row in rows if row.link_id == made.pk)
    return answers.created(request, bodies.link(row), f"objectives/{objective_id}/links")


@router.delete(
    "links/{link_id}",
    response={204: None},
    operation_id="remove_link",
    summary="Take a link away",
)
def remove_link(request: ApiRequest, link_id: Id) -> HttpResponse:
    """The owner of the objective below, leads and administrators."""
    unlink_objective(request.auth, link_id)
    return answers.nothing()
