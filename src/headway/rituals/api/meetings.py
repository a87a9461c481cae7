"""Meetings: plan them, hold them, read their minutes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.kit import clock
from headway.kit.problems import NotFound
from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, Input, Instant, Line, PageOf, Paging, Ref, Text
from headway.people.access import Actor
from headway.people.api.request import ApiRequest
from headway.people.queries import get_unit
from headway.rituals.actions import contributions, rooms
from headway.rituals.actions.lines import write_line
from headway.rituals.actions.rooms import pulse
from headway.rituals.actions.rooms.confidence import say_confidence
from headway.rituals.models import Meeting, MeetingKind, MeetingMode
from headway.rituals.queries.board_sections import board_sections
from headway.rituals.queries.planning_minutes import planning_sections
from headway.rituals.queries.rooms.minutes import Section, minutes_of
from headway.rituals.queries.rooms.review_minutes import review_sections
from headway.rituals.queries.rooms.rows import MeetingRow, meeting_row, meetings_of
from headway.rituals.queries.weekly.pulses import pulse_of
from headway.rituals.queries.weekly.sections import sections_of

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


class LineNew(Input):
    """A line of the minutes as one types it: "action: what @who by Friday"."""

    line: Text = Field(..., examples=["Action: call the installers @Priya by Friday"])


class LineOut(Schema):
    """What a line was."""

    kind: str = Field(..., examples=["action"])


class ConfidenceSaid(Input):
    """A word of the confidence round."""

    key_result_id: Ref
    confidence: int = Field(..., ge=0, le=10)
    note: Text = ""


class AnswerNew(Input):
    """An answer to a question of an async weekly; empty takes it back."""

    question: Literal["where", "stuck", "differently"]
    text: Text


class PulseAnswerNew(Input):
    """An answer to the pulse question."""

    value: int = Field(..., ge=1, le=5)


class PulseQuestion(Input):
    """What is asked from now on."""

    question: Line


class PulseOut(Schema):
    """The pulse of a weekly. Of an anonymous one nothing is told before the weekly is over, nor
    below five answers."""

    question: str
    is_anonymous: bool
    answered: int
    missing: int
    mean: float | None
    counts: list[int] | None = Field(..., description="How many gave each answer from 1 to 5.")


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


class MinutesLineOut(Schema):
    """A line of a section."""

    text: str
    note: str


class MinutesSectionOut(Schema):
    """A part of the minutes."""

    title: str
    lines: list[MinutesLineOut]


class MinutesOut(Schema):
    """The minutes of a meeting."""

    minutes_spent: int
    minutes_planned: int
    present: list[str]
    absent: list[str]
    sections: list[MinutesSectionOut]


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
    rows = meetings_of(request.auth, [unit_id], kind=kind, limit=500)
    return answers.listed(request, rows, page, _body)


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
        "close": lambda: rooms.close_meeting(actor, meeting_id, sections=_sections),
    }  # fmt: skip
    steps[step.do]()


def _sections(actor: Actor, meeting: Meeting) -> Sequence[Section]:
    row = replace(meeting_row(actor, meeting.pk), state=meeting.state)
    today = clock.today(actor.time_zone)
    match row.kind:
        case MeetingKind.WEEKLY:
            return sections_of(actor, row)
        case MeetingKind.REVIEW:
            return review_sections(actor, row, today=today)
        case MeetingKind.PLANNING:
            return planning_sections(actor, row, today=today)
    return board_sections(actor, row)


@router.get(
    "meetings/{meeting_id}/minutes",
    response=MinutesOut,
    operation_id="get_minutes",
    summary="Read the minutes of a meeting",
)
def read_minutes(request: ApiRequest, meeting_id: Id) -> HttpResponse:
    """While it is under way, so far."""
    found = minutes_of(request.auth, meeting_row(request.auth, meeting_id))
    body = {
        "minutes_spent": found.minutes_spent,
        "minutes_planned": found.minutes_planned,
        "present": found.present,
        "absent": found.absent,
        "sections": [section.as_json() for section in found.sections],
    }
    return answers.one(request, body)


@router.post(
    "meetings/{meeting_id}/lines",
    response={201: LineOut},
    operation_id="write_line",
    summary="Write a line of the minutes",
)
def write(request: ApiRequest, meeting_id: Id, new: LineNew) -> HttpResponse:
    """A decision, action, blocker, something parked or a note, by its first word."""
    kind = write_line(request.auth, meeting_id, new.line)
    return answers.created(request, {"kind": str(kind)}, f"meetings/{meeting_id}/minutes")


@router.delete(
    "minutes/{minute_id}",
    response={204: None},
    operation_id="remove_minute",
    summary="Take a line of the minutes back",
)
def remove(request: ApiRequest, minute_id: Id) -> HttpResponse:
    """Its author, and who leads the meeting."""
    rooms.remove_minute(request.auth, minute_id)
    return answers.nothing()


@router.post(
    "meetings/{meeting_id}/confidence",
    response={204: None},
    operation_id="say_confidence",
    summary="Say how sure one is of a key result",
)
def say(request: ApiRequest, meeting_id: Id, said: ConfidenceSaid) -> HttpResponse:
    """A check-in, by whoever may check in on it; a fall asks for a note."""
    say_confidence(request.auth, meeting_id, **said.model_dump())
    return answers.nothing()


@router.put(
    "meetings/{meeting_id}/answer",
    response={204: None},
    operation_id="answer_weekly",
    summary="Answer a question of a weekly",
)
def answer(request: ApiRequest, meeting_id: Id, new: AnswerNew) -> HttpResponse:
    """In one's own time, until it is closed."""
    contributions.answer_question(request.auth, meeting_id, **new.model_dump())
    return answers.nothing()


@router.get(
    "meetings/{meeting_id}/pulse",
    response=PulseOut,
    operation_id="get_pulse",
    summary="Read the pulse of a weekly",
)
def read_pulse(request: ApiRequest, meeting_id: Id) -> HttpResponse:
    """As everybody sees it."""
    return answers.one(request, _pulse(request, meeting_id))


@router.post(
    "meetings/{meeting_id}/pulse",
    response=PulseOut,
    operation_id="answer_pulse",
    summary="Answer the pulse question",
)
def answer_pulse(request: ApiRequest, meeting_id: Id, new: PulseAnswerNew) -> HttpResponse:
    """Once. Above four people only the counts are kept."""
    answers.leave_no_key(request)
    pulse.answer_pulse(request.auth, meeting_id, value=new.value)
    return answers.one(request, _pulse(request, meeting_id))


@router.put(
    "meetings/{meeting_id}/pulse",
    response=PulseOut,
    operation_id="change_pulse_question",
    summary="Ask something else",
)
def change_pulse(request: ApiRequest, meeting_id: Id, new: PulseQuestion) -> HttpResponse:
    """Who leads the meeting, as long as nobody has answered."""
    pulse.change_pulse_question(request.auth, meeting_id, question=new.question)
    return answers.one(request, _pulse(request, meeting_id))


def _pulse(request: ApiRequest, meeting_id: int) -> dict[str, Any]:
    meeting_row(request.auth, meeting_id)
    found = pulse_of(request.auth, meeting_id)
    if found is None:
        raise NotFound("This meeting asks no pulse question.")
    return {
        "question": found.question,
        "is_anonymous": found.is_anonymous,
        "answered": found.shown.answered,
        "missing": found.shown.missing,
        "mean": found.shown.mean,
        "counts": found.shown.counts,
    }


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
