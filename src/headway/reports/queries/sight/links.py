"""What stands above objectives, however many levels up."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from headway.kit.keeping import Kept
from headway.kit.prepared import prepared
from headway.okrs.models import LinkKind, ObjectiveLink
from headway.okrs.queries.past import Moment, links_from

DEEPEST = 12
"""Levels climbed from an objective in scope; what a deeper chain leads to is not looked for."""


@dataclass(frozen=True, slots=True)
class Link:
    """A child objective under the node ``parent``; ``above`` is the objective that one belongs to,
    None for a goal; ``kind`` is what the link does to numbers."""

    child: int
    parent: str
    above: int | None
    kind: str = LinkKind.ALIGNED


def climb(start: Iterable[int], *, on: Moment | None = None) -> tuple[set[int], list[Link]]:
    """The given objectives with all above them, and the links between, as they are or were ``on`` a
    past day. One query a level, two of a past day."""
    seen, waiting = set(start), set(start)
    links: list[Link] = []
    for _level in range(DEEPEST):
        if not waiting:
            break
        found = links_of(waiting) if on is None else _links_then(on, waiting)
        links += found
        waiting = {link.above for link in found if link.above is not None} - seen
        seen |= waiting
    return seen, links


def links_of(children: Iterable[int]) -> list[Link]:
    """The links from these objectives up, the oldest first. One query."""
    return _rows(tuple(children))


def _links_then(moment: Moment, children: Collection[int]) -> list[Link]:
    return [
        _link(
            link.child_id,
            link.goal_id,
            link.objective_id,
            link.key_result_id,
            link.above_id,
            link.kind,
        )
        for link in links_from(moment, children)
        if link.goal_id is not None or link.above_id is not None
    ]


def _link(
    child: int,
    goal: int | None,
    objective: int | None,
    key_result: int | None,
    key_result_of: int | None,
    kind: str,
) -> Link:
    if goal is not None:
        return Link(child, f"g{goal}", None, kind)
    if objective is not None:
        return Link(child, f"o{objective}", objective, kind)
    return Link(child, f"k{key_result}", key_result_of, kind)


@prepared(rows=Kept(_link))
def _rows(children: Collection[int]) -> QuerySet[ObjectiveLink, tuple[Any, ...]]:
    return (
        ObjectiveLink.objects.filter(child_id__in=children)
        .order_by("id")
        .values_list(
            "child_id",
            "goal_id",
            "objective_id",
            "key_result_id",
            "key_result__objective_id",
            "kind",
        )
    )
