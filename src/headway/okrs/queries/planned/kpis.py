"""The KPIs that key results of a plan read, with the aims they have of their own."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from headway.core.planning.plan import PlannedMetric
from headway.core.thresholds import Wanted
from headway.kit.prepared import prepared
from headway.kpis.models import Kpi
from headway.kpis.queries.series.targets import TargetRow, targets_of_many

_DIRECTIONS = {"up": 1, "down": -1}


@dataclass(frozen=True, slots=True)
class KpiOfPlan:
    """A KPI: how often it has a value, where its unit stands, and what it aims at."""

    frequency: str
    unit_path: str
    planned: PlannedMetric


def kpis_of(kpi_ids: Collection[int], today: date) -> dict[int, KpiOfPlan]:
    """KPIs by their ids, with the targets of today. Two queries, none without KPIs."""
    if not kpi_ids:
        return {}
    targets = targets_of_many(sorted(kpi_ids))
    return {
        pk: KpiOfPlan(
            frequency,
            path,
            PlannedMetric(
                pk, name, unit_id, _DIRECTIONS.get(better, 0), *_aim(targets.get(pk, ()), today)
            ),
        )
        for pk, name, unit_id, path, better, frequency in _kpis(kpi_ids)
    }


@prepared
def _kpis(kpi_ids: Collection[int]) -> QuerySet[Kpi, tuple[Any, ...]]:
    return Kpi.objects.filter(pk__in=kpi_ids).values_list(
        "id", "name", "unit_id", "unit__path", "better", "frequency"
    )


def _aim(targets: Collection[TargetRow], today: date) -> tuple[float | None, date | None]:
    """What is wanted at least or at most, and by when; nothing of a range, or of a target that is
    to hold always."""
    held = [row for row in targets if row.effective_on <= today]
    if not held or held[-1].by is None:
        return None, None
    wanted = {Wanted.AT_LEAST: held[-1].low, Wanted.AT_MOST: held[-1].high}
    return wanted.get(Wanted(held[-1].kind)), held[-1].by
