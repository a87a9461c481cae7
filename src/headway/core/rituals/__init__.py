"""The agendas of the rituals, the clock of a meeting, and when a series meets
(docs/methods 7 and 8)."""

from headway.core.rituals.agendas import AGENDAS, Stage, agenda
from headway.core.rituals.series import Series, moment_of, occurrences
from headway.core.rituals.timing import Spent, Timing, timing

__all__ = [
    "AGENDAS",
    "Series",
    "Spent",
    "Stage",
    "Timing",
    "agenda",
    "moment_of",
    "occurrences",
    "timing",
]
