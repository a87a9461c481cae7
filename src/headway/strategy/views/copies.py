"""Use a scorecard in other units."""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext

from headway.kit.problems import Problem, Refused, messages_of
from headway.kpis.queries.definitions.families import shared_inputs
from headway.people.access import Actor, Permission, actor_of, require
from headway.strategy import actions
from headway.strategy.actions.copying import AppliedGoal
from headway.strategy.queries import goals
from headway.strategy.queries.elsewhere import may_use_elsewhere, places_to_use
from headway.strategy.queries.whose import Whose, whose_by_id, whose_card
from headway.strategy.views.whose import whose_words
from headway.web.posted import Posted, read_whole
from headway.web.render import render


def copies(request: HttpRequest) -> HttpResponse:
    """Which units use this scorecard?"""
    actor = actor_of(request)
    if not may_use_elsewhere(actor):
        require(actor, Permission.UNIT_STRATEGY_EDIT)
    whose = _source(request, actor)
    places = places_to_use(actor, whose.unit_id)
    problem: Problem | None = None
    made: list[AppliedGoal] = []
    posted = Posted.of(request)
    if request.method == "POST":
        chosen = _ids(posted, "to")
        try:
            made = actions.apply_card(
                actor,
                from_unit=whose.unit_id,
                to_units=[one.id for one in places] if posted.switched("all") else chosen,
                goals=_ids(posted, "goal"),
                with_kpis=posted.switched("with_kpis"),
            )
        except Refused as refused:
            problem = refused
    else:
        chosen = [read_whole(request.GET.get("to", "")) or 0]
    today = cast(Any, request).scope.today
    offered = [goal for goal in goals(actor, of=whose.unit_id) if goal.ends_on >= today]
    sent = set(_ids(posted, "goal")) if problem else {goal.id for goal in offered}
    return render(
        request,
        "strategy/copies.html",
        {
            **whose_words(request, whose, is_past=False),
            "goals": offered,
            "sent": sent,
            "places": places,
            "chosen": set(chosen),
            "all": posted.switched("all"),
            "with_kpis": posted.switched("with_kpis") if problem else True,
            "made": _by_unit(made),
            "elsewhere": _elsewhere(made),
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )


def _source(request: HttpRequest, actor: Actor) -> Whose:
    """The one that the address or the form names, else that of the unit one looks at."""
    asked = request.POST.get("from") or request.GET.get("from")
    if asked:
        return whose_by_id(actor, read_whole(asked) if asked != "all" else None)
    scope = cast(Any, request).scope
    return whose_card(actor, scope.unit, scope.today, today=scope.today)


def _ids(posted: Posted, name: str) -> list[int]:
    return [key for key in map(read_whole, posted.choices(name)) if key is not None]


def _by_unit(made: list[AppliedGoal]) -> list[tuple[int, str, dict[str, int]]]:
    """Of each unit how many goals and KPIs were made, and were there."""
    return [
        (unit_id, unit, {
            "made": sum(one.is_new for one in rows),
            "there": sum(not one.is_new for one in rows),
            "kpis_made": sum(one.kpis_made for one in rows),
            "kpis_there": sum(one.kpis_there for one in rows),
            "kpis_left": sum(one.kpis_left for one in rows),
        })
        for (unit_id, unit), rows in (
            (key, list(found))
            for key, found in groupby(made, key=lambda one: (one.unit_id, one.unit))
        )
    ]  # fmt: skip


def _elsewhere(made: list[AppliedGoal]) -> list[str]:
    """What was defined and is computed from KPIs of other units, each formula once."""
    rows = shared_inputs([pk for one in made for pk in one.kpis_elsewhere])
    told = Counter((row.kpi_name, row.input_name, row.input_unit) for row in rows)
    return [
        ngettext(
            "“%(kpi)s” is computed from “%(input)s” of %(unit)s, in %(num)d unit",
            "“%(kpi)s” is computed from “%(input)s” of %(unit)s, in %(num)d units",
            count,
        )
        % {"kpi": kpi, "input": name, "unit": unit, "num": count}
        for (kpi, name, unit), count in told.items()
    ]
