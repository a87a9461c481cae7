"""What the chart of a key result shows: readings, the expected course, targets as they moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from django.utils.translation import gettext as _

from headway.core.kinds import CHANGE_KINDS, KeyResultKind
from headway.core.pace import LINEAR, Profile, expected_progress
from headway.core.progress import key_result_progress
from headway.okrs.models import State
from headway.okrs.queries.key_results import KeyResultRow
from headway.okrs.queries.ledgers import ChangeRow
from headway.okrs.queries.outlooks import fan_of
from headway.okrs.queries.readings import Reading
from headway.web.charts import Point, TargetMove, Trajectory


def trajectory_of(
    row: KeyResultRow, changes: Sequence[ChangeRow], *, today: date, is_past: bool = False
) -> Trajectory:
    """The chart of a key result: readings (summed up for a counter), expected course, targets as
    they were set, and the forecast; where progress was only ever stated, that in percent.
    ``is_past``: not today, but a day that one looks back at, as with all that is closed."""
    start, shown = row.starts_on, _shown_from(row)
    added = start if start > row.cycle_starts_on else None
    is_past = is_past or row.objective_state == State.CLOSED
    if stated := _stated(row):
        return Trajectory(
            start=shown,
            end=row.cycle_ends_on,
            today=today,
            points=stated,
            targets=((start, 100.0),),
            measure="%",
            base=0.0,
            confidence=confidences_of(row),
            is_past=is_past,
            added=added,
            weeks_from=row.cycle_starts_on,
        )
    return Trajectory(
        start=shown,
        end=row.cycle_ends_on,
        today=today,
        points=tuple(_points(row)),
        expected=tuple(_expected(row, start)),
        targets=tuple(_targets(row, changes, start)),
        moves=tuple(_moves(row, changes)),
        measure="%" if row.kind == KeyResultKind.MILESTONE else row.measure,
        outlook=fan_of(row),
        origin=_origin(row),
        confidence=confidences_of(row),
        is_past=is_past,
        added=added,
        weeks_from=row.cycle_starts_on,
    )


def _shown_from(row: KeyResultRow) -> date:
    """Its first day, or that of a reading before: one that was added late may have been read."""
    first = min((r.effective_on for r in row.readings), default=row.starts_on)
    return max(min(first, row.starts_on), row.cycle_starts_on)


def confidences_of(row: KeyResultRow) -> tuple[tuple[date, int], ...]:
    """The owner's confidence, the last one of each day."""
    return confidences(row.readings)


def confidences(readings: Sequence[Reading]) -> tuple[tuple[date, int], ...]:
    """The same from readings alone."""
    by_day = {r.effective_on: r.confidence for r in readings if r.confidence is not None}
    return tuple(by_day.items())


def _origin(row: KeyResultRow) -> float | None:
    """Where it stood when it began."""
    if row.kind == KeyResultKind.MILESTONE:
        return 0.0
    return row.start if row.kind in CHANGE_KINDS else None


def _stated(row: KeyResultRow) -> tuple[Point, ...]:
    """Progress in percent where nothing else was read: it has no place among values."""
    if any(r.value is not None or r.milestones_done is not None for r in row.readings):
        return ()
    return tuple(
        Point(r.effective_on, 100.0 * r.stated_progress)
        for r in row.readings
        if r.stated_progress is not None
    )


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
    """Milestones are drawn as they score, in percent."""
    if done is None or not row.steps:
        return None
    reached = key_result_progress(
        row.kind,
        weights=[step.weight for step in row.steps],
        done=[step.id in done for step in row.steps],
    )
    return None if reached.raw is None else 100.0 * reached.raw


def _expected(row: KeyResultRow, start: date) -> list[tuple[date, float]]:
    if row.kind == "milestone" and row.steps:
        low, high = 0.0, 100.0
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


def _of_target(row: KeyResultRow, changes: Sequence[ChangeRow]) -> list[ChangeRow]:
    """The changes of its target, the oldest first."""
    return [
        change
        for change in sorted(changes, key=lambda change: (change.effective_on, change.id))
        if change.key_result_id == row.id and change.field == "target"
    ]


def _moves(row: KeyResultRow, changes: Sequence[ChangeRow]) -> Iterator[TargetMove]:
    """What is told of each move of the target."""
    for change in _of_target(row, changes):
        if isinstance(change.before, int | float) and isinstance(change.after, int | float):
            yield TargetMove(
                change.effective_on, change.before, change.after, change.reason, _who(change)
            )


def _who(change: ChangeRow) -> str:
    author = change.author_name or _("The system")
    if change.approved_by is None:
        return f"{author}."
    return _("%(author)s, approved by %(approver)s.") % {
        "author": author,
        "approver": change.approved_by,
    }


def _targets(
    row: KeyResultRow, changes: Sequence[ChangeRow], start: date
) -> list[tuple[date, float]]:
    if row.kind == "milestone":
        return [(start, 100.0)] if row.steps else []
    if row.kind == "within":
        return [(start, row.high)] if row.high is not None else []
    if row.target is None:
        return []
    moves = _of_target(row, changes)
    steps: list[tuple[date, float]] = []
    if moves and isinstance(moves[0].before, int | float):
        steps.append((start, float(moves[0].before)))
    steps += [
        (move.effective_on, float(move.after))
        for move in moves
        if isinstance(move.after, int | float)
    ]
    return steps or [(start, row.target)]
