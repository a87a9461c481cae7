"""A KPI's values by period, with the limits, signals and target that hold at each: what its chart,
its table and the API show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple, Protocol

from django.db.models import QuerySet

from headway.core.calendars import Calendar, Span
from headway.core.spc import Limits, Signal, Stage, State, Stretch, Variation, variation
from headway.core.spc.forms import shown as held
from headway.kit.keeping import Kept
from headway.kit.prepared import prepared
from headway.kpis.models import Colouring, Kpi, Measurement
from headway.kpis.queries.series.baselines import baseline_starts
from headway.kpis.queries.series.standings import (
    Standing,
    settings_of,
    standing,
)
from headway.kpis.queries.series.targets import TargetRow, target_after, target_at, targets_of

__all__ = [
    "MEASUREMENT",
    "Chart",
    "MeasurementRow",
    "Point",
    "ShownLimits",
    "TargetRow",
    "baseline_starts",
    "chart",
    "judged",
    "measurements_of",
    "settings_of",
    "shown_limits",
    "target_at",
    "targets_of",
    "variation_at",
]


@dataclass(frozen=True, slots=True)
class MeasurementRow:
    """What one period came to; ``person_name`` is who entered it."""

    starts_on: date
    value: float | None
    numerator: float | None
    denominator: float | None
    state: str
    reason: str
    origin: str
    revision: int
    person_name: str | None
    entered_at: datetime


class ShownLimits(NamedTuple):
    """Limits and centre as people and other systems are told them: none beyond what is possible.
    None where there are none."""

    lower: float | None
    centre: float | None
    upper: float | None


class Bounded(Protocol):
    """A KPI, or its row: what its values cannot lie below or above."""

    @property
    def low_bound(self) -> float | None: ...
    @property
    def high_bound(self) -> float | None: ...


def shown_limits(
    kpi: Bounded, lower: float | None, centre: float | None, upper: float | None
) -> ShownLimits:
    """The one place that decides which limits are told, on pages and by the API."""
    return ShownLimits(*held([lower, centre, upper], kpi.low_bound, kpi.high_bound))


@dataclass(frozen=True, slots=True)
class Point:
    """One period: its value and all that holds for it. ``centre``, ``lower`` and ``upper`` are None
    where there are no limits, and what values are tested against; ``shown`` are the same as they
    are told everywhere. ``stage`` is how far these can be trusted."""

    span: Span
    measurement: MeasurementRow | None
    centre: float | None
    lower: float | None
    upper: float | None
    stage: Stage
    target: TargetRow | None
    shown: ShownLimits
    signals: tuple[Signal, ...] = ()
    is_start: bool = False  # of a new baseline

    @property
    def value(self) -> float | None:
        return self.measurement.value if self.measurement else None


@dataclass(frozen=True, slots=True)
class Chart:
    """All periods of a KPI from the first to the last with a value, oldest first, and how the KPI
    stands at the last."""

    points: tuple[Point, ...]
    standing: Standing

    @property
    def stretches(self) -> Sequence[Stretch]:
        """The baselines, in order."""
        return self.standing.stretches

    @property
    def targets(self) -> Sequence[TargetRow]:
        """What was wanted from when on."""
        return self.standing.targets

    @property
    def coming(self) -> TargetRow | None:
        """The target that counts from a period after the last value on."""
        return target_after(self.targets, self.now.span.end) if self.now else None

    @property
    def last(self) -> int | None:
        """The place of the last value; None without any."""
        return self.standing.last

    @property
    def judged(self) -> State:
        """How the KPI stands there."""
        return self.standing.state

    @property
    def now(self) -> Point | None:
        """The period of the last value."""
        return None if self.last is None else self.points[self.last]

    @property
    def stretch(self) -> Stretch | None:
        """The baseline in force."""
        return self.standing.stretch

    @property
    def limits(self) -> Limits | None:
        """Limits in force, of the values without what trend or season explain."""
        return self.standing.limits

    @property
    def limits_now(self) -> Limits | None:
        """Limits as they hold at the last value, in the unit of its values."""
        return self.standing.limits_now

    @property
    def values(self) -> list[float | None]:
        return [point.value for point in self.points]


def chart(kpi: Kpi, series_id: int, calendar: Calendar) -> Chart:
    """Everything known of a series, judged. Four queries."""
    return judged(
        kpi,
        calendar,
        measurements=measurements_of(series_id),
        starts_on=baseline_starts(kpi),
        targets=targets_of(kpi.pk),
    )


def judged(
    kpi: Kpi,
    calendar: Calendar,
    *,
    measurements: Sequence[MeasurementRow],
    starts_on: Sequence[date],
    targets: Sequence[TargetRow],
) -> Chart:
    """The chart of measurements, given in order. No query.

    A period without a measurement, or to which the KPI does not apply, is a gap.
    """
    found = standing(kpi, calendar, rows=measurements, starts_on=starts_on, targets=targets)
    by_start = {row.starts_on: row for row in measurements}
    return Chart(tuple(_points(kpi, found, by_start)), found)


def variation_at(kpi: Kpi, point: Point, signals: Sequence[Signal], at: int) -> Variation:
    """What the signals that are complete at a point say of it."""
    return variation(
        signals,
        at,
        better=kpi.better,
        target=point.target.wanted if point.target else None,
        value=point.value,
        centre=point.centre,
    )


MEASUREMENT = (
    "starts_on", "value", "numerator", "denominator", "state", "reason", "origin", "revision",
    "person__name", "entered_at",
)  # fmt: skip
"""Columns of :class:`MeasurementRow`."""


def measurements_of(series_id: int) -> list[MeasurementRow]:
    """All of a series, oldest first. One query."""
    return _measurements(series_id)


@prepared(rows=Kept(MeasurementRow))
def _measurements(series_id: int) -> QuerySet[Measurement, tuple[Any, ...]]:
    return (
        Measurement.objects.filter(series_id=series_id)
        .order_by("starts_on")
        .values_list(*MEASUREMENT)
    )


def _points(kpi: Kpi, found: Standing, by_start: dict[date, MeasurementRow]) -> list[Point]:
    signals: dict[int, list[Signal]] = {}
    for stretch in found.stretches:
        for signal in stretch.signals:
            signals.setdefault(signal.index, []).append(signal)
    points, starts = [], set(found.starts)
    for stretch in found.stretches:
        fitted = stretch.fitted
        for at in range(stretch.first, stretch.end):
            inside, span = at - stretch.first, found.spans[at]
            row = by_start.get(span.start)
            centre = fitted.centre[inside] if fitted else None
            lower = fitted.lower(inside) if fitted else None
            upper = fitted.upper(inside) if fitted else None
            points.append(
                Point(
                    span=span,
                    measurement=row,
                    centre=centre,
                    lower=lower,
                    upper=upper,
                    stage=stretch.stage,
                    target=target_at(found.targets, span.end),
                    shown=shown_limits(kpi, lower, centre, upper),
                    signals=tuple(signals.get(at, ())),
                    is_start=at in starts and at > 0,
                )
            )
    return points


def is_by_thresholds(kpi: Kpi, point: Point) -> bool:
    """Whether a colour is that of the value beside its target alone; without one it is not."""
    is_plain = kpi.in_words or kpi.colouring == Colouring.THRESHOLDS
    return is_plain and point.target is not None
