"""Whether an objective and its key results fit into their cycle."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from headway.core.cadence import cadence_days
from headway.core.kinds import CHANGE_KINDS, PERIOD_KINDS, KeyResultKind
from headway.core.planning.plan import PlannedCycle, PlannedKeyResult, PlannedObjective
from headway.core.review.registry import Hit, Setting, blocks, warns
from headway.core.review.subjects import OBJECTIVE_RULES, key_result, objective
from headway.core.texts import gettext_noop as _

SLACK = timedelta(days=7)
"""A deadline this near to the cycle still belongs to it."""

FEWEST_READINGS = 3
CALENDAR_SLACK = 1.05
"""Months and quarters differ in length: a month is a third of every quarter."""

_MEASURED_KINDS = CHANGE_KINDS | PERIOD_KINDS | {KeyResultKind.ANCHORED}


@OBJECTIVE_RULES.add(
    "NO_DEADLINE",
    title=_("No deadline"),
    condition="an objective has no end; a key result without one ends with its objective",
    why=_("Without an end there is no pace, no forecast and no day on which somebody looks back."),
    bad=_("Become the easiest bank to join (no end)"),
    good=_("Become the easiest bank to join, by 30 June"),
    source="docs/methods 6; Doran 1981, “time-related”",
    reasons=blocks(_("It has no end. Give it a day in this cycle.")),
)
def without_deadline(one: PlannedObjective, setting: Setting) -> Iterator[Hit]:
    """What could go on for ever."""
    if one.ends_on is None:
        yield Hit(objective(one))


@OBJECTIVE_RULES.add(
    "OUT_OF_CYCLE",
    title=_("Due outside the cycle"),
    condition=f"the end lies more than {SLACK.days} days outside the cycle",
    why=_(
        "It is planned, reviewed and graded with its cycle. What ends elsewhere is missed by "
        "all three."
    ),
    bad=_("Cycle April to June, due on 30 September"),
    good=_("Due on 30 June; what comes later is planned in the next cycle"),
    source="docs/methods 6",
    reasons=blocks(_("It ends on {ends_on}, outside the cycle from {first_day} to {last_day}.")),
)
def outside_its_cycle(one: PlannedObjective, setting: Setting) -> Iterator[Hit]:
    """Objectives, and key results with an end of their own, that belong to another cycle."""
    cycle = one.cycle
    parts = [(objective(one), one.ends_on)]
    parts += [(key_result(kr), kr.ends_on) for kr in one.active_key_results]
    for subject, ends_on in parts:
        if ends_on is None or _is_near(ends_on, cycle):
            continue
        days = {"ends_on": ends_on, "first_day": cycle.starts_on, "last_day": cycle.ends_on}
        yield Hit(subject, values=days)


def _is_near(day: date, cycle: PlannedCycle) -> bool:
    """Days are taken from days: beyond the first and the last one of the calendar there is none to
    compare with, and a text that is reviewed alone belongs to all of it."""
    return cycle.starts_on - day <= SLACK and day - cycle.ends_on <= SLACK


@OBJECTIVE_RULES.add(
    "NOT_OBSERVABLE",
    title=_("Measured too seldom to steer by"),
    condition="the measure has a new value less than three times in a cycle: its rhythm is longer "
    "than a third of the cycle (with 5 % slack, since months differ); milestone, binary and "
    "baseline key results are exempt",
    why=_(
        "A number that comes once or twice in a cycle cannot steer anything: when it shows a "
        "problem it is too late."
    ),
    bad=_("Yearly employee survey in a quarter"),
    good=_("Two-question pulse every second week"),
    source="docs/methods 6",
    reasons=warns(
        _("It is measured {rhythm}, too seldom for this cycle. Find a number that moves sooner.")
    ),
)
def seldom_measured(one: PlannedObjective, setting: Setting) -> Iterator[Hit]:
    """Key results that show nothing until it is too late."""
    longest = one.cycle.days / FEWEST_READINGS * CALENDAR_SLACK
    for kr in one.active_key_results:
        rhythm = kr.measured or kr.cadence
        if _is_measured(kr) and cadence_days(rhythm) > longest:
            yield Hit(key_result(kr), values={"rhythm": str(rhythm)})


def _is_measured(kr: PlannedKeyResult) -> bool:
    return kr.kind in _MEASURED_KINDS
