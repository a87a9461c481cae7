"""What a reply says of a KPI."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from ninja import Field, Schema

from headway.core.spc import (
    Advice,
    Assurance,
    Better,
    Colour,
    Form,
    Spread,
    Stage,
    Variation,
)
from headway.kit.rest.schemas import Id
from headway.kpis.models import (
    Colouring,
    Frequency,
    InTime,
    MeasurementState,
    Missing,
    Nature,
    ResponseOutcome,
    ResponseStage,
)

LIMIT_SHOWN = "As it is shown: not beyond what is possible."
LIMIT_TESTED = "What values are tested against, even where it lies beyond what is possible."


class KpiItem(Schema):
    """A KPI in a list: its definition in short, and how it stands."""

    id: Id
    name: str = Field(..., examples=["First-pass yield"])
    external_id: str = Field(..., examples=["fpy-line-3"])
    unit_id: Id
    unit_name: str = Field(..., examples=["Blue"])
    owner_id: Id | None
    owner_name: str | None = Field(..., examples=["Grace Hopper"])
    updater_id: Id | None
    measure: str = Field(..., examples=["%"])
    decimals: int = Field(..., examples=[1])
    better: Better
    nature: Nature
    frequency: Frequency
    review_by: date | None
    archived_at: datetime | None
    is_derived: bool = Field(..., description="Whether its values are computed from other KPIs.")
    levels: list[tuple[str, float]] = Field(
        ...,
        description="Words of its scale and their scores; empty where values are numbers.",
        examples=[[["Not begun", 0.0], ["In use", 80.0]]],
    )
    former_levels: list[tuple[str, float]] = Field(
        ...,
        description="Levels that its scale has no more, for the values that have their scores.",
        examples=[[["Piloted", 40.0]]],
    )
    missing_since: date | None = Field(
        ..., description="First day of the latest period that was due and has no value."
    )
    state: KpiStateOut
    response: OpenResponseOut | None


class KpiStateOut(Schema):
    """How a KPI stands at its last value. Limits are null where there are none."""

    starts_on: date | None = Field(..., description="First day of the period of the last value.")
    value: float | None = Field(..., examples=[94.2])
    state: MeasurementState | None = Field(
        ..., description="Of that value; null without one.", examples=["final"]
    )
    points: int = Field(..., description="Values since the baseline began.", examples=[24])
    stage: Stage = Field(..., description="How far limits can be trusted.")
    baseline: int = Field(..., description="Values that the limits rest on.", examples=[20])
    centre: float | None = Field(..., examples=[94.6])
    lower: float | None = Field(..., description=LIMIT_SHOWN, examples=[93.1])
    upper: float | None = Field(..., description=LIMIT_SHOWN, examples=[96.1])
    variation: Variation = Field(..., description="What its signals say.")
    assurance: Assurance | None = Field(
        ...,
        description="Whether an unchanged process meets the target; null without one, or limits.",
    )
    colour: Colour
    advice: Advice = Field(..., description="What the state asks for.", examples=["change_process"])
    signals: list[str] = Field(..., description="Rules that signal there.", examples=[["RUN8"]])
    since: date | None = Field(..., description="First period of their pattern.")
    recent: list[float | None] = Field(..., description="Values of the last periods, oldest first.")


class OpenResponseOut(Schema):
    """The open response to a KPI's signals, in short."""

    id: Id
    stage: ResponseStage = Field(..., examples=["acknowledged"])
    cause_due_on: date
    action_due_on: date


KpiItem.model_rebuild()


class KpiInputOut(Schema):
    """A KPI that a formula names, with its last value."""

    name: str = Field(..., description="As the formula has it.", examples=["visits"])
    kpi_id: Id
    kpi_name: str = Field(..., examples=["Visits"])
    unit_name: str = Field(..., description="Whose KPI it is.", examples=["Blue"])
    starts_on: date | None = Field(..., description="First day of the period of the last value.")
    value: float | None = Field(..., examples=[500.0])
    state: MeasurementState | None = Field(
        ..., description="Of that value; null without one.", examples=["final"]
    )


class KpiUseOut(Schema):
    """A KPI that is derived from this one."""

    kpi_id: Id
    kpi_name: str = Field(..., examples=["Win rate"])
    expression: str = Field(..., examples=["won / visits"])


