"""Who uses a KPI: others that are derived from it, and what apps above this one know, such as key
results.

Each registers what it has to say when it starts, as with ``web.panels``; a list asks once for all
its rows.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date

from django.db.models import Count
from django.utils.translation import ngettext

from headway.kpis.models import KpiInput
from headway.people.access import Actor

Reader = Callable[[Actor, Collection[int]], Mapping[int, str]]
"""Gives, for those of the KPIs that are used, how: "2 key results". A fixed number of queries."""

_READERS: list[Reader] = []


def tell_uses(reader: Reader) -> None:
    """Have ``reader`` say who uses KPIs. Once, at start."""
    if reader not in _READERS:
        _READERS.append(reader)


def uses_of(actor: Actor, kpi_ids: Collection[int]) -> dict[int, list[str]]:
    """How each of the KPIs is used; those that are not are left out."""
    found: dict[int, list[str]] = {}
    for reader in _READERS if kpi_ids else ():
        for kpi_id, words in reader(actor, kpi_ids).items():
            found.setdefault(kpi_id, []).append(words)
    return found


Counted = Callable[[int, date], bool]
"""Whether a KPI makes part of a score, and did on a day before this one."""

_COUNTED: list[Counted] = []


def tell_counted(reader: Counted) -> None:
    """Have ``reader`` say where KPIs count. Once, at start."""
    if reader not in _COUNTED:
        _COUNTED.append(reader)


def has_counted(kpi_id: int, today: date) -> bool:
    """Whether a score is another one without this KPI, so that people will ask why it is gone."""
    return any(reader(kpi_id, today) for reader in _COUNTED)


def derived_kpis(_actor: Actor, kpi_ids: Collection[int]) -> dict[int, str]:
    """How many live KPIs are computed from each: "2 computed KPIs". One query."""
    counts = (
        KpiInput.objects.filter(input_id__in=kpi_ids, kpi__archived_at__isnull=True)
        .values_list("input_id")
        .annotate(count=Count("kpi_id", distinct=True))
        .order_by()
    )
    return {
        kpi_id: ngettext("%(count)d computed KPI", "%(count)d computed KPIs", count)
        % {"count": count}
        for kpi_id, count in counts
    }
