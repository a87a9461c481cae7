"""The agendas of the rituals, the clock of a meeting, and what a weekly is made of (docs/methods
7)."""

from headway.core.rituals.agendas import AGENDAS, Stage, agenda
from headway.core.rituals.days import day_meant
from headway.core.rituals.lines import WORDS, Doubt, LineKind, Written, read_line
from headway.core.rituals.pulse import PulseShown, is_anonymous, pulse_shown
from headway.core.rituals.timing import Spent, Timing, timing
from headway.core.rituals.weekly import (
    DueFact,
    KeyResultFact,
    Reason,
    Topic,
    is_spoken_of,
    topics,
    worst_first,
)

__all__ = [
    "AGENDAS",
    "WORDS",
    "Doubt",
    "DueFact",
    "KeyResultFact",
    "LineKind",
    "PulseShown",
    "Reason",
    "Spent",
    "Stage",
    "Timing",
    "Topic",
    "Written",
    "agenda",
    "day_meant",
    "is_anonymous",
    "is_spoken_of",
    "pulse_shown",
    "read_line",
    "timing",
    "topics",
    "worst_first",
]
