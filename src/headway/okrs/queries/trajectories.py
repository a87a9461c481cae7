"""What the chart of a key result shows: readings, the expected course, targets as they moved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from headway.core.kinds import CHANGE_KINDS, KeyResultKind
from headway.core.pace import LINEAR, Profile, expected_progress
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.outlooks import fan_of
from headway.okrs.queries.records import ChangeRow
from headway.web.charts import Point, Trajectory


def trajectory_of(row: KeyResultRow, changes: Sequence[ChangeRow], *, today: date) -> Trajectory:
    """The chart of a key result: readings (summed up for a counter), expected course, targets as
    they were set, and the forecast."""
    start = row.added_on or row.cycle_starts_on
    return Trajectory(
        start=start,
        end=row.cycle_ends_on,
        today=today,
        points=tuple(_points(row)),
        expected=tuple(_expected(row, start)),
        targets=tuple(_targets(row, changes, start)),
        measure=row.measure,
        outlook=fan_of(row),
        origin=_origin(row),
    )


def _origin(row: KeyResultRow) -> float | None:
    """Where it stood when it began."""
    if row.kind == KeyResultKind.MILESTONE:
        return 0.0
    return row.start if row.kind in CHANGE_KINDS else None


def _points(row: KeyResultRow) -> list[Point]:
    points: list[Point] = []
    total = 0.0
    for reading in row.readings:
        value = reading.value
        if row.kind == "milestone":
            value = _milestone_share(row, reading.milestones_done)
        if value is None:
            continue
        if row.aggregation == "sum":
            total += value
            value = total
        points.append(Point(reading.effective_on, value))
    return points


def _milestone_share(row: KeyResultRow, done: list[int] | None) -> float | None:
    """Milestones are drawn as the number that is done."""
    return None if done is None else float(sum(step.id in done for step in row.steps))


def _expected(row: KeyResultRow, start: date) -> list[tuple[date, float]]:
    if row.kind == "milestone" and row.steps:
        low, high = 0.0, float(len(row.steps))
    elif row.kind in CHANGE_KINDS and row.start is not None and row.target is not None:
        low, high = row.start, row.target
    else:
        return []
    scale = row.scale if row.kind in CHANGE_KINDS else "linear"
    return course_points(row.profile, low, high, (start, row.cycle_ends_on), scale=scale)


def course_points(
    profile: Profile | None,
    low: float,
    high: float,
    window: tuple[date, date],
    *,
    scale: str = "linear",
) -> list[tuple[date, float]]:
    """The corners of an expected course from one value to another. On a log scale equal shares are
    equal factors, so the course bends and gets a point for each twentieth of the time."""
    start, end = window
    corners = list(profile or LINEAR)
    if scale == "log":
        corners = [(n / 20, expected_progress(n / 20, profile)) for n in range(21)]
    return [
        (
            start + (end - start) * float(tau),
            low * (high / low) ** share if scale == "log" else low + (high - low) * share,
        )
        for tau, share in corners
    ]


def _targets(
    row: KeyResultRow, changes: Sequence[ChangeRow], start: date
) -> list[tuple[date, float]]:
    if row.kind == "milestone":
        return [(start, float(len(row.steps)))] if row.steps else []
    if row.kind == "within":
        return [(start, row.high)] if row.high is not None else []
    if row.target is None:
        return []
    moves = [
        change
        for change in sorted(changes, key=lambda change: (change.effective_on, change.id))
        if change.key_result_id == row.id and change.field == "target"
    ]
    steps: list[tuple[date, float]] = []
    if moves and isinstance(moves[0].before, int | float):
        steps.append((start, float(moves[0].before)))
    steps += [
        (move.effective_on, float(move.after))
        for move in moves
        if isinstance(move.after, int | float)
    ]
    return steps or [(start, row.target)]
