"""The planning calendar of a cycle."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.core.planning.expectations import Step, Who
from headway.kit import clock
from headway.kit.rest import answers
from headway.kit.rest.preconditions import expected_version
from headway.kit.rest.schemas import Day, Id, Input
from headway.okrs.actions import cycles as actions
from headway.okrs.queries.calendar_page import CalendarPage, calendar_page
from headway.okrs.queries.doors import get_cycle
from headway.people.api.request import ApiRequest

router = Router(tags=["Cycles"])


class StepDays(Input):
    """Days of a step. One of the two may be left out; it then follows the other."""

    step: Step = Field(..., examples=["align"])
    starts_on: Day | None = Field(None, examples=["2026-10-06"])
    due_on: Day | None = Field(None, description="Its last day.", examples=["2026-10-12"])


class CalendarChange(Input):
    """The steps that have days of their own; all others get their usual days."""

    steps: list[StepDays] = Field(..., max_length=len(Step))


class ExpectationOut(Schema):
    """Something that somebody should do in a step."""

    who: Who = Field(..., examples=["teams"])
    code: str = Field(..., examples=["draft_objectives"])
    text: str = Field(..., examples=["Draft your own objectives and key results."])


class StepOut(Schema):
    """A step of planning and learning."""

    step: Step = Field(..., examples=["align"])
    starts_on: date
    due_on: date = Field(..., description="Its last day.")
    is_own: bool = Field(..., description="Whether its days were set by hand.")
    state: str = Field(
        ...,
        description="done, passed (closed by the plan lock or a later phase, not all of it done), "
        "now, overdue or ahead.",
        examples=["ahead"],
    )
    done: int | None = Field(..., description="How much of it is done, where that is counted.")
    total: int | None = Field(..., examples=[12])
    expected: list[ExpectationOut]


class CalendarOut(Schema):
    """All steps in order, and where the cycle stands today."""

    cycle_id: Id
    version: int = Field(..., description="Of the cycle.", examples=[3])
    steps: list[StepOut]
    current: Step | None = Field(..., description="The step under way.", examples=["draft"])
    days_left: int | None = Field(..., description="For it; 0: it is due today.", examples=[6])
    next: Step | None = Field(..., description="The step after it.", examples=["share"])
    days_to_next: int | None = Field(..., examples=[7])
    overdue: list[Step] = Field(..., examples=[["tell"]])


@router.get(
    "cycles/{cycle_id}/calendar",
    response=CalendarOut,
    operation_id="get_calendar",
    summary="Read a cycle's planning calendar",
)
def read_calendar(request: ApiRequest, cycle_id: Id) -> HttpResponse:
    """Every step with its days, what it expects of whom, what is done and what is overdue."""
    actor = request.auth
    cycle = get_cycle(actor, cycle_id)
    today = clock.today(actor.time_zone)
    page = calendar_page(actor.organisation_id, cycle.name, cycle, today)
    return answers.one(request, _body(page, cycle.version), version=cycle.version)


@router.put(
    "cycles/{cycle_id}/calendar",
    response=CalendarOut,
    operation_id="set_calendar",
    summary="Set a cycle's planning calendar",
)
def set_calendar(request: ApiRequest, cycle_id: Id, change: CalendarChange) -> HttpResponse:
    """Steps that are left out get their usual days; the plan locks on the last day of `lock`.
    Administrators only."""
    dates = {str(row.step): (row.starts_on, row.due_on) for row in change.steps}
    actions.set_calendar(request.auth, cycle_id, dates=dates, version=expected_version(request))
    return read_calendar(request, cycle_id)


def _body(page: CalendarPage, version: int) -> dict[str, Any]:
    now = page.now
    return {
        "cycle_id": page.cycle_id,
        "version": version,
        "steps": [
            {
                "step": row.step,
                "starts_on": row.starts_on,
                "due_on": row.due_on,
                "is_own": row.is_own,
                "state": row.state,
                "done": row.evidence.done if row.evidence else None,
                "total": row.evidence.total if row.evidence else None,
                "expected": [
                    {"who": said.who, "code": said.code, "text": said.text} for said in row.expected
                ],
            }
            for row in page.steps
        ],
        "current": now.current.step if now.current else None,
        "days_left": now.days_left,
        "next": now.next.step if now.next else None,
        "days_to_next": now.days_to_next,
        "overdue": [dates.step for dates in now.overdue],
    }
