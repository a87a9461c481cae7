"""Key results: how a unit knows that its objective is reached."""

from __future__ import annotations

from django.http import HttpResponse
from ninja import Router

from headway.kit.rest import answers
from headway.kit.rest.preconditions import expected_version
from headway.kit.rest.schemas import Day, Id, PageOf, Paging, Text
from headway.okrs.actions import key_results as actions
from headway.okrs.actions.key_results import MilestoneInput
from headway.okrs.api import bodies
from headway.okrs.api.approvals import GoalPostRequestOut, waiting
from headway.okrs.api.days import Days, days
from headway.okrs.api.forecasts import ForecastOut, forecast_body
from headway.okrs.api.key_result_inputs import (
    Cancellation,
    KeyResultChange,
    KeyResultNew,
    MilestoneIn,
)
from headway.okrs.api.outputs import ExplanationOut, KeyResultItem, KeyResultOut
from headway.okrs.models import GoalPostRequest
from headway.okrs.queries.doors import get_key_result, get_objective
from headway.okrs.queries.explanations import explain_key_result
from headway.okrs.queries.key_result_page import key_result_rows_of
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.past import moment_for
from headway.okrs.queries.past.pages import description_then, not_there
from headway.okrs.queries.status_explanations import explain_status
from headway.people.api.request import ApiRequest

router = Router(tags=["Key results"])


@router.get(
    "objectives/{objective_id}/key-results",
    response=PageOf[KeyResultItem],
    operation_id="list_key_results",
    summary="List an objective's key results",
)
def read_key_results(
    request: ApiRequest, objective_id: Id, page: Paging, as_of: Day | None = None
) -> HttpResponse:
    """In their order; with `as_of`, as they were on that day."""
    objective, on = get_objective(request.auth, objective_id), days(request.auth, as_of)
    rows = key_result_rows_of(objective.pk, as_of=on.as_of, today=on.today)
    return answers.listed(request, rows, page, bodies.key_result_item)


@router.post(
    "objectives/{objective_id}/key-results",
    response={201: KeyResultOut, 202: GoalPostRequestOut},
    operation_id="create_key_result",
    summary="Add a key result",
)
def create_key_result(request: ApiRequest, objective_id: Id, new: KeyResultNew) -> HttpResponse:
    """After plan lock it needs a `reason`, starts today and weighs less; where the organisation
    asks for an approval, it waits and the answer is 202."""
    fields = new.model_dump(exclude={"milestones"})
    added = actions.add_key_result(
        request.auth, objective_id=objective_id, milestones=_milestones(new.milestones), **fields
    )
    if added.asked:
        return waiting(request, request.auth, added.asked)
    key_result_id = added.key_result.pk
    body = _body(request, key_result_id)
    return answers.created(request, body, f"key-results/{key_result_id}", version=body["version"])


@router.get(
    "key-results/{key_result_id}",
    response=KeyResultOut,
    operation_id="get_key_result",
    summary="Read a key result",
)
def read_key_result(
    request: ApiRequest, key_result_id: Id, as_of: Day | None = None
) -> HttpResponse:
    """With its figures and status; with `as_of`, as it was on that day."""
    body = _body(request, key_result_id, as_of)
    return answers.one(request, body, version=body["version"])


@router.patch(
    "key-results/{key_result_id}",
    response={200: KeyResultOut, 202: GoalPostRequestOut},
    operation_id="update_key_result",
    summary="Change a key result",
)
def update_key_result(
    request: ApiRequest, key_result_id: Id, change: KeyResultChange
) -> HttpResponse:
    """After plan lock a change of title, weight or definition needs a `reason` and stays on
    record; where the organisation asks for an approval, it waits and the answer is 202."""
    fields = change.given()
    if "milestones" in fields:
        fields["milestones"] = _milestones(change.milestones)
    asked = actions.update_key_result(
        request.auth, key_result_id, version=expected_version(request), **fields
    )
    return _now_or_waiting(request, key_result_id, asked)


@router.delete(
    "key-results/{key_result_id}",
    response={204: None},
    operation_id="remove_key_result",
    summary="Remove a key result from a plan",
)
def remove_key_result(request: ApiRequest, key_result_id: Id) -> HttpResponse:
    """Only before plan lock and before the first check-in; later, cancel it."""
    actions.remove_key_result(request.auth, key_result_id)
    return answers.nothing()


