"""How well a unit works with its goals: thirteen habits measured, what asks for the coach, and how
far the practice has come, in words (docs/methods 9)."""

from headway.core.practice.facts import (
    Answered,
    Closing,
    Goal,
    Measured,
    Retrospective,
    UnitFacts,
    Weekly,
    Window,
)
from headway.core.practice.figures import measure
from headway.core.practice.maturity import HABITS, Habit, Maturity, Stage, maturity
from headway.core.practice.metrics import (
    Composite,
    Figure,
    Trend,
    advice,
    band_of,
    composite,
    score_of,
    trend,
)
from headway.core.practice.need import Code, Need, Reason, need
from headway.core.practice.reasons import easy_cycles, reasons, stale
from headway.core.practice.table import METRICS, Metric, Shape

__all__ = [
    "HABITS",
    "METRICS",
    "Answered",
    "Closing",
    "Code",
    "Composite",
    "Figure",
    "Goal",
    "Habit",
    "Maturity",
    "Measured",
    "Metric",
    "Need",
    "Reason",
    "Retrospective",
    "Shape",
    "Stage",
    "Trend",
    "UnitFacts",
    "Weekly",
    "Window",
    "advice",
    "band_of",
    "composite",
    "easy_cycles",
    "maturity",
    "measure",
    "need",
    "reasons",
    "score_of",
    "stale",
    "trend",
]
