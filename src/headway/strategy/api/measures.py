"""The API of what a scorecard is made of: the KPIs of goals, weights, and the mean."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.core.scorecard import Mean
from headway.kit.rest import answers
from headway.kit.rest.schemas import KEEP, Day, Id, Input, Number, PageOf, Paging, Ref, Text
from headway.people.api.request import ApiRequest
from headway.strategy import actions
from headway.strategy.models.measures import Scoring
from headway.strategy.queries import get_goal
from headway.strategy.queries.kpi_scores import MeasureRow, measures_of

router = Router(tags=["Scorecard"])

NEEDED = "Needed once it has counted on an earlier day; kept in the audit trail."


class MeasureOut(Schema):
    """A KPI that measures a mid-term goal."""

    id: Id
    goal_id: Id
    kpi_id: Id
    weight: float
    scoring: Scoring
    since: date


class MeasureNew(Input):
    """A KPI to measure a goal by."""

    kpi_id: Ref
    weight: Number = Field(1.0, description="Relative to the goal's other KPIs.", examples=[1.0])
    scoring: Scoring = Field(Scoring.LAST, description="Which value is scored.")


class MeasureChange(Input):
    """What changes from today on."""

    weight: Number = Field(KEEP, examples=[2.0])
    scoring: Scoring = Field(KEEP)
    why: Text = Field("", description=NEEDED, examples=["It says more than the other."])


class WeightIn(Input):
    """How much it counts."""

    weight: Number = Field(..., description="0 or more, relative to the others.", examples=[2.0])
    since: Day | None = Field(None, description="From when on; today when left out.")
    why: Text = Field("", description=NEEDED, examples=["It says more than the other."])


class MeanIn(Input):
    """How scores are put together."""

    mean: Mean


@router.get(
    "mid-term-goals/{goal_id}/measures",
    response=PageOf[MeasureOut],
    operation_id="list_measures",
    summary="List the KPIs that measure a goal",
)
def read_measures(request: ApiRequest, goal_id: Id, page: Paging) -> HttpResponse:
    """Those of today."""
    goal = get_goal(request.auth, goal_id)
    return answers.listed(request, measures_of(goal.id), page)


@router.post(
    "mid-term-goals/{goal_id}/measures",
    response={201: MeasureOut},
    operation_id="create_measure",
    summary="Measure a goal by a KPI",
)
def create_measure(request: ApiRequest, goal_id: Id, new: MeasureNew) -> HttpResponse:
    """From today on. Administrators only; of a unit's goal, its leads too."""
    made = actions.add_measure(request.auth, goal_id, **new.model_dump())
    return answers.created(
        request, _measure(goal_id, made.pk), f"mid-term-goals/{goal_id}/measures"
    )


@router.patch(
    "mid-term-goals/{goal_id}/measures/{measure_id}",
    response=MeasureOut,
    operation_id="update_measure",
    summary="Change how a KPI measures a goal",
)
def change_measure(
    request: ApiRequest, goal_id: Id, measure_id: Id, change: MeasureChange
) -> HttpResponse:
    """From today on; earlier days keep what they had. Answers with the one that holds now.
    Administrators only; of a unit's goal, its leads too."""
    made = actions.update_measure(request.auth, goal_id, measure_id, **change.given())
    return answers.one(request, _measure(goal_id, made.pk))


@router.delete(
    "mid-term-goals/{goal_id}/measures/{measure_id}",
    response={204: None},
    operation_id="end_measure",
    summary="Measure a goal by a KPI no more",
)
def delete_measure(
    request: ApiRequest, goal_id: Id, measure_id: Id, why: Text = ""
) -> HttpResponse:
    """Earlier days keep it, and once it has counted on one this needs `why`. Administrators only;
    of a unit's goal, its leads too."""
    actions.end_measure(request.auth, goal_id, measure_id, why=why)
    return answers.nothing()


@router.put(
    "mid-term-goals/{goal_id}/weight",
    response={204: None},
    operation_id="set_goal_weight",
    summary="Say how much a goal counts",
)
def put_goal_weight(request: ApiRequest, goal_id: Id, new: WeightIn) -> HttpResponse:
    """In its perspective. Administrators only; of a unit's goal, its leads too."""
    actions.set_weight(request.auth, goal_id=goal_id, **new.model_dump())
    return answers.nothing()


@router.put(
    "perspectives/{perspective_id}/weight",
    response={204: None},
    operation_id="set_perspective_weight",
    summary="Say how much a perspective counts",
)
def put_perspective_weight(request: ApiRequest, perspective_id: Id, new: WeightIn) -> HttpResponse:
    """In the whole, of the organisation and of all units. Administrators only."""
    actions.set_weight(request.auth, perspective_id=perspective_id, **new.model_dump())
    return answers.nothing()


@router.put(
    "scorecard/mean",
    response={204: None},
    operation_id="set_scorecard_mean",
    summary="Say how scores are put together",
)
def put_mean(request: ApiRequest, new: MeanIn) -> HttpResponse:
    """Arithmetic, or geometric where a low score is not to be made up for. Administrators only."""
    actions.set_mean(request.auth, mean=new.mean)
    return answers.nothing()


def _measure(goal_id: int, measure_id: int) -> MeasureRow:
    return next(row for row in measures_of(goal_id) if row.id == measure_id)
