"""What check-ins moved, as the audit trail tells it.

Home shows what one's own check-ins did today: from which score to which, here and above. Stored
figures are those of now, after whatever others have moved since, and a check-in holds what somebody
said, not what followed from it; the past (``okrs.queries.past``) is known by whole days and costs
about fifty queries. Only the event of a check-in holds the scores right before and after it, so
this is read there and nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from headway.activity.models import Event
from headway.kit.prepared import prepared
from headway.people.access import Actor


@dataclass(frozen=True, slots=True)
class Move:
    """Scores before and after: of a key result, and of its objective; ``above`` are the scores
    further up that went along, as they were before. ``progress_before`` and ``progress_after`` are
    the key result's as it is, below 0 and above 1 too."""

    before: float | None
    after: float | None
    progress_before: float | None
    progress_after: float | None
    objective_before: float | None
    objective_after: float | None
    above: Mapping[int, float | None]
    at: datetime
    note: str


def moves_on(actor: Actor, key_result_ids: Sequence[int], *, since: datetime) -> dict[int, Move]:
    """By key result, from before its first check-in since that moment to after its last one. One
    query, none without ids."""
    if not key_result_ids:
        return {}
    found: dict[int, Move] = {}
    for key_result_id, before, after, at, note in _events(
        actor.organisation_id, key_result_ids, since
    ):
        first = found.get(key_result_id)
        then, now = _read(before), _read(after)
        above = {one["objective_id"]: one["before"] for one in now.get("moved", ())}
        found[key_result_id] = Move(
            before=first.before if first else then.get("score"),
            after=now.get("score"),
            progress_before=first.progress_before if first else _progress(then),
            progress_after=_progress(now),
            objective_before=first.objective_before if first else then.get("objective_score"),
            objective_after=now.get("objective_score"),
            above={**above, **(first.above if first else {})},
            at=at,
            note=note,
        )
    return found


@prepared
def _events(
    organisation_id: int, key_result_ids: Sequence[int], since: datetime
) -> QuerySet[Event, tuple[Any, ...]]:
    return (
        Event.objects.filter(
            organisation_id=organisation_id,
            subject_type="key_result",
            subject_id__in=key_result_ids,
            verb__in=("check_in.created", "check_in.corrected"),
            at__gte=since,
        )
        .order_by("sequence")
        .values_list("subject_id", "before", "after", "at", "why")
    )


def _progress(told: Mapping[str, Any]) -> float | None:
    """It is told where it is not the score."""
    found: float | None = told.get("progress", told.get("score"))
    return found


def _read(text: str | None) -> dict[str, Any]:
    return json.loads(text) if text else {}
