"""The objectives of a cycle that are still to close, and closing those that need no words."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from headway.kit import clock
from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, Input, PageOf, PageQuery, Ref
from headway.okrs.actions.closing_rest import close_rest
from headway.okrs.api import bodies
from headway.okrs.api.outputs import ObjectiveItem
from headway.okrs.models import Outcome
from headway.okrs.queries.closing import AT_ONCE, ClosingRow, to_close
from headway.okrs.queries.doors import get_cycle
from headway.people.api.request import ApiRequest
from headway.people.queries import path_of

router = Router(tags=["Cycles"])


class ToCloseOut(Schema):
    """An objective that is still open, graded as it would be closed today."""

    objective: ObjectiveItem
    outcome: Outcome = Field(
        ..., description="How its band says that it ended.", examples=["partly"]
    )
    to_explain: list[Id] = Field(
        ..., description="Key results of a committed objective that ended below 1."
    )
    may_close: bool = Field(..., description="Whether you may close it.")
    closes_by_itself: bool = Field(..., description="Whether it needs no word of anybody.")


class ToCloseQuery(PageQuery):
    """Of which unit."""

    unit_id: Id | None = Field(None, description="Of this unit and all below it.")


class RestIn(Input):
    """Whose objectives to close."""

    unit_id: Ref | None = Field(None, description="Of this unit and all below it; null: of all.")


class ClosedRestOut(Schema):
    """What was closed."""

    closed: list[Id] = Field(..., description="The objectives, by id.")
    left: int = Field(..., description=f"How many of the first {AT_ONCE} stay open.", examples=[3])


@router.get(
    "cycles/{cycle_id}/closures",
    response=PageOf[ToCloseOut],
    operation_id="list_to_close",
    summary="List what is still to close",
)
def read_to_close(request: ApiRequest, cycle_id: Id, query: Query[ToCloseQuery]) -> HttpResponse:
    """In order of unit, at most two hundred; more come when those are closed."""
    actor = request.auth
    get_cycle(actor, cycle_id)
    path = path_of(actor, query.unit_id)
    rows = to_close(actor, cycle_id, path, today=clock.today(actor.time_zone))
    return answers.listed(request, rows, query, _body, key=lambda row: row.objective.id)


@router.post(
    "cycles/{cycle_id}/closures",
    response=ClosedRestOut,
    operation_id="close_rest",
    summary="Close what needs no words",
)
def close(request: ApiRequest, cycle_id: Id, which: RestIn) -> HttpResponse:
    """Every running objective that you may close and that owes no explanation, with its computed
    scores and the outcome its band proposes; at most two hundred in one step. Each can be opened
    again."""
    path = path_of(request.auth, which.unit_id)
    return answers.one(request, close_rest(request.auth, cycle_id, unit_path=path))


def _body(row: ClosingRow) -> bodies.Body:
    return {
        "objective": bodies.objective_item(row.objective),
        "outcome": row.outcome,
        "to_explain": row.short,
        "may_close": row.may_close,
        "closes_by_itself": row.closes_by_itself,
    }
