"""Practice: units × habits, and one unit."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.coaching.queries.desk import DeskRow, read_desk
from headway.coaching.queries.unit_page import read_unit
from headway.coaching.queries.windows import Span
from headway.core.practice import METRICS
from headway.kit import clock
from headway.kit.rest import answers
from headway.kit.rest.schemas import Id
from headway.okrs.queries.cycles import current_cycle, cycle_among, list_cycles
from headway.people.api.request import ApiRequest
from headway.people.queries import path_of

router = Router(tags=["Coach"])


class MetricOut(Schema):
    """A habit of a unit in the window: its value and band, and where it stood before."""

    metric: str = Field(..., examples=["check_ins"])
    title: str = Field(..., examples=["Check-in rate"])
    value: float | None = Field(..., description="Null where nothing can be said.")
    band: str = Field(..., examples=["green"], description="green, amber, red or none.")
    rests_on: int = Field(..., description="How many things were counted.")
    bias: float | None = Field(..., description="Of calibration.")
    before: float | None
    trend: str = Field(..., examples=["better"], description="better, worse, same or unknown.")


class ReasonOut(Schema):
    """Why the unit may need its coach."""

    code: str = Field(..., examples=["stale"])
    text: str = Field(..., examples=["Nobody touched 2 of 6 key results for 17 days"])
    about: list[str] = Field(..., description="Titles, as far as you may read them.")


class PracticeOut(Schema):
    """A unit's practice."""

    unit_id: Id
    unit_name: str
    stage: str = Field(..., examples=["practising"])
    habits: dict[str, str] = Field(..., description="holds, wavers, broken or unknown, by habit.")
    poor: int
    watch: int
    asked: bool = Field(..., description="Whether somebody waits for a word of yours.")
    runs_well: bool
    composite: float | None = Field(..., description="Only where it was asked for.")
    metrics: list[MetricOut]
    reasons: list[ReasonOut]


class DeskOut(Schema):
    """The units whose practice you see, in the order of need."""

    answer: str = Field(..., examples=["Blue first. Three of four units run well on their own."])
    starts_on: date
    ends_on: date
    items: list[PracticeOut]
    more: bool = Field(..., description="There are more than 250 units.")


class PastOut(Schema):
    """A value of an earlier window."""

    ends: str
    value: float | None


class UnitPracticeOut(PracticeOut):
    """A unit's practice with what to do, and the windows before, the oldest first."""

    advice: dict[str, str] = Field(..., description="What to do, by metric.")
    history: dict[str, list[PastOut]]


@router.get(
    "practice", response=DeskOut, operation_id="list_practice", summary="Practice of your units"
)
def read_practice(
    request: ApiRequest,
    window: Span = Span.DAYS,
    unit_id: Id | None = None,
    cycle_id: Id | None = None,
    composite: bool = False,
) -> HttpResponse:
    """Coaches see their units, leads theirs and all below, administrators all, everybody the units
    they work in."""
    actor = request.auth
    today = clock.today(actor.time_zone)
    cycles = list_cycles(actor)
    cycle = cycle_among(cycles, cycle_id) if cycle_id else current_cycle(cycles, today)
    desk = read_desk(
        actor, below=path_of(actor, unit_id), span=window, cycle=cycle, today=today,
        with_mean=composite,
    )  # fmt: skip
    body = {
        "answer": desk.answer,
        "starts_on": desk.windows.now.start,
        "ends_on": desk.windows.now.end,
        "items": [_practice(row) for row in desk.rows],
        "more": desk.more,
    }
    return answers.one(request, body)


@router.get(
    "practice/units/{unit_id}",
    response=UnitPracticeOut,
    operation_id="get_practice",
    summary="Practice of a unit",
)
def read_unit_practice(
    request: ApiRequest, unit_id: Id, window: Span = Span.DAYS, cycle_id: Id | None = None
) -> HttpResponse:
    """Every habit with its course, and what to do."""
    actor = request.auth
    today = clock.today(actor.time_zone)
    cycles = list_cycles(actor)
    cycle = cycle_among(cycles, cycle_id) if cycle_id else current_cycle(cycles, today)
    page = read_unit(actor, unit_id, span=window, cycle=cycle, today=today)
    body = _practice(page.row) | {
        "advice": {str(part.metric): part.todo for part in page.parts if part.todo},
        "history": {
            str(part.metric): [{"ends": name, "value": value} for name, value, _t in part.columns]
            for part in page.parts
        },
    }
    return answers.one(request, body)


def _practice(row: DeskRow) -> dict[str, Any]:
    return {
        "unit_id": row.unit.id,
        "unit_name": row.unit.name,
        "stage": str(row.maturity.stage),
        "habits": {key: str(hold) for key, hold in row.maturity.habits.items()},
        "poor": row.need.poor,
        "watch": row.need.watch,
        "asked": row.need.asked,
        "runs_well": row.need.runs_well,
        "composite": row.mean.value if row.mean else None,
        "metrics": [
            {
                "metric": str(metric),
                "title": METRICS[metric].title,
                "value": one.value,
                "band": str(one.band),
                "rests_on": one.whole,
                "bias": one.bias,
                "before": row.before[metric].value,
                "trend": str(row.trends[metric]),
            }
            for metric, one in row.figures.items()
        ],
        "reasons": [
            {"code": str(said.code), "text": said.text, "about": [t.title for t in said.things]}
            for said in row.said
        ],
    }
