"""Key results of a plan as the rules take them: what is written, what they need, and the facts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from headway.core.cadence import cadence_of
from headway.core.planning.plan import Answer, Course, Need, Outlook, PlannedKeyResult
from headway.kit.prepared import prepared
from headway.okrs.models import Dependency
from headway.okrs.queries.planned.facts import Facts
from headway.okrs.queries.planned.kpis import KpiOfPlan
from headway.okrs.queries.planned.rows import KeyResultOfPlan


def planned_key_results(
    key_results: Iterable[KeyResultOfPlan],
    needs: Mapping[int, Sequence[Need]],
    kpis: Mapping[int, KpiOfPlan],
    facts: Facts,
) -> dict[int, list[PlannedKeyResult]]:
    """By objective, as the rules take them. No query."""
    found: dict[int, list[PlannedKeyResult]] = defaultdict(list)
    for one in key_results:
        kpi = kpis.get(one.kpi_id or 0)
        found[one.objective_id].append(
            PlannedKeyResult(
                one.id,
                one.title,
                one.kind,
                () if one.owner_id is None else (one.owner_id,),
                one.start,
                one.target,
                one.weight,
                starts_on=one.added_on,
                cadence=cadence_of(one.cadence),
                measured=cadence_of(kpi.frequency) if kpi else None,
                metric_id=one.kpi_id,
                needs=tuple(needs.get(one.id, ())),
                outlook=facts.outlooks.get(one.id, Outlook()),
                course=facts.courses.get(one.id, Course()),
                unit=one.measure,
            )
        )
    return found


_ANSWERS = {"waiting": Answer.OPEN, "accepted": Answer.ACCEPTED, "declined": Answer.DECLINED}


def needs_of(objective_ids: Collection[int]) -> dict[int, list[Need]]:
    """What the key results of objectives need of other units, by key result. One query, none
    without objectives."""
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
