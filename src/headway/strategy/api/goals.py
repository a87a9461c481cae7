"""The API for mission, vision and values, perspectives and mid-term goals."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.core.perspectives import Template
from headway.kit import clock
from headway.kit.rest import answers
from headway.kit.rest.preconditions import expected_version
from headway.kit.rest.schemas import KEEP, Day, Id, Input, Line, PageOf, Paging, Ref, Text
from headway.people.api.request import ApiRequest
from headway.strategy import actions, queries
from headway.strategy.models import StatementKind
from headway.strategy.queries.whose import whose_by_id

router = Router(tags=["Strategy"])


class StatementOut(Schema):
    """One version of the organisation's mission, vision or values."""

    id: Id
    kind: StatementKind
    version: int = Field(..., examples=[2])
    text: str = Field(..., examples=["Clean water for every coast."])
    effective_on: date
    author_name: str | None = Field(..., examples=["Grace Hopper"])


class StatementNew(Input):
    """A new version; the earlier ones stay."""

    kind: StatementKind
    text: Text = Field(..., examples=["Clean water for every coast."])
    effective_on: Day | None = Field(None, description="Today when left out.")


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
    "statements",
    response=PageOf[StatementOut],
    operation_id="list_statements",
    summary="List mission, vision and values",
)
def list_statements(
    request: ApiRequest, page: Paging, kind: StatementKind | None = None
) -> HttpResponse:
    """All versions, newest first."""
    rows = queries.statement_history(request.auth, kind)
    return answers.listed(request, rows, page)


@router.post(
    "statements",
    response={201: StatementOut},
    operation_id="create_statement",
    summary="Set mission, vision or values",
)
def create_statement(request: ApiRequest, new: StatementNew) -> HttpResponse:
    """Adds a version. Administrators only."""
    statement = actions.set_statement(request.auth, **new.model_dump())
    rows = queries.statement_history(request.auth, statement.kind)
    row = next(row for row in rows if row.id == statement.pk)
    return answers.created(request, row, "statements")


@router.get(
    "statements/current",
    response=dict[str, StatementOut],
    operation_id="get_current_statements",
    summary="Read mission, vision and values in force",
)
def current_statements(request: ApiRequest, as_of: Day | None = None) -> HttpResponse:
    """By kind, on a day; today when left out."""
    day = as_of or clock.today(request.auth.time_zone)
    return answers.one(request, queries.current_statements(request.auth, day))


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


@router.get(
    "mid-term-goals",
    response=PageOf[GoalOut],
    operation_id="list_goals",
    summary="List mid-term goals",
)
def list_goals(
    request: ApiRequest, page: Paging, as_of: Day | None = None, unit_id: Id | None = None
) -> HttpResponse:
    """Live ones by perspective, the top one first; with `as_of`, those of that day, as they were
    written on it. With `unit_id`, those of that unit; of the unit at the top, the organisation's.
    Else those of all."""
    of = queries.EVERY if unit_id is None else whose_by_id(request.auth, unit_id).unit_id
    rows = queries.goals_on(request.auth, as_of, of=of)
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


def _perspective(request: ApiRequest, perspective_id: int) -> queries.PerspectiveRow:
    rows = queries.perspectives(request.auth)
    return next(row for row in rows if row.id == perspective_id)
