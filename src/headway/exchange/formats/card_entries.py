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
class ImportedPerspectiveWeight(Entry):
    """How much a perspective counts in the whole."""

    KIND = "perspective_weight"
    REFERENCES: ClassVar[dict[str, str]] = {"perspective": "perspective"}
    perspective: str
    weight: float

    @property
    def of(self) -> str:
        """What is weighed."""
        return self.perspective


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedGoalWeight(Entry):
    """How much a mid-term goal counts in its perspective."""

    KIND = "goal_weight"
    REFERENCES: ClassVar[dict[str, str]] = {"goal": "goal"}
    goal: str
    weight: float

    @property
    def of(self) -> str:
        """What is weighed."""
        return self.goal


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
