"""What a write of meetings locks.

Locks are taken in one order, so that no two writes wait for each other: the series, the unit, what
hangs on the unit (an action, a blocker, a priority with its person), all rooms of the unit that are
under way by their numbers, and at last the chain of the trail.

Whoever asks for a meeting by its number names their organisation too: nobody makes the rooms of
another one wait by guessing. Jobs, which found the number themselves, name none.
"""

from __future__ import annotations

from django.db.models import Q, Subquery

from headway.people.models import Unit
from headway.rituals.models import Meeting, MeetingState


def lock_unit(unit_id: int) -> None:
    """Of two who begin or plan meetings of a unit, the second waits, and sees what the first did.
    One statement."""
    Unit.objects.select_for_update(no_key=True).filter(pk=unit_id).values_list("pk").first()


def lock_unit_of(meeting_id: int, organisation_id: int | None) -> None:
    """The same for the unit of a meeting, where there is such a meeting."""
    unit_id = _unit_of(_the(meeting_id, organisation_id))
    Unit.objects.select_for_update(no_key=True).filter(pk=unit_id).values_list("pk").first()


def lock_meeting(meeting_id: int, organisation_id: int | None) -> Meeting | None:
    """A meeting with its unit, locked together with all that are under way in that unit: what is
    written in one of them shows in the others. One query."""
    mine = _the(meeting_id, organisation_id)
    rooms = (
        Meeting.objects.select_for_update(no_key=True, of=("self",))
        .select_related("unit", "organisation")
        .filter(mine | Q(unit_id=_unit_of(mine), state=MeetingState.OPEN))
        .order_by("pk")
    )
    return next((one for one in rooms if one.pk == meeting_id), None)


def _the(meeting_id: int, organisation_id: int | None) -> Q:
    of = {} if organisation_id is None else {"organisation_id": organisation_id}
    return Q(pk=meeting_id, **of)


def _unit_of(meeting: Q) -> Subquery:
    return Subquery(Meeting.objects.filter(meeting).values("unit_id")[:1])
