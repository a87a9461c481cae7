"""The scorecard, and what a mid-term goal is measured by."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.core.cadence import Cadence
from headway.core.calendars import Calendar, last_ends
from headway.core.scorecard import Mean, colour_of, rounded
from headway.kit import clock
from headway.kit.days import day_errors
from headway.kit.problems import InvalidInput, Problem, Refused, messages_of
from headway.kpis.queries.choices import KpiChoices
from headway.kpis.queries.doors import calendar_of
from headway.kpis.queries.lists.page import spark_of
from headway.kpis.queries.lists.rows import rows_of
from headway.kpis.queries.periods import period_name
from headway.kpis.queries.words import shown, state_words
from headway.people.access import Permission, actor_of, decide
from headway.strategy import actions
from headway.strategy.models.measures import Scoring
from headway.strategy.queries import get_goal
from headway.strategy.queries.kpi_scores import measures_of
from headway.strategy.queries.map_picture import picture
from headway.strategy.queries.scorecard import scorecard
from headway.strategy.queries.scorecard_words import (
    change_words,
    colour_word,
    coverage_word,
    explain_goal,
    explain_kpi,
    explain_perspective,
    explain_whole,
    facts,
    heading,
    lack_word,
    wanted_words,
)
from headway.strategy.queries.strategy_map import map_with
from headway.web.choosing import finder
from headway.web.posted import Posted, plain_number
from headway.web.render import render

QUARTERS = 4
"""Ends of quarters that the page offers to look at."""


@require_safe
def card(request: HttpRequest) -> HttpResponse:
    """Are we healthy on the way to the mission?"""
    return _page(request)


def _page(request: HttpRequest, problem: Problem | None = None) -> HttpResponse:
    actor = actor_of(request)
    scope = cast(Any, request).scope
    as_known = request.GET.get("known") == "then"
    calendar = calendar_of(actor.organisation_id)
    found = scorecard(actor, scope.as_of, today=scope.today, as_known=as_known)
    ends = _quarter_ends(found.day, calendar)
    since, unread = _since(request, found.day, ends[0])
    before = scorecard(actor, since, today=scope.today, as_known=as_known)
    problem = problem or unread
    arrows = map_with(actor, found)
    return render(
        request,
        "strategy/scorecard.html",
        {
            "card": found,
            "before": before,
            "heading": heading(found),
            "facts": facts(found),
            "kept_day": scope.kept_day,
            "days": _quarter_ends(scope.today, calendar),
            "ends": ends,
            "then": before.scores,
            "calendar": calendar,
            "colour_of": colour_of,
            "rounded": rounded,
            "colour_word": colour_word,
            "change_words": change_words,
            "coverage_word": coverage_word,
            "lack_word": lack_word,
            "wanted": wanted_words,
            "shown": shown,
            "state_words": state_words,
            "spark_of": spark_of,
            "period_name": period_name,
            "picture": picture(arrows, kept_day=scope.kept_day, then=before.scores),
            "has_arrows": bool(arrows.links),
            "why_whole": explain_whole(found),
            "why_perspective": explain_perspective,
            "why_goal": explain_goal,
            "why_kpi": explain_kpi,
            "means": [(Mean.ARITHMETIC, _("a high score makes up for a low one")),
                      (Mean.GEOMETRIC, _("a low score is not made up for"))],
            "may_edit": decide(actor, Permission.STRATEGY_EDIT).allowed and not scope.is_past,
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )  # fmt: skip


def _quarter_ends(day: date, calendar: Calendar) -> list[date]:
    """Of the fiscal year, the latest first."""
    return last_ends(day, QUARTERS, Cadence.QUARTERLY, calendar)


def _since(request: HttpRequest, day: date, usual: date) -> tuple[date, Problem | None]:
    """The day to compare with, and what is wrong with the one that was asked for."""
    asked = Posted(request.GET)
    since = asked.day("since")
    wrong = [error.message for error in (*asked.errors, *day_errors("since", since))]
    if since is not None and since >= day:
        wrong.append(_("Compare with a day before the one you look at."))
    if wrong:
        return usual, InvalidInput.on("since", wrong[0])
    return since or usual, None


@require_POST
def step(request: HttpRequest) -> HttpResponse:
    """Another weight of a goal or perspective, or another mean, named by the field ``do``."""
    actor, posted = actor_of(request), Posted.of(request)
    try:
        match posted.text("do"):
            case "weight":
                weight = posted.number("weight")
                posted.require("weight")
                posted.refuse()
                actions.set_weight(
                    actor,
                    weight=weight or 0.0,
                    goal_id=posted.integer("goal_id"),
                    perspective_id=posted.integer("perspective_id"),
                )
            case "mean":
                actions.set_mean(actor, mean=posted.text("mean"))
            case _:
                raise InvalidInput.on("do", _("Choose what to do with the scorecard."))
    except Refused as problem:
        return _page(request, problem)
    return redirect("strategy:scorecard")


def measures(request: HttpRequest, goal_id: int) -> HttpResponse:
    """By which KPIs is this goal measured?"""
    actor = actor_of(request)
    goal = get_goal(actor, goal_id)
    problem: Problem | None = None
    may_edit = decide(actor, Permission.STRATEGY_EDIT).allowed
    kpis = KpiChoices(actor)
    if request.method == "POST":
        posted = Posted.of(request)
        try:
            _measure(request, goal_id, posted, kpis)
        except Refused as refused:
            problem = refused
        else:
            return redirect("strategy:measures", goal_id)
    rows = measures_of(goal_id)
    named = {row.id: row for row in rows_of(actor, [row.kpi_id for row in rows])}
    typed = request.POST.dict() if problem else {}
    return render(
        request,
        "strategy/measures.html",
        {
            "goal": goal,
            "rows": [(row, named[row.kpi_id], plain_number(row.weight)) for row in rows],
            "kpis": finder(kpis, typed, "kpi_id", problem=problem),
            "scorings": Scoring.choices,
            "typed": typed,
            "state_words": state_words,
            "may_edit": may_edit,
            "today": clock.today(actor.time_zone),
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )


def _measure(request: HttpRequest, goal_id: int, posted: Posted, kpis: KpiChoices) -> None:
    actor = actor_of(request)
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
        case "change":
            weight = posted.number("weight")
            posted.refuse()
            actions.update_measure(
                actor,
                goal_id,
                posted.integer("measure_id") or 0,
                weight=weight,
                scoring=posted.text("scoring"),
            )
        case "end":
            actions.end_measure(actor, goal_id, posted.integer("measure_id") or 0)
        case _:
            raise InvalidInput.on("do", _("Choose what to do with the KPI."))
