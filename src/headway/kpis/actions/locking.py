"""Lock what a write will move before it writes anything."""

from __future__ import annotations

from collections.abc import Collection

from django.db import connection, transaction
from django.db.models import QuerySet

from headway.kit.prepared import prepared
from headway.kpis.models import Kpi
from headway.kpis.queries.series.formulas import derived_from


def lock_moved(organisation_id: int, kpi_ids: Collection[int]) -> dict[int, set[int]]:
    """Lock KPIs and all that are derived from them, in the order of their ids, so that two writes
    wait for each other and never in a circle. Returns the derived ones with what they are made of.

    A formula may come between reading what is derived and locking it; then all is let go and begun
    again, since a row that is locked late would be out of order. What was found before may be gone,
    or made of others: it is read again under the locks. No formula comes once its inputs are
    locked: who defines one locks them too. On SQLite a transaction has locked everything.
    """
    if not kpi_ids:
        return {}
    while True:
        found = derived_from(kpi_ids)
        if not connection.features.has_select_for_update:
            return found
        point = transaction.savepoint()
        _locked(organisation_id, {*kpi_ids, *found})
        now = derived_from(kpi_ids)
        if now.keys() <= found.keys():
            transaction.savepoint_commit(point)
            return now
        transaction.savepoint_rollback(point)


@prepared
def _locked(organisation_id: int, kpi_ids: Collection[int]) -> QuerySet[Kpi, int]:
    rows = Kpi.objects.filter(organisation_id=organisation_id, pk__in=kpi_ids).order_by("pk")
    return rows.select_for_update(no_key=True).values_list("pk", flat=True)
