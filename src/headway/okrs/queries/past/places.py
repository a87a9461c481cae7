"""Where things stood: names of units on a past day, and what has left a unit since."""

from __future__ import annotations

from collections.abc import Collection

from headway.activity.models import Event
from headway.activity.queries import event_rows
from headway.activity.queries.past import values_at
from headway.okrs.queries.past.moments import Moment
from headway.people.models import Unit

RENAMED = ("unit.changed",)


def names_then(moment: Moment, unit_ids: Collection[int]) -> dict[int, str]:
    """The names of those units that were called otherwise. One query."""
    found = values_at(moment.organisation_id, "unit", unit_ids, moment.at, ("name",), verbs=RENAMED)
    return {unit_id: values["name"] for unit_id, values in found.items() if "name" in values}


def left_since(moment: Moment, unit_path: str) -> set[int]:
    """The ids of objectives that left a unit, or one below it, since. One query over the history of
    these units, which is short; none for the whole organisation, which nothing leaves."""
    if not unit_path:
        return set()
    units = Unit.objects.filter(
        organisation_id=moment.organisation_id, path__startswith=unit_path
    ).values("pk")
    events = Event.objects.filter(
        organisation_id=moment.organisation_id,
        subject_type="unit",
        subject_id__in=units,
        at__gt=moment.at,
        verb="unit.objective_left",
    )
    return {(event.before or {})["objective_id"] for event in event_rows(events)}
