"""Let whoever is in a room look again."""

from __future__ import annotations

from typing import Any

from django.db.models import Case, DateTimeField, F, Value, When

from headway.kit import clock
from headway.rituals.models import Meeting, MeetingState


def touch_meeting(meeting: Meeting) -> None:
    """Raise the version of a meeting that the transaction holds (``doors.enter``): something
    changed that its room shows, and that is recorded of what it is about, not of the meeting."""
    meeting.version, meeting.heard_at = meeting.version + 1, clock.now()
    meeting.save(update_fields=["version", "heard_at"])


def touch_room(unit_id: int, meeting_id: int | None = None) -> None:
    """Raise the version of every meeting of a unit that is under way: something changed that its
    room shows. It happened in the meeting that is named, if any: in the others somebody may have
    left long ago. One statement, which locks those meetings by their numbers (see ``locks``) until
    the transaction ends."""
    rooms = Meeting.objects.filter(unit_id=unit_id, state=MeetingState.OPEN).order_by("pk")
    locked = rooms.select_for_update(no_key=True).values("pk")
    here = When(pk=meeting_id, then=Value(clock.now(), output_field=DateTimeField()))
    heard_at: Any = F("heard_at") if meeting_id is None else Case(here, default=F("heard_at"))
    Meeting.objects.filter(pk__in=locked).update(version=F("version") + 1, heard_at=heard_at)
