"""What answers about goal posts that moved hold."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Field, Schema

from headway.core.goalposts import Direction, RateBand, Severity
from headway.kit.rest.schemas import Id


class GoalPostChangeOut(Schema):
    """A goal post that moved after plan lock."""

    id: Id
    key_result_id: Id | None
    key_result_title: str | None
    field: str = Field(..., examples=["target"])
    before: Any = Field(..., examples=[60.0])
    after: Any = Field(..., examples=[55.0])
    reason: str = Field(..., examples=["The supplier left the market."])
    author_name: str | None = Field(..., examples=["Grace Hopper"])
    effective_on: date
    approved_by: str | None = Field(..., description="Null where nobody had to.")
    approved_on: date | None
    tau: float = Field(..., description="Share of the cycle that had passed.", examples=[0.6])
    direction: Direction = Field(..., examples=["eased"])
    movement: float | None = Field(
        ..., description="What it adds to the index; null for texts and weights.", examples=[0.4]
    )
    is_correction: bool = Field(..., description="Approved in the first third: it counts.")
    objective_id: Id
    objective_title: str = Field(..., examples=["Customers find what they came for"])
    unit_id: Id
    unit_name: str = Field(..., examples=["Growth"])
    cycle_id: Id


class GoalPostIndexOut(Schema):
    """How far the goal posts of a key result moved (docs/methods 1.9)."""

    key_result_id: Id
    title: str = Field(..., examples=["Activation rises from 40 % to 60 %"])
    objective_id: Id
    objective_title: str = Field(..., examples=["Customers find what they came for"])
    unit_id: Id
    unit_name: str = Field(..., examples=["Growth"])
    movement: float = Field(..., description="M; never shrinks.", examples=[0.825])
    easing: float = Field(..., description="E; above 0 when made easier.", examples=[0.825])
    changes: int = Field(..., examples=[2])
    severity: Severity = Field(..., examples=["error"])
    late_rescue: bool = Field(
        ..., description="Eased in the last quarter into a better band.", examples=[False]
    )
    score_original: float | None = Field(
        ..., description="By the plan as it was locked.", examples=[0.5]
    )
    score_current: float | None = Field(
        ..., description="By the plan as it stands.", examples=[0.75]
    )
    score_of_record: float | None = Field(..., description="What counts.", examples=[0.5])


class ChangeRateOut(Schema):
    """How often goal posts move in a unit and cycle."""

    active: int = Field(..., description="Key results that count.", examples=[40])
    moved: int = Field(..., description="Of these, with a moved goal post.", examples=[6])
    share: float | None = Field(..., examples=[0.15])
    band: RateBand = Field(..., examples=["watch"])
    hidden: int = Field(..., description="Changes that are not for you to read.", examples=[0])
    key_results: list[GoalPostIndexOut] = Field(..., description="The gravest first.")
