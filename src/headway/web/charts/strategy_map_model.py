"""What a strategy map shows: goals in lanes, and the arrows of cause and effect between them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["untested", "supported", "not_seen", "contradicted", "not_testable"]
MapColour = Literal["green", "amber", "red", ""]


@dataclass(frozen=True, slots=True)
class MapLane:
    """A perspective, and what it is for in a few words."""

    name: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class MapGoal:
    """A goal in the lane of that number, 0 on top. ``score`` is 0 to 100; ``trend`` by how many
    points it moved; ``colour`` is empty where there is no score."""

    id: int
    lane: int
    title: str
    url: str = ""
    score: float | None = None
    colour: MapColour = ""
    trend: float | None = None


@dataclass(frozen=True, slots=True)
class MapLink:
    """An arrow from a goal to what it drives (``sign`` 1) or holds down (-1), after ``lag`` in
    words. ``label`` is set beside its mark, "r 0.52, n 54"."""

    id: int
    cause: int
    effect: int
    sign: int = 1
    lag: str = ""
    verdict: Verdict = "untested"
    label: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class StrategyMap:
    """Lanes from the top; goals of a lane in people's order. ``label`` says what the map shows to
    those who do not see it."""

    lanes: tuple[MapLane, ...]
    goals: tuple[MapGoal, ...]
    links: tuple[MapLink, ...]
    label: str
