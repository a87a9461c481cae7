"""A request to move a goal post: what would move, why, and the answer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.kit.problems import InvalidInput, Problem, messages_of
from headway.okrs.actions.approvals import (
    approve_goal_post,
    decline_goal_post,
    withdraw_goal_post,
)
from headway.okrs.models import GoalPostRequest, Objective, SigningRole
from headway.okrs.queries.additions import lines_of
from headway.okrs.queries.agreement import agreement_of
from headway.okrs.queries.approvals import RequestRow, may_answer, request_row
from headway.okrs.queries.consequences import consequences
from headway.okrs.queries.doors import get_objective
from headway.okrs.queries.goal_post_words import field_words, post_words
from headway.okrs.views.request import actor_of, today_of
from headway.people.access import Actor, Permission, decide
from headway.web.posted import Posted
from headway.web.render import render


@require_safe
def detail(request: HttpRequest, request_id: int) -> HttpResponse:
    """Should this goal post move?"""
    return _page(request, request_id)


def _page(request: HttpRequest, request_id: int, problem: Problem | None = None) -> HttpResponse:
    actor = actor_of(request)
    row = request_row(actor, request_id)
    return render(
        request,
        "okrs/goal_post_request.html",
        {
            "row": row,
            "added": lines_of(row.changes["added"]) if "added" in row.changes else [],
            "then": consequences(row, today=today_of(actor)) if row.is_open else None,
            "may_answer": row.is_open and may_answer(actor, row),
            "may_withdraw": row.is_open and _may_withdraw(actor, row),
            "field_words": field_words,
            "post_words": post_words,
            "problem": problem,
            "errors": messages_of(problem),
            "typed": request.POST.dict(),
        },
        status=problem.status if problem else 200,
    )


def _may_withdraw(actor: Actor, row: RequestRow) -> bool:
    """Offered to who asked, and to who may change the objective but not answer."""
    if actor.person_id is not None and actor.person_id == row.author_id:
        return True
    return (
        not may_answer(actor, row) and decide(actor, Permission.OBJECTIVE_EDIT, row.facts).allowed
    )


@require_POST
def step(request: HttpRequest, request_id: int) -> HttpResponse:
    """Approve, decline or withdraw, named by the field ``do``."""
    actor, posted = actor_of(request), Posted.of(request)
    answer = posted.text("answer")
    try:
        match posted.text("do"):
            case "approve":
                approve_goal_post(actor, request_id, answer=posted.text("words"))
                messages.success(request, _("Approved. The goal post has moved."))
            case "decline":
                decline_goal_post(actor, request_id, answer=answer)
                messages.success(request, _("Declined. The goal post stays; they see why."))
            case "withdraw":
                withdraw_goal_post(actor, request_id)
                messages.success(request, _("Taken back. The goal post stays where it is."))
            case _:
                raise InvalidInput.on("do", _("Choose what to do with the request."))
    except InvalidInput as problem:
        return _page(request, request_id, problem)
    return redirect("okrs:goal_post_request", request_id)


def say_what_waits(request: HttpRequest, asked: GoalPostRequest | None) -> None:
    """After a form was saved: that a part of it waits, and for whom."""
    if asked is None:
        return
    row = request_row(actor_of(request), asked.pk)
    who = row.asked[0][1] if row.asked else _("an administrator")
    words = _("The plan is locked, so this change waits until %(who)s approves it.")
    messages.success(request, words % {"who": who})


def signed_names(actor: Actor, objective: Objective) -> list[str]:
    """Whose signatures a change of this plan takes back: of the people who signed, save the owner
    who makes it. One query; none after plan lock, when signatures stand."""
    if objective.has_locked_plan(today_of(actor)):
        return []
    return [
        row.person_name or _("the system")
        for row in agreement_of(objective).signed
        if row.role != SigningRole.OWNER or row.person_id != actor.person_id
    ]


def say_what_is_void(request: HttpRequest, objective_id: int, before: list[str]) -> None:
    """After a form was saved: whose signatures it took back. ``before`` is what was signed."""
    actor = actor_of(request)
    if not before or signed_names(actor, get_objective(actor, objective_id)):
        return
    words = _("Saved. It changes what was signed: %(names)s must sign again.")
    messages.warning(request, words % {"names": ", ".join(before)})
