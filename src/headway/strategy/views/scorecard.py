"""The scorecard."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.core.cadence import Cadence
from headway.core.calendars import Calendar, last_ends
from headway.core.scorecard import Mean
from headway.kit.clock import end_of_day
from headway.kit.days import day_errors
from headway.kit.problems import InvalidInput, Problem, Refused, messages_of
from headway.kpis.queries.doors import calendar_of
from headway.kpis.queries.lists.answered import answered_of, answered_then
from headway.kpis.queries.lists.listed import spark_of
from headway.people.access import Actor, actor_of
from headway.strategy import actions
from headway.strategy.queries.card_days import card_days
from headway.strategy.queries.card_folds import folds
from headway.strategy.queries.card_heading import facts, heading
from headway.strategy.queries.insights import insights, is_grave
from headway.strategy.queries.map_picture import picture
from headway.strategy.queries.reweighed import WHOLE, reweighed
from headway.strategy.queries.scorecard import Card, scorecard
from headway.strategy.queries.scorecard_words import (
    change_words,
    coverage_word,
    explain_goal,
    explain_kpi,
    explain_perspective,
    explain_whole,
    wanted_words,
)
from headway.strategy.queries.strategy_map import map_with
from headway.strategy.queries.whose import may_edit, whose_card
from headway.strategy.views.reading import reading_words
from headway.strategy.views.whose import whose_words
from headway.strategy.views.words import scoring_words
from headway.web.posted import Posted
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
    whose = whose_card(actor, scope.unit, scope.as_of, today=scope.today, as_known=as_known)
    of = whose.unit_id
    found = scorecard(actor, scope.as_of, today=scope.today, as_known=as_known, of=of)
    days = card_days(actor, of=of, day=found.day, today=scope.today, calendar=calendar)
    ends = [day for day in _quarter_ends(found.day, calendar) if day in days.all]
    usual = ends[0] if ends else _quarter_ends(found.day, calendar)[0]
    since, unread = _since(request, found.day, usual)
    before = scorecard(actor, since, today=scope.today, as_known=as_known, of=of)
    problem = problem or unread
    words = whose_words(request, whose, is_past=scope.is_past)
    arrows = map_with(actor, found)
    return render(
        request,
        "strategy/scorecard.html",
        {
            "card": found,
            "folds": folds(found, before),
            "before": before,
            **words,
            "heading": heading(found, words["named"]),
            "facts": facts(found),
            "kept_day": scope.kept_day,
            "days": days,
            **reading_words("strategy:scorecard", [one.goal for one in found.goals],
                            as_known=as_known),
            "ends": ends,
            "then": before.scores,
            "reweighed": reweighed(found, before),
            "WHOLE": WHOLE,
            "calendar": calendar,
            **scoring_words(),
            "change_words": change_words,
            "coverage_word": coverage_word,
            "wanted": wanted_words,
            "spark_of": spark_of,
            "picture": picture(arrows, kept_day=scope.kept_day, then=before.scores),
            "has_arrows": bool(arrows.links),
            "first": insights(found, before, arrows, _answered(actor, found, scope)),
            "is_grave": is_grave,
            "why_whole": explain_whole(found),
            "why_perspective": explain_perspective,
            "why_goal": explain_goal,
            "why_kpi": explain_kpi,
            "means": [(Mean.ARITHMETIC, _("a high score makes up for a low one")),
                      (Mean.GEOMETRIC, _("a low score is not made up for"))],
            "may_weigh": may_edit(actor, None, None) and not scope.is_past,
            "typed": request.POST if problem else {},
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )  # fmt: skip


def _quarter_ends(day: date, calendar: Calendar) -> list[date]:
    """Of the fiscal year, the latest first."""
    return last_ends(day, QUARTERS, Cadence.QUARTERLY, calendar)


def _answered(actor: Actor, card: Card, scope: Any) -> Collection[int]:
    """The KPIs of the card whose signal was answered, and still shows. No query; at most three on a
    past day."""
    rows = [one.row for one in card.kpis]
    if scope.is_past:
        return answered_then(actor, rows, end_of_day(card.day, actor.time_zone)).ids
    return answered_of(rows)


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
                    why=posted.text("why"),
                )
            case "mean":
                actions.set_mean(actor, mean=posted.text("mean"))
            case _:
                raise InvalidInput.on("do", _("Choose what to do with the scorecard."))
    except Refused as problem:
        return _page(request, problem)
    return redirect("strategy:scorecard")
