"""Store what the core computes, inside the transaction of the write that moved it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from headway.core.alignment import topological_order
from headway.core.errors import MethodError
from headway.core.goalposts import Plan
from headway.core.kinds import PERIOD_KINDS
from headway.kit.prepared import prepared
from headway.kit.problems import InvalidInput
from headway.kit.stored import RowUpdate
from headway.okrs.actions.climbing import Moved, recompute_in_order
from headway.okrs.models import KeyResult, LinkKind, Objective, ObjectiveLink, State
from headway.okrs.queries.arithmetic import (
    Driver,
    contributed,
    contributions_to,
    drivers_of,
    moved_by,
)
from headway.okrs.queries.goalposts import changes_of
from headway.okrs.queries.measures import (
    Measured,
    day_of_entry,
    measure,
    milestones_of,
    readings_of,
)
from headway.okrs.queries.scores import (
    counted_by,
    own_coverage,
    score_objective,
    with_drivers,
)

FIGURES = (
    "value", "raw", "score", "confidence", "previous_confidence", "read_on", "checked_in_at",
    "probability", "raw_original", "weight_original", "raw_of_record", "weight_of_record",
)  # fmt: skip
"""What a key result stores of its measure."""

_store_measured = RowUpdate(KeyResult, *FIGURES)
_store_score = RowUpdate(Objective, "own_score", "own_coverage", "score", "coverage")


def measure_key_result(key_result: KeyResult) -> Measured:
    """Recompute and store a key result's figures from its readings and what others contribute to
    its value. Five statements, six for a kind that is counted by its periods. Raises InvalidInput
    where readings and definition do not go together, such as a reading of 0 on a log scale."""
    cycle = key_result.objective.cycle
    readings = readings_of([key_result.pk]).get(key_result.pk, [])
    try:
        measured = measure(
            key_result,
            readings,
            milestones_of([key_result.pk]).get(key_result.pk, []),
            starts_on=cycle.starts_on,
            ends_on=cycle.ends_on,
            as_of=day_of_entry(readings, cycle.starts_on, _zone_of(key_result)),
            contributed=contributed(contributions_to([key_result.pk]).get(key_result.pk, ())),
            ambition=key_result.objective.ambition,
            changes=changes_of([key_result.pk]).get(key_result.pk, ()),
        )
    except MethodError as refused:
        field = refused.field or "value"
        raise InvalidInput.on(field, _(str(refused)), code=refused.code) from None
    store_measured(key_result, measured)
    _store_measured(key_result.pk, *(getattr(key_result, name) for name in FIGURES))
    return measured


def _zone_of(key_result: KeyResult) -> str:
    """The organisation's, where the day of an entry decides which periods are over; else any."""
    return key_result.organisation.time_zone if key_result.kind in PERIOD_KINDS else "UTC"


def store_measured(key_result: KeyResult, measured: Measured) -> None:
    """Put measured figures on the instance; saving is the caller's."""
    key_result.value = measured.value
    key_result.raw = measured.progress.raw
    key_result.score = measured.progress.score
    key_result.confidence = measured.confidence
    key_result.previous_confidence = measured.previous_confidence
    key_result.read_on = measured.read_on
    key_result.checked_in_at = measured.checked_in_at
    key_result.probability = measured.probability
    original, of_record = measured.original, measured.of_record
    key_result.raw_original = original.raw if original else None
    key_result.weight_original = original.weight if original else None
    key_result.raw_of_record = of_record.raw if of_record else None
    key_result.weight_of_record = of_record.weight if of_record else None


def measure_objective(objective: Objective) -> list[Moved]:
    """Recompute and store an objective's score from its key results' stored figures and the
    objectives that drive it, then every score above that this moves; returns what moved there.

    Four statements where nothing stands above, one more for each level and five for all of them
    together. Call it with the rows locked that ``doors.lock_upwards`` names.
    """
    _score(objective)
    return move_above(objective.pk)


def _score(objective: Objective) -> None:
    own = score_objective(objective, _key_results(objective.pk))
    drivers = drivers_of([objective.pk]).get(objective.pk, ())
    whole = with_drivers(own, objective.own_weight, drivers)
    objective.own_score, objective.own_coverage = own.score, own_coverage(own)
    objective.score, objective.coverage = whole.score, whole.coverage
    _store_score(
        objective.pk,
        objective.own_score,
        objective.own_coverage,
        objective.score,
        objective.coverage,
    )


