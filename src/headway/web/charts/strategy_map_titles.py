"""What stands in a goal's box on the strategy map, and the room that it takes."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import gettext as _

from headway.core.scorecard import rounded
from headway.web.charts.fitted import fitted
from headway.web.charts.labels import width_of
from headway.web.charts.strategy_map_model import MapGoal
from headway.web.formats import number, signed

WIDE, TALL = 236.0, 52.0  # of a box whose title has two lines at most
TALLER = 68.0  # with three
MOST_LINES = 3
LINE = 16.0
PAD = 12.0  # from a box's edge to its title
RIGHT = 10.0  # from a score to the box's edge
DIGIT = 7.6
MARK_AIR = 21.0  # from a score to the far side of its mark
HINT_SIZE = 11.0


class Inside(NamedTuple):
    """The lines of a title, a score, how it moved, and how far from the box's right edge the mark
    of its colour begins."""

    title: list[str]
    score: str
    moved: str
    mark: float


def inside(goal: MapGoal) -> Inside:
    """Of a goal. A long title takes a third line; what fits on no line is cut."""
    score = "" if goal.score is None else number(rounded(goal.score))
    moved = "" if goal.trend is None else signed(goal.trend, 0)
    if goal.score is None:
        moved = _("no score")
    room = max(DIGIT * max(len(score), 2), width_of(moved) * HINT_SIZE / 12)
    # Beside its number; without one over the words, so that the title has the room.
    mark = RIGHT + (room + MARK_AIR if score else 12)
    free = WIDE - max(mark, RIGHT + room) - 6 - PAD
    return Inside(_fitted(goal.title, free), score, moved, mark)


def tall(goal: MapGoal) -> float:
    """How high the box of a goal has to be."""
    return TALLER if len(inside(goal).title) == MOST_LINES else TALL


@lru_cache(maxsize=1024)
def _fitted(title: str, room: float) -> list[str]:
    return fitted(title, room, MOST_LINES)
