"""What a cycle teaches, as answers hold it: the figures of the pages, unrounded."""

from __future__ import annotations

from datetime import date

from ninja import Field, Schema

from headway.kit.rest.schemas import Id
from headway.okrs.api.outputs import ExplanationOut
from headway.okrs.models import Phase

HIDDEN = "More objectives that would count: left out, not for you to read."


class BinOut(Schema):
    """Scores from `low` to `high`; where both are the same, exactly that score."""

    low: float = Field(..., examples=[0.6])
    high: float = Field(..., examples=[0.7])
    count: int = Field(..., examples=[4])


class SpreadOut(Schema):
    """How scores lie: at exactly 0, in each tenth between, at exactly 1."""

    total: int = Field(..., examples=[24])
    scored: int = Field(..., examples=[22])
    bins: list[BinOut]
    share_at_zero: float | None = Field(..., examples=[0.05])
    share_at_one: float | None = Field(..., examples=[0.41])
    mean: float | None = Field(..., examples=[0.78])
    median: float | None = Field(..., examples=[0.86])
    coverage: float = Field(..., description="The share that has a score.", examples=[0.92])


class CalibrationOut(Schema):
    """How good the weekly confidence was; null for fewer than 20 key results that are over."""

    key_results: int = Field(..., examples=[22])
    words: int = Field(..., description="Weekly words on them.", examples=[286])
    brier: float | None = Field(
        ..., description="0 is perfect, 0.25 what always saying 5 of 10 gets.", examples=[0.21]
    )
    bias: float | None = Field(
        ..., description="Said less reached: above 0 is too optimistic.", examples=[0.08]
    )
    said: float | None = Field(..., examples=[0.71])
    reached: float | None = Field(..., examples=[0.63])


class GradingOut(Schema):
    """Own grades less computed scores; null for fewer than 8."""

    count: int = Field(..., examples=[9])
    mean: float | None = Field(..., examples=[0.12])
    pattern: str | None = Field(..., examples=["GRADE_INFLATION"])


class SaidBandOut(Schema):
    """What was said half-way, by how sure, and what became of it."""

    low: int = Field(..., examples=[8])
    high: int = Field(..., examples=[10])
    count: int = Field(..., examples=[6])
    said: float | None = Field(..., examples=[0.83])
    score: float | None = Field(..., examples=[0.74])
    reached: int = Field(..., examples=[3])


class MissOut(Schema):
    """A committed key result that fell short; `reason` is empty where none was given."""

    key_result_id: Id
    title: str = Field(..., examples=["Pilot contracts signed"])
    owner_name: str | None = Field(..., examples=["Grace Hopper"])
    objective_id: Id
    objective_title: str = Field(..., examples=["Two regions are ready for pilots"])
    unit_name: str = Field(..., examples=["Growth"])
    score: float = Field(..., examples=[0.67])
    reason: str = Field(..., examples=["The third contract waited for an election."])


class GoingOut(Schema):
    """An objective that goes on: the draft it became, and how often it was carried over."""

    objective_id: Id
    title: str = Field(..., examples=["The valve holds its pressure"])
    unit_name: str = Field(..., examples=["Firmware"])
    decision: str = Field(..., examples=["carry"])
    draft_id: Id
    draft_title: str = Field(
        ..., description="Empty where it is not yours to read.",
        examples=["The valve holds its pressure"],
    )  # fmt: skip
    draft_cycle: str = Field(..., examples=["Q1 2027"])
    times: int = Field(..., examples=[1])


class UnitWordOut(Schema):
    """Confidence and own grades of one unit."""

    unit_id: Id
    unit_name: str = Field(..., examples=["Growth"])
    confidence: CalibrationOut
    grades: GradingOut


class LearningsOut(Schema):
    """What a cycle teaches, for a unit and all below it."""

    cycle_id: Id
    unit_id: Id | None
    as_of: date
    hidden: int = Field(..., description=HIDDEN, examples=[0])
    key_results: SpreadOut
    objectives: SpreadOut
    misses: list[MissOut] = Field(..., description="The worst first.")
    decisions: dict[str, int] = Field(
        ..., description="Key results by decision.", examples=[{"close": 20, "carry": 1}]
    )
    going: list[GoingOut]
    grades: GradingOut
    confidence: CalibrationOut
    confidence_by_week: dict[str, CalibrationOut]
    by_unit: list[UnitWordOut]
    halfway: list[SaidBandOut]
    explanations: dict[str, ExplanationOut] = Field(
        ..., description="By key_results, objectives, brier, bias and grades."
    )


class FigureOut(Schema):
    """One number of one cycle, what it rests on, and how it came about."""

    value: float | None = Field(..., description="Null: too little to say.", examples=[0.62])
    count: int = Field(..., examples=[13])
    explanation: ExplanationOut


class ReportColumnOut(Schema):
    """The figures of one cycle, by name."""

    cycle_id: Id
    name: str = Field(..., examples=["Q4 2026"])
    phase: Phase = Field(..., examples=["closed"])
    objectives: int = Field(..., examples=[13])
    hidden: int = Field(..., description=HIDDEN, examples=[0])
    spread: SpreadOut
    figures: dict[str, FigureOut] = Field(
        ...,
        description="objective_mean, key_result_mean, at_zero, at_one, kept (committed objectives "
        "that scored 1), aspirational (their mean), check_in_rate, carried, change_rate, brier "
        "and bias.",
    )


class ReportOut(Schema):
    """A cycle beside up to seven of its kind before it, the oldest first. Empty where there are
    more objectives than can be compared at once: ask for a unit."""

    cycle_id: Id
    unit_id: Id | None
    as_of: date
    cycles: list[ReportColumnOut]
