"""Change the strategy: mission, goals and what scores them."""

from headway.strategy.actions.copies import apply_card, unlink_goal
from headway.strategy.actions.goals import (
    add_goal,
    archive_goal,
    restore_goal,
    set_statement,
    update_goal,
)
from headway.strategy.actions.links import add_link, end_link, update_link
from headway.strategy.actions.measures import (
    add_measure,
    edit_measures,
    end_measure,
    update_measure,
)
from headway.strategy.actions.perspectives import (
    add_perspective,
    apply_template,
    order_perspectives,
    remove_perspective,
    update_perspective,
)
from headway.strategy.actions.reviews import review_goal
from headway.strategy.actions.taking_back import (
    take_link_back,
    take_measure_back,
    take_weight_back,
)
from headway.strategy.actions.trials import test_links
from headway.strategy.actions.weights import set_mean, set_weight

__all__ = [
    "add_goal",
    "add_link",
    "add_measure",
    "add_perspective",
    "apply_card",
    "apply_template",
    "archive_goal",
    "edit_measures",
    "end_link",
    "end_measure",
    "order_perspectives",
    "remove_perspective",
    "restore_goal",
    "review_goal",
    "set_mean",
    "set_statement",
    "set_weight",
    "take_link_back",
    "take_measure_back",
    "take_weight_back",
    "test_links",
    "unlink_goal",
    "update_goal",
    "update_link",
    "update_measure",
    "update_perspective",
]
