"""Key results: how a unit knows that its objective is reached."""

from __future__ import annotations

from typing import Annotated

from django.http import HttpResponse
from ninja import Field, Router

from headway.core.kinds import KeyResultKind
from headway.kit.pagination import page_after_id
from headway.kit.rest import answers
from headway.kit.rest.preconditions import expected_version
from headway.kit.rest.schemas import (
    KEEP,
    Day,
    Id,
    Input,
    Line,
    Number,
    PageOf,
    Paging,
    Ref,
    Text,
)
from headway.okrs.actions import key_results as actions
from headway.okrs.actions.key_results import MilestoneInput
from headway.okrs.api import bodies
from headway.okrs.api.approvals import GoalPostRequestOut, waiting
from headway.okrs.api.days import days
from headway.okrs.api.forecasts import ForecastOut, forecast_body
from headway.okrs.api.outputs import ExplanationOut, KeyResultItem, KeyResultOut
from headway.okrs.models import Aggregation, GoalPostRequest
from headway.okrs.queries.doors import get_key_result, get_objective
from headway.okrs.queries.explanations import explain_key_result
from headway.okrs.queries.key_result_page import key_result_rows_of
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.past import moment_for
from headway.okrs.queries.past.pages import description_then, not_there
from headway.okrs.queries.status_explanations import explain_status
from headway.people.api.request import ApiRequest

router = Router(tags=["Key results"])

Weight = Annotated[float, Field(ge=0, le=1_000_000, allow_inf_nan=False, strict=True)]
Pair = Annotated[list[Number], Field(min_length=2, max_length=2)]
Pairs = Annotated[list[Pair], Field(max_length=50)]


Rhythm = Annotated[
    str,
    Field(pattern="^(daily|weekly|biweekly|monthly|quarterly|yearly|days:[1-9][0-9]{0,2})$"),
]
"""How often a check-in is due; `days:10` for every ten days."""
Count = Annotated[int, Field(ge=1, le=10_000, strict=True)]


class MilestoneIn(Input):
    """A step of a milestone key result; `id` names one that exists."""

    title: Line = Field(..., examples=["Pilot signed"])
    weight: Weight = 1.0
    id: Ref | None = None


Milestones = Annotated[list[MilestoneIn], Field(max_length=100)]


class Definition(Input):
    """How it is measured; which fields count depends on its kind (docs/methods 1.2)."""

    start: Number | None = Field(None, examples=[40.0])
    target: Number | None = Field(
        None, description="Also the floor of stay_above and the cap of stay_below.", examples=[60.0]
    )
    low: Number | None = Field(None, description="For within.")
    high: Number | None = Field(None, description="For within.")
    fail: Number | None = Field(None, description="Where a missed period earns nothing.")
    scale: Annotated[str, Field(pattern="^(linear|log)$")] = "linear"
    anchors: Pairs | None = Field(None, description="Agreed pairs of value and score.")
    profile: Pairs | None = Field(None, description="Expected course; null: linear.")
    measure: Annotated[Line, Field(max_length=60)] = Field("", examples=["%"])
    aggregation: Aggregation = Aggregation.LAST
    weight: Weight = 1.0
    cadence: Rhythm = Field("weekly", description="Or `days:10` for every ten days.")
    n_min: Count | None = Field(
        None, description="Readings that a baseline takes; null: it is done or not."
    )
    paired_with_id: Ref | None = Field(
        None, description="The key result that a health metric guards; null: its objective."
    )
    updater_id: Ref | None = None
    description: Text = ""


class KeyResultNew(Definition):
    """A key result to add."""

    title: Line = Field(..., examples=["Activation rises from 40 % to 60 %"])
    kind: KeyResultKind
    owner_id: Ref
    milestones: Milestones = Field(default_factory=list)
    is_health: bool = Field(
        False, description="A health metric: kind stay_above, stay_below or within."
    )
    reason: Text = Field("", description="Needed after plan lock.")


