"""The planning calendar of a cycle: its steps with their days, what is done, what comes next."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Protocol

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from headway.core.planning.calendar import (
    Countdown,
    Dates,
    PlanningCalendar,
    calendar_problems,
    countdown,
    planning_calendar,
)
from headway.core.planning.expectations import EXPECTED, Expectation, Step
from headway.kit.prepared import counted, prepared
from headway.okrs.models import (
    Answer,
    Cycle,
    Dependency,
    KeyResult,
    Objective,
    ObjectiveLink,
    Phase,
    State,
)
from headway.okrs.queries.arithmetic import COUNTING_STATES
from headway.okrs.queries.figures import KEEP_FIGURES, LARGE_SCOPE

STEPS = frozenset(Step)
PLANNING = (Step.FRAME, Step.TELL, Step.DRAFT, Step.SHARE, Step.ALIGN, Step.LOCK)
"""The steps that are over once the plan is locked."""


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


@dataclass(frozen=True, slots=True)
class Evidence:
    """How far a step is: ``done`` of ``total`` things it asks for. Nothing to do is not done."""

    done: int
    total: int

    @property
    def is_whole(self) -> bool:
        return 0 < self.total <= self.done


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step of the calendar on a day. ``state`` is done, passed (the plan is locked, or a later
    phase begun, before all of it was), now, overdue or ahead; ``evidence`` is None where only the
    phase of the cycle shows whether it is done."""

    step: Step
    starts_on: date
    due_on: date
    is_own: bool
    state: str
    evidence: Evidence | None
    expected: tuple[Expectation, ...]


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """All steps of a cycle, and where it stands on a day."""

    cycle_id: int
    cycle_name: str
    steps: tuple[StepRow, ...]
    now: Countdown

    def row(self, step: Step) -> StepRow:
        return next(row for row in self.steps if row.step == step)


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


def calendar_page(organisation_id: int, name: str, cycle: Planned, today: date) -> CalendarPage:
    """The steps with what is done of each, and the countdown. At most five queries; in a cycle of
    more than 5 000 objectives what is done is at most a minute old.

    What is done is counted over the whole organisation: the calendar is everybody's.
    """
    calendar = calendar_of(cycle)
    found = _kept_evidence(organisation_id, cycle, calendar, today)
    done = {step for step in Step if _is_done(step, cycle, found, today)}
    passed = {step for step in Step if step not in done and _is_over(step, cycle, today)}
    now = countdown(calendar, today, done=done | passed, begun=_BEGUN.get(Phase(cycle.phase)))
    late = {dates.step for dates in now.overdue}
    rows = [
        StepRow(
            dates.step,
            dates.starts_on,
            dates.due_on,
            dates.is_own,
            "done" if dates.step in done
            else "passed" if dates.step in passed
            else "overdue" if dates.step in late
            else "now" if now.current is not None and now.current.step == dates.step
            else "ahead",
            found.get(dates.step),
            EXPECTED[dates.step],
        )
        for dates in calendar.steps
    ]  # fmt: skip
    return CalendarPage(cycle.id, name, tuple(rows), now)


_BEGUN = {Phase.REVIEW: Step.REVIEW, Phase.RETROSPECTIVE: Step.RETROSPECTIVE}
"""The steps that are under way as soon as somebody moves the cycle there."""


def _is_done(step: Step, cycle: Planned, found: Mapping[Step, Evidence], today: date) -> bool:
    """Whether all is there that the step asks for. What every unit has to do is not done while one
    of them has no plan; what leaves no trace is done once the cycle has gone on."""
    if step is Step.LOCK:
        return _is_over(step, cycle, today)
    if step is Step.RETROSPECTIVE:
        return _is_over(step, cycle, today)
    evidence = found.get(step)
    return evidence is not None and evidence.is_whole


def _is_over(step: Step, cycle: Planned, today: date) -> bool:
    """The lock ends planning, and each later phase what came before it."""
    if step in PLANNING:
        return cycle.is_locked(today) or cycle.phase not in (Phase.PLANNING, Phase.RUNNING)
    over: Mapping[Step, tuple[Phase, ...]] = {
        Step.MID_CYCLE: (Phase.REVIEW, Phase.RETROSPECTIVE, Phase.CLOSED),
        Step.REVIEW: (Phase.RETROSPECTIVE, Phase.CLOSED),
        Step.RETROSPECTIVE: (Phase.CLOSED,),
    }
    return cycle.phase in over[step]


def _kept_evidence(
    organisation_id: int, cycle: Planned, calendar: PlanningCalendar, today: date
) -> dict[Step, Evidence]:
    key = f"calendar:{organisation_id}:{cycle.id}:{today}"
    kept: dict[Step, Evidence] | None = cache.get(key)
    if kept is not None:
        return kept
    found, objectives = _evidence(organisation_id, cycle, calendar, today)
    if objectives > LARGE_SCOPE:
        cache.set(key, found, KEEP_FIGURES)
    return found


