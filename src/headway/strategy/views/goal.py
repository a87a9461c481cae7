"""The page of a mid-term goal: how it stands, its arrows, and whether it is still right."""

from __future__ import annotations

from datetime import date
from typing import Any, cast
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from headway.kit import clock
from headway.kit.problems import InvalidInput, Problem, Refused, messages_of
from headway.people.access import Actor, actor_of, organisation_of
from headway.people.queries import PeopleChoices
from headway.strategy import actions
from headway.strategy.queries import GoalRow, get_goal, perspectives
from headway.strategy.queries.goal_page import goal_page
from headway.strategy.queries.goals import goals_above
from headway.strategy.queries.review_words import last_review_words, outcome_word, outcomes
from headway.strategy.queries.scorecard_words import explain_goal, explain_kpi, wanted_words
from headway.strategy.queries.whose import goal_words, may_edit, require_edit, whose_by_id
from headway.strategy.queries.written_words import written_word
from headway.strategy.views.whose import whose_words
from headway.strategy.views.words import arrow_words, scoring_words
from headway.web.choosing import finder
from headway.web.panels import panels_of
from headway.web.posted import Posted, fields_again, read_whole
from headway.web.render import render


def goal_new(request: HttpRequest) -> HttpResponse:
    """Add a mid-term goal."""
    actor = actor_of(request)
    asked = request.POST.get("unit_id") or request.GET.get("unit_id")
    whose = whose_by_id(actor, read_whole(asked or ""))
    require_edit(actor, whose)
    problem: Problem | None = None
    if request.method == "POST":
        try:
            fields = _fields(PeopleChoices(actor), Posted.of(request))
            made = actions.add_goal(actor, unit_id=whose.unit_id, **fields)
        except Refused as refused:
            problem = refused
        else:
            return redirect(_where_shown(request, made.pk))
    today = clock.today(actor.time_zone)
    typed = request.POST.dict() or {
        "starts_on": date(today.year, 1, 1).isoformat(),
        "ends_on": date(today.year, 12, 31).isoformat(),
    }
    return render(
        request,
        "strategy/goal_new.html",
        {
            **whose_words(request, whose, is_past=False),
            **_form(actor, None, whose.path, typed, problem),
        },
        status=problem.status if problem else 200,
    )


def goal(request: HttpRequest, goal_id: int) -> HttpResponse:
    """A mid-term goal: to read, and for those who may, to change."""
    actor = actor_of(request)
    problem: Problem | None = None
    if request.method == "POST":
        stored, posted = get_goal(actor, goal_id), Posted.of(request)
        try:
            fields = _fields(_people(actor, stored), posted, is_copy=stored.copy_of_id is not None)
            actions.update_goal(actor, goal_id, version=posted.integer("version"), **fields)
        except Refused as refused:
            problem = refused
        else:
            return redirect(_where_shown(request, goal_id))
    return _page(request, goal_id, problem, "goal")


@require_POST
def review(request: HttpRequest, goal_id: int) -> HttpResponse:
    """Is it still the right goal?"""
    actor, posted = actor_of(request), Posted.of(request)
    try:
        actions.review_goal(actor, goal_id, outcome=posted.text("outcome"), why=posted.text("why"))
    except Refused as problem:
        return _page(request, goal_id, problem, "review")
    return redirect("strategy:goal", goal_id)


