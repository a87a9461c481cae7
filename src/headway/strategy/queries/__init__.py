"""Read the strategy: mission, goals and the scorecard."""

from headway.strategy.queries.goals import (
    EVERY,
    GoalRow,
    PerspectiveRow,
    StatementRow,
    current_statements,
    get_goal,
    goals,
    goals_during,
    perspectives,
    statement_history,
)
from headway.strategy.queries.past_goals import goals_on, goals_then, titles_then

__all__ = [
    "EVERY",
    "GoalRow",
    "PerspectiveRow",
    "StatementRow",
    "current_statements",
    "get_goal",
    "goals",
    "goals_during",
    "goals_on",
    "goals_then",
    "perspectives",
    "statement_history",
    "titles_then",
]
