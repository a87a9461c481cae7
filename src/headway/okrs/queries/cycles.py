"""Cycles as plain rows, and which one a page shows when nothing else is said."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from headway.activity.queries.past import values_at
from headway.kit.clock import end_of_day
from headway.kit.keeping import Kept
from headway.kit.prepared import prepared
from headway.kit.problems import NotFound
from headway.okrs.models import Cycle, Phase
from headway.people.access import Actor


@dataclass(frozen=True, slots=True)
class CycleRow:
    """A cycle as lists and headings need it."""

    id: int
    name: str
    kind: str
    parent_id: int | None
    starts_on: date
    ends_on: date
    phase: str
    plan_lock_on: date
    locked_at: datetime | None
    scoring_standard: str
    closed_at: datetime | None
    version: int
    calendar: Any

    def __hash__(self) -> int:
        return self.id  # what equal cycles share; their calendars have no hash

    def is_locked(self, on: date) -> bool:
        """Whether the plan is locked on that day."""
        return self.locked_at is not None or on >= self.plan_lock_on


def list_cycles(actor: Actor) -> list[CycleRow]:
    """All cycles of the organisation, newest first. One query."""
    return _newest_first(actor.organisation_id)


def cycle_among(cycles: Iterable[CycleRow], cycle_id: int | None) -> CycleRow:
    """The cycle of a list that was read. Raises NotFound."""
    for row in cycles:
        if row.id == cycle_id:
            return row
    raise no_such_cycle()


def no_such_cycle() -> NotFound:
    """What somebody is told who asks for a cycle that there is not."""
    return NotFound(_("There is no such cycle. Pick one from the list of cycles."))


def cycles_then(actor: Actor, cycles: Sequence[CycleRow], day: date) -> list[CycleRow]:
    """The same cycles as they were at the end of a past day. One query."""
    then = values_at(
        actor.organisation_id,
        "cycle",
        [cycle.id for cycle in cycles],
        end_of_day(day, actor.time_zone),
        _CHANGED,
        verbs=_VERBS,
    )
    return [_put_back(cycle, then[cycle.id]) if cycle.id in then else cycle for cycle in cycles]


_CHANGED = (
    "name", "starts_on", "ends_on", "plan_lock_on", "scoring_standard", "phase", "calendar", "at",
    "parent_id",
)  # fmt: skip
_VERBS = (
    "cycle.changed", "cycle.phase_changed", "cycle.locked", "cycle.unlocked",
    "cycle.calendar_changed",
)  # fmt: skip


def _put_back(cycle: CycleRow, then: Mapping[str, Any]) -> CycleRow:
    values = {name: value for name, value in then.items() if name != "at"}
    for name in ("starts_on", "ends_on", "plan_lock_on"):
        if name in values:
            values[name] = date.fromisoformat(values[name])
    if "at" in then:
        at = then["at"]
        values["locked_at"] = None if at is None else datetime.fromisoformat(at)
    if values.get("phase", Phase.CLOSED) != Phase.CLOSED:
        values["closed_at"] = None
    return replace(cycle, **values)


@prepared(rows=Kept(CycleRow))
def _newest_first(organisation_id: int) -> QuerySet[Cycle, tuple[Any, ...]]:
    return (
        Cycle.objects.filter(organisation_id=organisation_id)
        .order_by("-starts_on", "-ends_on", "-id")
        .values_list(*CycleRow.__slots__)
    )


def current_cycle(cycles: list[CycleRow], on: date) -> CycleRow | None:
    """The cycle a person most likely means: the shortest one running on that day, else the one in
    review, else the next to start, else the last that ended."""
    running = [c for c in cycles if c.starts_on <= on <= c.ends_on and c.phase != Phase.CLOSED]
    if running:
        return min(running, key=lambda c: (c.ends_on - c.starts_on, c.id))
    in_review = [c for c in cycles if c.phase in (Phase.REVIEW, Phase.RUNNING) and c.ends_on < on]
    if in_review:
        return in_review[0]
    coming = [c for c in cycles if c.starts_on > on]
    if coming:
        return coming[-1]
    return cycles[0] if cycles else None
