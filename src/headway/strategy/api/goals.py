"""The API for mid-term goals."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.kit.rest import answers
from headway.kit.rest.preconditions import expected_version
from headway.kit.rest.schemas import KEEP, Day, Id, Input, Line, PageOf, Paging, Ref, Text
from headway.people.api.request import ApiRequest
from headway.strategy import actions, queries
from headway.strategy.queries.whose import whose_by_id

router = Router(tags=["Strategy"])


class GoalOut(Schema):
    """A mid-term goal: where the organisation, or a unit of it, must be in a year."""

    id: Id
    title: str = Field(..., examples=["Half of revenue comes from renewals"])
    description: str
    perspective_id: Id | None
    perspective_name: str | None = Field(..., examples=["Customer"])
    owner_id: Id | None
    owner_name: str | None = Field(..., examples=["Grace Hopper"])
    starts_on: date
    ends_on: date
    version: int = Field(..., examples=[1])
    unit_id: Id | None = Field(..., description="Null: of the organisation.")
    unit_name: str | None = Field(..., examples=["Engineering"])
    serves_id: Id | None = Field(..., description="The goal above that it contributes to.")
    copy_of_id: Id | None = Field(
        ..., description="The goal that it is a linked copy of: its words and time are that one's."
    )
    written_on: date | None = Field(
        ..., description="The day on which it was written down, where that is after `as_of`."
    )


class GoalNew(Input):
    """A mid-term goal to add."""

    title: Line = Field(..., examples=["Half of revenue comes from renewals"])
    starts_on: Day = Field(..., examples=["2026-01-01"])
    ends_on: Day = Field(..., examples=["2026-12-31"])
    perspective_id: Ref | None = None
    owner_id: Ref | None = None
    description: Text = ""
    unit_id: Ref | None = Field(None, description="Of the organisation when left out.")
    serves_id: Ref | None = Field(None, description="A goal of a unit above, or of the top.")


class GoalChange(Input):
    """What changes; the rest stays."""

    title: Line = Field(KEEP, examples=["Half of revenue comes from renewals"])
    starts_on: Day = Field(KEEP, examples=["2026-01-01"])
    ends_on: Day = Field(KEEP, examples=["2026-12-31"])
    perspective_id: Ref | None = None
    owner_id: Ref | None = None
    description: Text = Field(KEEP)
    serves_id: Ref | None = Field(None, description="A goal of a unit above, or of the top.")


class Why(Input):
    """A reason, kept in the audit trail."""

    why: Text = Field("", examples=["Replaced by a sharper one."])


@router.get(
    "mid-term-goals",
    response=PageOf[GoalOut],
    operation_id="list_goals",
    summary="List mid-term goals",
)
def list_goals(
    request: ApiRequest,
    page: Paging,
    as_of: Day | None = None,
    as_known: bool = False,
    unit_id: Id | None = None,
) -> HttpResponse:
    """Live ones by perspective, the top one first; with `as_of`, those of that day, as they were
    written on it. Those that were written down later for their own time are among them, as they
    stand; with `as_known` they are not. With `unit_id`, those of that unit; of the unit at the top,
    the organisation's. Else those of all."""
    of = queries.EVERY if unit_id is None else whose_by_id(request.auth, unit_id).unit_id
    rows = queries.goals_on(request.auth, as_of, of=of, as_known=as_known)
    return answers.listed(request, rows, page)


@router.post(
    "mid-term-goals",
    response={201: GoalOut},
    operation_id="create_goal",
    summary="Add a mid-term goal",
)
def create_goal(request: ApiRequest, new: GoalNew) -> HttpResponse:
    """Administrators only; of a unit, its leads too."""
    goal = actions.add_goal(request.auth, **new.model_dump())
    row = queries.get_goal(request.auth, goal.pk)
    return answers.created(request, row, f"mid-term-goals/{goal.pk}", version=row.version)


@router.get(
    "mid-term-goals/{goal_id}",
    response=GoalOut,
    operation_id="get_goal",
    summary="Read a mid-term goal",
)
def read_goal(request: ApiRequest, goal_id: Id) -> HttpResponse:
    """Archived ones too."""
    row = queries.get_goal(request.auth, goal_id)
    return answers.one(request, row, version=row.version)


@router.patch(
    "mid-term-goals/{goal_id}",
    response=GoalOut,
    operation_id="update_goal",
    summary="Change a mid-term goal",
)
def update_goal(request: ApiRequest, goal_id: Id, change: GoalChange) -> HttpResponse:
    """With it change its linked copies; of a copy only the owner and what it serves can change.
    Administrators only; of a unit, its leads too."""
    actions.update_goal(request.auth, goal_id, version=expected_version(request), **change.given())
    return read_goal(request, goal_id)


@router.put(
    "mid-term-goals/{goal_id}/archive",
    response=GoalOut,
    operation_id="archive_goal",
    summary="Archive a mid-term goal",
)
def archive_goal(request: ApiRequest, goal_id: Id, reason: Why) -> HttpResponse:
    """What was linked to it keeps the link. Administrators only; of a unit, its leads too."""
    actions.archive_goal(request.auth, goal_id, why=reason.why)
    return read_goal(request, goal_id)


@router.delete(
    "mid-term-goals/{goal_id}/archive",
    response=GoalOut,
    operation_id="restore_goal",
    summary="Restore a mid-term goal",
)
def restore_goal(request: ApiRequest, goal_id: Id) -> HttpResponse:
    """Take it out of the archive. Administrators only; of a unit, its leads too."""
    actions.restore_goal(request.auth, goal_id)
    return read_goal(request, goal_id)


@router.delete(
    "mid-term-goals/{goal_id}/original",
    response=GoalOut,
    operation_id="unlink_goal",
    summary="Make a linked copy a goal of its own",
)
def unlink_goal(request: ApiRequest, goal_id: Id) -> HttpResponse:
    """It keeps its words and follows the other goal no more. Administrators and the unit's
    leads."""
    actions.unlink_goal(request.auth, goal_id)
    return read_goal(request, goal_id)
