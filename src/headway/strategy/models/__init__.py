"""What the organisation is for, where it must be in a year, and how that is scored."""

from headway.strategy.models.goals import (
    MidTermGoal,
    Perspective,
    Statement,
    StatementKind,
    live_goals,
)
from headway.strategy.models.links import CauseEffectLink, LinkLack, LinkTrial, Strength
from headway.strategy.models.measures import CardRule, GoalMeasure, Weight
from headway.strategy.models.reviews import GoalReview, ReviewOutcome

__all__ = [
    "CardRule",
    "CauseEffectLink",
    "GoalMeasure",
    "GoalReview",
    "LinkLack",
    "LinkTrial",
    "MidTermGoal",
    "Perspective",
    "ReviewOutcome",
    "Statement",
    "StatementKind",
    "Strength",
    "Weight",
    "live_goals",
]
