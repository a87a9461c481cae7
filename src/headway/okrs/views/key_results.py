"""One key result: its page, its form, its steps and its initiatives."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.kit.problems import InvalidInput, Problem, Refused, messages_of
from headway.okrs.actions.key_results import (
    add_key_result,
    cancel_key_result,
    remove_key_result,
    resume_key_result,
    update_key_result,
)
from headway.okrs.forms import key_result_fields, milestones_text
from headway.okrs.models import Answer, Objective
from headway.okrs.queries.doors import get_key_result, get_objective
from headway.okrs.queries.goal_post_words import field_words, post_words
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.objective_page import key_result_page, key_result_rows_of
from headway.okrs.views.approvals import say_what_waits
from headway.okrs.views.objectives import kind_choices
from headway.okrs.views.request import actor_of, scope_of, today_of
from headway.people.access import Actor
from headway.people.queries import PeopleChoices, UnitChoices, get_person
from headway.web.choosing import finder
from headway.web.posted import Posted, typed_again
from headway.web.render import render


@require_safe
def detail(request: HttpRequest, key_result_id: int) -> HttpResponse:
    """Will this key result get there?"""
    return page_of(request, key_result_id)


def page_of(
    request: HttpRequest, key_result_id: int, problem: Problem | None = None
) -> HttpResponse:
    actor, scope = actor_of(request), scope_of(request)
    stored = get_key_result(actor, key_result_id)
    page = key_result_page(stored, actor, as_of=scope.as_of, today=scope.today)
    typed: dict[str, Any] = request.POST.dict() or {"owner_id": stored.owner_id}
    return render(
        request,
        "okrs/key_result.html",
        {
            "page": page,
            "k": page.row,
            "o": page.objective,
            "description": stored.description,
            "updater": _name_of(actor, stored.updater_id),
            "field_words": field_words,
            "post_words": post_words,
            "people": finder(PeopleChoices(actor), typed, "owner_id", problem=problem)
            if page.may_check_in
            else None,
            "units": finder(UnitChoices(actor), typed, "unit_id", problem=problem)
            if page.may_ask
            else None,
            "answers": dict(Answer.choices),
            "today": scope.today,
            "problem": problem,
            "errors": messages_of(problem),
            "typed": typed,
        },
        status=problem.status if problem else 200,
    )


def _name_of(actor: Actor, person_id: int | None) -> str:
    """One query, none for nobody."""
    return get_person(actor, person_id).name if person_id else ""


def new(request: HttpRequest, objective_id: int) -> HttpResponse:
    """Add a key result."""
    actor = actor_of(request)
    objective = get_objective(actor, objective_id)
    people = PeopleChoices(actor)
    problem: Problem | None = None
    if request.method == "POST":
        posted = Posted.of(request)
        try:
            fields = key_result_fields(posted, people)
            posted.refuse()
            add_key_result(actor, objective_id=objective_id, reason=posted.text("reason"), **fields)
        except Refused as refused:
            problem = refused
        else:
            return redirect("okrs:objective", objective_id)
    typed: dict[str, Any] = request.POST.dict() or {
        "owner_id": objective.owner_id,
        "kind": "increase",
    }
    return _form(request, actor, objective, None, typed, problem, people)


def edit(request: HttpRequest, key_result_id: int) -> HttpResponse:
    """Change a key result; after plan lock, with a reason."""
    actor = actor_of(request)
    stored = get_key_result(actor, key_result_id)
    people = PeopleChoices(actor, also=[stored.owner_id, stored.updater_id])
    problem: Problem | None = None
    if request.method == "POST":
        posted = Posted.of(request)
        try:
            fields = key_result_fields(posted, people)
            version = posted.integer("version")
            posted.refuse()
            asked = update_key_result(
                actor, key_result_id, version=version, reason=posted.text("reason"), **fields
            )
        except Refused as refused:
            problem = refused
        else:
            say_what_waits(request, asked)
            return redirect("okrs:key_result", key_result_id)
    today = today_of(actor)
    rows = key_result_rows_of(stored.objective_id, as_of=today, today=today, with_readings=True)
    row = next(row for row in rows if row.id == key_result_id)
    typed = typed_again(request, problem) or _as_typed(row) | {"description": stored.description}
    return _form(request, actor, stored.objective, row, typed, problem, people)


def _form(
    request: HttpRequest,
    actor: Actor,
    objective: Objective,
    row: KeyResultRow | None,
    typed: dict[str, Any],
    problem: Problem | None,
    people: PeopleChoices,
) -> HttpResponse:
    locked = objective.cycle.is_locked(today_of(actor)) and objective.state not in (
        "draft",
        "proposed",
    )
    return render(
        request,
        "okrs/key_result_form.html",
        {
            "objective": objective,
            "row": row,
            "typed": typed,
            "locked": locked,
            "kinds": kind_choices(),
            "people": finder(people, typed, "owner_id", "updater_id", problem=problem),
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )


def _as_typed(row: KeyResultRow) -> dict[str, Any]:
    """A stored key result as its own form would send it."""
    limited = row.kind in ("stay_above", "stay_below")
    return {
        "title": row.title,
        "kind": row.kind,
        "owner_id": row.owner_id,
        "updater_id": row.updater_id,
        "measure": row.measure,
        "cadence": row.cadence,
        "weight": _plain(row.weight),
        "aggregation": row.aggregation,
        "start": _plain(row.start),
        "target": "" if limited else _plain(row.target),
        "limit": _plain(row.target) if limited else "",
        "fail": _plain(row.fail) if limited else "",
        "tolerance": "" if limited else _plain(row.fail),
        "low": _plain(row.low),
        "high": _plain(row.high),
        "milestones": milestones_text(row),
        "anchors": "\n".join(f"{value:g} = {score:g}" for value, score in row.anchors or ()),
    }


def _plain(number: float | None) -> str:
    """A number as a form takes it back unchanged."""
    if number is None:
        return ""
    return str(int(number)) if number == int(number) else repr(number)


@require_POST
def step(request: HttpRequest, key_result_id: int) -> HttpResponse:
    """Cancel, resume or remove a key result, named by the field ``do``."""
    actor, posted = actor_of(request), Posted.of(request)
    reason = posted.text("reason")
    objective_id = get_key_result(actor, key_result_id).objective_id
    try:
        match posted.text("do"):
            case "cancel":
                cancel_key_result(actor, key_result_id, reason=reason)
                messages.success(request, _("Cancelled. It can be resumed."))
            case "resume":
                resume_key_result(actor, key_result_id, reason=reason)
            case "remove":
                remove_key_result(actor, key_result_id)
                return redirect("okrs:objective", objective_id)
            case _:
                raise InvalidInput.on("do", _("Choose what to do with the key result."))
    except Refused as problem:
        return page_of(request, key_result_id, problem)
    return redirect("okrs:key_result", key_result_id)
