"""Which key results wait for a check-in by a person, and which got one today."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from headway.core.cadence import cadence_of, local_date, next_due, week_start
from headway.kit.prepared import prepared
from headway.okrs.models import KeyResult, Objective, Phase, State
from headway.okrs.queries.key_results import KeyResultRow, rows_by_id
from headway.people.access import Actor
from headway.reports.queries.moves import Move, moves_on

AT_MOST = 200
"""More than anybody checks in by hand; bounds every read of this module."""


def mine(actor: Actor) -> QuerySet[KeyResult]:
    """Key results that the actor owns or updates and may check in on now: of agreed or running
    objectives in running cycles, not cancelled."""
    return _kept_by(actor.organisation_id, actor.person_id)


def _kept_by(organisation_id: int, person_id: int | None) -> QuerySet[KeyResult]:
    if person_id is None:
        return KeyResult.objects.none()
    return KeyResult.objects.filter(
        Q(owner_id=person_id) | Q(updater_id=person_id),
        organisation_id=organisation_id,
        cancelled_on__isnull=True,
        objective__state__in=(State.AGREED, State.RUNNING),
        objective__archived_at__isnull=True,
        objective__cycle__phase=Phase.RUNNING,
    )


def week_end(today: date, first_weekday: int = 0) -> date:
    """The last day of the week that ``today`` lies in."""
    return week_start(today, first_weekday=first_weekday) + timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Turn:
    """When a key result's next check-in is due; ``saved_today`` when it got one today."""

    key_result_id: int
    due_on: date | None
    saved_today: bool

    def waits(self, until: date) -> bool:
        """Whether a check-in is late, or due by ``until``."""
        return self.due_on is not None and self.due_on <= until


@dataclass(frozen=True, slots=True)
class Due:
    """The turns of one's key results, and the last day of this week."""

    today: date
    until: date
    turns: tuple[Turn, ...]

    @property
    def waiting(self) -> list[Turn]:
        """Those that are late or due this week."""
        return [turn for turn in self.turns if turn.waits(self.until)]

    @property
    def listed(self) -> list[Turn]:
        """Those that wait, and those that got a check-in today."""
        return [turn for turn in self.turns if turn.waits(self.until) or turn.saved_today]


def due_of(actor: Actor, today: date, first_weekday: int) -> Due:
    """What is due from the actor in the week of a day. One query."""
    return Due(today, week_end(today, first_weekday), tuple(turns(actor, today)))


_LIGHT = (
    "id", "cadence", "added_on", "read_on", "checked_in_at",
    "objective__cycle__starts_on", "objective__cycle__ends_on",
)  # fmt: skip


@prepared
def _light(organisation_id: int, person_id: int | None) -> QuerySet[KeyResult, tuple[Any, ...]]:
    return _kept_by(organisation_id, person_id).values_list(*_LIGHT)[:AT_MOST]


@prepared
def _titles(objective_ids: Collection[int]) -> QuerySet[Objective, tuple[int, str, str]]:
    return Objective.objects.filter(pk__in=objective_ids).values_list("id", "unit__name", "title")


def turns(actor: Actor, today: date) -> list[Turn]:
    """The turn of each of the actor's key results, the earliest due first. One light query."""
    light = _light(actor.organisation_id, actor.person_id)
    found = [_turn(actor, today, *row) for row in light]
    return sorted(found, key=lambda turn: (turn.due_on or date.max, turn.key_result_id))


def _turn(
    actor: Actor,
    today: date,
    key_result_id: int,
    cadence: str,
    added_on: date | None,
    read_on: date | None,
    checked_in_at: datetime | None,
    starts_on: date,
    ends_on: date,
) -> Turn:
    due_on = next_due(
        cadence_of(cadence),
        start=added_on or starts_on,
        end=ends_on,
        last_read_on=read_on,
        as_of=today,
    )
    saved = checked_in_at is not None and local_date(checked_in_at, actor.time_zone) == today
    return Turn(key_result_id, due_on, saved)


@dataclass(slots=True)
class DueItem:
    """A row of the check-in table: what to read, or what today's check-in moved."""

    row: KeyResultRow
    unit_name: str
    objective_title: str
    waits: bool
    move: Move | None = None

    @property
    def is_saved(self) -> bool:
        return not self.waits


def due_items(actor: Actor, today: date, chosen: Iterable[Turn], until: date) -> list[DueItem]:
    """The table rows of these turns, in their order. Five queries, whatever the number."""
    chosen = list(chosen)
    waiting = {turn.key_result_id: turn.waits(until) for turn in chosen}
    found = rows_by_id(waiting, as_of=today, today=today, with_readings=True)
    about = {
        objective_id: (unit_name, title)
        for objective_id, unit_name, title in _titles({row.objective_id for row in found})
    }
    midnight = datetime(today.year, today.month, today.day, tzinfo=ZoneInfo(actor.time_zone))
    moves = moves_on(actor, [i for i, waits in waiting.items() if not waits], since=midnight)
    order = {key_result_id: place for place, key_result_id in enumerate(waiting)}
    items = [
        DueItem(row, *about[row.objective_id], waiting[row.id], moves.get(row.id)) for row in found
    ]
    return sorted(items, key=lambda item: (item.is_saved, order[item.row.id]))
