"""What a write of meetings locks.

Locks are taken in one order, so that no two writes wait for each other: the series, the unit, what
hangs on the unit (an action, a blocker, a priority with its person), all rooms of the unit that are
under way by their numbers, and at last the chain of the trail.
"""

from __future__ import annotations

from django.db.models import Q, Subquery

from headway.people.models import Unit
from headway.rituals.models import Meeting, MeetingState


def lock_unit(unit_id: int) -> None:
    """Of two who begin or plan meetings of a unit, the second waits, and sees what the first did.
    One statement."""
    Unit.objects.select_for_update(no_key=True).filter(pk=unit_id).values_list("pk").first()


def lock_unit_of(meeting_id: int) -> None:
    """The same for the unit of a meeting, where there is such a meeting."""
    unit_id = Subquery(Meeting.objects.filter(pk=meeting_id).values("unit_id")[:1])
    Unit.objects.select_for_update(no_key=True).filter(pk=unit_id).values_list("pk").first()


def lock_meeting(meeting_id: int) -> Meeting | None:
    """A meeting with its unit, locked together with all that are under way in that unit: what is
    written in one of them shows in the others. One query."""
    unit_id = Subquery(Meeting.objects.filter(pk=meeting_id).values("unit_id")[:1])
    rooms = (
        Meeting.objects.select_for_update(no_key=True, of=("self",))
        .select_related("unit", "organisation")
        .filter(Q(pk=meeting_id) | Q(unit_id=unit_id, state=MeetingState.OPEN))
        .order_by("pk")
    )
    return next((one for one in rooms if one.pk == meeting_id), None)
