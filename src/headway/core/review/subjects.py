"""The three kinds of subject that rules read, and the registries of their rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from headway.core.alignment import circles
from headway.core.planning.plan import (
    Plan,
    PlannedKeyResult,
    PlannedObjective,
    PlannedUnit,
    Ref,
    SubjectKind,
)
from headway.core.review.registry import Rules

__all__ = [
    "OBJECTIVE_RULES",
    "PLAN_RULES",
    "TEXT_RULES",
    "IndexedPlan",
    "Statement",
    "due_on",
    "key_result",
    "objective",
    "statements",
]


class IndexedPlan:
    """A plan with the ways into it that several rules share, each built once in linear time."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.objectives = {o.id: o for o in plan.objectives}
        self.units = {unit.id: unit for unit in plan.units}

    @cached_property
    def active(self) -> list[PlannedObjective]:
        """The active objectives; those given for context come first, so that of two that clash the
        one under review is the later."""
        active = [o for o in self.plan.objectives if o.is_active]
        return sorted(active, key=lambda o: not o.is_context)

    @cached_property
    def active_key_results(self) -> list[tuple[PlannedObjective, PlannedKeyResult]]:
        """The active key results of the active objectives, in their order."""
        return [(o, kr) for o in self.active for kr in o.active_key_results]

    @cached_property
    def by_unit_and_cycle(self) -> list[tuple[int, list[PlannedObjective]]]:
        """The active objectives of each unit in each cycle, with the unit's number."""
        found: dict[tuple[int, int], list[PlannedObjective]] = {}
        for one in self.active:
            found.setdefault((one.unit_id, one.cycle.id), []).append(one)
        return [(unit_id, objectives) for (unit_id, _), objectives in found.items()]

    @cached_property
    def objective_of(self) -> dict[int, int]:
        """The objective that a key result belongs to."""
        return {kr.id: o.id for o in self.plan.objectives for kr in o.key_results}

    @cached_property
    def parents(self) -> dict[int, list[int]]:
        """The objectives above each objective; a key result stands for its objective."""
        found: dict[int, list[int]] = {o.id: [] for o in self.plan.objectives}
        for link in self.plan.links:
            above = self._objective(link.parent)
            if link.child_id in found and above is not None:
                found[link.child_id].append(above)
        return found

    @cached_property
    def children(self) -> dict[int, list[int]]:
        """The objectives below each objective that has some."""
        found: dict[int, list[int]] = {}
        for child, above in self.parents.items():
            for parent in above:
                found.setdefault(parent, []).append(child)
        return found

    @cached_property
    def circles(self) -> list[tuple[int, ...]]:
        """The circles among the objectives, see :func:`headway.core.alignment.circles`."""
        return circles(self.parents)

    @cached_property
    def acyclic_parents(self) -> dict[int, list[int]]:
        """``parents`` without the links that close a circle."""
        closing = {(circle[0], circle[1 % len(circle)]) for circle in self.circles}
        return {
            child: [parent for parent in above if (child, parent) not in closing]
            for child, above in self.parents.items()
        }

    @cached_property
    def serves_goals(self) -> dict[int, list[int]]:
        """The goals that each objective serves itself; only objectives that serve one."""
        found: dict[int, list[int]] = {}
        for link in self.plan.links:
            if link.parent.kind is SubjectKind.GOAL:
                found.setdefault(link.child_id, []).append(link.parent.id)
        return found

    def tree(self, unit_id: int) -> int:
        """The unit at the top of the tree that a unit belongs to."""
        return self._trees.get(unit_id, unit_id)

    def _objective(self, ref: Ref) -> int | None:
        known = self.objectives if ref.kind is SubjectKind.OBJECTIVE else {}
        if ref.kind is SubjectKind.KEY_RESULT:
            return self.objective_of.get(ref.id)
        return ref.id if ref.id in known else None

    @cached_property
    def _trees(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for unit in self.plan.units:
            way = list(self._upwards(unit, found))
            top = found.get(way[-1], way[-1])
            found.update(dict.fromkeys(way, top))
        return found

    def _upwards(self, unit: PlannedUnit, known: dict[int, int]) -> Iterator[int]:
        """The units from one upwards, until one whose tree is known, the top, or a circle."""
        seen: set[int] = set()
        here: PlannedUnit | None = unit
        while here is not None and here.id not in seen:
            yield here.id
            if here.id in known:
                return
            seen.add(here.id)
            here = self.units.get(here.parent_id) if here.parent_id is not None else None


@dataclass(frozen=True, slots=True)
class Statement:
    """One text of a plan, with what is known beside it.

    ``kind`` None: not known, so it is what its words say. ``unit`` None: not known; empty: there is
    none. ``start`` and ``target`` None: there is none.
    """

    subject: Ref
    text: str
    kind: str | None = None
    start: float | None = None
    target: float | None = None
    unit: str | None = None

    @property
    def is_objective(self) -> bool:
        """Whether it is the text of an objective, else of a key result."""
        return self.subject.kind is SubjectKind.OBJECTIVE


def statements(one: PlannedObjective) -> Iterator[Statement]:
    """The texts of an objective and its active key results.

    >>> from headway.core.planning.plan import PlannedCycle
    >>> cycle = PlannedCycle(1, date(2027, 1, 4), date(2027, 4, 4))
    >>> [text.text for text in statements(PlannedObjective(7, "Guests come back", 1, cycle))]
    ['Guests come back']
    """
    yield Statement(objective(one), one.title)
    for kr in one.active_key_results:
        yield Statement(key_result(kr), kr.title, kr.kind, kr.start, kr.target, kr.unit)


OBJECTIVE_RULES: Rules[PlannedObjective] = Rules()
PLAN_RULES: Rules[IndexedPlan] = Rules()
TEXT_RULES: Rules[Statement] = Rules()


def objective(one: PlannedObjective) -> Ref:
    """The objective as the subject of a finding.

    >>> from headway.core.planning.plan import PlannedCycle
    >>> objective(PlannedObjective(7, "Launch", 1, PlannedCycle(1, date.min, date.max))).id
    7
    """
    return Ref(SubjectKind.OBJECTIVE, one.id)


def key_result(one: PlannedKeyResult) -> Ref:
    """The key result as the subject of a finding.

    >>> key_result(PlannedKeyResult(9, "Sign 20 customers", "increase")).id
    9
    """
    return Ref(SubjectKind.KEY_RESULT, one.id)


def due_on(one: PlannedObjective, part: PlannedKeyResult) -> date | None:
    """The deadline of a key result: its own, else its objective's.

    >>> from headway.core.planning.plan import PlannedCycle
    >>> cycle = PlannedCycle(1, date(2027, 1, 4), date(2027, 4, 4))
    >>> launch = PlannedObjective(7, "Launch", 1, cycle, ends_on=date(2027, 3, 1))
    >>> due_on(launch, PlannedKeyResult(9, "Sign 20 customers", "increase")).isoformat()
    '2027-03-01'
    """
    return part.ends_on or one.ends_on
