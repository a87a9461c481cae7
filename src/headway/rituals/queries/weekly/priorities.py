"""Priorities of a week, and those of the weekly before, as rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from headway.kit.prepared import prepared
from headway.okrs.queries.visibility import visible_ids
from headway.people.access import Actor
from headway.rituals.models import ItemState, Priority

LOOK_BACK = timedelta(weeks=4)
"""What is older was not left over from the weekly before, but forgotten."""


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
    """Those of a week that were not dropped, and those of the last week before it that has any: a
    unit may meet every two weeks. Two queries."""
    rows = _between(actor.organisation_id, unit_id, week - LOOK_BACK, week)
    asked = {row[10] for row in rows if row[10] is not None}
    seen = visible_ids(actor, asked) if asked else set()
    found = [_row(row, is_readable=row[10] in seen) for row in rows]
    last = max((one.week for one in found if one.week != week), default=None)
    return (
        tuple(one for one in found if one.week == week),
        tuple(one for one in found if one.week == last),
    )


@prepared
def _between(
    organisation_id: int, unit_id: int, first: date, last: date
) -> QuerySet[Priority, tuple[Any, ...]]:
    found = Priority.objects.filter(
        organisation_id=organisation_id, unit_id=unit_id, week__gte=first, week__lte=last
    )
    return found.exclude(state=ItemState.DROPPED).order_by("pk").values_list(*_FIELDS)


def _row(row: tuple[Any, ...], *, is_readable: bool) -> PriorityRow:
    about = row[6:8] if is_readable else (None, None)
    return PriorityRow(*row[:6], *about, *row[8:10])
