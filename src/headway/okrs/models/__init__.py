"""Cycles, objectives, key results, their links, check-ins and closures."""

from headway.okrs.models.checkins import CheckIn
from headway.okrs.models.closures import Closure, Grade
from headway.okrs.models.cycles import Cycle, CycleKind, Phase
from headway.okrs.models.goalposts import GoalPostChange
from headway.okrs.models.key_results import Aggregation, Initiative, KeyResult, Milestone
from headway.okrs.models.objectives import (
    Ambition,
    LinkKind,
    Objective,
    ObjectiveLink,
    Origin,
    Outcome,
    State,
)

__all__ = [
    "Aggregation",
    "Ambition",
    "CheckIn",
    "Closure",
    "Cycle",
    "CycleKind",
    "GoalPostChange",
    "Grade",
    "Initiative",
    "KeyResult",
    "LinkKind",
    "Milestone",
    "Objective",
    "ObjectiveLink",
    "Origin",
    "Outcome",
    "Phase",
    "State",
]
