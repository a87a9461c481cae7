"""Loose ends: objectives that lead to no mid-term goal, and goals to which nothing leads."""

from __future__ import annotations

from dataclasses import dataclass

from headway.okrs.models import State
from headway.okrs.queries.objectives import ObjectiveRow, objective_rows_by_id
from headway.people.access import Actor, Facts, Permission, decide
from headway.reports.queries.sight.nodes import View
from headway.reports.queries.sight.reach import placed
from headway.reports.queries.sight.scope import goals_in_view
from headway.strategy.queries import GoalRow

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Orphan:
    """An objective without a path to a goal, and whether the reader may do something about it."""

    row: ObjectiveRow
    may_edit: bool


@dataclass(frozen=True, slots=True)
class LooseEnds:
    """Some of the orphans by unit, how many there are, and the goals that nothing serves."""

    orphans: list[Orphan]
    orphan_count: int
    objective_count: int
    unserved: list[GoalRow]
    goal_count: int


def loose_ends(
    actor: Actor, view: View, *, limit: int = SHOWN, after: tuple[str, int] | None = None
) -> LooseEnds | None:
    """With the first orphans, or those after a unit's path and an objective's id. None where too
    much is in scope (see ``reach.placed``). Four queries beside those of :func:`reach.placed`."""
    found = placed(actor, view)
    if found is None:
        return None
    orphans = sorted(
        (one for one in found if one.is_orphan), key=lambda one: (one.unit_path, one.id)
    )
    following = [one.id for one in orphans if after is None or (one.unit_path, one.id) > after]
    first = following[:limit]
    rows = objective_rows_by_id(first, as_of=view.as_of, today=view.today)
    served = frozenset[int]().union(*(one.goals for one in found))
    current = [g for g in goals_in_view(actor, view) if g.starts_on <= view.goal_day <= g.ends_on]
    return LooseEnds(
        orphans=[Orphan(rows[id_], _may_edit(actor, rows[id_], view)) for id_ in first],
        orphan_count=len(orphans),
        objective_count=len(found),
        unserved=[goal for goal in current if goal.id not in served],
        goal_count=len(current),
    )


def _may_edit(actor: Actor, row: ObjectiveRow, view: View) -> bool:
    owners = frozenset({row.owner_id} if row.owner_id else ())
    facts = Facts(row.unit_id, row.unit_path, owners)
    is_open = row.state != State.CLOSED and view.as_of >= view.today
    return is_open and decide(actor, Permission.OBJECTIVE_EDIT, facts).allowed
