"""The objectives behind a mid-term goal, and those a person answers for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from headway.activity.queries.past import later_events
from headway.kit.prepared import prepared
from headway.okrs.models import KeyResult, Objective, ObjectiveLink, Phase
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.objectives import (
    Filters,
    ObjectiveRow,
    judged_rows,
    objective_rows,
    readable_then,
    scoped,
)
from headway.okrs.queries.objectives.judging import judged, stored_objectives
from headway.okrs.queries.objectives.rows import as_rows
from headway.okrs.queries.past import links_from, moment_for
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor

AT_MOST = 100
LINK_ENDED = "goal.link_ended"


@dataclass(frozen=True, slots=True)
class Serving:
    """Objectives that are linked to a goal, those of open cycles apart from earlier ones, and how
    many more of the open ones the reader may not see."""

    now: list[ObjectiveRow]
    earlier: list[ObjectiveRow]
    hidden: int

    @property
    def counts(self) -> dict[str, int]:
        """Key results of the open cycles by status code."""
        found: dict[str, int] = {}
        for row in self.now:
            for code, count in row.counts.items():
                found[code] = found.get(code, 0) + count
        return found


def serving(actor: Actor, goal_id: int, today: date) -> Serving:
    """What is linked straight to the goal. Ten queries at most; a hundred objectives each;
    those of open cycles with their readings."""
    linked = Exists(ObjectiveLink.objects.filter(child_id=OuterRef("pk"), goal_id=goal_id))
    readable = scoped(actor, Filters()).filter(linked)
    is_over = {"cycle__phase": Phase.CLOSED}
    open_ones = readable.exclude(**is_over)
    now = open_ones.order_by("cycle__starts_on", "cycle_id", "unit__path", "position", "id")
    earlier = readable.filter(**is_over).order_by("-cycle__starts_on", "unit__path", "position")
    all_open = Objective.objects.filter(
        linked, organisation_id=actor.organisation_id, archived_at__isnull=True
    ).exclude(**is_over)
    return Serving(
        now=objective_rows(now[:AT_MOST], as_of=today, today=today, with_readings=True),
        earlier=objective_rows(earlier[:AT_MOST], as_of=today, today=today),
        hidden=all_open.exclude(pk__in=open_ones.values("pk")).count(),
    )


def serving_then(actor: Actor, goal_id: int, day: date, today: date) -> Serving:
    """What was linked straight to the goal on a past day, as it stood then: of cycles that had not
    ended, and of earlier ones. Two dozen queries, however many objectives."""
    moment = moment_for(actor, day)
    ended = later_events(moment.organisation_id, {"goal": {goal_id}}, moment.at, (LINK_ENDED,))
    ever = set(ObjectiveLink.objects.filter(goal_id=goal_id).values_list("child_id", flat=True))
    ever |= {(event.before or {})["child_id"] for event in ended}
    linked = {one.child_id for one in links_from(moment, ever) if one.goal_id == goal_id}
    rows = sorted(
        readable_then(actor, linked, day), key=lambda row: (row.starts_on, row.unit_path, row.id)
    )
    unread = Objective.objects.filter(
        Q(archived_at__isnull=True) | Q(archived_at__gt=moment.at),
        pk__in=linked - {row.id for row in rows},
        organisation_id=actor.organisation_id,
    ).exclude(visible_to(actor))
    judged_then = judged_rows(rows[-2 * AT_MOST :], as_of=day, today=today, with_readings=True)
    return Serving(
        now=[row for row in judged_then if row.ends_on >= day][:AT_MOST],
        earlier=[row for row in reversed(judged_then) if row.ends_on < day][:AT_MOST],
        hidden=unread.filter(cycle__ends_on__gte=day).count(),
    )


def fed_by(actor: Actor, kpi_id: int, today: date) -> list[tuple[KeyResultRow, ObjectiveRow]]:
    """Key results of open cycles whose values come from a KPI, as far as the reader may see them.
    Three queries."""
    return [
        (key_result, row)
        for row in judged(_fed(actor, kpi_id), as_of=today, today=today, with_readings=False)
        for key_result in (*row.key_results, *row.health)
        if key_result.kpi_id == kpi_id and not key_result.is_cancelled
    ]


@prepared(rows=stored_objectives)
def _fed(actor: Actor, kpi_id: int) -> QuerySet[Objective, tuple[Any, ...]]:
    fed = Exists(KeyResult.objects.filter(objective_id=OuterRef("pk"), kpi_id=kpi_id))
    readable = scoped(actor, Filters()).filter(fed).exclude(cycle__phase=Phase.CLOSED)
    ordered = readable.order_by("cycle__starts_on", "unit__path", "position", "id")
    return as_rows(ordered[:AT_MOST])


@dataclass(frozen=True, slots=True)
class Answering:
    """What somebody owns in cycles that are not closed: objectives, and key results with the
    objective each belongs to."""

    objectives: list[ObjectiveRow]
    key_results: list[tuple[KeyResultRow, ObjectiveRow]]


def answered_by(actor: Actor, person_id: int, today: date) -> Answering:
    """What the reader may see of it. Three queries."""
    owned = scoped(actor, Filters(owner_id=person_id)).exclude(cycle__phase=Phase.CLOSED)
    ordered = owned.order_by("cycle__starts_on", "unit__path", "position", "id")
    rows = objective_rows(ordered[:AT_MOST], as_of=today, today=today)
    return Answering(
        objectives=[row for row in rows if row.owner_id == person_id],
        key_results=[
            (key_result, row)
            for row in rows
            for key_result in row.key_results
            if key_result.owner_id == person_id and not key_result.is_cancelled
        ],
    )