class KpiOut(KpiItem):
    """A KPI with its definition in force."""

    version: int = Field(..., examples=[3])
    question: str
    formula: str = Field(..., examples=["Units that pass the first test / units tested"])
    expression: str = Field(
        ...,
        description="Computes its values; empty where they are entered.",
        examples=["won / visits"],
    )
    missing: Missing
    inputs: list[KpiInputOut] = Field(..., description="What the names of `expression` stand for.")
    misfit: str = Field(
        ...,
        description="Why the units of the inputs do not fit any more; empty where they do.",
    )
    used_by: list[KpiUseOut] = Field(
        ..., description="Live KPIs that are derived from it; those of today on a past day too."
    )
    leads_id: Id | None
    leads_lag: int | None
    due_lag: int
    in_time: InTime
    scale: float
    is_count: bool
    segmented_by: str = Field(..., description="What its segments are.", examples=["region"])
    partial: bool = Field(..., description="Whether the whole may lack some of its segments.")
    low_bound: float | None
    high_bound: float | None
    source: str
    query: str
    limitations: str
    counter_metric: str
    response_plan: str
    cause_days: int
    action_days: int
    form: Form
    season: int
    spread: Spread
    screened: bool
    rules: list[str]
    colouring: Colouring
    created_at: datetime
    is_followed: bool = Field(..., description="Whether the caller follows it.")
    copied_from_id: Id | None = Field(..., description="The KPI whose definition it began with.")
    copied_version: int | None = Field(..., description="The version it was copied in.")


class KpiExplanationOut(Schema):
    """How a number came about. `value` is the number, unrounded; cells are written for people."""

    title: str = Field(..., examples=["Q4 2026: 283.5"])
    value: float | None = Field(..., examples=[283.5])
    rule: str = Field(..., examples=["The sum of its values."])
    columns: list[str]
    rows: list[list[str]]
    total: list[str]
    notes: list[str]
    as_of: date


class KpiVersionOut(Schema):
    """One version of a definition, in full."""

    version: int = Field(..., examples=[2])
    fields: dict[str, Any]
    effective_on: date
    breaks: bool = Field(..., description="Whether a new baseline begins with it.")
    why: str
    author_name: str | None = Field(..., examples=["Grace Hopper"])
    created_at: datetime


class SignalOut(Schema):
    """A signal as it was raised; a correction that makes it vanish withdraws it."""

    id: Id
    rule: str = Field(..., examples=["RUN8"])
    starts_on: date = Field(..., description="The period at which the pattern was complete.")
    first_on: date = Field(..., description="The first period of the pattern.")
    side: int = Field(..., description="1 above the centre, -1 below, 0 neither.", examples=[-1])
    variation: Variation = Field(..., examples=["worsening"])
    raised_at: datetime
    withdrawn_at: datetime | None
    response_id: Id | None


class ResponseOut(Schema):
    """The work on a worsening signal, from alert to answer."""

    id: Id
    kpi_id: Id
    kpi_name: str = Field(..., examples=["First-pass yield"])
    number: int = Field(..., description="Counts within the KPI.", examples=[1])
    stage: ResponseStage = Field(..., description="How far it has come.")
    owner_id: Id | None
    owner_name: str | None = Field(..., examples=["Grace Hopper"])
    raised_at: datetime
    due_on: date | None = Field(..., description="When its next step is due; null once closed.")
    acknowledged_at: datetime | None
    acknowledged_by: str | None
    note: str
    cause_due_on: date
    cause: str = Field(..., examples=["A new supplier of seals."])
    cause_at: datetime | None
    cause_by: str | None
    action_due_on: date
    action: str = Field(..., examples=["Back to the old seals."])
    action_at: datetime | None
    action_by: str | None
    action_owner_id: Id | None
    action_owner_name: str | None = Field(..., examples=["Grace Hopper"])
    action_ends_on: date | None
    outcome: ResponseOutcome | None = Field(..., description="Null while it is open.")
    closing_word: str
    held_because: str = Field(
        ...,
        description="Why it was closed as resolved although the last value still signalled.",
    )
    closed_at: datetime | None
    closed_by: str | None
    version: int = Field(
        ..., description="Counts its steps; that of today on a past day too.", examples=[2]
    )