class KeyResultChange(Input):
    """What changes; the rest stays. `milestones` replaces all of them."""

    title: Line = Field(KEEP, examples=["Activation rises from 40 % to 60 %"])
    kind: KeyResultKind = Field(KEEP)
    owner_id: Ref = Field(KEEP)
    start: Number | None = Field(KEEP, examples=[40.0])
    target: Number | None = Field(KEEP, examples=[55.0])
    low: Number | None = Field(KEEP)
    high: Number | None = Field(KEEP)
    fail: Number | None = Field(KEEP)
    scale: Annotated[str, Field(pattern="^(linear|log)$")] = Field(KEEP, examples=["linear"])
    anchors: Pairs | None = Field(KEEP)
    profile: Pairs | None = Field(KEEP)
    measure: Annotated[Line, Field(max_length=60)] = Field(KEEP, examples=["%"])
    aggregation: Aggregation = Field(KEEP)
    weight: Weight = Field(KEEP, examples=[1.0])
    cadence: Rhythm = Field(KEEP, examples=["weekly"])
    n_min: Count | None = Field(KEEP)
    paired_with_id: Ref | None = Field(KEEP)
    updater_id: Ref | None = Field(KEEP)
    description: Text = Field(KEEP)
    milestones: Milestones = Field(KEEP)
    reason: Text = Field(
        "",
        description="Needed for a moved goal post after plan lock.",
        examples=["The supplier left the market."],
    )


class Cancellation(Input):
    """Why it stops."""

    reason: Text = Field(..., examples=["The product was sold."])


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
    return answers.page(
        request, page_after_id(rows, page.cursor, page.limit), bodies.key_result_item
    )


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
    made = actions.add_key_result(
        request.auth, objective_id=objective_id, milestones=_milestones(new.milestones), **fields
    )
    if isinstance(made, GoalPostRequest):
        return waiting(request, request.auth, made)
    body = _body(request, made.pk)
    return answers.created(request, body, f"key-results/{made.pk}", version=body["version"])


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
    if asked:
        return waiting(request, request.auth, asked)
    return read_key_result(request, key_result_id)


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
    if asked:
        return waiting(request, request.auth, asked)
    return read_key_result(request, key_result_id)


@router.delete(
    "key-results/{key_result_id}/cancellation",
    response={200: KeyResultOut, 202: GoalPostRequestOut},
    operation_id="resume_key_result",
    summary="Resume a key result",
)
def resume(request: ApiRequest, key_result_id: Id, reason: Text = "") -> HttpResponse:
    """Take a cancellation back, with a reason; after plan lock it may wait as cancelling does."""
    asked = actions.resume_key_result(request.auth, key_result_id, reason=reason)
    if asked:
        return waiting(request, request.auth, asked)
    return read_key_result(request, key_result_id)


@router.get(
    "key-results/{key_result_id}/explanation",
    response=ExplanationOut,
    operation_id="explain_key_result",
    summary="Explain a key result's progress",
)
def explain(request: ApiRequest, key_result_id: Id, as_of: Day | None = None) -> HttpResponse:
    """Its definition, what was read, and the formula filled in."""
    on = days(request.auth, as_of)
    row = row_of(request, key_result_id, as_of)
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
    last check-in, or who set it by hand."""
    row = row_of(request, key_result_id, as_of)
    return answers.one(request, explain_status(row, days(request.auth, as_of).as_of))


@router.get(
    "key-results/{key_result_id}/forecast",
    response=ForecastOut,
    operation_id="forecast_key_result",
    summary="Read what a key result leads to",
)
def forecast(request: ApiRequest, key_result_id: Id, as_of: Day | None = None) -> HttpResponse:
    """Model, owner and their mean, where it is likely to end and how sure that is, each with its
    explanation; or why there is no model. Aspirational ones aim for 0.7 of the way."""
    row = row_of(request, key_result_id, as_of)
    return answers.one(request, forecast_body(row, days(request.auth, as_of).as_of))


def row_of(request: ApiRequest, key_result_id: int, as_of: Day | None = None) -> KeyResultRow:
    """The judged row of a key result. Raises NotFound, for a day too on which it was not there."""
    stored, on = get_key_result(request.auth, key_result_id), days(request.auth, as_of)
    rows = key_result_rows_of(
        stored.objective_id, as_of=on.as_of, today=on.today, with_readings=True
    )
    found = next((row for row in rows if row.id == stored.pk), None)
    if found is None:
        raise not_there(on.as_of)
    return found


def _body(request: ApiRequest, key_result_id: int, as_of: Day | None = None) -> bodies.Body:
    stored = get_key_result(request.auth, key_result_id)
    row, on = row_of(request, key_result_id, as_of), days(request.auth, as_of)
    description = stored.description
    if on.as_of < on.today:
        description = description_then(moment_for(request.auth, on.as_of), stored.pk, description)
    return bodies.key_result(row, description)


def _milestones(given: list[MilestoneIn]) -> list[MilestoneInput]:
    return [MilestoneInput(title=m.title, weight=m.weight, id=m.id) for m in given]
