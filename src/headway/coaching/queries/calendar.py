"""The calendar of rituals: meetings held and planned, those that a series asks for, and the steps
of the cycle, each with how well it is prepared."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache, reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from headway.coaching.queries.prepared import Prepared, prepared_for
from headway.coaching.queries.units import PracticeUnit, practice_units
from headway.core.cadence import instant_of, local_date, week_start
from headway.core.rituals import occurrences
from headway.kit import clock
from headway.kit.clock import end_of_day
from headway.kit.prepared import prepared
from headway.kpis.queries.doors import calendar_of
from headway.okrs.queries.calendars import calendar_of as steps_in
from headway.okrs.queries.cycles import CycleRow, list_cycles
from headway.people.access import Actor
from headway.rituals.models import Meeting, MeetingKind, MeetingState
from headway.rituals.queries.rooms.rows import HELD_AT
from headway.rituals.queries.rooms.stages import minutes_taken
from headway.rituals.queries.series import SeriesRow, series_of

Span = tuple[date, date]
"""A first and a last day."""

LONGEST = timedelta(days=62)
NEAR = timedelta(days=14)
"""So many days before or after the one that was planned a meeting is still looked for."""
SKIPPED = "skipped"
"""What its series asked for on a day that has passed, and nobody held."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A meeting of the calendar, at the time when it was held, or is planned. ``meeting_id`` is
    None where so far only its series asks for it (``series_id``). ``meant_at`` is when a meeting
    was planned for, whenever it was held. ``is_overdue``: its time has passed, and nobody has begun
    it."""

    at: datetime
    unit_id: int
    unit_name: str
    kind: str
    mode: str
    state: str
    meeting_id: int | None
    series_id: int | None
    facilitator_name: str | None
    minutes: int | None = None
    prepared: Prepared | None = None
    meant_at: datetime | None = None
    is_overdue: bool = False

    @property
    def kind_words(self) -> str:
        return str(MeetingKind(self.kind).label)

    @property
    def state_words(self) -> str:
        if self.state == SKIPPED:
            return _("Nobody met")
        if self.is_overdue:
            return _("Not held yet")
        if self.meeting_id is None:
            return _("From its series")
        return str(MeetingState(self.state).label)


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of a cycle's calendar."""

    step: str
    cycle_id: int
    cycle_name: str
    starts_on: date
    due_on: date
    is_now: bool


