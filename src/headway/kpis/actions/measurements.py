"""Enter what KPIs came to: one period or many at once, kept by revision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from headway.activity.actions import Entry, one_write, record_all
from headway.core.calendars import span_of
from headway.kit import clock
from headway.kit.problems import NotFound, Problem
from headway.kpis.actions.checks import refuse_archived
from headway.kpis.actions.deriving import Recomputed, compute_moved, entries_of, settle
from headway.kpis.actions.formulas import refuse_derived
from headway.kpis.actions.judging import Judged
from headway.kpis.actions.locking import lock_moved
from headway.kpis.actions.readings import Entering, Reading, Sorted, sort
from headway.kpis.actions.segmenting import Whole, whole_after
from headway.kpis.actions.series_readings import by_series
from headway.kpis.actions.storing import Stored, numbered, store, stored_rows, withdraw
from headway.kpis.models import Kpi, ValueOrigin
from headway.kpis.queries.doors import calendar_of, get_kpi, kpi_facts
from headway.kpis.queries.series.formulas import Links
from headway.kpis.queries.series.segments import SeriesOf, series_of
from headway.people.access import Actor, Permission, require

__all__ = ["Reading", "Recorded", "record_many", "record_measurements", "refusals"]


class Written(NamedTuple):
    """A value that was written: the key of its segment (empty for the whole), its period, its
    revision and when, since a revision that was taken back is numbered again."""

    segment: str
    starts_on: date
    revision: int
    entered_at: datetime


@dataclass(slots=True)
class Recorded:
    """What a write did: first days of the periods that are new, changed and as they were (of
    several segments a day each); ``written`` are the values themselves. ``derived`` is what was
    computed anew because of it."""

    kpi: Kpi
    created: list[date] = field(default_factory=list)
    changed: list[date] = field(default_factory=list)
    unchanged: list[date] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    judged: Judged | None = None
    derived: list[Recomputed] = field(default_factory=list)

    @property
    def days(self) -> list[date]:
        """First days of the periods that moved."""
        return [*self.created, *self.changed]


@one_write()
def record_measurements(
    actor: Actor, kpi_id: int, readings: Sequence[Reading], *, origin: str = ValueOrigin.HAND
) -> Recorded:
    """Enter values of one KPI, all or none; the state, signals and response follow in this
    transaction, and so do KPIs that are derived from it. What a value replaces is kept as a
    revision. The same value again changes nothing.

    Raises NotAllowed, NotFound, Conflict (archived, or derived itself), and InvalidInput that names
    each refused period as ``readings.0.value`` and so on.
    """
    links = lock_moved(actor.organisation_id, [kpi_id])
    kpi = get_kpi(actor, kpi_id)
    [done] = _record(actor, [kpi], {kpi.pk: readings}, origin, links).values()
    if isinstance(done, Problem):
        raise done
    return done


@one_write()
def record_many(
    actor: Actor, readings: Mapping[int, Sequence[Reading]], *, origin: str = ValueOrigin.HAND
) -> dict[int, Recorded | Problem]:
    """Enter values of many KPIs, by their ids, in one transaction: each all or none. One that is
    refused does not hold the others back; its refusal is answered in its place, as
    :func:`record_measurements` would raise it. A few hundred KPIs at a time are best."""
    links = lock_moved(actor.organisation_id, list(readings))
    wanted = Kpi.objects.filter(organisation_id=actor.organisation_id, pk__in=list(readings))
    kpis = list(wanted.select_related("unit").order_by("pk"))
    done = _record(actor, kpis, readings, origin, links)
    none = NotFound(_("There is no such KPI."))
    return {kpi_id: done.get(kpi_id, none) for kpi_id in readings}


def refusals(
    actor: Actor, readings: Mapping[int, Sequence[Reading]], *, origin: str = ValueOrigin.HAND
) -> dict[int, Problem]:
    """What :func:`record_many` would refuse just now, by the ids of the KPIs. Writes nothing."""
    wanted = Kpi.objects.filter(organisation_id=actor.organisation_id, pk__in=list(readings))
    kpis = list(wanted.select_related("unit").order_by("pk"))
    return _examined(actor, kpis, readings, origin).refused


def _record(
    actor: Actor,
    kpis: Sequence[Kpi],
    readings: Mapping[int, Sequence[Reading]],
    origin: str,
    links: Links,
) -> dict[int, Recorded | Problem]:
    """Of KPIs whose rows are locked, with those that ``links`` say are derived from them."""
    refused, parts, series = _examined(actor, kpis, readings, origin)
    _count_on(list(parts.values()))
    _store(list(parts.values()))
    recorded = {
        kpi.pk: _recorded(kpi, series[kpi.pk], parts[kpi.pk]) for kpi in kpis if kpi.pk in parts
    }
    moved = [kpi for kpi in kpis if kpi.pk in parts and parts[kpi.pk].entered.rows]
    days = {kpi.pk: parts[kpi.pk].days for kpi in moved}
    recomputed = compute_moved(actor, days, links)
    for kpi_id, judged in settle(actor, moved, days, recomputed).items():
        if kpi_id in recorded:
            recorded[kpi_id].judged = judged
    _attach(recorded, recomputed)
    told = [_entry(kpi, series[kpi.pk], parts[kpi.pk].entered) for kpi in moved]
    record_all(actor, [*told, *entries_of(recomputed)])
    return refused | recorded


class _Examined(NamedTuple):
    """Readings before anything is stored: what is refused, what the others do, by KPI."""

    refused: dict[int, Problem]
    parts: dict[int, _Part]
    series: dict[int, SeriesOf]


def _examined(
    actor: Actor,
    kpis: Sequence[Kpi],
    readings: Mapping[int, Sequence[Reading]],
    origin: str,
) -> _Examined:
    calendar, today = calendar_of(actor.organisation_id), clock.today(actor.time_zone)
    entering = Entering(actor.person_id, str(origin), clock.now())
    done: dict[int, Problem] = {}
    wanted: dict[int, dict[int, dict[date, Reading]]] = {}
    series = series_of([kpi.pk for kpi in kpis])
    for kpi in kpis:
        try:
            require(actor, Permission.KPI_MEASURE, kpi_facts(kpi))
            refuse_archived(kpi)
            refuse_derived(kpi)
            wanted[kpi.pk] = by_series(kpi, series[kpi.pk], readings[kpi.pk], calendar, today)
        except Problem as refused:
            done[kpi.pk] = refused
    stored = _stored([each for key in wanted for each in series[key].ids], wanted.values())
    parts: dict[int, _Part] = {}
    for kpi in kpis:
        if kpi.pk in wanted:
            try:
                running = span_of(today, kpi.frequency, calendar).start
                part = _part(kpi, series[kpi.pk], wanted[kpi.pk], stored, entering, running)
                if series[kpi.pk].segments:
                    given, rows = readings[kpi.pk], part.entered.rows
                    part.whole = whole_after(
                        kpi, series[kpi.pk], given, rows, stored, entering, calendar
                    )
                parts[kpi.pk] = part
            except Problem as refused:
                done[kpi.pk] = refused
    return _Examined(done, parts, series)


@dataclass(slots=True)
class _Part:
    """What a write does to the series of one KPI: what was entered, and the whole that is made of
    segments; of none where the whole itself was entered. ``series_id`` is that of the whole."""

    entered: Sorted
    whole: Whole
    series_id: int

    @property
    def days(self) -> list[date]:
        """The periods whose whole may have another value than before."""
        own = [row.starts_on for row in self.entered.rows if row.series_id == self.series_id]
        return [*own, *self.whole.days]


def _part(
    kpi: Kpi,
    series: SeriesOf,
    wanted: Mapping[int, Mapping[date, Reading]],
    stored: Mapping[int, Mapping[date, Stored]],
    entering: Entering,
    running: date,
) -> _Part:
    entered = Sorted()
    for series_id, readings in wanted.items():
        part = sort(kpi, series_id, readings, stored.get(series_id, {}), entering, running=running)
        entered.new += part.new
        entered.replaced += part.replaced
        entered.unchanged += part.unchanged
    return _Part(entered, Whole(), series.whole)


def _count_on(parts: Sequence[_Part]) -> None:
    """Number what is new after what was withdrawn of its periods. One query for all."""
    rows = iter(numbered([row for part in parts for row in part.entered.new]))
    for part in parts:
        part.entered.new = list(islice(rows, len(part.entered.new)))


def _attach(recorded: Mapping[int, Recorded], recomputed: Sequence[Recomputed]) -> None:
    """Each derived KPI to the first of those that were entered and moved it."""
    for each in recomputed:
        recorded[min(each.roots)].derived.append(each)


def _stored(
    series_ids: Sequence[int], wanted: Iterable[Mapping[int, Mapping[date, Reading]]]
) -> dict[int, dict[date, Stored]]:
    """What is there of the periods, by series and day."""
    days = {day for kpi in wanted for each in kpi.values() for day in each}
    found: dict[int, dict[date, Stored]] = {}
    if days:
        for row in stored_rows(series_ids, min(days), max(days)):
            found.setdefault(row.series_id, {})[row.starts_on] = row
    return found


def _store(parts: Sequence[_Part]) -> None:
    each = [rows for part in parts for rows in (part.entered, part.whole.rows)]
    store(
        [row for rows in each for row in rows.new],
        [pair for rows in each for pair in rows.replaced],
    )
    withdraw([row for part in parts for row in part.whole.gone], clock.now())


def _recorded(kpi: Kpi, series: SeriesOf, part: _Part) -> Recorded:
    entered = part.entered
    return Recorded(
        kpi,
        created=[row.starts_on for row in entered.new],
        changed=[now.starts_on for _old, now in entered.replaced],
        unchanged=entered.unchanged,
        written=[
            Written(series.key_of(row.series_id), row.starts_on, row.revision, row.entered_at)
            for row in entered.rows
        ],
    )


def _entry(kpi: Kpi, series: SeriesOf, part: Sorted) -> Entry:
    """One event for all values; of more than fifty it names the span and the number."""
    rows = part.rows
    after: dict[str, Any] = {
        "values": len(rows),
        "first": min(row.starts_on for row in rows),
        "last": max(row.starts_on for row in rows),
    }
    if len(rows) <= 50:
        after["measurements"] = [_told(series, row) for row in rows]
    before = {"measurements": [_told(series, old) for old, _now in part.replaced[:50]]}
    verb = "kpi.restated" if part.replaced else "kpi.measured"
    why = "; ".join(dict.fromkeys(row.reason for row in rows if row.reason))[:1000]
    return Entry(verb, "kpi", kpi.pk, kpi.name, before if part.replaced else None, after, why)


def _told(series: SeriesOf, row: Stored) -> dict[str, Any]:
    told = {"starts_on": row.starts_on, "value": row.value, "state": row.state}
    segment = series.key_of(row.series_id)
    return {**told, "segment": segment} if segment else told
