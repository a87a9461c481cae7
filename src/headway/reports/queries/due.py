"""Which key results wait for a check-in by a person, and which got one today."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from headway.core.cadence import week_start
from headway.discussion.queries.nudges import NudgedBy, nudges_to
from headway.kit.prepared import prepared
from headway.okrs.models import Objective
from headway.okrs.queries.due import Turn, turns
from headway.okrs.queries.key_results import KeyResultRow, rows_by_id
from headway.people.access import Actor
from headway.reports.queries.moves import Move, moves_on


def week_end(today: date, first_weekday: int = 0) -> date:
    """The last day of the week that ``today`` lies in."""
    return week_start(today, first_weekday=first_weekday) + timedelta(days=6)


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


@prepared
def _titles(objective_ids: Collection[int]) -> QuerySet[Objective, tuple[int, str, str]]:
    return Objective.objects.filter(pk__in=objective_ids).values_list("id", "unit__name", "title")


@dataclass(slots=True)
class DueItem:
    """A row of the check-in table: what to read, or what today's check-in moved. ``nudged_by``: who
    asked last for what is late."""

    row: KeyResultRow
    unit_name: str
    objective_title: str
    waits: bool
    move: Move | None = None
    nudged_by: NudgedBy | None = None

    @property
    def is_saved(self) -> bool:
        return not self.waits


def due_items(actor: Actor, today: date, chosen: Iterable[Turn], until: date) -> list[DueItem]:
    """The table rows of these turns, in their order. Six queries, whatever the number."""
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
    asked = nudges_to(actor, today)
    items = [
        DueItem(
            row, *about[row.objective_id], waiting[row.id], moves.get(row.id),
            _still_asked(row, asked.get(row.id)) if waiting[row.id] else None,
        )
        for row in found
    ]  # fmt: skip
    return sorted(items, key=lambda item: (item.is_saved, order[item.row.id]))


def _still_asked(row: KeyResultRow, asked: NudgedBy | None) -> NudgedBy | None:
    """Who asked for what is late now, and not for what was late before its last value."""
    return asked if asked and row.due_on is not None and asked.on > row.due_on else None
