"""A part of the organisation's plan as plain values, for the rules of ``core.review``.

What is reviewed is what the reader may read. What lies above it, or beside it for comparison, is
context: it counts and is on the way to a goal, also where it is hidden, but then without its words.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Case, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from headway.core.cadence import cadence_of
from headway.core.planning.focus import Load, owner_loads
from headway.core.planning.plan import (
    Answer,
    Need,
    Plan,
    PlannedCycle,
    PlannedGoal,
    PlannedKeyResult,
    PlannedLink,
    PlannedObjective,
    PlannedUnit,
    Ref,
    SubjectKind,
)
from headway.kit.prepared import Fixed, prepared
from headway.okrs.models import Dependency, KeyResult, Objective, ObjectiveLink, State
from headway.okrs.queries.focus import TAKEN_ON
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor
from headway.people.models import Unit, line_of

MOST_LEVELS = 12
AT_MOST = 500
"""So many objectives are reviewed, and as many given for context."""


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a plan that is reviewed; ``more`` when there is more than is looked at."""

    plan: Plan
    more: bool


def planned_part(
    actor: Actor,
    cycle_id: int,
    reviewed: Q,
    *,
    beside: Q | None = None,
    goals: Iterable[PlannedGoal] = (),
    at_most: int = AT_MOST,
) -> Part:
    """The objectives of a cycle that pass ``reviewed``, with what they need; ``beside`` are others
    to compare with. Six queries, and one more for each level of links above."""
    rows = _rows(_readable(actor, cycle_id, reviewed, Fixed(at_most + 1)))
    more, rows = len(rows) > at_most, rows[:at_most]
    ids = {row["id"] for row in rows}
    near = _rows(_readable(actor, cycle_id, beside, Fixed(at_most))) if beside else []
    around = {row["id"]: row for row in near if row["id"] not in ids}
    links = _links_of(ids | set(around))
    above = _above(actor, ids | set(around), links)
    around |= {row["id"]: row for row in above if row["id"] not in ids}
    objectives = _objectives(rows, list(around.values()))
    units = _units({row["unit_path"] for row in rows}, {r["unit_path"] for r in around.values()})
    return Part(Plan(units, objectives, tuple(links), tuple(goals)), more)


def loads_of(actor: Actor, cycle_id: int, unit_id: int, people: Collection[int]) -> list[Load]:
    """What people are accountable for in a cycle, wherever it is: all that is taken on, and the
    drafts of one unit. The heaviest first. Two queries."""
    rows = _rows(_loaded(actor, cycle_id, unit_id, people))
    loads = owner_loads(_objectives(rows, [], only_owners=True))
    wanted = (load for person, load in loads.items() if person in set(people))
    return sorted(wanted, key=lambda load: (-load.key_results, -load.objectives, load.person_id))


def _live(actor: Actor) -> QuerySet[Objective]:
    return Objective.objects.filter(organisation_id=actor.organisation_id, archived_at__isnull=True)


_COLUMNS = ("id", "title", "unit_id", "unit__path", "owner_id", "ambition", "is_local", "state",
            "cycle_id", "cycle__starts_on", "cycle__ends_on")  # fmt: skip


@prepared
def _readable(
    actor: Actor, cycle_id: int, wanted: Q, at_most: Fixed
) -> QuerySet[Objective, tuple[Any, ...]]:
    found = _live(actor).filter(visible_to(actor), wanted, cycle_id=cycle_id)
    found = found.annotate(is_read=Value(value=True, output_field=BooleanField()))
    return found.order_by("unit__path", "position", "id").values_list(*_COLUMNS, "is_read")[
        :at_most
    ]


@prepared
def _loaded(
    actor: Actor, cycle_id: int, unit_id: int, people: Collection[int]
) -> QuerySet[Objective, tuple[Any, ...]]:
    """Hidden ones count as well, without their words."""
    counted = Q(state__in=TAKEN_ON) | Q(unit_id=unit_id)
    theirs = Q(owner_id__in=people) | Q(
        pk__in=KeyResult.objects.filter(
            owner_id__in=people, objective__cycle_id=cycle_id, cancelled_on__isnull=True
        ).values("objective_id")
    )
    found = _live(actor).filter(counted, theirs, cycle_id=cycle_id).exclude(state=State.CLOSED)
    found = found.annotate(is_read=Value(value=False, output_field=BooleanField()))
    return found.values_list(*_COLUMNS, "is_read")


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
    return found.values_list(*_COLUMNS, "is_read")


def _rows(values: Iterable[tuple[Any, ...]]) -> list[dict[str, Any]]:
    names = ("id", "title", "unit_id", "unit_path", "owner_id", "ambition", "is_local", "state",
             "cycle_id", "starts_on", "ends_on", "is_read")  # fmt: skip
    return [dict(zip(names, row, strict=True)) for row in values]


