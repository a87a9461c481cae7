"""Retrospectives: hold one, what the data say before it, and what became of what is agreed."""

from __future__ import annotations

from dataclasses import asdict, replace

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from headway.core.rituals import BOARD_STAGES
from headway.kit.problems import NotAllowed, NotFound
from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, Input, Instant, Line, Ref
from headway.people.access import Actor
from headway.people.api.request import ApiRequest
from headway.people.queries import path_of
from headway.rituals.actions.rooms.retrospectives import (
    hold_retrospective,
    plan_retrospective,
)
from headway.rituals.queries.retrospective_data import follow_through_of, retrospective_data
from headway.rituals.queries.rooms.confidential import may_read, may_read_board
from headway.rituals.queries.rooms.rows import MeetingRow, may_take_part, meeting_row

router = Router(tags=["Meetings"])


class RetrospectiveNew(Input):
    """A retrospective; without a time it begins now."""

    unit_id: Ref
    cycle_id: Ref
    planned_at: Instant | None = None
    format: Line = Field("goals_measures", examples=["keep_stop_start"])
    is_anonymous: bool = True
    facilitator_id: Ref | None = None


class RetrospectiveOut(Schema):
    """A retrospective; the rest stands at `meetings/{id}`."""

    id: Id
    unit_id: Id
    cycle_id: int | None
    state: str
    format: str
    is_anonymous: bool
    facilitator_id: int | None


class FactOut(Schema):
    """A number and what it means."""

    title: str
    value: str
    words: str


class DataOut(Schema):
    """What the data say before people write."""

    facts: list[FactOut]
    untouched: list[str]
    reach: list[str]
    moved: list[str]
    still_open: list[int]
    hidden: int


class FollowThroughOut(Schema):
    """How much of what the last four retrospectives of each unit agreed on was done by the next."""

    agreed: int
    done: int
    share: float | None
    band: str | None


@router.post(
    "retrospectives",
    response={201: RetrospectiveOut},
    operation_id="hold_retrospective",
    summary="Plan a retrospective, or hold one now",
)
def hold(request: ApiRequest, new: RetrospectiveNew) -> HttpResponse:
    """People of the unit, its leads and coaches; one that is under way is joined."""
    fields = new.model_dump()
    if new.planned_at is None:
        del fields["planned_at"]
        made = hold_retrospective(request.auth, **fields)
    else:
        made = plan_retrospective(request.auth, **fields)
    body = {name: getattr(made, name) for name in RetrospectiveOut.model_fields}
    return answers.created(request, body, f"meetings/{made.pk}")


@router.get(
    "retrospectives/follow-through",
    response=FollowThroughOut,
    operation_id="get_follow_through",
    summary="Read how much of what was agreed is done",
)
def read_follow_through(request: ApiRequest, unit_id: Id | None = None) -> HttpResponse:
    """Of a unit and all below it, or of everybody (docs/methods 10.2)."""
    found = follow_through_of(request.auth, path_of(request.auth, unit_id))
    body = {"agreed": found.agreed, "done": found.done, "share": found.share, "band": found.band}
    return answers.one(request, body)


@router.get(
    "meetings/{meeting_id}/data",
    response=DataOut,
    operation_id="get_retrospective_data",
    summary="Read what the data say before a retrospective",
)
def read_data(request: ApiRequest, meeting_id: Id) -> HttpResponse:
    """As far as one may read objectives."""
    found = retrospective_data(request.auth, let_in(request.auth, meeting_id))
    body = {
        "facts": [asdict(one) for one in found.facts],
        "untouched": [one.title for one in found.untouched],
        "reach": [f"{one.title}: {one.words}" for one in found.reach],
        "moved": [one.title for one in found.ledger.indexes],
        "still_open": [one.id for one in found.still_open],
        "hidden": found.hidden,
    }
    return answers.one(request, body)


def let_in(actor: Actor, meeting_id: int) -> MeetingRow:
    """The meeting, for somebody who belongs there and a kind that has a board. Raises NotFound,
    NotAllowed."""
    row = meeting_row(actor, meeting_id)
    if not may_read(actor, row):
        raise NotAllowed(_("What is said in a retrospective stays among the people of the unit."))
    if row.kind not in BOARD_STAGES:
        raise NotFound(_("This kind of meeting has no board."))
    person = replace(actor, scopes=None)  # a token that may only read reads what its person does
    if not (may_read_board(actor, row) or may_take_part(person, row)):
        raise NotAllowed(_("Only those who may read the drafts of the unit may read this board."))
    return row
