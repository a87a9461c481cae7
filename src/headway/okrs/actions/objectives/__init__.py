"""Draft, propose, change and archive objectives; ``actions.agreement`` signs them."""

from headway.okrs.actions.objectives.archiving import archive_objective, restore_objective
from headway.okrs.actions.objectives.changing import move_goal_posts, update_objective
from headway.okrs.actions.objectives.definitions import TITLE_LIMIT, snapshot
from headway.okrs.actions.objectives.drafting import create_objective
from headway.okrs.actions.objectives.proposing import propose_objective, return_to_draft

__all__ = [
    "TITLE_LIMIT",
    "archive_objective",
    "create_objective",
    "move_goal_posts",
    "propose_objective",
    "restore_objective",
    "return_to_draft",
    "snapshot",
    "update_objective",
]
