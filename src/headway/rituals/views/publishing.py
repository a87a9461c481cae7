"""Publish a plan; read what was published, and what has changed since."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from headway.kit.choices import whole_id
from headway.kit.problems import InvalidInput, NotFound, Problem, messages_of
from headway.okrs.models import Ambition, Origin, SigningRole
from headway.okrs.queries.cycles import list_cycles
from headway.okrs.views.request import actor_of, scope_of
from headway.people.access import Facts, Permission, require
from headway.rituals.actions.plans import publish_plan
from headway.rituals.queries.board import Board, board_of
from headway.rituals.queries.board_cards import findings_to_settle
from headway.rituals.queries.plan_changes import compare, reasons_since
from headway.rituals.queries.published import (
    PublishedRow,
    as_of_now,
    get_published,
    versions_of,
)
from headway.rituals.views.planning import address, unit_in
from headway.web.formats import count_at_start, count_word, sentence
from headway.web.posted import Posted
from headway.web.render import render


def publish(request: HttpRequest) -> HttpResponse:
    """What will be in it, what is left out, what must be said first."""
    actor, scope = actor_of(request), scope_of(request)
    if scope.cycle is None:
        raise NotFound(_("There is no cycle yet."))
    unit = unit_in(actor, scope)
    require(actor, Permission.PLAN_PUBLISH, Facts(unit_id=unit.id, unit_path=unit.path))
    problem: Problem | None = None
    if request.method == "POST":
        posted = Posted.of(request)
        try:
            plan = publish_plan(
                actor,
                unit_id=unit.id,
                cycle_id=scope.cycle.id,
                note=posted.text("note"),
                acknowledge=posted.switched("acknowledge"),
            )
        except InvalidInput as refused:
            problem = refused
        else:
            messages.success(request, _("Published. Everybody may read it."))
            return redirect("rituals:plan", plan.pk)
    board = board_of(actor, unit, scope.cycle, list_cycles(actor), today=scope.today)
    agreed = board.columns["agreed"]
    rows = findings_to_settle(agreed, board.unit_findings)
    blocking = [row for row in rows if row.blocks]
    return render(
        request,
        "rituals/publish.html",
        {
            "board": board,
            "agreed": agreed,
            "heading": _to_publish(board, len(blocking)),
            "blocking": blocking,
            "warned": [row for row in rows if not row.blocks],
            "unchanged": board.published is not None and not board.is_changed,
            "left_out": len(board.columns["draft"]) + len(board.columns["proposed"]),
            "again": [card for card in agreed if card.is_void],
            "number": _next_number(board),
            "back": address("rituals:planning", unit, scope.cycle),
            "typed": request.POST.dict(),
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )


def _next_number(board: Board) -> int:
    return (board.published.number if board.published else 0) + 1


def _to_publish(board: Board, blocking: int) -> str:
    agreed = len(board.columns["agreed"])
    if not agreed:
        return _("Nothing is agreed yet, so there is nothing to publish.")
    if blocking:
        words = ngettext("%(words)s finding blocks it.", "%(words)s findings block it.", blocking)
        return words % {"words": count_at_start(blocking)}
    if board.published is not None and not board.is_changed:
        said = {"number": board.published.number}
        return _("Nothing has changed since version %(number)d.") % said
    words = ngettext(
        "%(words)s objective, as version %(number)d.",
        "%(words)s objectives, as version %(number)d.",
        agreed,
    )
    return words % {"words": count_at_start(agreed), "number": _next_number(board)}


@require_safe
def detail(request: HttpRequest, plan_id: int) -> HttpResponse:
    """A version of a plan as it was published."""
    actor = actor_of(request)
    plan = get_published(actor, plan_id)
    return render(
        request,
        "rituals/plan.html",
        {
            "plan": plan,
            "versions": versions_of(actor, plan.unit_id, plan.cycle_id),
            "heading": _heading(plan),
            "ambitions": dict(Ambition.choices),
            "origins": dict(Origin.choices),
            "roles": dict(SigningRole.choices),
        },
    )


def _heading(plan: PublishedRow) -> str:
    count = len(plan.objectives) + plan.hidden
    words = ngettext(
        "%(unit)s has one objective in %(cycle)s.",
        "%(unit)s has %(n)s objectives in %(cycle)s.",
        count,
    )
    return words % {"unit": plan.unit_name, "n": count_word(count), "cycle": plan.cycle_name}


@require_safe
def changes(request: HttpRequest, plan_id: int) -> HttpResponse:
    """What changed from this version to another (``against``), or to what is agreed today."""
    actor = actor_of(request)
    plan = get_published(actor, plan_id)
    other_id = whole_id(request.GET.get("against", ""))
    other = get_published(actor, other_id) if other_id is not None else None
    if other is not None and (other.unit_id, other.cycle_id) != (plan.unit_id, plan.cycle_id):
        raise NotFound(_("There is no such version of this plan."))
    if other is not None and other.number < plan.number:
        plan, other = other, plan
    after = other.objectives if other is not None else as_of_now(actor, plan)
    ids = [one["id"] for one in after]
    found = compare(plan.objectives, after, reasons_since(ids, plan.published_at))
    return render(
        request,
        "rituals/plan_changes.html",
        {
            "plan": plan,
            "other": other,
            "changes": found,
            "versions": versions_of(actor, plan.unit_id, plan.cycle_id),
            "heading": _changed(len(found), plan, other),
        },
    )


def _changed(count: int, plan: PublishedRow, other: PublishedRow | None) -> str:
    said = {"n": count_word(count), "number": plan.number, "other": other.number if other else 0}
    if not count and other:
        return _("Versions %(number)d and %(other)d say the same.") % said
    if not count:
        return _("Nothing has changed since version %(number)d.") % said
    if other:
        words = ngettext(
            "%(n)s objective differs between versions %(number)d and %(other)d.",
            "%(n)s objectives differ between versions %(number)d and %(other)d.",
            count,
        )
    else:
        words = ngettext(
            "%(n)s objective has changed since version %(number)d.",
            "%(n)s objectives have changed since version %(number)d.",
            count,
        )
    return sentence(words % said)
