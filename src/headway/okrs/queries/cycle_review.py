"""What a cycle teaches: how its scores lie, what fell short and why, what goes on, whether grades
and confidence were worth their word."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from headway.core.calibration import (
    Calibration,
    Grading,
    Outcome,
    SaidBand,
    calibration,
    calibration_by,
    calibration_by_week,
    grading,
    said_and_happened,
    spoken_halfway,
)
from headway.core.goalposts import ChangeRate
from headway.core.spread import Spread
from headway.okrs.models import Decision
from headway.okrs.queries.closing import falls_short
from headway.okrs.queries.learning import (
    Learned,
    MoveRow,
    by_unit,
    final_score,
    is_scored,
)
from headway.okrs.queries.objectives import ObjectiveRow
from headway.okrs.queries.review_explanations import (
    explain_bias,
    explain_brier,
    explain_grading,
    explain_spread,
)
from headway.web.explanation import Explanation


@dataclass(frozen=True, slots=True)
class Miss:
    """A committed key result that fell short, with its explanation (empty: none was given)."""

    key_result_id: int
    title: str
    owner_name: str | None
    objective_id: int
    objective_title: str
    unit_name: str
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Going:
    """An objective that goes on in a later cycle, for the ``times``-th time; ``draft_title`` is ""
    where the reader may not read what it became."""

    objective_id: int
    title: str
    unit_name: str
    decision: str
    draft_id: int
    draft_title: str
    draft_cycle: str
    times: int


@dataclass(frozen=True, slots=True)
class UnitWord:
    """How good the confidence and the own grades of one unit were."""

    unit_id: int
    unit_name: str
    confidence: Calibration
    grades: Grading


@dataclass(frozen=True, slots=True)
class CycleReview:
    """Everything the review of a cycle shows beside its objectives."""

    key_results: Spread
    objectives: Spread
    misses: tuple[Miss, ...]
    going: tuple[Going, ...]
    decisions: Mapping[str, int]
    grades: Grading
    moves: tuple[MoveRow, ...]
    change_rate: ChangeRate
    confidence: Calibration
    by_week: Mapping[int, Calibration]
    by_unit: tuple[UnitWord, ...]
    halfway: tuple[SaidBand, ...]
    explanations: Mapping[str, Explanation]
    as_of: date

    @property
    def unexplained(self) -> int:
        return sum(not miss.reason for miss in self.misses)

    @property
    def decided(self) -> int:
        """Key results of which a decision was taken."""
        return sum(self.decisions.values())

    @property
    def spoken(self) -> int:
        """Key results of which something was said half-way."""
        return sum(band.count for band in self.halfway)


def cycle_review(learned: Learned, *, hidden: int = 0) -> CycleReview:
    """What is learnt from the objectives of one cycle; ``hidden`` more are left out, as the reader
    may not read them. Costs no query."""
    words = list(learned.words())
    key_results, objectives = learned.spread_of_key_results(), learned.spread_of_objectives()
    confidence = calibration(word for _row, word in words)
    scored = [row for row in learned.rows if is_scored(row)]
    grades = grading(learned.grade_pairs(scored))
    as_of = learned.as_of
    return CycleReview(
        key_results=key_results,
        objectives=objectives,
        misses=tuple(_misses(learned)),
        going=tuple(_going(learned)),
        decisions=_decisions(learned),
        grades=grades,
        moves=tuple(learned.moves),
        change_rate=learned.change_rate(),
        confidence=confidence,
        by_week=calibration_by_week(word for _row, word in words),
        by_unit=tuple(_by_unit(learned, scored)),
        halfway=said_and_happened(_halfway(learned)),
        explanations={
            "key_results": explain_spread(key_results, as_of, hidden=hidden),
            "objectives": explain_spread(objectives, as_of, hidden=hidden),
            "brier": explain_brier(confidence, as_of),
            "bias": explain_bias(confidence, as_of),
            "grades": explain_grading(grades, learned.grade_pairs(scored), as_of),
        },
        as_of=as_of,
    )


def _misses(learned: Learned) -> list[Miss]:
    """The worst first."""
    found = [
        Miss(
            key_result_id=k.id,
            title=k.title,
            owner_name=k.owner_name,
            objective_id=row.id,
            objective_title=row.title,
            unit_name=row.unit_name,
            score=final_score(row, k) or 0.0,
            reason=_reason(learned, row, k.id),
        )
        for row, k in learned.key_results(closed=True)
        if falls_short(k, row.ambition)
    ]
    return sorted(found, key=lambda miss: (miss.score, miss.key_result_id))


def _reason(learned: Learned, row: ObjectiveRow, key_result_id: int) -> str:
    grade, end = learned.grades.get(key_result_id), learned.ends.get(row.id)
    return (grade.miss_reason if grade else "") or (end.miss_reason if end else "")


def _going(learned: Learned) -> list[Going]:
    found = []
    for row in learned.rows:
        end = learned.ends.get(row.id)
        if end is None or end.draft_id is None:
            continue
        going = Going(
            objective_id=row.id,
            title=row.title,
            unit_name=row.unit_name,
            decision=end.decision,
            draft_id=end.draft_id,
            draft_title=end.draft_title or "",
            draft_cycle=end.draft_cycle or "",
            times=end.carry_count or 1,
        )
        found.append(going)
    return found


def _decisions(learned: Learned) -> dict[str, int]:
    """How many key results each decision was taken of; those from before decisions are left out."""
    grades = [learned.grades.get(k.id) for _row, k in learned.key_results(closed=True)]
    counted = Counter(grade.decision for grade in grades if grade is not None and grade.decision)
    return {str(name): counted[str(name)] for name in Decision.values}


def _by_unit(learned: Learned, scored: Sequence[ObjectiveRow]) -> list[UnitWord]:
    said = calibration_by((row.unit_id, word) for row, word in learned.words())
    return [
        UnitWord(
            unit.id,
            unit.name,
            said.get(unit.id, Calibration(0, 0)),
            grading(learned.grade_pairs(unit.rows)),
        )
        for unit in by_unit(scored)
    ]


def _halfway(learned: Learned) -> list[Outcome]:
    found = []
    for row, k in learned.key_results(closed=True):
        weeks = -(-((row.ends_on - row.starts_on).days + 1) // 7)
        said = spoken_halfway(learned.by_week(row, k), weeks=weeks)
        if said is not None:
            found.append(Outcome(said, final_score(row, k) or 0.0))
    return found
