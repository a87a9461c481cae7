"""The API of what one hears of, when, and of one's absences and calendars."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.kit import clock
from headway.kit.rest import answers
from headway.kit.rest.preconditions import expected_version
from headway.kit.rest.schemas import KEEP, Day, Flag, Id, Input, Line, PageOf, Paging
from headway.people.api.request import ApiRequest
from headway.reminders.actions.feeds import revoke_feed
from headway.reminders.actions.wishes import choose_reminders
from headway.reminders.actions.working import add_absence, remove_absence
from headway.reminders.models import How
from headway.reminders.queries.feeds import feeds_of
from headway.reminders.queries.wishes import chosen_by, wished
from headway.reminders.queries.working import own_absences

router = Router(tags=["Reminders"])

CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"


class RemindersOut(Schema):
    """How one is reminded."""

    at: str = Field(..., description="When the daily e-mail leaves.", examples=["08:00"])
    time_zone: str = Field(..., description="Empty: that of the organisation.")
    before: int = Field(..., description="Working days ahead of the first reminder.", examples=[1])
    again: int = Field(..., description="Working days between those of what is late.", examples=[2])
    most: int = Field(..., description="How often when it is late.", examples=[3])
    by_email: bool
    kinds: dict[str, How] = Field(..., description="By which way each kind of notice comes.")


class RemindersChange(Input):
    """What changes; the rest stays."""

    at: str = Field(KEEP, pattern=CLOCK, examples=["08:30"])
    time_zone: Line = Field(KEEP, examples=["Europe/Berlin"])
    before: int = Field(KEEP, ge=0, le=10, strict=True)
    again: int = Field(KEEP, ge=1, le=10, strict=True)
    most: int = Field(KEEP, ge=0, le=10, strict=True)
    by_email: Flag = Field(KEEP)
    kinds: dict[str, How] = Field(KEEP, examples=[{"comment": "inbox"}])


class AbsenceOut(Schema):
    """Days on which one does not work, both included."""

    id: Id
    first: date
    last: date


class AbsenceNew(Input):
    """Days on which one does not work, both included."""

    first: Day
    last: Day


class FeedOut(Schema):
    """An address of a calendar that is in use. The address itself is shown once, in Settings."""

    id: Id
    unit_id: Id | None = Field(..., description="Null: one's own.")
    unit_name: str | None = Field(..., examples=["Growth"])
    created_at: datetime
    last_used_at: datetime | None


@router.get(
    "me/reminders", response=RemindersOut, operation_id="get_reminders",
    summary="Read how I am reminded",
)  # fmt: skip
def get_reminders(request: ApiRequest) -> HttpResponse:
    """What one chose, or the usual."""
    chosen = chosen_by(request.auth.person_id)
    body: dict[str, Any] = {
        name: getattr(chosen, name) for name in ("time_zone", "before", "again", "most", "by_email")
    }
    body |= {"at": chosen.at.isoformat("minutes"), "kinds": wished(request.auth)}
    return answers.one(request, body, version=chosen.version)


@router.patch(
    "me/reminders", response=RemindersOut, operation_id="update_reminders",
    summary="Choose how I am reminded",
)  # fmt: skip
def update_reminders(request: ApiRequest, change: RemindersChange) -> HttpResponse:
    """For oneself."""
    given = change.given()
    if "at" in given:
        given["at"] = time.fromisoformat(given["at"])
    choose_reminders(request.auth, version=expected_version(request), **given)
    return get_reminders(request)


@router.get(
    "me/absences", response=PageOf[AbsenceOut], operation_id="list_absences",
    summary="List my absences",
)  # fmt: skip
def list_absences(request: ApiRequest, page: Paging) -> HttpResponse:
    """Those that ended within the last thirty days, and later ones."""
    since = clock.today(request.auth.time_zone) - timedelta(days=30)
    return answers.listed(request, own_absences(request.auth, since), page)


@router.post(
    "me/absences", response={201: AbsenceOut}, operation_id="create_absence",
    summary="Say that I am away",
)  # fmt: skip
def create_absence(request: ApiRequest, new: AbsenceNew) -> HttpResponse:
    """Nobody is reminded while they are away."""
    made = add_absence(request.auth, first=new.first, last=new.last)
    body = {"id": made.pk, "first": made.first, "last": made.last}
    return answers.created(request, body, "me/absences")


@router.delete(
    "me/absences/{absence_id}", response={204: None}, operation_id="delete_absence",
    summary="Remove an absence",
)  # fmt: skip
def delete_absence(request: ApiRequest, absence_id: Id) -> HttpResponse:
    """One's own only."""
    remove_absence(request.auth, absence_id)
    return answers.nothing()


@router.get(
    "me/feeds", response=PageOf[FeedOut], operation_id="list_feeds",
    summary="List the calendars I subscribe to",
)  # fmt: skip
def list_feeds(request: ApiRequest, page: Paging) -> HttpResponse:
    """Without their addresses, which nobody can read again."""
    return answers.listed(request, feeds_of(request.auth), page)


@router.delete(
    "me/feeds/{feed_id}", response={204: None}, operation_id="revoke_feed",
    summary="Revoke the address of a calendar",
)  # fmt: skip
def delete_feed(request: ApiRequest, feed_id: Id) -> HttpResponse:
    """At once."""
    revoke_feed(request.auth, feed_id)
    return answers.nothing()
