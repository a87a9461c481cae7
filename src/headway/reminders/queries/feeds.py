"""What the calendar of a person, or of a unit, holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from headway.core.planning.calendar import planning_calendar
from headway.core.planning.expectations import Step
from headway.kit.prepared import prepared
from headway.okrs.models import Cycle, Phase
from headway.okrs.queries.calendars import own_dates
from headway.people.access import Actor
from headway.people.models import Unit
from headway.reminders.models import FeedToken
from headway.reminders.queries.matters import matters_of
from headway.reminders.queries.meetings import MeetingRow, meetings_between, own_unit_ids

BACK, AHEAD = timedelta(days=60), timedelta(days=200)


@dataclass(frozen=True, slots=True)
class DayEntry:
    """Something of a whole day, or of several; ``is_to_do``: somebody is to do it by then."""

    uid: str
    title: str
    note: str
    url: str
    first: date
    last: date
    is_to_do: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar: ``name`` is what programs call it."""

    name: str
    zone: str
    made_at: datetime
    meetings: tuple[MeetingRow, ...]
    days: tuple[DayEntry, ...]


@dataclass(frozen=True, slots=True)
class FeedRow:
    """An address in use."""

    id: int
    unit_id: int | None
    unit_name: str | None
    created_at: datetime
    last_used_at: datetime | None


def feed_of(actor: Actor, unit: Unit | None, organisation: str, now: datetime, today: date) -> Feed:
    """The calendar as the actor may see it: meetings of their units (or of one), what they are to
    do by which day, and the steps of cycles. Some fifteen queries."""
    units = [unit.pk] if unit else own_unit_ids(actor)
    meetings = meetings_between(
        actor.organisation_id, units, actor.time_zone, today - BACK, today + AHEAD
    )
    matters = [] if unit else matters_of(actor, today)
    to_do = [
        DayEntry(
            f"{row.key.replace(':', '-')}-{row.due_on:%Y%m%d}", row.title, row.note, row.url,
            row.due_on, row.due_on, is_to_do=True,
        )
        for row in matters
    ]  # fmt: skip
    name = unit.name if unit else actor.name
    title = _("%(name)s, %(organisation)s") % {"name": name, "organisation": organisation}
    return Feed(title, actor.time_zone, now, tuple(meetings), (*to_do, *_steps(actor, today)))


def step_titles() -> dict[str, str]:
    """The steps of a cycle, as calendars call them."""
    return {
        Step.FRAME: _("Leaders draft"), Step.TELL: _("Leaders tell all"),
        Step.DRAFT: _("Teams draft"), Step.SHARE: _("Drafts shown to all"),
        Step.ALIGN: _("Alignment"), Step.LOCK: _("Plan lock"),
        Step.MID_CYCLE: _("Mid-cycle check"), Step.REVIEW: _("Review"),
        Step.RETROSPECTIVE: _("Retrospective"),
    }  # fmt: skip


def _steps(actor: Actor, today: date) -> list[DayEntry]:
    found: list[DayEntry] = []
    titles = step_titles()
    cycles = Cycle.objects.filter(
        organisation_id=actor.organisation_id, ends_on__gte=today - BACK,
        starts_on__lte=today + AHEAD,
    )  # fmt: skip
    for cycle in cycles.exclude(phase=Phase.CLOSED).order_by("starts_on", "id")[:20]:
        steps = planning_calendar(cycle.starts_on, cycle.ends_on, own_dates(cycle)).steps
        found += [
            DayEntry(
                f"cycle-{cycle.pk}-{dates.step}", f"{cycle.name}: {titles[dates.step]}", "",
                f"/cycles/{cycle.pk}", dates.starts_on, dates.due_on,
            )
            for dates in steps
        ]  # fmt: skip
    return found


def feeds_of(actor: Actor) -> list[FeedRow]:
    """The actor's own addresses, that of their own calendar first. One query."""
    if actor.person_id is None:
        return []
    return [FeedRow(*row) for row in _feeds(actor.person_id)]


@prepared
def _feeds(person_id: int) -> QuerySet[FeedToken, tuple[Any, ...]]:
    mine = FeedToken.objects.filter(person_id=person_id, revoked_at__isnull=True)
    return mine.order_by("unit__path", "id").values_list(
        "id", "unit_id", "unit__name", "created_at", "last_used_at"
    )
