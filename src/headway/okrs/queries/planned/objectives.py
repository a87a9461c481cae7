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
    position: int
    is_read: bool

    @property
    def place(self) -> tuple[str, int, int]:
        """Where it stands: unit by unit, in the order that its unit gave it."""
        return self.unit_path, self.position, self.id

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
    "cycle_id", "cycle__starts_on", "cycle__ends_on", "cycle__phase", "position", "is_read",
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
def _by_id(actor: Actor, ids: Collection[int]) -> QuerySet[Objective, tuple[Any, ...]]:
    """Also hidden ones."""
    is_read: Case | Value = Value(value=True, output_field=BooleanField())
    if not actor.is_admin:
        is_read = Case(When(visible_to(actor), then=True), default=False)
    return _live(actor).filter(pk__in=ids).annotate(is_read=is_read).values_list(*_COLUMNS)


@dataclass(frozen=True, slots=True)
class Links:
    """What objectives serve, and the ids of the objectives among that; of a key result that of its
    objective."""

    rows: list[PlannedLink]
    objective_ids: set[int]


def links_of(ids: Collection[int]) -> Links:
    """One query."""
    found = Links([], set())
    for child, goal, objective, key_result, of_key_result, kind, share in _links(ids):
        for kind_of, parent in (
            (SubjectKind.GOAL, goal),
            (SubjectKind.OBJECTIVE, objective),
            (SubjectKind.KEY_RESULT, key_result),
        ):
            if parent is not None:
                found.rows.append(PlannedLink(child, Ref(kind_of, parent), kind, share))
        found.objective_ids.update(pk for pk in (objective, of_key_result) if pk is not None)
    return found


@prepared
def _links(ids: Collection[int]) -> QuerySet[ObjectiveLink, tuple[Any, ...]]:
    rows = ObjectiveLink.objects.filter(child_id__in=ids).order_by("id")
    return rows.values_list(
        "child_id", "goal_id", "objective_id", "key_result_id", "key_result__objective_id", "kind",
        "share",
    )  # fmt: skip


def above(
    actor: Actor, known: Collection[int], links: Links
) -> tuple[list[ObjectiveOfPlan], list[PlannedLink]]:
    """Everything that the objectives serve, level by level, and all links on the way. Two queries
    for each level."""
    found: list[ObjectiveOfPlan] = []
    seen, way, new = set(known), list(links.rows), links.objective_ids
    for _level in range(MOST_LEVELS):
        rows = _rows(_by_id(actor, new - seen)) if new - seen else []
        if not rows:
            break
        found += rows
        here = {row.id for row in rows}
        seen |= here
        further = links_of(here)
        way += further.rows
        new = further.objective_ids
    return found, way