@router.put(
    "key-results/{key_result_id}/cancellation",
    response={200: KeyResultOut, 202: GoalPostRequestOut},
    operation_id="cancel_key_result",
    summary="Cancel a key result",
)
def cancel(request: ApiRequest, key_result_id: Id, why: Cancellation) -> HttpResponse:
    """Its score is frozen. In the first two thirds of the cycle it leaves the objective's score;
    later it counts as it stands. After plan lock, where the organisation asks for an approval, it
    waits and the answer is 202."""
    asked = actions.cancel_key_result(request.auth, key_result_id, reason=why.reason)
    return _now_or_waiting(request, key_result_id, asked)


@router.delete(
    "key-results/{key_result_id}/cancellation",
    response={200: KeyResultOut, 202: GoalPostRequestOut},
    operation_id="resume_key_result",
    summary="Resume a key result",
)
def resume(request: ApiRequest, key_result_id: Id, reason: Text = "") -> HttpResponse:
    """Take a cancellation back, with a reason; after plan lock it may wait as cancelling does."""
    asked = actions.resume_key_result(request.auth, key_result_id, reason=reason)
    return _now_or_waiting(request, key_result_id, asked)


@router.get(
    "key-results/{key_result_id}/explanation",
    response=ExplanationOut,
    operation_id="explain_key_result",
    summary="Explain a key result's progress",
)
def explain(request: ApiRequest, key_result_id: Id, as_of: Day | None = None) -> HttpResponse:
    """Its definition, what was read, and the formula filled in."""
    row, on = _seen(request, key_result_id, as_of)
    return answers.one(request, explain_key_result(row, row.seen_on(on.as_of)))


@router.get(
    "key-results/{key_result_id}/status-explanation",
    response=ExplanationOut,
    operation_id="explain_key_result_status",
    summary="Explain a key result's status",
)
def explain_its_status(
    request: ApiRequest, key_result_id: Id, as_of: Day | None = None
) -> HttpResponse:
    """Which rule decided, and by what: probability and thresholds, pace, periods, days since the
    last value, or who set it by hand."""
    row, on = _seen(request, key_result_id, as_of)
    return answers.one(request, explain_status(row, on.as_of))


@router.get(
    "key-results/{key_result_id}/forecast",
    response=ForecastOut,
    operation_id="forecast_key_result",
    summary="Read what a key result leads to",
)
def forecast(request: ApiRequest, key_result_id: Id, as_of: Day | None = None) -> HttpResponse:
    """Model, owner and their mean, where it is likely to end and how sure that is, each with its
    explanation; or why there is no model. Aspirational ones aim for 0.7 of the way."""
    row, on = _seen(request, key_result_id, as_of)
    return answers.one(request, forecast_body(row, on.as_of))


def row_of(request: ApiRequest, key_result_id: int) -> KeyResultRow:
    """The judged row of a key result today. Raises NotFound."""
    return _seen(request, key_result_id)[0]


def _seen(
    request: ApiRequest, key_result_id: int, as_of: Day | None = None
) -> tuple[KeyResultRow, Days]:
    """The judged row of a key result, and the day it is seen on. Raises NotFound, for a day too on
    which it was not there."""
    stored, on = get_key_result(request.auth, key_result_id), days(request.auth, as_of)
    rows = key_result_rows_of(
        stored.objective_id, as_of=on.as_of, today=on.today, with_readings=True
    )
    found = next((row for row in rows if row.id == stored.pk), None)
    if found is None:
        raise not_there(on.as_of)
    return found, on


def _now_or_waiting(
    request: ApiRequest, key_result_id: int, asked: GoalPostRequest | None
) -> HttpResponse:
    """The key result as it is after a change, or the request that the change waits as."""
    if asked:
        return waiting(request, request.auth, asked)
    return read_key_result(request, key_result_id)


def _body(request: ApiRequest, key_result_id: int, as_of: Day | None = None) -> bodies.Body:
    stored = get_key_result(request.auth, key_result_id)
    row, on = _seen(request, key_result_id, as_of)
    description = stored.description
    if on.as_of < on.today:
        description = description_then(moment_for(request.auth, on.as_of), stored.pk, description)
    return bodies.key_result(row, description)


def _milestones(given: list[MilestoneIn]) -> list[MilestoneInput]:
    return [MilestoneInput(title=m.title, weight=m.weight, id=m.id) for m in given]
