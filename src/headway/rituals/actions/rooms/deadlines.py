"""Meetings in one's own time: they open by themselves, and weeklies close so; what a series of them
asks for is planned when its time comes."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

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
SERIES_AT_ONCE = 500
CLOSE_BY_THEMSELVES = (MeetingKind.WEEKLY,)
"""Closing others forgets cards that nobody revealed, and takes decisions of a person."""
FIRST_ZONE = "Pacific/Kiritimati"
"""Where a day begins first: no series anywhere on Earth asks for a later one."""


def due_meetings(after: int = 0) -> list[int]:
    """Async meetings that are to open, and weeklies among them whose deadline has passed, of those
    with ids ``after`` the last that was looked at; without those that do not open: their unit is
    archived, another of their kind runs there, or see :func:`_is_missed`. One query."""
    now = clock.now()
    runs_on = Meeting.objects.filter(
        unit_id=OuterRef("unit_id"), kind=OuterRef("kind"), state=MeetingState.OPEN
    )
    closes = Q(kind__in=CLOSE_BY_THEMSELVES)
    may_open = Q(state=MeetingState.PLANNED, planned_at__lte=now, unit__archived_at__isnull=True)
    is_in_time = closes | Q(ends_at__isnull=True) | Q(ends_at__gt=now)
    is_over = closes & Q(state=MeetingState.OPEN, ends_at__lte=now)
    found = Meeting.objects.filter(
        (may_open & is_in_time & ~Exists(runs_on)) | is_over, mode=MeetingMode.ASYNC, pk__gt=after
    )
    return list(found.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])


def series_to_begin() -> Iterator[tuple[int, date]]:
    """Series of weeklies in one's own time that ask for one now, with its day. One query for some
    hundred series."""
    now, after = clock.now(), 0
    found = MeetingSeries.objects.filter(
        kind=MeetingKind.WEEKLY, mode=MeetingMode.ASYNC, ended_on__isnull=True,
        unit__archived_at__isnull=True, since__lte=local_date(now, FIRST_ZONE),
    ).select_related("organisation").order_by("pk")  # fmt: skip
    while rows := found.filter(pk__gt=after)[:SERIES_AT_ONCE]:
        for series in rows:
            yield from ((series.pk, day) for day in _asked_for(series, now))
            after = series.pk


def _asked_for(series: MeetingSeries, now: datetime) -> Iterator[date]:
    """The days of which the weekly of a series is to be open now."""
    zone, open_for = series.organisation.time_zone, timedelta(hours=series.open_hours)
    today = local_date(now, zone)
    for day in occurrences(_terms_of(series), start=today - open_for - DAY, end=today):
        if timedelta() <= now - instant_of(day, series.at, zone) < open_for:
            yield day


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
    is_due = meeting.planned_at <= now and not _is_missed(meeting, now)
    if meeting.state == MeetingState.PLANNED and is_due:
        try:
            return open_meeting(actor, meeting_id)
        except Problem:
            return None  # another is under way here: it is asked again after that
    is_over = meeting.kind in CLOSE_BY_THEMSELVES and _has_ended(meeting, now)
    if meeting.state == MeetingState.OPEN and is_over:
        return close_meeting(actor, meeting_id)
    return None


def _has_ended(meeting: Meeting, now: datetime) -> bool:
    return meeting.ends_at is not None and meeting.ends_at <= now


def _is_missed(meeting: Meeting, now: datetime) -> bool:
    """Whether nobody would close what opened now: its deadline has passed, and it does not close by
    itself. The next of its kind could not begin. People may still open or cancel it."""
    return meeting.kind not in CLOSE_BY_THEMSELVES and _has_ended(meeting, now)
