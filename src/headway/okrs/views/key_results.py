"""One key result: its page, its form, its steps and its initiatives."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString
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
from headway.okrs.actions.overrides import USUAL, override_status, withdraw_override
from headway.okrs.forms.key_results import typed_again, typed_from, typed_new
from headway.okrs.models import Answer
from headway.okrs.queries.doors import get_key_result, get_objective
from headway.okrs.queries.goal_post_words import field_words, move_words
from headway.okrs.queries.key_result_page import key_result_page, key_result_rows_of
from headway.okrs.queries.recovery import source_of
from headway.okrs.views.approvals import say_what_is_void, say_what_waits
from headway.okrs.views.key_result_form import KeyResultForm as _Form
from headway.okrs.views.request import actor_of, asks_for_all, scope_of, today_of
from headway.people.access import Actor
from headway.people.queries import PeopleChoices, UnitChoices, get_person
from headway.web.choosing import finder
from headway.web.panels import panels_of
from headway.web.posted import Posted
from headway.web.render import render


@require_safe
def detail(request: HttpRequest, key_result_id: int) -> HttpResponse:
    """Will this key result get there?"""
    return page_of(request, key_result_id)


def page_of(
    request: HttpRequest, key_result_id: int, problem: Problem | None = None
) -> HttpResponse:
    """The page of a key result, after a refused step with its ``problem``."""
    actor, scope = actor_of(request), scope_of(request)
    stored = get_key_result(actor, key_result_id)
    page = key_result_page(
        stored,
        actor,
        as_of=scope.as_of,
        today=scope.today,
        every_check_in=asks_for_all(request),
    )
    typed: dict[str, Any] = request.POST.dict() or {"owner_id": stored.owner_id}
    return render(
        request,
        "okrs/key_result.html",
        {
            "page": page,
            "k": page.row,
            "o": page.objective,
            "source": source_of(actor, None if scope.kept_day else page.row.kpi_id),
            "description": page.description,
            "updater": _name_of(actor, page.row.updater_id),
            "field_words": field_words,
            "move_words": move_words,
            "people": finder(PeopleChoices(actor), typed, "owner_id", problem=problem)
            if page.may_check_in
            else None,
            "units": finder(UnitChoices(actor), typed, "unit_id", problem=problem)
            if page.may_ask
            else None,
            "answers": dict(Answer.choices),
            "today": scope.as_of,
            "kept_day": scope.kept_day,
            "usual_until": min(scope.today + USUAL, page.row.cycle_ends_on),
            "tools": _said(request, "key_result:tools", key_result_id),
            "talk": _said(request, "key_result:talk", key_result_id),
            "problem": problem,
            "errors": messages_of(problem),
            "typed": typed,
        },
        status=problem.status if problem else 200,
    )


def _said(request: HttpRequest, zone: str, key_result_id: int) -> list[SafeString]:
    """What other apps have to say; nothing of a past day."""
    return [] if scope_of(request).kept_day else panels_of(request, zone, key_result_id)


def _name_of(actor: Actor, person_id: int | None) -> str:
    """One query, none for nobody."""
    return get_person(actor, person_id).name if person_id else ""


def new(request: HttpRequest, objective_id: int) -> HttpResponse:
    """Add a key result, or with ``health=1`` a health metric."""
    actor = actor_of(request)
    objective = get_objective(actor, objective_id)
    people = PeopleChoices(actor)
    is_health = bool(Posted.of(request).text("is_health") or request.GET.get("health"))
    form = _Form(request, actor, objective, people, is_health=is_health)
    if form.is_sent:
        try:
            fields, reason = form.read()
            added = add_key_result(
                actor, objective_id=objective_id, reason=reason, is_health=is_health, **fields
            )
        except Refused as refused:
            form.problem = refused
        else:
            say_what_waits(request, added.asked)
            say_what_is_void(request, objective_id, form.signed)
            return redirect("okrs:objective", objective_id)
    typed = typed_again(request, form.problem) if request.POST else None
    return form.answer(typed or typed_new(objective.owner_id, is_health=is_health))


def edit(request: HttpRequest, key_result_id: int) -> HttpResponse:
    """Change a key result or health metric; after plan lock, with a reason."""
    actor = actor_of(request)
    stored = get_key_result(actor, key_result_id)
    people = PeopleChoices(actor, also=[stored.owner_id, stored.updater_id])
    today = today_of(actor)
    rows = key_result_rows_of(stored.objective_id, as_of=today, today=today, with_readings=True)
    row = next(row for row in rows if row.id == key_result_id)
    form = _Form(request, actor, stored.objective, people, is_health=stored.is_health, row=row)
    if form.is_sent:
        try:
            fields, reason = form.read()
            version = form.posted.integer("version")
            form.posted.refuse()
            asked = update_key_result(
                actor, key_result_id, version=version, reason=reason, **fields
            )
        except Refused as refused:
            form.problem = refused
        else:
            say_what_waits(request, asked)
            say_what_is_void(request, stored.objective_id, form.signed)
            return redirect("okrs:key_result", key_result_id)
    return form.answer(
        typed_again(request, form.problem) if request.POST else typed_from(row, stored.description)
    )


@require_POST
def step(request: HttpRequest, key_result_id: int) -> HttpResponse:
    """Cancel, resume or remove a key result, named by the field ``do``."""
    actor, posted = actor_of(request), Posted.of(request)
    reason = posted.text("reason")
    objective_id = get_key_result(actor, key_result_id).objective_id
    try:
        match posted.text("do"):
            case "cancel":
                asked = cancel_key_result(actor, key_result_id, reason=reason)
                say_what_waits(request, asked)
                if asked is None:
                    messages.success(request, _("Cancelled. It can be resumed."))
            case "resume":
                say_what_waits(request, resume_key_result(actor, key_result_id, reason=reason))
            case "remove":
                remove_key_result(actor, key_result_id)
                return redirect("okrs:objective", objective_id)
            case _:
                raise InvalidInput.on("do", _("Choose what to do with the key result."))
    except Refused as problem:
        return page_of(request, key_result_id, problem)
    return redirect("okrs:key_result", key_result_id)


@require_POST
def status_step(request: HttpRequest, key_result_id: int) -> HttpResponse:
    """Set the status by hand, or go by the computed one again, named by the field ``do``."""
    actor, posted = actor_of(request), Posted.of(request)
    try:
        match posted.text("do"):
            case "set":
                until = posted.day("until")
                posted.refuse()
                override_status(
                    actor,
                    key_result_id,
                    status=posted.text("status"),
                    reason=posted.text("reason"),
                    until=until,
                )
                messages.success(request, _("Set by hand. The computed status stays beside it."))
            case "withdraw":
                withdraw_override(actor, key_result_id, reason=posted.text("reason"))
            case _:
                raise InvalidInput.on("do", _("Choose what to do with the status."))
    except Refused as problem:
        return page_of(request, key_result_id, problem)
    return redirect("okrs:key_result", key_result_id)
