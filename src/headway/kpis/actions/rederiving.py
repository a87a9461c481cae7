"""Compute derived KPIs anew from what they are made of: proof that every write left what comes
of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from headway.activity.actions import one_write, record_all
from headway.core.bands import TOLERANCE
from headway.core.formulas import order
from headway.kpis.actions.deriving import compute_all, entries_of, settle
from headway.kpis.actions.locking import lock_moved
from headway.kpis.models import Kpi, Measurement, ValueOrigin
from headway.kpis.queries.doors import calendar_of, get_kpi
from headway.kpis.queries.series.formulas import (
    bindings_of,
    computed,
    derived_from,
    input_kpis_of,
    made_of,
    reach,
    values_between,
    whole_history,
)
from headway.people.access import system_actor
from headway.people.models import Organisation


@dataclass(frozen=True, slots=True)
class Astray:
    """A stored value of a derived KPI that is not what its formula comes to."""

    kpi_id: int
    starts_on: date
    stored: float | None
    computed: float | None


def astray(organisation_id: int) -> tuple[int, list[Astray]]:
    """How many values live derived KPIs have, and which of them are not what their formulas come to
    by more than 1e-9. Six queries for each KPI."""
    looked_at, found = 0, list[Astray]()
    for kpi in _in_order(organisation_id):
        stored = {
            row.starts_on: row
            for row in Measurement.objects.filter(series__kpi=kpi, series__key="")
        }
        for day, value in _computed(kpi).items():
            row = stored.get(day)
            if row is not None and row.origin != ValueOrigin.DERIVED and value is None:
                continue  # it was entered before there was a formula
            looked_at += 1
            was = row.value if row else None
            if was is None or value is None:
                is_off = was is not value
            else:
                is_off = abs(was - value) > TOLERANCE * max(1.0, abs(value))
            if is_off:
                found.append(Astray(kpi.pk, day, was, value))
    return looked_at, found


def put_right(organisation_id: int, kpi_ids: set[int]) -> None:
    """Compute some derived KPIs of an organisation anew, each in a write of its own."""
    actor = system_actor(Organisation.objects.get(pk=organisation_id), "Recomputed")
    for kpi in _in_order(organisation_id):
        if kpi.pk in kpi_ids:
            with one_write():
                bound = bindings_of(kpi)
                lock_moved(organisation_id, {kpi.pk, *bound.values()})
                now = get_kpi(actor, kpi.pk)
                as_it_is = (now.archived_at, now.expression, bindings_of(now))
                if as_it_is != (None, kpi.expression, bound):
                    continue  # who gave it another formula meanwhile computed it by that
                recomputed = compute_all(actor, now, derived_from([now.pk]))
                settle(actor, [], {}, recomputed)
                record_all(actor, entries_of(recomputed))


def _in_order(organisation_id: int) -> list[Kpi]:
    kpis = Kpi.objects.filter(organisation_id=organisation_id, archived_at__isnull=True)
    live = kpis.exclude(expression="").select_related("unit").in_bulk()
    return [live[pk] for pk in order(made_of(live.keys())) if pk in live]


def _computed(kpi: Kpi) -> dict[date, float | None]:
    calendar = calendar_of(kpi.organisation_id)
    inputs = input_kpis_of([kpi.pk])[kpi.pk]
    periods = whole_history(kpi, inputs, calendar)
    if not periods:
        return {}
    values = values_between([one.series_id for one in inputs], *reach(inputs, periods, calendar))
    days = [period.start for period in periods]
    return {one.period.start: one.value for one in computed(kpi, inputs, values, days, calendar)}
