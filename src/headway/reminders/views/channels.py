"""Where the digests of units are posted."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from headway.kit.problems import InvalidInput, Problem, Refused, messages_of
from headway.people.access import actor_of
from headway.people.queries import UnitChoices
from headway.reminders.actions.channels import (
    add_channel,
    remove_channel,
    try_channel,
    update_channel,
)
from headway.reminders.models import ChannelKind, Topic
from headway.reminders.queries.channels import channels_of
from headway.reminders.views.settings import time_of
from headway.web.choosing import finder
from headway.web.posted import Posted
from headway.web.render import render


def index(request: HttpRequest) -> HttpResponse:
    """Those that one may change; posted, one more."""
    if request.method != "POST":
        return _page(request)
    actor, posted = actor_of(request), Posted.of(request)
    try:
        unit_id = posted.chosen_id("unit_id", UnitChoices(actor))
        posted.refuse()
        if unit_id is None:
            raise InvalidInput.on("unit_id", _("Choose the unit."), code="required")
        add_channel(
            actor,
            unit_id=unit_id,
            name=posted.text("name"),
            kind=posted.text("kind"),
            url=posted.text("url"),
            topics=posted.choices("topics"),
            at=time_of(posted, "at"),
        )
    except Refused as problem:
        return _page(request, problem)
    messages.success(request, _("Added. Send a test message to see that it arrives."))
    return redirect("reminders:channels")


@require_POST
def step(request: HttpRequest, channel_id: int) -> HttpResponse:
    """Try it, give it another address, or remove it."""
    actor, posted = actor_of(request), Posted.of(request)
    do = posted.text("do")
    try:
        if do == "remove":
            remove_channel(actor, channel_id)
        elif do == "address":
            if not posted.text("url"):
                raise InvalidInput.on("url", _("Enter the new address."), code="required")
            update_channel(actor, channel_id, url=posted.text("url"))
        else:
            error = try_channel(actor, channel_id)
            if error:
                messages.error(request, error)
            else:
                messages.success(request, _("It was taken. Look into the channel."))
    except Refused as problem:
        return _page(request, problem)
    return redirect("reminders:channels")


def _page(request: HttpRequest, problem: Problem | None = None) -> HttpResponse:
    actor = actor_of(request)
    typed = request.POST.dict() if problem else {}
    rows = channels_of(actor)
    context = {
        "channels": rows,
        "failing": sum(bool(row.error) for row in rows),
        "kinds": ChannelKind.choices,
        "topics": Topic.choices,
        "chosen": request.POST.getlist("topics") if problem else list(Topic.values),
        "units": finder(UnitChoices(actor), typed, "unit_id", problem=problem),
        "may_add": actor.guides_a_unit,
        "problem": problem,
        "errors": messages_of(problem),
        "typed": typed,
    }
    status = problem.status if problem else 200
    return render(request, "reminders/channels.html", context, status=status)
