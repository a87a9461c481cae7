"""What was recorded below an objective: check-ins, work, and how it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from headway.kit.keeping import Kept
from headway.kit.prepared import Fixed, prepared
from headway.okrs.models import CheckIn, Closure, Grade, Initiative, Objective

HISTORY = 30


@dataclass(frozen=True, slots=True, eq=False)  # each is itself: what is drawn is kept by it
class CheckInRow:
    """One line of the history; ``corrected_by`` is set when it no longer counts."""

    id: int
    key_result_id: int
    key_result_title: str
    measure: str
    value: float | None
    milestones_done: list[int] | None
    stated_progress: float | None
    confidence: int | None
    note: str
    person_name: str | None
    entered_at: datetime
    effective_on: date
    corrected_by: int | None
    corrects: int | None


@dataclass(frozen=True, slots=True)
class InitiativeRow:
    """A piece of work."""

    id: int
    key_result_id: int
    title: str
    owner_name: str | None
    due_on: date | None
    done_on: date | None
    dropped_on: date | None


@dataclass(frozen=True, slots=True)
class GradeRow:
    """A key result's final scores: of record, by the plan as it was locked, by the one that stood;
    and the owner's own."""

    key_result_id: int
    computed_score: float | None
    original_score: float | None
    current_score: float | None
    self_grade: float | None
    comment: str
    miss_reason: str
    decision: str


@dataclass(frozen=True, slots=True)
class ClosureRow:
    """How the objective ended, with its key results' grades by id."""

    outcome: str
    decision: str
    scored_on: date | None
    computed_score: float | None
    original_score: float | None
    current_score: float | None
    self_grade: float | None
    grade_comment: str
    miss_reason: str
    closing_word: str
    closed_by: str | None
    closed_at: datetime
    carried_to_id: int | None
    grades: dict[int, GradeRow]


_CHECK_IN = (
    "id", "key_result_id", "key_result__title", "key_result__measure", "value",
    "milestones_done", "stated_progress", "confidence", "note", "person__name", "entered_at",
    "effective_on", "superseded_by__id", "supersedes_id",
)  # fmt: skip


def check_in_rows(
    *,
    objective_id: int | None = None,
    key_result_id: int | None = None,
    until: date | None = None,
    before_id: int | None = None,
    limit: int = HISTORY,
) -> list[CheckInRow]:
    """Check-ins, corrected ones among them, the newest entry first. One query."""
    return _check_ins(objective_id, key_result_id, until, before_id, Fixed(limit))


@prepared(rows=Kept(CheckInRow))
def _check_ins(
    objective_id: int | None,
    key_result_id: int | None,
    until: date | None,
    before_id: int | None,
    limit: Fixed,
) -> QuerySet[CheckIn, tuple[Any, ...]]:
    checkins = CheckIn.objects.all()
    if objective_id is not None:
        checkins = checkins.filter(key_result__objective_id=objective_id)
    if key_result_id is not None:
        checkins = checkins.filter(key_result_id=key_result_id)
    if until is not None:
        checkins = checkins.filter(effective_on__lte=until)
    if before_id is not None:
        checkins = checkins.filter(pk__lt=before_id)
    return checkins.order_by("-id").values_list(*_CHECK_IN)[:limit]


def initiatives(
    *, objective_id: int | None = None, key_result_id: int | None = None
) -> list[InitiativeRow]:
    """Work in order. One query."""
    return [InitiativeRow(*row) for row in _initiatives(objective_id, key_result_id)]


@prepared
def _initiatives(
    objective_id: int | None, key_result_id: int | None
) -> QuerySet[Initiative, tuple[Any, ...]]:
    found = Initiative.objects.all()
    if objective_id is not None:
        found = found.filter(key_result__objective_id=objective_id)
    if key_result_id is not None:
        found = found.filter(key_result_id=key_result_id)
    return found.order_by("key_result_id", "position", "id").values_list(
        "id", "key_result_id", "title", "owner__name", "due_on", "done_on", "dropped_on"
    )


def closure_of(objective_id: int) -> ClosureRow | None:
    """The closure with its grades, when there is one. Two queries at most."""
    row = next(iter(_closures(objective_id)), None)
    if row is None:
        return None
    grades = Grade.objects.filter(key_result__objective_id=objective_id).values_list(
        *GradeRow.__slots__
    )
    by_id = {row[0]: GradeRow(*row) for row in grades}
    return ClosureRow(*(*row, by_id))


@prepared
def _closures(objective_id: int) -> QuerySet[Closure, tuple[Any, ...]]:
    return Closure.objects.filter(objective_id=objective_id).values_list(
        "outcome",
        "decision",
        "scored_on",
        "computed_score",
        "original_score",
        "current_score",
        "self_grade",
        "grade_comment",
        "miss_reason",
        "closing_word",
        "closed_by__name",
        "closed_at",
        "carried_to_id",
    )


@dataclass(frozen=True, slots=True)
class Origin:
    """What an objective was carried over from, how it goes on, and for the how many-th time."""

    objective_id: int
    title: str
    cycle_name: str
    decision: str
    times: int


def origin_of(objective_id: int, times: int) -> Origin | None:
    """Where an objective comes from that was carried over ``times`` times. One query, none for
    others; None where that was taken back since."""
    if not times:
        return None
    found = Closure.objects.filter(carried_to_id=objective_id).values_list(
        "objective_id", "objective__title", "objective__cycle__name", "decision"
    )
    row = found.first()
    return Origin(*row, times) if row else None


def carry_counts(objective_ids: Sequence[int]) -> dict[int, int]:
    """How often objectives were carried over, of those that were. One query."""
    carried = Objective.objects.filter(pk__in=objective_ids, carry_count__gt=0)
    return dict(carried.values_list("id", "carry_count"))
