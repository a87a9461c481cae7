"""Key results as they are planned, with what their history is found by."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from headway.kit.keeping import Kept
from headway.kit.prepared import prepared
from headway.okrs.models import KeyResult


@dataclass(frozen=True, slots=True)
class KeyResultOfPlan:
    """A key result that counts, and the window of its objective's cycle."""

    id: int
    objective_id: int
    title: str
    kind: str
    owner_id: int | None
    start: float | None
    target: float | None
    scale: str
    anchors: Any
    aggregation: str
    weight: float
    cadence: str
    measure: str
    added_on: date | None
    kpi_id: int | None
    carried_from_id: int | None
    valued_on: date | None
    cycle_starts_on: date
    cycle_ends_on: date

    @property
    def starts_on(self) -> date:
        """The first day of its own window."""
        return max(self.added_on or self.cycle_starts_on, self.cycle_starts_on)


COLUMNS = (
    "id", "objective_id", "title", "kind", "owner_id", "start", "target", "scale", "anchors",
    "aggregation", "weight", "cadence", "measure", "added_on", "kpi_id", "carried_from_id",
    "valued_on", "objective__cycle__starts_on", "objective__cycle__ends_on",
)  # fmt: skip


@prepared(rows=Kept(KeyResultOfPlan))
def key_results_of(objective_ids: Collection[int]) -> QuerySet[KeyResult, tuple[Any, ...]]:
    """Of these objectives, in order; neither cancelled ones nor health metrics. One query."""
    live = KeyResult.objects.filter(
        objective_id__in=objective_ids, cancelled_on__isnull=True, is_health=False
    )
    return live.order_by("position", "id").values_list(*COLUMNS)
