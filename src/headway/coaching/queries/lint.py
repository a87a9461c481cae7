"""What the review of the plan finds in each unit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q

from headway.okrs.models import State
from headway.okrs.queries.arithmetic import COUNTING_STATES
from headway.okrs.queries.planned import Told, planned_part
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


def debt(actor: Actor, unit_ids: Collection[int], cycle_id: int | None, today: date) -> Debt:
    """Findings that block or warn and that nobody keeps on purpose, in what is agreed and not
    closed. Hidden objectives count: they are read as somebody who may, and only counted. Eight
    queries; one more where a unit has a past, or seven where it depends on when targets were
    reached; six where KPIs are read, two and more where something was carried over, and two for
    each level of links above. One where there are too many objectives."""
    if cycle_id is None:
        return Debt({}, {})
    everything = replace(actor, role=Role.ADMIN)
    part = planned_part(
        everything,
        cycle_id,
        Q(unit_id__in=unit_ids, state__in=_STATES),
        today=today,
        told=Told.WARNINGS,
        at_most=AT_MOST,
        is_whole=True,
    )
    if part.more:
        return Debt(None, {})
    own = {one.id: one.unit_id for one in part.plan.objectives if not one.is_context}
    found: Counter[int] = Counter()
    for row in finding_rows(part.plan, cycle_id, today=today):
        unit_id = _unit_of(row, own)
        if row.is_open and unit_id is not None:
            found[unit_id] += 1
    return Debt(dict(found), dict(Counter(own.values())))


def _unit_of(row: FindingRow, own: dict[int, int]) -> int | None:
    if row.objective_id is not None:
        return own.get(row.objective_id)
    return row.subject_id if row.kind == "unit" else None


def open_findings(
    actor: Actor, unit_id: int, cycle_id: int | None, today: date
) -> list[FindingRow]:
    """The same of one unit, by name, as far as the actor may read. As many queries."""
    if cycle_id is None:
        return []
    part = planned_part(
        actor,
        cycle_id,
        Q(unit_id=unit_id, state__in=_STATES),
        today=today,
        unit_ids=[unit_id],
        told=Told.WARNINGS,
        at_most=AT_MOST,
    )
    rows = finding_rows(part.plan, cycle_id, today=today)
    return [row for row in rows if row.is_open]
