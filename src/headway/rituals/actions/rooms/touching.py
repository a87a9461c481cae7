"""Let whoever is in a room look again."""

from __future__ import annotations

from django.db.models import F

from headway.core.rituals import clock_since
from headway.kit import clock
from headway.rituals.models import Meeting, MeetingState

HEARD = ("heard_at", "running_since")
"""What :func:`hear` changes."""


def hear(meeting: Meeting) -> None:
    """Something happens in a meeting that the transaction holds: hours in which its room was quiet
    do not count. Stores nothing."""
    now = clock.now()
    if meeting.running_since is not None:
        meeting.running_since = clock_since(meeting.running_since, meeting.heard_at, now)
    meeting.heard_at = now


def touch_meeting(meeting: Meeting) -> None:
    """Raise the version of a meeting that the transaction holds (``doors.enter``): something
    changed that its room shows, and that is recorded of what it is about, not of the meeting."""
    hear(meeting)
    meeting.version += 1
    meeting.save(update_fields=["version", *HEARD])


def touch_room(unit_id: int, meeting_id: int | None = None) -> None:
    """Raise the version of every meeting of a unit that is under way: something changed that its
    room shows. It happened in the meeting that is named, if any: in the others somebody may have
    left long ago. One statement, which locks those meetings by their numbers (see ``locks``) until
    the transaction ends; two more where one is named."""
    rooms = Meeting.objects.filter(unit_id=unit_id, state=MeetingState.OPEN).order_by("pk")
    locked = rooms.select_for_update(no_key=True).values("pk")
    Meeting.objects.filter(pk__in=locked).update(version=F("version") + 1)
    here = rooms.filter(pk=meeting_id).only(*HEARD).first() if meeting_id is not None else None
    if here is not None:
        hear(here)
        here.save(update_fields=HEARD)
