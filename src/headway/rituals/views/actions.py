"""Open actions and blockers: mine, or those of a unit and all below it; settled in one click. And
one action: given to somebody else, put off, said better."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from headway.kit import clock
from headway.kit.choices import whole_id
from headway.kit.problems import InvalidInput, Problem, Refused, messages_of
from headway.okrs.views.request import actor_of, scope_of
from headway.people.access import Actor
from headway.people.queries.choices import PeopleChoices
from headway.rituals.actions.blockers import resolve_blocker
from headway.rituals.actions.changing_items import change_action
from headway.rituals.actions.items import settle_action
from headway.rituals.queries.items import ActionRow, action_row, may_change, may_take
from headway.rituals.queries.open_items import heading_of, may_settle, open_items
from headway.web.choosing import finder
from headway.web.posted import Posted, fields_again
from headway.web.render import render


@require_safe
def actions(request: HttpRequest) -> HttpResponse:
    """What is still to do, what is late first."""
    return actions_page(request)


def actions_page(request: HttpRequest, problem: Problem | None = None) -> HttpResponse:
    """The page, and why something was refused."""
    actor, scope = actor_of(request), scope_of(request)
    only_mine = request.GET.get("whose") == "mine"
    found = open_items(
        actor, scope.today, unit_path=scope.unit.path if scope.unit else "", only_mine=only_mine
    )
    return render(
        request,
        "rituals/actions.html",
        {
            "found": found,
            "heading": heading_of(found),
            "today": scope.today,
            "only_mine": only_mine,
            "here": request.get_full_path(),
            "step_url": reverse("rituals:actions_step") + ("?whose=mine" if only_mine else ""),
            "problem": problem,
        },
        status=problem.status if problem else 200,
    )


@require_POST
def step(request: HttpRequest) -> HttpResponse:
    """Settle one, and back to the list."""
    actor, posted = actor_of(request), Posted.of(request)
    try:
        match posted.text("do"):
            case "settle":
                pk = posted.integer("action_id") or 0
                state, word = posted.text("state"), posted.text("word")
                version = posted.integer("version")
                settle_action(actor, pk, state=state, word=word, version=version)
            case "take":
                _take(actor, posted, posted.integer("action_id") or 0)
            case "resolve":
                pk = posted.integer("blocker_id") or 0
                version = posted.integer("version")
                resolve_blocker(actor, pk, word=posted.text("word"), version=version)
            case _:
                raise InvalidInput.on("do", _("Choose what to do."))
    except Refused as problem:
        return actions_page(request, problem)
    messages.success(request, _("Settled."))
    query = "?whose=mine" if request.GET.get("whose") == "mine" else ""
    return redirect(reverse("rituals:actions") + query)


@require_http_methods(["GET", "HEAD", "POST"])
def action(request: HttpRequest, action_id: int) -> HttpResponse:
    """One action, and what may be done with it. Who came out of a room (``meeting``) goes back."""
    actor = actor_of(request)
    row = action_row(actor, action_id)
    if request.method != "POST":
        return _one(request, actor, row)
    try:
        _change(actor, row, Posted.of(request), _meeting_id(request))
    except Refused as problem:
        return _one(request, actor, row, problem)
    messages.success(request, _("Saved."))
    meeting_id = _meeting_id(request)
    if meeting_id is not None:
        return redirect("rituals:meeting", meeting_id)
    return redirect("rituals:action", row.id)


def _change(actor: Actor, row: ActionRow, posted: Posted, meeting_id: int | None) -> None:
    match posted.text("do"):
        case "change":
            fields = {
                "title": posted.text("title"),
                "owner_id": posted.chosen_id("owner_id", PeopleChoices(actor)),
                "due_on": posted.day("due_on"),
            }
            version = posted.integer("version")
            posted.refuse()
            change_action(
                actor, row.id, why=posted.text("why"), version=version, meeting_id=meeting_id,
                **fields,
            )  # fmt: skip
        case "take":
            _take(actor, posted, row.id, meeting_id)
        case "settle":
            settle_action(
                actor, row.id, state=posted.text("state"), word=posted.text("word"),
                version=posted.integer("version"), meeting_id=meeting_id,
            )  # fmt: skip
        case _:
            raise InvalidInput.on("do", _("Choose what to do."))


def _take(actor: Actor, posted: Posted, action_id: int, meeting_id: int | None = None) -> None:
    """Say that one sees to what nobody has."""
    change_action(
        actor, action_id, owner_id=actor.person_id, version=posted.integer("version"),
        meeting_id=meeting_id,
    )  # fmt: skip


def _one(
    request: HttpRequest, actor: Actor, row: ActionRow, problem: Problem | None = None
) -> HttpResponse:
    typed = fields_again(request, problem) or {"owner_id": str(row.owner_id or "")}
    context = {
        "one": row,
        "put_off": _put_off(row),
        "may_change": may_change(actor, row),
        "may_settle": may_settle(actor, row),
        "may_take": may_take(actor, row),
        "people": finder(PeopleChoices(actor), typed, "owner_id", problem=problem),
        "typed": typed,
        "today": clock.today(actor.time_zone),
        "meeting_id": _meeting_id(request),
        "here": request.get_full_path(),
        "problem": problem,
        "errors": messages_of(problem),
    }
    return render(
        request, "rituals/action.html", context, status=problem.status if problem else 200
    )


def _put_off(row: ActionRow) -> str:
    """How often, and what was said the last time."""
    if not row.times_put_off:
        return ""
    times = ngettext("Put off once", "Put off %(num)d times", row.times_put_off)
    said = times % {"num": row.times_put_off}
    return f"{said}: {row.put_off_why}" if row.put_off_why else said


def _meeting_id(request: HttpRequest) -> int | None:
    return whole_id(request.GET.get("meeting", ""))
