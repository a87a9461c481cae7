"""Whose say in an objective's score is how large: the objectives below that drive it, however many
levels down (docs/methods 2.2)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from headway.core.alignment import Node, RolledUp, influence
from headway.okrs.models import Objective, State
from headway.okrs.queries.arithmetic import Driver, drivers_of
from headway.okrs.queries.objectives import ObjectiveRow, objective_rows_by_id
from headway.okrs.queries.visibility import visible_ids
from headway.people.access import Actor

AT_MOST = 500
"""Objectives below whose say is worked out; beyond that only what stands directly below is."""


@dataclass(frozen=True, slots=True)
class Voice:
    """An objective with a say in another's score: its ``influence``, its own score, and the product
    of both, which is its part of the score. ``title`` is empty for who may not read it."""

    objective_id: int
    title: str
    unit_name: str
    influence: float
    own_score: float

    @property
    def part(self) -> float:
        return self.influence * self.own_score


def voices(
    row: ObjectiveRow, hidden: Collection[int], *, as_of: date, today: date
) -> list[Voice] | None:
    """Everybody with a say in the objective's score, the largest first; the parts come to the
    score. None where more than 500 objectives drive it. One query for each level of drivers and one
    more; four more on a past day; none where nothing drives it."""
    if not row.drivers:
        return []
    drivers, names = _below(row, as_of=as_of, today=today)
    if drivers is None:
        return None
    nodes, scores = _nodes(row, drivers, set(names), as_of=as_of, today=today)
    shares = influence(nodes, row.id, scores)
    found = [
        Voice(
            node,
            "" if node in hidden else names[node][0],
            "" if node in hidden else names[node][1],
            share,
            nodes[node].own or 0.0,
        )
        for node, share in shares.items()
    ]
    return sorted(found, key=lambda voice: (-voice.influence, voice.objective_id))


def _below(
    row: ObjectiveRow, *, as_of: date, today: date
) -> tuple[Mapping[int, Sequence[Driver]] | None, dict[int, tuple[str, str]]]:
    """The drivers of the objective and of all below, and everybody's title and unit."""
    drivers: dict[int, Sequence[Driver]] = {row.id: row.drivers}
    names = {row.id: (row.title, row.unit_name)}
    waiting = {driver.child_id: driver for driver in row.drivers}
    while waiting:
        names |= {id_: (driver.title, driver.unit_name) for id_, driver in waiting.items()}
        if len(names) > AT_MOST:
            return None, names
        found = _drivers(sorted(waiting), as_of=as_of, today=today)
        drivers |= found
        waiting = {
            driver.child_id: driver
            for below in found.values()
            for driver in below
            if driver.child_id not in names
        }
    return drivers, names


def _drivers(ids: Sequence[int], *, as_of: date, today: date) -> Mapping[int, Sequence[Driver]]:
    if as_of >= today:
        return drivers_of(ids)
    then = objective_rows_by_id(ids, as_of=as_of, today=today).values()
    return {one.id: one.drivers for one in then if one.drivers}


def _nodes(
    row: ObjectiveRow,
    drivers: Mapping[int, Sequence[Driver]],
    ids: set[int],
    *,
    as_of: date,
    today: date,
) -> tuple[dict[int, Node], dict[int, RolledUp]]:
    """The graph below as the core takes it, and everybody's score. What is closed has no children:
    its score stands."""
    nodes: dict[int, Node] = {}
    scores = {row.id: RolledUp(row.score, row.coverage)}
    for node, own, weight, score, state in _own_scores(ids - {row.id}, as_of=as_of, today=today):
        scores[node] = RolledUp(score, 1.0)
        below = () if state == State.CLOSED else drivers.get(node, ())
        if below:
            nodes[node] = Node(own, weight, tuple((d.child_id, d.weight) for d in below))
        else:
            nodes[node] = Node(score if state == State.CLOSED else own)
    own_weight = row.own_weight if row.key_results else 0.0
    nodes[row.id] = Node(
        row.own_score, own_weight, tuple((d.child_id, d.weight) for d in row.drivers)
    )
    return nodes, scores


OwnScore = tuple[int, float | None, float, float | None, str]


def _own_scores(ids: set[int], *, as_of: date, today: date) -> list[OwnScore]:
    if as_of < today:
        then = objective_rows_by_id(ids, as_of=as_of, today=today).values()
        return [(one.id, one.own_score, one.own_weight, one.score, one.state) for one in then]
    return list(
        Objective.objects.filter(pk__in=ids).values_list(
            "id", "own_score", "own_weight", "score", "state"
        )
    )


def unreadable(actor: Actor, objective_ids: Collection[int]) -> frozenset[int]:
    """Those of these objectives that the actor may not read: they count, without their names. One
    query, none for an administrator or nothing to ask."""
    if actor.is_admin or not objective_ids:
        return frozenset()
    return frozenset(objective_ids) - visible_ids(actor, objective_ids)
