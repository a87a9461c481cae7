"""Take back the values that somebody has just entered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import NamedTuple

from django.utils.translation import gettext as _

from headway.activity.actions import Entry, one_write, record_all
from headway.kit import clock
from headway.kit.problems import Conflict
from headway.kpis.actions.checks import refuse_archived
from headway.kpis.actions.deriving import compute_moved, entries_of, settle
from headway.kpis.actions.locking import lock_moved
from headway.kpis.actions.measurements import Written
from headway.kpis.actions.removing import put_back
from headway.kpis.actions.segmenting import remake
from headway.kpis.actions.storing import stored_rows
from headway.kpis.models import Kpi
from headway.kpis.queries.doors import kpi_facts
from headway.kpis.queries.series.segments import SeriesOf, series_of
from headway.people.access import Actor, Permission, require

HOURS = 12
"""For so long values can be taken back: a day later others have worked with them."""


class _Undone(NamedTuple):
    """What is taken back of a KPI: the days that it moves, and the event."""

    days: list[date]
    told: Entry


@one_write()
def undo_values(actor: Actor, written: Mapping[int, Sequence[Written]]) -> int:
    """Take back values by their KPIs, all or none, as if they had never been entered: what each
    replaced holds again. Returns how many.

    Raises NotAllowed, and Conflict (archived; entered more than twelve hours ago; or a value is no
    longer the one that the actor entered, since somebody has gone on from it).
    """
    links = lock_moved(actor.organisation_id, list(written))
    wanted = Kpi.objects.filter(organisation_id=actor.organisation_id, pk__in=list(written))
    kpis = list(wanted.select_related("unit").order_by("pk"))
    series = series_of([kpi.pk for kpi in kpis])
    undone = {kpi.pk: _undo(actor, kpi, series[kpi.pk], written[kpi.pk]) for kpi in kpis}
    days = {kpi_id: one.days for kpi_id, one in undone.items()}
    recomputed = compute_moved(actor, days, links)
    settle(actor, kpis, days, recomputed)
    record_all(actor, [*(one.told for one in undone.values()), *entries_of(recomputed)])
    return sum(len(written[kpi.pk]) for kpi in kpis)


def _undo(actor: Actor, kpi: Kpi, series: SeriesOf, written: Sequence[Written]) -> _Undone:
    require(actor, Permission.KPI_MEASURE, kpi_facts(kpi))
    refuse_archived(kpi)
    days = sorted({one.starts_on for one in written})
    ids = {series.key_of(each): each for each in series.ids}
    there = {
        Written(series.key_of(row.series_id), row.starts_on, row.revision, row.entered_at)
        for row in stored_rows(series.ids, days[0], days[-1])
        if row.person_id == actor.person_id
    }
    if not set(written) <= there:
        words = _("%(kpi)s has been changed since. Nothing was taken back.")
        raise Conflict(words % {"kpi": kpi.name}, code="changed_since")
    if min(one.entered_at for one in written) < clock.now() - timedelta(hours=HOURS):
        raise Conflict(too_late(), code="too_late")
    for key, ones in groupby(sorted(written), key=lambda one: one.segment):
        put_back(ids[key], [one.starts_on for one in ones])
    told = {"values": len(written), "first": days[0], "last": days[-1]}
    is_made = any(one.segment for one in written)
    moved = remake(actor.person_id, kpi, days) if is_made else days
    why = _("Undone by whoever entered it.")
    return _Undone(
        moved, Entry("kpi.values_taken_back", "kpi", kpi.pk, kpi.name, before=told, why=why)
    )


def too_late() -> str:
    """Why values stay."""
    words = _("Values can be taken back for %(hours)d hours. Correct them, or write n/a and why.")
    return words % {"hours": HOURS}
