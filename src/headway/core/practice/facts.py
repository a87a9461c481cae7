"""What is known of a unit's practice, as plain values (docs/methods 9)."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from headway.core.cadence import Rhythm
from headway.core.calibration import Word
from headway.core.rituals import Change


@dataclass(frozen=True, slots=True)
class Window:
    """The days that are looked at, both ends included. ``ended`` are the last days of the cycles
    that were over on ``end``, the latest first. ``is_long``: a window of several cycles, in which
    what stood at any time counts, not only what stands at its end; and all cycles that are over
    within it, instead of the last one or two."""

    start: date
    end: date
    ended: tuple[date, ...] = ()
    is_long: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """A key result that counts: its window, rhythm, and check-ins as (day it tells of, day it was
    entered). ``moved_on`` are the days on which a target moved after plan lock."""

    id: int
    objective_id: int
    starts_on: date
    ends_on: date
    cadence: Rhythm
    entries: tuple[tuple[date, date], ...] = ()
    has_owner: bool = True
    moved_on: tuple[date, ...] = ()

    def silent_days(self, day: date) -> int:
        """Days since it was last told of, or since it began."""
        last = max((told for told, entered in self.entries if entered <= day), default=None)
        return max((day - (last or self.starts_on)).days, 0)


@dataclass(frozen=True, slots=True)
class Goal:
    """An objective that counts. ``has_path``: it leads to a mid-term goal, itself or by what it
    serves."""

    id: int
    starts_on: date
    ends_on: date
    origin: str = "bottom_up"
    is_local: bool = False
    has_path: bool = True


@dataclass(frozen=True, slots=True)
class Closing:
    """A closed objective. ``ended_on`` is the last day of its cycle; ``reached`` says of each of
    its key results whether it got there in full; ``decided`` and ``carried`` count key results of
    which was said what becomes of them, and those carried over as they were."""

    id: int
    ended_on: date
    ambition: str
    score: float | None
    reached: tuple[bool, ...] = ()
    decided: int = 0
    carried: int = 0


@dataclass(frozen=True, slots=True)
class Weekly:
    """A weekly that was due: ``held`` or not. ``minutes`` it took together; None: each in their own
    time, or not held."""

    on: date
    held: bool
    minutes: float | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """A signal of a KPI whose answer was due on a day; ``on`` is when it was given."""

    due_on: date
    on: date | None = None

    @property
    def in_time(self) -> bool:
        return self.on is not None and self.on <= self.due_on


@dataclass(frozen=True, slots=True)
class Retrospective:
    """A retrospective that is over, and the changes agreed there."""

    on: date
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True)
class UnitFacts:
    """Everything that the metrics of a unit are made of. ``words`` are of key results whose cycle
    is over, each with the last day of that cycle. ``findings`` that are open today, of
    ``reviewed`` objectives; None where nobody counted them. ``asked_on``: since when somebody waits
    for an answer of the coach."""

    key_results: tuple[Measured, ...] = ()
    goals: tuple[Goal, ...] = ()
    closings: tuple[Closing, ...] = ()
    words: tuple[tuple[date, Word], ...] = ()
    weeklies: tuple[Weekly, ...] = ()
    signals: tuple[Answered, ...] = ()
    retrospectives: tuple[Retrospective, ...] = ()
    findings: int | None = None
    reviewed: int = 0
    asked_on: date | None = None
    first_cycle: bool = field(default=False)
