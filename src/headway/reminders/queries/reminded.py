"""What somebody was reminded of, and what was escalated."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from headway.core.reminding import (
    Decision,
    Level,
    Matter,
    Verdict,
    WorkingCalendar,
    reminder,
)
from headway.core.reminding.deciding import reminder_days
from headway.kit.prepared import prepared
from headway.reminders.models import Escalation, Reminded
from headway.reminders.queries.matters import MatterRow
from headway.reminders.queries.wishes import Chosen

Key = tuple[str, date]
"""A matter and the day it is due on: of the next day one is reminded anew."""


def told_on(person_id: int) -> dict[Key, date]:
    """When somebody was reminded of what last. One query."""
    return {(key, due_on): told for key, due_on, told in _told(person_id)}


@prepared
def _told(person_id: int) -> QuerySet[Reminded, tuple[str, date, date]]:
    return Reminded.objects.filter(person_id=person_id).values_list("key", "due_on", "told_on")


@dataclass(frozen=True, slots=True)
class Decided:
    """A matter and whether one is reminded of it now. ``waits``: the first reminder has come."""

    matter: MatterRow
    decision: Decision
    waits: bool

    @property
    def is_now(self) -> bool:
        return self.decision.verdict == Verdict.NOW


def decided(
    matters: Iterable[MatterRow],
    told: dict[Key, date],
    chosen: Chosen,
    calendar: WorkingCalendar,
    now: datetime,
    today: date,
) -> list[Decided]:
    """What becomes of each matter now. No query."""
    found = []
    for row in matters:
        wishes = chosen.wishes(row.notice_kind)
        matter = Matter(row.due_on, told_on=told.get((row.key, row.due_on)))
        days = reminder_days(row.due_on, wishes, calendar)
        waits = bool(days) and days[0] <= today and not wishes.is_muted
        found.append(Decided(row, reminder(matter, wishes, calendar, now), waits))
    return found


@dataclass(frozen=True, slots=True)
class OpenEscalation:
    """That somebody hears of what waits for another."""

    id: int
    key: str
    due_on: date
    level: Level


def open_escalations(owner_id: int) -> list[OpenEscalation]:
    """What of somebody's was escalated and not taken back. One query."""
    rows: Sequence[tuple[Any, ...]] = _open(owner_id)
    return [OpenEscalation(pk, key, due_on, Level(level)) for pk, key, due_on, level in rows]


@prepared
def _open(owner_id: int) -> QuerySet[Escalation, tuple[Any, ...]]:
    mine = Escalation.objects.filter(owner_id=owner_id, withdrawn_at__isnull=True)
    return mine.order_by("id").values_list("id", "key", "due_on", "level")


def owners_escalated() -> list[int]:
    """All of whom something is escalated now. One query."""
    waiting = Escalation.objects.filter(withdrawn_at__isnull=True)
    return list(waiting.order_by("owner_id").values_list("owner_id", flat=True).distinct())
