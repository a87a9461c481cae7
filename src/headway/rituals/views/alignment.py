"""The alignment board: link, merge, acknowledge and ask where things do not fit together."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from headway.kit.problems import InvalidInput, NotFound, Problem, messages_of
from headway.okrs.actions.links import link_objective
from headway.okrs.actions.objectives import update_objective
from headway.okrs.models import Answer, State
from headway.okrs.queries.calendar_page import calendar_page
from headway.okrs.queries.cycles import CycleRow
from headway.okrs.views.request import actor_of, scope_of
from headway.people.access import Actor
from headway.rituals.actions.findings import acknowledge, take_back
from headway.rituals.actions.merging import merge_objective
from headway.rituals.models import FrameState
from headway.rituals.queries.alignment import alignment_of
from headway.rituals.queries.alignment_rows import Alignment
from headway.rituals.queries.board_cards import UnitFacts
from headway.rituals.views.planning import address, finding_fields, unit_in
from headway.web.formats import count_word, sentence
from headway.web.posted import Posted
from headway.web.render import render

AT_MOST = 20
"""So many of each list are shown at first: in an organisation of a thousand people several hundred
objectives stand on one board."""


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Do the plans below fit together?"""
    return _page(request)


def _page(request: HttpRequest, problem: Problem | None = None) -> HttpResponse:
    actor, scope = actor_of(request), scope_of(request)
    if scope.cycle is None:
        return render(request, "rituals/no_cycle.html", {})
    unit = unit_in(actor, scope)
    found = alignment_of(actor, unit, scope.cycle, today=scope.today)
    cycle = scope.cycle
    return render(
        request,
        "rituals/alignment.html",
        {
            "unit": unit,
            "cycle": cycle,
            "found": found,
            "heading": _heading(found, unit.name),
            "calendar": calendar_page(actor.organisation_id, cycle.name, cycle, scope.today),
            "goals": [
                (line.goal.id, line.goal.title)
                for line in found.lines
                if line.goal and not line.is_ended
            ],
            "states": dict(State.choices),
            "frame_states": dict(FrameState.choices),
            "answers": dict(Answer.choices),
            "today": scope.today,
            "at_most": AT_MOST,
            "whole": _whole(request),
            "address": address("rituals:alignment", unit, cycle),
            "step_url": _back("rituals:alignment_step", unit, cycle, request),
            "back": address("rituals:planning", unit, cycle),
            "typed": request.POST.dict(),
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )


def _whole(request: HttpRequest) -> str:
    """The list that is asked for in full."""
    return Posted(request.GET).text("all")


def _back(page: str, unit: UnitFacts, cycle: CycleRow, request: HttpRequest) -> str:
    """The address of the board, or of a step on it, with the same list in full."""
    whole = urlencode({"all": _whole(request)}) if _whole(request) else ""
    return "&".join(filter(None, (address(page, unit, cycle), whole)))


def _heading(found: Alignment, unit: str) -> str:
    """How much does not fit, in a sentence."""
    if not found.total and not found.frames:
        return _("Nothing is planned here yet.")
    if not found.unsettled:
        return _("The plans fit together: nothing is left to settle.")
    words = ngettext(
        "%(n)s thing is left to settle in %(unit)s.",
        "%(n)s things are left to settle in %(unit)s.",
        found.unsettled,
    )
    said = {"n": count_word(found.unsettled), "unit": unit}
    return sentence(words % said)


@require_POST
def step(request: HttpRequest) -> HttpResponse:
    """Settle one thing, named by the field ``do``."""
    actor, scope, posted = actor_of(request), scope_of(request), Posted.of(request)
    if scope.cycle is None:
        raise NotFound(_("There is no cycle yet."))
    unit = unit_in(actor, scope)
    try:
        _settle(request, actor, unit.id, scope.cycle.id, posted)
    except InvalidInput as problem:
        return _page(request, problem)
    return redirect(_back("rituals:alignment", unit, scope.cycle, request))


def _settle(
    request: HttpRequest, actor: Actor, unit_id: int, cycle_id: int, posted: Posted
) -> None:
    about, goal = posted.integer("objective_id") or 0, posted.integer("goal_id")
    other = posted.integer("other_id") or 0
    posted.refuse()
    match posted.text("do"):
        case "link":
            if goal is None:
                raise InvalidInput.on("goal_id", _("Choose the mid-term goal it serves."))
            link_objective(actor, about, goal_id=goal)
            messages.success(request, _("Linked."))
        case "local":
            update_objective(actor, about, is_local=True)
            messages.success(request, _("Marked as local: it needs no link."))
        case "under":
            link_objective(actor, about, parent_objective_id=other)
            messages.success(request, _("Linked: one now serves the other."))
        case "merge":
            merge_objective(actor, about, into_id=other)
            messages.success(request, _("Merged. What was put away can be restored on its page."))
        case "acknowledge":
            acknowledge(
                actor, unit_id=unit_id, cycle_id=cycle_id, below=True, **finding_fields(posted)
            )
            messages.success(request, _("Acknowledged."))
        case "reopen":
            kept = posted.integer("acknowledgement_id") or 0
            take_back(actor, kept, unit_id=unit_id, below=True)
        case _:
            raise InvalidInput.on("do", _("Choose what to do."))
