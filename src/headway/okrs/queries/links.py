"""What an objective serves, and what serves it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import QuerySet

from headway.kit.prepared import prepared
from headway.okrs.models import LinkKind, Objective, ObjectiveLink
from headway.okrs.queries.key_results import definitions_then
from headway.okrs.queries.objectives import ObjectiveRow, hidden_from, objective_rows_by_id
from headway.okrs.queries.past import Moment, links_from, links_into, moment_for
from headway.people.access import Actor
from headway.strategy.queries import titles_then


class Way(StrEnum):
    """Where a link leads in the tree of units."""

    WITHIN = "within"  # within one unit
    UP = "up"  # to the unit above
    SKIPS = "skips"  # past one or more levels
    SIDEWAYS = "sideways"  # to a unit that is not above
    DOWN = "down"  # to a unit below


def way_of(child_path: str, parent_path: str) -> tuple[Way, int]:
    """The way from the child's unit to the parent's, and how many levels it skips.

    >>> [way_of("1/4/9/", path)[0].value for path in ("1/4/9/", "1/4/", "1/", "1/5/", "1/4/9/2/")]
    ['within', 'up', 'skips', 'sideways', 'down']
    """
    if child_path == parent_path:
        return Way.WITHIN, 0
    if parent_path.startswith(child_path):
        return Way.DOWN, 0
    if not child_path.startswith(parent_path):
        return Way.SIDEWAYS, 0
    skipped = child_path.count("/") - parent_path.count("/") - 1
    return (Way.SKIPS if skipped else Way.UP), skipped


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link as its other end sees it. ``kind`` is goal, objective or key_result, of the other end
    on the way up; on the way down it is always an objective, and ``key_result_id`` with its title
    is the one of this objective's that it serves, if any. ``link_kind`` says what the link does,
    ``weight``, ``share`` and the child's key result whose value counts by which terms. ``way`` is
    None for a goal: goals belong to no unit."""

    link_id: int
    kind: str
    id: int
    title: str
    unit_name: str
    objective: ObjectiveRow | None
    link_kind: str = LinkKind.ALIGNED
    weight: float = 1.0
    share: float | None = None
    child_key_result_id: int | None = None
    child_key_result_title: str | None = None
    key_result_id: int | None = None
    key_result_title: str | None = None
    way: Way | None = None
    skipped: int = 0

    @property
    def drives(self) -> bool:
        return self.link_kind == LinkKind.DRIVES_SCORE

    @property
    def contributes(self) -> bool:
        return self.link_kind == LinkKind.CONTRIBUTES_VALUE


@dataclass(frozen=True, slots=True)
class Links:
    """The links that the actor may read, and how many others there are: those count in scores and
    values all the same."""

    rows: list[LinkRow]
    hidden: int


def links_up(actor: Actor, objective: Objective, *, as_of: date, today: date) -> Links:
    """What the objective serves: mid-term goals, objectives and key results. Three queries, one
    more where some of it is not for everybody."""
    past = as_of < today
    links = _up_then(actor, objective, as_of) if past else _up(objective.pk)
    wanted = {parent or via for _, _, _, parent, _, _, via, *_ in links} - {None}
    parents = objective_rows_by_id(wanted, as_of=as_of, today=today)
    hidden = hidden_from(actor, parents.values())
    found = []
    for link_id, goal_id, goal_title, parent_id, key_result_id, title, via, *terms in links:
        if (parent_id or via) in hidden:
            continue
        if goal_id is not None:
            found.append(LinkRow(link_id, "goal", goal_id, goal_title, "", None))
            continue
        row = parents[parent_id or via]
        is_objective = parent_id is not None
        if past and not is_objective:
            title = _title_in(row, key_result_id)
        found.append(
            LinkRow(
                link_id,
                "objective" if is_objective else "key_result",
                parent_id if is_objective else key_result_id,
                row.title if is_objective else title,
                row.unit_name,
                row,
                **_said([*terms, None, None, *way_of(objective.unit.path, row.unit_path)]),
            )
        )
    return Links(found, len(links) - len(found))


def links_down(actor: Actor, objective: Objective, *, as_of: date, today: date) -> Links:
    """The objectives that serve this one, then those that serve one of its key results. Two
    queries for the links, since one condition across both could use no index; three for the rows,
    one more where some are not for everybody."""
    past = as_of < today
    if past:
        links = _down_then(actor, objective, as_of)
    else:
        links = [*_serving_objective(objective.pk), *_serving_key_results(objective.pk)]
    children = objective_rows_by_id({child for _, child, *_ in links}, as_of=as_of, today=today)
    if past:
        links = [
            _named(link, children[link[1]])
            for link in links
            if link[1] in children and not children[link[1]].is_archived
        ]
    hidden = hidden_from(actor, children.values())
    found = [
        LinkRow(
            link_id,
            "objective",
            child,
            row.title,
            row.unit_name,
            row,
            **_said([*terms, *way_of(row.unit_path, objective.unit.path)]),
        )
        for link_id, child, *terms in links
        for row in [children[child]]
        if child not in hidden
    ]
    return Links(found, len(links) - len(found))


