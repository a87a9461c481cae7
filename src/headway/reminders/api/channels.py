"""The API of channels."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.kit.rest import answers
from headway.kit.rest.preconditions import expected_version
from headway.kit.rest.schemas import KEEP, Id, Input, Line, PageOf, Paging, Ref
from headway.people.api.request import ApiRequest
from headway.reminders.actions.channels import (
    add_channel,
    remove_channel,
    try_channel,
    update_channel,
)
from headway.reminders.api.wishes import CLOCK
from headway.reminders.models import ChannelKind, Topic
from headway.reminders.queries.channels import ChannelRow, channel_row, channels_of

router = Router(tags=["Channels"])


class ChannelOut(Schema):
    """Where a unit's digest is posted. Its address is not told again."""

    id: Id
    unit_id: Id
    unit_name: str = Field(..., examples=["Growth"])
    name: str = Field(..., examples=["#growth"])
    kind: ChannelKind
    host: str = Field(..., examples=["hooks.slack.com"])
    topics: list[Topic]
    at: str = Field(..., examples=["08:30"])
    next_at: datetime | None = Field(
        ..., description="Null where it refused for good: not before it takes a test message."
    )
    posted_at: datetime | None
    error: str = Field(..., description="Why it was not taken; empty when all is well.")


class ChannelNew(Input):
    """An incoming webhook of a unit."""

    unit_id: Ref
    name: Line = Field(..., examples=["#growth"])
    kind: ChannelKind
    url: Line = Field(..., examples=["https://hooks.slack.com/services/T0/B0/secret"])
    topics: list[Topic] = Field(..., examples=[["due", "meetings"]])
    at: str = Field("08:30", pattern=CLOCK)


class ChannelChange(Input):
    """What changes; the rest stays."""

    name: Line = Field(KEEP, examples=["#growth"])
    url: Line = Field(KEEP, examples=["https://hooks.slack.com/services/T0/B0/secret"])
    topics: list[Topic] = Field(KEEP)
    at: str = Field(KEEP, pattern=CLOCK)


class ChannelTrialOut(Schema):
    """Whether a test message was taken."""

    error: str = Field(..., description="Empty when it was.")


@router.get(
    "channels", response=PageOf[ChannelOut], operation_id="list_channels", summary="List channels"
)
def list_channels(request: ApiRequest, page: Paging) -> HttpResponse:
    """Those of units that one leads or coaches; for administrators all."""
    return answers.listed(request, channels_of(request.auth), page, _shown)


@router.post(
    "channels", response={201: ChannelOut}, operation_id="create_channel", summary="Add a channel"
)
def create_channel(request: ApiRequest, new: ChannelNew) -> HttpResponse:
    """Hosts are those that the server allows."""
    fields = new.model_dump()
    made = add_channel(request.auth, **{**fields, "at": time.fromisoformat(new.at)})
    row = channel_row(request.auth, made.pk)
    return answers.created(request, _shown(row), f"channels/{made.pk}", version=row.version)


@router.get(
    "channels/{channel_id}", response=ChannelOut, operation_id="get_channel",
    summary="Read a channel",
)  # fmt: skip
def get_channel(request: ApiRequest, channel_id: Id) -> HttpResponse:
    """Without its address."""
    row = channel_row(request.auth, channel_id)
    return answers.one(request, _shown(row), version=row.version)


@router.patch(
    "channels/{channel_id}", response=ChannelOut, operation_id="update_channel",
    summary="Change a channel",
)  # fmt: skip
def patch_channel(request: ApiRequest, channel_id: Id, change: ChannelChange) -> HttpResponse:
    """A new address replaces the old one."""
    given = change.given()
    if "at" in given:
        given["at"] = time.fromisoformat(given["at"])
    update_channel(request.auth, channel_id, version=expected_version(request), **given)
    return get_channel(request, channel_id)


@router.delete(
    "channels/{channel_id}", response={204: None}, operation_id="delete_channel",
    summary="Remove a channel",
)  # fmt: skip
def delete_channel(request: ApiRequest, channel_id: Id) -> HttpResponse:
    """Its address is forgotten."""
    remove_channel(request.auth, channel_id)
    return answers.nothing()


@router.post(
    "channels/{channel_id}/trials", response={201: ChannelTrialOut}, operation_id="try_channel",
    summary="Send a test message",
)  # fmt: skip
def create_trial(request: ApiRequest, channel_id: Id) -> HttpResponse:
    """Whether it was taken, and why not."""
    error = try_channel(request.auth, channel_id)
    return answers.created(request, {"error": error}, f"channels/{channel_id}")


def _shown(row: ChannelRow) -> dict[str, Any]:
    shown = {name: getattr(row, name) for name in ChannelOut.model_fields}
    return {**shown, "at": row.at.isoformat("minutes")}
