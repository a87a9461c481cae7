"""Practice: units × habits, one unit, calendar, series, scripts."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.coaching.queries.calendar import list_series, read_calendar
from headway.coaching.queries.desk import DeskRow, read_desk
from headway.coaching.queries.scripts import read_script, read_scripts
from headway.coaching.queries.unit_page import read_unit
from headway.coaching.queries.windows import Span
from headway.core.practice import METRICS
from headway.kit import clock
from headway.kit.rest import answers
from headway.kit.rest.schemas import Day, Id, Input, Ref
from headway.okrs.queries.cycles import current_cycle, cycle_among, list_cycles
from headway.people.access import Actor
from headway.people.api.request import ApiRequest
from headway.people.queries import path_of
from headway.rituals.actions import series as series_actions
from headway.rituals.models import MeetingKind, MeetingMode
from headway.rituals.queries.series import SeriesRow

router = Router(tags=["Coach"])

LONGEST = timedelta(days=92)


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


class SlotOut(Schema):
    """A meeting of the calendar."""

    at: datetime
    unit_id: Id
    unit_name: str
    kind: MeetingKind
    mode: MeetingMode
    state: str = Field(..., examples=["planned"])
    meeting_id: Id | None = Field(..., description="Null where so far only its series asks for it.")
    series_id: Id | None
    facilitator_name: str | None
    minutes: int | None
    prepared: str | None = Field(..., examples=["3 of 9 numbers in"])


class CalendarStepOut(Schema):
    """A step of a cycle's calendar."""

    step: str = Field(..., examples=["mid_cycle"])
    cycle_id: Id
    cycle_name: str
    starts_on: date
    due_on: date


class RitualCalendarOut(Schema):
    """Meetings and steps between two days."""

    meetings: list[SlotOut]
    steps: list[CalendarStepOut]


@router.get(
    "ritual-calendar",
    response=RitualCalendarOut,
    operation_id="get_ritual_calendar",
    summary="Calendar of rituals",
)
def read_ritual_calendar(
    request: ApiRequest, start: Day | None = None, end: Day | None = None
) -> HttpResponse:
    """Of the units whose practice you see; four weeks from today where no day is named, and a
    quarter at most."""
    actor = request.auth
    today = clock.today(actor.time_zone)
    first = start or today
    last = min(end or first + timedelta(days=27), first + LONGEST)
    found = read_calendar(actor, start=first, end=last, today=today)
    body = {
        "meetings": [
            {name: getattr(slot, name) for name in SlotOut.model_fields if name != "prepared"}
            | {"prepared": slot.prepared.words if slot.prepared else None}
            for slot in found.slots
        ],
        "steps": [
            {name: getattr(step, name) for name in CalendarStepOut.model_fields}
            for day in found.days
            for step in day.steps
        ],
    }
    return answers.one(request, body)


class SeriesTerms(Input):
    """How often, when and how."""

    weekday: int = Field(..., ge=0, le=6, strict=True, examples=[0], description="0 is Monday.")
    at: str = Field(..., pattern=r"^([01]\d|2[0-3]):[0-5]\d$", examples=["09:30"])
    mode: MeetingMode = MeetingMode.LIVE
    weeks: int = Field(1, ge=1, le=26, strict=True)
    open_hours: int = Field(24, ge=1, le=336, strict=True)
    facilitator_id: Ref | None = None

    def terms(self) -> dict[str, Any]:
        return self.model_dump() | {"at": time.fromisoformat(self.at)}


class SeriesNew(SeriesTerms):
    """A series of meetings of a unit."""

    unit_id: Ref
    kind: MeetingKind = MeetingKind.WEEKLY


class SeriesOut(Schema):
    """A series of meetings."""

    id: Id
    unit_id: Id
    unit_name: str
    kind: MeetingKind
    mode: MeetingMode
    weekday: int
    at: str
    weeks: int
    open_hours: int
    facilitator_id: Id | None
    facilitator_name: str | None
    since: date
    ended_on: date | None
    version: int


@router.get(
    "meeting-series", response=list[SeriesOut], operation_id="list_meeting_series",
    summary="Series of meetings",
)  # fmt: skip
def read_series(request: ApiRequest) -> HttpResponse:
    """Those in force in the units whose practice you see."""
    return answers.one(request, [_series(row) for row in list_series(request.auth)])


@router.post(
    "meeting-series", response={201: SeriesOut}, operation_id="start_meeting_series",
    summary="Begin a series of meetings",
)  # fmt: skip
def start_series(request: ApiRequest, new: SeriesNew) -> HttpResponse:
    """Leads and coaches of the unit, and administrators."""
    made = series_actions.start_series(request.auth, **new.terms())
    body = _one_series(request.auth, made.unit_id, made.pk)
    return answers.created(request, body, f"meeting-series/{made.pk}")


@router.put(
    "meeting-series/{series_id}", response=SeriesOut, operation_id="change_meeting_series",
    summary="Change a series of meetings",
)  # fmt: skip
def change_series(request: ApiRequest, series_id: Id, terms: SeriesTerms) -> HttpResponse:
    """From today on; meetings that were planned stay."""
    changed = series_actions.change_series(request.auth, series_id, **terms.terms())
    return answers.one(request, _one_series(request.auth, changed.unit_id, changed.pk))


@router.post(
    "meeting-series/{series_id}/end", response={204: None}, operation_id="end_meeting_series",
    summary="End a series of meetings",
)  # fmt: skip
def end_series(request: ApiRequest, series_id: Id) -> HttpResponse:
    """Meetings that were planned stay."""
    series_actions.end_series(request.auth, series_id)
    return HttpResponse(status=204)


def _series(row: SeriesRow) -> dict[str, Any]:
    return asdict(row) | {"at": f"{row.at:%H:%M}"}


def _one_series(actor: Actor, unit_id: int, series_id: int) -> dict[str, Any]:
    return next(_series(row) for row in list_series(actor, [unit_id]) if row.id == series_id)


class PartOut(Schema):
    """A stretch of a ritual."""

    start: int
    minutes: int
    title: str
    do: str
    say: str


class ScriptOut(Schema):
    """A facilitator's script."""

    kind: str = Field(..., examples=["weekly"])
    title: str
    purpose: str
    who: str
    before: list[str]
    parts: list[PartOut]
    traps: list[str]
    output: list[str]


@router.get(
    "ritual-scripts", response=list[ScriptOut], operation_id="list_ritual_scripts",
    summary="Scripts for facilitators",
)  # fmt: skip
def read_ritual_scripts(request: ApiRequest) -> HttpResponse:
    """Of every ritual, in the order of a cycle."""
    return answers.one(request, [asdict(one) for one in read_scripts()])


@router.get(
    "ritual-scripts/{kind}", response=ScriptOut, operation_id="get_ritual_script",
    summary="A script for facilitators",
)  # fmt: skip
def read_ritual_script(request: ApiRequest, kind: str) -> HttpResponse:
    """What for, before, minute by minute, traps, output."""
    return answers.one(request, asdict(read_script(kind)))
