"""The calendar of rituals, and series of meetings."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from headway.coaching.queries.calendar import list_series, read_calendar
from headway.kit import clock
from headway.kit.problems import InvalidInput
from headway.kit.rest import answers
from headway.kit.rest.preconditions import expected_version
from headway.kit.rest.schemas import Day, Id, Input, Ref
from headway.people.access import Actor
from headway.people.api.request import ApiRequest
from headway.rituals.actions import series as series_actions
from headway.rituals.models import MeetingKind, MeetingMode
from headway.rituals.queries.series import SeriesRow

router = Router(tags=["Coach"])

LONGEST = timedelta(days=92)


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
    """Of the units whose practice you see; four weeks from today where no day is named. A quarter
    at once, no more."""
    actor = request.auth
    today = clock.today(actor.time_zone)
    first = start or today
    last = end or first + timedelta(days=27)
    if not timedelta() <= last - first <= LONGEST:
        message = _("Choose a day that is not before the first, and at most 92 days after it.")
        raise InvalidInput.on("end", message, code="outside")
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
    return answers.created(request, body, f"meeting-series/{made.pk}", version=body["version"])


@router.put(
    "meeting-series/{series_id}", response=SeriesOut, operation_id="change_meeting_series",
    summary="Change a series of meetings",
)  # fmt: skip
def change_series(request: ApiRequest, series_id: Id, terms: SeriesTerms) -> HttpResponse:
    """From today on; meetings that were planned stay."""
    changed = series_actions.change_series(
        request.auth, series_id, version=expected_version(request), **terms.terms()
    )
    body = _one_series(request.auth, changed.unit_id, changed.pk)
    return answers.one(request, body, version=body["version"])


@router.post(
    "meeting-series/{series_id}/end", response={204: None}, operation_id="end_meeting_series",
    summary="End a series of meetings",
)  # fmt: skip
def end_series(request: ApiRequest, series_id: Id) -> HttpResponse:
    """Meetings that were planned stay. One that begins on a later day is changed until then, and
    ended on that day."""
    series_actions.end_series(request.auth, series_id, version=expected_version(request))
    return HttpResponse(status=204)


def _series(row: SeriesRow) -> dict[str, Any]:
    return asdict(row) | {"at": f"{row.at:%H:%M}"}


def _one_series(actor: Actor, unit_id: int, series_id: int) -> dict[str, Any]:
    return next(_series(row) for row in list_series(actor, [unit_id]) if row.id == series_id)
