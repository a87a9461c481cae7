"""The coach drafts; the owner takes it on or leaves it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.coaching import actions
from headway.coaching.actions.suggesting import NUMBERS, OF_KEY_RESULT, OF_OBJECTIVE
from headway.coaching.queries.parties import coach_facts
from headway.coaching.queries.suggestions import field_label, suggestion
from headway.kit.problems import InvalidInput, Problem, Refused, messages_of
from headway.okrs.models import Ambition, KeyResult, Objective
from headway.okrs.queries.doors import get_key_result, get_objective
from headway.okrs.views.request import actor_of
from headway.people.access import Actor, Facts, Permission, decide, require
from headway.web.posted import Posted, plain_number
from headway.web.render import render


def new(request: HttpRequest) -> HttpResponse:
    """Draft other words or numbers for what the address names."""
    actor, asked, posted = actor_of(request), Posted(request.GET), Posted.of(request)
    about, objective = _about(actor, asked)
    require(actor, Permission.COACH_SUGGEST, coach_facts(actor, objective.unit))
    problem: Problem | None = None
    if request.method == "POST":
        try:
            changes = _changes(posted, about)
            made = actions.suggest(
                actor,
                changes=changes,
                objective_id=None if isinstance(about, KeyResult) else about.pk,
                key_result_id=about.pk if isinstance(about, KeyResult) else None,
                why=posted.text("why"),
                request_id=asked.integer("help"),
            )
        except Refused as refused:
            problem = refused
        else:
            messages.success(request, _("Drafted. The owner decides."))
            return redirect("coaching:suggestion", made.pk)
    return render(
        request,
        "coaching/suggest.html",
        {
            "about": about,
            "fields": _fields(about),
            "typed": request.POST.dict() or _as_typed(about),
            "ambitions": Ambition.choices,
            "labels": {name: field_label(name) for name in (*OF_OBJECTIVE, *OF_KEY_RESULT)},
            "numbers": NUMBERS,
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )


def _about(actor: Actor, asked: Posted) -> tuple[Objective | KeyResult, Objective]:
    key_result_id, objective_id = asked.integer("key_result"), asked.integer("objective")
    if key_result_id is not None:
        key_result = get_key_result(actor, key_result_id)
        return key_result, key_result.objective
    objective = get_objective(actor, objective_id or 0)
    return objective, objective


def _fields(about: Objective | KeyResult) -> list[str]:
    """The fields that can be suggested; of numbers those that this key result has."""
    if isinstance(about, Objective):
        return list(OF_OBJECTIVE)
    return [
        name
        for name in OF_KEY_RESULT
        if name not in NUMBERS | {"cadence"} or (name in NUMBERS and _has(about, name))
    ]


def _has(about: KeyResult, name: str) -> bool:
    return getattr(about, name) is not None


def _as_typed(about: Objective | KeyResult) -> dict[str, Any]:
    stands = {name: getattr(about, name) for name in _fields(about)}
    return {
        name: plain_number(value) if name in NUMBERS else value for name, value in stands.items()
    } | {"why": ""}


def _changes(posted: Posted, about: Objective | KeyResult) -> dict[str, Any]:
    found = {
        name: posted.number(name) if name in NUMBERS else posted.text(name)
        for name in _fields(about)
    }
    posted.refuse()
    return found


@require_safe
def detail(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    """A suggestion beside what stands, and whose turn it is."""
    return _page(request, suggestion_id)


@require_POST
def step(request: HttpRequest, suggestion_id: int) -> HttpResponse:
    """Take it on, leave it, take it back."""
    actor, posted = actor_of(request), Posted.of(request)
    suggestion(actor, suggestion_id)
    try:
        done = _step(actor, suggestion_id, posted)
    except Refused as problem:
        return _page(request, suggestion_id, problem)
    messages.success(request, done)
    return redirect("coaching:suggestion", suggestion_id)


def _step(actor: Actor, suggestion_id: int, posted: Posted) -> str:
    match posted.text("do"):
        case "accept":
            reason, seen = posted.text("reason"), posted.integer("seen")
            asked = actions.accept_suggestion(actor, suggestion_id, reason=reason, seen=seen)
            if asked is not None:
                return _("Taken on. The plan is locked, so the change waits for the lead above.")
            return _("Taken on, as an edit of yours.")
        case "decline":
            actions.decline_suggestion(actor, suggestion_id, answer=posted.text("answer"))
            return _("It stays as it is.")
        case "withdraw":
            actions.withdraw_suggestion(actor, suggestion_id)
            return _("Taken back.")
        case _:
            raise InvalidInput.on("do", _("Choose to take it on, to leave it or to take it back."))


def _page(request: HttpRequest, suggestion_id: int, problem: Problem | None = None) -> HttpResponse:
    actor = actor_of(request)
    row = suggestion(actor, suggestion_id)
    facts = Facts(unit_id=row.unit_id, unit_path=row.unit_path, owner_ids=row.owner_ids)
    return render(
        request,
        "coaching/suggestion.html",
        {
            "row": row,
            "may_answer": row.is_open and decide(actor, Permission.OBJECTIVE_EDIT, facts).allowed,
            "may_withdraw": row.is_open
            and row.author_id is not None
            and row.author_id == actor.person_id,
            "typed": request.POST.dict(),
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )
