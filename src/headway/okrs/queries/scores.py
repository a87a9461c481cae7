"""Objective scores from key results: hands rows to ``core.scoring`` and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from headway.core.alignment import RolledUp, combined
from headway.core.goalposts import Plan
from headway.core.pace import elapsed_share
from headway.core.progress import score_of
from headway.core.scoring import KeyResultTerm, ObjectiveScore, objective_score


class ScoredObjective(Protocol):
    """What scoring needs of an objective: its cycle's dates and standard."""

    @property
    def cycle(self) -> Any: ...


class ScoredKeyResult(Protocol):
    """What scoring needs of a key result: a model instance or a row."""

    id: int
    kind: str
    title: str
    start: float | None
    weight: float
    raw: float | None
    score: float | None
    raw_original: float | None
    weight_original: float | None
    raw_of_record: float | None
    weight_of_record: float | None
    added_on: date | None
    cancelled_on: date | None
    is_health: bool


class Counted(NamedTuple):
    """What a key result brings to a score by one of the plans."""

    raw: float | None
    score: float | None
    weight: float


def counted_by(plan: Plan, key_result: ScoredKeyResult) -> Counted:
    """Progress, score and weight of a key result by the plan as it was locked, as it stands, or of
    record. Costs no query."""
    raw, weight = {
        Plan.ORIGINAL: (key_result.raw_original, key_result.weight_original),
        Plan.OF_RECORD: (key_result.raw_of_record, key_result.weight_of_record),
        Plan.CURRENT: (None, None),
    }[plan]
    if weight is None:
        return Counted(key_result.raw, key_result.score, key_result.weight)
    return Counted(raw, score_of(raw), weight)


def has_moved(key_result: ScoredKeyResult) -> bool:
    """Whether a goal post moved that a score depends on."""
    return key_result.weight_original is not None


def score_objective(
    objective: ScoredObjective,
    key_results: Iterable[ScoredKeyResult],
    *,
    grading: bool = False,
    plan: Plan = Plan.OF_RECORD,
) -> ObjectiveScore:
    """The objective's score by its cycle's scoring standard, of record unless another ``plan`` is
    named. Costs no query."""
    cycle = objective.cycle
    return score_terms(
        key_results,
        starts_on=cycle.starts_on,
        ends_on=cycle.ends_on,
        standard=cycle.scoring_standard,
        grading=grading,
        plan=plan,
    )


def score_terms(
    key_results: Iterable[ScoredKeyResult],
    *,
    starts_on: date,
    ends_on: date,
    standard: str,
    grading: bool = False,
    plan: Plan = Plan.OF_RECORD,
) -> ObjectiveScore:
    """As :func:`score_objective`, from the cycle's dates and standard. Health metrics are left out:
    they guard the score and are no part of it."""

    counted = [(one, counted_by(plan, one)) for one in key_results if not one.is_health]
    return _kept_score(
        tuple(
            (
                one.id, one.title, one.kind, by_plan.weight, by_plan.raw, by_plan.score,
                one.added_on, one.cancelled_on, one.start is not None,
            )
            for one, by_plan in counted
        ),
        starts_on,
        ends_on,
        standard,
        grading,
    )  # fmt: skip


@lru_cache(maxsize=4096)
def _kept_score(
    counted: tuple[tuple[Any, ...], ...],
    starts_on: date,
    ends_on: date,
    standard: str,
    grading: bool,
) -> ObjectiveScore:
    """Follows from what it is given alone; lists show the same objectives again."""

    def share(day: date | None) -> float | None:
        return None if day is None else elapsed_share(starts_on, ends_on, day)

    return objective_score(
        [
            KeyResultTerm(
                pk, label, kind, weight, raw, score, share(added_on), share(cancelled_on), known
            )
            for pk, label, kind, weight, raw, score, added_on, cancelled_on, known in counted
        ],
        standard=standard,
        grading=grading,
    )


def own_coverage(own: ObjectiveScore) -> float | None:
    """The coverage of an objective's own score as it is stored: None where it has no key results,
    so that its own score has no weight beside those of others."""
    return own.coverage if own.terms else None


class DrivingScore(Protocol):
    """What a roll-up needs of an objective that drives another."""

    @property
    def weight(self) -> float: ...
    @property
    def score(self) -> float | None: ...
    @property
    def coverage(self) -> float: ...


def with_drivers(
    own: ObjectiveScore, own_weight: float, drivers: Iterable[DrivingScore]
) -> RolledUp:
    """The score of an objective from its own key results and the objectives that drive it. Without
    key results of its own it is the drivers' alone."""
    return combined(
        RolledUp(own.score, own.coverage),
        own_weight if own.terms else 0.0,
        [(driver.weight, RolledUp(driver.score, driver.coverage)) for driver in drivers],
    )
