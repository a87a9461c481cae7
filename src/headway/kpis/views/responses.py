"""Answer a signal, step by step, on the KPI's page."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from headway.kit.problems import InvalidInput, Refused
from headway.kit.refusing import refuse
from headway.kpis.actions.responses import (
    acknowledge,
    close_response,
    record_action,
    record_cause,
)
from headway.kpis.models import Response
from headway.kpis.queries.doors import get_response
from headway.kpis.views.detail import page_of
from headway.kpis.views.request import actor_of
from headway.people.access import Actor
from headway.people.queries import PeopleChoices
from headway.web.posted import Posted


@require_POST
def step(request: HttpRequest, response_id: int) -> HttpResponse:
    """One step of a response, named by the field ``do``."""
    actor, posted = actor_of(request), Posted.of(request)
    kpi_id = get_response(actor, response_id).kpi_id
    try:
        done = _take(actor, response_id, posted)
    except Refused as problem:
        return page_of(request, kpi_id, problem)
    if posted.text("do") != "close" and done.closed_at is not None:
        messages.info(
            request,
            _("Kept. The signal was corrected away meanwhile, so nothing more is asked of you."),
        )
    elif posted.text("do") == "close":
        messages.success(request, _("Closed. A new signal opens another response."))
    # What is focusable and named by the address gets the focus: no script and no autofocus, which
    # would take it on every visit.
    place = "response" if done.closed_at is not None else "next-step"
    return redirect(f"{reverse('kpis:kpi', args=[kpi_id])}#{place}")


def _take(actor: Actor, response_id: int, posted: Posted) -> Response:
    version = posted.integer("version")
    match posted.text("do"):
        case "acknowledge":
            posted.refuse()
            return acknowledge(actor, response_id, note=posted.text("note"), version=version)
        case "cause":
            posted.refuse()
            return record_cause(actor, response_id, cause=posted.text("cause"), version=version)
        case "action":
            return _act(actor, response_id, posted, version)
        case "close":
            posted.refuse()
            return close_response(
                actor,
                response_id,
                outcome=posted.text("outcome"),
                closing_word=posted.text("closing_word"),
                held_because=posted.text("held_because"),
                version=version,
            )
        case _:
            raise InvalidInput.on("do", _("Choose how to answer the signal."))


def _act(actor: Actor, response_id: int, posted: Posted, version: int | None) -> Response:
    """Record an action. What could not be read is told together with what is refused: whoever mends
    one is not sent back for the other."""
    posted.refuse()  # the version
    ends_on = posted.day("ends_on")
    owner_id = posted.chosen_id("owner_id", PeopleChoices(actor))
    try:
        return record_action(
            actor,
            response_id,
            action=posted.text("action"),
            owner_id=owner_id,
            ends_on=ends_on,
            version=version,
        )
    except InvalidInput as refused:
        unread = {error.field for error in posted.errors}
        others = [error for error in refused.errors if error.field not in unread]
        refuse([*posted.errors, *others])
        raise
