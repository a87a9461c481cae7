"""What the organisation is for, where it must be in a year, and how that is scored."""

from headway.strategy.models.goals import MidTermGoal, Perspective, Statement, StatementKind
from headway.strategy.models.links import CauseEffectLink, LinkLack, LinkTrial, Strength
from headway.strategy.models.measures import CardRule, GoalMeasure, Weight

__all__ = [
    "CardRule",
    "CauseEffectLink",
    "GoalMeasure",
    "LinkLack",
    "LinkTrial",
    "MidTermGoal",
    "Perspective",
    "Statement",
    "StatementKind",
    "Strength",
    "Weight",
]
