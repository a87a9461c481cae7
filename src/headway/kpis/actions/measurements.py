"""Enter what KPIs came to: one period or many at once, kept by revision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from headway.activity.actions import Entry, one_write, record_all
from headway.kit import clock
from headway.kit.problems import NotFound, Problem
from headway.kpis.actions.checks import refuse_archived
from headway.kpis.actions.hearing import measured
from headway.kpis.actions.judging import Judged, judge_many
from headway.kpis.actions.readings import Entering, Reading, Sorted, fitting, sort
from headway.kpis.actions.storing import Stored, store, stored_rows
from headway.kpis.models import Kpi, Origin, Series
from headway.kpis.queries.doors import calendar_of, get_kpi, kpi_facts
from headway.people.access import Actor, Permission, require

__all__ = ["Reading", "Recorded", "record_many", "record_measurements"]


@dataclass(slots=True)
class Recorded:
    """What a write did: first days of the periods that are new, changed and as they were;
    ``revisions`` are the numbers of what was written, by day in ISO form."""

    kpi: Kpi
    created: list[date] = field(default_factory=list)
    changed: list[date] = field(default_factory=list)
    unchanged: list[date] = field(default_factory=list)
    revisions: dict[str, int] = field(default_factory=dict)
    judged: Judged | None = None


@one_write()
def record_measurements(
    actor: Actor, kpi_id: int, readings: Sequence[Reading], *, origin: str = Origin.HAND
) -> Recorded:
    """Enter values of one KPI, all or none; the state, signals and response follow in this
    transaction. What a value replaces is kept as a revision. The same value again changes nothing.

    Raises NotAllowed, NotFound, Conflict (archived), and InvalidInput that names each refused
    period as ``readings.0.value`` and so on.
    """
    kpi = get_kpi(actor, kpi_id, lock=True)
    [done] = _record(actor, [kpi], {kpi.pk: readings}, origin).values()
    if isinstance(done, Problem):
        raise done
    return done


@one_write()
def record_many(
    actor: Actor, readings: Mapping[int, Sequence[Reading]], *, origin: str = Origin.HAND
) -> dict[int, Recorded | Problem]:
    """Enter values of many KPIs, by their ids, in one transaction: each all or none. One that is
    refused does not hold the others back; its refusal is answered in its place, as
    :func:`record_measurements` would raise it. A few hundred KPIs at a time are best."""
    wanted = Kpi.objects.filter(organisation_id=actor.organisation_id, pk__in=list(readings))
    locked = wanted.order_by("pk").select_for_update(no_key=True).values_list("pk", flat=True)
    kpis = list(wanted.filter(pk__in=list(locked)).select_related("unit").order_by("pk"))
    done = _record(actor, kpis, readings, origin)
    none = NotFound(_("There is no such KPI."))
    return {kpi_id: done.get(kpi_id, none) for kpi_id in readings}


def _record(
    actor: Actor, kpis: Sequence[Kpi], readings: Mapping[int, Sequence[Reading]], origin: str
) -> dict[int, Recorded | Problem]:
    """Of KPIs whose rows are locked."""
    calendar, today = calendar_of(actor.organisation_id), clock.today(actor.time_zone)
    entering = Entering(actor.person_id, str(origin), clock.now())
    done: dict[int, Recorded | Problem] = {}
    wanted: dict[int, dict[date, Reading]] = {}
    for kpi in kpis:
        try:
            require(actor, Permission.KPI_MEASURE, kpi_facts(kpi))
            refuse_archived(kpi)
            wanted[kpi.pk] = fitting(kpi, readings[kpi.pk], calendar, today)
        except Problem as refused:
            done[kpi.pk] = refused
    series = dict(
        Series.objects.filter(kpi_id__in=list(wanted), key="").values_list("kpi_id", "pk")
    )
    stored = _stored(list(series.values()), wanted.values())
    parts = {
        kpi.pk: sort(kpi, series[kpi.pk], wanted[kpi.pk], stored.get(series[kpi.pk], {}), entering)
        for kpi in kpis
        if kpi.pk in wanted
    }
    store(
        [row for part in parts.values() for row in part.new],
        [pair for part in parts.values() for pair in part.replaced],
    )
    recorded = {kpi.pk: _recorded(kpi, parts[kpi.pk]) for kpi in kpis if kpi.pk in parts}
    moved = [kpi for kpi in kpis if kpi.pk in parts and parts[kpi.pk].rows]
    _judge(actor, moved, recorded)
    record_all(actor, [_entry(kpi, parts[kpi.pk]) for kpi in moved])
    return done | recorded


def _stored(
    series_ids: Sequence[int], wanted: Iterable[Mapping[date, Reading]]
) -> dict[int, dict[date, Stored]]:
    """What is there of the periods, by series and day."""
    days = {day for each in wanted for day in each}
    found: dict[int, dict[date, Stored]] = {}
    if days:
        for row in stored_rows(series_ids, min(days), max(days)):
            found.setdefault(row.series_id, {})[row.starts_on] = row
    return found


def _judge(actor: Actor, kpis: Sequence[Kpi], recorded: Mapping[int, Recorded]) -> None:
    """Judge the KPIs that have other values than before, and let the apps above hear of it."""
    if not kpis:
        return
    judged = judge_many(actor, kpis)
    days: dict[int, list[date]] = {}
    for kpi in kpis:
        one = recorded[kpi.pk]
        one.judged = judged[kpi.pk]
        days[kpi.pk] = [*one.created, *one.changed]
    measured.send(Kpi, actor=actor, kpis=kpis, days=days)


def _recorded(kpi: Kpi, part: Sorted) -> Recorded:
    return Recorded(
        kpi,
        created=[row.starts_on for row in part.new],
        changed=[now.starts_on for _old, now in part.replaced],
        unchanged=part.unchanged,
        revisions={row.starts_on.isoformat(): row.revision for row in part.rows},
    )


def _entry(kpi: Kpi, part: Sorted) -> Entry:
    """One event for all values; of more than fifty it names the span and the number."""
    rows = part.rows
    after: dict[str, Any] = {
        "values": len(rows),
        "first": min(row.starts_on for row in rows),
        "last": max(row.starts_on for row in rows),
    }
    if len(rows) <= 50:
        after["measurements"] = [_told(row) for row in rows]
    before = {"measurements": [_told(old) for old, _now in part.replaced[:50]]}
    verb = "kpi.restated" if part.replaced else "kpi.measured"
    why = "; ".join(dict.fromkeys(row.reason for row in rows if row.reason))[:1000]
    return Entry(verb, "kpi", kpi.pk, kpi.name, before if part.replaced else None, after, why)


def _told(row: Stored) -> dict[str, Any]:
    return {"starts_on": row.starts_on, "value": row.value, "state": row.state}
