"""The planning calendar of a cycle: its steps and their days."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Protocol

from headway.core.planning.calendar import (
    Dates,
    PlanningCalendar,
    calendar_problems,
    planning_calendar,
)
from headway.core.planning.expectations import Step
from headway.okrs.models import Phase

STEPS = frozenset(Step)


class Planned(Protocol):
    """A cycle, as a row or a model."""

    @property
    def id(self) -> int: ...
    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date: ...
    @property
    def phase(self) -> str: ...
    @property
    def plan_lock_on(self) -> date: ...
    @property
    def calendar(self) -> Any: ...
    def is_locked(self, on: date) -> bool:
        """Whether the plan is locked on that day."""


def own_dates(cycle: Planned) -> dict[Step, Dates]:
    """The dates that somebody set by hand. The lock is due on the stored day, whatever the calendar
    of the cycle says."""
    own = _stored(cycle)
    first = own[Step.LOCK].starts_on if Step.LOCK in own else None
    if first is not None and first > cycle.plan_lock_on:
        first = None
    own[Step.LOCK] = Dates(first, cycle.plan_lock_on)
    return with_room(cycle, own)


def _stored(cycle: Planned) -> dict[Step, Dates]:
    return {
        Step(name): Dates(*map(_day, pair))
        for name, pair in cycle.calendar.items()
        if name in STEPS and len(pair) == 2
    }


def with_room(cycle: Planned, own: Mapping[Step, Dates]) -> dict[Step, Dates]:
    """The same dates, with a first day where only the last one is set and the usual first day lies
    before an earlier step's own last day: it then begins the day after."""
    usual = planning_calendar(cycle.starts_on, cycle.ends_on)
    found: dict[Step, Dates] = {}
    before = date.min
    for step in (step for step in Step if step in own):
        starts, due = own[step].starts_on, own[step].due_on
        if starts is None and due is not None and usual.dates(step).starts_on <= before:
            starts = min(before + timedelta(1), due)
        found[step] = Dates(starts, due)
        before = due or usual.dates(step).due_on
    return found


def _usual_lock(cycle: Planned) -> date:
    return planning_calendar(cycle.starts_on, cycle.ends_on).dates(Step.LOCK).due_on


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def calendar_of(cycle: Planned) -> PlanningCalendar:
    """The calendar with the dates set by hand; those that do not fit (a file may bring some) give
    way to the usual ones. The lock counts as set by hand only where it is not on its usual day."""
    days = cycle.starts_on, cycle.ends_on
    own = own_dates(cycle)
    if Step.LOCK not in _stored(cycle) and cycle.plan_lock_on == _usual_lock(cycle):
        del own[Step.LOCK]
    while problems := calendar_problems(*days, own):
        for problem in problems:
            own.pop(Step(str(problem.field)), None)
    return planning_calendar(*days, own)


def in_planning(cycles: Sequence[Any], today: date) -> Any | None:
    """The cycle that is being planned: of several the one that locks next."""
    planned = [row for row in cycles if row.phase == Phase.PLANNING and not row.is_locked(today)]
    return min(planned, key=lambda row: (row.plan_lock_on, row.id), default=None)
