"""Draft, propose, agree, change and archive objectives."""

from headway.okrs.actions.objectives.agreeing import (
    agree_objective,
    propose_objective,
    return_to_draft,
)
from headway.okrs.actions.objectives.archiving import archive_objective, restore_objective
from headway.okrs.actions.objectives.changing import move_goal_posts, update_objective
from headway.okrs.actions.objectives.definitions import TITLE_LIMIT, snapshot
from headway.okrs.actions.objectives.drafting import create_objective

__all__ = [
    "TITLE_LIMIT",
    "agree_objective",
    "archive_objective",
    "create_objective",
    "move_goal_posts",
    "propose_objective",
    "restore_objective",
    "return_to_draft",
    "snapshot",
    "update_objective",
]
