"""The entries of a file that make a scorecard and a strategy map of its mid-term goals: weights,
KPIs that measure goals, and arrows between goals. KPIs are named as the file names them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from headway.exchange.formats.entries import Entry

WEIGHTS = ("perspective_weight", "goal_weight")
CARD_KINDS = (*WEIGHTS, "measure", "arrow")
"""What is written by the actions of the scorecard and the map, one by one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedWeight(Entry):
    """How much something counts among its like. What is weighed stands in a field of its name:
    that is how imports have kept it."""

    WEIGHS: ClassVar[str]
    weight: float

    @property
    def of(self) -> str:
        """The id of what is weighed."""
        return str(getattr(self, self.WEIGHS))


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedPerspectiveWeight(ImportedWeight):
    """In the whole."""

    KIND = "perspective_weight"
    WEIGHS = "perspective"
    REFERENCES: ClassVar[dict[str, str]] = {"perspective": "perspective"}
    perspective: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedGoalWeight(ImportedWeight):
    """Of a mid-term goal in its perspective."""

    KIND = "goal_weight"
    WEIGHS = "goal"
    REFERENCES: ClassVar[dict[str, str]] = {"goal": "goal"}
    goal: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedMeasure(Entry):
    """A KPI that measures a mid-term goal. It may say more: its weight and scoring."""

    KIND = "measure"
    REFERENCES: ClassVar[dict[str, str]] = {"goal": "goal", "kpi": "kpi"}
    goal: str
    kpi: str

    @property
    def label(self) -> str:
        return f"{self.goal}: {self.kpi}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedArrow(Entry):
    """What is expected to move what. It may say more: sign, lag, per, strength, rationale, and the
    cause_kpi and effect_kpi by which it is tested."""

    KIND = "arrow"
    REFERENCES: ClassVar[dict[str, str]] = {
        "cause": "goal",
        "effect": "goal",
        "cause_kpi": "kpi",
        "effect_kpi": "kpi",
    }
    cause: str
    effect: str

    @property
    def label(self) -> str:
        return f"{self.cause} → {self.effect}"
