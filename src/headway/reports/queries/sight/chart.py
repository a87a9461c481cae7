"""The map of a view, and what shows in a part of it. Positions are worked out once and kept until
something in the organisation changes; titles, scores and statuses are read for what shows."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from threading import Lock

from headway.activity.queries import newest_link
from headway.okrs.models import Objective
from headway.okrs.queries.objectives import ObjectiveRow, objective_rows_by_id, readable_then
from headway.okrs.queries.past import moment_for
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor
from headway.reports.queries.sight.layout import Layout, Place, Standing, lay_out
from headway.reports.queries.sight.links import climb
from headway.reports.queries.sight.nodes import View
from headway.reports.queries.sight.scope import goals_in_view, in_scope
from headway.strategy.queries import GoalRow

AT_MOST = 20_000
"""Objectives on one map; beyond that somebody has to choose a unit."""
KEPT = 8
"""Layouts kept in memory: of 10 000 objectives one takes about 4 MB."""

_Key = tuple[object, ...]
_kept: OrderedDict[_Key, tuple[Layout, list[GoalRow]]] = OrderedDict()
_lock = Lock()


def read_layout(actor: Actor, view: View) -> tuple[Layout, list[GoalRow]] | None:
    """Where everything stands, and the goals it shows. None where there are more than 20 000
    objectives. One query when it is kept; else four, and one for each level that links climb."""
    unit_id = view.unit.id if view.unit else None
    key: _Key = (
        actor.organisation_id, actor.person_id, actor.scopes, unit_id, view.cycle.id, view.as_of,
        view.today, view.perspective_id, newest_link(actor.organisation_id),
    )  # fmt: skip
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    found = _read(actor, view)
    if found is not None:
        with _lock:
            _kept[key] = found
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
    return found


def forget() -> None:
    """Drop what is kept."""
    with _lock:
        _kept.clear()


def _read(actor: Actor, view: View) -> tuple[Layout, list[GoalRow]] | None:
    ids = set(in_scope(actor, view).values_list("id", flat=True)[: AT_MOST + 1])
    if len(ids) > AT_MOST:
        return None
    seen, links = climb(ids, on=moment_for(actor, view.as_of) if view.is_past else None)
    standing = [
        Standing(id_, (path.count("/"), path, position, id_), is_local)
        for id_, path, position, is_local in _places_of(actor, view, seen)
    ]
    served = {link.parent for link in links if link.above is None}
    shown = [
        goal
        for goal in goals_in_view(actor, view)
        if view.perspective_id in (None, goal.perspective_id)
        and (goal.starts_on <= view.goal_day <= goal.ends_on or f"g{goal.id}" in served)
    ]
    return lay_out(standing, links, [goal.id for goal in shown]), shown


def _places_of(
    actor: Actor, view: View, ids: Collection[int]
) -> Iterable[tuple[int, str, int, bool]]:
    """Id, unit path, position and whether it is local, of those that the actor may read. One query,
    about ten on a past day."""
    if view.is_past:
        then = readable_then(actor, ids, view.as_of)
        return [(row.id, row.unit_path, row.position, row.is_local) for row in then]
    return Objective.objects.filter(
        visible_to(actor),
        organisation_id=actor.organisation_id,
        pk__in=ids,
        archived_at__isnull=True,
    ).values_list("id", "unit__path", "position", "is_local")


def rows_of(places: Sequence[Place], view: View) -> dict[int, ObjectiveRow]:
    """What stands on cards that the reader was let in to. Four queries, however many."""
    return objective_rows_by_id([place.id for place in places], as_of=view.as_of, today=view.today)
