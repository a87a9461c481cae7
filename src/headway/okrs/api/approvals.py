"""Requests to move a goal post after plan lock, and the answers."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.http import HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from headway.core.goalposts import GoalPostIndex, Severity
from headway.kit.rest import answers
from headway.kit.rest.schemas import Day, Id, Input, PageOf, PageQuery, Text
from headway.okrs.actions.approvals import (
    approve_goal_post,
    decline_goal_post,
    withdraw_goal_post,
)
from headway.okrs.api import bodies
from headway.okrs.api.days import days
from headway.okrs.api.goal_post_outputs import ChangeRateOut, GoalPostChangeOut
from headway.okrs.api.outputs import RAW
from headway.okrs.models import Answer, GoalPostRequest
from headway.okrs.queries.approvals import RequestRow, list_requests, request_row
from headway.okrs.queries.consequences import Consequences, consequences
from headway.okrs.queries.ledgers import UnitLedger, unit_ledger
from headway.people.access import Actor
from headway.people.api.request import ApiRequest
from headway.people.queries import path_of

router = Router(tags=["Goal posts"])

AT_MOST = 10_000


class ApproverOut(Schema):
    """Somebody, by name."""

    id: Id
    name: str = Field(..., examples=["Grace Hopper"])


class GoalPostRequestOut(Schema):
    """A goal post that somebody asks to move after plan lock; it stays where it is until a lead
    above approves."""

    id: Id
    objective_id: Id
    objective_title: str = Field(..., examples=["Customers find what they came for"])
    key_result_id: Id | None = Field(..., description="Null: the objective's own words.")
    key_result_title: str | None = Field(..., examples=["Activation rises from 40 % to 60 %"])
    child_objective_id: Id | None = Field(
        ..., description="Of a link that counts: the objective below, where you may read it."
    )
    child_objective_title: str | None = Field(..., examples=["Searches end in a purchase"])
    unit_id: Id
    unit_name: str = Field(..., examples=["Growth"])
    cycle_id: Id
    before: dict[str, Any] = Field(..., description="As it stood.", examples=[{"target": 60.0}])
    changes: dict[str, Any] = Field(..., description="As asked.", examples=[{"target": 55.0}])
    reason: str = Field(..., examples=["The supplier left the market."])
    author_id: Id | None
    author_name: str | None = Field(..., examples=["Grace Hopper"])
    created_at: datetime
    state: Answer = Field(..., examples=["waiting"])
    asked: list[ApproverOut] = Field(
        ..., description="Empty: the administrators, or it is answered."
    )
    answered_by: str | None = Field(..., examples=["Alan Turing"])
    answered_at: datetime | None
    answer: str = Field(..., examples=["Agreed in the weekly."])


class StandsOut(Schema):
    """A key result before or after a goal post moved."""

    raw: float | None = Field(..., description=RAW, examples=[0.6])
    score_of_record: float | None = Field(
        ..., description="What counts in the objective's score.", examples=[0.6]
    )
    movement: float = Field(..., description="M; never shrinks.", examples=[0.25])
    easing: float = Field(..., description="E; above 0 when made easier.", examples=[0.25])
    severity: Severity = Field(..., examples=["warning"])


class ConsequencesOut(Schema):
    """What approving a request today would move."""

    request_id: Id
    stands: StandsOut | None = Field(
        ...,
        description="The key result; null of a link, or where it is to come, go or go on.",
    )
    then: StandsOut | None
    objective_score: float | None = Field(..., description="As it stands.", examples=[0.5])
    objective_score_then: float | None = Field(
        ...,
        description="What is added counts from its first check-in on.",
        examples=[0.55],
    )
    elapsed: float | None = Field(
        ..., description="Share of the cycle that has passed.", examples=[0.55]
    )
    is_correction: bool | None = Field(
        ..., description="So early that it counts as part of the planning."
    )


class RequestAnswer(StrEnum):
    """What the lead above says."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


class GoalPostAnswer(Input):
    """The answer to a request."""

    state: RequestAnswer
    answer: Text = Field("", description="Needed to decline.", examples=["Not this late."])


class RequestsQuery(PageQuery):
    """Which requests."""

    unit_id: Id | None = Field(None, description="Of this unit or one below it.")
    cycle_id: Id | None = None
    state: Answer | None = None


@router.get(
    "goal-post-requests",
    response=PageOf[GoalPostRequestOut],
    operation_id="list_goal_post_requests",
    summary="List requests to move a goal post",
)
def read_requests(request: ApiRequest, query: Query[RequestsQuery]) -> HttpResponse:
    """With their answers, the newest first, at most ten thousand."""
    path = path_of(request.auth, query.unit_id)
    rows = list_requests(
        request.auth,
        unit_path=path,
        cycle_id=query.cycle_id,
        state=query.state or "",
        limit=AT_MOST,
    )
    return answers.listed(request, rows, query, _body)


@router.get(
    "goal-post-requests/{request_id}",
    response=GoalPostRequestOut,
    operation_id="get_goal_post_request",
    summary="Read a request to move a goal post",
)
def read_request(request: ApiRequest, request_id: Id) -> HttpResponse:
    """What would move, why, and of whom the answer is asked."""
    return answers.one(request, _body(request_row(request.auth, request_id)))


