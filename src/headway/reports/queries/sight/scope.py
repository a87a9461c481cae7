"""Which objectives are in scope, whichever way they are read, and the goals that there are."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db.models import Q, QuerySet

from headway.kit.clock import end_of_day
from headway.kit.prepared import Fixed, prepared
from headway.okrs.models import Objective, ObjectiveLink
from headway.okrs.queries.figures import count_left_out
from headway.okrs.queries.objectives import Filters, standing_then
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor
from headway.reports.queries.sight.nodes import View
from headway.strategy.queries import GoalRow, goals, goals_then


def in_scope(actor: Actor, view: View) -> QuerySet[Objective]:
    """Live objectives that the actor may read, of the unit and what lies below it, in the cycles in
    view; of an earlier day those that were, as :func:`ids_in_scope` finds them."""
    if view.is_past:
        then = _then(actor, view)
        if then is not None:
            return Objective.objects.filter(pk__in=then)
    return _in_scope(actor, view.cycle_ids, _path(view), _end_of_day(actor, view))


def ids_in_scope(actor: Actor, view: View, limit: int) -> list[int]:
    """The ids of the same, up to ``limit``. One query; about a dozen on an earlier day, where those
    that were in scope then are told from today's. Of more than 5 000 those of today that were there
    already are taken."""
    if view.is_past:
        then = _then(actor, view)
        if then is not None:
            return then[:limit]
    return _ids(actor, view.cycle_ids, _path(view), _end_of_day(actor, view), Fixed(limit))


def left_out_in(actor: Actor, view: View) -> int:
    """How many objectives in scope count and are not for the actor to read: no mean here is of
    them. One query, none for administrators; a dozen on an earlier day where there are any."""
    return count_left_out(actor, _path(view), view.cycle_ids, as_of=view.as_of, today=view.today)


def goals_in_view(actor: Actor, view: View) -> list[GoalRow]:
    """The mid-term goals of the organisation and of the unit in view with those above it, as they
    were on the day; of other units those that an objective ever served: theirs are otherwise on
    their own scorecards. One query, up to four on an earlier day; one more where there are such."""
    every = goals_then(actor, view.as_of) if view.is_past else goals(actor)
    others = [goal.id for goal in every if not goal.concerns(_path(view))]
    if not others:
        return every
    links = ObjectiveLink.objects.filter(goal_id__in=others)
    served = set(links.values_list("goal_id", flat=True))
    return [goal for goal in every if goal.concerns(_path(view)) or goal.id in served]


def _then(actor: Actor, view: View) -> list[int] | None:
    filters = Filters(unit_path=_path(view))
    rows = standing_then(actor, filters, view.as_of, cycle_ids=view.cycle_ids)
    return None if rows is None else [row.id for row in rows]


def _path(view: View) -> str:
    return view.unit.path if view.unit else ""


@prepared
def _ids(
    actor: Actor, cycle_ids: Collection[int], path: str, moment: datetime | None, limit: Fixed
) -> QuerySet[Objective, int]:
    return _in_scope(actor, cycle_ids, path, moment).values_list("id", flat=True)[:limit]


def _in_scope(
    actor: Actor, cycle_ids: Collection[int], path: str, moment: datetime | None
) -> QuerySet[Objective]:
    objectives = Objective.objects.filter(
        visible_to(actor), organisation_id=actor.organisation_id, cycle_id__in=cycle_ids
    )
    if path:
        objectives = objectives.filter(unit__path__startswith=path)
    if moment is None:
        return objectives.filter(archived_at__isnull=True)
    return objectives.filter(
        Q(archived_at__isnull=True) | Q(archived_at__gt=moment), created_at__lte=moment
    )


def _end_of_day(actor: Actor, view: View) -> datetime | None:
    """Of a day that is over."""
    return end_of_day(view.as_of, actor.time_zone) if view.is_past else None
