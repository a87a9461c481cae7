"""Statuses that somebody set by hand over the computed ones."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.kit.rest import answers
from headway.kit.rest.schemas import Day, Id, Input, Text
from headway.okrs.actions.overrides import override_status, withdraw_override
from headway.okrs.api.days import days
from headway.okrs.queries.doors import get_key_result
from headway.okrs.queries.overrides import overrides_of
from headway.people.api.request import ApiRequest

router = Router(tags=["Key results"])


class OverrideIn(Input):
    """How it really stands, and what the figures do not show."""

    status: Literal["on_track", "watch", "off_track"] = Field(..., examples=["watch"])
    reason: Text = Field(..., examples=["The rewrite is in; the figures follow next week."])
    until: Day | None = Field(
        None, description="Its last day; two weeks from today, or the cycle's end, when left out."
    )


class OverrideOut(Schema):
    """A status set by hand: by whom, why, when, over what was computed then, and until when."""

    id: Id
    key_result_id: Id
    status: str = Field(..., examples=["watch"])
    computed: str = Field(..., examples=["off_track"])
    reason: str = Field(..., examples=["The rewrite is in; the figures follow next week."])
    person_name: str | None = Field(..., examples=["Grace Hopper"])
    set_on: date
    expires_on: date | None = Field(..., description="Its last day.")
    ended_on: date | None = Field(..., description="When it was taken back or replaced.")
    created_at: datetime


@router.get(
    "key-results/{key_result_id}/status-overrides",
    response=list[OverrideOut],
    operation_id="list_status_overrides",
    summary="List statuses set by hand",
)
def read_overrides(
    request: ApiRequest, key_result_id: Id, as_of: Day | None = None
) -> HttpResponse:
    """The newest first; those that are over among them."""
    key_result = get_key_result(request.auth, key_result_id)
    until = days(request.auth, as_of).as_of
    return answers.one(request, overrides_of(key_result.pk, until=until))


@router.put(
    "key-results/{key_result_id}/status-override",
    response=OverrideOut,
    operation_id="set_status_override",
    summary="Set a status by hand",
)
def set_override(request: ApiRequest, key_result_id: Id, new: OverrideIn) -> HttpResponse:
    """Over the computed one, which stays beside it (`status.over`). Owners, leads and
    administrators; it replaces the one in force."""
    made = override_status(request.auth, key_result_id, **new.model_dump())
    found = overrides_of(made.key_result_id)
    return answers.one(request, next(row for row in found if row.id == made.pk))


@router.delete(
    "key-results/{key_result_id}/status-override",
    response={204: None},
    operation_id="withdraw_status_override",
    summary="Go by the computed status again",
)
def withdraw(request: ApiRequest, key_result_id: Id, reason: Text = "") -> HttpResponse:
    """Takes back the one in force; the history keeps it."""
    withdraw_override(request.auth, key_result_id, reason=reason)
    return answers.nothing()
