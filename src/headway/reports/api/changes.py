"""What changed between two days, as data: the differences of the page, with the same names."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from headway.activity.queries import EventRow
from headway.kit import clock
from headway.kit.pagination import Page, page_after
from headway.kit.problems import InvalidInput
from headway.kit.rest import answers
from headway.kit.rest.schemas import Day, Id, PageOf, PageQuery
from headway.okrs.queries.cycles import CycleRow
from headway.okrs.queries.doors import get_objective
from headway.people.access import Actor
from headway.people.api.request import ApiRequest
from headway.people.queries import get_unit
from headway.reports.api.view import cycle_of
from headway.reports.queries.changes import (
    AT_MOST,
    Change,
    Changes,
    Section,
    Span,
    changes_of_objective,
    changes_of_unit,
)
from headway.reports.queries.changes.listed import listed, with_events
from headway.reports.queries.changes.span import WEEK

router = Router(tags=["Audit"])


class EventRef(Schema):
    """An event that made a difference; read it whole by its number."""

    sequence: int = Field(..., examples=[1204])
    at: datetime
    person_name: str = Field(..., examples=["Grace Hopper"])
    verb: str = Field(..., examples=["key_result.changed"])
    why: str


class DifferenceOut(Schema):
    """One difference between two days."""

    section: Section
    what: str = Field(..., description="What differs, stable.", examples=["target"])
    label: str = Field(..., description="The same in words.", examples=["Target"])
    subject_type: str = Field(..., examples=["key_result"])
    subject_id: Id
    subject_title: str = Field(..., examples=["Activation rises from 40 % to 60 %"])
    objective_id: Id | None = Field(..., description="Of an objective or one of its key results.")
    before: Any = Field(..., description="As stored; null: there was none.", examples=[60.0])
    after: Any = Field(..., description="As stored; null: there is none.", examples=[70.0])
    before_words: str = Field(..., examples=["60 %"])
    after_words: str = Field(..., examples=["70 %"])
    is_goal_post: bool = Field(..., description="Promised at plan lock, and moved since.")
    events: list[EventRef] = Field(
        ..., description="The oldest first. Empty where only time has passed."
    )


class DaysQuery(PageQuery):
    """Which days, and which differences."""

    since: Day | None = Field(
        None, description="The earlier day, as it stood when that was over; a week before `until`."
    )
    until: Day | None = Field(None, description="The later day; today when left out.")
    section: Section | None = Field(None, description="Of one section only.")


class ChangesQuery(DaysQuery):
    """Which days, and of what."""

    cycle_id: Id | None = Field(None, description="The running cycle when left out.")
    unit_id: Id | None = Field(None, description="Of this unit and all below it.")


@router.get(
    "changes",
    response=PageOf[DifferenceOut],
    operation_id="list_changes",
    summary="Compare two days",
)
def list_changes(request: ApiRequest, query: Query[ChangesQuery]) -> HttpResponse:
    """What differs between the ends of two days: numbers by the day that check-ins hold for, what
    fell first; then structure, goal posts and texts, strategy, units, each with its events."""
    actor = request.auth
    span, cycle = _span(actor, query), cycle_of(actor, query.cycle_id, clock.today(actor.time_zone))
    unit = get_unit(actor, query.unit_id) if query.unit_id is not None else None
    path = unit.path if unit is not None and unit.parent_id is not None else ""
    found = changes_of_unit(actor, span, cycle, unit_path=path)
    if found is None:
        raise InvalidInput.on(
            "unit_id",
            _("More than %(most)d objectives cannot be compared at once. Name a unit.")
            % {"most": AT_MOST},
            code="too_many",
        )
    return _answer(request, actor, found, cycle, query)


@router.get(
    "objectives/{objective_id}/changes",
    response=PageOf[DifferenceOut],
    operation_id="list_objective_changes",
    summary="Compare two days of an objective",
)
def list_objective_changes(
    request: ApiRequest, objective_id: Id, query: Query[DaysQuery]
) -> HttpResponse:
    """The same of one objective and its key results."""
    actor = request.auth
    stored = get_objective(actor, objective_id)
    cycle = cycle_of(actor, stored.cycle_id, clock.today(actor.time_zone))
    found = changes_of_objective(actor, _span(actor, query), cycle, stored.pk)
    return _answer(request, actor, found, None, query)


def _span(actor: Actor, query: DaysQuery) -> Span:
    today = clock.today(actor.time_zone)
    until = min(query.until or today, today)
    since = query.since or until - WEEK
    if since > until:
        raise InvalidInput.on(
            "since", _("Choose a day that is not after the other one, nor after today.")
        )
    return Span(since, until, today, actor.time_zone)


def _answer(
    request: ApiRequest, actor: Actor, found: Changes, cycle: CycleRow | None, query: DaysQuery
) -> HttpResponse:
    """The page after the difference that the cursor names."""
    rows = listed(found, cycle, query.section)
    page = page_after(rows, query.cursor, query.limit, key=lambda row: row.key)
    shown = with_events(actor, found, page.items)
    return answers.page(request, Page(shown, page.next_cursor), _body)


def _body(change: Change) -> dict[str, Any]:
    subject = change.subject
    return {
        "section": str(change.section),
        "what": change.what,
        "label": change.label,
        "subject_type": subject.kind,
        "subject_id": subject.id,
        "subject_title": subject.title,
        "objective_id": subject.id if subject.kind == "objective" else subject.of_objective,
        "before": change.values[0],
        "after": change.values[1],
        "before_words": change.before,
        "after_words": change.after,
        "is_goal_post": change.is_post,
        "events": [_ref(row) for row in change.events],
    }


def _ref(row: EventRow) -> dict[str, Any]:
    return {
        "sequence": row.sequence,
        "at": row.at,
        "person_name": row.person_name,
        "verb": row.verb,
        "why": row.why,
    }
