"""What Headway knows of a goal, a KPI and a person, for pages that stand below objectives."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest

from headway.kit import clock
from headway.kpis.queries.known.records import responses_of
from headway.okrs.queries.choices import may_write_somewhere
from headway.okrs.queries.objective_outlooks import objective_prospects
from headway.okrs.queries.recovery import is_out_of_reach, recoveries_of, unanswered
from headway.people.access import actor_of
from headway.reports.queries.standing import answered_by, fed_by, serving, serving_then
from headway.strategy.queries.measured import goals_measured_by


def about_goal(request: HttpRequest, goal_id: int) -> tuple[str, dict[str, object]]:
    """The objectives that serve a mid-term goal, now and before, or did on the day looked at: how
    they stand, and what the forecast of their key results is."""
    actor, scope = actor_of(request), cast(Any, request).scope
    if scope.is_past:
        found = serving_then(actor, goal_id, scope.as_of, scope.today)
    else:
        found = serving(actor, goal_id, scope.today)
    return "reports/_serving.html", {
        "found": found,
        "prospects": {row.id: objective_prospects(row, scope.as_of) for row in found.now},
        "goal_id": goal_id,
        "is_past": scope.is_past,
    }


def about_kpi(request: HttpRequest, kpi_id: int) -> tuple[str, dict[str, object]]:
    """The goals that it measures, the key results whose values it gives, and the objectives that
    answer its signals."""
    actor = actor_of(request)
    found = fed_by(actor, kpi_id, clock.today(actor.time_zone))
    recoveries = recoveries_of(actor, kpi_id)
    may_write = may_write_somewhere(actor)
    latest = next(iter(responses_of(kpi_id)), None) if may_write else None
    return "reports/_fed.html", {
        "goals": goals_measured_by(actor, kpi_id),
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
