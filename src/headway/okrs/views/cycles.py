"""Cycles: the list, planning, review and closing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.core.cadence import week_of
from headway.core.pace import elapsed_share
from headway.kit import clock
from headway.kit.problems import InvalidInput, Problem, messages_of
from headway.okrs.actions.cycles import create_cycle, lock_plan, set_phase, update_cycle
from headway.okrs.models import CycleKind, Outcome, Phase
from headway.okrs.queries.calendars import calendar_page
from headway.okrs.queries.cycle_pages import (
    cycle_counts,
    next_phases,
    open_objectives,
    plan,
    review,
    suggested_cycle,
    unseen,
)
from headway.okrs.queries.cycles import CycleRow, list_cycles
from headway.okrs.queries.doors import get_cycle
from headway.okrs.queries.figures import figures
from headway.okrs.views.request import actor_of, scope_of, today_of
from headway.people.access import Permission, decide, require
from headway.people.models import Organisation
from headway.web.posted import Posted
from headway.web.render import render


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All cycles, newest first."""
    actor = actor_of(request)
    return render(
        request,
        "okrs/cycles.html",
        {
            "cycles": cycle_counts(actor),
            "phases": dict(Phase.choices),
            "may_manage": decide(actor, Permission.CYCLE_MANAGE).allowed,
            "today": today_of(actor),
        },
    )


@require_safe
def detail(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """The cycle: a planning list while it is planned, else its scores for the review."""
    return _page(request, cycle_id)


def _page(request: HttpRequest, cycle_id: int, problem: Problem | None = None) -> HttpResponse:
    actor, scope = actor_of(request), scope_of(request)
    get_cycle(actor, cycle_id)
    cycle = next(row for row in list_cycles(actor) if row.id == cycle_id)
    path = scope.unit.path if scope.unit else ""
    view = request.GET.get("view") or ("plan" if cycle.phase == Phase.PLANNING else "review")
    as_of = min(scope.as_of, cycle.ends_on) if cycle.phase == Phase.CLOSED else scope.as_of
    context: dict[str, Any] = {
        "cycle": cycle,
        "view": view,
        "unit": scope.unit,
        "phases": dict(Phase.choices),
        "next": next_phases(cycle.phase),
        "week": week_of(cycle.starts_on, cycle.ends_on, scope.today),
        "elapsed": elapsed_share(cycle.starts_on, cycle.ends_on, scope.today),
        "locked": cycle.is_locked(scope.today),
        "open": open_objectives(cycle_id),
        "calendar": calendar_page(actor.organisation_id, cycle.name, cycle, scope.today),
        "figures": figures(actor, cycle, path, as_of=as_of, today=scope.today, now=clock.now()),
        "outcomes": dict(Outcome.choices),
        "today": scope.today,
        "may_manage": decide(actor, Permission.CYCLE_MANAGE).allowed,
        "problem": problem,
        "errors": messages_of(problem),
        "plans": [],
        "rows": [],
        "more": False,
        "unseen": 0,
    }
    if view == "plan":
        context["plans"], context["more"] = plan(actor, cycle_id, path, today=scope.today)
        context["unseen"] = unseen(actor, cycle_id, path)
    else:
        context["rows"], context["more"] = review(
            actor, cycle_id, path, as_of=as_of, today=scope.today
        )
    return render(request, "okrs/cycle.html", context, status=problem.status if problem else 200)


def new(request: HttpRequest) -> HttpResponse:
    """Open a cycle; the next one is suggested."""
    actor = actor_of(request)
    require(actor, Permission.CYCLE_MANAGE)
    problem: Problem | None = None
    if request.method == "POST":
        try:
            made = create_cycle(actor, **_fields(Posted.of(request)))
        except InvalidInput as refused:
            problem = refused
        else:
            return redirect("okrs:cycle", made.pk)
    organisation = Organisation.objects.get(pk=actor.organisation_id)
    name, starts_on, ends_on = suggested_cycle(
        cycle_counts(actor),
        first_month=organisation.fiscal_year_start,
        today=today_of(actor),
    )
    typed = request.POST.dict() or {
        "name": name,
        "starts_on": starts_on.isoformat(),
        "ends_on": ends_on.isoformat(),
        "kind": "quarter",
        "scoring_standard": "mwm",
    }
    return _form(request, None, typed, problem, list_cycles(actor))


def edit(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Change a cycle."""
    actor = actor_of(request)
    require(actor, Permission.CYCLE_MANAGE)
    stored = get_cycle(actor, cycle_id)
    problem: Problem | None = None
    if request.method == "POST":
        posted = Posted.of(request)
        try:
            fields = _fields(posted)
            for fixed in ("kind", "parent_id"):
                fields.pop(fixed)
            update_cycle(actor, cycle_id, version=posted.integer("version"), **fields)
        except InvalidInput as refused:
            problem = refused
        else:
            return redirect("okrs:cycle", cycle_id)
    typed: dict[str, Any] = request.POST.dict() or {
        "name": stored.name,
        "kind": stored.kind,
        "parent_id": stored.parent_id,
        "starts_on": stored.starts_on.isoformat(),
        "ends_on": stored.ends_on.isoformat(),
        "plan_lock_on": stored.plan_lock_on.isoformat(),
        "scoring_standard": stored.scoring_standard,
    }
    return _form(request, stored, typed, problem, list_cycles(actor))


def _fields(posted: Posted) -> dict[str, Any]:
    starts_on, ends_on = posted.day("starts_on"), posted.day("ends_on")
    fields = {
        "name": posted.text("name"),
        "kind": posted.text("kind", CycleKind.QUARTER),
        "parent_id": posted.integer("parent_id"),
        "starts_on": starts_on,
        "ends_on": ends_on,
        "plan_lock_on": posted.day("plan_lock_on"),
        "scoring_standard": posted.text("scoring_standard", "mwm"),
    }
    posted.require("starts_on", "ends_on")
    posted.refuse()
    return fields


def _form(
    request: HttpRequest,
    stored: object,
    typed: dict[str, Any],
    problem: Problem | None,
    cycles: list[CycleRow],
) -> HttpResponse:
    return render(
        request,
        "okrs/cycle_form.html",
        {
            "stored": stored,
            "typed": typed,
            "kinds": CycleKind.choices,
            "years": [(c.id, c.name) for c in cycles if c.kind == CycleKind.YEAR],
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )


@require_POST
def step(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Move to a phase, or lock the plan."""
    actor, posted = actor_of(request), Posted.of(request)
    try:
        if posted.text("do") == "lock":
            lock_plan(actor, cycle_id)
            messages.success(request, _("The plan is locked."))
        else:
            set_phase(actor, cycle_id, phase=posted.text("phase"), why=posted.text("why"))
    except InvalidInput as problem:
        return _page(request, cycle_id, problem)
    return redirect("okrs:cycle", cycle_id)
