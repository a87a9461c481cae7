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
from headway.okrs.queries.visibility import readable_title
from headway.people.access import Actor

HISTORY = 20
"""Check-ins that a page shows before one asks for all."""

AT_MOST = 200
"""More than anybody reads; bounds a page that shows all."""


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
    owner_id: int | None
    owner_name: str | None
    due_on: date | None
    done_on: date | None
    dropped_on: date | None

    @property
    def state(self) -> str:
        """open, done or dropped."""
        return "done" if self.done_on else "dropped" if self.dropped_on else "open"


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
    limit: int,
) -> list[CheckInRow]:
    """Check-ins, corrected ones among them, the newest entry first. One query."""
    return _check_ins(objective_id, key_result_id, until, before_id, Fixed(limit))


@dataclass(frozen=True, slots=True)
class History:
    """The latest check-ins as a page lists them: by the day on which they held, whenever they were
    entered. ``is_cut`` tells that there are more to ask for."""

    rows: Sequence[CheckInRow]
    is_cut: bool


def history_of(
    *,
    objective_id: int | None = None,
    key_result_id: int | None = None,
    until: date,
    every: bool = False,
) -> History:
    """The check-ins until a day, corrected ones among them; with ``every`` the last 200. One
    query."""
    limit = AT_MOST if every else HISTORY
    found = _history(objective_id, key_result_id, until, Fixed(limit + 1))
    is_cut = len(found) > limit and not every
    return History(found[:limit], is_cut)


@prepared(rows=Kept(CheckInRow))
def _history(
    objective_id: int | None, key_result_id: int | None, until: date, limit: Fixed
) -> QuerySet[CheckIn, tuple[Any, ...]]:
    checkins = _of(objective_id, key_result_id, until)
    return checkins.order_by("-effective_on", "-id").values_list(*_CHECK_IN)[:limit]


@prepared(rows=Kept(CheckInRow))
def _check_ins(
    objective_id: int | None,
    key_result_id: int | None,
    until: date | None,
    before_id: int | None,
    limit: Fixed,
) -> QuerySet[CheckIn, tuple[Any, ...]]:
    checkins = _of(objective_id, key_result_id, until)
    if before_id is not None:
        checkins = checkins.filter(pk__lt=before_id)
    return checkins.order_by("-id").values_list(*_CHECK_IN)[:limit]


def _of(
    objective_id: int | None, key_result_id: int | None, until: date | None
) -> QuerySet[CheckIn]:
    checkins = CheckIn.objects.all()
    if objective_id is not None:
        checkins = checkins.filter(key_result__objective_id=objective_id)
    if key_result_id is not None:
        checkins = checkins.filter(key_result_id=key_result_id)
    return checkins if until is None else checkins.filter(effective_on__lte=until)


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
        "id", "key_result_id", "title", "owner_id", "owner__name", "due_on", "done_on", "dropped_on"
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


def origin_of(actor: Actor, objective_id: int, times: int) -> Origin | None:
    """Where an objective comes from that was carried over ``times`` times; its title is "" where
    the actor may not read it. One query, none for others; None where that was taken back since."""
    if not times:
        return None
    found = Closure.objects.filter(carried_to_id=objective_id).values_list(
        "objective_id", readable_title(actor, "objective__"), "objective__cycle__name", "decision"
    )
    row = found.first()
    if row is None:
        return None
    from_id, title, cycle_name, decision = row
    return Origin(from_id, title, cycle_name, decision, times)


def carry_counts(objective_ids: Sequence[int]) -> dict[int, int]:
    """How often objectives were carried over, of those that were. One query."""
    carried = Objective.objects.filter(pk__in=objective_ids, carry_count__gt=0)
    return dict(carried.values_list("id", "carry_count"))
