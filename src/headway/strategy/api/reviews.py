"""The API of what is asked of mid-term goals once a quarter."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, Input, PageOf, Paging, Text
from headway.people.api.request import ApiRequest
from headway.strategy import actions
from headway.strategy.models import ReviewOutcome
from headway.strategy.queries import get_goal
from headway.strategy.queries.reviews import reviews_of

router = Router(tags=["Strategy"])


class GoalReviewOut(Schema):
    """What a review decided of a mid-term goal."""

    id: Id
    goal_id: Id
    day: date
    outcome: ReviewOutcome
    why: str = Field(..., examples=["Half of it is reached; the rest belongs to next year."])
    author: str | None = Field(..., examples=["Grace Hopper"])
    created_at: datetime


class GoalReviewNew(Input):
    """What becomes of a mid-term goal."""

    outcome: ReviewOutcome
    why: Text = Field(
        "",
        description="Needed to change or drop it.",
        examples=["Half of it is reached; the rest belongs to next year."],
    )


@router.get(
    "mid-term-goals/{goal_id}/reviews",
    response=PageOf[GoalReviewOut],
    operation_id="list_goal_reviews",
    summary="List the reviews of a mid-term goal",
)
def read_reviews(request: ApiRequest, goal_id: Id, page: Paging) -> HttpResponse:
    """The latest first."""
    goal = get_goal(request.auth, goal_id)
    return answers.listed(request, reviews_of(goal.id), page)


@router.post(
    "mid-term-goals/{goal_id}/reviews",
    response={201: GoalReviewOut},
    operation_id="review_goal",
    summary="Review a mid-term goal",
)
def create_review(request: ApiRequest, goal_id: Id, new: GoalReviewNew) -> HttpResponse:
    """Of today. A dropped goal is archived. Administrators only."""
    made = actions.review_goal(request.auth, goal_id, **new.model_dump())
    row = next(row for row in reviews_of(goal_id) if row.id == made.pk)
    return answers.created(request, row, f"mid-term-goals/{goal_id}/reviews")
