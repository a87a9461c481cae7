"""What is sent to add, change or cancel a key result."""

from __future__ import annotations

from typing import Annotated

from ninja import Field

from headway.core.kinds import KeyResultKind
from headway.kit.rest.schemas import KEEP, Input, Line, Number, Ref, Text
from headway.okrs.models import Aggregation

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
    kpi_id: Ref | None = Field(None, description="The KPI that its values come from.")
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
    kpi_id: Ref | None = Field(KEEP)
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