def _page(request: HttpRequest, goal_id: int, problem: Problem | None, part: str) -> HttpResponse:
    """``part`` is the form that was refused."""
    actor, scope = actor_of(request), cast(Any, request).scope
    found = goal_page(actor, goal_id, day=scope.as_of, today=scope.today)
    stored = found.goal
    may_change = may_edit(actor, stored.unit_id, stored.unit_path) and not scope.is_past
    sent = fields_again(request, problem) if problem else {}
    typed: dict[str, Any] = (sent if part == "goal" else {}) or {
        "title": stored.title,
        "description": stored.description,
        "perspective_id": stored.perspective_id,
        "owner_id": stored.owner_id,
        "starts_on": stored.starts_on.isoformat(),
        "ends_on": stored.ends_on.isoformat(),
        "serves_id": stored.serves_id,
    }
    last = found.reviews[0] if found.reviews else None
    return render(
        request,
        "strategy/goal.html",
        {
            "page": found,
            "stored": stored,
            "written": written_word(stored),
            "kept_day": scope.kept_day,
            "score": found.card.goal,
            "why_goal": explain_goal(found.card.goal, found.card),
            "why_kpi": explain_kpi,
            "wanted": wanted_words,
            "arrows": [(_("moves it"), found.causes), (_("moved by it"), found.effects)],
            "arrow_count": len(found.causes) + len(found.effects),
            "reviewed": last_review_words(last, waits=found.waits),
            "outcome_word": outcome_word,
            "outcomes": outcomes(),
            "review": sent if part == "review" else {},
            "panels": panels_of(request, "goal", stored.id),
            "tools": [] if scope.is_past else panels_of(request, "goal:tools", stored.id),
            "talk": [] if scope.is_past else panels_of(request, "goal:talk", stored.id),
            "part": part if problem else "",
            **scoring_words(),
            **arrow_words(),
            **_form(actor, stored, stored.unit_path, typed, problem if part == "goal" else None),
            "organisation": organisation_of(request).name,
            "problem": problem,
            "errors": messages_of(problem),
            "may_edit": may_change,
        },
        status=problem.status if problem else 200,
    )


def _people(actor: Actor, stored: GoalRow | None) -> PeopleChoices:
    return PeopleChoices(actor, also=[stored.owner_id if stored else None])


def _fields(people: PeopleChoices, posted: Posted, *, is_copy: bool = False) -> dict[str, Any]:
    """Of a linked copy only what is its own."""
    own = {
        "owner_id": posted.chosen_id("owner_id", people),
        "serves_id": posted.integer("serves_id"),
    }
    if is_copy:
        posted.refuse()
        return own
    fields = {
        **own,
        "title": posted.text("title"),
        "description": posted.text("description"),
        "perspective_id": posted.integer("perspective_id"),
        "starts_on": posted.day("starts_on"),
        "ends_on": posted.day("ends_on"),
    }
    posted.require("starts_on", "ends_on")
    posted.refuse()
    return fields


def _form(
    actor: Actor,
    stored: GoalRow | None,
    unit_path: str | None,
    typed: dict[str, Any],
    problem: Problem | None,
) -> dict[str, Any]:
    above = goals_above(actor, unit_path, clock.today(actor.time_zone))
    chosen = stored.serves_id if stored else None
    if chosen is not None and all(row.id != chosen for row in above):
        above.append(get_goal(actor, chosen))  # archived or over since: saving keeps it
    return {
        "above": [(row.id, goal_words(row)) for row in above],
        "stored": stored,
        "typed": typed,
        "perspectives": [(row.id, row.name) for row in perspectives(actor)],
        "people": finder(_people(actor, stored), typed, "owner_id", problem=problem),
        "problem": problem,
        "errors": messages_of(problem),
    }


@require_POST
def goal_step(request: HttpRequest, goal_id: int) -> HttpResponse:
    """Archive, restore or unlink a goal, named by the field ``do``."""
    actor, posted = actor_of(request), Posted.of(request)
    try:
        match posted.text("do"):
            case "restore":
                actions.restore_goal(actor, goal_id)
            case "unlink":
                actions.unlink_goal(actor, goal_id)
                return redirect("strategy:goal", goal_id)
            case "archive":
                actions.archive_goal(actor, goal_id, why=posted.text("why"))
            case _:
                raise InvalidInput.on("do", _("Choose what to do with the goal."))
    except Refused as problem:
        return _page(request, goal_id, problem, "step")
    return redirect(_where_shown(request, goal_id))


def _where_shown(request: HttpRequest, goal_id: int) -> str:
    """The page of the strategy with a goal on it: of its unit, today's, else those of its first
    year."""
    goal, scope = get_goal(actor_of(request), goal_id), cast(Any, request).scope
    today = scope.today
    asked: dict[str, Any] = (
        {} if goal.lives_during(today, today) else {"goals": goal.starts_on.year}
    )
    if goal.unit_id is not None or scope.unit is not None:
        asked["unit"] = goal.unit_id or "all"
    return reverse("strategy:index") + (f"?{urlencode(asked)}" if asked else "")
