"""People: the list, one person, invitations."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from headway.kit.choices import whole_id
from headway.kit.problems import InvalidInput, Problem, Refused, messages_of
from headway.people.access import Permission, actor_of, decide
from headway.people.actions import (
    add_person,
    deactivate_person,
    invite_person,
    reactivate_person,
    update_person,
    withdraw_invitation,
)
from headway.people.models import Role
from headway.people.queries import get_person, person_rows, person_totals, person_units
from headway.people.views.words import people_heading
from headway.web.panels import panels_of
from headway.web.posted import Posted
from headway.web.render import render


def index(request: HttpRequest) -> HttpResponse:
    """People by name, fifty at a time."""
    actor = actor_of(request)
    after_name, after_id = request.GET.get("after", ""), whole_id(request.GET.get("id", ""))
    rows, more = person_rows(
        actor,
        q=Posted(request.GET).text("q"),
        role=Posted(request.GET).text("role"),
        active=request.GET.get("active") != "no",
        after=(after_name, after_id) if after_id is not None else None,
    )
    may_manage = decide(actor, Permission.PEOPLE_MANAGE).allowed
    return render(
        request,
        "people/people.html",
        {
            "rows": rows,
            "more": more,
            "q": request.GET.get("q", ""),
            "role": request.GET.get("role", ""),
            "active": request.GET.get("active", ""),
            "roles": Role.choices,
            "heading": people_heading(person_totals(actor), may_manage=may_manage),
            "may_manage": may_manage,
        },
    )


def new(request: HttpRequest) -> HttpResponse:
    """Add somebody, and invite them when they have an address."""
    actor = actor_of(request)
    problem: Problem | None = None
    if request.method == "POST":
        posted = Posted.of(request)
        try:
            person = add_person(
                actor,
                name=posted.text("name"),
                email=posted.text("email"),
                role=posted.text("role"),
            )
            if posted.switched("invite") and person.email:
                invite_person(actor, person.pk)
                messages.success(request, _("%(name)s is invited.") % {"name": person.name})
            return redirect("people:person", person.pk)
        except Refused as refused:
            problem = refused
    return render(
        request,
        "people/person_new.html",
        {
            "problem": problem,
            "errors": messages_of(problem),
            "typed": request.POST,
            "roles": Role.choices,
        },
        status=problem.status if problem else 200,
    )


def detail(request: HttpRequest, person_id: int, problem: Problem | None = None) -> HttpResponse:
    """Somebody: where they work, lead and coach; for administrators also their access."""
    actor = actor_of(request)
    person = get_person(actor, person_id)
    return render(
        request,
        "people/person.html",
        {
            "person": person,
            "units": person_units(actor, person.pk),
            "panels": panels_of(request, "person", person.pk),
            "roles": Role.choices,
            "may_manage": decide(actor, Permission.PEOPLE_MANAGE).allowed,
            "problem": problem,
            "errors": messages_of(problem),
            "typed": request.POST,
        },
        status=problem.status if problem else 200,
    )


@require_POST
def change(request: HttpRequest, person_id: int) -> HttpResponse:
    """One of the small changes of a person, named by the field ``do``."""
    posted, actor = Posted.of(request), actor_of(request)
    try:
        match posted.text("do"):
            case "change":
                update_person(
                    actor,
                    person_id,
                    name=posted.text("name"),
                    email=posted.text("email"),
                    role=posted.text("role"),
                )
            case "invite":
                invite_person(actor, person_id)
                messages.success(request, _("The invitation is on its way."))
            case "withdraw":
                withdraw_invitation(actor, person_id)
            case "deactivate":
                deactivate_person(actor, person_id)
            case "reactivate":
                reactivate_person(actor, person_id)
            case _:
                raise InvalidInput.on("do", _("Choose what to change."))
    except Refused as problem:
        return detail(request, person_id, problem)
    return redirect("people:person", person_id)
