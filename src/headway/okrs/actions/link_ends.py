"""A link that ends, told in the history of what it led to: nothing of the link is left there to say
that it was, and what was shown of an earlier day needs to know."""

from __future__ import annotations

from typing import Any

from headway.activity.actions import Entry
from headway.okrs.models import ObjectiveLink
from headway.okrs.queries.link_page import above_of


def end_entry(link: ObjectiveLink) -> Entry:
    """The event of a link that is about to end, in the history of the goal or objective above. It
    names nobody: whoever reads that history need not be able to read what was linked."""
    before: dict[str, Any] = {
        "link_id": link.pk,
        "child_id": link.child_id,
        "goal_id": link.goal_id,
        "objective_id": link.objective_id,
        "key_result_id": link.key_result_id,
        "kind": str(link.kind),
        "weight": link.weight,
        "child_key_result_id": link.child_key_result_id,
        "share": link.share,
    }
    above = above_of(link)
    if above is not None:
        return Entry("objective.link_ended", "objective", above.pk, above.title, before)
    goal = link.goal
    title = "" if goal is None else goal.title
    return Entry("goal.link_ended", "goal", link.goal_id or 0, title, before)
