"""Open actions and blockers: mine, or those of a unit and all below it; settled in one click."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.kit.problems import InvalidInput, Problem, Refused
from headway.okrs.views.request import actor_of, scope_of
from headway.rituals.actions.items import resolve_blocker, settle_action
from headway.rituals.queries.open_items import heading_of, open_items
from headway.web.posted import Posted
from headway.web.render import render


@require_safe
def actions(request: HttpRequest) -> HttpResponse:
    """What is still to do, what is late first."""
    return actions_page(request)


def actions_page(request: HttpRequest, problem: Problem | None = None) -> HttpResponse:
    """The page, and why something was refused."""
    actor, scope = actor_of(request), scope_of(request)
    only_mine = request.GET.get("whose") == "mine"
    found = open_items(
        actor, scope.today, unit_path=scope.unit.path if scope.unit else "", only_mine=only_mine
    )
    return render(
        request,
        "rituals/actions.html",
        {
            "found": found,
            "heading": heading_of(found),
            "today": scope.today,
            "only_mine": only_mine,
            "here": request.get_full_path(),
            "step_url": reverse("rituals:actions_step") + ("?whose=mine" if only_mine else ""),
            "problem": problem,
        },
        status=problem.status if problem else 200,
    )


@require_POST
def step(request: HttpRequest) -> HttpResponse:
    """Settle one, and back to the list."""
    actor, posted = actor_of(request), Posted.of(request)
    try:
        match posted.text("do"):
            case "settle":
                pk = posted.integer("action_id") or 0
                state, word = posted.text("state"), posted.text("word")
                settle_action(actor, pk, state=state, word=word)
            case "resolve":
                pk = posted.integer("blocker_id") or 0
                resolve_blocker(actor, pk, word=posted.text("word"))
            case _:
                raise InvalidInput.on("do", _("Choose what to do."))
    except Refused as problem:
        return actions_page(request, problem)
    messages.success(request, _("Settled."))
    query = "?whose=mine" if request.GET.get("whose") == "mine" else ""
    return redirect(reverse("rituals:actions") + query)
