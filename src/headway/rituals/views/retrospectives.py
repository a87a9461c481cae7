"""The retrospectives of the unit in scope, and what was learned across all of them."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from headway.core.rituals import formats
from headway.kit.problems import FieldError, Problem, Refused, messages_of
from headway.okrs.queries.cycles import list_cycles
from headway.okrs.views.request import Scope, UnitInScope, actor_of, scope_of
from headway.people.access import Actor, Facts, Permission, decide
from headway.people.queries.choices import PeopleChoices
from headway.people.queries.top import top_unit
from headway.rituals.actions.rooms.retrospectives import hold_retrospective, plan_retrospective
from headway.rituals.queries.learnings import PAGE, learning_row, search_learnings
from headway.rituals.queries.retrospective_data import follow_through_of, promise_fact
from headway.rituals.queries.retrospectives import RetrospectiveRow, retrospectives_of
from headway.web.choosing import finder
from headway.web.formats import count_at_start, count_word
from headway.web.posted import Posted
from headway.web.render import render


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What do we change in how we work, and did we?"""
    return _page(request)


def _page(request: HttpRequest, problem: Problem | None = None) -> HttpResponse:
    actor, scope = actor_of(request), scope_of(request)
    path = scope.unit.path if scope.unit else ""
    found = retrospectives_of(actor, path)
    promises = follow_through_of(actor, path)
    typed = request.POST.dict()
    unit = scope.unit or top_unit(actor.organisation_id)
    context = {
        "unit": scope.unit,
        "meeting_unit": unit,
        "cycle": scope.cycle,
        "found": found,
        "running": [one for one in found if one.meeting.state != "closed"],
        "past": [one for one in found if one.meeting.state == "closed"],
        "heading": _heading(found),
        "promise": promise_fact(promises),
        "may_start": _may_start(actor, unit, scope),
        "formats": [(one.key, _(one.title)) for one in formats("retrospective")],
        "people": finder(PeopleChoices(actor), typed, "facilitator_id", problem=problem),
        "typed": typed,
        "problem": problem,
        "errors": messages_of(problem),
        "today": scope.today,
    }
    return render(
        request, "rituals/retrospectives.html", context, status=problem.status if problem else 200
    )


def _heading(found: list[RetrospectiveRow]) -> str:
    agreed, open_ = sum(one.agreed for one in found), sum(one.open for one in found)
    if not found:
        return _("No retrospective yet")
    if not agreed:
        return _("No retrospective has agreed on a change yet")
    said = ngettext("%(num)s change agreed", "%(num)s changes agreed", agreed)
    left = _("%(num)s still to do") % {"num": count_word(open_)} if open_ else _("all done")
    return f"{said % {'num': count_at_start(agreed)}}, {left}"


def _may_start(actor: Actor, unit: UnitInScope | None, scope: Scope) -> bool:
    if unit is None or scope.cycle is None:
        return False
    facts = Facts(unit_id=unit.id, unit_path=unit.path)
    return decide(actor, Permission.MEETING_TAKE_PART, facts).allowed


@require_POST
def hold(request: HttpRequest) -> HttpResponse:
    """Begin one now, with the usual format."""
    actor, posted = actor_of(request), Posted.of(request)
    try:
        meeting = hold_retrospective(
            actor, unit_id=posted.integer("unit_id") or 0, cycle_id=posted.integer("cycle_id") or 0
        )
    except Refused as problem:
        return _page(request, problem)
    return redirect("rituals:meeting", meeting.pk)


@require_POST
def plan(request: HttpRequest) -> HttpResponse:
    """Plan one, with everything chosen."""
    actor, posted = actor_of(request), Posted.of(request)
    try:
        meeting = plan_retrospective(actor, **_fields(actor, posted))
    except Refused as problem:
        return _page(request, problem)
    messages.success(request, _("Planned."))
    return redirect("rituals:meeting", meeting.pk)


def _fields(actor: Actor, posted: Posted) -> dict[str, Any]:
    day = posted.day("on")
    if day is None and not posted.errors:
        posted.errors.append(FieldError("on", "required", _("Choose a day.")))
    at = time(9)
    try:
        at = time.fromisoformat(posted.text("at") or "09:00")
    except ValueError:
        posted.errors.append(FieldError("at", "unreadable", _("Write a time, such as 14:30.")))
    facilitator_id = posted.chosen_id("facilitator_id", PeopleChoices(actor))
    posted.refuse()
    return {
        "unit_id": posted.integer("unit_id") or 0,
        "cycle_id": posted.integer("cycle_id") or 0,
        "planned_at": datetime.combine(
            day or date.min, at.replace(tzinfo=None), ZoneInfo(actor.time_zone)
        ),
        "format": posted.text("format"),
        "is_anonymous": posted.switched("is_anonymous"),
        "facilitator_id": facilitator_id,
    }


@require_safe
def learnings(request: HttpRequest) -> HttpResponse:
    """What have we learned?"""
    actor, scope = actor_of(request), scope_of(request)
    asked = Posted(request.GET)
    text, page = asked.text("q"), max(asked.integer("page") or 1, 1)
    cycle_id = asked.integer("in_cycle")
    found, is_more = search_learnings(
        actor, text=text, unit_path=scope.unit.path if scope.unit else "", cycle_id=cycle_id,
        offset=(min(page, 100) - 1) * PAGE,
    )  # fmt: skip
    context = {
        "found": found,
        "text": text,
        "cycle_id": cycle_id,
        "cycles": [("", _("All cycles")), *((str(one.id), one.name) for one in list_cycles(actor))],
        "page": page,
        "is_more": is_more and page < 100,
        "unit": scope.unit,
        "heading": _learned(len(found), text, is_more=is_more),
    }
    return render(request, "rituals/learnings.html", context)


@require_safe
def learning(request: HttpRequest, learning_id: int) -> HttpResponse:
    """One thing that was learned, and where; with the way to all of them."""
    actor = actor_of(request)
    found = learning_row(actor, learning_id)
    context = {
        "found": [found],
        "text": "",
        "cycle_id": None,
        "cycles": [("", _("All cycles")), *((str(one.id), one.name) for one in list_cycles(actor))],
        "page": 1,
        "is_more": False,
        "unit": None,
        "heading": _("%(unit)s learned this") % {"unit": found.unit_name},
    }
    return render(request, "rituals/learnings.html", context)


def _learned(count: int, text: str, *, is_more: bool) -> str:
    if not count:
        return _("Nothing about “%(text)s” yet") % {"text": text} if text else _("Nothing yet")
    if is_more:
        return _("The latest of what we learned")
    said = ngettext("%(num)s thing learned", "%(num)s things learned", count)
    return said % {"num": count_at_start(count)}
