"""What an objective serves, and what serves it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from headway.kit.prepared import prepared
from headway.okrs.models import Objective, ObjectiveLink
from headway.okrs.queries.objectives import ObjectiveRow, hidden_from, objective_rows_by_id
from headway.people.access import Actor


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link as its other end sees it. ``kind`` is goal, objective or key_result."""

    link_id: int
    kind: str
    id: int
    title: str
    unit_name: str
    objective: ObjectiveRow | None


@dataclass(frozen=True, slots=True)
class Links:
    """The links that the actor may read, and how many others there are: those count in scores and
    values all the same."""

    rows: list[LinkRow]
    hidden: int


def links_up(actor: Actor, objective: Objective, *, as_of: date, today: date) -> Links:
    """What the objective serves: mid-term goals, objectives and key results. Three queries, one
    more where some of it is not for everybody."""
    links = _up(objective.pk)
    wanted = {link[3] or link[6] for link in links} - {None}
    parents = objective_rows_by_id(wanted, as_of=as_of, today=today)
    hidden = hidden_from(actor, parents.values())
    found = []
    for link_id, goal_id, goal_title, parent_id, key_result_id, key_result_title, via in links:
        if (parent_id or via) in hidden:
            continue
        if goal_id is not None:
            found.append(LinkRow(link_id, "goal", goal_id, goal_title, "", None))
        elif parent_id is not None:
            row = parents[parent_id]
            found.append(LinkRow(link_id, "objective", parent_id, row.title, row.unit_name, row))
        else:
            row = parents[via]
            found.append(
                LinkRow(link_id, "key_result", key_result_id, key_result_title, row.unit_name, row)
            )
    return Links(found, len(links) - len(found))


def links_down(actor: Actor, objective: Objective, *, as_of: date, today: date) -> Links:
    """The objectives that serve this one, then those that serve one of its key results. Two
    queries for the links, since one condition across both could use no index; three for the rows,
    one more where some are not for everybody."""
    links = [*_serving_objective(objective.pk), *_serving_key_results(objective.pk)]
    children = objective_rows_by_id({child for _, child in links}, as_of=as_of, today=today)
    hidden = hidden_from(actor, children.values())
    found = [
        LinkRow(link_id, "objective", child, row.title, row.unit_name, row)
        for link_id, child in links
        for row in [children[child]]
        if child not in hidden
    ]
    return Links(found, len(links) - len(found))


@prepared
def _up(objective_id: int) -> QuerySet[ObjectiveLink, tuple[Any, ...]]:
    return (
        ObjectiveLink.objects.filter(child_id=objective_id)
        .order_by("id")
        .values_list(
            "id",
            "goal_id",
            "goal__title",
            "objective_id",
            "key_result_id",
            "key_result__title",
            "key_result__objective_id",
        )
    )


@prepared
def _serving_objective(objective_id: int) -> QuerySet[ObjectiveLink, tuple[int, int]]:
    return _live(ObjectiveLink.objects.filter(objective_id=objective_id))


@prepared
def _serving_key_results(objective_id: int) -> QuerySet[ObjectiveLink, tuple[int, int]]:
    return _live(ObjectiveLink.objects.filter(key_result__objective_id=objective_id))


def _live(links: QuerySet[ObjectiveLink]) -> QuerySet[ObjectiveLink, tuple[int, int]]:
    live = links.filter(child__archived_at__isnull=True)
    return live.order_by("id").values_list("id", "child_id")
