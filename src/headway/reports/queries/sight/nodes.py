"""What a line of sight consists of, whichever way it was read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from django.utils.translation import gettext as _

from headway.core.scoring import CycleScore
from headway.okrs.queries.cycles import CycleRow
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.objectives import ObjectiveRow
from headway.reports.queries.units import UnitChoice
from headway.strategy.queries import GoalRow, StatementRow

MISSION, ORPHANS, LOCAL = "mission", "orphans", "local"
UNSEEN = "unseen"
"""Where what serves only objectives that the reader may not see stands."""
PAGE = 50
"""Children shown at once."""


def branch_title(key: str) -> str:
    """What a branch is called that stands under no goal."""
    return {
        ORPHANS: _("Without a path to a goal"),
        LOCAL: _("Local on purpose"),
        UNSEEN: _("Serving what you may not read"),
    }[key]


@dataclass(frozen=True, slots=True)
class View:
    """What is looked at. ``status`` and ``perspective_id`` narrow it; empty means all."""

    unit: UnitChoice | None
    cycle: CycleRow
    cycles: tuple[CycleRow, ...]
    as_of: date
    today: date
    status: str = ""
    perspective_id: int | None = None
    compare: date | None = None  # an earlier day to compare progress with

    @property
    def cycle_ids(self) -> list[int]:
        """The chosen cycle, those that hold it and those it holds: a year shows its quarters, and a
        quarter what it serves in the year."""
        by_id = {cycle.id: cycle for cycle in self.cycles}
        found, above = [self.cycle.id], self.cycle.parent_id
        while above is not None and above in by_id and above not in found:
            found.append(above)
            above = by_id[above].parent_id
        return found + [row.id for row in self.cycles if row.parent_id == self.cycle.id]

    @property
    def is_past(self) -> bool:
        return self.as_of < self.today

    @property
    def goal_day(self) -> date:
        """The day whose mid-term goals are shown: the cycle's nearest to the day looked at."""
        return min(max(self.as_of, self.cycle.starts_on), self.cycle.ends_on)


@dataclass(slots=True)
class Node:
    """A place in the tree. ``key`` names it: "g3", "o7", "k12" or one of the fixed branches.

    ``also`` are the titles of other parents it stands under; ``counts`` are the key results of its
    branch by status, None where they were not counted; ``in_scope`` is False for what is only shown
    because it leads there."""

    key: str
    goal: GoalRow | None = None
    objective: ObjectiveRow | None = None
    key_result: KeyResultRow | None = None
    counts: Mapping[str, int] | None = None
    also: Sequence[str] = ()
    in_scope: bool = True
    has_children: bool = False
    before: float | None = None  # progress on the day compared with


@dataclass(frozen=True, slots=True)
class Children:
    """Some children of a node, and the ``after`` of the next ones (None: there are no more)."""

    nodes: list[Node]
    more: int | None = None


class Source(Protocol):
    """Reads the tree."""

    view: View
    mission: StatementRow | None
    goals: list[GoalRow]
    is_counted: bool

    @property
    def is_empty(self) -> bool:
        """Whether there is neither a goal nor an objective."""

    def node(self, key: str) -> Node | None:
        """The node of a key, None when it is not in view."""

    def children(self, key: str, after: int = 0, limit: int = PAGE) -> Children:
        """The next children of the node: at most ``limit`` objectives, before the first of them its
        own key results."""


@dataclass(slots=True)
class Summary:
    """What the heading is written from. Of key results in scope that have a path to a goal."""

    counts: Counter[str] = field(default_factory=Counter)
    goals: int = 0
    empty_goals: int = 0
    objectives: int = 0
    aligned: int = 0
    bottom_up_share: float | None = None
    orphans: int = 0
    score: CycleScore | None = None
    expected: float | None = None

    @property
    def key_results(self) -> int:
        return sum(self.counts.values())

    @property
    def aligned_share(self) -> float | None:
        """Of all objectives, those that lead to a goal; None without any."""
        return self.aligned / self.objectives if self.objectives else None
