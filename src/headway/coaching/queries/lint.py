"""What the review of the plan finds in each unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from django.db.models import Exists, OuterRef, Q, QuerySet

from headway.kit.prepared import prepared
from headway.okrs.models import KeyResult, Objective, State
from headway.okrs.queries.arithmetic import COUNTING_STATES
from headway.okrs.queries.planned import Part, Told, neighbours_of, planned_part
from headway.okrs.queries.visibility import visible_to
from headway.people.access import Actor
from headway.people.models import Role
from headway.rituals.queries.findings import FindingRow, finding_rows

AT_MOST = 1_500
"""Objectives that are reviewed for one desk; of more, nothing is said about findings."""

_STATES = tuple(state.value for state in COUNTING_STATES if state is not State.CLOSED)


@dataclass(frozen=True, slots=True)
class Debt:
    """Open findings by unit, and of how many objectives; ``counts`` is None where there are too
    many objectives to review."""

    counts: dict[int, int] | None
    reviewed: dict[int, int]


class Placed(Protocol):
    """A unit of the tree."""

    @property
    def id(self) -> int: ...
    @property
    def path(self) -> str: ...


def debt(actor: Actor, units: Collection[Placed], cycle_id: int | None, today: date) -> Debt:
    """Findings that block or warn and that nobody keeps on purpose, in what is agreed and not
    closed; clashes as the board of each unit tells them. Hidden objectives count: they are read as
    somebody who may, and only counted. Nine queries; one more where a unit has a past, or seven
    where it depends on when targets were reached; six where KPIs are read, two and more where
    something was carried over, and two for each level of links above. One or two where there are
    too many objectives."""
    if cycle_id is None:
        return Debt({}, {})
    part = _part(replace(actor, role=Role.ADMIN), units, cycle_id, today, is_whole=True)
    if part.more:
        return Debt(None, {})
    return _counted(part, finding_rows(part.plan, cycle_id, today=today, by_unit=True))


def _counted(part: Part, rows: Iterable[FindingRow]) -> Debt:
    own = {one.id: one.unit_id for one in part.plan.objectives if not one.is_context}
    found: Counter[int] = Counter()
    for row in rows:
        unit_id = _unit_of(row, own)
        if row.is_open and unit_id is not None:
            found[unit_id] += 1
    return Debt(dict(found), dict(Counter(own.values())))


def _part(
    actor: Actor,
    units: Collection[Placed],
    cycle_id: int,
    today: date,
    *,
    is_whole: bool = False,
) -> Part:
    """What is agreed in these units, beside what their neighbours have proposed: a draft is read by
    few, and what is counted is the same for all."""
    ids = [one.id for one in units]
    return planned_part(
        actor,
        cycle_id,
        Q(unit_id__in=ids, state__in=_STATES),
        today=today,
        unit_ids=ids,
        beside=neighbours_of([one.path for one in units]) & ~Q(state=State.DRAFT),
        told=Told.WARNINGS,
        at_most=AT_MOST,
        is_whole=is_whole,
    )


def _unit_of(row: FindingRow, own: dict[int, int]) -> int | None:
    if row.objective_id is not None:
        return own.get(row.objective_id)
    return row.subject_id if row.kind == "unit" else None


def debt_of_unit(
    actor: Actor, unit: Placed, cycle_id: int | None, today: date
) -> tuple[Debt, list[FindingRow]]:
    """The same of one unit, and by name what of it the actor may read. One query more where they
    may read all of it, else twice as many."""
    if cycle_id is None:
        return Debt({}, {}), []
    part = _part(replace(actor, role=Role.ADMIN), [unit], cycle_id, today, is_whole=True)
    if part.more:
        return Debt(None, {}), []
    rows = finding_rows(part.plan, cycle_id, today=today, by_unit=True)
    found = _counted(part, rows)
    if not _reads_all(actor, unit, part):
        own = _part(actor, [unit], cycle_id, today)
        rows = finding_rows(own.plan, cycle_id, today=today, by_unit=True)
    return found, [row for row in rows if row.is_open]


def _reads_all(actor: Actor, unit: Placed, part: Part) -> bool:
    """Whether nothing is hidden from the actor in the unit, now or before, nor beside it; what a
    key result was carried over from may lie anywhere, so that is taken for hidden."""
    ids = [one.id for one in part.plan.objectives]
    return actor.is_admin or not _may_be_hidden(actor, unit.id, ids)


@prepared
def _may_be_hidden(
    actor: Actor, unit_id: int, objective_ids: Collection[int]
) -> QuerySet[Objective, int]:
    carried = KeyResult.objects.filter(objective_id=OuterRef("pk"), carried_from__isnull=False)
    found = Objective.objects.filter(Q(unit_id=unit_id) | Q(pk__in=objective_ids))
    return found.filter(~visible_to(actor) | Exists(carried)).values_list("id", flat=True)[:1]
