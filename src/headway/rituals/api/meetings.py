"""Meetings: plan them, begin them, go through their stages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, Input, Instant, PageOf, Paging, Ref, Text
from headway.people.api.request import ApiRequest
from headway.people.queries import get_unit
from headway.rituals.actions import rooms
from headway.rituals.models import MeetingKind, MeetingMode
from headway.rituals.queries.rooms.rows import MeetingRow, meeting_row, meetings_after

router = Router(tags=["Meetings"])


class MeetingNew(Input):
    """A meeting to plan."""

    unit_id: Ref
    kind: MeetingKind = MeetingKind.WEEKLY
    planned_at: Instant
    mode: MeetingMode = MeetingMode.LIVE
    ends_at: Instant | None = Field(None, description="The deadline of an async one.")
    cycle_id: Ref | None = Field(None, description="Required for all but weeklies.")
    facilitator_id: Ref | None = None
    every_weeks: int | None = Field(
        None, ge=1, le=26, description="It is the first of a series, every so many weeks."
    )


class WeeklyNew(Input):
    """Whose weekly begins."""

    unit_id: Ref


class MeetingStep(Input):
    """What happens to a meeting."""

    do: Literal[
        "open", "join", "next", "go", "pause", "resume", "put_off", "hand_over", "cancel", "close"
    ]
    stage: int | None = Field(None, ge=0, le=50, description="Where to go.")
    from_stage: int | None = Field(
        None, ge=0, le=50, description="The stage that you see under way: `next` is heard once."
    )
    planned_at: Instant | None = None
    ends_at: Instant | None = None
    facilitator_id: Ref | None = None
    why: Text = ""


class StageOut(Schema):
    """A stage of the agenda."""

    key: str = Field(..., examples=["confidence"])
    minutes: int = Field(..., description="Meant for it.")
    seconds: int = Field(..., description="Spent in it.")


class MeetingOut(Schema):
    """A meeting."""

    id: Id
    unit_id: Id
    unit_name: str
    cycle_id: int | None
    kind: str = Field(..., examples=["weekly"])
    mode: str = Field(..., examples=["live"])
    state: str = Field(..., examples=["open"])
    week: date | None
    planned_at: datetime
    ends_at: datetime | None
    facilitator_id: int | None
    facilitator_name: str | None
    stage_key: str
    stages: list[StageOut]
    seconds: int = Field(..., description="Spent in all.")
    opened_at: datetime | None
    closed_at: datetime | None
    version: int


@router.post(
    "meetings", response={201: MeetingOut}, operation_id="plan_meeting", summary="Plan a meeting"
)
def plan(request: ApiRequest, new: MeetingNew) -> HttpResponse:
    """People of the unit, its leads and coaches. A week has one weekly."""
    made = rooms.schedule_meeting(request.auth, **new.model_dump())
    return answers.created(request, _read(request, made.pk), f"meetings/{made.pk}")


@router.post(
    "weeklies",
    response={201: MeetingOut},
    operation_id="start_weekly",
    summary="Start this week's weekly of a unit",
)
def start(request: ApiRequest, new: WeeklyNew) -> HttpResponse:
    """Planned or not; one that is under way is joined."""
    made = rooms.open_weekly(request.auth, new.unit_id)
    return answers.created(request, _read(request, made.pk), f"meetings/{made.pk}")


@router.get(
    "meetings",
    response=PageOf[MeetingOut],
    operation_id="list_meetings",
    summary="List the meetings of a unit",
)
def read_all(
    request: ApiRequest, page: Paging, unit_id: Id, kind: MeetingKind | None = None
) -> HttpResponse:
    """The latest first."""
    get_unit(request.auth, unit_id)
    found = meetings_after(request.auth, unit_id, kind=kind, cursor=page.cursor, limit=page.limit)
    return answers.page(request, found, _body)


@router.get(
    "meetings/{meeting_id}",
    response=MeetingOut,
    operation_id="get_meeting",
    summary="Read a meeting",
)
def read_one(request: ApiRequest, meeting_id: Id) -> HttpResponse:
    """Where it stands, and the time spent in each stage."""
    return answers.one(request, _read(request, meeting_id))


@router.post(
    "meetings/{meeting_id}/steps",
    response=MeetingOut,
    operation_id="take_meeting_step",
    summary="Open a meeting, move it on, close it",
)
def take_step(request: ApiRequest, meeting_id: Id, step: MeetingStep) -> HttpResponse:
    """Who takes part opens, joins and takes over; who leads it moves it on, closes or cancels."""
    _take(request, meeting_id, step)
    return answers.one(request, _read(request, meeting_id))


def _take(request: ApiRequest, meeting_id: int, step: MeetingStep) -> None:
    actor = request.auth
    steps: dict[str, Callable[[], object]] = {
        "open": lambda: rooms.open_meeting(actor, meeting_id),
        "join": lambda: rooms.join_meeting(actor, meeting_id),
        "next": lambda: rooms.next_stage(actor, meeting_id, from_stage=step.from_stage),
        "go": lambda: rooms.move_to_stage(actor, meeting_id, step.stage or 0),
        "pause": lambda: rooms.pause_clock(actor, meeting_id),
        "resume": lambda: rooms.resume_clock(actor, meeting_id),
        "put_off": lambda: rooms.reschedule_meeting(
            actor, meeting_id, ends_at=step.ends_at,
            planned_at=step.planned_at or meeting_row(actor, meeting_id).planned_at,
        ),
        "hand_over": lambda: rooms.hand_over(
            actor, meeting_id, step.facilitator_id or actor.person_id or 0
        ),
        "cancel": lambda: rooms.cancel_meeting(actor, meeting_id, why=step.why),
        "close": lambda: rooms.close_meeting(actor, meeting_id),
    }  # fmt: skip
    steps[step.do]()


def _read(request: ApiRequest, meeting_id: int) -> dict[str, Any]:
    return _body(meeting_row(request.auth, meeting_id))


def _body(row: MeetingRow) -> dict[str, Any]:
    timing = row.timing()
    stages = [
        {"key": one.key, "minutes": one.planned // 60, "seconds": one.seconds}
        for one in timing.stages
    ]
    plain = set(MeetingOut.model_fields) - {"stages", "seconds"}
    body = {name: getattr(row, name) for name in MeetingOut.model_fields if name in plain}
    return body | {"stages": stages, "seconds": timing.seconds}
