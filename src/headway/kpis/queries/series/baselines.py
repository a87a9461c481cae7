"""From when on values are of one formula and judged by one set of limits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db.models import QuerySet

from headway.kit.prepared import prepared
from headway.kpis.models import Kpi, KpiVersion, Rebase


def baseline_starts(kpi: Kpi) -> list[date]:
    """The days from which a new baseline holds: the formula changed, or limits were re-based. Two
    queries."""
    return baseline_starts_of_many([kpi.pk]).get(kpi.pk, [])


def baseline_starts_of_many(kpi_ids: Sequence[int]) -> dict[int, list[date]]:
    """The same of those KPIs that have any. Two queries."""
    found: dict[int, list[date]] = {}
    for kpi_id, day in (*_breaks(kpi_ids), *_rebases(kpi_ids)):
        found.setdefault(kpi_id, []).append(day)
    return found


def last_breaks(kpi_ids: Sequence[int]) -> dict[int, date]:
    """From when on the values of KPIs are of one formula, where that was changed. One query."""
    found: dict[int, date] = {}
    for kpi_id, day in _breaks(kpi_ids):
        found[kpi_id] = max(day, found.get(kpi_id, day))
    return found


@prepared
def _breaks(kpi_ids: Sequence[int]) -> QuerySet[KpiVersion, tuple[int, date]]:
    return KpiVersion.objects.filter(kpi_id__in=kpi_ids, breaks=True).values_list(
        "kpi_id", "effective_on"
    )


@prepared
def _rebases(kpi_ids: Sequence[int]) -> QuerySet[Rebase, tuple[int, date]]:
    return Rebase.objects.filter(kpi_id__in=kpi_ids, undone_at__isnull=True).values_list(
        "kpi_id", "starts_on"
    )
