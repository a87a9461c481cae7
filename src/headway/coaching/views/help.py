"""Ask the coach, and talk about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from headway.coaching import actions
from headway.coaching.queries.help import HelpRow, help_request, help_requests, thread_of
from headway.coaching.queries.parties import coaches_here, coaches_of
from headway.coaching.queries.suggestions import suggestions_of
from headway.kit.choices import whole_id
from headway.kit.problems import InvalidInput, Problem, Refused, messages_of
from headway.okrs.queries.doors import get_key_result, get_objective
from headway.okrs.views.request import actor_of
from headway.people.access import Actor
from headway.people.queries import UnitChoices
from headway.web.choosing import finder
from headway.web.formats import count_at_start
from headway.web.posted import Posted
from headway.web.render import render

SHOWN = 100


@require_safe
def requests(request: HttpRequest) -> HttpResponse:
    """The questions that one takes part in; closed ones where one asks for them."""
    actor = actor_of(request)
    closed = request.GET.get("closed") == "1"
    rows = help_requests(actor, closed=closed, limit=SHOWN)
    return render(
        request,
        "coaching/requests.html",
        {"rows": rows, "closed": closed, "answer": _answer(rows, closed=closed)},
    )


def _answer(rows: list[HelpRow], *, closed: bool) -> str:
    if closed:
        return _("What was asked and answered.")
    waiting = sum(row.state == "open" for row in rows)
    if not waiting:
        return _("Nobody waits for a word of the coach.")
    words = ngettext("%(count)s question waits.", "%(count)s questions wait.", waiting)
    return words % {"count": count_at_start(waiting)}


def ask(request: HttpRequest) -> HttpResponse:
    """Ask: about what the address names, or a unit as a whole. The form in which that is edited may
    send what is typed there (``draft``): it becomes the beginning of the question."""
    actor, posted = actor_of(request), Posted.of(request)
    asked = Posted(request.GET)
    objective_id, key_result_id = asked.integer("objective"), asked.integer("key_result")
    about, unit_id = _about(actor, objective_id, key_result_id)
    units = UnitChoices(actor)
    problem: Problem | None = None
    is_draft = "draft" in request.POST
    if request.method == "POST" and not is_draft:
        try:
            chosen = unit_id or posted.chosen_id("unit_id", units)
            posted.refuse()
            made = actions.ask_coach(
                actor,
                question=posted.text("question"),
                unit_id=chosen,
                objective_id=objective_id,
                key_result_id=key_result_id,
            )
        except Refused as refused:
            problem = refused
        else:
            messages.success(request, _("Asked. Only you, the owner and the coach read it."))
            return redirect("coaching:help", made.pk)
    typed: dict[str, Any] = request.POST.dict() or {
        "question": "",
        "unit_id": asked.integer("unit") or _own_unit(actor),
    }
    if is_draft:
        typed = {"question": _of_draft(posted)}
    return render(
        request,
        "coaching/ask.html",
        {
            "about": about,
            "typed": typed,
            "units": finder(units, typed, "unit_id", problem=problem),
            "coaches": coaches_of(actor.organisation_id, unit_id) if unit_id else [],
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )


def _of_draft(posted: Posted) -> str:
    """The beginning of a question about the words and numbers that somebody has typed."""
    said = [posted.text("title")]
    if posted.text("start") or posted.text("target"):
        said.append(
            _("from %(start)s to %(target)s")
            % {"start": posted.text("start") or "?", "target": posted.text("target") or "?"}
        )
    return _("I think of writing it like this: “%(draft)s”.") % {"draft": ", ".join(said)} + "\n\n"


def _own_unit(actor: Actor) -> str:
    return str(min(actor.member_unit_ids)) if actor.member_unit_ids else ""


def _about(
    actor: Actor, objective_id: int | None, key_result_id: int | None
) -> tuple[str, int | None]:
    """The title of what it is about, and its unit."""
    if key_result_id is not None:
        key_result = get_key_result(actor, key_result_id)
        return key_result.title, key_result.objective.unit_id
    if objective_id is not None:
        objective = get_objective(actor, objective_id)
        return objective.title, objective.unit_id
    return "", None


@require_safe
def thread(request: HttpRequest, request_id: int) -> HttpResponse:
    """A question and what was said of it."""
    return _page(request, request_id)


@require_POST
def step(request: HttpRequest, request_id: int) -> HttpResponse:
    """Write, close, open again."""
    actor, posted = actor_of(request), Posted.of(request)
    try:
        _step(actor, request_id, posted)
    except Refused as problem:
        return _page(request, request_id, problem)
    return redirect("coaching:help", request_id)


def _step(actor: Actor, request_id: int, posted: Posted) -> None:
    match posted.text("do"):
        case "write":
            actions.write_message(actor, request_id, text=posted.text("text"))
        case "close":
            actions.close_request(actor, request_id)
        case "reopen":
            actions.reopen_request(actor, request_id)
        case _:
            raise InvalidInput.on("do", _("Choose to write, to close or to open again."))


def _page(request: HttpRequest, request_id: int, problem: Problem | None = None) -> HttpResponse:
    actor = actor_of(request)
    row = help_request(actor, request_id)
    return render(
        request,
        "coaching/help.html",
        {
            "row": row,
            "thread": thread_of(actor, request_id, before=whole_id(request.GET.get("before", ""))),
            "suggestions": suggestions_of(actor, request_id),
            "coaches": coaches_of(actor.organisation_id, row.unit_id),
            "is_coach": coaches_here(actor, row.unit_id),
            "typed": request.POST.dict(),
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )
