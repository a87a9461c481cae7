"""What is told of the goal posts of KPIs that moved (docs/methods 3.12)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from headway.core.goalposts import (
    ChangeRate,
    Direction,
    GoalPostIndex,
    KpiTarget,
    Severity,
    Step,
)


@dataclass(frozen=True, slots=True)
class PostMove:
    """A target that took the place of another (``before`` and ``after``), or, without them, limits
    that began anew. ``is_known``: a value of the periods it holds for was known when it was made;
    ``step`` is what it adds to the index."""

    kpi_id: int
    made_on: date
    holds_from: date
    before: KpiTarget | None
    after: KpiTarget | None
    is_known: bool
    step: Step | None
    why: str
    author_name: str | None

    @property
    def is_rebase(self) -> bool:
        return self.after is None

    @property
    def direction(self) -> Direction:
        """Eased, tightened, or changed where that cannot be told in numbers."""
        return self.step.direction if self.step else Direction.CHANGED

    @property
    def movement(self) -> float | None:
        return self.step.movement if self.step else None


@dataclass(frozen=True, slots=True)
class KpiPosts:
    """What moved of one KPI, the newest first, with its index. ``is_rescued``: it is better
    coloured only since its target was eased."""

    kpi_id: int
    name: str
    unit_id: int
    unit_name: str
    measure: str
    moves: tuple[PostMove, ...]
    index: GoalPostIndex
    is_rescued: bool = False

    @property
    def severity(self) -> Severity:
        """That of the movement; a colour owed to an easing is an error however small."""
        return Severity.ERROR if self.is_rescued else self.index.severity

    @property
    def targets(self) -> tuple[PostMove, ...]:
        """The moves of targets."""
        return tuple(move for move in self.moves if not move.is_rebase)

    @property
    def rebases(self) -> int:
        return sum(move.is_rebase for move in self.moves)

    @property
    def eased(self) -> int:
        """Moves that made it easier."""
        return sum(move.direction is Direction.EASED for move in self.moves)

    @property
    def knowing(self) -> int:
        """Targets moved when the value was known."""
        return sum(move.is_known for move in self.targets)


@dataclass(frozen=True, slots=True)
class PostsOfUnit:
    """What moved of the KPIs of a unit and all below it, the gravest first."""

    kpis: list[KpiPosts]
    rate: ChangeRate
    is_cut: bool = False

    @property
    def moves(self) -> list[tuple[KpiPosts, PostMove]]:
        """Every move, the newest first."""
        every = [(one, move) for one in self.kpis for move in one.moves]
        return sorted(every, key=lambda pair: pair[1].made_on, reverse=True)