def _links_of(ids: Collection[int]) -> list[PlannedLink]:
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


def _above(actor: Actor, known: set[int], links: list[PlannedLink]) -> list[dict[str, Any]]:
    """Everything that the objectives serve, level by level; extends ``links`` on the way."""
    found: list[dict[str, Any]] = []
    new, known = list(links), set(known)
    for _level in range(MOST_LEVELS):
        objectives = {x.parent.id for x in new if x.parent.kind is SubjectKind.OBJECTIVE}
        key_results = {x.parent.id for x in new if x.parent.kind is SubjectKind.KEY_RESULT}
        if not objectives - known and not key_results:
            return found
        rows = [r for r in _rows(_served(actor, objectives - known, key_results))
                if r["id"] not in known]  # fmt: skip
        if not rows:
            return found
        found += rows
        known |= {row["id"] for row in rows}
        new = _links_of({row["id"] for row in rows})
        links += new
    return found


def _objectives(
    rows: list[dict[str, Any]], context: list[dict[str, Any]], *, only_owners: bool = False
) -> tuple[PlannedObjective, ...]:
    read = {row["id"] for row in [*rows, *context] if only_owners or row["is_read"]}
    key_results = _key_results(read, {row["id"] for row in rows} if not only_owners else set())
    return tuple(
        PlannedObjective(
            row["id"],
            row["title"] if row["is_read"] else _("an objective that is not shown to you"),
            row["unit_id"],
            PlannedCycle(row["cycle_id"], row["starts_on"], row["ends_on"]),
            ambition=row["ambition"],
            owner_ids=() if row["owner_id"] is None else (row["owner_id"],),
            ends_on=row["ends_on"],
            key_results=tuple(key_results.get(row["id"], ())),
            is_active=row["state"] != State.CLOSED,
            is_local=row["is_local"],
            is_context=is_context,
        )
        for is_context, part in ((False, rows), (True, context))
        for row in part
    )


def _key_results(
    objective_ids: Collection[int], with_needs: Collection[int]
) -> dict[int, list[PlannedKeyResult]]:
    needs = _needs(with_needs)
    found: dict[int, list[PlannedKeyResult]] = defaultdict(list)
    for (
        key,
        objective_id,
        title,
        kind,
        owner,
        start,
        target,
        weight,
        cadence,
        added,
        measure,
    ) in _parts(objective_ids):
        found[objective_id].append(
            PlannedKeyResult(
                key,
                title,
                kind,
                () if owner is None else (owner,),
                start,
                target,
                weight,
                starts_on=added,
                cadence=cadence_of(cadence),
                needs=tuple(needs.get(key, ())),
                unit=measure,
            )
        )
    return found


@prepared
def _parts(objective_ids: Collection[int]) -> QuerySet[KeyResult, tuple[Any, ...]]:
    live = KeyResult.objects.filter(
        objective_id__in=objective_ids, cancelled_on__isnull=True, is_health=False
    )
    return live.order_by("position", "id").values_list(
        "id", "objective_id", "title", "kind", "owner_id", "start", "target", "weight",
        "cadence", "added_on", "measure",
    )  # fmt: skip


_ANSWERS = {"waiting": Answer.OPEN, "accepted": Answer.ACCEPTED, "declined": Answer.DECLINED}


def _needs(objective_ids: Collection[int]) -> dict[int, list[Need]]:
    found: dict[int, list[Need]] = defaultdict(list)
    if not objective_ids:
        return found
    for key, unit_id, name, state in _asked(objective_ids):
        found[key].append(Need(unit_id, name, _ANSWERS[state]))
    return found


@prepared
def _asked(objective_ids: Collection[int]) -> QuerySet[Dependency, tuple[Any, ...]]:
    rows = Dependency.objects.filter(
        key_result__objective_id__in=objective_ids, state__in=list(_ANSWERS)
    ).order_by("id")
    return rows.values_list("key_result_id", "unit_id", "unit__name", "state")


def _units(reviewed: Collection[str], around: Collection[str]) -> tuple[PlannedUnit, ...]:
    line = {unit_id for path in {*reviewed, *around} for unit_id in line_of(path)}
    return tuple(
        PlannedUnit(pk, name, parent, is_company=parent is None, is_context=path not in reviewed)
        for pk, name, parent, path in _named(line)
    )


@prepared
def _named(unit_ids: Collection[int]) -> QuerySet[Unit, tuple[Any, ...]]:
    found = Unit.objects.filter(pk__in=unit_ids).order_by("path")
    return found.values_list("id", "name", "parent_id", "path")
