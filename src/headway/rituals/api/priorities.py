"""Priorities of a week, and heads-ups: what others should know."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.kit import clock
from headway.kit.rest import answers
from headway.kit.rest.schemas import Day, Id, Input, Line, PageOf, Paging, Ref
from headway.people.api.request import ApiRequest
from headway.people.queries import get_unit
from headway.rituals.actions import heads_ups, priorities
from headway.rituals.actions.rooms.opening import week_of
from headway.rituals.models import HeadsUp, ItemState, Priority
from headway.rituals.queries.weekly.priorities import PriorityRow, priorities_of

router = Router(tags=["Meetings"])


class PriorityNew(Input):
    """What somebody does first in a week."""

    unit_id: Ref
    title: Line
    person_id: Ref | None = Field(None, description="Yourself where it is left out.")
    key_result_id: Ref | None = None


class PriorityState(Input):
    """What became of a priority."""

    state: ItemState


class PriorityOut(Schema):
    """A priority of a week."""

    id: Id
    unit_id: Id
    person_id: Id
    week: date
    title: str
    key_result_id: int | None
    state: str
    carried_from_id: int | None


class HeadsUpNew(Input):
    """What others should know."""

    unit_id: Ref
    title: Line
    on: Day


class HeadsUpOut(Schema):
    """Something that comes."""

    id: Id
    unit_id: Id
    on: date
    title: str


@router.get(
    "priorities",
    response=PageOf[PriorityOut],
    operation_id="list_priorities",
    summary="List the priorities of a unit",
)
def read_priorities(
    request: ApiRequest, page: Paging, unit_id: Id, week: Day | None = None
) -> HttpResponse:
    """Of a week, named by its first day; this week where it is left out."""
    get_unit(request.auth, unit_id)
    rows, _before = priorities_of(request.auth, unit_id, week or week_of(request.auth, clock.now()))
    return answers.listed(request, rows, page, _priority)


@router.post(
    "priorities",
    response={201: PriorityOut},
    operation_id="add_priority",
    summary="Say what comes first",
)
def new_priority(request: ApiRequest, new: PriorityNew) -> HttpResponse:
    """At most three of a person, unit and week."""
    made = priorities.add_priority(request.auth, **new.model_dump())
    return answers.created(request, _priority(made), f"priorities?unit_id={made.unit_id}")


@router.post(
    "priorities/{priority_id}/carry-over",
    response={201: PriorityOut},
    operation_id="carry_priority",
    summary="Carry a priority into this week",
)
def carry(request: ApiRequest, priority_id: Id) -> HttpResponse:
    """Once, however often it is asked for."""
    made = priorities.carry_priority(request.auth, priority_id)
    return answers.created(request, _priority(made), f"priorities?unit_id={made.unit_id}")


@router.put(
    "priorities/{priority_id}/state",
    response=PriorityOut,
    operation_id="settle_priority",
    summary="Settle a priority",
)
def settle_one(request: ApiRequest, priority_id: Id, given: PriorityState) -> HttpResponse:
    """Done, dropped, or open again."""
    found = priorities.settle_priority(request.auth, priority_id, state=given.state)
    return answers.one(request, _priority(found))


@router.post(
    "heads-ups", response={201: HeadsUpOut}, operation_id="add_heads_up", summary="Say what comes"
)
def new_heads_up(request: ApiRequest, new: HeadsUpNew) -> HttpResponse:
    """What others should know of the coming weeks."""
    made = heads_ups.add_heads_up(request.auth, **new.model_dump())
    return answers.created(request, _heads_up(made), f"heads-ups/{made.pk}")


@router.delete(
    "heads-ups/{heads_up_id}",
    response={204: None},
    operation_id="remove_heads_up",
    summary="It does not come",
)
def remove_one(request: ApiRequest, heads_up_id: Id) -> HttpResponse:
    """It stays in the record."""
    heads_ups.remove_heads_up(request.auth, heads_up_id)
    return answers.nothing()


def _priority(row: Priority | PriorityRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in PriorityOut.model_fields}


def _heads_up(row: HeadsUp) -> dict[str, Any]:
    return {name: getattr(row, name) for name in HeadsUpOut.model_fields}
