"""Cycles: the list, planning, review and closing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.kit.problems import NotFound, Problem, Refused, messages_of
from headway.okrs.actions.cycles import (
    create_cycle,
    lock_plan,
    set_phase,
    undo_step,
    update_cycle,
)
from headway.okrs.models import Cycle, CycleKind, Phase
from headway.okrs.queries.closing import open_objectives
from headway.okrs.queries.cycle_pages import cycle_counts, suggested_cycle
from headway.okrs.queries.cycles import CycleRow, list_cycles
from headway.okrs.queries.doors import get_cycle
from headway.okrs.queries.phase_steps import lock_step, next_phases, phase_step
from headway.okrs.views.cycle_page import page_of
from headway.okrs.views.cycle_words import step_heading
from headway.okrs.views.request import actor_of, scope_of, today_of
from headway.people.access import Permission, decide, require
from headway.people.models import Organisation
from headway.web.posted import Posted, fields_again
from headway.web.render import render


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """All cycles, newest first."""
    actor = actor_of(request)
    cycles = cycle_counts(actor)
    return render(
        request,
        "okrs/cycles.html",
        {
            "cycles": cycles,
            "running": next((one for one in cycles if one.phase == Phase.RUNNING), None),
            "phases": dict(Phase.choices),
            "may_manage": decide(actor, Permission.CYCLE_MANAGE).allowed,
            "today": today_of(actor),
        },
    )


@require_safe
def detail(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """The cycle: a planning list while it is planned, else its scores for the review."""
    return page_of(request, cycle_id)


def new(request: HttpRequest) -> HttpResponse:
    """Open a cycle; the next one is suggested."""
    actor = actor_of(request)
    require(actor, Permission.CYCLE_MANAGE)
    problem: Problem | None = None
    if request.method == "POST":
        try:
            made = create_cycle(actor, **_fields(Posted.of(request)))
        except Refused as refused:
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
            fields.pop("kind")
            if "parent_id" not in posted.data:
                fields.pop("parent_id")
            update_cycle(actor, cycle_id, version=posted.integer("version"), **fields)
        except Refused as refused:
            problem = refused
        else:
            return redirect("okrs:cycle", cycle_id)
    typed: dict[str, Any] = fields_again(request, problem) or {
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


def _may_hold(row: CycleRow, stored: Cycle | None) -> bool:
    """Whether a cycle is offered to hold the one of the form: years, and what holds it already."""
    if stored is None:
        return row.kind == CycleKind.YEAR
    return row.id != stored.pk and (row.kind == CycleKind.YEAR or row.id == stored.parent_id)


def _form(
    request: HttpRequest,
    stored: Cycle | None,
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
            "years": [(c.id, c.name) for c in cycles if _may_hold(c, stored)],
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )


@require_safe
def phase(request: HttpRequest, cycle_id: int, to: str) -> HttpResponse:
    """What the step does, and what speaks against it today; here it is confirmed."""
    actor = actor_of(request)
    require(actor, Permission.CYCLE_MANAGE)
    return _confirm(request, cycle_id, to)


def _confirm(
    request: HttpRequest, cycle_id: int, to: str, problem: Problem | None = None
) -> HttpResponse:
    cycle = get_cycle(actor_of(request), cycle_id)
    today = scope_of(request).today
    if to == "lock":
        if cycle.is_locked(today):
            raise NotFound(_("The plan of %(cycle)s is locked already.") % {"cycle": cycle.name})
    elif to not in next_phases(cycle.phase):
        raise NotFound(_("%(cycle)s cannot go there from where it stands.") % {"cycle": cycle.name})
    step = lock_step(cycle, today) if to == "lock" else phase_step(cycle, to, today)
    still_open = open_objectives(cycle_id) if to == Phase.CLOSED else 0
    return render(
        request,
        "okrs/cycle_phase.html",
        {
            "cycle": cycle,
            "step": step,
            "heading": step_heading(still_open, len(step.cautions)),
            "phases": dict(Phase.choices),
            "open": still_open,
            "problem": problem,
        },
        status=problem.status if problem else 200,
    )


@require_POST
def step(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """Move to a phase, lock the plan, or undo the latest of these."""
    actor, posted = actor_of(request), Posted.of(request)
    try:
        if posted.text("do") == "lock":
            lock_plan(actor, cycle_id, confirmed=posted.switched("confirmed"))
            messages.success(request, _("The plan is locked."))
        elif posted.text("do") == "undo":
            undo_step(actor, cycle_id)
            messages.success(request, _("Undone."))
        else:
            set_phase(
                actor,
                cycle_id,
                phase=posted.text("phase"),
                why=posted.text("why"),
                confirmed=posted.switched("confirmed"),
            )
    except Refused as problem:
        if problem.code != "confirmation_needed":
            return page_of(request, cycle_id, problem=problem)
        to = "lock" if posted.text("do") == "lock" else posted.text("phase")
        return _confirm(request, cycle_id, to, problem)
    return redirect("okrs:cycle", cycle_id)
