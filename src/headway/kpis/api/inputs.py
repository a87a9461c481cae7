"""What a request says of a KPI's definition."""

from __future__ import annotations

from typing import Annotated

from ninja import Field
from pydantic import StringConstraints

from headway.core.spc import Better, Form, Spread
from headway.kit.rest.schemas import KEEP, Day, Flag, Input, Line, Number, Ref, Text
from headway.kpis.models import Colouring, Frequency, InTime, Missing, Nature

Count = Annotated[int, Field(ge=0, le=366, strict=True)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,59}$")]
Inputs = Annotated[dict[Name, Ref], Field(max_length=60)]
Levels = Annotated[list[tuple[Line, Number]], Field(max_length=7)]
Rules = Annotated[list[Line], Field(max_length=13)]


class Definition(Input):
    """The parts of a definition that may be left out."""

    question: Text = Field(
        KEEP, description="Which question it answers.", examples=["Do we build it right at once?"]
    )
    formula: Text = Field(
        KEEP,
        description="In words: could a numerate stranger compute it?",
        examples=["Units that pass the first test / units tested"],
    )
    expression: Text = Field(
        KEEP,
        description="A formula over other KPIs that computes its values; empty where they are "
        "entered. Names, numbers, + - * /, brackets, sum, mean, min, max, abs, coalesce.",
        examples=[""],
    )
    inputs: Inputs = Field(
        KEEP,
        description="The KPIs that the names of `expression` stand for.",
        examples=[{}],
    )
    missing: Missing = Field(KEEP, description="What an input without a value does to the formula.")
    measure: Line = Field(
        KEEP,
        description="The unit of its values; of a new one with an expression that of its formula.",
        examples=["%"],
    )
    decimals: Count = Field(KEEP, description="Decimals that are shown.", examples=[1])
    better: Better = Field(KEEP, description="Which values are better.")
    nature: Nature = Field(KEEP)
    leads_id: Ref | None = Field(None, description="The KPI that it is believed to lead.")
    leads_lag: Count | None = Field(None, description="By how many periods.")
    frequency: Frequency = Field(KEEP)
    due_lag: Count = Field(
        KEEP, description="Days after the end of a period until its value is due.", examples=[5]
    )
    in_time: InTime = Field(
        KEEP, description="How values of shorter periods become that of a longer one."
    )
    scale: Number = Field(
        KEEP, description="What a ratio is multiplied by: 100 for a percentage.", examples=[100.0]
    )
    is_count: Flag = Field(KEEP, description="Whether its values count something.")
    segmented_by: Line = Field(KEEP, description="What its segments are.", examples=["region"])
    partial: Flag = Field(
        KEEP,
        description="Whether the whole is made, as an estimate, where some segments are missing.",
    )
    low_bound: Number | None = Field(None, description="The lowest value that is possible at all.")
    high_bound: Number | None = Field(None, description="The highest.")
    source: Text = Field(KEEP, description="The system that its values come from.")
    query: Text = Field(KEEP, description="How they are read there.")
    limitations: Text = Field(KEEP, description="What it does not tell, and how it is gamed.")
    counter_metric: Text = Field(KEEP, description="What shows that it was gamed.")
    response_plan: Text = Field(KEEP, description="What is done when it signals.")
    cause_days: Count = Field(
        KEEP, description="Working days from a signal until its cause is known.", examples=[5]
    )
    action_days: Count = Field(KEEP, description="Until an action is found.", examples=[10])
    review_by: Day | None = Field(None, description="When to ask whether it is still needed.")
    form: Form = Field(KEEP, description="What its limits follow.")
    season: Count = Field(KEEP, description="Periods of a season.", examples=[12])
    spread: Spread = Field(KEEP, description="How the usual range is found.")
    screened: Flag = Field(KEEP, description="Leave out ranges beyond their limit, once.")
    rules: Rules = Field(
        KEEP, description="Codes of rules; LIM and RUN8 when empty.", examples=[["LIM", "RUN8"]]
    )
    colouring: Colouring = Field(KEEP, description="What its colour goes by.")
    levels: Levels = Field(
        KEEP,
        description="A scale of words, each with its score, the lowest first: values are those "
        "words, or their scores. Empty where they are numbers.",
        examples=[[]],
    )
    updater_id: Ref | None = Field(None, description="Who enters it; the owner when null.")


class KpiNew(Definition):
    """A KPI to define."""

    unit_id: Ref
    name: Line = Field(..., examples=["First-pass yield"])
    owner_id: Ref = Field(..., description="The one person who answers for it.")
    external_id: Line = Field(
        "", description="What another system calls it; unique.", examples=["fpy-line-3"]
    )


class KpiChange(Definition):
    """What changes; the rest stays."""

    name: Line = Field(KEEP, examples=["First-pass yield"])
    external_id: Line = Field(
        KEEP, description="What another system calls it; unique.", examples=["fpy-line-3"]
    )
    unit_id: Ref = Field(
        KEEP, description="The unit it moves to, in which the caller may define KPIs."
    )
    owner_id: Ref = Field(KEEP)
    why: Text = Field(
        "",
        description="Needed for another formula, scale, measure or scale of words.",
        examples=["Rework is counted now."],
    )
    effective_on: Day | None = Field(None, description="From when on; today when left out.")
    new_baseline: Flag | None = Field(
        None,
        description="Whether limits begin anew there. Left out: where formula, scale or measure "
        "changed. False: only the wording did.",
    )
