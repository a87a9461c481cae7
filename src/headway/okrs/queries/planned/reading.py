"""Read a part of a plan: objectives, what they serve, what is beside them, and their units."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from headway.core.planning.focus import Load, owner_loads
from headway.core.planning.plan import Plan, PlannedGoal, PlannedUnit
from headway.kit.prepared import prepared
from headway.okrs.queries.planned.facts import Facts, Told, facts_of
from headway.okrs.queries.planned.key_results import needs_of, planned_key_results
from headway.okrs.queries.planned.kpis import KpiOfPlan, kpis_of
from headway.okrs.queries.planned.objectives import (
    ObjectiveOfPlan,
    above,
    links_of,
    loaded,
    readable,
)
from headway.okrs.queries.planned.rows import key_results_of
from headway.people.access import Actor
from headway.people.models import Unit, line_of

AT_MOST = 500
"""So many objectives are reviewed, and as many given for context."""


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a plan that is reviewed, unit by unit; ``more`` when there is more than is looked
    at."""

    plan: Plan
    more: bool


def planned_part(
    actor: Actor,
    cycle_id: int,
    reviewed: Q,
    *,
    today: date,
    beside: Q | None = None,
    unit_ids: Collection[int] = (),
    goals: Iterable[PlannedGoal] = (),
    told: Told = Told.EVERYTHING,
    at_most: int = AT_MOST,
    is_whole: bool = False,
) -> Part:
    """The objectives of a cycle that pass ``reviewed``, with what they need; ``beside`` are others
    to compare with. ``unit_ids`` are reviewed too, whatever they plan. Six queries, two more where
    KPIs are read, those of :func:`facts_of`, and one for each level of links above. ``is_whole``:
    a part of the objectives is of no use; where there are more than ``at_most``, or as many beside
    them, the plan is empty, and it takes one query or two."""
    rows = readable(actor, cycle_id, reviewed, at_most=at_most + 1)
    more, rows = len(rows) > at_most, rows[:at_most]
    if more and is_whole:
        return Part(Plan((), ()), more)
    ids = {row.id for row in rows}
    near = readable(actor, cycle_id, beside, at_most=at_most + is_whole) if beside else []
    if is_whole and len(near) > at_most:
        return Part(Plan((), ()), more=True)
    around = {row.id: row for row in near if row.id not in ids}
    looked_at = ids | set(around)
    served, links = above(actor, looked_at, links_of(looked_at))
    around |= {row.id: row for row in served if row.id not in ids}
    context = list(around.values())
    written = key_results_of(sorted(row.id for row in [*rows, *context] if row.is_read))
    kpis = kpis_of({one.kpi_id for one in written if one.kpi_id is not None}, today)
    own_units = {*unit_ids, *(row.unit_id for row in rows)}
    facts = facts_of(
        actor,
        told,
        [one for one in written if one.objective_id in ids],
        running={row.id for row in rows if row.is_running},
        kpis=kpis,
        unit_ids=own_units,
        cycle_id=cycle_id,
        today=today,
    )
    key_results = planned_key_results(written, needs_of(ids), kpis, facts)
    objectives = tuple(
        row.planned(key_results.get(row.id, ()), is_context=row.id not in ids)
        for row in sorted([*rows, *context], key=lambda row: row.place)
    )
    plan = Plan(
        _units(own_units, [*rows, *context], kpis, facts),
        objectives,
        tuple(links),
        tuple(goals),
        tuple(kpi.planned for kpi in kpis.values()),
    )
    return Part(plan, more)


def loads_of(actor: Actor, cycle_id: int, unit_id: int, people: Collection[int]) -> list[Load]:
    """What people are accountable for in a cycle, wherever it is: all that is taken on, and the
    drafts of one unit. The heaviest first. Two queries."""
    rows = loaded(actor, cycle_id, unit_id, people)
    written = key_results_of(sorted(row.id for row in rows))
    key_results = planned_key_results(written, {}, {}, Facts())
    loads = owner_loads([row.planned(key_results.get(row.id, ())) for row in rows])
    wanted = (load for person, load in loads.items() if person in set(people))
    return sorted(wanted, key=lambda load: (-load.key_results, -load.objectives, load.person_id))


def _units(
    own: Collection[int],
    objectives: Iterable[ObjectiveOfPlan],
    kpis: Mapping[int, KpiOfPlan],
    facts: Facts,
) -> tuple[PlannedUnit, ...]:
    """Those under review, those of everything else that is planned or read, and all above."""
    paths = {row.unit_path for row in objectives} | {one.unit_path for one in kpis.values()}
    line = {*own, *(unit_id for path in paths for unit_id in line_of(path))}
    return tuple(
        PlannedUnit(
            pk,
            name,
            parent,
            is_company=parent is None,
            past=facts.pasts.get(pk, ()),
            is_context=pk not in own,
        )
        for pk, name, parent in _named(line)
    )


@prepared
def _named(unit_ids: Collection[int]) -> QuerySet[Unit, tuple[Any, ...]]:
    found = Unit.objects.filter(pk__in=unit_ids).order_by("path")
    return found.values_list("id", "name", "parent_id")
