"""The strategy board: mission, vision and values; mid-term goals by perspective."""

from __future__ import annotations

import re
from datetime import date
from itertools import groupby
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.core.perspectives import FEWEST, Template, perspectives_of
from headway.kit.problems import InvalidInput, Problem, Refused, messages_of
from headway.people.access import Actor, Permission, actor_of, decide
from headway.strategy import actions
from headway.strategy.models import StatementKind
from headway.strategy.queries import (
    GoalRow,
    current_statements,
    goals,
    goals_then,
    perspectives,
    statement_history,
)
from headway.strategy.queries.board import BoardRow, board
from headway.strategy.queries.review_words import last_review_words
from headway.strategy.queries.scorecard_words import explain_goal
from headway.strategy.queries.whose import whose_card
from headway.strategy.views.reading import reading_words
from headway.strategy.views.whose import whose_words
from headway.strategy.views.words import scoring_words
from headway.web.posted import Posted
from headway.web.render import render

MOST_YEARS = 5
"""Years that fit side by side."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What are we for, and where must we be in a year?"""
    return _page(request)


def _page(request: HttpRequest, problem: Problem | None = None, part: str = "") -> HttpResponse:
    actor = actor_of(request)
    on = cast(Any, request).scope
    whose = whose_card(actor, on.unit, on.as_of, today=on.today)
    of = whose.unit_id
    every = goals_then(actor, on.as_of, of=of) if on.is_past else goals(actor, of=of)
    wanted = _wanted(request.GET.get("goals", ""))
    listed = [goal for goal in every if _is_wanted(goal, wanted, on.as_of)]
    if on.is_past:
        kept = [row for row in statement_history(actor) if row.effective_on <= on.as_of]
    else:
        kept = statement_history(actor)
    columns = _columns(listed) if wanted == "all" else []
    return render(
        request,
        "strategy/strategy.html",
        {
            "current": current_statements(actor, on.as_of),
            "history": kept,
            "kinds": StatementKind.choices,
            "perspectives": perspectives(actor),
            "fewest": FEWEST,
            "templates": _templates(),
            "groups": _groups(board(actor, listed, on.as_of, today=on.today)),
            "columns": columns,
            "side_by_side": _side_by_side(listed, columns),
            **scoring_words(),
            "why_goal": explain_goal,
            "review_words": last_review_words,
            "goal_count": len(listed),
            **reading_words("strategy:index", listed, as_known=False),
            "elsewhere": len(every) - len(listed),
            "wanted": wanted,
            "years": _years(every, on.as_of),
            "as_of": on.kept_day,
            "is_admin": decide(actor, Permission.STRATEGY_EDIT).allowed and not on.is_past,
            **whose_words(request, whose, is_past=on.is_past),
            "problem": problem,
            "part": part,
            "errors": messages_of(problem),
            "typed": request.POST,
        },
        status=problem.status if problem else 200,
    )


def _groups(rows: list[BoardRow]) -> list[tuple[str | None, list[BoardRow]]]:
    """By perspective, in their order."""
    grouped = groupby(rows, key=lambda row: row.goal.perspective_name)
    return [(name, list(found)) for name, found in grouped]


def _columns(listed: list[GoalRow]) -> list[int]:
    """The years that goals are in force in, where there are several to compare."""
    years = {year for goal in listed for year in range(goal.starts_on.year, goal.ends_on.year + 1)}
    return sorted(years) if 1 < len(years) <= MOST_YEARS else []


def _side_by_side(
    listed: list[GoalRow], columns: list[int]
) -> list[tuple[str | None, list[tuple[int, list[GoalRow]]]]]:
    """Each perspective with its goals of each year; a goal of two years stands in both."""

    def of(rows: list[GoalRow], year: int) -> list[GoalRow]:
        return [row for row in rows if row.lives_during(date(year, 1, 1), date(year, 12, 31))]

    grouped = groupby(listed if columns else (), key=lambda goal: goal.perspective_name)
    return [
        (name, [(year, of(rows, year)) for year in columns])
        for name, rows in ((name, list(found)) for name, found in grouped)
    ]


def _templates() -> list[tuple[str, str, str]]:
    """What an organisation can begin with: code, for whom, and the names from the top."""
    words = {
        Template.BUSINESS: _("A business"),
        Template.PUBLIC: _("Public sector, or non-profit"),
        Template.INSTITUTE: _("An institute"),
    }
    return [
        (str(one), word, " · ".join(_(name) for name, _hint in perspectives_of(one)))
        for one, word in words.items()
    ]


def _wanted(asked: str) -> str:
    """Which goals to show: "all", those of a year, or "" for those in force."""
    return asked if asked == "all" or re.fullmatch(r"[1-9]\d{3}", asked, re.ASCII) else ""


def _is_wanted(goal: GoalRow, wanted: str, day: date) -> bool:
    if wanted == "all":
        return True
    if not wanted:
        return goal.lives_during(day, day)
    year = int(wanted)
    return goal.lives_during(date(year, 1, 1), date(year, 12, 31))


def _years(every: list[GoalRow], day: date) -> list[str]:
    """The years that goals are of, where there are others than those in force on a day."""
    if all(goal.lives_during(day, day) for goal in every):
        return []
    return sorted({str(on.year) for goal in every for on in (goal.starts_on, goal.ends_on)})


@require_POST
def statement(request: HttpRequest) -> HttpResponse:
    """A new version of mission, vision or values."""
    posted = Posted.of(request)
    try:
        actions.set_statement(actor_of(request), kind=posted.text("kind"), text=posted.text("text"))
    except Refused as problem:
        return _page(request, problem, posted.text("kind"))
    return redirect("strategy:index")


@require_POST
def perspective(request: HttpRequest) -> HttpResponse:
    """Add, change, move or remove a perspective, or begin with those of a template, named by the
    field ``do``."""
    actor, posted = actor_of(request), Posted.of(request)
    try:
        key = posted.integer("perspective") or 0
        match posted.text("do"):
            case "add":
                actions.add_perspective(actor, name=posted.text("name"), hint=posted.text("hint"))
            case "change":
                told = {"name": posted.text("name"), "hint": posted.text("hint")}
                actions.update_perspective(actor, key, **told)
            case "template":
                actions.apply_template(actor, template=posted.text("template"))
            case "up":
                actions.order_perspectives(actor, _moved(actor, key, -1))
            case "down":
                actions.order_perspectives(actor, _moved(actor, key, 1))
            case "remove":
                actions.remove_perspective(actor, key)
            case _:
                raise InvalidInput.on("do", _("Choose what to do with the perspective."))
    except Refused as problem:
        return _page(request, problem, "perspective")
    return redirect("strategy:index")


def _moved(actor: Actor, key: int, by: int) -> list[int]:
    """The order with one perspective a place up (-1) or down (1), where there is one."""
    order = [row.id for row in perspectives(actor)]
    if key in order and 0 <= order.index(key) + by < len(order):
        at = order.index(key)
        order[at], order[at + by] = order[at + by], order[at]
    return order