_SAID = (
    "link_kind", "weight", "share", "child_key_result_id", "child_key_result_title",
    "key_result_id", "key_result_title", "way", "skipped",
)  # fmt: skip


def _said(values: Iterable[Any]) -> dict[str, Any]:
    """The fields of a row that come after what it leads to."""
    return dict(zip(_SAID, values, strict=True))


_TERMS = ("kind", "weight", "share", "child_key_result_id", "child_key_result__title")


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
            *_TERMS,
        )
    )


@prepared
def _serving_objective(objective_id: int) -> QuerySet[ObjectiveLink, tuple[Any, ...]]:
    return _live(ObjectiveLink.objects.filter(objective_id=objective_id))


@prepared
def _serving_key_results(objective_id: int) -> QuerySet[ObjectiveLink, tuple[Any, ...]]:
    return _live(ObjectiveLink.objects.filter(key_result__objective_id=objective_id))


def _live(links: QuerySet[ObjectiveLink]) -> QuerySet[ObjectiveLink, tuple[Any, ...]]:
    live = links.filter(child__archived_at__isnull=True)
    return live.order_by("id").values_list(
        "id", "child_id", *_TERMS, "key_result_id", "key_result__title"
    )


def _up_then(actor: Actor, objective: Objective, day: date) -> list[tuple[Any, ...]]:
    """What :func:`_up` gives, of a past day; the titles of key results above are on their rows.
    Two to four queries, nine more where one of its own contributes."""
    moment = moment_for(actor, day)
    links = links_from(moment, [objective.pk])
    goals = titles_then(
        moment.organisation_id, {link.goal_id for link in links if link.goal_id}, moment.at
    )
    own: dict[int | None, str] = {}
    if any(link.child_key_result_id for link in links):
        own = {row.id: row.title for row in definitions_then([objective.pk], day)}
    return [
        (
            link.id, link.goal_id, goals.get(link.goal_id or 0), link.objective_id,
            link.key_result_id, "", None if link.objective_id else link.above_id, link.kind,
            link.weight, link.share, link.child_key_result_id, own.get(link.child_key_result_id),
        )
        for link in links
        if link.goal_id or link.above_id
    ]  # fmt: skip


def _down_then(actor: Actor, objective: Objective, day: date) -> list[tuple[Any, ...]]:
    """What :func:`_live` gives, of a past day, but for titles of the children's key results. Three
    to five queries, nine more where something serves a key result."""
    links = links_into(moment_for(actor, day), [objective.pk])
    own: dict[int | None, str] = {}
    if any(link.key_result_id for link in links):
        own = {row.id: row.title for row in definitions_then([objective.pk], day)}
    return [
        (
            link.id, link.child_id, link.kind, link.weight, link.share, link.child_key_result_id,
            None, link.key_result_id, own.get(link.key_result_id),
        )
        for link in sorted(links, key=lambda link: (link.key_result_id is not None, link.id))
    ]  # fmt: skip


def _named(link: tuple[Any, ...], child: ObjectiveRow) -> tuple[Any, ...]:
    """The link with the title of the child's key result."""
    return (*link[:6], _title_in(child, link[5]), *link[7:])


def _title_in(row: ObjectiveRow, key_result_id: int | None) -> str | None:
    every = (*row.key_results, *row.health)
    return next((one.title for one in every if one.id == key_result_id), None)


DEEPEST = 24
"""Levels climbed at most: twice as many as units nest."""


def ancestors(objective_id: int, *, on: Moment | None = None) -> dict[int, list[int]]:
    """Everything above an objective, each with what it serves directly; a mid-term goal under its
    id with a minus, a key result as its objective. One query a level, two ``on`` a past day."""
    parents: dict[int, list[int]] = {}
    waiting = {objective_id}
    for _level in range(DEEPEST):
        if not waiting:
            break
        parents |= {node: [] for node in waiting}
        level = tuple(sorted(waiting))
        for child, goal_id, above, via in _parents_of(level) if on is None else _then(on, level):
            parents[child].append(-goal_id if goal_id is not None else above or via)
        found = {above for node in waiting for above in parents[node]} - set(parents)
        parents |= {node: [] for node in found if node < 0}
        waiting = {node for node in found if node > 0}
    return parents


def _then(moment: Moment, ids: Collection[int]) -> list[tuple[Any, ...]]:
    return [
        (link.child_id, link.goal_id, link.objective_id, link.above_id)
        for link in links_from(moment, ids)
        if link.goal_id or link.above_id
    ]


@prepared
def _parents_of(ids: Collection[int]) -> QuerySet[ObjectiveLink, tuple[Any, ...]]:
    return (
        ObjectiveLink.objects.filter(child_id__in=ids)
        .order_by("id")
        .values_list("child_id", "goal_id", "objective_id", "key_result__objective_id")
    )
