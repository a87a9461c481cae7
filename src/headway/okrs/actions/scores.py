"""Store what the core computes, inside the transaction of the write that moved it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext as _

from headway.core.alignment import RolledUp, topological_order
from headway.core.errors import MethodError
from headway.core.goalposts import Plan
from headway.core.scoring import ObjectiveScore
from headway.kit.problems import InvalidInput
from headway.kit.stored import RowUpdate
from headway.okrs.actions.climbing import Moved, recompute_in_order
from headway.okrs.models import KeyResult, Objective, State
from headway.okrs.queries.arithmetic import (
    Driver,
    drivers_of,
    moved_by,
)
from headway.okrs.queries.inputs import inputs_of, is_frozen
from headway.okrs.queries.measures import Measured, put_figures
from headway.okrs.queries.scores import (
    counted_by,
    own_coverage,
    score_objective,
    with_drivers,
)

FIGURES = (
    "value", "raw", "score", "confidence", "previous_confidence", "read_on", "valued_on",
    "checked_in_at", "probability", "raw_original", "weight_original", "raw_of_record",
    "weight_of_record",
)  # fmt: skip
"""What a key result stores of its measure: what ``put_figures`` puts there."""

_store_measured = RowUpdate(KeyResult, *FIGURES)


def measure_key_result(key_result: KeyResult) -> Measured:
    """Recompute and store a key result's figures from its readings and what others contribute to
    its value. Five statements. Raises InvalidInput where readings and definition do not go
    together, such as a reading of 0 on a log scale."""
    try:
        measured = inputs_of([key_result.pk]).measure(key_result, key_result.objective)
    except MethodError as refused:
        field = refused.field or "value"
        raise InvalidInput.on(field, _(str(refused)), code=refused.code) from None
    put_figures(key_result, measured)
    _store_measured(key_result.pk, *(getattr(key_result, name) for name in FIGURES))
    return measured


def measure_objective(objective: Objective) -> list[Moved]:
    """Recompute and store an objective's score from its key results' stored figures and the
    objectives that drive it, then every score above that this moves; returns what moved there.

    Four statements where nothing stands above, one more for each level and two for all of them
    together. Call it with the rows locked that ``doors.lock_upwards`` names.
    """
    parents = moved_by([objective.pk])
    order = list(reversed(topological_order(parents).nodes))
    return recompute_in_order(order, measure_key_result, start=objective)


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
    key_results = KeyResult.objects.filter(
        pk__in=set(key_result_ids), cancelled_on__isnull=True
    ).exclude(objective__state=State.CLOSED)
    for key_result in key_results.select_related("objective__cycle").order_by("pk"):
        measure_key_result(key_result)
    parents = moved_by(list(objective_ids))
    return _recompute(list(reversed(topological_order(parents).nodes)))


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
    inputs = inputs_of([key_result.pk for key_result in key_results])
    for key_result in key_results:
        if not is_frozen(key_result, inputs):
            put_figures(key_result, inputs.measure(key_result, objective, as_of=day))
    return grade(objective, key_results, drivers_of([objective.pk]).get(objective.pk, ()))


def grade(
    objective: Objective,
    key_results: Sequence[KeyResult],
    drivers: Sequence[Driver],
    *,
    was_measured: bool = True,
) -> FinalScores:
    """The final scores from key results with the figures of the day they are graded on, and from
    the objectives that drive this one. Where nothing ``was_measured``, nothing of its own has a
    score: nothing published is not the same as nothing done. Costs no query."""

    def own_by(plan: Plan) -> ObjectiveScore:
        own = score_objective(objective, key_results, grading=True, plan=plan)
        return own if was_measured else replace(own, score=None, coverage=0.0)

    def whole_by(plan: Plan) -> RolledUp:
        return with_drivers(own_by(plan), objective.own_weight, drivers)

    def each_by(plan: Plan) -> dict[int, float | None]:
        return {
            key_result.pk: counted_by(plan, key_result).score if was_measured else None
            for key_result in key_results
        }

    own, whole = own_by(Plan.OF_RECORD), whole_by(Plan.OF_RECORD)
    return FinalScores(
        objective=whole.score,
        own=own.score,
        own_coverage=own_coverage(own),
        coverage=whole.coverage,
        key_results=each_by(Plan.OF_RECORD),
        by_plan={
            plan: (whole_by(plan).score, each_by(plan)) for plan in (Plan.ORIGINAL, Plan.CURRENT)
        },
    )
