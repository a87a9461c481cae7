"""The KPIs that measure a mid-term goal: chosen, weighed and taken away."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from headway.kit import clock
from headway.kit.problems import InvalidInput, Problem, Refused, messages_of
from headway.kpis.queries.choices import KpiChoices
from headway.kpis.queries.doors import calendar_of
from headway.people.access import Actor, actor_of
from headway.strategy import actions
from headway.strategy.actions.measures import MeasureEdit
from headway.strategy.models.measures import Scoring
from headway.strategy.queries import get_goal
from headway.strategy.queries.kpi_choices import kpis_to_measure_by
from headway.strategy.queries.kpi_scores import KpiScore
from headway.strategy.queries.scorecard import card_of_goal
from headway.strategy.queries.scorecard_words import explain_goal, explain_kpi, wanted_words
from headway.strategy.queries.whose import may_edit
from headway.strategy.views.words import scoring_words
from headway.web.choosing import finder
from headway.web.posted import Posted, plain_number, read_whole
from headway.web.render import render


@dataclass(frozen=True, slots=True)
class Row:
    """A KPI of the goal with what stands in its fields: what is stored, or was typed and refused.
    ``id`` ends the names of the fields."""

    id: int
    kpi: KpiScore
    weight: str
    scoring: str
    ends: bool


def measures(request: HttpRequest, goal_id: int) -> HttpResponse:
    """By which KPIs is this goal measured?"""
    actor = actor_of(request)
    goal = get_goal(actor, goal_id)
    problem: Problem | None = None
    part = request.POST.get("do", "")
    kpis = kpis_to_measure_by(actor, goal_id)
    if request.method == "POST":
        try:
            _write(actor, goal_id, Posted.of(request), kpis)
        except Refused as refused:
            problem = refused
        else:
            return redirect("strategy:measures", goal_id)
    today = clock.today(actor.time_zone)
    card = card_of_goal(actor, goal, today, today=today)
    typed = request.POST.dict() if problem else {}
    adding = typed if part == "add" else {}
    return render(
        request,
        "strategy/measures.html",
        {
            "goal": goal,
            "card": card,
            "rows": [_row(one, typed if part == "save" else {}) for one in card.goal.kpis],
            "kpis": finder(kpis, adding, "kpi_id", problem=problem),
            "scorings": Scoring.choices,
            "typed": adding,
            "why": typed.get("why", ""),
            "calendar": calendar_of(actor.organisation_id),
            "wanted": wanted_words,
            "why_goal": explain_goal(card.goal, card),
            "why_kpi": explain_kpi,
            **scoring_words(),
            "may_edit": may_edit(actor, goal.unit_id, goal.unit_path),
            "problem": problem,
            "errors": messages_of(problem if part == "save" else None),
            "wrong": messages_of(problem if part == "add" else None),
        },
        status=problem.status if problem else 200,
    )


def _row(one: KpiScore, typed: Mapping[str, str]) -> Row:
    key, stored = one.measure.id, one.measure
    return Row(
        key,
        one,
        typed.get(f"weight-{key}", plain_number(stored.weight)),
        typed.get(f"scoring-{key}", stored.scoring),
        bool(typed.get(f"ends-{key}")),
    )


def _write(actor: Actor, goal_id: int, posted: Posted, kpis: KpiChoices) -> None:
    match posted.text("do"):
        case "add":
            kpi_id, weight = posted.chosen_id("kpi_id", kpis), posted.number("weight")
            posted.refuse()
            if kpi_id is None:
                raise InvalidInput.on("kpi_id", _("Choose the KPI that measures it."))
            actions.add_measure(
                actor,
                goal_id,
                kpi_id=kpi_id,
                weight=1.0 if weight is None else weight,
                scoring=posted.text("scoring") or Scoring.LAST,
            )
        case "save":
            edits = [
                MeasureEdit(
                    key,
                    posted.number(f"weight-{key}"),
                    posted.text(f"scoring-{key}"),
                    posted.switched(f"ends-{key}"),
                )
                for key in map(read_whole, posted.choices("measure"))
                if key is not None
            ]
            posted.refuse()
            actions.edit_measures(actor, goal_id, edits, why=posted.text("why"))
        case _:
            raise InvalidInput.on("do", _("Choose what to do with the KPI."))
