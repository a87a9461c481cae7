"""How far a unit's practice has come, in words (docs/methods 9.5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from headway.core.bands import Band
from headway.core.practice.metrics import Figure
from headway.core.practice.table import Metric
from headway.core.texts import gettext_noop as _


class Hold(StrEnum):
    """How firmly a habit sits."""

    HOLDS = "holds"
    WAVERS = "wavers"
    BROKEN = "broken"
    UNKNOWN = "unknown"


class Stage(StrEnum):
    """How far the practice has come."""

    STARTING = "starting"
    PRACTISING = "practising"
    STEADY = "steady"
    TEACHING = "teaching"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Habit:
    """Metrics that together tell of one habit; ``title`` and ``keeps`` are before translation."""

    key: str
    title: str
    keeps: str
    metrics: tuple[Metric, ...]


HABITS = (
    Habit("rhythm", _("Rhythm"), _("tells its numbers in time, in short meetings"),
          (Metric.CHECK_INS, Metric.FRESHNESS, Metric.WEEKLY)),
    Habit("plans", _("Plans"), _("writes goals that are owned, aligned and clear"),
          (Metric.ONE_OWNER, Metric.ALIGNED, Metric.BOTTOM_UP, Metric.LINT)),
    Habit("honesty", _("Honesty"), _("says how sure it is, and leaves goal posts where they are"),
          (Metric.CALIBRATION, Metric.TARGETS_MOVED)),
    Habit("stretch", _("Stretch"), _("aims beyond what comes by itself, and lets go of the rest"),
          (Metric.AMBITION, Metric.CARRY_OVER)),
    Habit("learning", _("Learning"), _("answers signals and does what it agreed to change"),
          (Metric.SIGNALS, Metric.RETRO)),
)  # fmt: skip

STAGES: Mapping[Stage, tuple[str, str]] = {
    Stage.STARTING: (
        _("Starting"),
        _("The rhythm does not hold yet. Begin there, and nowhere else."),
    ),
    Stage.PRACTISING: (_("Practising"), _("The rhythm is there. Other habits still break.")),
    Stage.STEADY: (_("Steady"), _("Rhythm and plans hold, and no habit is broken.")),
    Stage.TEACHING: (
        _("Teaching others"),
        _("Every habit that can be told of held twice in a row. Others can learn here."),
    ),
    Stage.UNKNOWN: (_("Not to be said yet"), _("Too little has happened to tell.")),
}
"""The name of a stage, and what it means; before translation."""

TOLD_AT_LEAST = 4
"""Habits that must be told of before a unit teaches others."""


@dataclass(frozen=True, slots=True)
class Maturity:
    """The stage of a unit, and how each of its habits sits, by key."""

    stage: Stage
    habits: Mapping[str, Hold]


def hold_of(habit: Habit, figures: Mapping[Metric, Figure]) -> Hold:
    """How firmly a habit sits: it holds when all that is known of it is good, is broken when
    something is poor, and wavers in between.

    >>> figures = {metric: Figure(metric, None) for metric in Metric}
    >>> str(hold_of(HABITS[0], figures))
    'unknown'
    >>> str(hold_of(HABITS[0], figures | {Metric.WEEKLY: Figure(Metric.WEEKLY, 18.0)}))
    'wavers'

    Source: docs/methods 9.5.
    """
    bands = {figures[metric].band for metric in habit.metrics} - {Band.NONE}
    if not bands:
        return Hold.UNKNOWN
    if Band.RED in bands:
        return Hold.BROKEN
    return Hold.WAVERS if Band.AMBER in bands else Hold.HOLDS


def maturity(now: Mapping[Metric, Figure], before: Mapping[Metric, Figure]) -> Maturity:
    """How far a unit's practice has come, by its figures in a window and in the one before.

    Parameters
    ----------
    now, before
        A figure for every metric, as :func:`~headway.core.practice.measure` gives them.

    Returns
    -------
    Maturity
        *Starting* while the rhythm is broken or has not been told of; *teaching others* when at
        least four habits are known and all that are known hold, now and in the window before;
        *steady* when rhythm and plans hold and nothing is broken; *practising* otherwise.

    Examples
    --------
    >>> unknown = {metric: Figure(metric, None) for metric in Metric}
    >>> str(maturity(unknown, unknown).stage)
    'unknown'
    >>> rhythm = unknown | {Metric.CHECK_INS: Figure(Metric.CHECK_INS, 0.95)}
    >>> str(maturity(rhythm, unknown).stage)
    'practising'

    References
    ----------
    docs/methods 9.5.
    """
    holds = {habit.key: hold_of(habit, now) for habit in HABITS}
    earlier = {habit.key: hold_of(habit, before) for habit in HABITS}
    return Maturity(_stage(holds, earlier), holds)


def _stage(holds: Mapping[str, Hold], earlier: Mapping[str, Hold]) -> Stage:
    known = {key: hold for key, hold in holds.items() if hold is not Hold.UNKNOWN}
    if not known:
        return Stage.UNKNOWN
    if holds["rhythm"] in (Hold.BROKEN, Hold.UNKNOWN):
        return Stage.STARTING
    if (
        len(known) >= TOLD_AT_LEAST
        and set(known.values()) == {Hold.HOLDS}
        and all(earlier[key] is Hold.HOLDS for key in known)
    ):
        return Stage.TEACHING
    firm = holds["rhythm"] is Hold.HOLDS and holds["plans"] is Hold.HOLDS
    return Stage.STEADY if firm and Hold.BROKEN not in known.values() else Stage.PRACTISING
