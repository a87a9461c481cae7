"""Compute derived KPIs in the write that moves what they are made of, level by level."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from headway.activity.actions import Entry
from headway.core.calendars import Calendar, Span
from headway.core.formulas import Derived, order
from headway.kit import clock
from headway.kpis.actions.hearing import measured
from headway.kpis.actions.judging import Judged, judge_many
from headway.kpis.actions.storing import (
    Replaced,
    Stored,
    last_revisions,
    store,
    stored_rows,
    withdraw,
)
from headway.kpis.models import Kpi, MeasurementState, Series, ValueOrigin
from headway.kpis.queries.doors import calendar_of
from headway.kpis.queries.series.formulas import (
    InputKpi,
    Links,
    Values,
    computed,
    input_kpis_of,
    period_of,
    reach,
    values_between,
    whole_history,
)
from headway.people.access import Actor

MovedDays = Mapping[int, Collection[date]]
"""KPIs by id, and the first days of the periods whose values are others than before."""

Wanted = Mapping[int, Collection[Span]]
"""Derived KPIs by id, and the periods of theirs that are to be computed."""

_SETTLED = (MeasurementState.FINAL, MeasurementState.RESTATED)
_TOLD = 50
"""Values that an event names one by one."""


@dataclass(slots=True)
class Recomputed:
    """What a derived KPI came to anew: rows that are new, changed, and gone because nothing gives
    them a value any more; ``because`` are the names of the inputs that moved it, ``roots`` the ids
    of the KPIs that all began with."""

    kpi: Kpi
    new: list[Stored] = field(default_factory=list)
    replaced: list[Replaced] = field(default_factory=list)
    gone: list[Stored] = field(default_factory=list)
    because: tuple[str, ...] = ()
    roots: frozenset[int] = frozenset()
    judged: Judged | None = None

    @property
    def days(self) -> list[date]:
        """First days of the periods that moved, in order."""
        rows = [*self.new, *(now for _old, now in self.replaced), *self.gone]
        return sorted(row.starts_on for row in rows)


def compute_moved(actor: Actor, moved: MovedDays, links: Links) -> list[Recomputed]:
    """Compute what derives from values that were stored, for the periods these belong to, and store
    it. ``links`` are what ``locking.lock_moved`` found, whose rows are locked. Each comes after
    those it is made of. Nothing is judged yet; see :func:`settle`. No query where nothing derives;
    else three, and for each level three and what it takes to store."""
    if not links or not any(moved.values()):
        return []
    calendar = calendar_of(actor.organisation_id)
    kpis = Kpi.objects.select_related("unit").in_bulk(list(links))
    inputs = input_kpis_of(list(links))
    days: dict[int, set[date]] = {kpi_id: set(some) for kpi_id, some in moved.items()}
    roots = {kpi_id: frozenset([kpi_id]) for kpi_id in moved}
    found: list[Recomputed] = []
    for level in _levels(links):
        wanted = {
            kpi_id: _periods(kpis[kpi_id], inputs[kpi_id], days, calendar) for kpi_id in level
        }
        for each in _compute(wanted, kpis, inputs, calendar):
            movers = [one for one in inputs[each.kpi.pk] if days.get(one.kpi_id)]
            each.because = tuple(dict.fromkeys(one.kpi_name for one in movers))
            each.roots = frozenset().union(*(roots[one.kpi_id] for one in movers))
            roots[each.kpi.pk] = each.roots
            days[each.kpi.pk] = set(each.days)
            found.append(each)
    return found


def compute_all(
    actor: Actor, kpi: Kpi, links: Links, also: Collection[date] = ()
) -> list[Recomputed]:
    """Compute the whole history of a derived KPI, and what derives from it: its formula is new, or
    another. ``links`` are those below it, locked with it; they follow in the periods of ``also``
    too, whose values count otherwise though they are the same."""
    calendar = calendar_of(actor.organisation_id)
    inputs = input_kpis_of([kpi.pk])
    wanted = whole_history(kpi, inputs[kpi.pk], calendar)
    found = _compute({kpi.pk: wanted}, {kpi.pk: kpi}, inputs, calendar)
    below = {kpi_id: some for kpi_id, some in links.items() if kpi_id != kpi.pk}
    moved = {*also, *(day for each in found for day in each.days)}
    return [*found, *compute_moved(actor, {kpi.pk: sorted(moved)}, below)]


def settle(
    actor: Actor, kpis: Iterable[Kpi], days: MovedDays, recomputed: Sequence[Recomputed]
) -> dict[int, Judged]:
    """After everything is stored: judge the ``kpis`` of which values were entered and what was
    ``recomputed``, and let apps above hear of the periods that have another value than before."""
    every = {kpi.pk: kpi for kpi in (*kpis, *(each.kpi for each in recomputed))}
    if not every:
        return {}
    judged = judge_many(actor, list(every.values()))
    moved: dict[int, list[date]] = {kpi_id: list(some) for kpi_id, some in days.items() if some}
    for each in recomputed:
        each.judged = judged[each.kpi.pk]
        moved[each.kpi.pk] = each.days
    heard = [kpi for kpi_id, kpi in every.items() if moved.get(kpi_id)]
    if heard:
        measured.send(Kpi, actor=actor, kpis=heard, days=moved)
    return judged


def entries_of(recomputed: Iterable[Recomputed]) -> list[Entry]:
    """What the audit trail is told of what was computed anew."""
    return [_entry(each) for each in recomputed]


def _levels(links: Links) -> list[list[int]]:
    """Derived KPIs by how many others lie between them and what was entered."""
    depth: dict[int, int] = {}
    for kpi_id in order({kpi_id: list(inputs) for kpi_id, inputs in links.items()}):
        depth[kpi_id] = 1 + max((depth.get(input_kpi, 0) for input_kpi in links[kpi_id]), default=0)
    levels: dict[int, list[int]] = {}
    for kpi_id, at in depth.items():
        levels.setdefault(at, []).append(kpi_id)
    return [sorted(levels[at]) for at in sorted(levels)]


def _periods(
    kpi: Kpi, inputs: Sequence[InputKpi], days: Mapping[int, Collection[date]], calendar: Calendar
) -> set[Span]:
    """The periods that the moved days of a KPI's inputs belong to."""
    return {
        period_of(day, input_kpi, kpi.frequency, calendar)
        for input_kpi in inputs
        for day in days.get(input_kpi.kpi_id, ())
    }


