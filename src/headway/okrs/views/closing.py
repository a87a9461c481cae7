"""Close objectives: one by itself, one after the other in the list of a cycle, or the rest in one
step."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.kit.problems import NotFound, Problem, Refused, messages_of
from headway.okrs.actions.closing_rest import close_rest
from headway.okrs.actions.closures import close_objective
from headway.okrs.actions.objectives import archive_objective
from headway.okrs.forms import closing_fields
from headway.okrs.models import Objective, Outcome, Phase
from headway.okrs.queries.assessments import assessments_of
from headway.okrs.queries.closing import ClosingRow, closing_row, to_close
from headway.okrs.queries.doors import get_cycle, get_objective, objective_facts
from headway.okrs.queries.explanations import explain_key_result
from headway.okrs.queries.moved import explained
from headway.okrs.queries.objective_page import ObjectivePage, objective_page
from headway.okrs.queries.objectives import graded, objective_rows_by_id
from headway.okrs.views.cycle_page import Opened, ends, page_of
from headway.okrs.views.cycle_words import rest_heading
from headway.okrs.views.request import actor_of, scope_of, today_of
from headway.people.access import Actor, Permission, organisation_of, require
from headway.web.posted import Posted
from headway.web.render import render


def close(request: HttpRequest, objective_id: int) -> HttpResponse:
    """The form of one objective. Before the review it asks, on a page in between, whether today is
    the day."""
    actor, scope = actor_of(request), scope_of(request)
    page = objective_page(actor, objective_id, as_of=scope.today, today=scope.today, grading=True)
    if page.objective.is_closed and request.method != "POST":
        return redirect("okrs:objective", objective_id)
    early, problem = _too_early(page, scope.today), None
    if request.method == "POST" and not request.POST.get("back"):
        stored = get_objective(actor, objective_id)
        require(actor, Permission.OBJECTIVE_CLOSE, objective_facts(stored))  # before it is asked
        posted = Posted.of(request)
        try:
            fields = closing_fields(posted, [row.id for row in page.objective.key_results])
            posted.refuse()
            if early and not posted.switched("confirmed"):
                return _ask(request, page, early)
            close_objective(actor, objective_id, **fields)
        except Refused as refused:
            problem = refused
        else:
            messages.success(request, _("Closed."))
            return redirect("okrs:objective", objective_id)
    return render(
        request,
        "okrs/objective_close.html",
        {
            "page": page,
            "o": page.objective,
            "row": closing_row(actor, page.objective),
            "why": {k.id: explain_key_result(k, scope.today) for k in page.objective.key_results},
            "ends": ends(actor, page.objective.cycle_id),
            "early": early,
            "typed": request.POST.dict(),
            "said": request.POST.dict() or assessments_of([objective_id]).typed(objective_id),
            "problem": problem,
            "errors": messages_of(problem),
            "today": scope.today,
        },
        status=problem.status if problem else 200,
    )


def _ask(request: HttpRequest, page: ObjectivePage, early: str) -> HttpResponse:
    """Whether to close it today, with everything that was typed."""
    sent = [(name, text) for name, texts in request.POST.lists() for text in texts]
    return render(
        request,
        "okrs/objective_close_early.html",
        {
            "o": page.objective,
            "early": early,
            "sent": [(name, text) for name, text in sent if name not in _NOT_KEPT],
        },
    )


_NOT_KEPT = ("csrfmiddlewaretoken", "confirmed", "back")


def _too_early(page: ObjectivePage, today: date) -> str:
    """What closing before the review cuts off; empty from the review on."""
    o = page.objective
    days = (o.ends_on - today).days
    runs = page.cycle_phase in (Phase.PLANNING, Phase.RUNNING) and not o.is_closed
    if not runs or days <= 0:
        return ""
    words = ngettext(
        "%(cycle)s goes on for %(num)d day. Closing ends check-ins and makes today’s score "
        "the final one.",
        "%(cycle)s goes on for %(num)d days. Closing ends check-ins and makes today’s score "
        "the final one.",
        days,
    )
    return words % {"cycle": o.cycle_name, "num": days}


def one(request: HttpRequest, cycle_id: int, objective_id: int) -> HttpResponse:
    """The list with the form of one objective open; saved, it goes on to the next. What was never
    agreed cannot be closed, and is archived from here."""
    actor = actor_of(request)
    objective = get_objective(actor, objective_id)
    if objective.cycle_id != cycle_id:
        raise NotFound(_("There is no such objective in this cycle."))
    if request.method != "POST":
        if objective.state == "closed":
            return redirect("okrs:objective", objective_id)
        return page_of(request, cycle_id, opened=opened(actor, objective, {}))
    if request.POST.get("do") == "archive":
        archive_objective(actor, objective_id, why=_("It was not agreed when the cycle ended."))
        said = _("Archived: %(title)s. It can be restored on its page until the cycle is closed.")
        messages.success(request, said % {"title": objective.title})
        return redirect("okrs:cycle", cycle_id)
    path = _path(request)
    waiting = [row.objective.id for row in _closable(actor, cycle_id, path)]
    posted = Posted.of(request)
    try:
        keys = list(objective.key_results.values_list("pk", flat=True))
        fields = closing_fields(posted, keys)
        posted.refuse()
        close_objective(actor, objective_id, **fields)
    except Refused as problem:
        form = opened(actor, objective, request.POST.dict(), problem)
        return page_of(request, cycle_id, opened=form)
    messages.success(request, _("Closed: %(title)s") % {"title": objective.title})
    following = _after(waiting, objective_id)
    if following is None:
        return redirect("okrs:cycle", cycle_id)
    return redirect("okrs:cycle_close_one", cycle_id, following)


def opened(
    actor: Actor, objective: Objective, typed: dict[str, str], problem: Problem | None = None
) -> Opened:
    """The form of an objective with the figures it would be closed with today."""
    today = today_of(actor)
    rows = objective_rows_by_id([objective.pk], as_of=today, today=today, with_readings=True)
    row = graded(rows[objective.pk], today)
    return Opened(
        row=closing_row(actor, row),
        explanation=explained(actor, [row], today)[row.id],
        why={k.id: explain_key_result(k, today) for k in row.key_results},
        typed=typed or assessments_of([objective.pk]).typed(objective.pk),
        problem=problem,
    )


def rest(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Say what would be closed with its computed score; then do it."""
    actor, scope = actor_of(request), scope_of(request)
    cycle = get_cycle(actor, cycle_id)
    if request.method == "POST":
        found = close_rest(actor, cycle_id, unit_path=_path(request))
        closed = len(found.closed)
        said = ngettext("%(num)d objective closed.", "%(num)d objectives closed.", closed)
        messages.success(request, said % {"num": closed})
        return redirect("okrs:cycle", cycle_id)
    rows = to_close(actor, cycle_id, _path(request), today=scope.today)
    closing = [row for row in rows if row.closes_by_itself]
    where = scope.unit.name if scope.unit else organisation_of(request).name
    return render(
        request,
        "okrs/cycle_close_rest.html",
        {
            "cycle": cycle,
            "heading": rest_heading(len(closing), where),
            "closing": closing,
            "waiting": len(rows) - len(closing),
            "outcomes": dict(Outcome.choices),
        },
    )


def _path(request: HttpRequest) -> str:
    unit = scope_of(request).unit
    return unit.path if unit else ""


def _closable(actor: Actor, cycle_id: int, path: str) -> list[ClosingRow]:
    rows = to_close(actor, cycle_id, path, today=today_of(actor))
    return [row for row in rows if row.may_close and row.is_agreed]


def _after(waiting: list[int], objective_id: int) -> int | None:
    """The next objective in the list, or the first that was skipped; None when none is left."""
    if objective_id not in waiting:
        return waiting[0] if waiting else None
    at = waiting.index(objective_id)
    left = waiting[at + 1 :] + waiting[:at]
    return left[0] if left else None
