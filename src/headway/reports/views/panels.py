"""What Headway knows of a goal, a KPI and a person, for pages that stand below objectives."""

from __future__ import annotations

from django.http import HttpRequest

from headway.kit import clock
from headway.kpis.queries.known.records import responses_of
from headway.okrs.queries.choices import may_write_somewhere
from headway.okrs.queries.recovery import is_out_of_reach, recoveries_of, unanswered
from headway.people.access import actor_of
from headway.reports.queries.standing import answered_by, fed_by, serving


def about_goal(request: HttpRequest, goal_id: int) -> tuple[str, dict[str, object]]:
    """The objectives that serve a mid-term goal, now and before."""
    actor = actor_of(request)
    today = clock.today(actor.time_zone)
    return "reports/_serving.html", {"found": serving(actor, goal_id, today), "goal_id": goal_id}


def about_kpi(request: HttpRequest, kpi_id: int) -> tuple[str, dict[str, object]]:
    """The key results whose values it gives, and the objectives that answer its signals."""
    actor = actor_of(request)
    found = fed_by(actor, kpi_id, clock.today(actor.time_zone))
    recoveries = recoveries_of(actor, kpi_id)
    may_write = may_write_somewhere(actor)
    latest = next(iter(responses_of(kpi_id)), None) if may_write else None
    return "reports/_fed.html", {
        "key_results": found,
        "recoveries": recoveries,
        "unanswered": unanswered(latest, recoveries, clock.now()),
        "out_of_reach": may_write and not found and is_out_of_reach(actor, kpi_id),
        "kpi_id": kpi_id,
    }


def about_person(request: HttpRequest, person_id: int) -> tuple[str, dict[str, object]]:
    """The objectives and key results somebody answers for."""
    actor = actor_of(request)
    found = answered_by(actor, person_id, clock.today(actor.time_zone))
    return "reports/_answering.html", {"found": found, "person_id": person_id}
