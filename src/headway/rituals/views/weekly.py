"""The weekly of the unit in scope: what is prepared, one button to start, how earlier ones went."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.core.cadence import week_start
from headway.kit.problems import FieldError, NotFound, Problem, Refused, messages_of
from headway.kpis.queries.doors import calendar_of
from headway.okrs.queries.cycles import list_cycles
from headway.okrs.views.request import Scope, UnitInScope, actor_of, scope_of
from headway.people.access import Actor, Facts, Permission, decide
from headway.people.queries.choices import PeopleChoices
from headway.people.queries.top import top_unit
from headway.rituals.actions.rooms import open_weekly, schedule_meeting
from headway.rituals.models import MeetingKind, MeetingMode
from headway.rituals.queries.ahead import sessions_ahead
from headway.rituals.queries.rooms.rows import may_lead
from headway.rituals.queries.weekly.facts import gather, place_of
from headway.rituals.queries.weekly.page import (
    MEANT,
    early_words,
    heading_before,
    median_minutes,
    past_weeklies,
    this_weekly,
    waiting_for,
)
from headway.rituals.queries.weekly.pulses import pulse_trend
from headway.rituals.queries.weekly.rhythm import next_of_series, rhythm_words, weekly_series
from headway.rituals.queries.weekly.units import heading_of_units, unit_states
from headway.rituals.queries.weekly.words import points_of
from headway.web.choosing import finder
from headway.web.posted import Posted
from headway.web.render import render


@require_safe
def weekly(request: HttpRequest) -> HttpResponse:
    """What do we do differently this week? Of the whole organisation, the units to choose from."""
    return weekly_page(request)


def weekly_page(request: HttpRequest, problem: Problem | None = None) -> HttpResponse:
    """The page; again with what was typed where a plan was refused."""
    actor, scope = actor_of(request), scope_of(request)
    unit = _unit_of(request, actor, scope)
    if unit is None:
        return _choose(request, actor, scope)
    return render(
        request,
        "rituals/weekly.html",
        _context(request, actor, scope, unit, problem),
        status=problem.status if problem else 200,
    )


def _context(
    request: HttpRequest,
    actor: Actor,
    scope: Scope,
    unit: UnitInScope,
    problem: Problem | None,
) -> dict[str, Any]:
    place = place_of(actor, (unit.id, unit.path), scope.cycle.id if scope.cycle else None)
    facts = gather(actor, place)
    meeting = this_weekly(actor, unit.id, place.week)
    past = past_weeklies(actor, unit.id)
    typed = request.POST.dict()
    series = weekly_series(unit.id)
    facts_of_unit = Facts(unit_id=unit.id, unit_path=unit.path)
    return {
        "unit": unit,
        "meeting": meeting,
        "heading": heading_before(facts, meeting, unit.name),
        "found": facts,
        "points": points_of(facts),
        "early": early_words(actor, meeting),
        "waiting": waiting_for(facts),
        "past": past,
        "median": median_minutes(past),
        "meant": MEANT,
        "pulse": pulse_trend(actor, unit.id),
        "may_take_part": decide(actor, Permission.MEETING_TAKE_PART, facts_of_unit).allowed,
        "may_lead": meeting is not None and may_lead(actor, meeting),
        "people": finder(PeopleChoices(actor), typed, "facilitator_id", problem=problem),
        "me": actor.person_id,
        "today": place.today,
        "start_url": f"{reverse('rituals:weekly_start')}?unit={unit.id}",
        "plan_url": f"{reverse('rituals:weekly_plan')}?unit={unit.id}",
        "modes": MeetingMode.choices,
        "rhythm": rhythm_words(series) if series else "",
        "next_of_series": next_of_series(actor, series, place, meeting),
        "may_repeat": decide(actor, Permission.MEETING_LEAD, facts_of_unit).allowed and not series,
        "how_often": [("", _("Once")), ("1", _("Every week")), ("2", _("Every two weeks"))],
        "ahead": sessions_ahead(actor, (unit.id, unit.path), list_cycles(actor), place.today),
        "typed": typed,
        "problem": problem,
        "errors": messages_of(problem),
    }


def _choose(request: HttpRequest, actor: Actor, scope: Scope) -> HttpResponse:
    first = calendar_of(actor.organisation_id).first_weekday
    units = unit_states(actor, week_start(scope.today, first_weekday=first))
    context = {"units": units, "heading": heading_of_units(units)}
    return render(request, "rituals/weekly_units.html", context)


@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Begin this week's weekly of the unit, or join it."""
    actor, scope = actor_of(request), scope_of(request)
    unit = _unit(request, actor, scope)
    try:
        meeting = open_weekly(actor, unit.id, cycle_id=scope.cycle.id if scope.cycle else None)
    except Refused as problem:
        return weekly_page(request, problem)
    return redirect("rituals:meeting", meeting.pk)


@require_POST
def plan(request: HttpRequest) -> HttpResponse:
    """Plan one, or the first of a series: when, how often, together or each in their own time, and
    who facilitates."""
    actor, scope, posted = actor_of(request), scope_of(request), Posted.of(request)
    unit = _unit(request, actor, scope)
    try:
        fields = _plan_fields(actor, posted)
        schedule_meeting(actor, unit_id=unit.id, kind=MeetingKind.WEEKLY, **fields)
    except Refused as problem:
        return weekly_page(request, problem)
    again = _("Planned. From then on you meet again and again.")
    messages.success(request, again if fields["every_weeks"] else _("Planned."))
    return redirect(f"{reverse('rituals:weekly')}?unit={unit.id}")


def _plan_fields(actor: Actor, posted: Posted) -> dict[str, Any]:
    """What the form says. Raises InvalidInput."""
    fields = {
        "planned_at": _moment(actor, posted, "on", "at"),
        "mode": posted.text("mode", MeetingMode.LIVE),
        "facilitator_id": posted.chosen_id("facilitator_id", PeopleChoices(actor)),
        "ends_at": None,
        "every_weeks": posted.integer("every_weeks"),
    }
    if fields["mode"] == MeetingMode.ASYNC:
        fields["ends_at"] = _moment(actor, posted, "ends_on", "ends_at")
    posted.refuse()
    return fields


def _moment(actor: Actor, posted: Posted, day: str, at: str) -> datetime | None:
    """A day and a time where the organisation lives; what is missing is remembered as an error."""
    found = posted.day(day)
    if found is None and not posted.text(day):
        posted.errors.append(FieldError(day, "required", _("Say on which day.")))
    try:
        clock_time = time.fromisoformat(posted.text(at) or "10:00")
    except ValueError:
        posted.errors.append(FieldError(at, "unreadable", _("Write the time as 10:00.")))
        return None
    if found is None:
        return None
    return datetime.combine(found, clock_time.replace(tzinfo=None), ZoneInfo(actor.time_zone))


def _unit_of(request: HttpRequest, actor: Actor, scope: Scope) -> UnitInScope | None:
    """Whose weekly it is. For the whole organisation one sees whose weekly is on, and its topmost
    unit meets as well: where the address names it, or there is no other."""
    top = None if scope.unit else top_unit(actor.organisation_id)
    is_meant = top is not None and (top.is_alone or request.GET.get("unit") == str(top.id))
    return top if is_meant else scope.unit


def _unit(request: HttpRequest, actor: Actor, scope: Scope) -> UnitInScope:
    unit = _unit_of(request, actor, scope)
    if unit is None:
        raise NotFound(_("Choose a unit at the top of the page first."))
    return unit
