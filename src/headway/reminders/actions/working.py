"""When people work: weeks, holidays, absences; and after how many days something is escalated."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

from django.db import transaction
from django.utils.translation import gettext as _

from headway.activity.actions import Entry, record
from headway.core.errors import MethodError
from headway.core.reminding import EscalationDays
from headway.core.reminding.escalating import check_days
from headway.kit.days import day_errors
from headway.kit.problems import Conflict, FieldError, InvalidInput, NotFound
from headway.kit.refusing import refuse
from headway.people.access import Actor, Permission, require
from headway.people.models import Organisation
from headway.people.queries import get_unit
from headway.reminders.access import require_choosing
from headway.reminders.actions.rounds import plan_anew
from headway.reminders.models import (
    Absence,
    EscalationRule,
    PublicHoliday,
    Round,
    WorkCalendar,
)
from headway.reminders.queries.working import escalation_of

LONGEST_NAME = 100
ABSENCES_AT_MOST = 100
HOLIDAYS_AT_MOST = 1000


@transaction.atomic
def set_hours(
    actor: Actor,
    *,
    weekdays: Sequence[int],
    opens: time = time(8),
    closes: time = time(18),
    unit_id: int | None = None,
) -> WorkCalendar:
    """On which days of the week (0 Monday) and between which hours a unit and all below it work;
    without a unit, everybody who has no nearer one. Raises NotAllowed, NotFound, InvalidInput."""
    require(actor, Permission.ORGANISATION_MANAGE)
    unit = get_unit(actor, unit_id) if unit_id is not None else None
    days = sorted(set(weekdays))
    errors = []
    if not days or any(day not in range(7) for day in days):
        said = _("Choose one working day or more.")
        errors.append(FieldError("weekdays", "required", said))
    if closes <= opens:
        errors.append(FieldError("closes", "order", _("The day must end after it begins.")))
    refuse(errors)
    found, is_new = WorkCalendar.objects.select_for_update(no_key=True).get_or_create(
        organisation_id=actor.organisation_id, unit=unit,
        defaults={"weekdays": days, "opens": opens, "closes": closes},
    )  # fmt: skip
    before = None if is_new else _hours(found)
    found.weekdays, found.opens, found.closes = days, opens, closes
    after = _hours(found)
    if before == after:
        return found
    found.version += 1
    found.save()
    _plan_all_anew(actor)
    label = unit.name if unit else _name_of(actor)
    subject = ("unit", unit.pk) if unit else ("organisation", actor.organisation_id)
    record(actor, Entry("work_calendar.set", *subject, label, before, after))
    return found


@transaction.atomic
def drop_hours(actor: Actor, unit_id: int) -> None:
    """Let a unit work as the one above it does. Raises NotAllowed, NotFound."""
    require(actor, Permission.ORGANISATION_MANAGE)
    unit = get_unit(actor, unit_id)
    found = WorkCalendar.objects.filter(organisation_id=actor.organisation_id, unit=unit).first()
    if found is None:
        raise NotFound(_("This unit has no working week of its own."))
    before = _hours(found)
    found.delete()
    _plan_all_anew(actor)
    record(actor, Entry("work_calendar.dropped", "unit", unit.pk, unit.name, before))


def _hours(found: WorkCalendar) -> dict[str, object]:
    return {
        "weekdays": list(found.weekdays),
        "opens": found.opens.isoformat("minutes"),
        "closes": found.closes.isoformat("minutes"),
    }


def _name_of(actor: Actor) -> str:
    return Organisation.objects.values_list("name", flat=True).get(pk=actor.organisation_id)


@transaction.atomic
def add_holiday(actor: Actor, *, on: date, name: str, unit_id: int | None = None) -> PublicHoliday:
    """A day on which nobody works, in a unit and below it or anywhere. Raises NotAllowed, NotFound,
    InvalidInput, Conflict (that day is one already)."""
    require(actor, Permission.ORGANISATION_MANAGE)
    unit = get_unit(actor, unit_id) if unit_id is not None else None
    name = name.strip()
    errors = day_errors("on", on)
    if not name or len(name) > LONGEST_NAME:
        said = _("Give the holiday a name of at most 100 characters.")
        errors = [*errors, FieldError("name", "required", said)]
    theirs = PublicHoliday.objects.filter(organisation_id=actor.organisation_id)
    if theirs.count() >= HOLIDAYS_AT_MOST:
        said = _("There are %(count)d holidays. Remove old ones first.")
        errors = [*errors, FieldError("on", "too_many", said % {"count": HOLIDAYS_AT_MOST})]
    refuse(errors)
    if theirs.filter(unit=unit, on=on).exists():
        raise Conflict(_("This day is a holiday already."), code="holiday_exists")
    made = PublicHoliday.objects.create(
        organisation_id=actor.organisation_id, unit=unit, on=on, name=name
    )
    _plan_all_anew(actor)
    record(actor, Entry("holiday.added", "holiday", made.pk, name, after=_holiday(made)))
    return made


@transaction.atomic
def remove_holiday(actor: Actor, holiday_id: int) -> None:
    """That day is worked on after all. Raises NotAllowed, NotFound."""
    require(actor, Permission.ORGANISATION_MANAGE)
    found = PublicHoliday.objects.filter(organisation_id=actor.organisation_id, pk=holiday_id)
    holiday = found.first()
    if holiday is None:
        raise NotFound(_("There is no such holiday."))
    before, name = _holiday(holiday), holiday.name
    holiday.delete()
    _plan_all_anew(actor)
    record(actor, Entry("holiday.removed", "holiday", holiday_id, name, before))


def _holiday(holiday: PublicHoliday) -> dict[str, object]:
    return {"on": holiday.on, "name": holiday.name, "unit_id": holiday.unit_id}


@transaction.atomic
def add_absence(actor: Actor, *, first: date, last: date) -> Absence:
    """Say that one does not work for some days, both included. Raises InvalidInput, Conflict (not a
    person)."""
    require_choosing(actor)
    if actor.person_id is None:
        raise Conflict(_("Only a person can be away."))
    errors = [*day_errors("first", first), *day_errors("last", last)]
    if last < first:
        errors.append(FieldError("last", "order", _("The last day comes before the first.")))
    theirs = Absence.objects.filter(person_id=actor.person_id)
    if theirs.count() >= ABSENCES_AT_MOST:
        said = _("You have %(count)d absences. Remove old ones first.")
        errors.append(FieldError("first", "too_many", said % {"count": ABSENCES_AT_MOST}))
    refuse(errors)
    made = Absence.objects.create(
        organisation_id=actor.organisation_id, person_id=actor.person_id, first=first, last=last
    )
    plan_anew([actor.person_id])
    after = {"first": first, "last": last}
    record(actor, Entry("absence.added", "person", actor.person_id, actor.name, after=after))
    return made


@transaction.atomic
def remove_absence(actor: Actor, absence_id: int) -> None:
    """One's own only. Raises NotFound."""
    require_choosing(actor)
    found = Absence.objects.filter(person_id=actor.person_id or 0, pk=absence_id).first()
    if found is None or actor.person_id is None:
        raise NotFound(_("There is no such absence."))
    before = {"first": found.first, "last": found.last}
    found.delete()
    plan_anew([actor.person_id])
    record(actor, Entry("absence.removed", "person", actor.person_id, actor.name, before))


