"""Say, answer, follow and nudge."""

from headway.discussion.actions.comments import add_comment, edit_comment, remove_comment
from headway.discussion.actions.follows import follow
from headway.discussion.actions.nudges import nudge, nudge_all
from headway.discussion.actions.reactions import react

__all__ = [
    "add_comment",
    "edit_comment",
    "follow",
    "nudge",
    "nudge_all",
    "react",
    "remove_comment",
]
