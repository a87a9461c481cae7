"""Priorities of a week and of the one before as rows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from headway.kit.prepared import prepared
from headway.okrs.queries.visibility import visible_ids
from headway.people.access import Actor
from headway.rituals.models import ItemState, Priority


@dataclass(frozen=True, slots=True)
class PriorityRow:
    """What somebody does first in a week; ``about`` is the key result it is for, where the reader
    may read that."""

    id: int
    unit_id: int
    person_id: int
    person_name: str
    week: date
    title: str
    key_result_id: int | None
    about: str | None
    state: str
    carried_from_id: int | None

    @property
    def is_open(self) -> bool:
        return self.state == ItemState.OPEN


_FIELDS = (
    "pk", "unit_id", "person_id", "person__name", "week", "title", "key_result_id",
    "key_result__title", "state", "carried_from_id", "key_result__objective_id",
)  # fmt: skip


def priorities_of(
    actor: Actor, unit_id: int, week: date
) -> tuple[tuple[PriorityRow, ...], tuple[PriorityRow, ...]]:
    """Those of a week that were not dropped, and those of the week before. Two queries."""
    weeks = (week - timedelta(days=7), week)
    rows = _of_weeks(actor.organisation_id, unit_id, weeks)
    asked = {row[10] for row in rows if row[10] is not None}
    seen = visible_ids(actor, asked) if asked else set()
    found = [_row(row, is_readable=row[10] in seen) for row in rows]
    return (
        tuple(one for one in found if one.week == week),
        tuple(one for one in found if one.week != week),
    )


@prepared
def _of_weeks(
    organisation_id: int, unit_id: int, weeks: Collection[date]
) -> QuerySet[Priority, tuple[Any, ...]]:
    found = Priority.objects.filter(
        organisation_id=organisation_id, unit_id=unit_id, week__in=weeks
    )
    return found.exclude(state=ItemState.DROPPED).order_by("pk").values_list(*_FIELDS)


def _row(row: tuple[Any, ...], *, is_readable: bool) -> PriorityRow:
    about = row[6:8] if is_readable else (None, None)
    return PriorityRow(*row[:6], *about, *row[8:10])
