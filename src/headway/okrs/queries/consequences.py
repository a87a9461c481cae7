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
from headway.okrs.queries.approvals import RequestRow
from headway.okrs.queries.arithmetic import contributed
from headway.okrs.queries.goalposts import index_of
from headway.okrs.queries.key_results import KeyResultRow, rows_by_id
from headway.okrs.queries.measures import Measured, measure
from headway.okrs.queries.readings import Step


@dataclass(frozen=True, slots=True)
class Consequences:
    """A key result as it stands and as it would if the request was approved on the day:
    progress, the score that counts, and the goal-post index. ``tau`` is the share of the cycle that
    has passed, ``is_correction`` whether the change would count."""

    stands: KeyResultRow
    raw: float | None
    of_record: float | None
    index: GoalPostIndex
    index_then: GoalPostIndex
    tau: float
    is_correction: bool


def consequences(row: RequestRow, *, today: date) -> Consequences | None:
    """Of a request that the reader was let in to. None for an objective's own words, which move no
    number, for a key result that is to come or go, and where the numbers cannot be told. Five
    queries."""
    if row.key_result_id is None or row.is_membership:
        return None
    stands = rows_by_id([row.key_result_id], as_of=today, today=today, with_readings=True)[0]
    tau = elapsed_share(stands.cycle_starts_on, stands.cycle_ends_on, today)
    changes = [*stands.changes, *(Change(*move, tau) for move in row.moves)]
    fields = {name: value for name, value in row.changes.items() if name != "milestones"}
    then = replace(stands, **fields)
    try:
        measured = _measured(then, row.changes, changes, today)
    except MethodError:
        return None
    duration = float((stands.cycle_ends_on - stands.cycle_starts_on).days)
    of_record = measured.of_record
    return Consequences(
        stands=stands,
        raw=measured.progress.raw,
        of_record=score_of(of_record.raw) if of_record else measured.progress.score,
        index=index_of(_fields(stands), stands.changes, duration=duration),
        index_then=index_of(_fields(then), changes, duration=duration),
        tau=tau,
        is_correction=is_planning_correction(tau),
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
