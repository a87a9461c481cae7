"""Objectives: what a unit changes in a cycle, in words."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from ninja import Field, Query, Router

from headway.kit.pagination import Page, decode_cursor, encode_cursor
from headway.kit.rest import answers
from headway.kit.rest.preconditions import expected_version
from headway.kit.rest.schemas import (
    KEEP,
    Day,
    Flag,
    Id,
    Input,
    Line,
    PageOf,
    PageQuery,
    Paging,
    Ref,
    Text,
)
from headway.okrs.actions import objectives as actions
from headway.okrs.api import bodies
from headway.okrs.api.approvals import GoalPostRequestOut, waiting
from headway.okrs.api.days import days
from headway.okrs.api.forecasts import ObjectiveForecastOut, objective_forecast_body
from headway.okrs.api.goal_post_outputs import GoalPostChangeOut
from headway.okrs.api.outputs import ExplanationOut, ObjectiveItem, ObjectiveOut
from headway.okrs.models import Ambition, Origin, State, Visibility
from headway.okrs.queries.doors import get_objective
from headway.okrs.queries.ledgers import ledger
from headway.okrs.queries.objective_page import ObjectivePage, objective_page
from headway.okrs.queries.objectives import Cursor, Filters, list_objectives
from headway.people.api.request import ApiRequest
from headway.people.queries import path_of

router = Router(tags=["Objectives"])

Viewers = Annotated[list[Ref], Field(max_length=200)]


class ObjectivesQuery(PageQuery):
    """Which objectives."""

    cycle_id: Id | None = None
    unit_id: Id | None = Field(None, description="Of this unit or one below it.")
    owner_id: Id | None = Field(None, description="Owns it, or one of its key results.")
    state: State | None = None
    q: Line = Field("", description="Part of its title or a key result's.", examples=["search"])
    as_of: Day | None = Field(None, description="As they were on that day; today when left out.")


class ObjectiveNew(Input):
    """An objective to draft."""

    cycle_id: Ref
    unit_id: Ref
    title: Line = Field(..., examples=["Customers find what they came for"])
    owner_id: Ref = Field(..., description="The one person who answers for it.")
    description: Text = ""
    ambition: Ambition = Ambition.ASPIRATIONAL
    origin: Origin = Origin.BOTTOM_UP
    is_local: Flag = False
    visibility: Visibility = Visibility.ORGANISATION
    viewer_ids: Viewers = Field(default_factory=list, description="For visibility `people`.")
    recovers_id: Ref | None = Field(
        None, description="The response to a KPI's signal that it answers."
    )


class ObjectiveChange(Input):
    """What changes; the rest stays."""

    title: Line = Field(KEEP, examples=["Customers find what they came for"])
    description: Text = Field(KEEP)
    owner_id: Ref = Field(KEEP)
    unit_id: Ref = Field(KEEP)
    ambition: Ambition = Field(KEEP)
    origin: Origin = Field(KEEP)
    is_local: Flag = Field(KEEP)
    visibility: Visibility = Field(KEEP)
    viewer_ids: Viewers = Field(KEEP, description="Replaces all who were named.")
    reason: Text = Field(
        "",
        description="Needed for title or ambition after plan lock.",
        examples=["Sharper words."],
    )


@router.get(
    "objectives",
    response=PageOf[ObjectiveItem],
    operation_id="list_objectives",
    summary="List objectives",
)
def read_objectives(request: ApiRequest, query: Query[ObjectivesQuery]) -> HttpResponse:
    """With their key results, in the order of the units' tree; archived ones are left out."""
    actor = request.auth
    on = days(actor, query.as_of)
    filters = Filters(
        cycle_id=query.cycle_id,
        unit_path=path_of(actor, query.unit_id),
        owner_id=query.owner_id,
        state=query.state or "",
        q=query.q.strip(),
    )
    rows, more = list_objectives(
        actor,
        filters,
        as_of=on.as_of,
        today=on.today,
        after=_after(query.cursor),
        limit=query.limit,
    )
    page = Page(rows, encode_cursor(more) if more else None)
    return answers.page(request, page, bodies.objective_item)


@router.post(
    "objectives",
    response={201: ObjectiveOut},
    operation_id="create_objective",
    summary="Draft an objective",
)
def create_objective(request: ApiRequest, new: ObjectiveNew) -> HttpResponse:
    """Members in units they work in; leads and administrators everywhere below them."""
    made = actions.create_objective(request.auth, **new.model_dump())
    body = objective_body(request, made.pk)
    return answers.created(request, body, f"objectives/{made.pk}", version=body["version"])


