"""Home: what is due from whoever calls, what waits for them, and what moved around them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse
from ninja import Field, Query, Router, Schema

from headway.kit import clock
from headway.kit.pagination import Page, page_after
from headway.kit.rest import answers
from headway.kit.rest.schemas import Id, PageOf, Paging
from headway.okrs.api import bodies
from headway.okrs.api.outputs import KeyResultItem, ObjectiveItem
from headway.okrs.models import Phase
from headway.people.api.request import ApiRequest
from headway.people.models import Organisation
from headway.reports.api.view import ScopeQuery, cycle_of, unit_of
from headway.reports.queries.due import Due, DueItem, due_items, due_of
from headway.reports.queries.movers import Mover, moved_in_week
from headway.reports.queries.waiting import (
    OwnObjective,
    own_objectives,
    waiting_items,
)
from headway.reports.queries.waiting_item import WaitingItem

router = Router(tags=["Home"])


class MovedOut(Schema):
    """What today's check-ins moved."""

    score_before: float | None = Field(..., examples=[0.5])
    score: float | None = Field(..., examples=[0.6])
    objective_score_before: float | None = Field(..., examples=[0.58])
    objective_score: float | None = Field(..., examples=[0.62])


class DueOut(Schema):
    """A key result that waits for a check-in of yours, or got one today."""

    key_result: KeyResultItem
    objective_title: str = Field(..., examples=["Customers find what they came for"])
    unit_name: str = Field(..., examples=["Growth"])
    waits: bool = Field(..., description="Late, or due by the end of this week.")
    is_late: bool
    moved: MovedOut | None = Field(..., description="Once it got a check-in today.")


class WaitingOut(Schema):
    """Something that you are asked to decide or to complete."""

    kind: str = Field(
        ...,
        description="objective, frame, dependency, goal_post_request, kpi, kpi_source, pack or "
        "invitations.",
        examples=["frame"],
    )
    id: Id | None = Field(..., description="Of that thing; null where it is about several.")
    title: str = Field(..., examples=["Nobody waits longer than a minute"])
    reason: str = Field(..., examples=["Grace Hopper asks this of your unit for Q1 2027."])
    why_you: str = Field(..., examples=["Lead of Growth"])
    since: date
    action: str = Field(..., description="What to do.", examples=["Answer"])
    page: str = Field(..., description="Where to do it.", examples=["/frames/17"])


class FallingOut(Schema):
    """A key result that is on track while its owner's confidence falls."""

    key_result_id: Id
    title: str = Field(..., examples=["Activation rises from 40 % to 60 %"])
    before: int = Field(..., description="Confidence, 0 to 10.", examples=[8])
    now: int = Field(..., examples=[5])
    since: date


class OwnObjectiveOut(Schema):
    """An objective of your own."""

    objective: ObjectiveItem
    cycle_phase: Phase = Field(..., examples=["running"])
    falling: list[FallingOut]


class MoverOut(Schema):
    """A key result that moved within a week."""

    key_result: KeyResultItem
    unit_name: str = Field(..., examples=["Growth"])
    before: KeyResultItem = Field(..., description="As it stood a week before.")
    change: float = Field(..., description="Of its progress, as a share.", examples=[0.1])
    turned: bool = Field(..., description="Whether its status is another one.")


@router.get(
    "me/due",
    response=PageOf[DueOut],
    operation_id="list_due",
    summary="List the check-ins that are due from you",
)
def read_due(request: ApiRequest, page: Paging) -> HttpResponse:
    """Late or due this week, the earliest first; then what got a check-in today. Of key results
    that you own or update, at most two hundred."""
    actor = request.auth
    organisation = Organisation.objects.only("week_start").get(pk=actor.organisation_id)
    due = due_of(actor, clock.today(actor.time_zone), organisation.week_start)
    ordered = sorted(due.listed, key=lambda turn: not turn.waits(due.until))
    chosen = page_after(
        ordered, page.cursor, page.limit, key=lambda turn: turn.key_result_id, kind=int
    )
    items = due_items(actor, due.today, chosen.items, due.until)
    return answers.page(request, Page([_due(item, due) for item in items], chosen.next_cursor))


@router.get(
    "me/waiting",
    response=PageOf[WaitingOut],
    operation_id="list_waiting",
    summary="List what waits for you",
)
def read_waiting(request: ApiRequest, page: Paging) -> HttpResponse:
    """Frames to answer and those of yours that were declined, own objectives to complete or close,
    objectives to sign, dependencies and moved goal posts to answer, invitations nobody took; apart
    from check-ins."""
    actor, today = request.auth, clock.today(request.auth.time_zone)
    rows = waiting_items(actor, own_objectives(actor, today), today)
    return answers.listed(request, rows, page, _waiting, key=_key, kind=str)


@router.get(
    "me/objectives",
    response=PageOf[OwnObjectiveOut],
    operation_id="list_own_objectives",
    summary="List your own objectives",
)
def read_own(request: ApiRequest, page: Paging) -> HttpResponse:
    """In cycles that are not closed, those that run first; with the key results whose owner's
    confidence falls although progress is fine."""
    rows = own_objectives(request.auth, clock.today(request.auth.time_zone))
    return answers.listed(request, rows, page, _own, key=lambda one: one.row.id)


@router.get(
    "movers",
    response=PageOf[MoverOut],
    operation_id="list_movers",
    summary="List what moved most within a week",
)
def read_movers(request: ApiRequest, query: Query[ScopeQuery], page: Paging) -> HttpResponse:
    """Key results of a unit and what lies below it, the largest step first, at most eight."""
    actor, today = request.auth, clock.today(request.auth.time_zone)
    cycle = cycle_of(actor, query.cycle_id, today)
    found: Sequence[Mover] = ()
    if cycle.phase == Phase.RUNNING:
        found = moved_in_week(actor, unit_of(actor, query.unit_id), cycle.id, today).movers
    return answers.listed(request, found, page, _mover, key=lambda one: one.now.id)


def _due(item: DueItem, due: Due) -> dict[str, Any]:
    row, move = item.row, item.move
    moved = move and {
        "score_before": move.before,
        "score": move.after,
        "objective_score_before": move.objective_before,
        "objective_score": move.objective_after,
    }
    return {
        "key_result": bodies.key_result_item(row),
        "objective_title": item.objective_title,
        "unit_name": item.unit_name,
        "waits": item.waits,
        "is_late": item.waits and row.due_on is not None and row.due_on < due.today,
        "moved": moved,
    }


def _key(item: WaitingItem) -> str:
    return f"{item.kind}-{item.id}-{item.action}"


def _waiting(item: WaitingItem) -> dict[str, Any]:
    return {
        "kind": item.kind,
        "id": item.id or None,
        "title": item.title,
        "reason": item.reason,
        "why_you": item.why_you,
        "since": item.since,
        "action": item.action,
        "page": item.url,
    }


def _own(one: OwnObjective) -> dict[str, Any]:
    falling = [
        {
            "key_result_id": doubt.row.id,
            "title": doubt.row.title,
            "before": doubt.falling.before,
            "now": doubt.falling.now,
            "since": doubt.falling.since,
        }
        for doubt in one.doubts
    ]
    return {
        "objective": bodies.objective_item(one.row),
        "cycle_phase": one.cycle_phase,
        "falling": falling,
    }


def _mover(one: Mover) -> dict[str, Any]:
    return {
        "key_result": bodies.key_result_item(one.now),
        "unit_name": one.unit_name,
        "before": bodies.key_result_item(one.before),
        "change": one.change,
        "turned": one.turned,
    }
