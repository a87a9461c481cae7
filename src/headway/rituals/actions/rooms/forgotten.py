"""Weeklies that everybody left and nobody closed: they close by themselves, so that what was agreed
reaches people and the next one can begin."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.functions import Coalesce

from headway.core.rituals import QUIET
from headway.kit import clock
from headway.people.access import system_actor
from headway.rituals.actions.locks import lock_meeting
from headway.rituals.actions.rooms.closing import close_meeting
from headway.rituals.models import Meeting, MeetingKind, MeetingMode, MeetingState

AT_ONCE = 50


def forgotten_meetings(after: int = 0) -> list[int]:
    """Weeklies with a clock in which nothing has happened for three hours, of those with ids
    ``after`` the last that was looked at. One query."""
    found = _forgotten().filter(pk__gt=after)
    return list(found.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def close_forgotten_meeting(meeting_id: int) -> Meeting | None:
    """Close it; None where somebody came back, or another worker has closed it. Other meetings
    stay open: closing forgets cards that nobody revealed, which is for who leads there to say."""
    meeting = lock_meeting(meeting_id, None)  # with all rooms of its unit, then look again
    if meeting is None or not _forgotten().filter(pk=meeting_id).exists():
        return None
    return close_meeting(system_actor(meeting.organisation), meeting_id, by_itself=True)


def _forgotten() -> QuerySet[Meeting]:
    weeklies = Meeting.objects.filter(
        kind=MeetingKind.WEEKLY, mode=MeetingMode.LIVE, state=MeetingState.OPEN
    )
    last = Coalesce("heard_at", "running_since", "opened_at")
    return weeklies.alias(last=last).filter(last__lt=clock.now() - QUIET)
