"""Check in on one key result, with what moved; or correct an earlier check-in."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from headway.kit.choices import whole_id, whole_ids
from headway.kit.problems import Problem, Refused, messages_of
from headway.okrs.actions.checkins import CheckedIn, check_in
from headway.okrs.forms import check_in_fields
from headway.okrs.models import CheckIn
from headway.okrs.queries.doors import get_check_in, get_key_result
from headway.okrs.queries.objective_page import key_result_page
from headway.okrs.views.request import actor_of, scope_of
from headway.people.access import Actor
from headway.web.posted import Posted
from headway.web.render import render


def check_in_page(request: HttpRequest, key_result_id: int) -> HttpResponse:
    """The form; after saving, what the value moved."""
    actor, scope = actor_of(request), scope_of(request)
    stored = get_key_result(actor, key_result_id)
    problem: Problem | None = None
    moved: CheckedIn | None = None
    if request.method == "POST":
        posted = Posted.of(request)
        try:
            fields = check_in_fields(posted, stored.kind)
            posted.refuse()
            moved = check_in(actor, key_result_id, **fields)
        except Refused as refused:
            problem = refused
    page = key_result_page(stored, actor, as_of=scope.today, today=scope.today)
    corrected = _corrected(actor, request, key_result_id)
    return render(
        request,
        "okrs/check_in.html",
        {
            "page": page,
            "k": page.row,
            "o": page.objective,
            "moved": moved,
            "corrected": corrected,
            "typed": request.POST.dict() or _typed(corrected),
            "done": _done(request, page.row.readings, corrected),
            "problem": problem,
            "errors": messages_of(problem),
            "today": scope.today,
        },
        status=problem.status if problem else 200,
    )


def _corrected(actor: Actor, request: HttpRequest, key_result_id: int) -> CheckIn | None:
    asked = request.POST.get("supersedes_id") or request.GET.get("corrects", "")
    check_in_id = whole_id(asked)
    if check_in_id is None:
        return None
    found = get_check_in(actor, check_in_id)
    return found if found.key_result_id == key_result_id else None


def _typed(corrected: CheckIn | None) -> dict[str, Any]:
    if corrected is None:
        return {}
    value = corrected.value
    return {
        "value": "" if value is None else f"{value:g}",
        "confidence": "" if corrected.confidence is None else str(corrected.confidence),
        "note": corrected.note,
        "effective_on": corrected.effective_on.isoformat(),
    }


def _done(request: HttpRequest, readings: Any, corrected: CheckIn | None) -> frozenset[int]:
    """The milestones to show as ticked."""
    if request.method == "POST":
        return frozenset(whole_ids(request.POST.getlist("milestones")))
    if corrected is not None:
        return frozenset(corrected.milestones_done or ())
    known = [r.milestones_done for r in readings if r.milestones_done is not None]
    return frozenset(known[-1] if known else ())
