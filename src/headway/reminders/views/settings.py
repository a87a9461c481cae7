"""Settings of one's own: what one hears of and how, when one works, calendars."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from headway.activity.models import NoticeKind
from headway.kit import clock
from headway.kit.problems import InvalidInput, Problem, Refused, messages_of
from headway.people.access import Permission, actor_of, decide, organisation_of
from headway.people.queries import UnitChoices
from headway.reminders.actions.feeds import make_feed, revoke_feed
from headway.reminders.actions.wishes import choose_reminders
from headway.reminders.actions.working import add_absence, remove_absence
from headway.reminders.models import How
from headway.reminders.queries.feeds import feeds_of
from headway.reminders.queries.inbox import TO_DO
from headway.reminders.queries.wishes import chosen_by, wished
from headway.reminders.queries.working import own_absences
from headway.web.choosing import finder
from headway.web.posted import Posted
from headway.web.render import render


def index(request: HttpRequest) -> HttpResponse:
    """All of it on one page; posted, what one hears of and when."""
    if request.method != "POST":
        return _page(request)
    posted = Posted.of(request)
    try:
        numbers: dict[str, Any] = {
            name: posted.integer(name) for name in ("before", "again", "most")
        }
        posted.refuse()
        choose_reminders(
            actor_of(request),
            time_zone=posted.text("time_zone"),
            at=time_of(posted, "at"),
            by_email=posted.switched("by_email"),
            kinds={
                kind: posted.text(f"kind-{kind}")
                for kind in NoticeKind.values
                if posted.text(f"kind-{kind}")
            },
            version=posted.integer("version"),
            **numbers,
        )
    except Refused as problem:
        return _page(request, problem, "reminders")
    messages.success(request, _("Saved."))
    return redirect("reminders:settings")


def time_of(posted: Posted, name: str) -> time:
    """A time of the day, as the browser sends it. Raises InvalidInput."""
    try:
        return time.fromisoformat(posted.text(name)).replace(second=0, microsecond=0, tzinfo=None)
    except ValueError:
        said = _("Enter a time such as 08:30.")
        raise InvalidInput.on(name, said, code="invalid") from None


@require_POST
def absence_add(request: HttpRequest) -> HttpResponse:
    """One is away for some days."""
    posted = Posted.of(request)
    try:
        first, last = posted.day("first"), posted.day("last")
        posted.refuse()
        if first is None:
            raise InvalidInput.on("first", _("Enter the first day."), code="required")
        add_absence(actor_of(request), first=first, last=last or first)
    except Refused as problem:
        return _page(request, problem, "absence")
    return redirect("reminders:settings")


@require_POST
def absence_remove(request: HttpRequest, absence_id: int) -> HttpResponse:
    """One works on those days after all."""
    remove_absence(actor_of(request), absence_id)
    return redirect("reminders:settings")


@require_POST
def feed_make(request: HttpRequest) -> HttpResponse:
    """A new address of a calendar, shown once."""
    actor, posted = actor_of(request), Posted.of(request)
    try:
        unit_id = posted.chosen_id("unit_id", UnitChoices(actor))
        posted.refuse()
        _made, address = make_feed(actor, unit_id=unit_id)
    except Refused as problem:
        return _page(request, problem, "feed")
    return _page(request, address=address)


@require_POST
def feed_revoke(request: HttpRequest, feed_id: int) -> HttpResponse:
    """End an address."""
    revoke_feed(actor_of(request), feed_id)
    return redirect("reminders:settings")


def _page(
    request: HttpRequest, problem: Problem | None = None, part: str = "", address: str = ""
) -> HttpResponse:
    actor, organisation = actor_of(request), organisation_of(request)
    chosen = chosen_by(actor.person_id)
    ways = wished(actor)
    today = clock.today(actor.time_zone)
    typed: dict[str, Any] = request.POST.dict() if problem else {}
    context = {
        "chosen": chosen,
        "zone": chosen.time_zone or organisation.time_zone,
        "organisation_zone": organisation.time_zone,
        "kinds": [
            (kind, label, str(ways[NoticeKind(kind)]), kind in TO_DO)
            for kind, label in NoticeKind.choices
        ],
        "ways": How.choices,
        "absences": own_absences(actor, today - timedelta(days=30)),
        "feeds": feeds_of(actor),
        "units": finder(UnitChoices(actor), typed, "unit_id", problem=problem),
        "may_manage": decide(actor, Permission.ORGANISATION_MANAGE).allowed,
        "problem": problem,
        "part": part,
        "errors": messages_of(problem),
        "typed": typed,
        "address": address,
        "today": today,
    }
    status = problem.status if problem else 200
    return render(request, "reminders/settings.html", context, status=status)