@router.get(
    "goal-post-requests/{request_id}/consequences",
    response=ConsequencesOut,
    operation_id="get_goal_post_consequences",
    summary="Read what an approval would move",
)
def read_consequences(request: ApiRequest, request_id: Id) -> HttpResponse:
    """The score of the objective and, where a goal post of a key result moves, its progress, the
    score that counts and the goal-post index, as they stand and as they would be if it was approved
    today. Null where words move no number, or it cannot be told."""
    row = request_row(request.auth, request_id)
    found = consequences(row, today=days(request.auth).today)
    return answers.one(request, _consequences(row, found))


@router.put(
    "goal-post-requests/{request_id}/answer",
    response=GoalPostRequestOut,
    operation_id="answer_goal_post_request",
    summary="Approve or decline a moved goal post",
)
def answer(request: ApiRequest, request_id: Id, given: GoalPostAnswer) -> HttpResponse:
    """A lead above who does not answer for it, or an administrator; never who asked, while anybody
    else could. Approving makes the change; declining needs a reason."""
    if given.state == RequestAnswer.ACCEPTED:
        approve_goal_post(request.auth, request_id, answer=given.answer)
    else:
        decline_goal_post(request.auth, request_id, answer=given.answer)
    return read_request(request, request_id)


@router.put(
    "goal-post-requests/{request_id}/withdrawal",
    response=GoalPostRequestOut,
    operation_id="withdraw_goal_post_request",
    summary="Take a request to move a goal post back",
)
def withdraw(request: ApiRequest, request_id: Id) -> HttpResponse:
    """Who asked, and who may change the objective. It stays on record."""
    withdraw_goal_post(request.auth, request_id)
    return read_request(request, request_id)


class LedgerQuery(PageQuery):
    """Whose goal posts."""

    unit_id: Id | None = Field(None, description="Of this unit or one below it.")
    cycle_id: Id | None = None
    as_of: Day | None = Field(None, description="What had moved by that day; today when left out.")


@router.get(
    "goal-post-changes",
    response=PageOf[GoalPostChangeOut],
    operation_id="list_moved_goal_posts",
    summary="List moved goal posts of a unit and cycle",
)
def read_changes(request: ApiRequest, query: Query[LedgerQuery]) -> HttpResponse:
    """Every target, weight, link or text that moved after plan lock, the newest first, at most ten
    thousand."""
    rows = _ledger(request, query.unit_id, query.cycle_id, query.as_of).moves
    return answers.listed(request, rows, query, bodies.change)


@router.get(
    "goal-post-rate",
    response=ChangeRateOut,
    operation_id="get_goal_post_rate",
    summary="Read how often and how far goal posts move",
)
def read_rate(
    request: ApiRequest,
    unit_id: Id | None = None,
    cycle_id: Id | None = None,
    as_of: Day | None = None,
) -> HttpResponse:
    """The change rate of a unit and cycle, and the index of each key result that moved."""
    return answers.one(request, bodies.change_rate(_ledger(request, unit_id, cycle_id, as_of)))


def _ledger(
    request: ApiRequest, unit_id: int | None, cycle_id: int | None, as_of: date | None
) -> UnitLedger:
    on = days(request.auth, as_of)
    return unit_ledger(
        request.auth,
        unit_path=path_of(request.auth, unit_id),
        cycle_id=cycle_id,
        until=on.as_of,
        today=on.today,
        limit=AT_MOST,
    )


def waiting(request: HttpRequest, actor: Actor, asked: GoalPostRequest) -> HttpResponse:
    """The answer to a change that waits for approval: 202, the request, and where it is."""
    response = answers.one(request, _body(request_row(actor, asked.pk)), status=202)
    response.headers["Location"] = answers.absolute(request, f"goal-post-requests/{asked.pk}")
    return response


_MADE = ("asked", "child_objective_id", "child_objective_title")
_FIELDS = tuple(name for name in GoalPostRequestOut.model_fields if name not in _MADE)


def _body(row: RequestRow) -> dict[str, Any]:
    child_id, child_title = row.child or (None, None)
    return {
        **{name: getattr(row, name) for name in _FIELDS},
        "child_objective_id": child_id,
        "child_objective_title": child_title,
        "asked": [{"id": person_id, "name": name} for person_id, name in row.asked],
    }


def _consequences(row: RequestRow, found: Consequences | None) -> dict[str, Any]:
    moved = found.moved if found else None
    return {
        "request_id": row.id,
        "stands": _stands(moved.stands.raw, moved.stands.score_of_record, moved.index)
        if moved
        else None,
        "then": _stands(moved.raw, moved.of_record, moved.index_then) if moved else None,
        "objective_score": found.objective_score if found else None,
        "objective_score_then": found.objective_then if found else None,
        "elapsed": found.tau if found else None,
        "is_correction": found.is_correction if moved and found else None,
    }


def _stands(raw: float | None, of_record: float | None, index: GoalPostIndex) -> dict[str, Any]:
    return {
        "raw": raw,
        "score_of_record": of_record,
        "movement": index.movement,
        "easing": index.easing,
        "severity": index.severity,
    }