@prepared
def _key_results(objective_id: int) -> QuerySet[KeyResult]:
    return KeyResult.objects.filter(objective_id=objective_id)


def move_above(objective_id: int) -> list[Moved]:
    """Recompute what stands above an objective, children before parents. A closed objective keeps
    the score it was closed with, and nothing moves beyond it."""
    parents = moved_by([objective_id])
    return _recompute(
        [node for node in reversed(topological_order(parents).nodes) if node != objective_id]
    )


def remeasure(objective_ids: Iterable[int], key_result_ids: Iterable[int] = ()) -> list[Moved]:
    """Recompute these key results and objectives after a link to them came, changed or went, and
    then everything above; returns what moved. Call it with the rows locked, as
    :func:`measure_objective`."""
    key_results = KeyResult.objects.filter(pk__in=set(key_result_ids)).exclude(
        objective__state=State.CLOSED
    )
    for key_result in key_results.select_related("objective__cycle").order_by("pk"):
        measure_key_result(key_result)
    parents = moved_by(list(objective_ids))
    return _recompute(list(reversed(topological_order(parents).nodes)))


def roll_up(objective_ids: Iterable[int]) -> list[Moved]:
    """Recompute those of these objectives that others drive or contribute to, and everything above
    all of them: the batch form of what :func:`measure_objective` does for one."""
    parents = moved_by(list(objective_ids))
    receiving = set(
        ObjectiveLink.objects.exclude(kind=LinkKind.ALIGNED)
        .filter(Q(objective_id__in=parents) | Q(key_result__objective_id__in=parents))
        .values_list(Coalesce("objective_id", "key_result__objective_id"), flat=True)
    )
    return _recompute(
        [node for node in reversed(topological_order(parents).nodes) if node in receiving]
    )


def _recompute(order: Sequence[int]) -> list[Moved]:
    return recompute_in_order(order, measure_key_result)


@dataclass(frozen=True, slots=True)
class FinalScores:
    """Scores at closing, of record: of the objective, of its own key results alone, and of each of
    them by id (None: never measured). ``by_plan`` has the objective's and theirs by the plan as it
    was locked and by the one that stands."""

    objective: float | None
    own: float | None
    own_coverage: float | None
    coverage: float
    key_results: dict[int, float | None]
    by_plan: dict[Plan, tuple[float | None, dict[int, float | None]]]


def final_scores(
    objective: Objective, key_results: Sequence[KeyResult], *, day: date
) -> FinalScores:
    """What the core computes when an objective is graded on a day: nothing measured counts as 0,
    and periods that were due and that nobody reported as not met. The form that asks for the grade
    (``objective_page`` with ``grading``) shows the same figures."""
    cycle = objective.cycle
    ids = [key_result.pk for key_result in key_results]
    readings, steps, added = readings_of(ids), milestones_of(ids), contributions_to(ids)
    moved = changes_of(ids)
    for key_result in key_results:
        store_measured(
            key_result,
            measure(
                key_result,
                readings.get(key_result.pk, ()),
                steps.get(key_result.pk, ()),
                starts_on=cycle.starts_on,
                ends_on=cycle.ends_on,
                as_of=day,
                contributed=contributed(added.get(key_result.pk, ())),
                ambition=objective.ambition,
                changes=moved.get(key_result.pk, ()),
            ),
        )
    own = score_objective(objective, key_results, grading=True)
    drivers = drivers_of([objective.pk]).get(objective.pk, ())
    whole = with_drivers(own, objective.own_weight, drivers)
    return FinalScores(
        objective=whole.score,
        own=own.score,
        own_coverage=own_coverage(own),
        coverage=whole.coverage,
        key_results=scores_by(Plan.OF_RECORD, key_results),
        by_plan={
            plan: (
                graded_by(plan, objective, key_results, drivers),
                scores_by(plan, key_results),
            )
            for plan in (Plan.ORIGINAL, Plan.CURRENT)
        },
    )


def scores_by(plan: Plan, key_results: Iterable[KeyResult]) -> dict[int, float | None]:
    """The scores of measured key results by one of the plans, by id."""
    return {key_result.pk: counted_by(plan, key_result).score for key_result in key_results}


def graded_by(
    plan: Plan, objective: Objective, key_results: Iterable[KeyResult], drivers: Iterable[Driver]
) -> float | None:
    """The final score of an objective by one of the plans."""
    own = score_objective(objective, key_results, grading=True, plan=plan)
    return with_drivers(own, objective.own_weight, drivers).score
