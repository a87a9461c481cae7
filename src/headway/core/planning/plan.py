"""What is planned, as plain values: the goals, units, objectives, key results and links that the
reviews and sums of planning read. An app fills them; nothing here is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from headway.core.cadence import Cadence, Rhythm
from headway.core.pace import StatusCode


class SubjectKind(StrEnum):
    """What a part of a plan is."""

    GOAL = "goal"
    UNIT = "unit"
    PERSON = "person"
    OBJECTIVE = "objective"
    KEY_RESULT = "key_result"
    METRIC = "metric"


class Ref(NamedTuple):
    """One thing of a plan, by its kind and number."""

    kind: SubjectKind
    id: int


class Answer(StrEnum):
    """How a unit answered the request of another."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Need:
    """A key result needs something from another unit, which has answered or not."""

    unit_id: int
    unit_name: str
    answer: str = Answer.OPEN


@dataclass(frozen=True, slots=True)
class Outlook:
    """What was known of a measure on the day its target was set.

    ``history`` are its readings before the cycle, oldest first. ``value`` is the reading at the
    start. ``probability`` is the forecast that the whole target is reached, as computed: not held
    between the ends that a page shows.
    """

    history: tuple[float, ...] = ()
    value: float | None = None
    probability: float | None = None


@dataclass(frozen=True, slots=True)
class CheckInPoint:
    """A check-in as a review sees it. ``raw`` is progress (None: none, or not worked out), and
    ``confidence`` 0 to 10."""

    on: date
    raw: float | None
    confidence: int | None


@dataclass(frozen=True, slots=True)
class Course:
    """How a running key result has gone: its check-ins, oldest first, and the forecast of today.

    ``probability`` is that of what it aims for, by which its status goes; ``probability_full`` that
    of the whole target, of which confidence speaks. ``status`` is what its page says (None: not
    known, so it follows from the rest). ``valued_on`` is the day of the latest check-in that
    answers a due day (None: there is none, or that with progress).
    """

    checkins: tuple[CheckInPoint, ...] = ()
    probability: float | None = None
    probability_full: float | None = None
    status: StatusCode | None = None
    valued_on: date | None = None


@dataclass(frozen=True, slots=True)
class PlannedKeyResult:
    """A key result as planned.

    ``cadence`` is how often it is checked in; ``measured`` is how often its measure has a new value
    (None: as often as it is checked in). ``starts_on`` is the day it was added, when that was after
    the cycle began; ``ends_on`` is its own deadline (None: its objective's). ``metric_id`` is the
    KPI it is read from. ``unit`` is what its numbers count (None: not known; empty: nothing said).
    """

    id: int
    title: str
    kind: str
    owner_ids: tuple[int, ...] = ()
    start: float | None = None
    target: float | None = None
    weight: float = 1.0
    starts_on: date | None = None
    ends_on: date | None = None
    cadence: Rhythm = Cadence.WEEKLY
    measured: Rhythm | None = None
    metric_id: int | None = None
    needs: tuple[Need, ...] = ()
    outlook: Outlook = Outlook()
    course: Course = Course()
    is_active: bool = True
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class PlannedCycle:
    """A cycle; both days belong to it."""

    id: int
    starts_on: date
    ends_on: date

    @property
    def days(self) -> int:
        """Its length in days."""
        return (self.ends_on - self.starts_on).days + 1


@dataclass(frozen=True, slots=True)
class PlannedObjective:
    """An objective as planned, with its key results.

    ``is_active``: not closed and not archived. ``is_running``: check-ins are due. ``is_local``:
    deliberately without a way to a mid-term goal. ``is_context``: given so that links, comparisons
    and counts are whole; nothing is reported about it.
    """

    id: int
    title: str
    unit_id: int
    cycle: PlannedCycle
    ambition: str = "aspirational"
    owner_ids: tuple[int, ...] = ()
    ends_on: date | None = None
    priority: int | None = None
    key_results: tuple[PlannedKeyResult, ...] = ()
    is_active: bool = True
    is_running: bool = False
    is_local: bool = False
    is_pay_relevant: bool = False
    is_context: bool = False

    @property
    def active_key_results(self) -> tuple[PlannedKeyResult, ...]:
        """Those that count: not cancelled."""
        return tuple(kr for kr in self.key_results if kr.is_active)


@dataclass(frozen=True, slots=True)
class PlannedLink:
    """An objective serves a goal, an objective or a key result.

    ``share`` is the part of the child's value that a *contributes value* link passes on (None:
    split equally).
    """

    child_id: int
    parent: Ref
    kind: str = "aligned"
    share: float | None = None


@dataclass(frozen=True, slots=True)
class PlannedGoal:
    """A mid-term goal that objectives should serve."""

    id: int
    title: str


@dataclass(frozen=True, slots=True)
class PlannedMetric:
    """A KPI with its own aim: ``direction`` 1 up, -1 down, 0 neither; a target with its day."""

    id: int
    name: str
    unit_id: int
    direction: int = 0
    target: float | None = None
    target_on: date | None = None


@dataclass(frozen=True, slots=True)
class PastKeyResult:
    """How a key result of a closed cycle ended. ``self_grade`` is the owner's own grade;
    ``reached_at`` is the share of the cycle that had passed when the target was first reached."""

    cycle_ended_on: date
    ambition: str
    raw: float
    score: float
    self_grade: float | None = None
    reached_at: float | None = None


@dataclass(frozen=True, slots=True)
class PlannedUnit:
    """A unit of the tree, with the key results of its last closed cycles (``past``)."""

    id: int
    name: str
    parent_id: int | None = None
    is_company: bool = False
    past: tuple[PastKeyResult, ...] = ()
    is_context: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that is planned side by side: one cycle, or nested ones that run together."""

    units: tuple[PlannedUnit, ...]
    objectives: tuple[PlannedObjective, ...]
    links: tuple[PlannedLink, ...] = ()
    goals: tuple[PlannedGoal, ...] = ()
    metrics: tuple[PlannedMetric, ...] = ()
