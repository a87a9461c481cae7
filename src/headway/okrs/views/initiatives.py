"""Work on a key result: add it, change it, mark it done, drop it, open it again."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from headway.kit.problems import Problem, Refused, messages_of
from headway.okrs.actions.initiatives import (
    add_initiative,
    set_initiative_state,
    update_initiative,
)
from headway.okrs.queries.doors import get_initiative, key_result_facts
from headway.okrs.views.key_results import page_of
from headway.okrs.views.request import actor_of
from headway.people.access import Permission, decide
from headway.people.queries import PeopleChoices
from headway.web.choosing import finder
from headway.web.posted import Posted
from headway.web.render import render


@require_POST
def new(request: HttpRequest, key_result_id: int) -> HttpResponse:
    """Add a piece of work."""
    actor, posted = actor_of(request), Posted.of(request)
    try:
        owner_id = posted.chosen_id("owner_id", PeopleChoices(actor))
        due_on = posted.day("due_on")
        posted.refuse()
        add_initiative(
            actor,
            key_result_id=key_result_id,
            title=posted.text("title"),
            owner_id=owner_id,
            due_on=due_on,
        )
    except Refused as problem:
        return page_of(request, key_result_id, problem)
    return redirect("okrs:key_result", key_result_id)


def edit(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """Change what the work is, who does it, until when, and where it stands."""
    actor = actor_of(request)
    stored = get_initiative(actor, initiative_id)
    people = PeopleChoices(actor, also=[stored.owner_id])
    problem: Problem | None = None
    if request.method == "POST":
        posted = Posted.of(request)
        try:
            owner_id = posted.chosen_id("owner_id", people)
            due_on = posted.day("due_on")
            posted.refuse()
            update_initiative(
                actor,
                initiative_id,
                title=posted.text("title"),
                owner_id=owner_id,
                due_on=due_on,
                state=posted.text("state") or None,
            )
        except Refused as refused:
            problem = refused
        else:
            return redirect("okrs:key_result", stored.key_result_id)
    typed: dict[str, Any] = request.POST.dict() or {
        "title": stored.title,
        "owner_id": stored.owner_id,
        "due_on": stored.due_on.isoformat() if stored.due_on else "",
        "state": stored.state,
    }
    key_result = stored.key_result
    return render(
        request,
        "okrs/initiative_edit.html",
        {
            "stored": stored,
            "key_result": key_result,
            "objective": key_result.objective,
            "typed": typed,
            "may": decide(actor, Permission.INITIATIVE_EDIT, key_result_facts(key_result)).allowed
            and key_result.objective.state != "closed",
            "states": [("open", _("Open")), ("done", _("Done")), ("dropped", _("Dropped"))],
            "people": finder(people, typed, "owner_id", problem=problem),
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )


@require_POST
def step(request: HttpRequest, initiative_id: int) -> HttpResponse:
    """Mark work open, done or dropped."""
    posted = Posted.of(request)
    done = set_initiative_state(actor_of(request), initiative_id, state=posted.text("state"))
    if done.state == "dropped":
        messages.success(request, _("Dropped. It can be opened again."))
    return redirect("okrs:key_result", done.key_result_id)
