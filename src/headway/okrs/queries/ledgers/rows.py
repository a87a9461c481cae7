"""The lines of the goal-post ledger, and what is made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from headway.core.goalposts import (
    ChangeRate,
    Direction,
    GoalPostIndex,
    Severity,
    Step,
    is_planning_correction,
)
from headway.core.pace import elapsed_share
from headway.okrs.queries.goal_post_words import MEMBERSHIP


@dataclass(slots=True)
class ChangeRow:
    """A line of the ledger. ``tau`` is the share of the cycle that had passed when it was approved,
    or made where nobody had to approve; ``step`` is what it adds to the index of its key result,
    None for what is not measured (texts, weights, additions)."""

    id: int
    objective_id: int
    objective_title: str
    ambition: str
    unit_id: int
    unit_name: str
    cycle_id: int
    key_result_id: int | None
    key_result_title: str | None
    measure: str | None
    field: str
    before: Any
    after: Any
    reason: str
    author_name: str | None
    approved_by: str | None
    approved_on: date | None
    effective_on: date
    counts_on: date
    starts_on: date
    ends_on: date
    definition: Mapping[str, Any]
    step: Step | None = None

    @property
    def tau(self) -> float:
        return elapsed_share(self.starts_on, self.ends_on, self.counts_on)

    @property
    def direction(self) -> Direction:
        """Eased, tightened, or changed where that cannot be told in numbers."""
        return self.step.direction if self.step else Direction.CHANGED

    @property
    def movement(self) -> float | None:
        return self.step.movement if self.step else None

    @property
    def is_correction(self) -> bool:
        """Whether it counts as part of the plan: approved in the first third."""
        return is_planning_correction(self.tau)


@dataclass(frozen=True, slots=True)
class IndexRow:
    """The goal-post index of one key result, with its scores by the plan as it was locked, as it
    stands, and of record."""

    key_result_id: int
    title: str
    objective_id: int
    objective_title: str
    unit_id: int
    unit_name: str
    index: GoalPostIndex
    late_rescue: bool
    score_original: float | None
    score_current: float | None
    score_of_record: float | None

    @property
    def severity(self) -> Severity:
        """That of the movement; a late rescue is an error however small."""
        return Severity.ERROR if self.late_rescue else self.index.severity

    @property
    def movement(self) -> float:
        return self.index.movement

    @property
    def easing(self) -> float:
        return self.index.easing

    @property
    def changes(self) -> int:
        return self.index.changes


@dataclass(frozen=True, slots=True)
class Tally:
    """What the changes of a ledger were: ``targets`` that moved, of which the rate and the index
    are made, key results that came, went or came back, and ``others``: weights, words, links."""

    targets: int
    membership: int
    others: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """What moved, the newest first; the index of each key result that moved, the gravest first."""

    moves: list[ChangeRow]
    indexes: list[IndexRow]

    @property
    def tally(self) -> Tally:
        targets = sum(row.step is not None for row in self.moves)
        membership = sum(row.field in MEMBERSHIP for row in self.moves)
        return Tally(targets, membership, len(self.moves) - targets - membership)

    @property
    def by_key_result(self) -> dict[int, IndexRow]:
        return {row.key_result_id: row for row in self.indexes}


@dataclass(frozen=True, slots=True)
class UnitLedger(Ledger):
    """The same for a unit (with all below it) in a cycle: with its change rate, which counts what
    the reader may not see, and how many lines are not for them."""

    rate: ChangeRate
    hidden: int
    is_cut: bool
