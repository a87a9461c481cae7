"""What a cycle's page shows: the plan while it is made, the review when it ends."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import Count, Q, QuerySet

from headway.core.bands import band
from headway.core.cadence import fiscal_part
from headway.core.planning.focus import FEWEST_OBJECTIVES, MOST_OBJECTIVES
from headway.kit.keeping import Kept
from headway.kit.prepared import prepared
from headway.okrs.models import Closure, Cycle, Objective, State
from headway.okrs.queries.figures import KEEP_FIGURES, LARGE_SCOPE
from headway.okrs.queries.objectives import (
    Filters,
    ObjectiveRow,
    list_objectives,
    scoped,
)
from headway.okrs.queries.records import carry_counts
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor

SHOWN = 200


@dataclass(frozen=True, slots=True)
class CycleCounts:
    """A cycle in the list, with how many objectives it holds and how many are closed."""

    id: int
    name: str
    phase: str
    starts_on: date
    ends_on: date
    objectives: int
    closed: int
    part_of: str | None = None


def cycle_counts(actor: Actor) -> list[CycleCounts]:
    """All cycles, newest first. One query; in an organisation of more than 5 000 objectives the
    counts are at most a minute old, as ``figures`` are."""
    key = f"cycle-counts:{actor.organisation_id}"
    kept: list[CycleCounts] | None = cache.get(key)
    if kept is not None:
        return kept
    found = _counted(actor.organisation_id)
    if sum(row.objectives for row in found) > LARGE_SCOPE:
        cache.set(key, found, KEEP_FIGURES)
    return found


@prepared(rows=Kept(CycleCounts))
def _counted(organisation_id: int) -> QuerySet[Cycle, tuple[Any, ...]]:
    live = Q(objectives__archived_at__isnull=True)
    return (
        Cycle.objects.filter(organisation_id=organisation_id)
        .annotate(
            total=Count("objectives", filter=live),
            closed=Count("objectives", filter=live & Q(objectives__state=State.CLOSED)),
        )
        .order_by("-starts_on", "-id")
        .values_list(
            "id", "name", "phase", "starts_on", "ends_on", "total", "closed", "parent__name"
        )
    )


def unseen(actor: Actor, cycle_id: int, unit_path: str) -> int:
    """How many live objectives of a unit (with all below it) the actor may not read: drafts that
    are still with their units, and what is for others. One query, none for administrators."""
    if actor.is_admin:
        return 0
    live = Objective.objects.filter(
        organisation_id=actor.organisation_id,
        cycle_id=cycle_id,
        unit__path__startswith=unit_path,
        archived_at__isnull=True,
    )
    readable = live.filter(visible_to(actor)).values("pk")
    return live.exclude(pk__in=readable).count()


def planned_states(actor: Actor, cycle_id: int, unit_path: str) -> dict[str, int]:
    """How many objectives of a unit (with all below it) are in each state, of those that the actor
    may read. One query."""
    rows = scoped(actor, Filters(cycle_id=cycle_id, unit_path=unit_path))
    counted = rows.values_list("state").order_by("state").annotate(count=Count("id", distinct=True))
    return dict(counted)


@dataclass(frozen=True, slots=True)
class PlanRow:
    """An objective of the plan, what it still lacks (owner, key_results, link), and how often it
    was carried over."""

    objective: ObjectiveRow
    lacks: tuple[str, ...]
    carried: int = 0


@dataclass(frozen=True, slots=True)
class UnitPlan:
    """The plan of one unit; ``hint`` is few or many when it is off the 3 to 5."""

    unit_id: int
    unit_name: str
    rows: tuple[PlanRow, ...]
    hint: str


def plan(
    actor: Actor, cycle_id: int, unit_path: str, *, as_of: date, today: date
) -> tuple[list[UnitPlan], bool]:
    """The plan by unit, and whether there is more than is shown (200 objectives)."""
    rows, more = list_objectives(
        actor,
        Filters(cycle_id=cycle_id, unit_path=unit_path),
        as_of=as_of,
        today=today,
        limit=SHOWN,
    )
    by_unit: dict[tuple[int, str], list[PlanRow]] = {}
    carried = carry_counts([row.id for row in rows])
    for row in rows:
        planned = PlanRow(row, _lacks(row), carried.get(row.id, 0))
        by_unit.setdefault((row.unit_id, row.unit_name), []).append(planned)
    return [
        UnitPlan(unit_id, name, tuple(found), _hint(len(found)))
        for (unit_id, name), found in by_unit.items()
    ], more is not None


def _lacks(row: ObjectiveRow) -> tuple[str, ...]:
    lacks = []
    if row.owner_id is None:
        lacks.append("owner")
    if not row.key_results:
        lacks.append("key_results")
    if not row.is_linked and not row.is_local:
        lacks.append("link")
    return tuple(lacks)


def _hint(count: int) -> str:
    return "few" if count < FEWEST_OBJECTIVES else "many" if count > MOST_OBJECTIVES else ""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """An objective in the review: its score and band, how it ended and what becomes of it."""

    objective: ObjectiveRow
    band: str
    computed: float | None
    self_grade: float | None
    outcome: str
    decision: str
    carried_to_id: int | None
    closing_word: str


def first_objectives(
    actor: Actor, cycle_id: int, unit_path: str, *, as_of: date, today: date
) -> list[ObjectiveRow]:
    """The first objectives of a unit that is too large to be read whole."""
    filters = Filters(cycle_id=cycle_id, unit_path=unit_path)
    return list_objectives(actor, filters, as_of=as_of, today=today, limit=SHOWN)[0]


def review(rows: Sequence[ObjectiveRow]) -> list[ReviewRow]:
    """The first two hundred of these objectives with their scores: the closed ones as graded, the
    open ones as they stand. One query."""
    rows = rows[:SHOWN]
    closures = {
        closure.objective_id: closure
        for closure in Closure.objects.filter(
            objective_id__in=[row.id for row in rows if row.is_closed and row.ending is None]
        )
    }
    return [_review_row(row, closures.get(row.id)) for row in rows]


def _review_row(row: ObjectiveRow, closure: Closure | None) -> ReviewRow:
    computed = closure.computed_score if closure else row.score
    told = row.ending.fields if row.ending else {}
    return ReviewRow(
        objective=row,
        band=str(band(computed, row.ambition)),
        computed=computed,
        self_grade=row.self_grade,
        outcome=row.outcome or "",
        decision=closure.decision if closure else told.get("decision", ""),
        carried_to_id=closure.carried_to_id if closure else None,
        closing_word=closure.closing_word if closure else told.get("closing_word", ""),
    )


def suggested_cycle(
    cycles: Sequence[CycleCounts], *, first_month: int, today: date
) -> tuple[str, date, date]:
    """Name and days of the cycle that comes next: after the last one, as long as it was; without
    any, the fiscal quarter of today, or the one after it where less than half of it is left."""
    if not cycles:
        part = fiscal_part(today, parts=4, first_month=first_month)
        if (part.end - today).days + 1 < (today - part.start).days:
            part = fiscal_part(part.end + timedelta(days=1), parts=4, first_month=first_month)
        return part.name, part.start, part.end
    last = cycles[0]
    start = last.ends_on + timedelta(days=1)
    days = (last.ends_on - last.starts_on).days
    quarter = fiscal_part(start, parts=4, first_month=first_month)
    if quarter.start == start and abs(days - (quarter.end - quarter.start).days) < 5:
        return quarter.name, quarter.start, quarter.end
    return "", start, start + timedelta(days=days)
