"""Units by perspectives."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from headway.kpis.queries.doors import calendar_of
from headway.people.access import actor_of, organisation_of
from headway.strategy.queries.card_days import card_days
from headway.strategy.queries.elsewhere import may_use_elsewhere
from headway.strategy.queries.goals import EVERY
from headway.strategy.queries.heat_map import heading, heat_map
from headway.strategy.views.reading import reading_words
from headway.strategy.views.words import scoring_words
from headway.web.render import render


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Where is it red?"""
    actor, scope = actor_of(request), cast(Any, request).scope
    as_known = request.GET.get("known") == "then"
    found = heat_map(actor, scope.as_of, today=scope.today, as_known=as_known, below=scope.unit)
    calendar = calendar_of(actor.organisation_id)
    shown = [one.goal for row in found.rows for one in row.card.goals]
    return render(
        request,
        "strategy/units.html",
        {
            "map": found,
            "heading": heading(found),
            "organisation": organisation_of(request).name,
            "unit": scope.unit,
            "kept_day": scope.kept_day,
            "days": card_days(actor, of=EVERY, day=found.day, today=scope.today, calendar=calendar),
            **reading_words("strategy:units", shown, as_known=as_known),
            "may_use": may_use_elsewhere(actor) and not scope.is_past,
            **scoring_words(),
        },
    )
