"""What an objective serves: add a link, take one away."""

from __future__ import annotations

import re

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from headway.kit.problems import InvalidInput
from headway.okrs.actions.links import link_objective, unlink_objective
from headway.okrs.views.objective import page_of
from headway.okrs.views.request import actor_of
from headway.web.posted import Posted

_PARENT = re.compile(r"(?:^|/)(objectives|key-results)/(\d+)\b")


@require_POST
def add(request: HttpRequest, objective_id: int) -> HttpResponse:
    """Link to a mid-term goal, or to the objective or key result whose address is given."""
    posted = Posted.of(request)
    try:
        goal_id = posted.integer("goal_id")
        posted.refuse()
        link_objective(actor_of(request), objective_id, goal_id=goal_id, **_parent(posted))
    except InvalidInput as problem:
        return page_of(request, objective_id, problem)
    return redirect("okrs:objective", objective_id)


def _parent(posted: Posted) -> dict[str, int]:
    text = posted.text("parent")
    if not text:
        return {}
    found = _PARENT.search(text)
    if found is None:
        raise InvalidInput.on(
            "parent", _("Paste the address of an objective or key result."), code="unreadable"
        )
    kind = "parent_objective_id" if found[1] == "objectives" else "key_result_id"
    return {kind: int(found[2])}


@require_POST
def remove(request: HttpRequest, link_id: int) -> HttpResponse:
    """Take a link away."""
    objective_id = unlink_objective(actor_of(request), link_id)
    return redirect("okrs:objective", objective_id)
