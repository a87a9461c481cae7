"""The four-square of a weekly as one page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from headway.kit.problems import NotFound
from headway.people.access import Actor, actor_of
from headway.rituals.models import MeetingKind
from headway.rituals.queries.rooms.rows import MeetingRow, meeting_row
from headway.rituals.queries.weekly.facts import gather
from headway.rituals.queries.weekly.kept_square import KeptSquare, kept_square
from headway.rituals.queries.weekly.rooms import place_of_row
from headway.rituals.queries.weekly.square import FourSquare, square_of
from headway.rituals.queries.weekly.words import fell_words, standing_words
from headway.web.render import render


@require_safe
def four_square(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """Priorities, confidence, the next four weeks and health, to print on one sheet: as they are
    now, or as they were when the meeting closed."""
    actor = actor_of(request)
    row = meeting_row(actor, meeting_id)
    if row.kind != MeetingKind.WEEKLY:
        raise NotFound(_("There is no four-square of this meeting."))
    square, heading = _square(actor, row)
    return render(
        request,
        "rituals/four_square.html",
        {
            "meeting": row,
            "square": square,
            "heading": heading,
            "back": reverse("rituals:meeting", args=(row.id,)),
        },
    )


def _square(actor: Actor, row: MeetingRow) -> tuple[FourSquare | KeptSquare, str]:
    kept = kept_square(actor, row)
    if kept is not None:
        return kept, fell_words(kept.fell)
    facts = gather(actor, place_of_row(actor, row))
    return square_of(actor, facts, meeting_id=row.id, opened_at=row.opened_at), standing_words(
        facts
    )
