"""What units need from each other: ask on a key result, answer on the request's own page, and one
list for a unit."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from headway.kit.problems import FieldError, InvalidInput, Problem, Refused, messages_of
from headway.okrs.actions.dependencies import (
    accept_dependency,
    decline_dependency,
    request_dependency,
    withdraw_dependency,
)
from headway.okrs.models import Answer
from headway.okrs.queries.dependencies import (
    DependencyRow,
    asked_of_unit,
    deliverers,
    dependency_row,
    get_dependency,
    needed_by_unit,
)
from headway.okrs.queries.doors import key_result_facts
from headway.okrs.views.key_results import page_of
from headway.okrs.views.request import actor_of, scope_of
from headway.people.access import Facts, Permission, decide
from headway.people.queries import UnitChoices
from headway.web.formats import count_word, sentence
from headway.web.posted import Posted
from headway.web.render import render


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What do others need from this unit, and what does it need from them?"""
    actor, scope = actor_of(request), scope_of(request)
    path = scope.unit.path if scope.unit else ""
    cycle_id = scope.cycle.id if scope.cycle else None
    asked = asked_of_unit(actor, path, cycle_id)
    return render(
        request,
        "okrs/dependencies.html",
        {
            "asked": asked,
            "needed": needed_by_unit(actor, path, cycle_id),
            "heading": _heading(asked, scope.unit.name if scope.unit else ""),
            "unit": scope.unit,
            "cycle": scope.cycle,
            "answers": dict(Answer.choices),
            "today": scope.today,
        },
    )


def _heading(asked: Sequence[DependencyRow], unit: str) -> str:
    """The answer to what others need, in a sentence or two."""
    if not asked:
        if unit:
            return _("Nobody needs anything from %(unit)s.") % {"unit": unit}
        return _("No unit needs anything from another.")
    waiting = sum(row.is_open for row in asked)
    words = ngettext("%(count)s thing is needed", "%(count)s things are needed", len(asked))
    text = sentence(words % {"count": count_word(len(asked))})
    text = _("%(things)s from %(unit)s.") % {"things": text, "unit": unit} if unit else f"{text}."
    if not waiting:
        return text
    words = ngettext("%(count)s waits for an answer.", "%(count)s wait for an answer.", waiting)
    return f"{text} {sentence(words % {'count': count_word(waiting)})}"


@require_POST
def new(request: HttpRequest, key_result_id: int) -> HttpResponse:
    """Ask a unit for something the key result needs."""
    actor, posted = actor_of(request), Posted.of(request)
    try:
        unit_id = posted.chosen_id("unit_id", UnitChoices(actor))
        due_on = posted.day("due_on")
        posted.refuse()
        request_dependency(
            actor, key_result_id, unit_id=unit_id or 0, title=posted.text("need"), due_on=due_on
        )
    except Refused as problem:
        return page_of(request, key_result_id, _renamed(problem))
    messages.success(request, _("Asked. Their lead finds it on Home."))
    return redirect("okrs:key_result", key_result_id)


def _renamed(problem: Refused) -> Refused:
    """The words are a field of their own on a page that has another form with a title."""
    errors = [
        FieldError("need" if e.field == "title" else e.field, e.code, e.message)
        for e in problem.errors
    ]
    return type(problem)(problem.detail, code=problem.code, errors=errors, extra=problem.extra)


@require_safe
def detail(request: HttpRequest, dependency_id: int) -> HttpResponse:
    """What is needed, by whom, until when; and the answer."""
    return _page(request, dependency_id)


def _page(request: HttpRequest, dependency_id: int, problem: Problem | None = None) -> HttpResponse:
    actor = actor_of(request)
    stored = get_dependency(actor, dependency_id)
    unit, key_result = stored.unit, stored.key_result
    is_open = key_result.objective.state != "closed" and stored.state != Answer.WITHDRAWN
    facts = Facts(unit_id=unit.pk, unit_path=unit.path)
    may_answer = is_open and decide(actor, Permission.DEPENDENCY_ANSWER, facts).allowed
    may_ask = decide(actor, Permission.OBJECTIVE_EDIT, key_result_facts(key_result)).allowed
    is_mine = actor.person_id in (stored.requested_by_id, key_result.objective.owner_id)
    return render(
        request,
        "okrs/dependency.html",
        {
            "row": dependency_row(actor, dependency_id),
            "may_answer": may_answer,
            "may_withdraw": is_open and may_ask and (is_mine or not may_answer),
            "deliverers": deliverers(actor, stored) if may_answer else [],
            "answers": dict(Answer.choices),
            "problem": problem,
            "errors": messages_of(problem),
            "typed": request.POST.dict(),
        },
        status=problem.status if problem else 200,
    )


@require_POST
def step(request: HttpRequest, dependency_id: int) -> HttpResponse:
    """Accept, decline or withdraw, named by the field ``do``."""
    actor, posted = actor_of(request), Posted.of(request)
    try:
        match posted.text("do"):
            case "accept":
                objective_id = posted.integer("objective_id")
                posted.refuse()
                accept_dependency(
                    actor, dependency_id, objective_id=objective_id, answer=posted.text("words")
                )
                messages.success(request, _("Accepted. They see it on their key result."))
            case "decline":
                decline_dependency(actor, dependency_id, answer=posted.text("answer"))
                messages.success(request, _("Declined. They see why."))
            case "withdraw":
                withdraw_dependency(actor, dependency_id)
            case _:
                raise InvalidInput.on("do", _("Choose what to do with the request."))
    except Refused as problem:
        return _page(request, dependency_id, problem)
    return redirect("okrs:dependency", dependency_id)
