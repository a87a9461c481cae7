"""What Headway knows of a goal and of a person, for pages that stand below objectives."""

from __future__ import annotations

from django.http import HttpRequest

from headway.kit import clock
from headway.people.access import actor_of
from headway.reports.queries.standing import answered_by, serving


def about_goal(request: HttpRequest, goal_id: int) -> tuple[str, dict[str, object]]:
    """The objectives that serve a mid-term goal, now and before."""
    actor = actor_of(request)
    today = clock.today(actor.time_zone)
    return "reports/_serving.html", {"found": serving(actor, goal_id, today), "goal_id": goal_id}


def about_person(request: HttpRequest, person_id: int) -> tuple[str, dict[str, object]]:
    """The objectives and key results somebody answers for."""
    actor = actor_of(request)
    found = answered_by(actor, person_id, clock.today(actor.time_zone))
    return "reports/_answering.html", {"found": found, "person_id": person_id}
