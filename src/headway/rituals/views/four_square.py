"""The four-square of a weekly as one page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from headway.kit.problems import NotFound
from headway.people.access import actor_of
from headway.rituals.models import MeetingKind
from headway.rituals.queries.rooms.rows import meeting_row
from headway.rituals.queries.weekly.facts import gather
from headway.rituals.queries.weekly.rooms import place_of_row
from headway.rituals.queries.weekly.square import square_of
from headway.rituals.queries.weekly.words import heading_of
from headway.web.render import render


@require_safe
def four_square(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Priorities, confidence, the next four weeks and health, to print on one sheet: as they are
    now, or of a meeting that is over with what changed until it closed."""
    actor = actor_of(request)
    row = meeting_row(actor, meeting_id)
    if row.kind != MeetingKind.WEEKLY:
        raise NotFound("There is no four-square of this meeting.")
    facts = gather(actor, place_of_row(actor, row))
    return render(
        request,
        "rituals/four_square.html",
        {
            "meeting": row,
            "square": square_of(actor, facts, meeting_id=row.id),
            "heading": heading_of("confidence", facts),
            "back": reverse("rituals:meeting", args=(row.id,)),
        },
    )
