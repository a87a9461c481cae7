"""The planning calendar of a cycle on a day: what is done of each step, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from headway.core.planning.calendar import Countdown, countdown
from headway.core.planning.expectations import EXPECTED, Expectation, Step
from headway.okrs.models import Phase
from headway.okrs.queries.calendar_evidence import Evidence, kept_evidence
from headway.okrs.queries.calendars import Planned, calendar_of

PLANNING = (Step.FRAME, Step.TELL, Step.DRAFT, Step.SHARE, Step.ALIGN, Step.LOCK)
"""The steps that are over once the plan is locked."""


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


def calendar_page(organisation_id: int, name: str, cycle: Planned, today: date) -> CalendarPage:
    """The steps with what is done of each, and the countdown. At most five queries; in a cycle of
    more than 5 000 objectives what is done is at most a minute old.

    What is done is counted over the whole organisation: the calendar is everybody's.
    """
    calendar = calendar_of(cycle)
    found = kept_evidence(organisation_id, cycle, calendar, today)
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
    if step in (Step.LOCK, Step.RETROSPECTIVE):
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
