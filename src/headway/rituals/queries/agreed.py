"""What retrospectives agreed on, and when it was done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from headway.core.cadence import local_date
from headway.core.rituals import Change
from headway.kit.prepared import prepared
from headway.people.access import Actor
from headway.rituals.models import ActionItem, ItemState


@dataclass(frozen=True, slots=True)
class AgreedRow:
    """A change that was agreed in a retrospective; days as the organisation counts them."""

    id: int
    unit_id: int
    meeting_id: int
    title: str
    owner_name: str | None
    due_on: date | None
    state: str
    ended_on: date | None

    @property
    def change(self) -> Change:
        """What the core needs to know of it."""
        done_on = self.ended_on if self.state == ItemState.DONE else None
        return Change(done_on, self.due_on)


def agreed_in(actor: Actor, meeting_ids: Collection[int]) -> dict[int, list[AgreedRow]]:
    """By meeting, in order; an empty list of one that agreed on nothing. One query."""
    found: dict[int, list[AgreedRow]] = defaultdict(list)
    for pk, unit_id, meeting_id, title, owner, due_on, state, ended_at in _agreed(meeting_ids):
        ended_on = local_date(ended_at, actor.time_zone) if ended_at else None
        row = AgreedRow(pk, unit_id, meeting_id or 0, title, owner, due_on, state, ended_on)
        found[row.meeting_id].append(row)
    return found


@prepared
def _agreed(meeting_ids: Collection[int]) -> QuerySet[ActionItem, tuple[Any, ...]]:
    rows = ActionItem.objects.filter(meeting_id__in=meeting_ids).order_by("id")
    return rows.values_list(
        "id", "unit_id", "meeting_id", "title", "owner__name", "due_on", "state", "ended_at"
    )
