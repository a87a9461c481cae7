"""What happened in cycles, read once for everything that is learnt from it: how objectives and key
results ended, what was said of them on the way, and which goal posts moved."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models import Case, Q, QuerySet, When

from headway.core.bands import TOLERANCE
from headway.core.cadence import cadence_of, local_date
from headway.core.calibration import Word, weekly
from headway.core.goalposts import ChangeRate, Plan, change_rate
from headway.core.rhythm import Kept, kept_up
from headway.core.spread import Spread, spread
from headway.kit.prepared import prepared
from headway.okrs.models import CheckIn, Closure, GoalPostChange, Grade
from headway.okrs.models.checkins import HAS_VALUE, SAYS
from headway.okrs.queries.arithmetic import is_fed
from headway.okrs.queries.goalposts import INDEXED_FIELDS
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.objectives import ObjectiveRow
from headway.okrs.queries.records import GradeRow
from headway.okrs.queries.scores import counted_by
from headway.okrs.queries.visibility import readable_title
from headway.people.access import Actor

LEARN_FROM = 5_000
"""Objectives at most that are compared over several cycles; of more, the latest cycles are."""

LEARN_AT_ONCE = 2_000
"""Objectives at most of one cycle; of more, one learns unit by unit."""


@dataclass(frozen=True, slots=True)
class EndRow:
    """How an objective ended; ``draft`` is what it was carried over to, if anything, without a
    title where the reader may not read it."""

    outcome: str
    decision: str
    computed: float | None
    own: float | None
    grade_comment: str
    miss_reason: str
    closing_word: str
    draft_id: int | None
    draft_title: str | None
    draft_cycle: str | None
    carry_count: int | None


@dataclass(frozen=True, slots=True)
class Said:
    """One check-in that counts: the day it tells of, the day it was entered, how sure, and whether
    it answers a due day (docs/adr/0043)."""

    day: date
    entered_on: date
    confidence: int | None
    is_answer: bool = True


@dataclass(frozen=True, slots=True)
class MoveRow:
    """A goal post that moved after plan lock."""

    objective_id: int
    key_result_id: int | None
    title: str
    measure: str
    field: str
    before: Any
    after: Any
    reason: str
    author: str | None
    on: date


@dataclass(frozen=True, slots=True)
class Learned:
    """The objectives of one or several cycles with everything that is learnt from. Key results are
    those that were not cancelled; health metrics are none."""

    rows: Sequence[ObjectiveRow]
    ends: Mapping[int, EndRow]
    grades: Mapping[int, GradeRow]
    said: Mapping[int, Sequence[Said]]
    moves: Sequence[MoveRow]
    as_of: date

    def of_cycle(self, cycle_id: int) -> Learned:
        """The part of one cycle."""
        rows = [row for row in self.rows if row.cycle_id == cycle_id]
        inside = {row.id for row in rows}
        moves = [move for move in self.moves if move.objective_id in inside]
        return Learned(rows, self.ends, self.grades, self.said, moves, self.as_of)

    def key_results(self, *, closed: bool = False) -> Iterator[tuple[ObjectiveRow, KeyResultRow]]:
        """Each with its objective; with ``closed``, of closed objectives that have a score."""
        for row in self.rows:
            if closed and not is_scored(row):
                continue
            for key_result in row.key_results:
                if not key_result.is_cancelled:
                    yield row, key_result

    def words(self) -> Iterator[tuple[ObjectiveRow, Word]]:
        """What was said each week of every key result that is over, with what happened by the plan
        of record: a target that was made easier on the way is not what was said to be reached."""
        for row, key_result in self.key_results(closed=True):
            raw = counted_by(Plan.OF_RECORD, key_result).raw
            reached = raw is not None and raw >= 1 - TOLERANCE
            for week, confidence in self.by_week(row, key_result).items():
                yield row, Word(key_result.id, week, confidence, reached)

    def by_week(self, row: ObjectiveRow, key_result: KeyResultRow) -> dict[int, int]:
        """The confidence of each week in which somebody said one."""
        said = self.said.get(key_result.id, ())
        known = [(one.day, one.confidence) for one in said if one.confidence is not None]
        return weekly(known, start=row.starts_on, end=row.ends_on)

    def grade_pairs(self, rows: Iterable[ObjectiveRow]) -> list[tuple[float, float]]:
        """(computed, own) of each key result that got both."""
        found = [self.grades.get(k.id) for row in rows for k in row.key_results]
        return [
            (grade.computed_score or 0.0, grade.self_grade)
            for grade in found
            if grade is not None and grade.self_grade is not None
        ]

    def spread_of_key_results(self) -> Spread:
        return spread(final_score(row, k) for row, k in self.key_results())

    def spread_of_objectives(self) -> Spread:
        return spread(row.score if row.is_closed or row.is_read else None for row in self.rows)

    def change_rate(self) -> ChangeRate:
        """How many of the key results had a target moved after plan lock, counted as the ledger
        counts: neither texts nor weights."""
        active = {k.id for _row, k in self.key_results()}
        moved = {
            m.key_result_id for m in self.moves if m.key_result_id and m.field in INDEXED_FIELDS
        }
        return change_rate(active, moved)

    def kept(self) -> Kept | None:
        """Check-ins on time; None where all of them were entered after the cycle, as by import."""
        found, lived = Kept(0, 0), False
        for row, key_result in self.key_results():
            said = self.said.get(key_result.id, ())
            lived = lived or any(one.entered_on <= row.ends_on for one in said)
            found += kept_up(
                [(one.day, one.entered_on) for one in said if one.is_answer],
                cadence=cadence_of(key_result.cadence),
                start=key_result.starts_on,
                end=row.ends_on,
                as_of=self.as_of,
            )
        return found if lived else None


def is_scored(row: ObjectiveRow) -> bool:
    """Closed with a score: what is over, and was measured."""
    return row.is_closed and row.score is not None


def final_score(row: ObjectiveRow, key_result: KeyResultRow) -> float | None:
    """The score of record of a key result; one of a closed objective that was never read ended at
    0."""
    score = counted_by(Plan.OF_RECORD, key_result).score
    return 0.0 if score is None and is_scored(row) else score


def learn(
    actor: Actor, rows: Sequence[ObjectiveRow], *, as_of: date, habits: bool = False
) -> Learned:
    """Everything that is learnt from objectives that the actor was let in to, drafts and proposals
    left out. Four queries. Of what is still open the check-ins are read for its ``habits`` only."""
    rows = [row for row in rows if row.counts_in_means]
    ids = [row.id for row in rows]
    ended = [row.id for row in rows if row.is_closed and row.ending is None]
    otherwise = [row for row in rows if row.ending is not None]
    spoken = [row.id for row in rows if habits or is_scored(row)]
    return Learned(
        rows=rows,
        ends=_ends(actor, ended) | {row.id: _end_then(row) for row in otherwise},
        grades=_grades(ended) | _grades_then(otherwise),
        said=_said(spoken, as_of, actor.time_zone),
        moves=_titled(_moves(ids, as_of), rows),
        as_of=as_of,
    )


def _end_then(row: ObjectiveRow) -> EndRow:
    """How it had ended on a past day, where that was taken back since; what was drafted from it was
    put away with that."""
    told = row.ending.fields if row.ending else {}
    return EndRow(
        outcome=row.outcome or "",
        decision=told.get("decision", ""),
        computed=row.score,
        own=row.self_grade,
        grade_comment=told.get("grade_comment", ""),
        miss_reason=told.get("miss_reason", ""),
        closing_word=told.get("closing_word", ""),
        draft_id=None,
        draft_title=None,
        draft_cycle=None,
        carry_count=None,
    )


def _grades_then(rows: Iterable[ObjectiveRow]) -> dict[int, GradeRow]:
    return {
        one["key_result_id"]: GradeRow(**one)
        for row in rows
        if row.ending
        for one in row.ending.grades
    }


def _ends(actor: Actor, ids: Sequence[int]) -> dict[int, EndRow]:
    return {objective_id: EndRow(*rest) for objective_id, *rest in _closures(actor, ids)}


@prepared
def _closures(actor: Actor, ids: Sequence[int]) -> QuerySet[Closure, tuple[Any, ...]]:
    return Closure.objects.filter(objective_id__in=ids).values_list(
        "objective_id", "outcome", "decision", "computed_score", "self_grade", "grade_comment",
        "miss_reason", "closing_word", "carried_to_id",
        readable_title(actor, "carried_to__"),
        "carried_to__cycle__name", "carried_to__carry_count",
    )  # fmt: skip


def _grades(ids: Sequence[int]) -> dict[int, GradeRow]:
    return {row[0]: GradeRow(*row) for row in _given(ids)}


@prepared
def _given(ids: Sequence[int]) -> QuerySet[Grade, tuple[Any, ...]]:
    grades = Grade.objects.filter(key_result__objective_id__in=ids)
    return grades.values_list(*GradeRow.__slots__)


def _said(ids: Sequence[int], as_of: date, time_zone: str) -> dict[int, list[Said]]:
    found: dict[int, list[Said]] = defaultdict(list)
    for key_result_id, day, entered_at, *rest in _check_ins(ids, as_of):
        found[key_result_id].append(Said(day, local_date(entered_at, time_zone), *rest))
    return found


@prepared
def _check_ins(ids: Sequence[int], as_of: date) -> QuerySet[CheckIn, tuple[Any, ...]]:
    rows = CheckIn.objects.filter(
        SAYS, key_result__objective_id__in=ids, superseded_by__isnull=True, effective_on__lte=as_of
    ).order_by("effective_on", "id")
    comes_by_itself = Q(key_result__kpi__isnull=False) | is_fed("key_result_id")
    return rows.values_list(
        "key_result_id", "effective_on", "entered_at", "confidence",
        Case(When(HAS_VALUE | comes_by_itself, then=True), default=False),
    )  # fmt: skip


def _moves(ids: Sequence[int], as_of: date) -> list[MoveRow]:
    return [
        MoveRow(objective_id, key_result_id, title or own_title, measure or "", *rest)
        for objective_id, key_result_id, title, own_title, measure, *rest in _moved(ids, as_of)
    ]


@prepared
def _moved(ids: Sequence[int], as_of: date) -> QuerySet[GoalPostChange, tuple[Any, ...]]:
    rows = GoalPostChange.objects.filter(objective_id__in=ids, effective_on__lte=as_of)
    return rows.order_by("-effective_on", "-id").values_list(
        "objective_id", "key_result_id", "key_result__title", "objective__title",
        "key_result__measure", "field", "before", "after", "reason", "author__name", "effective_on",
    )  # fmt: skip


def _titled(moves: list[MoveRow], rows: Sequence[ObjectiveRow]) -> list[MoveRow]:
    """What moved by the titles that the rows have, which may be those of a past day."""
    if not moves:
        return moves
    titles = {k.id: k.title for row in rows for k in row.key_results}
    return [replace(one, title=titles.get(one.key_result_id or 0, one.title)) for one in moves]


@dataclass(slots=True)
class ByUnit:
    """Rows in runs of the same unit."""

    id: int
    name: str
    rows: list[ObjectiveRow] = field(default_factory=list)


def by_unit(rows: Iterable[ObjectiveRow]) -> list[ByUnit]:
    """The objectives of each unit, in the order in which the units come."""
    found: dict[int, ByUnit] = {}
    for row in rows:
        found.setdefault(row.unit_id, ByUnit(row.unit_id, row.unit_name)).rows.append(row)
    return list(found.values())
