"""Objectives of a plan and the links between them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from headway.core.planning.plan import (
    PlannedCycle,
    PlannedKeyResult,
    PlannedLink,
    PlannedObjective,
    Ref,
    SubjectKind,
)
from headway.kit.prepared import prepared
from headway.okrs.models import Objective, ObjectiveLink, Phase, State
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor

MOST_LEVELS = 12


@dataclass(frozen=True, slots=True)
class ObjectiveOfPlan:
    """An objective in its cycle; ``is_read`` when the reader may."""

    id: int
    title: str
    unit_id: int
    unit_path: str
    owner_id: int | None
    ambition: str
    is_local: bool
    state: str
    cycle_id: int
    starts_on: date
    ends_on: date
    phase: str
    is_read: bool

    @property
    def is_running(self) -> bool:
        """Whether its key results take check-ins (``due.OPEN``)."""
        return self.phase == Phase.RUNNING and self.state in (State.AGREED, State.RUNNING)

    def planned(
        self, key_results: Iterable[PlannedKeyResult], *, is_context: bool = False
    ) -> PlannedObjective:
        """As the rules take it."""
        return PlannedObjective(
            self.id,
            self.title if self.is_read else _("an objective that is not shown to you"),
            self.unit_id,
            PlannedCycle(self.cycle_id, self.starts_on, self.ends_on),
            ambition=self.ambition,
            owner_ids=() if self.owner_id is None else (self.owner_id,),
            ends_on=self.ends_on,
            key_results=tuple(key_results),
            is_active=self.state != State.CLOSED,
            is_running=self.is_running,
            is_local=self.is_local,
            is_context=is_context,
        )


def live(actor: Actor) -> QuerySet[Objective]:
    """Those of the organisation that are not archived."""
    return Objective.objects.filter(organisation_id=actor.organisation_id, archived_at__isnull=True)


def rows_of(actor: Actor, objectives: QuerySet[Objective]) -> list[ObjectiveOfPlan]:
    """Objectives, each with whether the actor may read it. One query."""
    is_read: Case | Value = Value(value=True, output_field=BooleanField())
    if not actor.is_admin:
        is_read = Case(When(visible_to(actor), then=True), default=False)
    values = objectives.annotate(is_read=is_read).values_list(
        "id", "title", "unit_id", "unit__path", "owner_id", "ambition", "is_local", "state",
        "cycle_id", "cycle__starts_on", "cycle__ends_on", "cycle__phase", "is_read",
    )  # fmt: skip
    return [ObjectiveOfPlan(*row) for row in values]


def links_of(ids: Collection[int]) -> list[PlannedLink]:
    """What these objectives serve. One query."""
    found = []
    for child, goal, objective, key_result, kind, share in _links(ids):
        for kind_of, parent in (
            (SubjectKind.GOAL, goal),
            (SubjectKind.OBJECTIVE, objective),
            (SubjectKind.KEY_RESULT, key_result),
        ):
            if parent is not None:
                found.append(PlannedLink(child, Ref(kind_of, parent), kind, share))
    return found


@prepared
def _links(ids: Collection[int]) -> QuerySet[ObjectiveLink, tuple[Any, ...]]:
    rows = ObjectiveLink.objects.filter(child_id__in=ids).order_by("id")
    return rows.values_list("child_id", "goal_id", "objective_id", "key_result_id", "kind", "share")


def above(actor: Actor, known: set[int], links: list[PlannedLink]) -> list[ObjectiveOfPlan]:
    """Everything that the objectives serve, level by level; extends ``links`` on the way."""
    found: list[ObjectiveOfPlan] = []
    new, known = list(links), set(known)
    for _level in range(MOST_LEVELS):
        objectives = {x.parent.id for x in new if x.parent.kind is SubjectKind.OBJECTIVE}
        key_results = {x.parent.id for x in new if x.parent.kind is SubjectKind.KEY_RESULT}
        wanted = Q(pk__in=objectives - known) | Q(key_results__in=key_results)
        if not objectives - known and not key_results:
            return found
        rows = [r for r in rows_of(actor, live(actor).filter(wanted).distinct())
                if r.id not in known]  # fmt: skip
        if not rows:
            return found
        found += rows
        known |= {row.id for row in rows}
        new = links_of({row.id for row in rows})
        links += new
    return found
