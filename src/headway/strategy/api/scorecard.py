"""The API of the scorecard: scores of a day, and what they are made of."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.core.scorecard import Anchors, Mean, Score, Sides, colour_of
from headway.core.spc import Colour
from headway.kit import clock
from headway.kit.rest import answers
from headway.kit.rest.schemas import Day, Id
from headway.kpis.models import Nature
from headway.people.api.request import ApiRequest
from headway.strategy.queries.kpi_scores import KpiScore
from headway.strategy.queries.scorecard import Card, GoalScore, PerspectiveScore, scorecard
from headway.strategy.queries.whose import Whose, whose_by_id

router = Router(tags=["Scorecard"])

NEEDED = "Needed once it has counted on an earlier day; kept in the audit trail."


class SideOut(Schema):
    """A score, and what its mean hides."""

    score: float | None = Field(
        ..., description="0 to 100; null where too little is known.", examples=[61.2]
    )
    colour: Colour
    coverage: float = Field(..., description="Share of the weights that is there.", examples=[0.9])
    least: float | None = Field(..., description="The lowest score of a KPI.", examples=[12.0])
    reds: int = Field(..., description="KPIs that are red.", examples=[1])


class ScoreOut(SideOut):
    """A score, with those of its leading and its lagging KPIs alone."""

    leading: SideOut | None = Field(
        ..., description="By the same weights and mean; null where no KPI is leading, or both."
    )
    lagging: SideOut | None = Field(..., description="Null where no KPI is lagging, or both.")


class ScoredKpiOut(Schema):
    """A KPI of a goal, scored."""

    kpi_id: Id
    kpi_name: str = Field(..., examples=["First-pass yield"])
    nature: Nature
    measure_id: Id
    weight: float = Field(..., examples=[1.0])
    share: float = Field(..., description="Of the goal's weights that are there.", examples=[0.5])
    starts_on: date | None = Field(..., description="First day of the period that is scored.")
    value: float | None = Field(..., examples=[94.2])
    scored_value: float | None = Field(..., description="The value, or the mean of four periods.")
    score: float | None = Field(..., examples=[60.0])
    scored_by: Anchors | None = Field(..., description="Null where there is no score.")
    lack: str = Field(..., description="Why there is none: no_value, too_old, no_target, archived.")


class ScoredGoalOut(ScoreOut):
    """A mid-term goal, scored."""

    goal_id: Id
    title: str
    written_on: date | None = Field(
        ..., description="The day on which it was written down, where that is after the card's."
    )
    weight: float
    share: float
    kpis: list[ScoredKpiOut]


class ScoredPerspectiveOut(ScoreOut):
    """A perspective, scored."""

    perspective_id: Id | None = Field(..., description="Null for goals without one.")
    name: str
    weight: float
    share: float
    goals: list[ScoredGoalOut]


class ScorecardOut(ScoreOut):
    """The scorecard of a day."""

    unit_id: Id | None = Field(..., description="Null: of the organisation.")
    unit_name: str | None = Field(..., examples=["Engineering"])
    day: date
    as_known: bool = Field(..., description="Whether by what was known then, not by what is now.")
    mean: Mean
    perspectives: list[ScoredPerspectiveOut]


@router.get(
    "scorecard", response=ScorecardOut, operation_id="get_scorecard", summary="Read the scorecard"
)
def read_scorecard(
    request: ApiRequest,
    as_of: Day | None = None,
    as_known: bool = False,
    unit_id: Id | None = None,
) -> HttpResponse:
    """Of a day, today when left out: its goals, weights and targets, with values as they are known
    now and goals that were written down later for their own time; or, with `as_known`, as it was
    known then. Of the organisation, or of a unit: of exactly
    that one, without goals where it has no scorecard of its own."""
    today = clock.today(request.auth.time_zone)
    whose = whose_by_id(request.auth, unit_id)
    card = scorecard(request.auth, as_of or today, today=today, as_known=as_known, of=whose.unit_id)
    return answers.one(request, _card(card, whose))


def score_out(score: Score) -> dict[str, Any]:
    """The fields of ``ScoreOut``."""
    return {
        "score": score.score,
        "colour": colour_of(score.score),
        "coverage": score.coverage,
        "least": score.least,
        "reds": score.reds,
    }


def _sided(score: Score, sides: Sides) -> dict[str, Any]:
    leading, lagging = sides.leading, sides.lagging
    return {
        **score_out(score),
        "leading": None if leading is None else score_out(leading),
        "lagging": None if lagging is None else score_out(lagging),
    }


def _card(card: Card, whose: Whose) -> dict[str, Any]:
    return {
        **_sided(card.score, card.sides),
        "unit_id": whose.unit_id,
        "unit_name": whose.name or None,
        "day": card.day,
        "as_known": card.as_known,
        "mean": card.mean,
        "perspectives": [_perspective(one) for one in card.perspectives],
    }


def _perspective(one: PerspectiveScore) -> dict[str, Any]:
    return {
        **_sided(one.score, one.sides),
        "perspective_id": one.id,
        "name": one.name,
        "weight": one.weight,
        "share": one.share,
        "goals": [_goal(goal) for goal in one.goals],
    }


def _goal(goal: GoalScore) -> dict[str, Any]:
    return {
        **_sided(goal.score, goal.sides),
        "goal_id": goal.goal.id,
        "title": goal.goal.title,
        "written_on": goal.goal.written_on,
        "weight": goal.weight,
        "share": goal.share,
        "kpis": [_kpi(one) for one in goal.kpis],
    }


def _kpi(one: KpiScore) -> dict[str, Any]:
    return {
        "kpi_id": one.row.id,
        "kpi_name": one.row.name,
        "nature": one.row.nature,
        "measure_id": one.measure.id,
        "weight": one.measure.weight,
        "share": one.share,
        "starts_on": one.at,
        "value": one.value,
        "scored_value": one.scored_value,
        "score": one.score,
        "scored_by": one.scored.by if one.scored else None,
        "lack": one.lack,
    }
