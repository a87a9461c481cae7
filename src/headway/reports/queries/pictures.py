"""A key result's readings as the picture that a table row shows."""

from __future__ import annotations

from datetime import date, timedelta

from headway.core.kinds import CHANGE_KINDS, PERIOD_KINDS, KeyResultKind
from headway.core.pace import LINEAR
from headway.core.progress import aggregate
from headway.okrs.queries.key_results import KeyResultRow
from headway.web.charts import Point, Trajectory

_WITHOUT_VALUES = (KeyResultKind.MILESTONE, KeyResultKind.BINARY, KeyResultKind.BASELINE)


def trajectory_of(row: KeyResultRow, today: date) -> Trajectory | None:
    """Readings against the expected course, for a row read with its readings; None for kinds that
    have steps instead of values."""
    if row.kind in _WITHOUT_VALUES:
        return None
    starts_on = row.added_on or row.cycle_starts_on
    return Trajectory(
        start=starts_on,
        end=row.cycle_ends_on,
        today=today,
        points=_points(row),
        expected=_expected(row, starts_on),
        targets=() if row.target is None else ((starts_on, row.target),),
        measure=row.measure,
    )


def _points(row: KeyResultRow) -> list[Point]:
    read = [(r.effective_on, r.value) for r in row.readings if r.value is not None]
    if row.kind in PERIOD_KINDS:
        return [Point(day, value) for day, value in read]
    values = [value for _day, value in read]
    return [
        Point(day, aggregate(values[: place + 1], row.aggregation))
        for place, (day, _value) in enumerate(read)
    ]


def _expected(row: KeyResultRow, starts_on: date) -> list[tuple[date, float]]:
    if row.kind not in CHANGE_KINDS or row.start is None or row.target is None:
        return []
    days = (row.cycle_ends_on - starts_on).days
    return [
        (starts_on + timedelta(days=days * tau), row.start + share * (row.target - row.start))
        for tau, share in row.profile or LINEAR
    ]