def _compute(
    wanted: Wanted,
    kpis: Mapping[int, Kpi],
    inputs: Mapping[int, Sequence[InputKpi]],
    calendar: Calendar,
) -> list[Recomputed]:
    """Compute some periods of KPIs of one level, and store what is new. Of each that moved."""
    wanted = {kpi_id: spans for kpi_id, spans in wanted.items() if spans}
    if not wanted:
        return []
    reaches = [reach(inputs[kpi_id], spans, calendar) for kpi_id, spans in wanted.items()]
    first, last = min(start for start, _end in reaches), max(end for _start, end in reaches)
    series = {input_kpi.series_id for kpi_id in wanted for input_kpi in inputs[kpi_id]}
    values = values_between(sorted(series), first, last)
    there = _There(wanted, first, last)
    found = []
    for kpi_id in sorted(wanted):
        kpi, each = kpis[kpi_id], Recomputed(kpis[kpi_id])
        days = [span.start for span in wanted[kpi_id]]
        for one in computed(kpi, inputs[kpi_id], values, days, calendar):
            reason = "" if one.applicable else _reason(one, inputs[kpi_id], values)
            there.sort(each, one, reason)
        if each.days:
            found.append(each)
    store(
        [row for each in found for row in each.new],
        [pair for each in found for pair in each.replaced],
    )
    withdraw([row for each in found for row in each.gone], there.at)
    return found


class _There:
    """What is stored of some derived KPIs, and what a computed period does to it. Two queries;
    three where a period has no value yet, since revisions that were kept of it count on."""

    def __init__(self, wanted: Wanted, first: date, last: date) -> None:
        self.at = clock.now()
        whole = Series.objects.filter(kpi_id__in=list(wanted), key="")
        self._series = dict(whole.values_list("kpi_id", "pk"))
        ids = list(self._series.values())
        self._rows = {(row.series_id, row.starts_on): row for row in stored_rows(ids, first, last)}
        keys = {
            (self._series[kpi_id], span.start) for kpi_id, spans in wanted.items() for span in spans
        }
        is_all = keys <= self._rows.keys()
        self._kept = {} if is_all else last_revisions(ids, first, last)

    def sort(self, each: Recomputed, one: Derived, reason: str) -> None:
        """A value that somebody entered before there was a formula stays where this has none."""
        key = self._series[each.kpi.pk], one.period.start
        before = self._rows.get(key)
        is_derived = before is not None and before.origin == ValueOrigin.DERIVED
        if one.value is None and (one.applicable or (before and not is_derived)):
            if before is not None and is_derived:
                each.gone.append(before)
            return
        number = before.revision if before else self._kept.get(key, 0)
        state = _state(one, before).value
        now = Stored(
            *key, one.value, None, None, state, reason, ValueOrigin.DERIVED.value, number + 1, None,
            self.at,
        )  # fmt: skip
        if before is None:
            each.new.append(now)
        elif not _same(before, now):
            each.replaced.append((before, now))


def _state(one: Derived, before: Stored | None) -> MeasurementState:
    if one.value is None:
        return MeasurementState.NOT_APPLICABLE
    if one.is_estimated:
        return MeasurementState.ESTIMATED
    is_again = before is not None and before.state in _SETTLED
    return MeasurementState.RESTATED if is_again else MeasurementState.FINAL


def _reason(one: Derived, inputs: Sequence[InputKpi], values: Values) -> str:
    """Which inputs had nothing to measure, in the words of who entered that."""
    named = [input_kpi for input_kpi in inputs if input_kpi.name in one.outcome.names]
    told = []
    for input_kpi in named:
        words = {
            value.reason
            for value in values.get(input_kpi.series_id, ())
            if value.reason and one.period.start <= value.starts_on <= one.period.end
        }
        told.append(": ".join([input_kpi.kpi_name, *sorted(words)[:1]]))
    return "; ".join(told)[:300]


def _same(before: Stored, now: Stored) -> bool:
    """Whether what is stored says the same already."""
    is_again = now.state == MeasurementState.RESTATED and before.state in _SETTLED
    return (
        before.origin == now.origin
        and before.value == now.value
        and (is_again or before.state == now.state)
        and before.reason == now.reason
    )


def _entry(each: Recomputed) -> Entry:
    rows = [*each.new, *(now for _old, now in each.replaced)]
    days = each.days
    after: dict[str, Any] = {"values": len(days), "first": days[0], "last": days[-1]}
    if each.because:
        after["because"] = list(each.because)
    if len(days) <= _TOLD:
        after["measurements"] = [_told(row) for row in rows]
    before = [*(old for old, _now in each.replaced), *each.gone]
    kpi = each.kpi
    return Entry(
        "kpi.computed",
        "kpi",
        kpi.pk,
        kpi.name,
        {"measurements": [_told(row) for row in before[:_TOLD]]} if before else None,
        after,
    )


def _told(row: Stored) -> dict[str, Any]:
    return {"starts_on": row.starts_on, "value": row.value, "state": row.state}
