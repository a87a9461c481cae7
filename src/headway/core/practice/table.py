"""The metrics of practice: what is good, what to watch, what to do (docs/methods 9.1)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from headway.core.rituals.agreed import AMBER_FROM, GREEN_FROM
from headway.core.texts import gettext_noop as _

Range = tuple[float | None, float | None]
"""From, to; None where that side is open."""


class Metric(StrEnum):
    """A habit that can be counted."""

    CHECK_INS = "check_ins"
    FRESHNESS = "freshness"
    ALIGNED = "aligned"
    BOTTOM_UP = "bottom_up"
    ONE_OWNER = "one_owner"
    LINT = "lint"
    CALIBRATION = "calibration"
    TARGETS_MOVED = "targets_moved"
    AMBITION = "ambition"
    CARRY_OVER = "carry_over"
    WEEKLY = "weekly"
    SIGNALS = "signals"
    RETRO = "retro"


@dataclass(frozen=True, slots=True)
class Shape:
    """What a metric is: its name, its short name for the head of a column, its formula in words,
    what it is counted in (``share``, ``ratio``, ``score`` or ``minutes``), its bands with both ends
    included, and what to do when it is not good: below its range, and above it.

    ``best`` ends the scale of 0 to 100 where the usual place lies beyond what is possible; ``base``
    is where it begins for a metric that is only good when it is full.
    """

    title: str
    short: str
    formula: str
    counted_in: str
    green: Range
    amber: Range
    low: str = ""
    high: str = ""
    best: float | None = None
    base: float | None = None


METRICS: Mapping[Metric, Shape] = {
    Metric.CHECK_INS: Shape(
        _("Check-in rate"), _("Check-in rate"),
        _("check-ins on time / due, with two days of grace"), "share",
        (0.9, None), (0.7, None), best=1.0,
        low=_("Fix one moment a week for the numbers, before the weekly. Where a rhythm is tighter"
              " than the measure moves, loosen it."),
    ),
    Metric.FRESHNESS: Shape(
        _("Freshness"), _("Fresh\u00adness"),
        _("median of days since the last value / rhythm, over running key results"), "ratio",
        (None, 1.0), (None, 1.5),
        high=_("Open the stale key results in the next weekly and ask each owner: still ours? Then"
               " a number today, or drop it with a reason."),
    ),
    Metric.ALIGNED: Shape(
        _("Aligned"), _("Aligned"),
        _("objectives with a path to a mid-term goal / all that are not local"), "share",
        (0.9, None), (0.7, None), best=1.0,
        low=_("Take the loose objectives to the alignment board: link each to what it serves, or"
              " say that it is local on purpose."),
    ),
    Metric.BOTTOM_UP: Shape(
        _("Bottom-up share"), _("Bottom-up"),
        _("objectives that came from the unit itself / all"), "share",
        (0.4, 0.6), (0.25, 0.75),
        low=_("Ask the team for its own objectives before frames are answered; let it reshape what"
              " comes from above."),
        high=_("Ask what the organisation needs of this unit: little here comes from above."),
    ),
    Metric.ONE_OWNER: Shape(
        _("One owner"), _("One owner"),
        _("key results with one accountable person who is still there / all"), "share",
        (1.0, None), (0.95, None), base=0.925,
        low=_("Name one person for each key result. Two owners are none; somebody who left is"
              " none, too."),
    ),
    Metric.LINT: Shape(
        _("Lint debt"), _("Lint debt"),
        _("open findings that block or warn / objectives"), "ratio",
        (None, 0.5), (None, 1.5), best=0.0,
        high=_("Go through the findings with the owner for fifteen minutes: mend what is easy,"
               " acknowledge on purpose what stays."),
    ),
    Metric.CALIBRATION: Shape(
        _("Calibration"), _("Brier"),
        _("Brier score of the weekly confidence against what happened, and its bias"), "score",
        (None, 0.20), (None, 0.25),
        high=_("Before the confidence round, show what 8 of 10 came to in the last cycles. Ask what"
               " would have to be true, not how it feels."),
    ),
    Metric.TARGETS_MOVED: Shape(
        _("Targets moved"), _("Targets moved"),
        _("running key results with a target changed after plan lock / all"), "share",
        (None, 0.10), (None, 0.25), best=0.0,
        high=_("Read the ledger together: was it learning, or was it easier? Leave the post where"
               " it is and explain the miss instead."),
    ),
    Metric.AMBITION: Shape(
        _("Ambition"), _("Ambition"),
        _("mean score of aspirational objectives, last two closed cycles"), "score",
        (0.6, 0.75), (0.5, 0.85),
        low=_("The targets are beyond reach, or too many. Fewer objectives, and a forecast beside"
              " every target."),
        high=_("The targets come by themselves. Ask what would be worth failing at, and set the"
               " next target beyond the forecast."),
    ),
    Metric.CARRY_OVER: Shape(
        _("Carry-over"), _("Carry-over"),
        _("key results carried over unchanged / all decided on"), "share",
        (None, 0.20), (None, 0.40),
        high=_("Before a goal is carried again, ask what would be different this time. If nothing"
               " is, drop it."),
    ),
    Metric.WEEKLY: Shape(
        _("Weekly length"), _("Weekly min"),
        _("median minutes of the weeklies held together"), "minutes",
        (None, 15.0), (None, 20.0),
        high=_("Numbers in before the meeting, only what moved on the table, and park what takes"
               " longer than two minutes."),
    ),
    Metric.SIGNALS: Shape(
        _("Signals answered"), _("Signals answered"),
        _("KPI signals with an action, or closed, by their day / all that were due"), "share",
        (0.9, None), (0.7, None), best=1.0,
        low=_("Bring each open signal to the weekly: an action with an owner and a day, or common"
              " cause and leave it."),
    ),
    Metric.RETRO: Shape(
        _("Retro follow-through"), _("Retro kept"),
        _("changes agreed in a retrospective and done by the next one / agreed"), "share",
        (GREEN_FROM, None), (AMBER_FROM, None), best=1.0,
        low=_("Agree on fewer changes, one to three, each with an owner and a day, and look at them"
              " in every weekly until they are done."),
    ),
}  # fmt: skip
"""In the order of the desk's columns. Source: docs/methods 9.1."""
