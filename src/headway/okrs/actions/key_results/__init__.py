"""Add, change, cancel and remove key results and their milestones."""

from headway.okrs.actions.key_results.adding import Addition, add_approved, add_key_result
from headway.okrs.actions.key_results.changing import move_goal_posts, update_key_result
from headway.okrs.actions.key_results.definitions import snapshot
from headway.okrs.actions.key_results.ending import (
    cancel_key_result,
    go_on,
    remove_key_result,
    resume_key_result,
    stop,
)
from headway.okrs.actions.key_results.milestones import MilestoneInput, milestone_ids

__all__ = [
    "Addition",
    "MilestoneInput",
    "add_approved",
    "add_key_result",
    "cancel_key_result",
    "go_on",
    "milestone_ids",
    "move_goal_posts",
    "remove_key_result",
    "resume_key_result",
    "snapshot",
    "stop",
    "update_key_result",
]
