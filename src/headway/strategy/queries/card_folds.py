"""A scorecard with too many goals to lie open: what of each perspective is seen first."""

from __future__ import annotations

from dataclasses import dataclass

from headway.core.scorecard import colour_of, rounded
from headway.core.spc import Colour
from headway.strategy.queries.insights import FELL
from headway.strategy.queries.scorecard import Card, GoalScore, PerspectiveScore, ScoreKey

OPEN = 25
"""Goals of a card that lie open, as on a page that can still be read from top to bottom."""
FIRST = 10
"""Goals of a perspective whose lines are seen before the others are unfolded."""


@dataclass(frozen=True, slots=True)
class Fold:
    """A perspective whose goals are folded: the lines to see ``first``, and the ``rest``."""

    perspective: PerspectiveScore
    first: tuple[GoalScore, ...]
    rest: tuple[GoalScore, ...]


def folds(card: Card, before: Card) -> list[Fold]:
    """The perspectives of a card with more than :data:`OPEN` goals; none of a smaller one. Red
    goals come first, then those that moved as far as an insight tells of since ``before``, then by
    score, the lowest first; what has none is last. No query."""
    if len(card.goals) <= OPEN:
        return []
    then = before.scores
    found = []
    for one in card.perspectives:
        goals = sorted(one.goals, key=lambda goal: _place(goal, then))
        found.append(Fold(one, tuple(goals[:FIRST]), tuple(goals[FIRST:])))
    return found


def _place(goal: GoalScore, then: dict[ScoreKey, float]) -> tuple[int, float]:
    score, was = goal.score.score, then.get(("goal", goal.goal.id))
    if score is None:
        return 3, 0.0
    if colour_of(score) is Colour.RED:
        return 0, score
    moved = 0 if was is None else abs(rounded(score) - rounded(was))
    return (1, -moved) if moved >= FELL else (2, score)
