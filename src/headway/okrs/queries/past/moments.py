"""A past day of an organisation as a moment."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from headway.kit.clock import end_of_day
from headway.okrs.models import Objective
from headway.people.access import Actor


@dataclass(frozen=True, slots=True)
class Moment:
    """The end of a day where an organisation lives: what was done on the day is done."""

    organisation_id: int
    day: date
    at: datetime


def moment_for(actor: Actor, day: date) -> Moment:
    """The end of a day where the actor's organisation lives."""
    return Moment(actor.organisation_id, day, end_of_day(day, actor.time_zone))


def moment_of(objective_ids: Collection[int], day: date) -> Moment | None:
    """The end of the day in the organisation that these objectives are of; None for none. One
    query."""
    found = (
        Objective.objects.filter(pk__in=list(objective_ids)[:1])
        .values_list("organisation_id", "organisation__time_zone")
        .first()
    )
    return None if found is None else Moment(found[0], day, end_of_day(day, found[1]))
