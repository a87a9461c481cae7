"""A review on the screen of a meeting room: one goal at a time, large."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from headway.kit import clock
from headway.kit.problems import NotFound
from headway.people.access import Actor, actor_of
from headway.rituals.models import MeetingKind, MeetingState
from headway.rituals.queries.rooms.news import news_key
from headway.rituals.queries.rooms.review import Walk, every_stop, review_of, walk
from headway.rituals.queries.rooms.rows import MeetingRow, may_lead, meeting_row
from headway.rituals.queries.rooms.stages import stage_rows
from headway.rituals.views.rooms.review import item_context
from headway.web.posted import Posted
from headway.web.render import render


@require_safe
def present(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """The goal that the room looks at; of a review that is over the one of the number ``?item=``,
    the first where there is none such."""
    actor = actor_of(request)
    row = meeting_row(actor, meeting_id)
    if row.kind != MeetingKind.REVIEW or row.state in (
        MeetingState.PLANNED, MeetingState.CANCELLED,
    ):  # fmt: skip
        raise NotFound(_("Only a review that has begun can be shown on a screen."))
    today = clock.today(actor.time_zone)
    review = review_of(actor, row, today=today)
    found = walk(review, row, row.stage_key) if row.is_open else _at(
        Walk(tuple(every_stop(review)), None, is_hidden=False),
        Posted(request.GET).integer("item") or 1,
    )  # fmt: skip
    return render(
        request,
        "rituals/rooms/review/present.html",
        {
            "meeting": row,
            "walk": found,
            "number": 0 if found.at is None else found.at + 1,
            "stage": next((one for one in stage_rows(row) if one.is_now), None),
            "theme": getattr(request.user, "theme", "system"),
            **_live(actor, row),
            **item_context(actor, row, found, today),
        },
        fragment="rituals/rooms/review/slide.html",
    )


def _at(found: Walk, number: int) -> Walk:
    count = len(found.stops)
    at = min(max(number, 1), count) - 1 if count else None
    return Walk(found.stops, at, is_hidden=False)


def _live(actor: Actor, row: MeetingRow) -> dict[str, Any]:
    return {
        "may_lead": row.is_open and may_lead(actor, row),
        "step_url": reverse("rituals:meeting_step", args=(row.id,)),
        "present_url": reverse("rituals:present", args=(row.id,)),
        "news_url": f"{reverse('rituals:news', args=(row.id,))}?key={news_key(actor, row)}",
    }
