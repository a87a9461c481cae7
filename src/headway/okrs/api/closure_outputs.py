"""What answers about how objectives ended hold."""

from __future__ import annotations

from datetime import date, datetime

from ninja import Field, Schema

from headway.kit.rest.schemas import Id
from headway.okrs.models import (
    Decision,
    Outcome,
)

ORIGINAL = "By the plan as it was locked."
CURRENT = "By the plan as it stood at closing."


class GradeOut(Schema):
    """A key result's final score, and the owner's own beside it."""

    key_result_id: Id
    computed_score: float | None = Field(..., description="Of record.", examples=[0.6])
    original_score: float | None = Field(..., description=ORIGINAL, examples=[0.6])
    current_score: float | None = Field(..., description=CURRENT, examples=[0.8])
    self_grade: float | None = Field(..., examples=[0.7])
    comment: str
    miss_reason: str = Field(..., description="Why a committed one fell short.")
    decision: Decision | None = Field(..., description="What becomes of it in the next plan.")


class ClosureOut(Schema):
    """How an objective ended."""

    objective_id: Id
    outcome: Outcome = Field(..., examples=["partly"])
    decision: Decision | None = Field(..., description="What becomes of it in the next plan.")
    scored_on: date | None = Field(..., description="The day whose figures were graded.")
    computed_score: float | None = Field(
        ..., description="The number of record, 0 to 1.", examples=[0.6]
    )
    original_score: float | None = Field(..., description=ORIGINAL, examples=[0.6])
    current_score: float | None = Field(..., description=CURRENT, examples=[0.8])
    self_grade: float | None = Field(..., examples=[0.7])
    grade_comment: str
    miss_reason: str
    closing_word: str = Field(..., examples=["We learnt what people search for."])
    closed_by: str | None = Field(..., examples=["Grace Hopper"])
    closed_at: datetime
    carried_to_id: Id | None
    grades: list[GradeOut]
