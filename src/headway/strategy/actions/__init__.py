"""Change the strategy: mission, goals and what scores them."""

from headway.strategy.actions.goals import (
    add_goal,
    add_perspective,
    archive_goal,
    order_perspectives,
    remove_perspective,
    rename_perspective,
    restore_goal,
    set_statement,
    update_goal,
)
from headway.strategy.actions.measures import (
    add_measure,
    end_measure,
    set_mean,
    set_weight,
    update_measure,
)

__all__ = [
    "add_goal",
    "add_measure",
    "add_perspective",
    "archive_goal",
    "end_measure",
    "order_perspectives",
    "remove_perspective",
    "rename_perspective",
    "restore_goal",
    "set_mean",
    "set_statement",
    "set_weight",
    "update_goal",
    "update_measure",
]