@dataclass(frozen=True, slots=True)
class DayOf:
    """A day of the calendar and what takes place on it."""

    day: date
    slots: tuple[Slot, ...]
    steps: tuple[StepRow, ...]
    is_today: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days from ``start`` to ``end``; those without anything are left out."""

    start: date
    end: date
    days: tuple[DayOf, ...]

    @property
    def slots(self) -> list[Slot]:
        return [slot for day in self.days for slot in day.slots]


def this_week(actor: Actor, today: date, units: Sequence[PracticeUnit] | None = None) -> Calendar:
    """The week that today lies in, as the organisation counts weeks; ``units`` are those that the
    actor sees, where they were read already."""
    first = calendar_of(actor.organisation_id).first_weekday
    start = week_start(today, first_weekday=first)
    span = (start, start + timedelta(days=6))
    [found], _series = read_calendars(actor, [span], today=today, units=units)
    return found


def read_calendar(actor: Actor, *, start: date, end: date, today: date) -> Calendar:
    """What takes place in the units that the actor sees. About ten queries."""
    [found], _series = read_calendars(actor, [(start, end)], today=today)
    return found


def read_calendars(
    actor: Actor,
    spans: Sequence[Span],
    *,
    today: date,
    units: Sequence[PracticeUnit] | None = None,
) -> tuple[list[Calendar], list[SeriesRow]]:
    """The same for several spans of days, and the series in force. As many queries as for one."""
    seen = {one.id: one for one in (practice_units(actor).rows if units is None else units)}
    series = series_of(seen)
    asked = [slot for one in series for slot in _asked_for(actor, seen, one, spans, today)]
    first = calendar_of(actor.organisation_id).first_weekday
    known = _only_once(actor, [*_meetings(actor, seen, spans), *asked], first)
    planned = [slot for slot in known if slot.state == MeetingState.PLANNED]
    days = [(slot, local_date(slot.at, actor.time_zone)) for slot in planned]
    wanted = [
        (slot.unit_id, slot.kind, week_start(day, first_weekday=first) + timedelta(days=6))
        for slot, day in days
    ]
    prepared = prepared_for(wanted, today)
    now = clock.now()
    shown = [_with(slot, prepared, now) for slot in known]
    cycles = list_cycles(actor)
    calendars = [
        _by_day(actor, shown, steps_of(cycles, start, end, today), start, end, today)
        for start, end in spans
    ]
    return calendars, [one for one in series if one.ended_on is None]


def list_series(actor: Actor, unit_ids: Collection[int] | None = None) -> list[SeriesRow]:
    """The series in force in the units that the actor sees, by unit. Two queries."""
    ids = [one.id for one in practice_units(actor).rows] if unit_ids is None else unit_ids
    return [one for one in series_of(ids) if one.ended_on is None]


def _meetings(
    actor: Actor, units: Mapping[int, PracticeUnit], spans: Iterable[Span]
) -> Iterable[Slot]:
    within = reduce(
        or_,
        (
            Q(
                planned_at__gt=end_of_day(start - NEAR, actor.time_zone),
                planned_at__lte=end_of_day(end + NEAR, actor.time_zone),
            )
            for start, end in spans
        ),
    )
    found = _within(set(units), within)
    for pk, meant_at, unit_id, kind, mode, state, series_id, facilitator, stages, at in found:
        days = {local_date(moment, actor.time_zone) for moment in (meant_at, at)}
        if any(start <= day <= end for day in days for start, end in spans):
            yield Slot(
                at, unit_id, units[unit_id].name, kind, mode, state, pk, series_id, facilitator,
                minutes_taken(kind, mode, stages), meant_at=meant_at,
            )  # fmt: skip


@prepared
def _within(unit_ids: Collection[int], within: Q) -> QuerySet[Meeting, tuple[Any, ...]]:
    rows = Meeting.objects.filter(within, unit_id__in=unit_ids).order_by("planned_at", "id")
    return rows.values_list(
        "id", "planned_at", "unit_id", "kind", "mode", "state", "series_id", "facilitator__name",
        "stages", HELD_AT,
    )  # fmt: skip


def _asked_for(
    actor: Actor,
    units: Mapping[int, PracticeUnit],
    one: SeriesRow,
    spans: Iterable[Span],
    today: date,
) -> Iterable[Slot]:
    days = {day for start, end in spans for day in occurrences(one.terms, start=start, end=end)}
    for day in sorted(days):
        yield Slot(
            instant_of(day, one.at, actor.time_zone), one.unit_id, units[one.unit_id].name,
            one.kind, one.mode, SKIPPED if day < today else MeetingState.PLANNED, None, one.id,
            one.facilitator_name,
        )  # fmt: skip


def _only_once(actor: Actor, slots: Sequence[Slot], first: int) -> list[Slot]:
    """Without what a series asks for in a week that has its meeting already, held whenever or
    cancelled. ``first`` is the weekday on which weeks begin, 0 for Monday."""

    def week(slot: Slot) -> tuple[int, str, date]:
        day = local_date(slot.meant_at or slot.at, actor.time_zone)
        return slot.unit_id, slot.kind, week_start(day, first_weekday=first)

    weeks = {week(slot) for slot in slots if slot.meeting_id is not None}
    return [slot for slot in slots if slot.meeting_id is not None or week(slot) not in weeks]


def _with(slot: Slot, prepared: Mapping[tuple[int, str], Prepared], now: datetime) -> Slot:
    if slot.state != MeetingState.PLANNED:
        return slot
    found = prepared.get((slot.unit_id, slot.kind))
    return replace(slot, prepared=found, is_overdue=slot.at < now)


def steps_of(cycles: Iterable[CycleRow], start: date, end: date, today: date) -> list[StepRow]:
    """The steps of the cycles' calendars whose last day, or first, lies in these days."""
    near = [
        one for one in cycles if one.ends_on >= start - LONGEST and one.starts_on <= end + LONGEST
    ]
    found = [
        StepRow(
            str(dates.step), cycle.id, cycle.name, dates.starts_on, dates.due_on,
            dates.starts_on <= today <= dates.due_on,
        )
        for cycle in near
        for dates in _steps_in(cycle).steps
        if dates.starts_on <= end and dates.due_on >= start
    ]  # fmt: skip
    return sorted(found, key=lambda step: (step.due_on, step.starts_on))


_steps_in = lru_cache(maxsize=256)(steps_in)
"""Of the same cycle the same: a week is in reach of three."""


def _by_day(
    actor: Actor, slots: Sequence[Slot], steps: Sequence[StepRow], start: date, end: date,
    today: date,
) -> Calendar:  # fmt: skip
    by_day: dict[date, list[Slot]] = {}
    for slot in sorted(slots, key=lambda s: (s.at, s.unit_name)):
        day = local_date(slot.at, actor.time_zone)
        if start <= day <= end:
            by_day.setdefault(day, []).append(slot)
    ends: dict[date, list[StepRow]] = {}
    for step in steps:
        day = step.due_on if step.due_on <= end else max(step.starts_on, start)
        ends.setdefault(day, []).append(step)
    days = sorted(by_day.keys() | ends.keys())
    return Calendar(
        start,
        end,
        tuple(
            DayOf(day, tuple(by_day.get(day, ())), tuple(ends.get(day, ())), day == today)
            for day in days
        ),
    )
