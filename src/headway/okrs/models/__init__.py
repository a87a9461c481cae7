"""Cycles, objectives, key results, their links, check-ins and closures."""

from headway.okrs.models.agreements import Dependency, Signature, SigningRole
from headway.okrs.models.answers import Answer
from headway.okrs.models.checkins import CheckIn
from headway.okrs.models.closures import Assessment, Closure, Decision, Grade
from headway.okrs.models.cycles import Cycle, CycleKind, Phase
from headway.okrs.models.goalposts import GoalPostChange, GoalPostRequest
from headway.okrs.models.key_results import (
    Aggregation,
    Initiative,
    KeyResult,
    Milestone,
    StatusOverride,
)
from headway.okrs.models.objectives import (
    Ambition,
    LinkKind,
    Objective,
    ObjectiveLink,
    Origin,
    Outcome,
    State,
    Visibility,
)

__all__ = [
    "Aggregation",
    "Ambition",
    "Answer",
    "Assessment",
    "CheckIn",
    "Closure",
    "Cycle",
    "CycleKind",
    "Decision",
    "Dependency",
    "GoalPostChange",
    "GoalPostRequest",
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
    "Signature",
    "SigningRole",
    "State",
    "StatusOverride",
    "Visibility",
]
