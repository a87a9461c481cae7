"""Plan a meeting, open it, put it off, cancel it, hand it over."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, one_write, record
from headway.core.cadence import local_date, week_start
from headway.core.rituals import agenda, formats
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, InvalidInput
from headway.kit.refusing import refuse
from headway.kpis.queries.doors import calendar_of
from headway.okrs.actions.checks import person_errors
from headway.okrs.models import Cycle
from headway.okrs.queries.cycles import current_cycle, list_cycles
from headway.people.access import Actor, Permission, require
from headway.people.models import Unit
from headway.people.queries import get_live_unit
from headway.rituals.actions.checks import is_past, past_words
from headway.rituals.actions.locks import lock_unit, lock_unit_of
from headway.rituals.actions.rooms.attendance import join_meeting
from headway.rituals.actions.rooms.boards import facilitator_errors, facilitator_of, format_errors
from headway.rituals.actions.rooms.clock import start
from headway.rituals.actions.rooms.doors import enter, facts_of, label_of, leave
from headway.rituals.actions.rooms.pulse import ask_pulse
from headway.rituals.actions.series import hours_of, start_series
from headway.rituals.models import Meeting, MeetingKind, MeetingMode, MeetingSeries, MeetingState

ASYNC_FOR = timedelta(hours=24)
"""How long an async meeting is open where nobody says until when."""


@one_write()
def schedule_meeting(
    actor: Actor,
    *,
    unit_id: int,
    kind: str,
    planned_at: datetime,
    cycle_id: int | None = None,
    mode: str = MeetingMode.LIVE,
    ends_at: datetime | None = None,
    facilitator_id: int | None = None,
    format: str = "",  # noqa: A002 - the field's word
    is_anonymous: bool | None = None,
    series_id: int | None = None,
    every_weeks: int | None = None,
) -> Meeting:
    """Plan a meeting of a unit. A weekly is of the week that ``planned_at`` lies in; of the others
    ``cycle_id`` says what they are about. ``every_weeks``: it is the first of a series that meets
    again every so many weeks. A retrospective is anonymous where nobody says otherwise, and whoever
    plans it facilitates only if they belong there.

    Raises NotAllowed (a series takes who leads meetings there), NotFound, InvalidInput, Conflict
    (that week has its weekly already, or the unit its series).
    """
    unit = get_live_unit(actor, unit_id)
    require(actor, Permission.MEETING_TAKE_PART, facts_of(unit))
    _refuse_unfit(actor, kind, mode, planned_at, ends_at, cycle_id, facilitator_id)
    lock_unit(unit.pk)
    facilitator_id = facilitator_id or facilitator_of(kind, unit, actor.person_id)
    if kind == MeetingKind.RETROSPECTIVE:
        format = format or formats(kind)[0].key  # noqa: A001 - the field's word
        is_anonymous = is_anonymous is not False
    refuse(
        [
            *format_errors(kind, format),
            *facilitator_errors(kind, unit, facilitator_id),
            *_series_errors(unit, kind, series_id),
        ]
    )
    week = week_of(actor, planned_at) if kind == MeetingKind.WEEKLY else None
    if week is not None:
        _refuse_second(unit_id, week)
        cycle_id = cycle_id or cycle_on(actor, planned_at)
    if mode == MeetingMode.ASYNC and ends_at is None:
        ends_at = planned_at + _open_for(series_id)
    if every_weeks is not None:
        at = planned_at.astimezone(ZoneInfo(actor.time_zone)).time()
        since = local_date(planned_at, actor.time_zone)
        series_id = start_series(
            actor, unit_id=unit_id, weekday=since.weekday(), at=at, kind=kind, mode=mode,
            weeks=every_weeks, facilitator_id=facilitator_id, since=since,
            open_hours=hours_of(planned_at, ends_at or planned_at + ASYNC_FOR),
        ).pk  # fmt: skip
    meeting = Meeting.objects.create(
        organisation_id=actor.organisation_id, unit=unit, cycle_id=cycle_id, kind=kind, mode=mode,
        week=week, planned_at=planned_at, ends_at=ends_at, format=format,
        facilitator_id=facilitator_id, is_anonymous=bool(is_anonymous),
        series_id=series_id, created_at=clock.now(), created_by_id=actor.person_id,
    )  # fmt: skip
    after = {"kind": kind, "planned_at": planned_at, "mode": mode}
    record(actor, Entry("meeting.planned", "meeting", meeting.pk, label_of(meeting), after=after))
    return meeting


@one_write()
def open_meeting(actor: Actor, meeting_id: int) -> Meeting:
    """Begin: the agenda is set, the clock runs, and whoever opens it is in the room. One that is
    open already stays so, and one joins it.

    Raises NotAllowed, NotFound, Conflict (over, cancelled, of an archived unit, or another of its
    kind is under way).
    """
    lock_unit_of(meeting_id, actor.organisation_id)
    meeting = enter(actor, meeting_id, must_be_open=False)
    if meeting.state == MeetingState.OPEN:
        return join_meeting(actor, meeting_id)
    if meeting.state != MeetingState.PLANNED:
        raise Conflict(
            _("This meeting is over. Its minutes stay as they are."), code="meeting_not_open"
        )
    _refuse_archived(meeting.unit)
    _refuse_another_open(meeting)
    meeting.state, meeting.opened_at, meeting.stage = MeetingState.OPEN, clock.now(), 0
    meeting.stages = [
        {"key": stage.key, "minutes": stage.minutes, "seconds": 0} for stage in agenda(meeting.kind)
    ]
    start(meeting)
    fields = ("state", "opened_at", "stages", "stage", "running_since")
    ask_pulse(meeting)
    leave(actor, meeting, "opened", after={"mode": meeting.mode}, fields=fields)
    return join_meeting(actor, meeting_id)


@one_write()
def open_weekly(actor: Actor, unit_id: int, *, cycle_id: int | None = None) -> Meeting:
    """Begin this week's weekly of a unit, in one step: planned or not, it opens now; one that is
    open is joined.

    Raises NotAllowed, NotFound, Conflict (this week's is over).
    """
    unit = get_live_unit(actor, unit_id)
    require(actor, Permission.MEETING_TAKE_PART, facts_of(unit))
    lock_unit(unit.pk)  # two who begin, begin one
    now = clock.now()
    week = week_of(actor, now)
    found = Meeting.objects.filter(unit=unit, kind=MeetingKind.WEEKLY, week=week)
    meeting = found.exclude(state=MeetingState.CANCELLED).first()
    if meeting is None:
        meeting = Meeting.objects.create(
            organisation_id=actor.organisation_id, unit=unit, kind=MeetingKind.WEEKLY,
            cycle_id=cycle_id or cycle_on(actor, now), week=week, planned_at=now,
            facilitator_id=actor.person_id, created_at=now, created_by_id=actor.person_id,
        )  # fmt: skip
    return open_meeting(actor, meeting.pk)


@transaction.atomic
def reschedule_meeting(
    actor: Actor, meeting_id: int, *, planned_at: datetime, ends_at: datetime | None = None
) -> Meeting:
    """Put a planned meeting at another time, as long as it was unless ``ends_at`` says otherwise. A
    weekly stays within its week, or moves to one that has none. Raises NotAllowed, NotFound,
    InvalidInput, Conflict."""
    lock_unit_of(meeting_id, actor.organisation_id)
    meeting = enter(actor, meeting_id, Permission.MEETING_LEAD, must_be_open=False)
    _refuse_not_planned(meeting)
    if ends_at is not None and ends_at <= planned_at:
        raise InvalidInput.on("ends_at", _("It must end after it begins."))
    refuse(_past_errors(actor, planned_at))
    before = {"planned_at": meeting.planned_at}
    if meeting.kind == MeetingKind.WEEKLY:
        week = week_of(actor, planned_at)
        if week != meeting.week:
            _refuse_second(meeting.unit_id, week)
        meeting.week = week
    if ends_at is None and meeting.ends_at is not None:
        ends_at = planned_at + (meeting.ends_at - meeting.planned_at)
    meeting.planned_at, meeting.ends_at = planned_at, ends_at
    after, fields = {"planned_at": planned_at}, ("planned_at", "ends_at", "week")
    leave(actor, meeting, "put_off", before=before, after=after, fields=fields)
    return meeting


@transaction.atomic
def cancel_meeting(actor: Actor, meeting_id: int, *, why: str = "") -> Meeting:
    """A planned meeting does not take place. Raises NotAllowed, NotFound, Conflict."""
    meeting = enter(actor, meeting_id, Permission.MEETING_LEAD, must_be_open=False)
    _refuse_not_planned(meeting)
    meeting.state = MeetingState.CANCELLED
    leave(actor, meeting, "cancelled", why=why.strip(), fields=("state",))
    return meeting


@transaction.atomic
def hand_over(actor: Actor, meeting_id: int, facilitator_id: int) -> Meeting:
    """Let somebody else facilitate, or take it over where the facilitator is away: anybody who may
    take part. Raises NotAllowed, NotFound, InvalidInput, Conflict."""
    meeting = enter(actor, meeting_id, must_be_open=False)
    if meeting.state in (MeetingState.CLOSED, MeetingState.CANCELLED):
        raise Conflict(_("This meeting is over."), code="meeting_not_open")
    refuse(
        person_errors(actor, "facilitator_id", facilitator_id)
        or facilitator_errors(meeting.kind, meeting.unit, facilitator_id)
    )
    before = {"facilitator_id": meeting.facilitator_id}
    meeting.facilitator_id = facilitator_id
    after = {"facilitator_id": facilitator_id}
    leave(actor, meeting, "handed_over", before=before, after=after, fields=("facilitator",))
    return meeting


def week_of(actor: Actor, moment: datetime) -> date:
    """The first day of the week, as the organisation counts weeks, that a moment lies in there."""
    first = calendar_of(actor.organisation_id).first_weekday
    return week_start(local_date(moment, actor.time_zone), first_weekday=first)


def cycle_on(actor: Actor, moment: datetime) -> int | None:
    """The cycle that a weekly is of. One query."""
    found = current_cycle(list_cycles(actor), local_date(moment, actor.time_zone))
    return found.id if found is not None else None


def _refuse_unfit(
    actor: Actor,
    kind: str,
    mode: str,
    planned_at: datetime,
    ends_at: datetime | None,
    cycle_id: int | None,
    facilitator_id: int | None,
) -> None:
    errors: list[FieldError] = []
    if kind not in MeetingKind.values:
        errors.append(FieldError("kind", "unknown", _("Choose a kind of meeting.")))
    if mode not in MeetingMode.values:
        errors.append(FieldError("mode", "unknown", _("Choose how you meet.")))
    errors += _past_errors(actor, planned_at)
    if ends_at is not None and ends_at <= planned_at:
        errors.append(FieldError("ends_at", "too_early", _("It must end after it begins.")))
    if kind != MeetingKind.WEEKLY and cycle_id is None:
        errors.append(FieldError("cycle_id", "required", _("Choose the cycle that it is about.")))
    elif cycle_id is not None and not _has_cycle(actor, cycle_id):
        errors.append(FieldError("cycle_id", "unknown", _("There is no such cycle.")))
    refuse([*errors, *person_errors(actor, "facilitator_id", facilitator_id)])


def _past_errors(actor: Actor, planned_at: datetime) -> list[FieldError]:
    """Nobody comes to a meeting of a day that is over; earlier today may be what was just held."""
    if not is_past(actor, local_date(planned_at, actor.time_zone)):
        return []
    return [FieldError("planned_at", "past", past_words())]


def _has_cycle(actor: Actor, cycle_id: int) -> bool:
    return Cycle.objects.filter(organisation_id=actor.organisation_id, pk=cycle_id).exists()


def _series_errors(unit: Unit, kind: str, series_id: int | None) -> list[FieldError]:
    if series_id is None:
        return []
    if MeetingSeries.objects.filter(unit=unit, kind=kind, pk=series_id).exists():
        return []
    return [FieldError("series_id", "unknown", _("There is no such series of meetings."))]


def _open_for(series_id: int | None) -> timedelta:
    """How long an async meeting is open, as its series says where it is of one."""
    if series_id is None:
        return ASYNC_FOR
    found = MeetingSeries.objects.filter(pk=series_id, mode=MeetingMode.ASYNC)
    hours = found.values_list("open_hours", flat=True).first()
    return ASYNC_FOR if hours is None else timedelta(hours=hours)


def _refuse_second(unit_id: int, week: date) -> None:
    weeklies = Meeting.objects.filter(unit_id=unit_id, kind=MeetingKind.WEEKLY, week=week)
    if weeklies.exclude(state=MeetingState.CANCELLED).exists():
        raise Conflict(_("That week has its weekly already."), code="weekly_exists")


def _refuse_archived(unit: Unit) -> None:
    if unit.archived_at is not None:
        raise Conflict(
            _("This unit is archived: it meets no more. Cancel the meeting, or plan it elsewhere."),
            code="unit_archived",
        )


def _refuse_another_open(meeting: Meeting) -> None:
    others = Meeting.objects.filter(
        unit_id=meeting.unit_id, kind=meeting.kind, state=MeetingState.OPEN
    )
    if others.exclude(pk=meeting.pk).exists():
        raise Conflict(
            _("Another meeting of this kind is under way here. Close it first."),
            code="another_is_open",
        )


def _refuse_not_planned(meeting: Meeting) -> None:
    if meeting.state != MeetingState.PLANNED:
        raise Conflict(_("Only a meeting that has not begun can be changed."), code="has_begun")
