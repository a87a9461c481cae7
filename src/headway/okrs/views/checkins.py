"""Check in on one key result, with what moved; or correct an earlier check-in."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from headway.core.errors import MethodError
from headway.kit.choices import whole_id, whole_ids
from headway.kit.problems import Problem, Refused, messages_of
from headway.okrs.actions.checkins import CheckedIn, check_in
from headway.okrs.forms import check_in_fields
from headway.okrs.models import CheckIn
from headway.okrs.queries.doors import get_check_in, get_key_result
from headway.okrs.queries.key_result_page import key_result_page
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.moved import Move, moves_of
from headway.okrs.queries.preview import judged_row, preview
from headway.okrs.queries.unmoved import why_unmoved
from headway.okrs.views.request import actor_of, scope_of
from headway.people.access import Actor
from headway.web.posted import Posted, plain_number
from headway.web.render import render

SAVED = "saved_check_in"


@dataclass(frozen=True, slots=True)
class _Saved:
    """What was saved a moment ago, and the scores before it."""

    check_in_id: int
    score_before: float | None
    objective_score_before: float | None
    above: list[Move]


def check_in_page(request: HttpRequest, key_result_id: int) -> HttpResponse:
    """The form; after saving, what the value moved. Saving leads to an address that only shows, so
    that loading the page again enters nothing again."""
    actor, scope = actor_of(request), scope_of(request)
    stored = get_key_result(actor, key_result_id)
    problem: Problem | None = None
    posted = Posted.of(request)
    if request.method == "POST" and posted.text("do") == "preview":
        return _preview(request, actor, key_result_id, scope.today)
    if request.method == "POST":
        try:
            fields = check_in_fields(posted, stored.kind)
            posted.refuse()
            done = check_in(actor, key_result_id, **fields)
        except Refused as refused:
            problem = refused
        else:
            return _show_saved(request, done)
    page = key_result_page(stored, actor, as_of=scope.as_of, today=scope.today)
    corrected, saved = _corrected(actor, request, key_result_id), _saved(request)
    return render(
        request,
        "okrs/check_in.html",
        {
            "page": page,
            "k": page.row,
            "o": page.objective,
            "moved": saved,
            "unmoved": _unmoved(actor, page.row, saved),
            "above": moves_of(actor, saved.above if saved else [], scope.today),
            "corrected": corrected,
            "typed": request.POST.dict() or _typed(corrected),
            "done": _done(request, page.row, corrected),
            "preview": None,
            "words": "",
            "problem": problem,
            "errors": messages_of(problem),
            "today": scope.today,
        },
        status=problem.status if problem else 200,
    )


def _show_saved(request: HttpRequest, done: CheckedIn) -> HttpResponse:
    saved = _Saved(
        done.check_in.pk,
        done.score_before,
        done.objective_score_before,
        [(one.objective_id, one.before) for one in done.moved],
    )
    request.session[SAVED] = asdict(saved)
    address = reverse("okrs:check_in", args=[done.key_result.pk])
    return redirect(f"{address}?saved={done.check_in.pk}")


def _saved(request: HttpRequest) -> _Saved | None:
    """What the address says was saved, if it was in this session."""
    kept = request.session.get(SAVED)
    if kept and request.GET.get("saved") == str(kept["check_in_id"]):
        return _Saved(**kept)
    return None


def _unmoved(actor: Actor, row: KeyResultRow, saved: _Saved | None) -> str:
    """Why the score of the key result is what it was, if it is."""
    if saved is None:
        return ""
    return why_unmoved(row, get_check_in(actor, saved.check_in_id), saved.score_before)


def _preview(request: HttpRequest, actor: Actor, key_result_id: int, today: date) -> HttpResponse:
    """What the form would give, as a fragment."""
    row = judged_row(actor, key_result_id, today)
    posted = Posted.of(request)
    fields = check_in_fields(posted, row.kind)
    found, words = None, ""
    is_empty = all(
        fields.get(n) is None for n in ("value", "total", "milestones_done", "confidence")
    )
    try:
        posted.refuse()
        if not is_empty:
            found = preview(
                row,
                today,
                value=fields.get("value"),
                total=fields.get("total"),
                milestones_done=fields.get("milestones_done"),
                confidence=fields["confidence"],
                replaces=fields["supersedes_id"],
                effective_on=fields["effective_on"],
            )
    except (Refused, MethodError) as problem:
        words = str(problem) if isinstance(problem, MethodError) else _first(problem)
    context = {"preview": found, "words": words, "k": row}
    return render(request, "okrs/_check_in_preview.html", context)


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
        "value": "" if value is None else plain_number(value),
        "confidence": "" if corrected.confidence is None else str(corrected.confidence),
        "note": corrected.note,
        "effective_on": corrected.effective_on.isoformat(),
    }


def _done(request: HttpRequest, row: KeyResultRow, corrected: CheckIn | None) -> frozenset[int]:
    """The milestones to show as ticked."""
    if request.method == "POST":
        return frozenset(whole_ids(request.POST.getlist("milestones")))
    if corrected is not None:
        return frozenset(corrected.milestones_done or ())
    return frozenset(row.steps_done)


def _first(problem: Refused) -> str:
    return str(problem.errors[0].message if problem.errors else problem.detail)
