"""Which objectives lead to a mid-term goal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from headway.kit.prepared import prepared
from headway.okrs.models import ObjectiveLink
from headway.okrs.queries.planned import MOST_LEVELS


def with_path(objective_ids: Collection[int]) -> set[int]:
    """Those that serve a mid-term goal, themselves or by what they serve, as linked today. One
    query for each level climbed, whatever the number of objectives."""
    parents: dict[int, set[int]] = defaultdict(set)
    reaching: set[int] = set()
    known, new = set(objective_ids), set(objective_ids)
    for _level in range(MOST_LEVELS):
        if not new:
            break
        above: set[int] = set()
        for child, goal, objective, of_key_result in _links(new):
            if goal is not None:
                reaching.add(child)
            for parent in (objective, of_key_result):
                if parent is not None:
                    parents[child].add(parent)
                    above.add(parent)
        new = above - known
        known |= above
    return _spread(reaching, parents) & set(objective_ids)


@prepared
def _links(child_ids: Collection[int]) -> QuerySet[ObjectiveLink, tuple[Any, ...]]:
    return ObjectiveLink.objects.filter(child_id__in=child_ids).values_list(
        "child_id", "goal_id", "objective_id", "key_result__objective_id"
    )


def _spread(reaching: set[int], parents: dict[int, set[int]]) -> set[int]:
    """Down from those that reach a goal to all that serve them."""
    children: dict[int, set[int]] = defaultdict(set)
    for child, above in parents.items():
        for parent in above:
            children[parent].add(child)
    found, new = set(reaching), list(reaching)
    while new:
        below = children[new.pop()] - found
        found |= below
        new += below
    return found