@transaction.atomic
def agree_on_escalation(
    actor: Actor, *, lead_after: int | None, coach_after: int | None
) -> EscalationRule:
    """After how many working days the lead and the coach hear of what is late; None: never. Raises
    NotAllowed, InvalidInput."""
    require(actor, Permission.ORGANISATION_MANAGE)
    try:
        check_days(EscalationDays(lead_after, coach_after))
    except MethodError as refused:
        raise InvalidInput.on(refused.field, _(str(refused)), code=refused.code) from refused
    agreed = escalation_of(actor.organisation_id).days
    found, _new = EscalationRule.objects.select_for_update(no_key=True).get_or_create(
        organisation_id=actor.organisation_id,
        defaults={"lead_after": agreed.lead, "coach_after": agreed.coach},
    )
    before = {"lead_after": found.lead_after, "coach_after": found.coach_after}
    after = {"lead_after": lead_after, "coach_after": coach_after}
    if before != after:
        found.lead_after, found.coach_after = lead_after, coach_after
        found.version += 1
        found.save()
        subject = ("organisation", actor.organisation_id, _name_of(actor))
        record(actor, Entry("escalation.agreed", *subject, before, after))
    return found


def _plan_all_anew(actor: Actor) -> None:
    """One statement for everybody of the organisation."""
    plans = Round.objects.filter(person__organisation_id=actor.organisation_id)
    plans.update(next_at=None)
