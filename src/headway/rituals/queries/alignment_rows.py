"""What the alignment board shows, as rows."""

from __future__ import annotations

from dataclasses import dataclass

from headway.core.planning.focus import BottomUp
from headway.okrs.queries.dependencies import DependencyRow
from headway.rituals.queries.findings import FindingRow
from headway.rituals.queries.frames import FrameRow
from headway.strategy.queries import GoalRow


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """An objective on the board."""

    id: int
    title: str
    unit_id: int
    unit_name: str
    owner_name: str | None
    origin: str
    state: str
    frame_id: int | None


@dataclass(frozen=True, slots=True)
class GoalLine:
    """What comes from above and what from below for one mid-term goal; None for no goal at all.
    ``is_ended``: it is not in force at any time of the cycle, and supports nothing."""

    goal: GoalRow | None
    frames: tuple[FrameRow, ...]
    top_down: tuple[ProposalRow, ...]
    bottom_up: tuple[ProposalRow, ...]
    is_ended: bool = False

    @property
    def asked(self) -> list[FrameRow]:
        """Frames of which no objective stands beside them yet."""
        return [frame for frame in self.frames if frame.objective_id is None]

    @property
    def is_bare(self) -> bool:
        return not (self.frames or self.top_down or self.bottom_up)


@dataclass(frozen=True, slots=True)
class Overload:
    """A person or unit that takes on too much: a person's objectives and key results, or how many
    objectives a unit has."""

    kind: str
    id: int
    name: str
    objectives: int
    key_results: int


@dataclass(frozen=True, slots=True)
class UnitLine:
    """How far a unit below is."""

    id: int
    name: str
    drafts: int
    proposed: int
    agreed: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """Everything the page needs. ``goals`` is how many mid-term goals are in force."""

    goals: int
    lines: tuple[GoalLine, ...]
    conflicts: tuple[FindingRow, ...]
    duplicates: tuple[FindingRow, ...]
    orphans: tuple[FindingRow, ...]
    unsupported: tuple[FindingRow, ...]
    overloads: tuple[Overload, ...]
    frames: tuple[FrameRow, ...]
    dependencies: tuple[DependencyRow, ...]
    units: tuple[UnitLine, ...]
    bottom_up: BottomUp
    total: int
    more: bool
    may_decide: bool
    may_ask: bool

    @property
    def still_open(self) -> dict[str, int]:
        """How many of each list of findings nobody keeps on purpose."""
        lists = {
            "conflicts": self.conflicts, "duplicates": self.duplicates, "orphans": self.orphans,
            "unsupported": self.unsupported,
        }  # fmt: skip
        return {name: sum(row.is_open for row in rows) for name, rows in lists.items()}

    @property
    def unanswered(self) -> list[FrameRow]:
        """Frames that wait for an answer."""
        return [frame for frame in self.frames if frame.is_open]

    @property
    def unsettled(self) -> int:
        """How many things wait for somebody, over all lists."""
        waiting = len(self.overloads) + len(self.unanswered) + len(self.dependencies)
        return sum(self.still_open.values()) + waiting
