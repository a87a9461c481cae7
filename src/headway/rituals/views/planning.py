"""The planning board of a unit, and everything one does on it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.kit.problems import InvalidInput, NotFound, Problem, messages_of
from headway.okrs.actions.agreement import sign_objective
from headway.okrs.actions.objectives import propose_objective, return_to_draft
from headway.okrs.models import Answer, SigningRole, State
from headway.okrs.queries.cycles import CycleRow, list_cycles
from headway.okrs.views.objective import say_how_far
from headway.okrs.views.request import Scope, actor_of, scope_of
from headway.people.access import Actor
from headway.rituals.actions.findings import acknowledge, take_back
from headway.rituals.actions.frames import accept_frame
from headway.rituals.actions.plans import carry_into
from headway.rituals.models import FrameState
from headway.rituals.queries.board import board_of
from headway.rituals.queries.board_cards import UnitFacts, unit_facts
from headway.rituals.queries.board_heading import heading_of
from headway.rituals.queries.board_numbers import numbers_of
from headway.rituals.queries.board_steps import steps_of
from headway.web.posted import Posted
from headway.web.render import render


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Is our plan ready, and what is missing?"""
    return board_page(request)


def board_page(
    request: HttpRequest, problem: Problem | None = None, about: int | None = None
) -> HttpResponse:
    """The board; ``about`` is the objective that a refusal is about."""
    actor, scope = actor_of(request), scope_of(request)
    if scope.cycle is None:
        return render(request, "rituals/no_cycle.html", {})
    unit = unit_in(actor, scope)
    found = board_of(actor, unit, scope.cycle, list_cycles(actor), today=scope.today)
    steps = steps_of(found, actor)
    return render(
        request,
        "rituals/planning.html",
        {
            "board": found,
            "steps": steps,
            "missing": sum(step.counts and not step.is_done for step in steps),
            "next": next((step for step in steps if step.is_mine), None),
            "heading": heading_of(found, steps),
            "numbers": numbers_of(found, scope.today),
            "roles": dict(SigningRole.choices),
            "states": dict(State.choices),
            "frame_states": dict(FrameState.choices),
            "answers": dict(Answer.choices),
            "today": scope.today,
            "step_url": address("rituals:planning_step", unit, scope.cycle),
            "about": about,
            "typed": request.POST.dict(),
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )


def unit_in(actor: Actor, scope: Scope) -> UnitFacts:
    """The unit that is looked at; for the whole organisation the one on top."""
    unit = unit_facts(actor, scope.unit.id if scope.unit else None)
    if unit is None:
        raise NotFound(_("There is no such unit. Choose one at the top of the page."))
    return unit


def address(name: str, unit: UnitFacts, cycle: CycleRow) -> str:
    """A page of planning for one unit and cycle."""
    return f"{reverse(name)}?unit={unit.id}&cycle={cycle.id}"


@require_POST
def step(request: HttpRequest) -> HttpResponse:
    """One step on the board, named by the field ``do``; back to where it was taken."""
    actor, scope, posted = actor_of(request), scope_of(request), Posted.of(request)
    if scope.cycle is None:
        raise NotFound(_("There is no cycle yet."))
    unit = unit_in(actor, scope)
    about = posted.integer("objective_id")
    try:
        posted.refuse()
        _take(request, actor, unit, scope.cycle, posted)
    except InvalidInput as problem:
        return board_page(request, problem, about)
    below = f"#o-{about}" if about is not None else ""
    return redirect(address("rituals:planning", unit, scope.cycle) + below)


def _take(
    request: HttpRequest, actor: Actor, unit: UnitFacts, cycle: CycleRow, posted: Posted
) -> None:
    about = posted.integer("objective_id") or 0
    match posted.text("do"):
        case "propose":
            propose_objective(actor, about, focus_reason=posted.text("focus_reason"))
            messages.success(request, _("Proposed. Those who are asked find it on Home."))
        case "return":
            return_to_draft(actor, about, why=posted.text("why"))
            messages.success(request, _("A draft again."))
        case "sign":
            say_how_far(request, sign_objective(actor, about))
        case "carry":
            carry_into(actor, about, cycle_id=cycle.id)
            messages.success(request, _("Drafted, from where it ended."))
        case "accept_frame":
            accept_frame(actor, posted.integer("frame_id") or 0)
            messages.success(request, _("Accepted: an objective is drafted from it."))
        case "acknowledge":
            acknowledge(actor, unit_id=unit.id, cycle_id=cycle.id, **finding_fields(posted))
            messages.success(request, _("Acknowledged."))
        case "reopen":
            take_back(actor, posted.integer("acknowledgement_id") or 0, unit_id=unit.id)
        case _:
            raise InvalidInput.on("do", _("Choose what to do."))


def finding_fields(posted: Posted) -> dict[str, Any]:
    """Which finding is kept, and why."""
    return {"mark": posted.text("mark"), "note": posted.text("note")}
