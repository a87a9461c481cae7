"""The API of the working calendar and of escalation."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Annotated, Any

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.kit import clock
from headway.kit.rest import answers
from headway.kit.rest.schemas import KEEP, Day, Id, Input, Line, PageOf, Paging, Ref
from headway.people.api.request import ApiRequest
from headway.people.queries import get_unit
from headway.reminders.actions.working import (
    add_holiday,
    agree_on_escalation,
    drop_hours,
    remove_holiday,
    set_hours,
)
from headway.reminders.api.wishes import CLOCK
from headway.reminders.queries.working import (
    Hours,
    all_hours,
    escalation_of,
    holidays_of,
)

router = Router(tags=["Working calendar"])


Weekday = Annotated[int, Field(ge=0, le=6, strict=True)]
"""0 is Monday."""


class WorkingWeekOut(Schema):
    """When a unit and all below it work."""

    unit_id: Id | None = Field(..., description="Null: everybody.")
    weekdays: list[int] = Field(..., description="0 is Monday.", examples=[[0, 1, 2, 3, 4]])
    opens: str = Field(..., examples=["08:00"])
    closes: str = Field(..., examples=["18:00"])


class WorkingWeekIn(Input):
    """When a unit, or everybody, works."""

    unit_id: Ref | None = Field(None, description="Null: everybody.")
    weekdays: list[Weekday] = Field(..., min_length=1, max_length=7, examples=[[0, 1, 2, 3, 4]])
    opens: str = Field("08:00", pattern=CLOCK)
    closes: str = Field("18:00", pattern=CLOCK)


class HolidayOut(Schema):
    """A day on which nobody works."""

    id: Id
    on: date
    name: str = Field(..., examples=["New Year"])
    unit_id: Id | None = Field(..., description="Null: everybody's.")
    unit_name: str | None = Field(..., examples=["Growth"])


class HolidayNew(Input):
    """A day on which nobody works."""

    on: Day
    name: Line = Field(..., examples=["New Year"])
    unit_id: Ref | None = Field(None, description="Null: everybody's.")


class EscalationOut(Schema):
    """After how many working days something that is late goes up; null: never."""

    lead_after: int | None = Field(..., examples=[3])
    coach_after: int | None = Field(..., examples=[5])


class EscalationIn(Input):
    """The same, both at once."""

    lead_after: int | None = Field(KEEP, ge=1, le=60, examples=[3])
    coach_after: int | None = Field(KEEP, ge=1, le=60, examples=[5])


@router.get(
    "working-weeks", response=PageOf[WorkingWeekOut], operation_id="list_working_weeks",
    summary="List the working weeks",
)  # fmt: skip
def list_working_weeks(request: ApiRequest, page: Paging) -> HttpResponse:
    """That of everybody first, then those of units that have their own."""
    found = all_hours(request.auth.organisation_id)
    if not any(one.unit_id is None for one in found):
        found = [Hours(), *found]
    return answers.listed(request, found, page, _week, key=lambda one: one.unit_id or 0)


@router.put(
    "working-weeks", response=WorkingWeekOut, operation_id="set_working_week",
    summary="Set a working week",
)  # fmt: skip
def set_working_week(request: ApiRequest, week: WorkingWeekIn) -> HttpResponse:
    """Administrators only."""
    made = set_hours(
        request.auth,
        weekdays=week.weekdays,
        opens=time.fromisoformat(week.opens),
        closes=time.fromisoformat(week.closes),
        unit_id=week.unit_id,
    )
    hours = Hours(made.unit_id, tuple(made.weekdays), made.opens, made.closes)
    return answers.one(request, _week(hours))


@router.delete(
    "units/{unit_id}/working-week", response={204: None}, operation_id="drop_working_week",
    summary="Let a unit work as the one above it",
)  # fmt: skip
def drop_working_week(request: ApiRequest, unit_id: Id) -> HttpResponse:
    """Administrators only."""
    get_unit(request.auth, unit_id)
    drop_hours(request.auth, unit_id)
    return answers.nothing()


@router.get(
    "holidays", response=PageOf[HolidayOut], operation_id="list_holidays",
    summary="List the holidays",
)  # fmt: skip
def list_holidays(request: ApiRequest, page: Paging) -> HttpResponse:
    """From a month ago on."""
    actor = request.auth
    since = clock.today(actor.time_zone) - timedelta(days=31)
    return answers.listed(request, holidays_of(actor.organisation_id, since), page)


@router.post(
    "holidays", response={201: HolidayOut}, operation_id="create_holiday",
    summary="Add a holiday",
)  # fmt: skip
def create_holiday(request: ApiRequest, new: HolidayNew) -> HttpResponse:
    """Administrators only."""
    made = add_holiday(request.auth, on=new.on, name=new.name, unit_id=new.unit_id)
    body = {
        "id": made.pk, "on": made.on, "name": made.name, "unit_id": made.unit_id,
        "unit_name": made.unit.name if made.unit else None,
    }  # fmt: skip
    return answers.created(request, body, "holidays")


@router.delete(
    "holidays/{holiday_id}", response={204: None}, operation_id="delete_holiday",
    summary="Remove a holiday",
)  # fmt: skip
def delete_holiday(request: ApiRequest, holiday_id: Id) -> HttpResponse:
    """Administrators only."""
    remove_holiday(request.auth, holiday_id)
    return answers.nothing()


@router.get(
    "organisation/escalation", response=EscalationOut, operation_id="get_escalation",
    summary="Read after how many days something goes up",
)  # fmt: skip
def get_escalation(request: ApiRequest) -> HttpResponse:
    """Working days past the day it was due."""
    days = escalation_of(request.auth.organisation_id).days
    return answers.one(request, {"lead_after": days.lead, "coach_after": days.coach})


@router.put(
    "organisation/escalation", response=EscalationOut, operation_id="agree_on_escalation",
    summary="Agree after how many days something goes up",
)  # fmt: skip
def put_escalation(request: ApiRequest, agreed: EscalationIn) -> HttpResponse:
    """Administrators only."""
    agree_on_escalation(request.auth, lead_after=agreed.lead_after, coach_after=agreed.coach_after)
    return get_escalation(request)


def _week(hours: Hours) -> dict[str, Any]:
    return {
        "unit_id": hours.unit_id,
        "weekdays": list(hours.weekdays),
        "opens": hours.opens.isoformat("minutes"),
        "closes": hours.closes.isoformat("minutes"),
    }
