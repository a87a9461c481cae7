"""What forecasts say, as answers hold it."""

from __future__ import annotations

from datetime import date

from ninja import Field, Schema

from headway.core.forecast import Basis, FanPoint, Outlook, Reason
from headway.kit.rest.schemas import Id
from headway.okrs.api.bodies import Body
from headway.okrs.api.outputs import ExplanationOut
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.objective_outlooks import ObjectiveProspects
from headway.okrs.queries.objectives import ObjectiveRow
from headway.okrs.queries.outlooks import no_model, prospects

AIM = "Of what it aims for: the target where it is committed, 0.7 of the way where aspirational."


class OpinionOut(Schema):
    """What model, owner or both together say, to the nearest 0.05 as pages show it."""

    who: str = Field(..., examples=["Mean of both"])
    aim: float | None = Field(..., description=AIM, examples=[0.75])
    full: float | None = Field(..., description="Of the whole target.", examples=[0.55])
    aim_explanation: ExplanationOut | None
    full_explanation: ExplanationOut | None


class ModelOut(Schema):
    """A forecast as it was computed, before anything is rounded or clipped: the distribution of the
    last value and what it says of one target. On a log scale everything is in logarithms."""

    mean: float = Field(..., examples=[55.2])
    sd: float = Field(..., description="Standard deviation.", examples=[4.1])
    df: int = Field(..., description="Degrees of freedom of Student's t.", examples=[6])
    probability_raw: float = Field(..., description="As computed.", examples=[0.741])
    probability: float = Field(..., description="Held from 0.03 to 0.97.", examples=[0.741])
    low: float = Field(..., description="Four fifths of outcomes from here", examples=[50.1])
    high: float = Field(..., description="to here.", examples=[60.3])
    correlation: float = Field(..., description="Of successive steps.", examples=[0.1])
    momentum: float = Field(
        ..., description="Share of a step that carries over into the next.", examples=[0.0]
    )


class FanPointOut(Schema):
    """Where the forecast stands on a day, as its chart draws it."""

    on: date
    mean: float = Field(..., examples=[55.2])
    low: float = Field(..., description="Four fifths of outcomes from here", examples=[50.1])
    high: float = Field(..., description="to here.", examples=[60.3])
    low50: float = Field(..., examples=[52.5])
    high50: float = Field(..., examples=[57.9])


class ForecastOut(Schema):
    """Where a key result is likely to end. Without a model only `reason` and `opinions` are set."""

    key_result_id: Id
    reason: Reason | None = Field(..., description="Why there is no model; null: there is one.")
    basis: Basis | None = Field(..., examples=["drift"])
    read_on: date | None = Field(..., description="Day of the last reading it knows.")
    periods_read: int | None = Field(..., examples=[7])
    periods_left: int | None = Field(..., examples=[6])
    probability: float | None = Field(..., description=AIM + " Unrounded.", examples=[0.74])
    probability_full: float | None = Field(
        ..., description="Of the whole target. Unrounded.", examples=[0.53]
    )
    aim: float | None = Field(
        ..., description="The value it aims for, in its measure.", examples=[54.0]
    )
    target: float | None = Field(..., examples=[60.0])
    mean: float | None = Field(..., description="Likely at the end.", examples=[55.2])
    low: float | None = Field(..., description="Four fifths of outcomes from here", examples=[50.1])
    high: float | None = Field(..., description="to here.", examples=[60.3])
    low50: float | None = Field(..., description="Half of the outcomes from here", examples=[52.5])
    high50: float | None = Field(..., description="to here.", examples=[57.9])
    expected_score: float | None = Field(
        ..., description="Mean of its final score.", examples=[0.76]
    )
    model_for_aim: ModelOut | None = Field(
        ..., description="The distribution behind it; null of period kinds and once it is over."
    )
    model_for_target: ModelOut | None = Field(
        ..., description="The same, of the whole target instead of the aim."
    )
    fan: list[FanPointOut] = Field(..., description="Period by period; empty without a model.")
    disagrees: bool = Field(..., description="Model and owner are 0.4 or more apart.")
    opinions: list[OpinionOut]


class ObjectiveForecastOut(Schema):
    """What the key results of an objective lead to together."""

    objective_id: Id
    likely: int = Field(
        ..., description="Key results with a probability of 0.7 or more of their aim.", examples=[2]
    )
    judged: int = Field(..., description="Key results with a forecast.", examples=[3])
    expected_score: float | None = Field(..., examples=[0.68])
    coverage: float = Field(..., description="Share of the weight with a forecast.", examples=[1])
    likely_explanation: ExplanationOut
    expected_score_explanation: ExplanationOut


_FIGURES = (
    "basis", "read_on", "periods_read", "periods_left", "probability", "probability_full", "aim",
    "target", "mean", "low", "high", "low50", "high50", "expected_score",
)  # fmt: skip


def forecast_body(row: KeyResultRow, as_of: date) -> Body:
    """The forecast of a row that was read with its readings."""
    found = prospects(row, as_of)
    outlook = row.outlook if isinstance(row.outlook, Outlook) else None
    return {
        "key_result_id": row.id,
        "reason": None if outlook else no_model(row),
        **{name: getattr(outlook, name, None) for name in _FIGURES},
        "model_for_aim": outlook.aimed if outlook else None,
        "model_for_target": outlook.full if outlook else None,
        "fan": [_fan_point(point) for point in outlook.fan] if outlook else [],
        "disagrees": found.disagrees,
        "opinions": [
            {
                "who": one.who,
                "aim": one.aim,
                "full": one.full,
                "aim_explanation": one.aim_why,
                "full_explanation": one.full_why,
            }
            for one in found.opinions
        ],
    }


def _fan_point(point: FanPoint) -> Body:
    return {
        "on": point.on,
        "mean": point.mean,
        "low": point.low80,
        "high": point.high80,
        "low50": point.low50,
        "high50": point.high50,
    }


def objective_forecast_body(row: ObjectiveRow, found: ObjectiveProspects) -> Body:
    """The figures of a row that was read with its readings."""
    return {
        "objective_id": row.id,
        "likely": found.outlook.likely,
        "judged": found.outlook.judged,
        "expected_score": found.outlook.expected_score,
        "coverage": found.outlook.coverage,
        "likely_explanation": found.likely,
        "expected_score_explanation": found.expected_score,
    }
