"""Meetings in one's own time: they open by themselves, and weeklies close so; what a series of them
asks for is planned when its time comes."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from headway.activity.actions import one_write
from headway.core.cadence import DAY, instant_of, local_date
from headway.core.rituals import Series, occurrences
from headway.kit import clock
from headway.kit.problems import Problem
from headway.people.access import system_actor
from headway.rituals.actions.locks import lock_meeting, lock_unit_of
from headway.rituals.actions.rooms.closing import close_meeting
from headway.rituals.actions.rooms.opening import open_meeting, schedule_meeting, week_of
from headway.rituals.models import Meeting, MeetingKind, MeetingMode, MeetingSeries, MeetingState

AT_ONCE = 50
CLOSE_BY_THEMSELVES = (MeetingKind.WEEKLY,)
"""Closing others forgets cards that nobody revealed, and takes decisions of a person."""
FIRST_ZONE = "Pacific/Kiritimati"
"""Where a day begins first: no series anywhere on Earth asks for a later one."""


def due_meetings(after: int = 0) -> list[int]:
    """Async meetings that are to open, and weeklies among them whose deadline has passed, of those
    with ids ``after`` the last that was looked at; without those that cannot open: their unit is
    archived, or another of their kind runs there. One query."""
    now = clock.now()
    runs_on = Meeting.objects.filter(
        unit_id=OuterRef("unit_id"), kind=OuterRef("kind"), state=MeetingState.OPEN
    )
    may_open = Q(state=MeetingState.PLANNED, planned_at__lte=now, unit__archived_at__isnull=True)
    is_over = Q(state=MeetingState.OPEN, ends_at__lte=now, kind__in=CLOSE_BY_THEMSELVES)
    found = Meeting.objects.filter(
        (may_open & ~Exists(runs_on)) | is_over, mode=MeetingMode.ASYNC, pk__gt=after
    )
    return list(found.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


def series_to_begin() -> list[tuple[int, date]]:
    """Series of weeklies in one's own time that ask for one now, with its day. One query."""
    now = clock.now()
    found = MeetingSeries.objects.filter(
        kind=MeetingKind.WEEKLY, mode=MeetingMode.ASYNC, ended_on__isnull=True,
        unit__archived_at__isnull=True, since__lte=local_date(now, FIRST_ZONE),
    )  # fmt: skip
    asked: list[tuple[int, date]] = []
    for series in found.select_related("organisation"):
        zone = series.organisation.time_zone
        today, open_for = local_date(now, zone), timedelta(hours=series.open_hours)
        for day in occurrences(_terms_of(series), start=today - open_for - DAY, end=today):
            is_time = timedelta() <= now - instant_of(day, series.at, zone) < open_for
            asked += [(series.pk, day)] if is_time else []
    return asked


def _still_asks(series: MeetingSeries, day: date) -> bool:
    is_on = series.mode == MeetingMode.ASYNC and series.ended_on is None
    return is_on and bool(occurrences(_terms_of(series), start=day, end=day))


def _terms_of(series: MeetingSeries) -> Series:
    return Series(series.weekday, series.at, series.weeks, series.since, series.ended_on)


@one_write()
def begin_of_series(series_id: int, day: date) -> Meeting | None:
    """Plan what a series asks for on a day. Of several workers one does it; None for the others,
    where that week has or had its weekly, held or cancelled, and where the series was ended or
    changed since it was asked."""
    series = (
        MeetingSeries.objects.select_for_update(no_key=True, of=("self",))
        .select_related("organisation")
        .get(pk=series_id)
    )
    if not _still_asks(series, day):
        return None
    actor, zone = system_actor(series.organisation), series.organisation.time_zone
    planned_at = instant_of(day, series.at, zone)
    weeklies = Meeting.objects.filter(unit_id=series.unit_id, kind=MeetingKind.WEEKLY)
    if weeklies.filter(week=week_of(actor, planned_at)).exists():
        return None
    try:
        return schedule_meeting(
            actor, unit_id=series.unit_id, kind=MeetingKind.WEEKLY, mode=MeetingMode.ASYNC,
            planned_at=planned_at, ends_at=planned_at + timedelta(hours=series.open_hours),
            facilitator_id=series.facilitator_id, series_id=series.pk,
        )  # fmt: skip
    except Problem:
        return None  # such as a facilitator who has left: the calendar shows what is missing


@transaction.atomic
def turn_meeting(meeting_id: int) -> Meeting | None:
    """Open one whose time has come, or close a weekly and send its digest when its deadline has
    passed; what else is in one's own time ends when whoever facilitates says so. Of several workers
    one does it; None for the others, and where there is nothing to do."""
    lock_unit_of(meeting_id, None)
    meeting = lock_meeting(meeting_id, None)
    if meeting is None or meeting.mode != MeetingMode.ASYNC:
        return None
    now, actor = clock.now(), system_actor(meeting.organisation)
    if meeting.state == MeetingState.PLANNED and meeting.planned_at <= now:
        try:
            return open_meeting(actor, meeting_id)
        except Problem:
            return None  # another is under way here: it is asked again after that
    ends_alone = meeting.kind in CLOSE_BY_THEMSELVES
    is_over = ends_alone and meeting.ends_at is not None and meeting.ends_at <= now
    if meeting.state == MeetingState.OPEN and is_over:
        return close_meeting(actor, meeting_id)
    return None
