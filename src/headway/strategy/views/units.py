"""Units by perspectives."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from headway.core.cadence import Cadence
from headway.core.calendars import last_ends
from headway.kpis.queries.doors import calendar_of
from headway.people.access import actor_of, organisation_of
from headway.strategy.queries.elsewhere import may_use_elsewhere
from headway.strategy.queries.heat_map import heading, heat_map
from headway.strategy.queries.kpi_scores import measured_since
from headway.strategy.views.words import scoring_words
from headway.web.render import render

QUARTERS = 4
"""Ends of quarters that the page offers to look at."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Where is it red?"""
    actor, scope = actor_of(request), cast(Any, request).scope
    as_known = request.GET.get("known") == "then"
    found = heat_map(actor, scope.as_of, today=scope.today, as_known=as_known, below=scope.unit)
    first = measured_since(actor)
    calendar = calendar_of(actor.organisation_id)
    ends = last_ends(scope.today, QUARTERS, Cadence.QUARTERLY, calendar)
    return render(
        request,
        "strategy/units.html",
        {
            "map": found,
            "heading": heading(found),
            "organisation": organisation_of(request).name,
            "unit": scope.unit,
            "kept_day": scope.kept_day,
            "days": [day for day in ends if first is not None and day >= first],
            "may_use": may_use_elsewhere(actor) and not scope.is_past,
            **scoring_words(),
        },
    )
