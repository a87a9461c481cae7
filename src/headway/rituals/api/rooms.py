"""What is said in a room: minutes, lines, confidence, answers, the pulse."""

from __future__ import annotations

from typing import Any, Literal

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from headway.kit.problems import NotFound
from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, Input, Line, Ref, Text
from headway.people.api.request import ApiRequest
from headway.rituals.actions import contributions, rooms
from headway.rituals.actions.lines import write_line
from headway.rituals.actions.rooms import pulse
from headway.rituals.actions.rooms.confidence import say_confidence
from headway.rituals.queries.rooms.minutes import minutes_of
from headway.rituals.queries.rooms.rows import meeting_row
from headway.rituals.queries.weekly.pulses import pulse_of

router = Router(tags=["Meetings"])


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
    ending: str = Field(..., description="How it closed where nobody did that; else empty.")
    unowned: int = Field(
        ..., description="Actions agreed there that are to do and that nobody sees to now."
    )
    sections: list[MinutesSectionOut]


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
        "ending": found.ending,
        "unowned": found.unowned,
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
    """A check-in, by whoever may check in on it; a fall asks for a note. The number that is due is
    still asked for."""
    say_confidence(request.auth, meeting_id, **said.model_dump())
    return answers.nothing()


@router.put(
    "meetings/{meeting_id}/answer",
    response={204: None},
    operation_id="answer_weekly",
    summary="Answer a question of a weekly",
)
def answer(request: ApiRequest, meeting_id: Id, new: AnswerNew) -> HttpResponse:
    """In one's own time; what comes after it closed is added to its minutes as late, until the next
    weekly of the unit begins."""
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
        raise NotFound(_("This meeting asks no pulse question."))
    return {
        "question": found.question,
        "is_anonymous": found.is_anonymous,
        "answered": found.shown.answered,
        "missing": found.shown.missing,
        "mean": found.shown.mean,
        "counts": found.shown.counts,
    }
