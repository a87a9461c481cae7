"""Which objectives are in scope, whichever way they are read."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from headway.okrs.models import Objective
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor
from headway.reports.queries.sight.nodes import View


def in_scope(actor: Actor, view: View) -> QuerySet[Objective]:
    """Live objectives that the actor may read, of the unit and what lies below it, in the cycles in
    view, that existed on the day."""
    objectives = Objective.objects.filter(
        visible_to(actor),
        organisation_id=actor.organisation_id,
        cycle_id__in=view.cycle_ids,
        archived_at__isnull=True,
    )
    if view.unit is not None:
        objectives = objectives.filter(unit__path__startswith=view.unit.path)
    if view.as_of < view.today:
        objectives = objectives.filter(created_at__lt=_end_of_day(actor, view))
    return objectives


def _end_of_day(actor: Actor, view: View) -> datetime:
    day_after = view.as_of + timedelta(days=1)
    return datetime.combine(day_after, time(), ZoneInfo(actor.time_zone))