def _evidence(
    organisation_id: int, cycle: Planned, calendar: PlanningCalendar, today: date
) -> tuple[dict[Step, Evidence], int]:
    """What the plan shows of each step, and how many objectives were counted."""
    counts = next((_Counts(*row) for row in _counted(cycle.id)), _Counts())
    found = {
        Step.FRAME: Evidence(counts.company_ready, max(counts.company, 1)),
        Step.TELL: Evidence(counts.company_agreed, max(counts.company, 1)),
        Step.REVIEW: Evidence(counts.closed, counts.agreed),
    }
    if not cycle.is_locked(today):
        units = _units(organisation_id, cycle, counts.units)
        without = units.total - units.done
        waiting = sum(number for (number,) in _unanswered(cycle.id))
        waiting += sum(number for (number,) in _open_frames(cycle.id))
        open_ = counts.orphans + waiting + without
        found[Step.DRAFT] = units
        found[Step.SHARE] = Evidence(counts.total - counts.drafts, counts.total + without)
        found[Step.ALIGN] = Evidence(counts.total, counts.total + open_)
    else:
        found[Step.SHARE] = Evidence(counts.total - counts.drafts, counts.total)
        if calendar.dates(Step.MID_CYCLE).starts_on <= today:
            read = _read(cycle.id, calendar.dates(Step.MID_CYCLE).starts_on)
            found[Step.MID_CYCLE] = next((Evidence(*row) for row in read), Evidence(0, 0))
    return found, counts.total


def _live(cycle_id: int) -> Q:
    return Q(cycle_id=cycle_id, archived_at__isnull=True)


@dataclass(frozen=True, slots=True)
class _Counts:
    """Live objectives of a cycle: of the company (with owner and key results, agreed), drafts,
    those agreed at least, closed, without a link; and the units below the root that have any."""

    total: int = 0
    company: int = 0
    company_ready: int = 0
    company_agreed: int = 0
    drafts: int = 0
    agreed: int = 0
    closed: int = 0
    orphans: int = 0
    units: int = 0


@prepared
def _counted(cycle_id: int) -> QuerySet[Objective, tuple[Any, ...]]:
    company, drafts = Q(unit__parent__isnull=True), Q(state=State.DRAFT)
    measured = Exists(KeyResult.objects.filter(objective_id=OuterRef("pk"), is_health=False))
    linked = Exists(ObjectiveLink.objects.filter(child_id=OuterRef("pk")))
    return counted(
        Objective.objects.filter(_live(cycle_id)),
        "cycle_id",
        total=Count("id"),
        company=Count("id", filter=company),
        company_ready=Count("id", filter=company & Q(measured, owner__isnull=False)),
        company_agreed=Count("id", filter=company & Q(state__in=COUNTING_STATES)),
        drafts=Count("id", filter=drafts),
        agreed=Count("id", filter=Q(state__in=COUNTING_STATES)),
        closed=Count("id", filter=Q(state=State.CLOSED)),
        orphans=Count("id", filter=Q(~linked, is_local=False)),
        units=Count("unit_id", distinct=True, filter=~company),
    )


def _units(organisation_id: int, cycle: Planned, planning: int) -> Evidence:
    """Units with a plan, of these and those that had one in the cycle before."""
    silent = 0
    for before in _before(organisation_id, cycle.starts_on):
        silent = sum(units for (units,) in _silent(before, cycle.id))
    return Evidence(planning, planning + silent)


@prepared
def _before(organisation_id: int, starts_on: date) -> QuerySet[Cycle, int]:
    """The last cycle that ended before a day."""
    over = Cycle.objects.filter(organisation_id=organisation_id, ends_on__lt=starts_on)
    return over.order_by("-ends_on", "-starts_on").values_list("id", flat=True)[:1]


@prepared
def _silent(before_id: int, cycle_id: int) -> QuerySet[Objective, tuple[int]]:
    """How many units had a plan in the one cycle and have none in the other."""
    now = Objective.objects.filter(_live(cycle_id)).values("unit_id")
    planned = Objective.objects.filter(
        _live(before_id), unit__parent__isnull=False, unit__archived_at__isnull=True
    ).exclude(unit_id__in=now)
    return counted(planned, "cycle_id", units=Count("unit_id", distinct=True))


@prepared
def _unanswered(cycle_id: int) -> QuerySet[Dependency, tuple[int]]:
    """How many requests to other units wait for an answer."""
    waiting = Dependency.objects.filter(
        key_result__objective__cycle_id=cycle_id,
        key_result__objective__archived_at__isnull=True,
        state=Answer.WAITING,
    )
    return counted(waiting, "state", waiting=Count("id"))


@prepared
def _open_frames(cycle_id: int) -> QuerySet[Cycle, tuple[int]]:
    """How many frames from above wait for an answer. Frames belong to planning, above this app:
    they are counted by their relation to the cycle."""
    asked = Cycle.objects.filter(pk=cycle_id, frames__state="open")
    return counted(asked, "id", waiting=Count("frames"))


@prepared
def _read(cycle_id: int, since: date) -> QuerySet[KeyResult, tuple[int, int]]:
    """Running key results with a check-in since a day, and all running ones."""
    running = KeyResult.objects.filter(
        objective__cycle_id=cycle_id,
        objective__archived_at__isnull=True,
        objective__state__in=(State.AGREED, State.RUNNING),
        cancelled_on__isnull=True,
    )
    return counted(
        running,
        "objective__cycle_id",
        done=Count("id", filter=Q(read_on__gte=since)),
        total=Count("id"),
    )


def in_planning(cycles: Sequence[Any], today: date) -> Any | None:
    """The cycle that is being planned: of several the one that locks next."""
    planned = [row for row in cycles if row.phase == Phase.PLANNING and not row.is_locked(today)]
    return min(planned, key=lambda row: (row.plan_lock_on, row.id), default=None)
