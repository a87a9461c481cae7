"""Objectives judged on a day, with their key results and what drives them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import lru_cache
from typing import Any

from django.db.models import QuerySet

from headway.core.goalposts import Plan
from headway.core.objective_status import mean_expected, objective_status
from headway.core.pace import Status
from headway.kit.keeping import MANY, Kept
from headway.kit.prepared import prepared
from headway.okrs.models import Ambition, Objective
from headway.okrs.queries.arithmetic import Driver, drivers_of
from headway.okrs.queries.key_results import KeyResultRow, rows_of_objectives
from headway.okrs.queries.objectives.driving import drivers_then
from headway.okrs.queries.objectives.rewinding import rewind
from headway.okrs.queries.objectives.rows import ObjectiveRow, as_rows
from headway.okrs.queries.scores import has_moved, score_terms, with_drivers

ROWS_KEPT = 2048
"""Judged rows: about 2 kB each besides their key results."""

stored_objectives = Kept(ObjectiveRow)
"""Rows as the database gave them, before they are judged; for every read of their columns."""


def judged(
    stored: Sequence[ObjectiveRow], *, as_of: date, today: date, with_readings: bool
) -> list[ObjectiveRow]:
    """Stored rows, judged on a day. Of an earlier day without what was not there yet."""
    found = rewind(stored, as_of) if as_of < today else stored
    return judged_rows(found, as_of=as_of, today=today, with_readings=with_readings)


def judged_rows(
    found: Sequence[ObjectiveRow], *, as_of: date, today: date, with_readings: bool = False
) -> list[ObjectiveRow]:
    """The same for rows that are as of the day already."""
    by_objective: dict[int, list[KeyResultRow]] = defaultdict(list)
    rows = rows_of_objectives(
        [row.id for row in found],
        as_of=as_of,
        today=today,
        with_readings=with_readings,
    )
    for row in rows:
        by_objective[row.objective_id].append(row)
    drivers = _drivers(found, as_of=as_of, today=today)
    judged = _judged_now if as_of < today or len(found) > MANY else _judged_once
    return [
        judged(row, tuple(by_objective[row.id]), tuple(drivers.get(row.id, ())), as_of)
        for row in found
    ]


def _judged_now(
    unjudged: ObjectiveRow,
    key_results: Sequence[KeyResultRow],
    drivers: Sequence[Driver],
    as_of: date,
) -> ObjectiveRow:
    """A row that is as of the day, judged by its key results, health metrics and drivers."""
    row = replace(
        unjudged,
        key_results=[one for one in key_results if not one.is_health],
        health=[one for one in key_results if one.is_health],
        drivers=drivers,
    )
    _judge(row, as_of)
    return row


_judged_once = lru_cache(maxsize=ROWS_KEPT)(_judged_now)


def _drivers(
    rows: Collection[ObjectiveRow], *, as_of: date, today: date
) -> Mapping[int, Sequence[Driver]]:
    """The objectives that drive these: as stored, or as they stood on an earlier day."""
    if as_of >= today:
        return drivers_of([row.id for row in rows])

    def children(ids: Collection[int]) -> list[ObjectiveRow]:
        return judged(by_id(ids), as_of=as_of, today=today, with_readings=False)

    return drivers_then(rows, as_of, children)


@prepared(rows=stored_objectives)
def by_id(ids: Collection[int]) -> QuerySet[Objective, tuple[Any, ...]]:
    """Objectives known by their ids, which somebody was let in to."""
    return as_rows(Objective.objects.filter(pk__in=ids).order_by("id"))


def graded(objective: ObjectiveRow, as_of: date) -> ObjectiveRow:
    """The row with the figures that it would be closed with on a day."""
    row = replace(objective)
    _judge(row, as_of, grading=True)
    return row


def _judge(objective: ObjectiveRow, as_of: date, *, grading: bool = False) -> None:
    """Put score, expected progress and status of the day on a row, from its key results. A closed
    objective keeps the score it was closed with; None where nothing had been measured."""
    final = objective.score
    objective.judged_on = as_of
    objective.is_graded = grading or (objective.is_closed and final is not None)
    result = score_terms(
        objective.key_results,
        starts_on=objective.starts_on,
        ends_on=objective.ends_on,
        standard=objective.standard,
        grading=objective.is_graded,
    )
    objective.result = result
    objective.own_score = result.score
    whole = with_drivers(result, objective.own_weight, objective.drivers)
    objective.score = final if objective.is_closed else whole.score
    objective.coverage = whole.coverage
    objective.score_original = _score_by(objective, Plan.ORIGINAL)
    objective.score_current = _score_by(objective, Plan.CURRENT)
    objective.expected = _expected(objective)
    objective.status = _status(objective, as_of)


def _score_by(objective: ObjectiveRow, plan: Plan) -> float | None:
    """The score by one of the plans: the one of record where no goal post has moved."""
    if objective.result is None or not any(map(has_moved, objective.key_results)):
        return objective.score
    if objective.is_closed and objective.score is None:
        return None
    own = score_terms(
        objective.key_results,
        starts_on=objective.starts_on,
        ends_on=objective.ends_on,
        standard=objective.standard,
        grading=objective.is_graded,
        plan=plan,
    )
    return with_drivers(own, objective.own_weight, objective.drivers).score


def _expected(objective: ObjectiveRow) -> float | None:
    """Over the running key results that count in the score, with the weight they have there."""
    counted = objective.result.terms if objective.result else ()
    weights = {term.id: term.weight for term in counted if term.included}
    return mean_expected(
        (weights[row.id], 1.0 if row.expected is None else row.expected)
        for row in objective.key_results
        if row.id in weights and not row.is_cancelled
    )


def _status(objective: ObjectiveRow, as_of: date) -> Status:
    return objective_status(
        score=objective.score,
        coverage=objective.coverage,
        expected=objective.expected,
        start=objective.starts_on,
        end=objective.ends_on,
        as_of=as_of,
        key_results=(
            row.status for row in objective.key_results if row.status and not row.is_cancelled
        ),
        is_committed=objective.ambition == Ambition.COMMITTED,
        is_driven=bool(objective.drivers),
    )