@router.get(
    "objectives/{objective_id}",
    response=ObjectiveOut,
    operation_id="get_objective",
    summary="Read an objective",
)
def read_objective(request: ApiRequest, objective_id: Id, as_of: Day | None = None) -> HttpResponse:
    """With its key results; archived ones too. With `as_of`, as it was on that day."""
    body = objective_body(request, objective_id, as_of)
    return answers.one(request, body, version=body["version"])


@router.patch(
    "objectives/{objective_id}",
    response={200: ObjectiveOut, 202: GoalPostRequestOut},
    operation_id="update_objective",
    summary="Change an objective",
)
def update_objective(
    request: ApiRequest, objective_id: Id, change: ObjectiveChange
) -> HttpResponse:
    """The owner, leads and administrators. After plan lock a change of title or ambition moves a
    goal post: it needs a `reason` and stays on record; where the organisation asks for an approval,
    it waits and the answer is 202."""
    asked = actions.update_objective(
        request.auth, objective_id, version=expected_version(request), **change.given()
    )
    if asked:
        return waiting(request, request.auth, asked)
    return read_objective(request, objective_id)


@router.get(
    "objectives/{objective_id}/explanation",
    response=ExplanationOut,
    operation_id="explain_objective",
    summary="Explain an objective's score",
)
def explain(request: ApiRequest, objective_id: Id, as_of: Day | None = None) -> HttpResponse:
    """Its key results with their weights and scores, the rule and the sum."""
    return answers.one(request, _page(request, objective_id, as_of).explanation)


@router.get(
    "objectives/{objective_id}/status-explanation",
    response=ExplanationOut,
    operation_id="explain_objective_status",
    summary="Explain an objective's status",
)
def explain_status(request: ApiRequest, objective_id: Id, as_of: Day | None = None) -> HttpResponse:
    """Score against what is expected, the verdicts of its key results, and which rule decided."""
    return answers.one(request, _page(request, objective_id, as_of).status_why)


@router.get(
    "objectives/{objective_id}/expected-explanation",
    response=ExplanationOut,
    operation_id="explain_objective_expected",
    summary="Explain what is expected of an objective",
)
def explain_expected(
    request: ApiRequest, objective_id: Id, as_of: Day | None = None
) -> HttpResponse:
    """What is expected of each of its key results by now, with their weights, and the mean."""
    return answers.one(request, _page(request, objective_id, as_of).whole.expected)


@router.get(
    "objectives/{objective_id}/confidence-explanation",
    response=ExplanationOut,
    operation_id="explain_objective_confidence",
    summary="Explain an objective's lowest confidence",
)
def explain_confidence(
    request: ApiRequest, objective_id: Id, as_of: Day | None = None
) -> HttpResponse:
    """The latest confidence of each of its key results, with its day; the lowest is the value."""
    return answers.one(request, _page(request, objective_id, as_of).whole.confidence)


@router.get(
    "objectives/{objective_id}/forecast",
    response=ObjectiveForecastOut,
    operation_id="forecast_objective",
    summary="Read what an objective leads to",
)
def forecast(request: ApiRequest, objective_id: Id, as_of: Day | None = None) -> HttpResponse:
    """How many of its key results are likely, and the final score to expect, each explained."""
    page = _page(request, objective_id, as_of)
    return answers.one(request, objective_forecast_body(page.objective, page.whole))


@router.get(
    "objectives/{objective_id}/goal-post-changes",
    response=PageOf[GoalPostChangeOut],
    operation_id="list_goal_post_changes",
    summary="List moved goal posts",
)
def read_ledger(request: ApiRequest, objective_id: Id, page: Paging) -> HttpResponse:
    """Every target, weight, link or text that moved after plan lock, the newest first."""
    rows = ledger(get_objective(request.auth, objective_id).pk).moves
    return answers.listed(request, rows, page, bodies.change)


def objective_body(request: ApiRequest, objective_id: int, as_of: Day | None = None) -> bodies.Body:
    """An objective as every answer gives it."""
    return bodies.objective(_page(request, objective_id, as_of))


def _page(request: ApiRequest, objective_id: int, as_of: Day | None) -> ObjectivePage:
    """All that its page shows, as of that day."""
    on = days(request.auth, as_of)
    return objective_page(request.auth, objective_id, as_of=on.as_of, today=on.today)


def _after(cursor: str | None) -> Cursor | None:
    if cursor is None:
        return None
    path, position, objective_id = decode_cursor(cursor, str, int, int)
    return path, position, objective_id
