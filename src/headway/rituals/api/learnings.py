"""What was learned."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.http import HttpResponse
from ninja import Field, Router, Schema

from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, Input, Text
from headway.people.api.request import ApiRequest
from headway.people.queries import path_of
from headway.rituals.actions import learnings
from headway.rituals.queries.learnings import search_learnings

router = Router(tags=["Meetings"])


class LearningNew(Input):
    """What was learned."""

    text: Text


class LearningOut(Schema):
    """Something learned, in a retrospective or when an objective was closed."""

    id: Id
    source: str = Field(..., examples=["retrospective"])
    text: str
    unit_id: Id
    unit_name: str
    cycle_id: int | None
    cycle_name: str | None
    meeting_id: int | None
    objective_id: int | None
    about: str | None
    at: datetime


class LearningsFoundOut(Schema):
    """The latest first."""

    items: list[LearningOut]
    is_more: bool


@router.post(
    "meetings/{meeting_id}/learnings",
    response={204: None},
    operation_id="keep_learning",
    summary="Keep what was learned",
)
def keep(request: ApiRequest, meeting_id: Id, new: LearningNew) -> HttpResponse:
    """While the meeting is under way."""
    answers.leave_no_key(request)
    learnings.keep_learning(request.auth, meeting_id, text=new.text)
    return answers.nothing()


@router.delete(
    "learnings/{learning_id}",
    response={204: None},
    operation_id="remove_learning",
    summary="Take back what was learned",
)
def forget(request: ApiRequest, learning_id: Id) -> HttpResponse:
    """While its meeting is under way."""
    learnings.remove_learning(request.auth, learning_id)
    return answers.nothing()


@router.get(
    "learnings",
    response=LearningsFoundOut,
    operation_id="list_learnings",
    summary="Search what was learned",
)
def search(
    request: ApiRequest,
    q: str = "",
    unit_id: Id | None = None,
    cycle_id: Id | None = None,
    offset: int = 0,
) -> HttpResponse:
    """In retrospectives that are over, and when objectives were closed; 50 at a time."""
    found, is_more = search_learnings(
        request.auth, text=q[:200], unit_path=path_of(request.auth, unit_id), cycle_id=cycle_id,
        offset=min(max(offset, 0), 5_000),
    )  # fmt: skip
    return answers.one(request, {"items": [asdict(one) for one in found], "is_more": is_more})
