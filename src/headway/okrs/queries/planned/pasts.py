"""How the key results of units ended in the cycles before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q, QuerySet

from headway.core.bands import TOLERANCE
from headway.core.goalposts import Plan
from headway.core.pace import elapsed_share
from headway.core.planning.plan import PastKeyResult
from headway.core.review.ambition import turns_on_time
from headway.kit.keeping import Kept
from headway.kit.prepared import prepared
from headway.okrs.models import Cycle, KeyResult, State
from headway.okrs.queries.arithmetic import contributed
from headway.okrs.queries.key_results import KeyResultRow, rows_by_id
from headway.okrs.queries.measures import measure
from headway.okrs.queries.scores import counted_by
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor

MOST_CYCLES = 6
"""Cycles back, of those in which the unit closed something: longer ago it was another team."""

YEARS_BACK = timedelta(days=4 * 366)


@dataclass(slots=True)
class PastRow:
    """A key result of a closed objective, with what scoring needs of it."""

    id: int
    kind: str
    title: str
    start: float | None
    weight: float
    raw: float | None
    score: float | None
    raw_original: float | None
    weight_original: float | None
    raw_of_record: float | None
    weight_of_record: float | None
    added_on: date | None
    cancelled_on: date | None
    is_health: bool
    unit_id: int
    ended_on: date
    ambition: str
    computed: float | None
    own: float | None


COLUMNS = (
    "id", "kind", "title", "start", "weight", "raw", "score", "raw_original", "weight_original",
    "raw_of_record", "weight_of_record", "added_on", "cancelled_on", "is_health",
    "objective__unit_id", "objective__cycle__ends_on", "objective__ambition",
    "grade__computed_score", "grade__self_grade",
)  # fmt: skip


def pasts_of(
    actor: Actor, unit_ids: Collection[int], cycle_id: int, today: date
) -> dict[int, tuple[PastKeyResult, ...]]:
    """What the actor may read of how units ended the cycles that were over before this one began,
    by unit: of closed objectives that have a score, over the last cycles. Two queries, three where
    there is such a past; where it depends on when targets were reached, six more."""
    before = next(iter(_first_day(cycle_id)), None)
    if before is None or not unit_ids:
        return {}
    kept: dict[int, list[PastRow]] = defaultdict(list)
    for row in _ended(actor, unit_ids, before):
        kept[row.unit_id].append(row)
    asked = [
        row.id
        for rows in kept.values()
        if turns_on_time([_past(row, None) for row in rows])
        for row in rows
        if _is_reached(row)
    ]
    times = _times(asked, today) if asked else {}
    return {
        unit_id: tuple(_past(row, times.get(row.id)) for row in rows)
        for unit_id, rows in kept.items()
    }


@prepared
def _first_day(cycle_id: int) -> QuerySet[Cycle, date]:
    return Cycle.objects.filter(pk=cycle_id).values_list("starts_on", flat=True)


def _ended(actor: Actor, unit_ids: Collection[int], before: date) -> list[PastRow]:
    """Those of the last cycles of each unit, the oldest first; two queries, one where there are
    none."""
    ends: dict[int, list[date]] = defaultdict(list)
    for unit_id, day in _ends(actor, unit_ids, before, before - YEARS_BACK):
        ends[unit_id].append(day)
    since: dict[date, list[int]] = defaultdict(list)
    for unit_id, known in ends.items():
        since[known[-MOST_CYCLES:][0]].append(unit_id)
    if not since:
        return []
    latest = [
        Q(objective__unit_id__in=ids, objective__cycle__ends_on__gte=day)
        for day, ids in since.items()
    ]
    return _of_cycles(actor, unit_ids, before, before - YEARS_BACK, reduce(or_, latest))


@prepared
def _ends(
    actor: Actor, unit_ids: Collection[int], before: date, after: date
) -> QuerySet[KeyResult, tuple[int, date]]:
    """On which days the cycles ended in which units closed something, the oldest first."""
    found = _closed(actor, unit_ids, before, after).order_by("objective__cycle__ends_on").distinct()
    return found.values_list("objective__unit_id", "objective__cycle__ends_on")


@prepared(rows=Kept(PastRow))
def _of_cycles(
    actor: Actor, unit_ids: Collection[int], before: date, after: date, latest: Q
) -> QuerySet[KeyResult, tuple[Any, ...]]:
    found = _closed(actor, unit_ids, before, after).filter(latest)
    return found.order_by("objective__cycle__ends_on", "id").values_list(*COLUMNS)


def _closed(
    actor: Actor, unit_ids: Collection[int], before: date, after: date
) -> QuerySet[KeyResult]:
    return KeyResult.objects.filter(
        visible_to(actor, "objective__"),
        objective__unit_id__in=unit_ids,
        objective__state=State.CLOSED,
        objective__archived_at__isnull=True,
        objective__score__isnull=False,
        objective__cycle__ends_on__lt=before,
        objective__cycle__ends_on__gte=after,
        cancelled_on__isnull=True,
        is_health=False,
    )


def _past(row: PastRow, reached_at: float | None) -> PastKeyResult:
    """What was never read ended where it began."""
    counted = counted_by(Plan.OF_RECORD, row)
    score = counted.score if row.computed is None else row.computed
    return PastKeyResult(
        row.ended_on, row.ambition, counted.raw or 0.0, score or 0.0, row.own, reached_at
    )


def _is_reached(row: PastRow) -> bool:
    raw = counted_by(Plan.OF_RECORD, row).raw
    return raw is not None and raw >= 1 - TOLERANCE


def _times(key_result_ids: Collection[int], today: date) -> dict[int, float | None]:
    """The share of its window that had passed when each was first reached. Six queries."""
    rows = rows_by_id(key_result_ids, as_of=today, today=today, with_readings=True)
    return {row.id: _reached_at(row) for row in rows}


def _reached_at(row: KeyResultRow) -> float | None:
    """By the day for which the reading holds, and by the plan of record."""
    for reading in row.readings:
        day = reading.effective_on
        then = measure(
            row,
            row.readings,
            row.steps,
            starts_on=row.cycle_starts_on,
            ends_on=row.cycle_ends_on,
            as_of=day,
            contributed=contributed(row.contributions),
            changes=row.changes,
        )
        raw = then.of_record.raw if then.of_record else then.progress.raw
        if raw is not None and raw >= 1 - TOLERANCE:
            return elapsed_share(row.starts_on, row.cycle_ends_on, day)
    return None
