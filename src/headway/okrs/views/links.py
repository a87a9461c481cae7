"""What an objective serves: add a link, say what it does to numbers, take it away."""

from __future__ import annotations

import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from headway.kit.problems import InvalidInput, Problem, Refused, messages_of
from headway.okrs.actions.links import change_link, link_objective, unlink_objective
from headway.okrs.forms import link_terms
from headway.okrs.models import GoalPostRequest
from headway.okrs.queries.choices import ParentChoices
from headway.okrs.queries.doors import get_link
from headway.okrs.queries.link_page import LinkPage, link_page
from headway.okrs.views.approvals import say_what_waits
from headway.okrs.views.objective import page_of
from headway.okrs.views.request import actor_of, scope_of
from headway.web.posted import Posted, plain_number
from headway.web.render import render

_PARENT = re.compile(r"(?:^|/)(objectives|key-results)/(\d{1,18})\b")
_CHOSEN = re.compile(r"(objective|key_result|goal)-(\d{1,18})")
_ARGUMENTS = {
    "objective": "parent_objective_id", "objectives": "parent_objective_id",
    "key_result": "key_result_id", "key-results": "key_result_id", "goal": "goal_id",
}  # fmt: skip


@require_POST
def add(request: HttpRequest, objective_id: int) -> HttpResponse:
    """Link to a mid-term goal, objective or key result: chosen, named, or by its address."""
    actor, posted = actor_of(request), Posted.of(request)
    try:
        goal_id = posted.integer("goal_id")
        parent = posted.chosen("parent", ParentChoices(actor))
        terms = link_terms(posted)
        posted.refuse()
        parents: dict[str, Any] = {"goal_id": goal_id, **_named(parent or "")}
        made = link_objective(actor, objective_id, **parents, **terms, why=posted.text("why"))
    except Refused as problem:
        return page_of(request, objective_id, problem)
    say_what_waits(request, made if isinstance(made, GoalPostRequest) else None)
    return redirect("okrs:objective", objective_id)


def _named(parent: str) -> dict[str, int]:
    """The argument of the action that a choice or an address stands for."""
    if not parent:
        return {}
    found = _CHOSEN.fullmatch(parent) or _PARENT.search(parent)
    if found is None:
        raise InvalidInput.on(
            "parent", _("Choose an objective, key result or goal."), code="unreadable"
        )
    return {_ARGUMENTS[found[1]]: int(found[2])}


def edit(request: HttpRequest, link_id: int) -> HttpResponse:
    """Say anew what a link does to numbers."""
    page, problem = _page(request, link_id), None
    if request.method == "POST":
        posted = Posted.of(request)
        try:
            terms = link_terms(posted)
            posted.refuse()
            changed = change_link(actor_of(request), link_id, **terms, why=posted.text("why"))
        except Refused as refused:
            problem = refused
        else:
            say_what_waits(request, changed if isinstance(changed, GoalPostRequest) else None)
            return redirect("okrs:objective", page.child_id)
    return _edit_page(request, page, typed=request.POST.dict() or _stored(page), problem=problem)


def _page(request: HttpRequest, link_id: int) -> LinkPage:
    today = scope_of(request).today
    return link_page(actor_of(request), link_id, as_of=today, today=today)


def _edit_page(
    request: HttpRequest,
    page: LinkPage,
    *,
    typed: dict[str, Any],
    problem: Problem | None = None,
    kept: Problem | None = None,
) -> HttpResponse:
    """The page of a link with what was typed. ``kept``: why it was not taken away."""
    refused = problem or kept
    return render(
        request,
        "okrs/link_edit.html",
        {
            "page": page,
            "typed": typed,
            "problem": problem,
            "errors": messages_of(problem),
            "gone": request.POST.dict() if kept else {},
            "gone_errors": messages_of(kept),
        },
        status=refused.status if refused else 200,
    )


def _stored(page: LinkPage) -> dict[str, Any]:
    return {
        "kind": page.kind,
        "weight": plain_number(page.weight),
        "own_weight": plain_number(page.own_weight),
        "share": "" if page.share is None else plain_number(round(page.share * 100, 10)),
        "child_key_result_id": page.child_key_result_id or "",
    }


@require_POST
def remove(request: HttpRequest, link_id: int) -> HttpResponse:
    """Take a link away."""
    actor, posted = actor_of(request), Posted.of(request)
    child_id = get_link(actor, link_id).child_id
    try:
        asked = unlink_objective(actor, link_id, why=posted.text("why"))
    except Refused as refused:
        page = _page(request, link_id)
        return _edit_page(request, page, typed=_stored(page), kept=refused)
    say_what_waits(request, asked)
    return redirect("okrs:objective", child_id)
