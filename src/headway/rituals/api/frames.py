"""Frames: hand one down, read them, answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.kit.pagination import Page, decode_cursor, encode_cursor
from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, Input, Line, PageOf, Paging, Ref, Text
from headway.okrs.queries.doors import get_cycle
from headway.people.api.request import ApiRequest
from headway.people.queries import path_of
from headway.rituals.actions import frames as actions
from headway.rituals.models import FrameState
from headway.rituals.queries.frames import FrameRow, frame_row, frames_after

router = Router(tags=["Planning"])


class FrameNew(Input):
    """A proposal from above to a unit; it may serve one mid-term goal or one objective."""

    cycle_id: Ref
    unit_id: Ref
    title: Line = Field(..., examples=["Nobody waits for a spare part"])
    why: Text = Field("", examples=["Waiting is what customers complain about first."])
    goal_id: Ref | None = None
    parent_objective_id: Ref | None = None


class Acceptance(Input):
    """Taking a frame on as it is."""

    owner_id: Ref | None = Field(None, description="The unit's lead when left out.")


class Reshaping(Input):
    """Taking a frame on in the unit's own words."""

    title: Line = Field(..., examples=["No customer waits for a part we could have in stock"])
    owner_id: Ref
    why: Text = Field("", description="What differs, and why.")


class Refusal(Input):
    """Declining a frame."""

    reason: Text = Field(..., examples=["We finish the new warehouse first."])


class Withdrawal(Input):
    """Taking a frame back."""

    why: Text = ""


class FrameOut(Schema):
    """A frame, and what the unit made of it."""

    id: Id
    cycle_id: Id
    cycle_name: str = Field(..., examples=["Q1 2027"])
    unit_id: Id
    unit_name: str = Field(..., examples=["Growth"])
    title: str = Field(..., examples=["Nobody waits for a spare part"])
    why: str
    goal_id: Id | None
    goal_title: str | None = Field(..., examples=["Customers come back"])
    parent_id: Id | None = Field(..., description="The objective it serves, if you may read it.")
    parent_title: str | None
    author_name: str | None = Field(..., examples=["Grace Hopper"])
    created_at: datetime
    state: FrameState = Field(..., examples=["open"])
    answered_by: str | None
    answered_at: datetime | None
    answer: str = Field(..., description="The reason, or what the unit does differently.")
    objective_id: Id | None = Field(..., description="Drafted from it, if you may read it.")
    objective_title: str | None


@router.get("frames", response=PageOf[FrameOut], operation_id="list_frames", summary="List frames")
def read_frames(
    request: ApiRequest, page: Paging, cycle_id: Id, unit_id: Id | None = None
) -> HttpResponse:
    """Of a cycle; of one unit with everything below it, or of the whole organisation."""
    actor = request.auth
    get_cycle(actor, cycle_id)
    path = path_of(actor, unit_id)
    (last_id,) = decode_cursor(page.cursor, int) if page.cursor else (0,)
    rows = frames_after(actor, cycle_id, path, last_id=last_id, limit=page.limit + 1)
    shown = rows[: page.limit]
    more = encode_cursor([shown[-1].id]) if len(rows) > page.limit else None
    return answers.page(request, Page(shown, more), _body)


@router.post(
    "frames", response={201: FrameOut}, operation_id="hand_down_frame", summary="Hand a frame down"
)
def hand_down(request: ApiRequest, new: FrameNew) -> HttpResponse:
    """Leads of the units above and administrators, before the plan is locked."""
    frame = actions.hand_down(request.auth, **new.model_dump())
    return answers.created(request, _body(frame_row(request.auth, frame.pk)), f"frames/{frame.pk}")


@router.get(
    "frames/{frame_id}", response=FrameOut, operation_id="get_frame", summary="Read a frame"
)
def read_frame(request: ApiRequest, frame_id: Id) -> HttpResponse:
    """What is asked, why, and the answer."""
    return answers.one(request, _body(frame_row(request.auth, frame_id)))


@router.post(
    "frames/{frame_id}/acceptance",
    response=FrameOut,
    operation_id="accept_frame",
    summary="Accept a frame",
)
def accept(request: ApiRequest, frame_id: Id, acceptance: Acceptance) -> HttpResponse:
    """Drafts an objective in the unit, top-down, linked to what the frame serves. The unit's leads
    and administrators."""
    actions.accept_frame(request.auth, frame_id, owner_id=acceptance.owner_id)
    return read_frame(request, frame_id)


@router.post(
    "frames/{frame_id}/reshaping",
    response=FrameOut,
    operation_id="reshape_frame",
    summary="Reshape a frame",
)
def reshape(request: ApiRequest, frame_id: Id, reshaping: Reshaping) -> HttpResponse:
    """Drafts an objective in the unit's own words."""
    actions.reshape_frame(request.auth, frame_id, **reshaping.model_dump())
    return read_frame(request, frame_id)


@router.post(
    "frames/{frame_id}/refusal",
    response=FrameOut,
    operation_id="decline_frame",
    summary="Decline a frame",
)
def decline(request: ApiRequest, frame_id: Id, refusal: Refusal) -> HttpResponse:
    """A reason is needed."""
    actions.decline_frame(request.auth, frame_id, reason=refusal.reason)
    return read_frame(request, frame_id)


@router.post(
    "frames/{frame_id}/withdrawal",
    response=FrameOut,
    operation_id="withdraw_frame",
    summary="Withdraw a frame",
)
def withdraw(request: ApiRequest, frame_id: Id, withdrawal: Withdrawal) -> HttpResponse:
    """Before the unit answers; by whoever may hand it down."""
    actions.withdraw_frame(request.auth, frame_id, why=withdrawal.why)
    return read_frame(request, frame_id)


def _body(row: FrameRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in FrameOut.model_fields}
