"""What an objective serves: add a link, take one away."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from headway.kit.problems import InvalidInput, Refused
from headway.okrs.actions.links import link_objective, unlink_objective
from headway.okrs.queries.choices import ParentChoices
from headway.okrs.views.objective import page_of
from headway.okrs.views.request import actor_of
from headway.web.posted import Posted

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
        posted.refuse()
        parents: dict[str, int | None] = {"goal_id": goal_id, **_named(parent or "")}
        link_objective(actor, objective_id, **parents)
    except Refused as problem:
        return page_of(request, objective_id, problem)
    return redirect("okrs:objective", objective_id)


def _named(parent: str) -> dict[str, int]:
    """The argument of the action that a choice or an address stands for."""
    if not parent:
        return {}
    found = _CHOSEN.fullmatch(parent) or _PARENT.search(parent)
    if found is None:
        raise InvalidInput.on(
            "parent", _("Paste the address of an objective or key result."), code="unreadable"
        )
    return {_ARGUMENTS[found[1]]: int(found[2])}


@require_POST
def remove(request: HttpRequest, link_id: int) -> HttpResponse:
    """Take a link away."""
    objective_id = unlink_objective(actor_of(request), link_id)
    return redirect("okrs:objective", objective_id)
