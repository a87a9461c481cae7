"""Series of meetings."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time
from typing import Any

from django.db.models import QuerySet

from headway.core.rituals import Series
from headway.kit.prepared import prepared
from headway.rituals.models import MeetingSeries


@dataclass(frozen=True, slots=True)
class SeriesRow:
    """A series of meetings of a unit."""

    id: int
    unit_id: int
    unit_name: str
    kind: str
    mode: str
    weekday: int
    at: time
    weeks: int
    open_hours: int
    facilitator_id: int | None
    facilitator_name: str | None
    since: date
    ended_on: date | None
    version: int

    @property
    def terms(self) -> Series:
        """When it meets."""
        return Series(self.weekday, self.at, self.weeks, self.since, self.ended_on)


def series_of(unit_ids: Collection[int]) -> list[SeriesRow]:
    """The series of units that are not archived, those that have ended too, by unit and kind. One
    query."""
    return [SeriesRow(*row) for row in _series(unit_ids)]


@prepared
def _series(unit_ids: Collection[int]) -> QuerySet[MeetingSeries, tuple[Any, ...]]:
    found = MeetingSeries.objects.filter(unit_id__in=unit_ids, unit__archived_at__isnull=True)
    return found.order_by("unit__path", "kind", "id").values_list(
        "id", "unit_id", "unit__name", "kind", "mode", "weekday", "at", "weeks", "open_hours",
        "facilitator_id", "facilitator__name", "since", "ended_on", "version",
    )  # fmt: skip
