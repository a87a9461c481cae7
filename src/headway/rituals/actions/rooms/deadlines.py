"""Weeklies that each answers in their own time: they open and close by themselves."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from headway.kit import clock
from headway.kit.problems import Problem
from headway.people.access import system_actor
from headway.rituals.actions.rooms.closing import close_meeting
from headway.rituals.actions.rooms.opening import open_meeting
from headway.rituals.models import Meeting, MeetingKind, MeetingMode, MeetingState

AT_ONCE = 50


def due_meetings(after: int = 0) -> list[int]:
    """Async weeklies that are to open or whose deadline has passed, of those with ids ``after`` the
    last that was looked at; without those that cannot open: their unit is archived, or another
    weekly runs there. One query."""
    now = clock.now()
    runs_on = Meeting.objects.filter(
        unit_id=OuterRef("unit_id"), kind=MeetingKind.WEEKLY, state=MeetingState.OPEN
    )
    may_open = Q(state=MeetingState.PLANNED, planned_at__lte=now, unit__archived_at__isnull=True)
    is_over = Q(state=MeetingState.OPEN, ends_at__lte=now)
    found = Meeting.objects.filter(
        (may_open & ~Exists(runs_on)) | is_over,
        kind=MeetingKind.WEEKLY, mode=MeetingMode.ASYNC, pk__gt=after,
    )  # fmt: skip
    return list(found.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


@transaction.atomic
def turn_meeting(meeting_id: int) -> Meeting | None:
    """Open one whose time has come, or close it and send its digest when its deadline has passed.
    Of several workers one does it; None for the others, and where there is nothing to do."""
    meeting = (
        Meeting.objects.select_for_update(no_key=True, of=("self",))
        .select_related("organisation")
        .filter(pk=meeting_id, mode=MeetingMode.ASYNC)
        .first()
    )
    if meeting is None:
        return None
    now, actor = clock.now(), system_actor(meeting.organisation)
    if meeting.state == MeetingState.PLANNED and meeting.planned_at <= now:
        try:
            return open_meeting(actor, meeting_id)
        except Problem:
            return None  # another is under way here: it is asked again after that
    is_over = meeting.ends_at is not None and meeting.ends_at <= now
    if meeting.state == MeetingState.OPEN and is_over:
        return close_meeting(actor, meeting_id)
    return None
