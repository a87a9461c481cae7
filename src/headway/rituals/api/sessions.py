"""Reviews and planning sessions: begin one, go through it, and what a session makes."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from headway.kit import clock
from headway.kit.problems import NotFound
from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, Input, Line, Ref
from headway.okrs.models import Decision
from headway.people.access import Actor
from headway.people.api.request import ApiRequest
from headway.rituals.actions.sessions.beginning import begin_session, move_focus
from headway.rituals.actions.sessions.planning import (
    close_confidence,
    draft_from_groups,
    vote_confidence,
    vote_confidence_again,
)
from headway.rituals.models import MeetingKind
from headway.rituals.queries.rooms.planning import confidence_of
from headway.rituals.queries.rooms.review import review_of, walk
from headway.rituals.queries.rooms.rows import MeetingRow, meeting_row

router = Router(tags=["Meetings"])


class SessionNew(Input):
    """Which session of a unit, about which cycle."""

    kind: Literal["review", "planning"]
    unit_id: Ref
    cycle_id: Ref


class SessionOut(Schema):
    """A session and where it stands."""

    id: Id
    kind: str = Field(..., examples=["review"])
    state: str = Field(..., examples=["open"])
    unit_id: Id
    cycle_id: Id | None
    stage: str = Field(..., description="Its key; empty before it begins.", examples=["scores"])
    opened_at: datetime | None
    version: int


class StopOut(Schema):
    """A goal that the review comes by."""

    focus: str = Field(..., examples=["objective-12"])
    title: str
    objective_id: Id
    key_result_id: Id | None
    score: float | None = Field(..., description="Computed, of record.", examples=[0.6])
    self_grade: float | None = Field(..., examples=[0.7])
    comment: str
    miss_reason: str
    decision: Decision | None
    is_done: bool = Field(..., description="Whether that is said which this stage asks for.")


class WalkOut(Schema):
    """Where the stage under way goes; `focus` is null while it is at what you may not read."""

    stage: str = Field(..., examples=["grades"])
    focus: str | None
    stops: list[StopOut]


class FocusIn(Input):
    """What everybody is to look at."""

    focus: Line = Field(..., examples=["key_result-5"])
    from_focus: Line | None = Field(
        None, description="What you see there: of two who go on at once, one is heard."
    )


class CutIn(Input):
    """What is taken on."""

    group_ids: list[Ref] = Field(..., min_length=1, max_length=50)
    owner_id: Ref | None = Field(None, description="Who answers for the drafts for now.")


class CutOut(Schema):
    """What was drafted now."""

    objective_ids: list[Id]


class ConfidenceIn(Input):
    """How sure you are, 0 to 10."""

    objective_id: Ref
    value: int = Field(..., ge=0, le=10, strict=True)


class ConfidencesIn(Input):
    """Of one objective or several; what you said of the others stays."""

    votes: list[ConfidenceIn] = Field(..., min_length=1, max_length=100)


class SureOut(Schema):
    """How sure everybody is of an objective; `counts` of each answer 0 to 10 once it is counted."""

    objective_id: Id
    title: str
    mine: int | None
    mean: float | None
    counts: list[int]


class ConfidenceOut(Schema):
    """The vote, the least sure first once it is counted."""

    is_counted: bool
    voted: int = Field(..., description="How many people have spoken.")
    objectives: list[SureOut]


@router.post(
    "sessions",
    response={201: SessionOut},
    operation_id="begin_session",
    summary="Begin a review or planning session",
)
def begin(request: ApiRequest, new: SessionNew) -> HttpResponse:
    """The one under way is joined, a planned one opens, else there is a new one. People of the
    unit, its leads and coaches."""
    made = begin_session(request.auth, **new.model_dump())
    body = _session(meeting_row(request.auth, made.pk))
    return answers.created(request, body, f"meetings/{made.pk}")


@router.get(
    "meetings/{meeting_id}/walk",
    response=WalkOut,
    operation_id="get_review_walk",
    summary="Read where a review goes",
)
def read_walk(request: ApiRequest, meeting_id: Id) -> HttpResponse:
    """The goals that its stage comes by, with what was said of them, as far as you may read."""
    return answers.one(request, _walk(request.auth, _row(request, meeting_id, MeetingKind.REVIEW)))


@router.put(
    "meetings/{meeting_id}/focus",
    response=WalkOut,
    operation_id="move_focus",
    summary="Let everybody look at a goal",
)
def focus(request: ApiRequest, meeting_id: Id, new: FocusIn) -> HttpResponse:
    """Whoever leads the review."""
    _row(request, meeting_id, MeetingKind.REVIEW)
    move_focus(request.auth, meeting_id, new.focus, from_focus=new.from_focus)
    return answers.one(request, _walk(request.auth, meeting_row(request.auth, meeting_id)))


@router.post(
    "meetings/{meeting_id}/cut",
    response=CutOut,
    operation_id="cut_drafts",
    summary="Draft what is taken on",
)
def cut(request: ApiRequest, meeting_id: Id, new: CutIn) -> HttpResponse:
    """Four groups of cards at most become drafts, the others are not now. Whoever leads the
    session and may add objectives to the unit."""
    made = draft_from_groups(request.auth, meeting_id, new.group_ids, owner_id=new.owner_id)
    return answers.one(request, {"objective_ids": [one.pk for one in made]})


@router.get(
    "meetings/{meeting_id}/plan-confidence",
    response=ConfidenceOut,
    operation_id="get_plan_confidence",
    summary="Read how sure everybody is of a plan",
)
def read_confidence(request: ApiRequest, meeting_id: Id) -> HttpResponse:
    """Your own answers; those of everybody, without names, once they are counted."""
    row = _row(request, meeting_id, MeetingKind.PLANNING)
    return answers.one(request, _confidence(request.auth, row))


@router.put(
    "meetings/{meeting_id}/plan-confidence",
    response=ConfidenceOut,
    operation_id="vote_plan_confidence",
    summary="Say how sure you are of a plan",
)
def vote(request: ApiRequest, meeting_id: Id, new: ConfidencesIn) -> HttpResponse:
    """In secret; it is counted once everybody in the room has spoken."""
    votes = {one.objective_id: one.value for one in new.votes}
    vote_confidence(request.auth, meeting_id, votes)
    return answers.one(request, _confidence(request.auth, meeting_row(request.auth, meeting_id)))


@router.put(
    "meetings/{meeting_id}/plan-confidence/count",
    response=ConfidenceOut,
    operation_id="count_plan_confidence",
    summary="Count how sure everybody is",
)
def count(request: ApiRequest, meeting_id: Id) -> HttpResponse:
    """With those who have spoken. Whoever leads the session."""
    close_confidence(request.auth, meeting_id)
    return answers.one(request, _confidence(request.auth, meeting_row(request.auth, meeting_id)))


@router.delete(
    "meetings/{meeting_id}/plan-confidence/count",
    response=ConfidenceOut,
    operation_id="forget_plan_confidence",
    summary="Have everybody vote again",
)
def again(request: ApiRequest, meeting_id: Id) -> HttpResponse:
    """What was counted is forgotten. Whoever leads the session."""
    vote_confidence_again(request.auth, meeting_id)
    return answers.one(request, _confidence(request.auth, meeting_row(request.auth, meeting_id)))


def _row(request: ApiRequest, meeting_id: int, kind: str) -> MeetingRow:
    row = meeting_row(request.auth, meeting_id)
    if row.kind != kind:
        raise NotFound(_("There is no such session."))
    return row


def _session(row: MeetingRow) -> dict[str, object]:
    fields = ("id", "kind", "state", "unit_id", "cycle_id", "opened_at", "version")
    return {"stage": row.stage_key, **{name: getattr(row, name) for name in fields}}


def _walk(actor: Actor, row: MeetingRow) -> dict[str, object]:
    review = review_of(actor, row, today=clock.today(actor.time_zone))
    found = walk(review, row, row.stage_key)
    return {
        "stage": row.stage_key,
        "focus": found.here.key if found.here else None,
        "stops": [
            {
                "focus": stop.key, "title": stop.title, "objective_id": stop.objective.id,
                "key_result_id": stop.key_result.id if stop.key_result else None,
                "score": stop.score, "self_grade": stop.said.self_grade,
                "comment": stop.said.comment, "miss_reason": stop.said.miss_reason,
                "decision": stop.said.decision or None, "is_done": stop.is_done,
            }
            for stop in found.stops
        ],
    }  # fmt: skip


def _confidence(actor: Actor, row: MeetingRow) -> dict[str, object]:
    found = confidence_of(actor, row, today=clock.today(actor.time_zone))
    return {
        "is_counted": found.is_counted,
        "voted": found.voted,
        "objectives": [
            {
                "objective_id": one.objective.id, "title": one.objective.title, "mine": one.mine,
                "mean": one.mean, "counts": one.counts if found.is_counted else (),
            }
            for one in found.rows
        ],
    }  # fmt: skip
