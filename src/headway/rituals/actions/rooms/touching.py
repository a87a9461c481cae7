"""Let whoever is in a room look again."""

from __future__ import annotations

from django.db.models import F

from headway.rituals.models import Meeting, MeetingState


def touch_room(unit_id: int) -> None:
    """Raise the version of every meeting of a unit that is under way: something changed that its
    room shows. One statement, which locks those meetings until the transaction ends."""
    rooms = Meeting.objects.filter(unit_id=unit_id, state=MeetingState.OPEN)
    rooms.update(version=F("version") + 1)
