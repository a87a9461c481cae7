"""For administrators: when the organisation works, and who hears of what waits too long."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from headway.kit import clock
from headway.kit.choices import whole_ids
from headway.kit.problems import InvalidInput, Problem, Refused, messages_of
from headway.people.access import Actor, Permission, actor_of, require
from headway.people.models import Unit
from headway.people.queries import UnitChoices
from headway.reminders.actions.working import (
    add_holiday,
    agree_on_escalation,
    drop_hours,
    remove_holiday,
    set_hours,
)
from headway.reminders.queries.working import Hours, all_hours, escalation_of, holidays_of
from headway.reminders.views.settings import time_of
from headway.web.choosing import finder
from headway.web.posted import Posted
from headway.web.render import render


def working(request: HttpRequest) -> HttpResponse:
    """The working week, holidays and escalation."""
    actor = actor_of(request)
    require(actor, Permission.ORGANISATION_MANAGE)
    if request.method != "POST":
        return _page(request, actor)
    posted = Posted.of(request)
    do = posted.text("do")
    try:
        _STEPS.get(do, _hours)(actor, posted)
    except Refused as problem:
        return _page(request, actor, problem, do)
    return redirect("reminders:working")


def _hours(actor: Actor, posted: Posted) -> None:
    days = [int(day) for day in posted.choices("weekdays") if day in "0123456" and day]
    unit_id = posted.chosen_id("unit_id", UnitChoices(actor))
    posted.refuse()
    opens, closes = time_of(posted, "opens"), time_of(posted, "closes")
    set_hours(actor, weekdays=days, opens=opens, closes=closes, unit_id=unit_id)


def _drop(actor: Actor, posted: Posted) -> None:
    drop_hours(actor, next(iter(whole_ids([posted.text("unit_id")])), 0))


def _holiday(actor: Actor, posted: Posted) -> None:
    on = posted.day("on")
    unit_id = posted.chosen_id("holiday_unit_id", UnitChoices(actor))
    posted.refuse()
    if on is None:
        raise InvalidInput.on("on", _("Enter the day."), code="required")
    add_holiday(actor, on=on, name=posted.text("name"), unit_id=unit_id)


def _no_holiday(actor: Actor, posted: Posted) -> None:
    remove_holiday(actor, next(iter(whole_ids([posted.text("holiday_id")])), 0))


def _escalation(actor: Actor, posted: Posted) -> None:
    lead, coach = posted.integer("lead_after"), posted.integer("coach_after")
    posted.refuse()
    agree_on_escalation(actor, lead_after=lead, coach_after=coach)


_STEPS: dict[str, Callable[[Actor, Posted], None]] = {
    "hours": _hours, "drop": _drop, "holiday": _holiday, "no_holiday": _no_holiday,
    "escalation": _escalation,
}  # fmt: skip


def _page(
    request: HttpRequest, actor: Actor, problem: Problem | None = None, part: str = ""
) -> HttpResponse:
    today = clock.today(actor.time_zone)
    found = all_hours(actor.organisation_id)
    names = dict(
        Unit.objects.filter(pk__in=[one.unit_id for one in found if one.unit_id]).values_list(
            "pk", "name"
        )
    )
    general = next((one for one in found if one.unit_id is None), Hours())
    typed = request.POST.dict() if problem else {}
    units = UnitChoices(actor)
    context = {
        "general": general,
        "own": [(one, names[one.unit_id]) for one in found if one.unit_id is not None],
        "holidays": holidays_of(actor.organisation_id, today - timedelta(days=31)),
        "days": escalation_of(actor.organisation_id).days,
        "weekdays": list(enumerate(weekday_names())),
        "units": finder(units, typed, "unit_id", problem=problem),
        "holiday_units": finder(units, typed, "holiday_unit_id", problem=problem),
        "problem": problem,
        "part": part,
        "errors": messages_of(problem),
        "typed": typed,
        "today": today,
    }
    status = problem.status if problem else 200
    return render(request, "reminders/working.html", context, status=status)


def weekday_names() -> list[str]:
    """From Monday on."""
    return [
        _("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"),
        _("Sunday"),
    ]  # fmt: skip
