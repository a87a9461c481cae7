"""What is due from whoever asks: read once a request, for the count in the rail and for Home."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from headway.kit import clock
from headway.people.access import actor_of, organisation_of
from headway.reports.queries.due import Due, due_of


def due_for(request: HttpRequest, *, again: bool = False) -> Due:
    """One query the first time; ``again`` after something was saved."""
    found = getattr(request, "_headway_due", None)
    if found is None or again:
        actor = actor_of(request)
        today = clock.today(actor.time_zone)
        found = due_of(actor, today, organisation_of(request).week_start)
        request._headway_due = found  # type: ignore[attr-defined]  # a cache of ours
    return cast(Due, found)
