"""Frames: hand one down, read it, answer it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.kit.problems import InvalidInput, Problem, Refused, messages_of
from headway.okrs.models import Phase
from headway.okrs.queries.choices import ParentChoices
from headway.okrs.queries.cycles import list_cycles
from headway.okrs.queries.goal_choices import GoalChoices
from headway.okrs.views.request import actor_of, scope_of
from headway.people.access import Actor, Facts, Permission, decide
from headway.people.queries import PeopleChoices, UnitChoices, get_unit
from headway.rituals.actions.frames import (
    accept_frame,
    decline_frame,
    hand_down,
    reshape_frame,
    withdraw_frame,
)
from headway.rituals.forms import frame_fields
from headway.rituals.models import FrameState
from headway.rituals.queries.frames import FrameRow, frame_row
from headway.web.choosing import finder
from headway.web.posted import Posted
from headway.web.render import render


def units_to_ask(actor: Actor) -> UnitChoices:
    """The units below those that the actor leads; an administrator may ask any."""
    if actor.is_admin:
        return UnitChoices(actor)
    return UnitChoices(actor, kind="own-units", below=actor.led_paths)


def new(request: HttpRequest) -> HttpResponse:
    """Write a frame; ``unit``, ``goal`` and ``of`` (a frame to ask anew) in the address fill it."""
    actor, scope = actor_of(request), scope_of(request)
    units = units_to_ask(actor)
    problem: Problem | None = None
    if request.method == "POST":
        posted = Posted.of(request)
        try:
            unit_id = posted.chosen_id("unit_id", units)
            frame = hand_down(actor, **frame_fields(posted, actor, unit_id))
        except Refused as refused:
            problem = refused
        else:
            messages.success(request, _("Handed down."))
            return redirect("rituals:frame", frame.pk)
    typed = request.POST.dict() or _suggested(request, actor)
    open_cycles = [c for c in list_cycles(actor) if c.phase != Phase.CLOSED]
    cycles = [c for c in open_cycles if not c.is_locked(scope.today)]
    if not cycles and request.method != "POST":
        may_open = decide(actor, Permission.CYCLE_MANAGE).allowed
        return render(request, "rituals/no_cycle_to_plan.html", {"may_open": may_open})
    return render(
        request,
        "rituals/frame_new.html",
        {
            "typed": typed,
            "cycles": [(c.id, c.name) for c in cycles],
            "units": finder(units, typed, "unit_id", problem=problem),
            "parents": finder(ParentChoices(actor), typed, "parent", problem=problem),
            "goals": finder(
                GoalChoices(actor, cycles, typed.get("cycle_id"), today=scope.today),
                typed,
                "goal_id",
                problem=problem,
            ),
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )


def _suggested(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """What the address asks for: a unit, a goal, or an earlier frame again."""
    asked, scope = Posted(request.GET), scope_of(request)
    typed: dict[str, Any] = {
        "cycle_id": scope.cycle.id if scope.cycle else "",
        "unit_id": str(scope.unit.id) if scope.unit else "",
        "goal_id": asked.text("goal"),
        "title": "",
        "why": "",
        "parent": "",
    }
    earlier = asked.integer("of")
    if earlier is not None:
        row = frame_row(actor, earlier)
        typed |= {
            "cycle_id": row.cycle_id,
            "unit_id": str(row.unit_id),
            "goal_id": row.goal_id or "",
            "title": row.title,
            "why": row.why,
            "parent": f"objective-{row.parent_id}" if row.parent_id else "",
        }
    return typed


@require_safe
def detail(request: HttpRequest, frame_id: int) -> HttpResponse:
    """What is asked, why, and what became of it."""
    return _page(request, frame_id)


def _page(request: HttpRequest, frame_id: int, problem: Problem | None = None) -> HttpResponse:
    actor = actor_of(request)
    row = frame_row(actor, frame_id)
    facts = Facts(unit_id=row.unit_id, unit_path=row.unit_path)
    typed = request.POST.dict() or {
        "title": row.title,
        "owner_id": str(get_unit(actor, row.unit_id).lead_id or ""),
    }
    return render(
        request,
        "rituals/frame.html",
        {
            "frame": row,
            "states": dict(FrameState.choices),
            "may_answer": row.waits_for(actor),
            "is_ours": row.lead_id == actor.person_id or row.unit_id in actor.member_unit_ids,
            "may_ask": decide(actor, Permission.FRAME_HAND_DOWN, facts).allowed,
            "typed": typed,
            "people": finder(PeopleChoices(actor), typed, "owner_id", problem=problem),
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )


@require_POST
def answer(request: HttpRequest, frame_id: int) -> HttpResponse:
    """Accept, reshape or decline it, or take it back."""
    actor, posted = actor_of(request), Posted.of(request)
    row = frame_row(actor, frame_id)
    try:
        _answer(actor, row, posted)
    except Refused as problem:
        return _page(request, frame_id, problem)
    return redirect("rituals:frame", frame_id)


def _answer(actor: Actor, row: FrameRow, posted: Posted) -> None:
    step = posted.text("do")
    if step == "decline":
        decline_frame(actor, row.id, reason=posted.text("reason"))
    elif step == "withdraw":
        withdraw_frame(actor, row.id, why=posted.text("why"))
    elif step == "accept":
        owner_id = posted.chosen_id("owner_id", PeopleChoices(actor))
        posted.refuse()
        accept_frame(actor, row.id, owner_id=owner_id)
    elif step == "reshape":
        owner_id = posted.chosen_id("owner_id", PeopleChoices(actor))
        posted.refuse()
        reshape_frame(
            actor, row.id, title=posted.text("title"), owner_id=owner_id, why=posted.text("why")
        )
    else:
        raise InvalidInput.on("do", _("Choose accept, reshape, decline or withdraw."))
