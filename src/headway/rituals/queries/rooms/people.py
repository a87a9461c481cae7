"""Who is in a room, and who belongs there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from headway.kit import clock
from headway.kit.prepared import prepared
from headway.people.models import Membership, MembershipKind, Person, Unit
from headway.rituals.models import Attendance
from headway.rituals.queries.rooms.rows import MeetingRow

AWAY_AFTER = timedelta(seconds=60)
"""Whose page has not asked for news for so long is gone, or asleep."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who belongs in the room or came; ``is_here`` while their page looks, ``was_here``
    when they came at all."""

    id: int
    name: str
    role: str  # lead, coach, member or guest
    is_here: bool
    was_here: bool


def seats(row: MeetingRow) -> list[Seat]:
    """The lead, the coaches and the members of the unit, then guests. Three queries."""
    came = {pk: (name, seen_at) for pk, name, seen_at in _came(row.id)}
    belong: dict[int, tuple[str, str]] = {}
    for pk, name in _lead(row.unit_id):
        belong[pk] = (name, "lead")
    for pk, name, kind in _members(row.unit_id):
        belong.setdefault(pk, (name, "coach" if kind == MembershipKind.COACH else "member"))
    for pk, (name, _seen) in came.items():
        belong.setdefault(pk, (name, "guest"))
    now = clock.now()
    return [
        Seat(
            pk, name, role,
            is_here=pk in came and row.is_open and now - came[pk][1] <= AWAY_AFTER,
            was_here=pk in came,
        )
        for pk, (name, role) in belong.items()
    ]  # fmt: skip


@prepared
def _came(meeting_id: int) -> QuerySet[Attendance, tuple[int, str, datetime]]:
    found = Attendance.objects.filter(meeting_id=meeting_id).order_by("joined_at")
    return found.values_list("person_id", "person__name", "seen_at")


@prepared
def _lead(unit_id: int) -> QuerySet[Unit, tuple[int, str]]:
    found = Unit.objects.filter(pk=unit_id, lead__is_active=True)
    return found.values_list("lead_id", "lead__name")


@prepared
def _members(unit_id: int) -> QuerySet[Membership, tuple[int, str, str]]:
    found = Membership.objects.filter(unit_id=unit_id, person__is_active=True)
    return found.order_by("person__name").values_list("person_id", "person__name", "kind")


def writing_in(meeting_id: int) -> set[int]:
    """Ids of those whose page said a moment ago that they have typed something and not sent it. One
    query."""
    found = Attendance.objects.filter(
        meeting_id=meeting_id, writing_at__gt=clock.now() - AWAY_AFTER
    )
    return set(found.values_list("person_id", flat=True))


def people_of(meeting_id: int, unit_id: int) -> list[tuple[int, str]]:
    """Ids and names of those who belong to the unit, coaches apart, or came. One query."""
    return _people(meeting_id, unit_id)


@prepared
def _people(meeting_id: int, unit_id: int) -> QuerySet[Person, tuple[int, str]]:
    belongs = Q(memberships__unit_id=unit_id, memberships__kind=MembershipKind.MEMBER)
    unit = Unit.objects.filter(pk=unit_id).values("lead_id")
    came = Attendance.objects.filter(meeting_id=meeting_id).values("person_id")
    people = Person.objects.filter(belongs | Q(pk__in=unit) | Q(pk__in=came), is_active=True)
    return people.distinct().order_by("name", "pk").values_list("pk", "name")
