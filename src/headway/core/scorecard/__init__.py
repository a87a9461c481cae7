"""The balanced scorecard: scores of 0 to 100, and what they come to together (docs/methods 5)."""

from headway.core.scorecard.curves import ScoreCurve, curve_of_target
from headway.core.scorecard.means import (
    FLOOR,
    LEAST_COVERAGE,
    Mean,
    Part,
    Score,
    put_together,
)
from headway.core.scorecard.scores import (
    SMOOTHED,
    Anchors,
    Scored,
    colour_of,
    is_missing,
    rounded,
    score_by_target,
    smoothed,
)
from headway.core.scorecard.sides import BAND, Sides, sides_of, sides_together

__all__ = [
    "BAND",
    "FLOOR",
    "LEAST_COVERAGE",
    "SMOOTHED",
    "Anchors",
    "ScoreCurve",
    "Mean",
    "Part",
    "Score",
    "Scored",
    "Sides",
    "colour_of",
    "curve_of_target",
    "is_missing",
    "put_together",
    "rounded",
    "score_by_target",
    "sides_of",
    "sides_together",
    "smoothed",
]
