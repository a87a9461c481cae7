"""The form for the days of a cycle's planning."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from headway.core.planning.expectations import Step
from headway.kit.problems import Problem, Refused, messages_of
from headway.okrs.actions.cycles import set_calendar
from headway.okrs.models import Cycle
from headway.okrs.queries.calendar_page import calendar_page
from headway.okrs.queries.calendars import calendar_of
from headway.okrs.queries.doors import get_cycle
from headway.okrs.views.request import actor_of, today_of
from headway.people.access import Permission, require
from headway.web.posted import Posted, fields_again
from headway.web.render import render


def edit(request: HttpRequest, cycle_id: int) -> HttpResponse:
    """First and last day of each step."""
    actor = actor_of(request)
    require(actor, Permission.CYCLE_MANAGE)
    stored = get_cycle(actor, cycle_id)
    today = today_of(actor)
    problem: Problem | None = None
    if request.method == "POST":
        posted = Posted.of(request)
        try:
            dates = {
                str(step): (posted.day(f"{step}-first"), posted.day(f"{step}-last"))
                for step in Step
            }
            version = posted.integer("version")
            posted.refuse()
            set_calendar(actor, cycle_id, dates=dates, version=version)
        except Refused as refused:
            problem = refused
        else:
            return redirect("okrs:cycle", cycle_id)
    return render(
        request,
        "okrs/calendar_form.html",
        {
            "cycle": stored,
            "page": calendar_page(actor.organisation_id, stored.name, stored, today),
            "typed": fields_again(request, problem) or _own(stored),
            "today": today,
            "locked": stored.is_locked(today),
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )


def _own(cycle: Cycle) -> dict[str, Any]:
    """The days that are set by hand, as the form has them."""
    typed = {}
    for dates in calendar_of(cycle).steps:
        if dates.is_own:
            typed[f"{dates.step}-first"] = dates.starts_on.isoformat()
            typed[f"{dates.step}-last"] = dates.due_on.isoformat()
    return typed
