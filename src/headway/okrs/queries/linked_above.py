"""All that stands above objectives, however many levels up, by links of any kind."""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections

from headway.kit.cursors import fetched
from headway.okrs.models import KeyResult, Objective, ObjectiveLink


class Upward(NamedTuple):
    """A link from an objective to the one above it, or to a key result of that one."""

    link_id: int
    child_id: int
    parent_id: int


def links_above(objective_ids: Collection[int]) -> list[Upward]:
    """Every link up from these objectives and from all that stand above them, the oldest first. One
    query, whose cost grows with what it gives; none for no objective."""
    if not objective_ids:
        return []
    rows = fetched(connections[DEFAULT_DB_ALIAS], _sql(len(objective_ids)), tuple(objective_ids))
    return [Upward(*row) for row in rows]


def parents_above(objective_id: int) -> dict[int, list[int]]:
    """The parents of the objective and of all that stand above it. One query."""
    parents: dict[int, list[int]] = {}
    for _link, child, parent in links_above([objective_id]):
        parents.setdefault(child, []).append(parent)
    return parents


@cache
def _sql(count: int) -> str:
    """Django's queries cannot recur. Both databases read this alike, and a circle would end it:
    what was found once is not followed again."""
    objective, key_result, link = (
        model._meta.db_table for model in (Objective, KeyResult, ObjectiveLink)
    )
    linked = (
        f"FROM above JOIN {link} link ON link.child_id = above.id "
        f"LEFT JOIN {key_result} serves ON serves.id = link.key_result_id "
        "WHERE link.goal_id IS NULL"
    )
    parent = "COALESCE(link.objective_id, serves.objective_id)"
    marks = ", ".join(["%s"] * count)
    return (
        f"WITH RECURSIVE above(id) AS (SELECT id FROM {objective} WHERE id IN ({marks}) "  # noqa: S608 - our own names
        f"UNION SELECT {parent} {linked}) "
        f"SELECT link.id, link.child_id, {parent} {linked} ORDER BY link.id"
    )
