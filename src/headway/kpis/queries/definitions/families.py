"""Which KPIs have one definition in common: those that were copied from each other."""

from __future__ import annotations

from collections.abc import Collection

from headway.kpis.models import Kpi


def families(kpi_ids: Collection[int]) -> dict[int, int]:
    """The KPI that each began with, over however many copies; itself where it is no copy. KPIs of
    one definition have the same. A query for each generation, all KPIs together."""
    above: dict[int, int | None] = {}
    asked = set(kpi_ids)
    while asked:
        rows = dict(Kpi.objects.filter(pk__in=asked).values_list("pk", "copied_from_id"))
        above |= rows
        asked = {pk for pk in rows.values() if pk is not None and pk not in above}
    found = {}
    for pk in kpi_ids:
        first = pk
        while (earlier := above.get(first)) is not None:
            first = earlier
        found[pk] = first
    return found
