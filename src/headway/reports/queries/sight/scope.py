"""Which objectives are in scope, whichever way they are read."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from headway.kit.prepared import Fixed, prepared
from headway.okrs.models import Objective
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor
from headway.reports.queries.sight.nodes import View


def in_scope(actor: Actor, view: View) -> QuerySet[Objective]:
    """Live objectives that the actor may read, of the unit and what lies below it, in the cycles in
    view, that existed on the day."""
    path = view.unit.path if view.unit else ""
    return _in_scope(actor, view.cycle_ids, path, _end_of_day(actor, view))


def ids_in_scope(actor: Actor, view: View, limit: int) -> list[int]:
    """The ids of the same, up to ``limit``. One query."""
    path = view.unit.path if view.unit else ""
    return _ids(actor, view.cycle_ids, path, _end_of_day(actor, view), Fixed(limit))


@prepared
def _ids(
    actor: Actor, cycle_ids: Collection[int], path: str, before: datetime | None, limit: Fixed
) -> QuerySet[Objective, int]:
    return _in_scope(actor, cycle_ids, path, before).values_list("id", flat=True)[:limit]


def _in_scope(
    actor: Actor, cycle_ids: Collection[int], path: str, before: datetime | None
) -> QuerySet[Objective]:
    objectives = Objective.objects.filter(
        visible_to(actor),
        organisation_id=actor.organisation_id,
        cycle_id__in=cycle_ids,
        archived_at__isnull=True,
    )
    if path:
        objectives = objectives.filter(unit__path__startswith=path)
    if before is not None:
        objectives = objectives.filter(created_at__lt=before)
    return objectives


def _end_of_day(actor: Actor, view: View) -> datetime | None:
    """Of a day that is over."""
    if view.as_of >= view.today:
        return None
    day_after = view.as_of + timedelta(days=1)
    return datetime.combine(day_after, time(), ZoneInfo(actor.time_zone))
