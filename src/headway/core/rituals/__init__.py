"""The agendas of the rituals, the clock of a meeting, the boards on which people write alone before
they talk, and what becomes of what they agree on (docs/methods 7)."""

from headway.core.rituals.agendas import AGENDAS, Stage, agenda
from headway.core.rituals.agreed import FollowThrough, follow_through
from headway.core.rituals.boards import (
    BOARD_STAGES,
    DOTS,
    FORMATS,
    BoardStages,
    Column,
    Format,
    board_format,
    fits,
    formats,
)
from headway.core.rituals.timing import Spent, Timing, timing

__all__ = [
    "AGENDAS",
    "BOARD_STAGES",
    "DOTS",
    "FORMATS",
    "BoardStages",
    "Column",
    "FollowThrough",
    "Format",
    "Spent",
    "Stage",
    "Timing",
    "agenda",
    "board_format",
    "fits",
    "follow_through",
    "formats",
    "timing",
]
