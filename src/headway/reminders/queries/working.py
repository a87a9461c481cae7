"""When a person, and when a unit, works."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from headway.core.reminding import Away, EscalationDays, Holiday, WorkingCalendar
from headway.core.reminding.working import MONDAY_TO_FRIDAY
from headway.kit.prepared import prepared
from headway.people.access import Actor
from headway.people.models import Membership, MembershipKind, Unit, line_of
from headway.reminders.models import Absence, EscalationRule, PublicHoliday, WorkCalendar

LOOKS_BACK = timedelta(days=400)
"""Holidays and absences that ended earlier decide nothing any more."""


@dataclass(frozen=True, slots=True)
class Hours:
    """On which weekdays and between which hours a unit works; ``unit_id`` None: all."""

    unit_id: int | None = None
    weekdays: tuple[int, ...] = tuple(sorted(MONDAY_TO_FRIDAY))
    opens: time = time(8)
    closes: time = time(18)
    version: int = 0


@dataclass(frozen=True, slots=True)
class HolidayRow:
    """A holiday of a unit, or (None) of all."""

    id: int
    on: date
    name: str
    unit_id: int | None
    unit_name: str | None


@dataclass(frozen=True, slots=True)
class AbsenceRow:
    """Days on which somebody does not work."""

    id: int
    first: date
    last: date


def calendar_of_person(
    organisation_id: int, person_id: int, zone: str, today: date
) -> WorkingCalendar:
    """The working calendar of somebody who lives in a zone. Four queries, one more for who belongs
    to no unit."""
    line = _line_of(person_id)
    away = tuple(Away(row.first, row.last) for row in absences_of(person_id, today - LOOKS_BACK))
    return _calendar(organisation_id, line, zone, today, away)


def calendar_of_unit(
    organisation_id: int, unit_path: str, zone: str, today: date
) -> WorkingCalendar:
    """The working calendar of a unit. Two queries."""
    return _calendar(organisation_id, line_of(unit_path), zone, today, ())


def _calendar(
    organisation_id: int, line: tuple[int, ...], zone: str, today: date, away: tuple[Away, ...]
) -> WorkingCalendar:
    hours = hours_on(organisation_id, line)
    days = _holidays_on(organisation_id, (*line, 0), today - LOOKS_BACK)
    holidays = tuple(Holiday(on, name) for on, name in days)
    return WorkingCalendar(
        zone, frozenset(hours.weekdays), holidays, away, hours.opens, hours.closes
    )


def hours_on(organisation_id: int, line: Collection[int]) -> Hours:
    """The nearest working week above: of the last unit of a line that has its own, or of all."""
    found = {row[0]: Hours(row[0], tuple(row[1]), *row[2:]) for row in _hours(organisation_id)}
    own = (found[unit_id] for unit_id in reversed(list(line)) if unit_id in found)
    return next(own, found.get(None, Hours()))


def all_hours(organisation_id: int) -> list[Hours]:
    """Every working week that was set: of all first, then of units. One query."""
    rows = [Hours(row[0], tuple(row[1]), *row[2:]) for row in _hours(organisation_id)]
    return sorted(rows, key=lambda hours: hours.unit_id or 0)


def _line_of(person_id: int) -> tuple[int, ...]:
    """The line of the unit somebody works in first, or else leads."""
    paths = _paths(person_id) or _led(person_id)
    return line_of(paths[0]) if paths else ()


@prepared
def _paths(person_id: int) -> QuerySet[Membership, str]:
    mine = Membership.objects.filter(person_id=person_id, kind=MembershipKind.MEMBER)
    return mine.order_by("id").values_list("unit__path", flat=True)[:1]


@prepared
def _led(person_id: int) -> QuerySet[Unit, str]:
    led = Unit.objects.filter(lead_id=person_id, archived_at__isnull=True)
    return led.order_by("path").values_list("path", flat=True)[:1]


@prepared
def _hours(organisation_id: int) -> QuerySet[WorkCalendar, tuple[Any, ...]]:
    return WorkCalendar.objects.filter(organisation_id=organisation_id).values_list(
        "unit_id", "weekdays", "opens", "closes", "version"
    )


@prepared
def _holidays_on(
    organisation_id: int, unit_ids: Collection[int], since: date
) -> QuerySet[PublicHoliday, tuple[date, str]]:
    theirs = Q(unit_id__isnull=True) | Q(unit_id__in=unit_ids)
    days = PublicHoliday.objects.filter(theirs, organisation_id=organisation_id, on__gte=since)
    return days.order_by("on", "id").values_list("on", "name")


def holidays_of(organisation_id: int, since: date) -> list[HolidayRow]:
    """All holidays from a day on. One query."""
    return [HolidayRow(*row) for row in _holidays(organisation_id, since)]


@prepared
def _holidays(organisation_id: int, since: date) -> QuerySet[PublicHoliday, tuple[Any, ...]]:
    days = PublicHoliday.objects.filter(organisation_id=organisation_id, on__gte=since)
    return days.order_by("on", "unit__path", "id").values_list(
        "id", "on", "name", "unit_id", "unit__name"
    )


def absences_of(person_id: int, since: date) -> list[AbsenceRow]:
    """Absences that end on a day or later. One query."""
    return [AbsenceRow(*row) for row in _absences(person_id, since)]


@prepared
def _absences(person_id: int, since: date) -> QuerySet[Absence, tuple[int, date, date]]:
    away = Absence.objects.filter(person_id=person_id, last__gte=since)
    return away.order_by("first", "id").values_list("id", "first", "last")


@dataclass(frozen=True, slots=True)
class EscalationRow:
    """What was agreed about what waits too long."""

    days: EscalationDays
    version: int = 0


def escalation_of(organisation_id: int) -> EscalationRow:
    """After how many working days something goes to the lead and to the coach. One query."""
    rows = _rule(organisation_id)
    if not rows:
        return EscalationRow(EscalationDays())
    lead, coach, version = rows[0]
    return EscalationRow(EscalationDays(lead, coach), version)


@prepared
def _rule(organisation_id: int) -> QuerySet[EscalationRule, tuple[Any, ...]]:
    return EscalationRule.objects.filter(organisation_id=organisation_id).values_list(
        "lead_after", "coach_after", "version"
    )


def own_absences(actor: Actor, since: date) -> list[AbsenceRow]:
    """The actor's own. One query, none for the system."""
    return absences_of(actor.person_id, since) if actor.person_id is not None else []


def away_on(day: date, person_ids: Collection[int]) -> set[int]:
    """Who of these is away on a day. One query."""
    found = Absence.objects.filter(person_id__in=person_ids, first__lte=day, last__gte=day)
    return set(found.values_list("person_id", flat=True))
