"""What answers hold. Figures are those of the pages, unrounded."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from ninja import Field, Schema

from headway.core.bands import Band
from headway.core.kinds import KeyResultKind
from headway.core.pace import StatusCode
from headway.core.scoring import ScoringStandard
from headway.kit.rest.schemas import Id
from headway.okrs.models import (
    Aggregation,
    Ambition,
    CycleKind,
    Origin,
    Outcome,
    Phase,
    State,
    Visibility,
)

SCORE = "0 to 1; null when nothing could be counted."
ON_TRACK = {
    "code": "on_track",
    "source": "pace",
    "was": None,
    "gap": -0.05,
    "over": None,
    "pace": None,
}
RAW = "As the formula gives it: may be below 0 or above 1; null when nothing was read."


class CycleOut(Schema):
    """A span of days in which objectives run."""

    id: Id
    name: str = Field(..., examples=["Q4 2026"])
    kind: CycleKind
    parent_id: Id | None = Field(..., description="The cycle it lies in, such as a year.")
    starts_on: date
    ends_on: date = Field(..., description="Its last day.")
    phase: Phase = Field(..., examples=["running"])
    plan_lock_on: date = Field(..., description="From this day on goal posts need a reason.")
    locked_at: datetime | None = Field(..., description="When it was locked by hand.")
    scoring_standard: ScoringStandard
    closed_at: datetime | None
    version: int = Field(..., examples=[3])
    calendar: dict[str, list[date]] = Field(
        ...,
        description="First and last day of the planning steps whose days were set by hand.",
        examples=[{"align": ["2026-10-06", "2026-10-12"]}],
    )


class Verdict(Schema):
    """A status and the rule that decided it. `was` is what a stale one replaces; `over` is the
    computed one over which somebody set it by hand; `pace` is what pace alone would say of an
    objective that its key results hold down."""

    code: StatusCode
    source: str = Field(..., examples=["pace"])
    was: StatusCode | None
    gap: float | None = Field(..., description="Expected minus actual.", examples=[0.12])
    over: StatusCode | None
    pace: StatusCode | None


class KeyResultItem(Schema):
    """A key result with its figures and status of the day asked for."""

    id: Id
    objective_id: Id
    title: str = Field(..., examples=["Activation rises from 40 % to 60 %"])
    kind: KeyResultKind
    owner_id: Id | None
    owner_name: str | None = Field(..., examples=["Grace Hopper"])
    updater_id: Id | None = Field(..., description="May enter values, beside the owner.")
    start: float | None = Field(..., examples=[40.0])
    target: float | None = Field(..., examples=[60.0])
    low: float | None
    high: float | None
    fail: float | None
    scale: str = Field(..., examples=["linear"])
    anchors: list[list[float]] | None
    measure: str = Field(..., description="What one counts in.", examples=["%"])
    aggregation: Aggregation
    weight: float = Field(..., examples=[1.0])
    cadence: str = Field(..., description="Or days:10, every ten days.", examples=["weekly"])
    n_min: int | None = Field(..., description="Readings that a baseline takes.")
    profile: list[list[float]] | None = Field(..., description="Expected course; null: linear.")
    added_on: date | None
    cancelled_on: date | None
    cancel_reason: str
    value: float | None = Field(..., examples=[52.0])
    raw: float | None = Field(..., description=RAW, examples=[0.6])
    score: float | None = Field(
        ..., description="By the target as it stands, 0 to 1; null: nothing read.", examples=[0.6]
    )
    score_original: float | None = Field(
        ..., description="By the plan as it was locked.", examples=[0.6]
    )
    score_of_record: float | None = Field(
        ..., description="What counts in the objective's score.", examples=[0.6]
    )
    is_health: bool = Field(..., description="Guards what must not break; counts in no score.")
    paired_with_id: Id | None = Field(..., description="The key result that it guards.")
    kpi_id: Id | None = Field(..., description="The KPI that its values come from.")
    kpi_name: str | None
    probability: float | None = Field(
        ..., description="Forecast of reaching its aim; null: no forecast.", examples=[0.65]
    )
    expected: float | None = Field(..., description="Progress expected that day.", examples=[0.55])
    confidence: int | None = Field(..., description="0 to 10.", examples=[7])
    previous_confidence: int | None = Field(..., examples=[6])
    read_on: date | None = Field(..., description="Day of the latest check-in.")
    valued_on: date | None = Field(
        ...,
        description="Day of the latest check-in with a value, or of any where others add it up. "
        "What is stale goes by it, and what is due where no KPI gives the value.",
    )
    checked_in_at: datetime | None
    due_on: date | None = Field(..., description="When the next check-in is due.")
    status: Verdict | None = Field(..., examples=[ON_TRACK])
    version: int = Field(..., examples=[4])


class MilestoneOut(Schema):
    """A step of a milestone key result."""

    id: Id
    title: str = Field(..., examples=["Pilot signed"])
    weight: float
    is_done: bool


class KeyResultOut(KeyResultItem):
    """A key result in full."""

    description: str
    milestones: list[MilestoneOut]


class ObjectiveItem(Schema):
    """An objective with its key results, judged on the day asked for."""

    id: Id
    title: str = Field(..., examples=["Customers find what they came for"])
    cycle_id: Id
    cycle_name: str = Field(..., examples=["Q4 2026"])
    unit_id: Id
    unit_name: str = Field(..., examples=["Growth"])
    owner_id: Id | None
    owner_name: str | None = Field(..., examples=["Grace Hopper"])
    ambition: Ambition = Field(..., examples=["aspirational"])
    origin: Origin
    state: State = Field(..., examples=["running"])
    is_local: bool = Field(..., description="Deliberately without a path to a mid-term goal.")
    is_linked: bool = Field(..., description="Whether it serves anything.")
    visibility: Visibility = Field(..., description="Who may read it once it is proposed.")
    own_score: float | None = Field(
        ..., description="Of its own key results; `score` has what drives it too.", examples=[0.6]
    )
    outcome: Outcome | None
    score: float | None = Field(..., description=SCORE, examples=[0.6])
    score_original: float | None = Field(
        ..., description="By the plan as it was locked.", examples=[0.6]
    )
    score_current: float | None = Field(
        ..., description="By the plan as it stands; `score` is the one of record.", examples=[0.8]
    )
    coverage: float = Field(..., description="Share of the weight that was counted.", examples=[1])
    band: Band = Field(..., examples=["amber"])
    self_grade: float | None = Field(..., examples=[0.7])
    expected: float | None = Field(..., examples=[0.55])
    confidence: int | None = Field(..., description="Lowest of its key results.", examples=[6])
    checked_in_at: datetime | None
    status: Verdict | None = Field(..., examples=[ON_TRACK])
    version: int = Field(..., examples=[2])
    key_results: list[KeyResultItem]


class ObjectiveOut(ObjectiveItem):
    """An objective in full."""

    description: str
    archived_at: datetime | None
    cycle_phase: Phase = Field(..., examples=["running"])
    is_locked: bool = Field(..., description="Whether a moved goal post needs a reason now.")


class CheckInOut(Schema):
    """What was read, when it held, who says so and how sure they are. Never changed."""

    id: Id
    key_result_id: Id
    key_result_title: str = Field(..., examples=["Activation rises from 40 % to 60 %"])
    measure: str = Field(..., examples=["%"])
    value: float | None = Field(..., examples=[52.0])
    milestones_done: list[int] | None
    stated_progress: float | None = Field(..., description="Stated outright in an imported file.")
    confidence: int | None = Field(..., examples=[7])
    note: str = Field(..., examples=["The new search went out on Monday."])
    person_name: str | None = Field(..., examples=["Grace Hopper"])
    entered_at: datetime
    effective_on: date
    corrected_by: Id | None = Field(..., description="The check-in that replaced this one.")
    corrects: Id | None = Field(..., description="The check-in this one replaced.")


class ScoreMoveOut(Schema):
    """The score of an objective above, before and after."""

    objective_id: Id
    title: str
    before: float | None = Field(..., examples=[0.51])
    now: float | None = Field(..., examples=[0.53])


class CheckedInOut(Schema):
    """A check-in and every number it moved."""

    check_in: CheckInOut
    key_result: KeyResultItem
    score_before: float | None = Field(..., examples=[0.5])
    objective_id: Id
    objective_score: float | None = Field(..., examples=[0.62])
    objective_score_before: float | None = Field(..., examples=[0.58])
    moved: list[ScoreMoveOut] = Field(..., description="The scores above that went along.")
    moved_hidden: int = Field(..., description="How many more, of objectives you may not read.")


class InitiativeState(StrEnum):
    """Where work stands."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class InitiativeOut(Schema):
    """Work that is meant to move a key result."""

    id: Id
    key_result_id: Id
    title: str = Field(..., examples=["Rebuild the search index"])
    state: InitiativeState = Field(..., examples=["open"])
    owner_id: Id | None
    owner_name: str | None = Field(..., examples=["Grace Hopper"])
    due_on: date | None
    done_on: date | None
    dropped_on: date | None


