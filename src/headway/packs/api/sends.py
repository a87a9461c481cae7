"""The API of packs that go out by e-mail."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.kit.rest import answers
from headway.kit.rest.preconditions import expected_version
from headway.kit.rest.schemas import Flag, Id, Input, PageOf, Paging, Ref
from headway.packs import actions
from headway.packs.access import require_edit
from headway.packs.actions.schedules import RECIPIENTS_AT_MOST
from headway.packs.models import PackCadence
from headway.packs.queries.rows import SendRow, pack_row, recipients_of, sends_of
from headway.people.api.request import ApiRequest

router = Router(tags=["Board packs"])


class PackRecipientOut(Schema):
    """Somebody who gets it."""

    person_id: Id
    name: str = Field(..., examples=["Grace Hopper"])


class PackScheduleOut(Schema):
    """When a pack goes out by e-mail, and to whom."""

    cadence: PackCadence
    send_day: int = Field(
        ..., description="Of the month, or of the first month of the quarter.", examples=[1]
    )
    with_file: bool = Field(..., description="E-mails hold the PDF, not only a link.")
    next_on: date | None = Field(..., description="At seven, where the organisation lives.")
    recipients: list[PackRecipientOut]


class PackScheduleIn(Input):
    """The whole of it; who is left out gets it no more."""

    cadence: PackCadence = Field(..., examples=["monthly"])
    send_day: int = Field(1, ge=1, le=28, strict=True, examples=[1])
    with_file: Flag = Field(True, examples=[True])
    recipient_ids: list[Ref] = Field(..., max_length=RECIPIENTS_AT_MOST, examples=[[17]])


class PackSendOut(Schema):
    """That a pack went out, or is on its way."""

    id: Id
    pack_id: Id
    frozen_id: Id = Field(..., description="The frozen pack that was sent.")
    due_on: date | None = Field(..., description="Null: it was sent by hand.")
    created_at: datetime
    state: Literal["sent", "waiting", "failed"]
    letters: int = Field(..., description="E-mails in all.", examples=[5])
    sent: int = Field(..., description="Those that left.", examples=[5])
    failures: int = Field(..., description="Tries that did not get through.", examples=[0])
    error: str = Field(..., examples=["ConnectionRefusedError"])
    next_at: datetime | None = Field(..., description="When it is tried again.")


@router.get(
    "packs/{pack_id}/schedule",
    response=PackScheduleOut,
    operation_id="get_pack_schedule",
    summary="Read when a board pack goes out, and to whom",
)
def read_schedule(request: ApiRequest, pack_id: Id) -> HttpResponse:
    """For who may change the pack. People who left are not in it."""
    row = pack_row(request.auth, pack_id)
    require_edit(request.auth, row)
    people = [{"person_id": pk, "name": name} for pk, name in recipients_of(pack_id)]
    said = {name: getattr(row, name) for name in ("cadence", "send_day", "with_file", "next_on")}
    return answers.one(request, {**said, "recipients": people}, version=row.version)


@router.put(
    "packs/{pack_id}/schedule",
    response=PackScheduleOut,
    operation_id="schedule_pack",
    summary="Let a board pack go out by e-mail",
)
def schedule_pack(request: ApiRequest, pack_id: Id, schedule: PackScheduleIn) -> HttpResponse:
    """On a day of each month or quarter; `none` ends it."""
    version = expected_version(request)
    actions.schedule_pack(request.auth, pack_id, version=version, **schedule.model_dump())
    return read_schedule(request, pack_id)


@router.delete(
    "packs/{pack_id}/recipients/me",
    response={204: None},
    operation_id="leave_pack_recipients",
    summary="Get a board pack by e-mail no more",
)
def leave_recipients(request: ApiRequest, pack_id: Id) -> HttpResponse:
    """Whoever gets it, for themselves."""
    actions.leave_recipients(request.auth, pack_id)
    return answers.nothing()


@router.get(
    "packs/{pack_id}/sends",
    response=PageOf[PackSendOut],
    operation_id="list_pack_sends",
    summary="List when a board pack went out",
)
def list_sends(request: ApiRequest, pack_id: Id, page: Paging) -> HttpResponse:
    """The latest first."""
    row = pack_row(request.auth, pack_id)
    return answers.listed(request, sends_of(row.id), page, _shown)


@router.post(
    "packs/{pack_id}/sends",
    response={201: PackSendOut},
    operation_id="send_pack",
    summary="Send a board pack by e-mail now",
)
def send_pack(request: ApiRequest, pack_id: Id) -> HttpResponse:
    """To its recipients; of a live pack a frozen copy."""
    made = actions.send_pack(request.auth, pack_id)
    row = next(row for row in sends_of(pack_id) if row.id == made.pk)
    return answers.created(request, _shown(row), f"packs/{pack_id}/sends")


def _shown(row: SendRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in PackSendOut.model_fields}
