"""Unit × mid-term goal: how many objectives of whom lead where, and how they stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from headway.core.scoring import CycleScore
from headway.okrs.queries.figures import mean_of
from headway.okrs.queries.past import moment_for, names_then
from headway.people.access import Actor
from headway.people.models import Unit
from headway.reports.queries.sight.nodes import View
from headway.reports.queries.sight.reach import Placed, left_out, placed
from headway.reports.queries.sight.scope import goals_in_view
from headway.strategy.queries import GoalRow

UNITS = 200
NO_GOAL, ALL = "none", "all"


@dataclass(frozen=True, slots=True)
class Cell:
    """Objectives of a unit that lead to a goal, each once however many ways lead there. ``hidden``
    more would count that are left out, as the reader may not read them."""

    ids: tuple[int, ...]
    score: CycleScore
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """A unit with all below it, or (``is_own``) what belongs to the unit looked at itself;
    ``cells`` by goal id, ``NO_GOAL`` and ``ALL``."""

    unit_id: int
    name: str
    is_own: bool
    cells: dict[str, Cell]


@dataclass(frozen=True, slots=True)
class Matrix:
    """``total`` holds every objective in scope once. ``is_cut``: there are more units."""

    goals: list[GoalRow]
    rows: list[MatrixRow]
    total: MatrixRow
    is_cut: bool

    @property
    def unserved(self) -> list[GoalRow]:
        """Goals to which no objective in scope leads, readable or not."""
        cells = self.total.cells
        return [
            goal
            for goal in self.goals
            if not cells[str(goal.id)].ids and not cells[str(goal.id)].hidden
        ]

    def row(self, unit_id: int) -> MatrixRow | None:
        """The row of a unit; 0 for the total."""
        if unit_id == 0:
            return self.total
        return next((row for row in self.rows if row.unit_id == unit_id), None)


def read_matrix(actor: Actor, view: View) -> Matrix | None:
    """The matrix of a view; None where too much is in scope (see ``reach.placed``). Three queries
    beside those of :func:`reach.placed`."""
    found = placed(actor, view)
    if found is None:
        return None
    root = Unit.objects.get(organisation_id=actor.organisation_id, parent=None)
    top = (root.pk, root.name, root.path)
    if view.unit is not None:
        top = (view.unit.id, view.unit.name, view.unit.path)
    served = frozenset[int]().union(*(one.goals for one in found))
    shown = [
        goal
        for goal in goals_in_view(actor, view)
        if goal.starts_on <= view.goal_day <= goal.ends_on or goal.id in served
    ]
    if view.perspective_id is not None:
        shown = [goal for goal in shown if goal.perspective_id == view.perspective_id]
    below = list(
        Unit.objects.filter(
            organisation_id=actor.organisation_id, parent_id=top[0], archived_at__isnull=True
        )
        .order_by("position", "name", "id")
        .values_list("id", "name")[: UNITS + 1]
    )
    names = dict(below[:UNITS])
    if view.is_past:
        names |= names_then(moment_for(actor, view.as_of), names)
    unread = left_out(actor, view)
    by_unit, without = _by_unit(found, top[2]), _by_unit(unread, top[2])

    def cells(unit_id: int) -> dict[str, Cell]:
        return _cells(by_unit.get(unit_id, ()), without.get(unit_id, ()), shown)

    rows = [MatrixRow(top[0], top[1], True, cells(0))] if 0 in {*by_unit, *without} else []
    rows += [MatrixRow(unit_id, name, False, cells(unit_id)) for unit_id, name in names.items()]
    total = MatrixRow(0, top[1], False, _cells(found, unread, shown))
    return Matrix(shown, rows, total, len(below) > UNITS)


def _by_unit(found: Iterable[Placed], path: str) -> dict[int, list[Placed]]:
    """By the unit directly below the one at ``path``; 0: of that unit itself."""
    by_unit: dict[int, list[Placed]] = defaultdict(list)
    for one in found:
        first = one.unit_path[len(path) :].partition("/")[0]
        by_unit[int(first or 0)].append(one)
    return by_unit


def _cells(
    found: Iterable[Placed], unread: Iterable[Placed], shown: Iterable[GoalRow]
) -> dict[str, Cell]:
    by_goal, without = _by_goal(found), _by_goal(unread)
    keys = [*(str(goal.id) for goal in shown), NO_GOAL, ALL]
    return {key: _cell(by_goal.get(key, ()), len(without.get(key, ()))) for key in keys}


def _by_goal(found: Iterable[Placed]) -> dict[str, list[Placed]]:
    by_goal: dict[str, list[Placed]] = defaultdict(list)
    for one in found:
        by_goal[ALL].append(one)
        for goal_id in one.goals:
            by_goal[str(goal_id)].append(one)
        if one.is_orphan:
            by_goal[NO_GOAL].append(one)
    return by_goal


def _cell(found: Iterable[Placed], hidden: int) -> Cell:
    found = list(found)
    score = mean_of((one.id, one.score, one.ambition, one.state) for one in found)
    return Cell(tuple(one.id for one in found), score, hidden)