class ExplanationOut(Schema):
    """How a number came about. `value` is the number, unrounded; cells are written for people."""

    title: str = Field(..., examples=["Score 0.60 from 2 key results"])
    value: float | None = Field(..., examples=[0.6])
    rule: str = Field(..., examples=["Weighted mean of the key results, each held in 0 to 1."])
    columns: list[str]
    rows: list[list[str]]
    total: list[str]
    notes: list[str]
    as_of: date


class ReviewOut(Schema):
    """A cycle's figures for a unit and all below it."""

    cycle_id: Id
    unit_id: Id | None
    as_of: date
    mean_score: float | None = Field(
        ..., description="Plain mean over objectives that have a score.", examples=[0.58]
    )
    scored: int = Field(..., description="Objectives that have a score.", examples=[40])
    objectives: int = Field(..., description="All that count: agreed at least.", examples=[44])
    planned: int = Field(
        ..., description="Drafts and proposals, which count in no score.", examples=[3]
    )
    hidden: int = Field(
        ...,
        description="How many more would count, but are not for you to read (very large units: "
        "not for everybody).",
        examples=[0],
    )
    bands: dict[str, int] = Field(..., examples=[{"red": 9, "amber": 14, "green": 17, "none": 4}])
    objectives_by_status: dict[str, int] = Field(..., examples=[{"on_track": 30, "watch": 14}])
    key_results_by_status: dict[str, int] = Field(..., examples=[{"on_track": 110, "watch": 52}])
    bottom_up: int = Field(..., description="Objectives of bottom-up origin.", examples=[24])
    linked: int = Field(..., description="Objectives that serve something.", examples=[39])
    computed_at: datetime | None = Field(
        ..., description="Set for very large units, whose figures are up to a minute old."
    )
