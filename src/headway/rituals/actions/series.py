"""When a unit meets again and again: begin a series, change it, end it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.kit import clock
from headway.kit.problems import Conflict, FieldError, NotFound
from headway.kit.refusing import refuse
from headway.okrs.actions.checks import check_version, person_errors, refuse_archived_unit
from headway.people.access import Actor, Facts, Permission, require
from headway.people.models import Unit
from headway.people.queries import get_live_unit
from headway.rituals.actions.locks import lock_unit
from headway.rituals.models import MeetingKind, MeetingMode, MeetingSeries
from headway.web.formats import day

MOST_WEEKS = 26
MOST_HOURS = 24 * 14

_FIELDS = ("mode", "weekday", "at", "weeks", "open_hours", "facilitator_id")


@transaction.atomic
def start_series(
    actor: Actor,
    *,
    unit_id: int,
    weekday: int,
    at: time,
    kind: str = MeetingKind.WEEKLY,
    mode: str = MeetingMode.LIVE,
    weeks: int = 1,
    open_hours: int = 24,
    facilitator_id: int | None = None,
    since: date | None = None,
) -> MeetingSeries:
    """A unit meets from now on every so many weeks, on a weekday (0 Monday) at a time of day where
    the organisation lives.

    Raises NotAllowed, NotFound, InvalidInput, Conflict (it has a series of that kind).
    """
    unit = get_live_unit(actor, unit_id)
    require(actor, Permission.MEETING_LEAD, _facts_of(unit))
    series = MeetingSeries(
        organisation_id=actor.organisation_id, unit=unit, kind=kind, mode=mode, weekday=weekday,
        at=at, weeks=weeks, open_hours=open_hours, facilitator_id=facilitator_id,
        since=since or clock.today(actor.time_zone),
    )  # fmt: skip
    _refuse_unfit(actor, series)
    lock_unit(unit.pk)
    if MeetingSeries.objects.filter(unit=unit, kind=kind, ended_on__isnull=True).exists():
        raise Conflict(
            _("This unit has such a series already. Change that one, or end it."),
            code="series_exists",
        )
    series.save()
    _record(actor, "started", series, after=_terms(series))
    return series


def hours_of(begins: datetime, ends: datetime) -> int:
    """How long a meeting in one's own time is open, in whole hours, at least one."""
    return max(round((ends - begins) / timedelta(hours=1)), 1)


@transaction.atomic
def change_series(
    actor: Actor, series_id: int, *, version: int | None = None, **changes: object
) -> MeetingSeries:
    """Other terms from now on: ``mode``, ``weekday``, ``at``, ``weeks``, ``open_hours``,
    ``facilitator_id``. Weeks are counted anew from today. Meetings that were planned stay.

    Raises NotAllowed, NotFound, InvalidInput, Conflict (it has ended, the unit is archived),
    Outdated.
    """
    series = _enter(actor, series_id)
    refuse_archived_unit(series.unit)
    before, facilitator_id = _terms(series), series.facilitator_id
    known = {name: value for name, value in changes.items() if name in _FIELDS}
    if all(getattr(series, name) == value for name, value in known.items()):
        return series
    check_version(series, version)
    for name, value in known.items():
        setattr(series, name, value)
    _refuse_unfit(actor, series, was=facilitator_id)
    series.since = max(series.since, clock.today(actor.time_zone))
    series.version += 1
    series.save(update_fields=[*known, "since", "version"])
    _record(actor, "changed", series, before=before, after=_terms(series))
    return series


@transaction.atomic
def end_series(actor: Actor, series_id: int, *, version: int | None = None) -> MeetingSeries:
    """No further meetings; yesterday was its last day. Meetings that were planned stay. Raises
    NotAllowed, NotFound, Conflict (it has ended, or begins on a later day), Outdated."""
    series, today = _enter(actor, series_id), clock.today(actor.time_zone)
    check_version(series, version)
    if series.since > today:
        said = _("This series begins on %(day)s. Change it until then, or end it on that day.")
        raise Conflict(said % {"day": day(series.since)}, code="series_not_begun")
    series.ended_on = today - timedelta(days=1)
    series.version += 1
    series.save(update_fields=["ended_on", "version"])
    _record(actor, "ended", series)
    return series


def _enter(actor: Actor, series_id: int) -> MeetingSeries:
    found = (
        MeetingSeries.objects.select_for_update(no_key=True, of=("self",))
        .select_related("unit")
        .filter(organisation_id=actor.organisation_id, pk=series_id)
        .first()
    )
    if found is None:
        raise NotFound(_("There is no such series of meetings."))
    require(actor, Permission.MEETING_LEAD, _facts_of(found.unit))
    if found.ended_on is not None:
        raise Conflict(_("This series has ended. Begin a new one."), code="series_ended")
    return found


def _refuse_unfit(actor: Actor, series: MeetingSeries, *, was: int | None = None) -> None:
    """Who ``was`` its facilitator and has left since stays until somebody else is named."""
    errors = []
    if series.kind not in MeetingKind.values:
        errors.append(FieldError("kind", "choice", _("Choose a kind of meeting.")))
    if series.mode not in MeetingMode.values:
        errors.append(FieldError("mode", "choice", _("Choose how you meet.")))
    if not 0 <= series.weekday <= 6:
        errors.append(FieldError("weekday", "choice", _("Choose a day of the week.")))
    if not 1 <= series.weeks <= MOST_WEEKS:
        message = _("Every 1 to %(most)d weeks.") % {"most": MOST_WEEKS}
        errors.append(FieldError("weeks", "range", message))
    if not 1 <= series.open_hours <= MOST_HOURS:
        message = _("It is open for 1 to %(most)d hours.") % {"most": MOST_HOURS}
        errors.append(FieldError("open_hours", "range", message))
    refuse([*errors, *person_errors(actor, "facilitator_id", series.facilitator_id, was=was)])


def _facts_of(unit: Unit) -> Facts:
    return Facts(unit_id=unit.pk, unit_path=unit.path)


def _terms(series: MeetingSeries) -> dict[str, object]:
    return {name: getattr(series, name) for name in ("kind", *_FIELDS)}


def _record(
    actor: Actor,
    verb: str,
    series: MeetingSeries,
    *,
    before: dict[str, object] | None = None,
    after: dict[str, object] | None = None,
) -> None:
    unit: Unit = series.unit
    label = f"{MeetingKind(series.kind).label}, {unit.name}"
    record(actor, Entry(f"series.{verb}", "series", series.pk, label, before, after))
