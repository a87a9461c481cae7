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
from headway.kit.prepared import Fixed, prepared
from headway.okrs.models import KeyResult, Objective, ObjectiveLink, Phase, State
from headway.okrs.queries.focus import TAKEN_ON
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


def _live(actor: Actor) -> QuerySet[Objective]:
    return Objective.objects.filter(organisation_id=actor.organisation_id, archived_at__isnull=True)


_COLUMNS = (
    "id", "title", "unit_id", "unit__path", "owner_id", "ambition", "is_local", "state",
    "cycle_id", "cycle__starts_on", "cycle__ends_on", "cycle__phase", "is_read",
)  # fmt: skip


def _rows(values: Iterable[tuple[Any, ...]]) -> list[ObjectiveOfPlan]:
    return [ObjectiveOfPlan(*row) for row in values]


def readable(actor: Actor, cycle_id: int, wanted: Q, *, at_most: int) -> list[ObjectiveOfPlan]:
    """Objectives of a cycle that the actor may read, unit by unit. One query."""
    return _rows(_readable(actor, cycle_id, wanted, Fixed(at_most)))


@prepared
def _readable(
    actor: Actor, cycle_id: int, wanted: Q, at_most: Fixed
) -> QuerySet[Objective, tuple[Any, ...]]:
    found = _live(actor).filter(visible_to(actor), wanted, cycle_id=cycle_id)
    found = found.annotate(is_read=Value(value=True, output_field=BooleanField()))
    return found.order_by("unit__path", "position", "id").values_list(*_COLUMNS)[:at_most]


def loaded(
    actor: Actor, cycle_id: int, unit_id: int, people: Collection[int]
) -> list[ObjectiveOfPlan]:
    """What people are accountable for: all that is taken on, and the drafts of one unit. Hidden
    ones count as well, without their words. One query."""
    return _rows(_loaded(actor, cycle_id, unit_id, people))


@prepared
def _loaded(
    actor: Actor, cycle_id: int, unit_id: int, people: Collection[int]
) -> QuerySet[Objective, tuple[Any, ...]]:
    counted = Q(state__in=TAKEN_ON) | Q(unit_id=unit_id)
    theirs = Q(owner_id__in=people) | Q(
        pk__in=KeyResult.objects.filter(
            owner_id__in=people, objective__cycle_id=cycle_id, cancelled_on__isnull=True
        ).values("objective_id")
    )
    found = _live(actor).filter(counted, theirs, cycle_id=cycle_id).exclude(state=State.CLOSED)
    found = found.annotate(is_read=Value(value=False, output_field=BooleanField()))
    return found.values_list(*_COLUMNS)


@prepared
def _served(
    actor: Actor, objective_ids: Collection[int], key_result_ids: Collection[int]
) -> QuerySet[Objective, tuple[Any, ...]]:
    """Objectives that others serve, by themselves or by a key result; also hidden ones."""
    is_read: Case | Value = Value(value=True, output_field=BooleanField())
    if not actor.is_admin:
        is_read = Case(When(visible_to(actor), then=True), default=False)
    wanted = Q(pk__in=objective_ids) | Q(key_results__in=key_result_ids)
    found = _live(actor).filter(wanted).distinct().annotate(is_read=is_read)
    return found.values_list(*_COLUMNS)


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
        if not objectives - known and not key_results:
            return found
        rows = [r for r in _rows(_served(actor, objectives - known, key_results))
                if r.id not in known]  # fmt: skip
        if not rows:
            return found
        found += rows
        known |= {row.id for row in rows}
        new = links_of({row.id for row in rows})
        links += new
    return found
