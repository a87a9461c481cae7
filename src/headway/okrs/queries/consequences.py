"""What a goal post would do if it moved as somebody asks: shown before anybody says yes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from headway.core.errors import MethodError
from headway.core.goalposts import Change, GoalPostIndex, is_planning_correction
from headway.core.pace import elapsed_share
from headway.core.progress import score_of
from headway.okrs.models import KeyResult, Objective
from headway.okrs.queries.approvals import RequestRow
from headway.okrs.queries.arithmetic import contributed
from headway.okrs.queries.goalposts import index_of
from headway.okrs.queries.inputs import inputs_of
from headway.okrs.queries.key_results import KeyResultRow, rows_by_id
from headway.okrs.queries.link_consequences import drivers_with, put_values
from headway.okrs.queries.measures import Measured, measure, put_figures
from headway.okrs.queries.readings import Step
from headway.okrs.queries.scores import score_objective, with_drivers


@dataclass(frozen=True, slots=True)
class Moved:
    """A key result as it stands and as it would with its goal posts moved: progress, the score that
    counts, and the goal-post index."""

    stands: KeyResultRow
    raw: float | None
    of_record: float | None
    index: GoalPostIndex
    index_then: GoalPostIndex


@dataclass(frozen=True, slots=True)
class Consequences:
    """What would follow if the request was approved on the day: the score of the objective as it
    stands and then, and of a key result whose goal posts move how it would stand. ``moved`` is None
    of one that comes or goes and of a link, ``is_unread`` tells of one that would come without a
    reading, which counts from its first. ``tau`` is the share of the cycle that has passed,
    ``is_correction`` whether a change would count."""

    objective_score: float | None
    objective_then: float | None
    tau: float
    is_correction: bool
    moved: Moved | None = None
    is_unread: bool = False


def consequences(row: RequestRow, *, today: date) -> Consequences | None:
    """Of a request that the reader was let in to. None for an objective's own words, which move no
    number, and where the numbers cannot be told. At most fourteen queries."""
    if row.key_result_id is None and not row.is_membership and not row.is_link:
        return None
    objective = Objective.objects.select_related("cycle", "organisation").get(pk=row.objective_id)
    inside = list(KeyResult.objects.filter(objective=objective).order_by("position", "id"))
    tau = elapsed_share(objective.cycle.starts_on, objective.cycle.ends_on, today)
    moved = None
    try:
        if row.is_link:
            put_values(row, objective, inside)
        elif row.is_membership:
            _come_or_go(row, objective, inside, today)
        else:
            moved = _moved(row, inside, tau, today)
    except MethodError:
        return None
    own_weight, drivers = drivers_with(row, objective)
    whole = with_drivers(score_objective(objective, inside), own_weight, drivers)
    return Consequences(
        objective_score=objective.score,
        objective_then=whole.score,
        tau=tau,
        is_correction=is_planning_correction(tau),
        moved=moved,
        is_unread="added" in row.changes,
    )


def _come_or_go(
    row: RequestRow, objective: Objective, inside: list[KeyResult], today: date
) -> None:
    """Put on the key results what adding, cancelling or resuming one of them would."""
    if "added" in row.changes:
        fields = {
            name: value for name, value in row.changes["added"].items() if name != "milestones"
        }
        day = objective.cycle.late_on(today)
        inside.append(KeyResult(objective=objective, added_on=day, **fields))
        return
    one = next(key_result for key_result in inside if key_result.pk == row.key_result_id)
    one.cancelled_on = today if "cancelled" in row.changes else None
    if one.cancelled_on is None:
        put_figures(one, inputs_of([one.pk]).measure(one, objective))


def _moved(row: RequestRow, inside: list[KeyResult], tau: float, today: date) -> Moved:
    """The key result with its goal posts moved, whose figures are put among those ``inside``."""
    one = next(key_result for key_result in inside if key_result.pk == row.key_result_id)
    stands = rows_by_id([one.pk], as_of=today, today=today, with_readings=True)[0]
    changes = [*stands.changes, *(Change(*move, tau) for move in row.moves)]
    fields = {name: value for name, value in row.changes.items() if name != "milestones"}
    then = replace(stands, **fields)
    measured = _measured(then, row.changes, changes, today)
    for name, value in fields.items():
        setattr(one, name, value)
    put_figures(one, measured)
    duration = float((stands.cycle_ends_on - stands.cycle_starts_on).days)
    of_record = measured.of_record
    return Moved(
        stands=stands,
        raw=measured.progress.raw,
        of_record=score_of(of_record.raw) if of_record else measured.progress.score,
        index=index_of(_fields(stands), stands.changes, duration=duration),
        index_then=index_of(_fields(then), changes, duration=duration),
    )


def _measured(
    then: KeyResultRow, asked: Mapping[str, Any], changes: list[Change], today: date
) -> Measured:
    steps = list(then.steps)
    if "milestones" in asked:
        steps = [
            Step(step_id or 0, title, weight) for title, weight, step_id in asked["milestones"]
        ]
    return measure(
        then,
        then.readings,
        steps,
        starts_on=then.cycle_starts_on,
        ends_on=then.cycle_ends_on,
        as_of=today,
        contributed=contributed(then.contributions),
        changes=changes,
    )


def _fields(row: KeyResultRow) -> dict[str, Any]:
    names = ("kind", "start", "target", "low", "high", "fail", "scale")
    return {name: getattr(row, name) for name in names}
