"""Who is in the room."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Greatest

from headway.kit import clock
from headway.people.access import Actor
from headway.rituals.actions.rooms.doors import enter, leave
from headway.rituals.models import Attendance, Meeting

SEEN_EVERY = timedelta(seconds=20)
"""That somebody is still there is written down at most so often."""


@transaction.atomic
def join_meeting(actor: Actor, meeting_id: int) -> Meeting:
    """Come into the room, late or again. Who is there already stays there: no event then.

    Raises NotAllowed (not of the unit), NotFound, Conflict (it is not under way).
    """
    meeting = enter(actor, meeting_id)
    if actor.person_id is None:
        return meeting
    now = clock.now()
    found, is_new = Attendance.objects.get_or_create(
        meeting=meeting, person_id=actor.person_id, defaults={"joined_at": now, "seen_at": now}
    )
    if found.seen_at < now:  # a clock that was put back says nothing new
        found.seen_at = now
        found.save(update_fields=["seen_at"])
    if is_new:
        leave(actor, meeting, "joined")
    return meeting


def see_meeting(meeting_id: int, person_id: int, *, is_writing: bool | None = None) -> None:
    """Note that somebody's page still looks, and where it says so whether something is typed there
    that is not sent. One statement, and no event: nothing was decided."""
    now = clock.now()
    found = Attendance.objects.filter(meeting_id=meeting_id, person_id=person_id)
    said = {} if is_writing is None else {"writing_at": now if is_writing else None}
    found.filter(joined_at__lte=now).update(seen_at=Greatest("seen_at", now), **said)
