"""Store what the core computes, inside the transaction of the write that moved it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from headway.core.scoring import ObjectiveScore
from headway.okrs.models import KeyResult, Objective
from headway.okrs.queries.measures import Measured, measure, milestones_of, readings_of
from headway.okrs.queries.scores import score_objective

_STORED = (
    "value", "raw", "score", "confidence", "previous_confidence", "read_on", "checked_in_at",
)  # fmt: skip


def measure_key_result(key_result: KeyResult) -> Measured:
    """Recompute and store a key result's figures from its readings. Three statements."""
    cycle = key_result.objective.cycle
    readings = readings_of([key_result.pk]).get(key_result.pk, [])
    measured = measure(
        key_result,
        readings,
        milestones_of([key_result.pk]).get(key_result.pk, []),
        starts_on=cycle.starts_on,
        ends_on=cycle.ends_on,
        as_of=readings[-1].effective_on if readings else cycle.starts_on,
    )
    store_measured(key_result, measured)
    key_result.version += 1
    KeyResult.objects.filter(pk=key_result.pk).update(
        version=key_result.version, **{name: getattr(key_result, name) for name in _STORED}
    )
    return measured


def store_measured(key_result: KeyResult, measured: Measured) -> None:
    """Put measured figures on the instance; saving is the caller's."""
    key_result.value = measured.value
    key_result.raw = measured.progress.raw
    key_result.score = measured.progress.score
    key_result.confidence = measured.confidence
    key_result.previous_confidence = measured.previous_confidence
    key_result.read_on = measured.read_on
    key_result.checked_in_at = measured.checked_in_at


def measure_objective(objective: Objective) -> ObjectiveScore:
    """Recompute and store an objective's score from its key results' stored figures. Two
    statements; call it with the objective's row locked."""
    result = score_objective(objective, KeyResult.objects.filter(objective=objective))
    objective.score, objective.coverage = result.score, result.coverage
    Objective.objects.filter(pk=objective.pk).update(
        score=objective.score, coverage=objective.coverage
    )
    return result


@dataclass(frozen=True, slots=True)
class FinalScores:
    """Scores at closing: of the objective, and of each key result by id (None: never measured)."""

    objective: float | None
    coverage: float
    key_results: dict[int, float | None]


def final_scores(objective: Objective, key_results: Sequence[KeyResult]) -> FinalScores:
    """What the core computes when an objective is graded: nothing measured counts as 0. Figures
    are as of the cycle's last day, so that periods nobody reported count as not met."""
    cycle = objective.cycle
    ids = [key_result.pk for key_result in key_results]
    readings, steps = readings_of(ids), milestones_of(ids)
    for key_result in key_results:
        store_measured(
            key_result,
            measure(
                key_result,
                readings.get(key_result.pk, ()),
                steps.get(key_result.pk, ()),
                starts_on=cycle.starts_on,
                ends_on=cycle.ends_on,
                as_of=cycle.ends_on,
            ),
        )
    result = score_objective(objective, key_results, grading=True)
    return FinalScores(
        objective=result.score,
        coverage=result.coverage,
        key_results={key_result.pk: key_result.score for key_result in key_results},
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """A stored figure that is not what the core computes."""

    kind: str
    id: int
    stored: float | None
    computed: float | None


def recompute(
    organisation_id: int, *, write: bool = True, batch: int = 2000
) -> tuple[int, list[Difference]]:
    """Recompute every open key result and objective of an organisation from its readings.

    Returns how many were looked at and which differed by more than 1e-9; writes the computed
    figures when ``write``. Reads in batches: memory does not grow with the organisation.
    """
    looked_at, differences = 0, []
    ids = list(
        Objective.objects.filter(organisation_id=organisation_id)
        .exclude(state="closed")
        .order_by("id")
        .values_list("id", flat=True)
    )
    for first in range(0, len(ids), batch):
        objectives = Objective.objects.filter(pk__in=ids[first : first + batch]).select_related(
            "cycle"
        )
        for objective in objectives.prefetch_related("key_results"):
            key_results = list(objective.key_results.all())
            looked_at += 1 + len(key_results)
            differences += _recompute_objective(objective, key_results, write=write)
    return looked_at, differences


def _recompute_objective(
    objective: Objective, key_results: Iterable[KeyResult], *, write: bool
) -> list[Difference]:
    found = []
    for key_result in key_results:
        stored = key_result.score
        key_result.objective = objective
        readings = readings_of([key_result.pk]).get(key_result.pk, [])
        measured = measure(
            key_result,
            readings,
            milestones_of([key_result.pk]).get(key_result.pk, []),
            starts_on=objective.cycle.starts_on,
            ends_on=objective.cycle.ends_on,
            as_of=readings[-1].effective_on if readings else objective.cycle.starts_on,
        )
        store_measured(key_result, measured)
        if _differs(stored, key_result.score):
            found.append(Difference("key_result", key_result.pk, stored, key_result.score))
            if write:
                key_result.save(update_fields=list(_STORED))
    stored = objective.score
    computed = score_objective(objective, key_results)
    if _differs(stored, computed.score):
        found.append(Difference("objective", objective.pk, stored, computed.score))
        if write:
            objective.score, objective.coverage = computed.score, computed.coverage
            objective.save(update_fields=["score", "coverage"])
    return found


def _differs(stored: float | None, computed: float | None) -> bool:
    if stored is None or computed is None:
        return stored is not computed
    return abs(stored - computed) > 1e-9
