"""News of a room as server-sent events, in short answers (docs/adr/0040)."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from headway.kit import clock
from headway.rituals.actions.rooms.attendance import SEEN_EVERY, see_meeting
from headway.rituals.models import MeetingState
from headway.rituals.queries.rooms.news import NewsKey, read_key, seen_at, version_of

ASK_EVERY = 1_000
"""Milliseconds until a browser asks again."""
ASK_SELDOM = 5_000
"""The same while the clock stands: each in their own time, or a break."""


@require_safe
def news(request: HttpRequest, meeting_id: int) -> HttpResponse:
    """What the room's version is. The browser comes back by itself, and says which it knows: what
    happened while it was away is one look behind, however long that was.

    204 ends it, as the protocol wants: the meeting is over, or the key is no good, as that of
    somebody who left.
    """
    key = read_key(request.GET.get("key", ""))
    found = version_of(key) if key and key.meeting_id == meeting_id else None
    if key is None or found is None:
        return HttpResponse(status=204)
    version, state, running_since = found
    known = request.headers.get("Last-Event-ID") or request.GET.get("since", "")
    is_over = state != MeetingState.OPEN
    if is_over and known == str(version):
        return HttpResponse(status=204)
    _note_seen(key, is_writing=_WRITING.get(request.GET.get("writing", "")))
    wait = ASK_EVERY if running_since is not None else ASK_SELDOM
    body = f"retry: {wait}\n\n"
    if known != str(version):
        body += f"id: {version}\nevent: {'over' if is_over else 'news'}\ndata: {version}\n\n"
    return HttpResponse(
        body, content_type="text/event-stream", headers={"Cache-Control": "no-store"}
    )


_WRITING = {"1": True, "0": False}
"""What a page says of its fields; one in which nobody ever wrote says nothing, since another page
of the same person may."""


def _note_seen(key: NewsKey, *, is_writing: bool | None) -> None:
    """Once in a while, and when somebody begins to write or ends; writing it down each time would
    cost more than all the rest."""
    found = seen_at(key.meeting_id, key.person_id)
    if found is None:
        return
    last, writing_at = found
    has_turned = is_writing is not None and is_writing != (writing_at is not None)
    if has_turned or clock.now() - last >= SEEN_EVERY:
        see_meeting(key.meeting_id, key.person_id, is_writing=is_writing)
