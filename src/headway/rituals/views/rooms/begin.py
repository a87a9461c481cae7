"""Begin a review or a planning session by one click."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from headway.people.access import actor_of
from headway.rituals.actions.sessions.beginning import begin_session
from headway.web.posted import Posted


@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Into the room: of the meeting under way, the planned one, or a new one."""
    posted = Posted.of(request)
    meeting = begin_session(
        actor_of(request), kind=posted.text("kind"), unit_id=posted.integer("unit_id") or 0,
        cycle_id=posted.integer("cycle_id") or 0,
    )  # fmt: skip
    return redirect("rituals:meeting", meeting.pk)
