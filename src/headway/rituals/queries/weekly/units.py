"""Whose weekly is on? The units that somebody has to do with, and where their weekly stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.kit import clock
from headway.people.access import Actor
from headway.people.models import Unit
from headway.rituals.models import Meeting, MeetingKind, MeetingState
from headway.rituals.queries.rooms.rows import HELD_AT
from headway.web.formats import count_at_start, count_word

AT_MOST = 30
NAMED = 3
"""Units that the heading names."""


@dataclass(frozen=True, slots=True)
class UnitState:
    """A unit, and where its weekly stands; ``is_overdue``: its time has passed, and nobody has
    begun it."""

    id: int
    name: str
    state: str
    meeting_id: int | None
    when: datetime | None
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class UnitStates:
    """The first of the units, those under way first; ``all`` of them, and how many have ``held``
    theirs this week."""

    rows: tuple[UnitState, ...]
    all: int
    held: int

    @property
    def more(self) -> int:
        return self.all - len(self.rows)


def unit_states(actor: Actor, week: date) -> UnitStates:
    """The units that the actor works in or leads with all below them, and those that they coach; of
    who has none of these and administers, all. At most five queries, however many units."""
    units = _units(actor)
    met = _of_week(week).exclude(state=MeetingState.CANCELLED)
    is_on = Exists(met.filter(unit_id=OuterRef("pk"), state=MeetingState.OPEN))
    first = units.annotate(is_on=is_on).order_by("-is_on", "path")
    rows = list(first.values_list("pk", "name")[:AT_MOST])
    found = {
        unit_id: (state, pk, held_at)
        for unit_id, state, pk, held_at in met.filter(unit_id__in=[pk for pk, _name in rows])
        .order_by("planned_at")
        .values_list("unit_id", "state", "pk", HELD_AT)
    }
    now = clock.now()
    states = [_state(pk, name, now, *found.get(pk, ("", None, None))) for pk, name in rows]
    order = {MeetingState.OPEN: 0, MeetingState.PLANNED: 1, "": 2, MeetingState.CLOSED: 3}
    shown = tuple(sorted(states, key=lambda one: order[one.state]))
    if len(rows) < AT_MOST:
        held = sum(one.state == MeetingState.CLOSED for one in shown)
        return UnitStates(shown, len(rows), held)
    closed = met.filter(week=week, state=MeetingState.CLOSED, unit__in=units.values("pk"))
    held = closed.aggregate(held=Count("unit_id", distinct=True))["held"]
    return UnitStates(shown, units.count(), held)


def _state(
    pk: int, name: str, now: datetime, state: str, meeting_id: int | None, when: datetime | None
) -> UnitState:
    is_overdue = state == MeetingState.PLANNED and when is not None and when < now
    return UnitState(pk, name, state, meeting_id, when, is_overdue)


def _units(actor: Actor) -> QuerySet[Unit]:
    units = Unit.objects.filter(organisation_id=actor.organisation_id, archived_at__isnull=True)
    if actor.is_admin and not actor.led_paths and not actor.member_unit_ids:
        return units
    mine = Q(pk__in=sorted(actor.coached_unit_ids))
    own = units.filter(pk__in=sorted(actor.member_unit_ids)).values_list("path", flat=True)
    for path in {*actor.led_paths, *own}:
        mine |= Q(path__startswith=path)
    return units.filter(mine)


def _of_week(week: date) -> QuerySet[Meeting]:
    return Meeting.objects.filter(
        Q(week=week) | Q(state=MeetingState.OPEN), kind=MeetingKind.WEEKLY
    )


def heading_of_units(units: UnitStates) -> str:
    """For the whole organisation: whose weekly is on?"""
    running = [one.name for one in units.rows if one.state == MeetingState.OPEN]
    if not units.all:
        return _("You work in no unit yet: choose one above.")
    if running:
        return _("Under way now: %(units)s.") % {"units": _named(running)}
    if not units.held:
        return _("Nobody has met this week yet. Choose a unit.")
    words = ngettext(
        "%(held)s of %(all)s units has met this week. Choose one.",
        "%(held)s of %(all)s units have met this week. Choose one.",
        units.held,
    )
    return words % {"held": count_at_start(units.held), "all": count_word(units.all)}


def _named(names: list[str]) -> str:
    said, more = ", ".join(names[:NAMED]), len(names) - NAMED
    return _("%(units)s and %(count)d more") % {"units": said, "count": more} if more > 0 else said
