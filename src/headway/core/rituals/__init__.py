"""The agendas of the rituals, and the clock of a meeting (docs/methods 7)."""

from headway.core.rituals.agendas import AGENDAS, Stage, agenda
from headway.core.rituals.timing import Spent, Timing, timing

__all__ = ["AGENDAS", "Spent", "Stage", "Timing", "agenda", "timing"]
