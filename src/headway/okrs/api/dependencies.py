"""What key results need from other units, and the answers."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from headway.kit.rest import answers
from headway.kit.rest.schemas import Day, Id, Input, Line, PageOf, PageQuery, Paging, Ref, Text
from headway.okrs.actions.dependencies import (
    accept_dependency,
    decline_dependency,
    request_dependency,
    withdraw_dependency,
)
from headway.okrs.models import Answer
from headway.okrs.queries.dependencies import (
    asked_of_unit,
    dependencies_below,
    dependency_row,
    needed_by_unit,
)
from headway.okrs.queries.doors import get_key_result
from headway.people.api.request import ApiRequest
from headway.people.queries import get_unit

router = Router(tags=["Key results"])


class DependencyOut(Schema):
    """Something a key result needs from another unit. Titles of what the reader may not see are
    empty."""

    id: Id
    title: str = Field(..., examples=["Prices by region in the search index"])
    due_on: date | None
    state: Answer = Field(..., examples=["accepted"])
    key_result_id: Id
    key_result_title: str = Field(..., examples=["Activation rises from 40 % to 60 %"])
    objective_id: Id
    objective_title: str = Field(..., examples=["Customers find what they came for"])
    asking_unit_id: Id
    asking_unit_name: str = Field(..., examples=["Growth"])
    unit_id: Id = Field(..., description="The unit that is asked.")
    unit_name: str = Field(..., examples=["Platform"])
    requested_by: str | None = Field(..., examples=["Grace Hopper"])
    requested_at: datetime
    answered_by: str | None = Field(..., examples=["Alan Turing"])
    answered_at: datetime | None
    answer: str = Field(..., examples=["With the release of November."])
    delivered_by_id: Id | None = Field(..., description="The objective by which it is delivered.")
    delivered_by_title: str | None


class DependencyNew(Input):
    """What is needed, of which unit, until when."""

    unit_id: Ref
    title: Line = Field(..., examples=["Prices by region in the search index"])
    due_on: Day | None = Field(None, examples=["2026-11-30"])


class Answered(StrEnum):
    """What the unit says."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


class AnswerIn(Input):
    """The answer of the unit that is asked."""

    state: Answered
    answer: Text = Field("", description="Needed to decline.", examples=["Not before spring."])
    objective_id: Ref | None = Field(None, description="The objective that delivers it.")


AT_MOST = 10_000


class UnitDependencies(PageQuery):
    """Which of them."""

    state: Answer | None = Field(None, description="All but the withdrawn when left out.")
    cycle_id: Id | None = None


@router.get(
    "key-results/{key_result_id}/dependencies",
    response=PageOf[DependencyOut],
    operation_id="list_dependencies",
    summary="List what a key result needs from other units",
)
def read_dependencies(request: ApiRequest, key_result_id: Id, page: Paging) -> HttpResponse:
    """With their answers, the oldest first; withdrawn ones too."""
    key_result = get_key_result(request.auth, key_result_id)
    rows = dependencies_below(request.auth, key_result_id=key_result.pk)
    return answers.listed(request, rows, page)


@router.post(
    "key-results/{key_result_id}/dependencies",
    response={201: DependencyOut},
    operation_id="request_dependency",
    summary="Ask another unit for what a key result needs",
)
def create_dependency(request: ApiRequest, key_result_id: Id, new: DependencyNew) -> HttpResponse:
    """Its leads accept or decline."""
    made = request_dependency(request.auth, key_result_id, **new.model_dump())
    row = dependency_row(request.auth, made.pk)
    return answers.created(request, row, f"dependencies/{made.pk}")


@router.get(
    "units/{unit_id}/dependencies",
    response=PageOf[DependencyOut],
    operation_id="list_unit_dependencies",
    summary="List what others need from a unit",
)
def read_unit(request: ApiRequest, unit_id: Id, query: Query[UnitDependencies]) -> HttpResponse:
    """Of the unit and those below it, the first due first, at most ten thousand."""
    path = get_unit(request.auth, unit_id).path
    rows = asked_of_unit(request.auth, path, query.cycle_id, state=query.state or "", limit=AT_MOST)
    return answers.listed(request, rows, query)


@router.get(
    "units/{unit_id}/needs",
    response=PageOf[DependencyOut],
    operation_id="list_unit_needs",
    summary="List what a unit needs from others",
)
def read_needs(request: ApiRequest, unit_id: Id, query: Query[UnitDependencies]) -> HttpResponse:
    """The unit and those below it, the first due first, at most ten thousand."""
    path = get_unit(request.auth, unit_id).path
    rows = needed_by_unit(
        request.auth, path, query.cycle_id, state=query.state or "", limit=AT_MOST
    )
    return answers.listed(request, rows, query)


@router.get(
    "dependencies/{dependency_id}",
    response=DependencyOut,
    operation_id="get_dependency",
    summary="Read a dependency",
)
def read_dependency(request: ApiRequest, dependency_id: Id) -> HttpResponse:
    """For whoever reads its objective, and for the leads who are asked."""
    return answers.one(request, dependency_row(request.auth, dependency_id))


@router.put(
    "dependencies/{dependency_id}/answer",
    response=DependencyOut,
    operation_id="answer_dependency",
    summary="Accept or decline a dependency",
)
def answer(request: ApiRequest, dependency_id: Id, given: AnswerIn) -> HttpResponse:
    """Leads of the unit that is asked. An answer may change; declining needs a reason."""
    if given.state == Answered.ACCEPTED:
        accept_dependency(
            request.auth, dependency_id, objective_id=given.objective_id, answer=given.answer
        )
    else:
        decline_dependency(request.auth, dependency_id, answer=given.answer)
    return read_dependency(request, dependency_id)


@router.put(
    "dependencies/{dependency_id}/withdrawal",
    response=DependencyOut,
    operation_id="withdraw_dependency",
    summary="Take a dependency back",
)
def withdraw(request: ApiRequest, dependency_id: Id) -> HttpResponse:
    """The key result does not need it any more. It stays on record."""
    withdraw_dependency(request.auth, dependency_id)
    return read_dependency(request, dependency_id)
