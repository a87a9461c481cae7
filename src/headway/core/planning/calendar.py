"""The calendar of planning a cycle: nine steps from the leaders' frame to the retrospective
(docs/methods 7.1)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from headway.core.errors import DefinitionError, MethodError
from headway.core.planning.expectations import EXPECTED, WHILE_RUNNING, Expectation, Step
from headway.core.texts import gettext_noop as _

QUARTER_DAYS = 91
"""The calendar is stated for 13 weeks; other lengths are scaled from it."""

LONGEST_LEAD = 4 / 3
"""Longer cycles start their planning at most a third earlier: eight weeks instead of six."""

_INSIDE = (Step.SHARE, Step.ALIGN, Step.LOCK, Step.MID_CYCLE, Step.REVIEW)
"""Steps that lie inside the cycle they plan."""


@dataclass(frozen=True, slots=True)
class Dates:
    """Own dates for a step; what is None keeps its default."""

    starts_on: date | None = None
    due_on: date | None = None


@dataclass(frozen=True, slots=True)
class StepDates:
    """When a step begins and the last day for it. ``is_own``: set by hand, not by default."""

    step: Step
    starts_on: date
    due_on: date
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class PlanningCalendar:
    """The steps of a cycle in order; ``first_day`` and ``last_day`` both belong to the cycle."""

    first_day: date
    last_day: date
    steps: tuple[StepDates, ...]

    def dates(self, step: Step) -> StepDates:
        """The dates of one step."""
        return self.steps[_ORDER[step]]


_ORDER = {step: number for number, step in enumerate(Step)}


def planning_calendar(
    first_day: date, last_day: date, own: Mapping[Step, Dates] | None = None
) -> PlanningCalendar:
    """The planning calendar of a cycle.

    Parameters
    ----------
    first_day, last_day
        The cycle; both days belong to it.
    own
        Dates set by hand. Steps without own dates keep their default and make room where they
        must: they never pass a step that was set by hand.

    Returns
    -------
    PlanningCalendar
        All steps in order. Each begins after the one before is due; only where a cycle (or the room
        between own dates) is shorter than its steps do several share a day.

    Raises
    ------
    DefinitionError
        What :func:`calendar_problems` finds first.

    Examples
    --------
    >>> quarter = planning_calendar(date(2027, 1, 4), date(2027, 4, 4))
    >>> for dates in quarter.steps:
    ...     print(f"{dates.step:13} {dates.starts_on} {dates.due_on}")
    frame         2026-11-23 2026-12-07
    tell          2026-12-08 2026-12-21
    draft         2026-12-25 2027-01-03
    share         2027-01-04 2027-01-04
    align         2027-01-05 2027-01-11
    lock          2027-01-12 2027-01-18
    mid_cycle     2027-02-08 2027-02-21
    review        2027-03-22 2027-04-04
    retrospective 2027-04-05 2027-04-11

    References
    ----------
    docs/methods 7.1.
    """
    own = own or {}
    if problems := calendar_problems(first_day, last_day, own):
        raise problems[0]
    wanted = [_chosen(dates, own) for dates in _defaults(first_day, last_day)]
    return PlanningCalendar(first_day, last_day, tuple(_fitted(wanted, first_day, last_day)))


def calendar_problems(
    first_day: date, last_day: date, own: Mapping[Step, Dates]
) -> list[MethodError]:
    """Everything that is wrong with own dates, all at once. ``field`` is the step.

    >>> day = date(2027, 5, 1)
    >>> [(p.code, str(p.field)) for p in calendar_problems(
    ...     date(2027, 1, 4), date(2027, 4, 4), {Step.LOCK: Dates(due_on=day)})]
    [('OUT_OF_CYCLE', 'lock')]
    """
    if last_day < first_day:
        return [DefinitionError(_("A cycle ends after it begins."), code="DATES", field="last_day")]
    problems: list[MethodError] = []
    before: StepDates | None = None
    for default in _defaults(first_day, last_day):
        if default.step not in own:
            continue
        chosen = _chosen(default, own)
        problems += _window_problems(chosen, first_day, last_day)
        if before is not None and chosen.starts_on < before.due_on:
            message = _("A step begins when the one before it is due, or later.")
            problems.append(DefinitionError(message, code="CALENDAR_ORDER", field=chosen.step))
        before = chosen
    return problems


def _window_problems(dates: StepDates, first_day: date, last_day: date) -> list[MethodError]:
    if dates.starts_on > dates.due_on:
        message = _("A step is due on the day it begins, or later.")
        return [DefinitionError(message, code="DATES", field=dates.step)]
    message = ""
    if dates.step in _INSIDE:
        if not first_day <= dates.starts_on <= dates.due_on <= last_day:
            message = _("From sharing to the review, a step lies inside the cycle.")
    elif dates.step is Step.RETROSPECTIVE:
        if dates.starts_on < first_day:
            message = _("The retrospective does not begin before the cycle.")
    elif dates.due_on > last_day:
        message = _("Planning is due before the cycle ends.")
    return [DefinitionError(message, code="OUT_OF_CYCLE", field=dates.step)] if message else []


def _defaults(first_day: date, last_day: date) -> list[StepDates]:
    """The steps as the method states them, scaled; not yet made to fit a very short cycle."""
    days = (last_day - first_day).days + 1
    lead = min(days / QUARTER_DAYS, LONGEST_LEAD)
    short = min(days / QUARTER_DAYS, 1.0)
    drafts = -max(1, _scaled(10, lead))
    told = min(-_scaled(14, lead), drafts - 1)
    framed = min(-_scaled(28, lead), told - 1)
    aligned, locked = max(1, _scaled(7, short)), max(2, _scaled(14, short))
    fortnight = max(1, _scaled(14, short))
    middle, last = _scaled(48, days / QUARTER_DAYS), days - 1
    offsets = {
        Step.FRAME: (min(-_scaled(42, lead), framed), framed),
        Step.TELL: (framed + 1, told),
        Step.DRAFT: (drafts, -1),
        Step.SHARE: (0, 0),
        Step.ALIGN: (1, aligned),
        Step.LOCK: (aligned + 1, locked),
        Step.MID_CYCLE: (middle - fortnight + 1, middle),
        Step.REVIEW: (last - fortnight + 1, last),
        Step.RETROSPECTIVE: (days, last + aligned),
    }
    return [
        StepDates(step, first_day + timedelta(starts), first_day + timedelta(due))
        for step, (starts, due) in offsets.items()
    ]


def _scaled(days: int, factor: float) -> int:
    return int(days * factor + 0.5)


def _chosen(default: StepDates, own: Mapping[Step, Dates]) -> StepDates:
    """The step with what was set by hand; the other end gives way."""
    dates = own.get(default.step)
    if dates is None or dates == Dates():
        return default
    starts = dates.starts_on or min(default.starts_on, dates.due_on or default.due_on)
    due = dates.due_on or max(default.due_on, starts)
    return StepDates(default.step, starts, due, is_own=True)


def _fitted(wanted: list[StepDates], first_day: date, last_day: date) -> list[StepDates]:
    """The steps one after the other: each after the one before it, and early enough that what
    follows still has its day."""
    latest = _latest(wanted, first_day, last_day)
    found: list[StepDates] = []
    due_before = date.min
    for dates, limit in zip(wanted, latest, strict=True):
        if not dates.is_own:
            after = due_before + timedelta(1)
            starts = max(min(max(dates.starts_on, after), limit), due_before)
            dates = StepDates(dates.step, starts, max(min(dates.due_on, limit), starts))
        found.append(dates)
        due_before = dates.due_on
    return found


def _latest(wanted: list[StepDates], first_day: date, last_day: date) -> list[date]:
    """The last day each step may take so that all after it find one."""
    found: list[date] = []
    limit = date.max
    for dates in reversed(wanted):
        if dates.step in _INSIDE:
            limit = max(min(limit, last_day), first_day)
        found.append(limit)
        limit = (dates.starts_on if dates.is_own else limit) - timedelta(1)
    return found[::-1]


@dataclass(frozen=True, slots=True)
class Countdown:
    """Where a cycle's planning stands on a day.

    ``current`` is the step that is under way, with the days left for it (0: due today); ``next`` is
    the one after it, with the days until it begins. ``overdue`` are steps past their day that are
    not done. ``is_running``: the plan lock has passed and the cycle has not ended.
    """

    current: StepDates | None
    days_left: int | None
    next: StepDates | None
    days_to_next: int | None
    overdue: tuple[StepDates, ...]
    is_running: bool

    @property
    def expected(self) -> tuple[Expectation, ...]:
        """What is expected of whom now: by the step under way, else by the running cycle."""
        if self.current is not None:
            return EXPECTED[self.current.step]
        return WHILE_RUNNING if self.is_running else ()


def countdown(
    calendar: PlanningCalendar,
    today: date,
    *,
    done: Collection[Step] | None = None,
    begun: Step | None = None,
) -> Countdown:
    """The step of today, the next one, and what is late.

    ``done`` names the steps that are finished; without it a step counts as finished when its last
    day has passed, so nothing is overdue. ``begun`` is a step under way whatever its first day: a
    review that was opened early is what one does now.

    >>> quarter = planning_calendar(date(2027, 1, 4), date(2027, 4, 4))
    >>> now = countdown(quarter, date(2026, 12, 28), done={Step.FRAME})
    >>> str(now.current.step), now.days_left, str(now.next.step), now.days_to_next
    ('draft', 6, 'share', 7)
    >>> [str(late.step) for late in now.overdue]
    ['tell']

    Source: docs/methods 7.1.
    """
    open_steps = [dates for dates in calendar.steps if done is None or dates.step not in done]
    ahead = [dates for dates in open_steps if dates.due_on >= today]
    current = (
        ahead[0] if ahead and (ahead[0].starts_on <= today or ahead[0].step == begun) else None
    )
    following = next(iter(ahead[1:] if current else ahead), None)
    late = () if done is None else tuple(dates for dates in open_steps if dates.due_on < today)
    return Countdown(
        current=current,
        days_left=(current.due_on - today).days if current else None,
        next=following,
        days_to_next=max(0, (following.starts_on - today).days) if following else None,
        overdue=late,
        is_running=calendar.dates(Step.LOCK).due_on < today <= calendar.last_day,
    )
