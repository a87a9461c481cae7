"""The agendas of the rituals, the clock of a meeting, when a series meets, what a weekly is made
of, boards on which people write alone, what becomes of what is agreed (docs/methods 9 and 10).
"""

from headway.core.rituals.agendas import AGENDAS, Stage, agenda
from headway.core.rituals.agreed import Change, FollowThrough, follow_through, kept_by_next
from headway.core.rituals.boards import (
    BOARD_STAGES,
    DOTS,
    FEWEST_VOTERS,
    FORMATS,
    BoardStages,
    Column,
    Format,
    board_format,
    fits,
    formats,
)
from headway.core.rituals.days import day_meant
from headway.core.rituals.lines import WORDS, Doubt, LineKind, Written, read_line
from headway.core.rituals.pulse import PulseShown, is_anonymous, pulse_shown
from headway.core.rituals.series import Series, occurrences
from headway.core.rituals.timing import (
    QUIET,
    Spent,
    Timing,
    clock_since,
    counts_until,
    measured_minutes,
    timing,
)
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
    "BOARD_STAGES",
    "DOTS",
    "FEWEST_VOTERS",
    "FORMATS",
    "QUIET",
    "WORDS",
    "BoardStages",
    "Column",
    "Doubt",
    "DueFact",
    "Change",
    "FollowThrough",
    "Format",
    "KeyResultFact",
    "LineKind",
    "PulseShown",
    "Reason",
    "Series",
    "Spent",
    "Stage",
    "Timing",
    "Topic",
    "Written",
    "agenda",
    "board_format",
    "clock_since",
    "counts_until",
    "day_meant",
    "fits",
    "follow_through",
    "formats",
    "is_anonymous",
    "is_spoken_of",
    "kept_by_next",
    "measured_minutes",
    "occurrences",
    "pulse_shown",
    "read_line",
    "timing",
    "topics",
    "worst_first",
]
