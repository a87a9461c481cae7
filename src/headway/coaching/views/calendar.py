"""When is what held? Plan, move, cancel; meet again and again."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from headway.coaching.queries.calendar import SKIPPED, Calendar, read_calendars
from headway.coaching.queries.month import month_of, span_of
from headway.coaching.views.words import step_words, weekdays
from headway.core.cadence import add_months, instant_of, week_start
from headway.kit.problems import FieldError, InvalidInput, Problem, Refused, messages_of
from headway.kpis.queries.doors import calendar_of
from headway.okrs.models import Phase
from headway.okrs.queries.cycles import list_cycles
from headway.okrs.views.request import actor_of, scope_of
from headway.people.access import Actor
from headway.people.queries import PeopleChoices, UnitChoices
from headway.rituals.actions import series as series_actions
from headway.rituals.actions.rooms import cancel_meeting, reschedule_meeting, schedule_meeting
from headway.rituals.models import MeetingKind, MeetingMode
from headway.web.choosing import finder
from headway.web.formats import count_word, sentence
from headway.web.posted import Posted
from headway.web.render import render

PREPARED = ("unit_id", "kind", "cycle_id")
"""What a link from elsewhere may choose beforehand in the form that plans a meeting."""


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """The month that the address names, this one otherwise."""
    return _page(request)


@require_POST
def step(request: HttpRequest) -> HttpResponse:
    """Plan, move or cancel a meeting; begin, change or end a series."""
    actor, posted = actor_of(request), Posted.of(request)
    try:
        done = _step(actor, posted)
    except Refused as problem:
        return _page(request, problem)
    messages.success(request, done)
    return redirect("coaching:calendar")


def _step(actor: Actor, posted: Posted) -> str:
    match posted.text("do"):
        case "plan":
            return _plan(actor, posted)
        case "move":
            at = _moment(actor, posted)
            posted.refuse()
            reschedule_meeting(actor, posted.integer("meeting_id") or 0, planned_at=at)
            return _("Moved.")
        case "cancel":
            cancel_meeting(actor, posted.integer("meeting_id") or 0, why=posted.text("why"))
            return _("Cancelled.")
        case "series":
            return _begin(actor, posted)
        case "change_series":
            return _change(actor, posted)
        case "end_series":
            series_actions.end_series(
                actor, posted.integer("series_id") or 0, version=posted.integer("version")
            )
            return _("Ended. Meetings that were planned stay.")
        case _:
            raise InvalidInput.on("do", _("Choose what to do with the calendar."))


def _plan(actor: Actor, posted: Posted) -> str:
    unit_id = posted.chosen_id("unit_id", UnitChoices(actor))
    facilitator_id = posted.chosen_id("facilitator_id", PeopleChoices(actor))
    at = _moment(actor, posted)
    posted.refuse()
    kind = posted.text("kind", MeetingKind.WEEKLY)
    cycle_id = None if kind == MeetingKind.WEEKLY else posted.integer("cycle_id")
    posted.refuse()
    schedule_meeting(
        actor, unit_id=unit_id or 0, kind=kind, planned_at=at, cycle_id=cycle_id,
        mode=posted.text("mode") or MeetingMode.LIVE, facilitator_id=facilitator_id,
        series_id=posted.integer("series_id"),
    )  # fmt: skip
    return _("Planned.")


def _begin(actor: Actor, posted: Posted) -> str:
    unit_id = posted.chosen_id("unit_id", UnitChoices(actor))
    facilitator_id = posted.chosen_id("facilitator_id", PeopleChoices(actor))
    terms = _terms(posted)
    posted.refuse()
    series_actions.start_series(
        actor, unit_id=unit_id or 0, kind=posted.text("kind", MeetingKind.WEEKLY),
        facilitator_id=facilitator_id, **terms,
    )  # fmt: skip
    return _("They meet again and again from now on.")


def _change(actor: Actor, posted: Posted) -> str:
    terms, version = _terms(posted), posted.integer("version")
    posted.refuse()
    series_id = posted.integer("series_id") or 0
    series_actions.change_series(actor, series_id, version=version, **terms)
    return _("Changed from now on.")


def _terms(posted: Posted) -> dict[str, Any]:
    weekday, weeks = posted.integer("weekday"), posted.integer("weeks")
    return {
        "weekday": 0 if weekday is None else weekday,
        "at": _time(posted),
        "weeks": 1 if weeks is None else weeks,
        "mode": posted.text("mode") or MeetingMode.LIVE,
    }


def _moment(actor: Actor, posted: Posted) -> datetime:
    """The day and time as the clocks of the organisation show them."""
    day = posted.day("day")
    if day is None and not posted.errors:
        posted.errors.append(FieldError("day", "required", _("Choose a day.")))
    return instant_of(day or date(2000, 1, 3), _time(posted), actor.time_zone)


def _time(posted: Posted) -> time:
    try:
        return time.fromisoformat(posted.text("at")).replace(tzinfo=None)
    except ValueError:
        message = _("Write the time as 09:30.")
        posted.errors.append(FieldError("at", "invalid", message))
        return time(9)


def _page(request: HttpRequest, problem: Problem | None = None) -> HttpResponse:
    actor, scope = actor_of(request), scope_of(request)
    first, first_weekday = (
        _month(request, scope.today), calendar_of(actor.organisation_id).first_weekday
    )  # fmt: skip
    week = week_start(scope.today, first_weekday=first_weekday)
    spans = [(week, week + timedelta(days=6)), span_of(first, first_weekday)]
    (this_week, around), series = read_calendars(actor, spans, today=scope.today)
    month = month_of(around, first, scope.today)
    cycles = [one for one in list_cycles(actor) if one.phase != Phase.CLOSED]
    about = scope.cycle.id if scope.cycle else ""
    fresh = {"day": scope.today.isoformat(), "at": "09:00", "cycle_id": str(about)}
    asked = {name: request.GET[name] for name in PREPARED if name in request.GET}
    typed: dict[str, Any] = request.POST.dict() or {**fresh, **asked}
    units, people = UnitChoices(actor), PeopleChoices(actor)
    return render(
        request,
        "coaching/calendar.html",
        {
            "answer": _answer(this_week),
            "month": month,
            "month_name": sentence(date_format(first, "YEAR_MONTH_FORMAT")),
            "is_now": first <= scope.today < add_months(first, 1),
            "heads": [weekdays()[(first_weekday + offset) % 7][1] for offset in range(7)],
            "earlier": add_months(first, -1),
            "later": add_months(first, 1),
            "series": series,
            "steps": step_words(),
            "weekdays": weekdays(),
            "kinds": MeetingKind.choices,
            "modes": MeetingMode.choices,
            "cycles": [(str(one.id), one.name) for one in cycles],
            "typed": typed,
            "units": finder(units, typed, "unit_id", problem=problem),
            "people": finder(people, typed, "facilitator_id", problem=problem),
            "zone": ZoneInfo(actor.time_zone),
            "today": scope.today,
            "problem": problem,
            "errors": messages_of(problem),
        },
        status=problem.status if problem else 200,
    )


def _month(request: HttpRequest, today: date) -> date:
    asked = Posted(request.GET).day("month")
    return (asked or today).replace(day=1)


def _answer(week: Calendar) -> str:
    """What is held, to come and left out this week."""
    if not week.slots:
        return _("Nothing is planned this week.")
    ahead = [slot for slot in week.slots if slot.state == "planned" and not slot.is_overdue]
    told = [
        (sum(slot.state == "closed" for slot in week.slots), _("%(count)s held")),
        (sum(slot.state == "open" for slot in week.slots), _("%(count)s under way")),
        (len(ahead), _("%(count)s to come")),
        (sum(slot.is_overdue for slot in week.slots), _("%(count)s not held yet")),
        (sum(slot.state == SKIPPED for slot in week.slots), _("%(count)s skipped")),
        (
            sum(slot.prepared is not None and slot.prepared.tone == "off" for slot in ahead),
            _("%(count)s badly prepared"),
        ),
    ]
    words = [said % {"count": count_word(count)} for count, said in told if count]
    if not words:
        return _("Every meeting of this week is cancelled.")
    return _("This week: %(what)s.") % {"what": ", ".join(words)}
