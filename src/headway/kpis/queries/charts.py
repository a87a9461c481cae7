"""A KPI's values by period, with the limits, signals and target that hold at each: what its chart,
its table, its state and the API show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from itertools import zip_longest
from typing import Any

from django.db.models import QuerySet

from headway.core.cadence import local_date
from headway.core.calendars import Calendar, Span, due_on, spans
from headway.core.spc import (
    DEFAULT,
    Assurance,
    Colour,
    Limits,
    Segment,
    Settings,
    Signal,
    Stage,
    State,
    Variation,
    assurance,
    segments,
    state,
    variation,
)
from headway.core.spc.states import Target as Wanted
from headway.core.thresholds import colour, thresholds
from headway.kit.prepared import prepared
from headway.kpis.models import (
    Colouring,
    Kpi,
    KpiVersion,
    Measurement,
    Rebase,
    Target,
    TargetKind,
)

__all__ = ["Chart", "MeasurementRow", "Point", "TargetRow", "chart", "targets_of"]


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


@dataclass(frozen=True, slots=True)
class TargetRow:
    """What is wanted from ``effective_on`` until ``ends_on`` (None: until now)."""

    id: int
    effective_on: date
    kind: str
    low: float | None
    high: float | None
    worst: float | None
    red: float | None
    best: float | None
    by: date | None
    why: str
    author_name: str | None
    created_at: datetime
    ends_on: date | None = None

    @property
    def wanted(self) -> Wanted:
        """The target as the core judges by it."""
        return Wanted(low=self.low, high=self.high)

    @property
    def ends(self) -> bool:
        """Whether it takes the target away."""
        return self.low is None and self.high is None


@dataclass(frozen=True, slots=True)
class Point:
    """One period: its value and all that holds for it. ``centre``, ``lower`` and ``upper`` are None
    where there are no limits; ``stage`` is how far these can be trusted. ``late_days`` counts the
    days the value came after it was due."""

    span: Span
    measurement: MeasurementRow | None
    centre: float | None
    lower: float | None
    upper: float | None
    stage: Stage
    target: TargetRow | None
    signals: tuple[Signal, ...] = ()
    is_start: bool = False  # of a new baseline
    late_days: int = 0

    @property
    def value(self) -> float | None:
        return self.measurement.value if self.measurement else None


@dataclass(frozen=True, slots=True)
class Chart:
    """All periods of a KPI from the first to the last with a value, oldest first.

    ``last`` is the index of the last value, None without any; ``judged`` how the KPI stands there.
    """

    points: tuple[Point, ...]
    segments: tuple[Segment, ...]
    last: int | None
    judged: State
    targets: tuple[TargetRow, ...] = field(default=())

    @property
    def now(self) -> Point | None:
        """The period of the last value."""
        return None if self.last is None else self.points[self.last]

    @property
    def segment(self) -> Segment | None:
        """The baseline in force."""
        return self.segments[-1] if self.segments else None

    @property
    def limits(self) -> Limits | None:
        """Limits in force, of the values without what trend or season explain."""
        segment = self.segment
        return segment.fitted.limits if segment and segment.fitted else None

    @property
    def limits_now(self) -> Limits | None:
        """Limits as they hold at the last value, in the unit of its values."""
        now, segment = self.now, self.segment
        return _limits_at(now, segment) if now and segment else None

    @property
    def values(self) -> list[float | None]:
        return [point.value for point in self.points]


def chart(kpi: Kpi, series_id: int, calendar: Calendar, time_zone: str) -> Chart:
    """Everything known of a series, judged. Four queries."""
    return judged(
        kpi,
        calendar,
        time_zone=time_zone,
        measurements=measurements_of(series_id),
        starts_on=baseline_starts(kpi),
        targets=targets_of(kpi.pk),
    )


def judged(
    kpi: Kpi,
    calendar: Calendar,
    *,
    time_zone: str,
    measurements: Sequence[MeasurementRow],
    starts_on: Sequence[date],
    targets: Sequence[TargetRow],
) -> Chart:
    """The chart of measurements, given in order. No query.

    A period without a measurement, or to which the KPI does not apply, is a gap.
    """
    rows = list(measurements)
    if not rows:
        return Chart((), (), None, state(Variation.COMMON, None), tuple(targets))
    by_start = {row.starts_on: row for row in rows}
    periods = spans(rows[0].starts_on, rows[-1].starts_on, kpi.frequency, calendar)
    values = [by_start[span.start].value if span.start in by_start else None for span in periods]
    starts = [at for at, span in enumerate(periods) if _begins(span, starts_on)]
    found = segments(values, starts=starts, settings=settings_of(kpi))
    points = _points(kpi, periods, by_start, found, targets, set(starts), time_zone)
    last = next((at for at in reversed(range(len(values))) if values[at] is not None), None)
    return Chart(
        tuple(points), tuple(found), last, _state(kpi, points, found, last), tuple(targets)
    )


def settings_of(kpi: Kpi) -> Settings:
    """How the limits of a KPI are made."""
    return Settings(
        form=kpi.form,
        season=kpi.season,
        spread=kpi.spread,
        screened=kpi.screened,
        rules=tuple(kpi.rules) or DEFAULT,
    )


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


def measurements_of(series_id: int) -> list[MeasurementRow]:
    """All of a series, oldest first. One query."""
    return [MeasurementRow(*row) for row in _measurements(series_id)]


@prepared
def _measurements(series_id: int) -> QuerySet[Measurement, tuple[Any, ...]]:
    return (
        Measurement.objects.filter(series_id=series_id)
        .order_by("starts_on")
        .values_list(
            "starts_on", "value", "numerator", "denominator", "state", "reason", "origin",
            "revision", "person__name", "entered_at",
        )
    )  # fmt: skip


def targets_of(kpi_id: int) -> list[TargetRow]:
    """The targets of a KPI, oldest first. One query."""
    return in_force(TargetRow(*row) for row in _targets(kpi_id))


def in_force(rows: Iterable[TargetRow]) -> list[TargetRow]:
    """Targets in the order in which they were set, as they hold: each until the next, of several
    for one day the newest."""
    by_day = {row.effective_on: row for row in rows}
    ordered = [by_day[day] for day in sorted(by_day)]
    ends = [row.effective_on for row in ordered[1:]]
    return [replace(row, ends_on=end) for row, end in zip_longest(ordered, ends)]


@prepared
def _targets(kpi_id: int) -> QuerySet[Target, tuple[Any, ...]]:
    return (
        Target.objects.filter(kpi_id=kpi_id)
        .order_by("id")
        .values_list(
            "id", "effective_on", "kind", "low", "high", "worst", "red", "best", "by", "why",
            "author__name", "created_at",
        )
    )  # fmt: skip


def baseline_starts(kpi: Kpi) -> list[date]:
    """The days from which a new baseline holds: the formula changed, or limits were re-based. Two
    queries."""
    return [*_breaks(kpi.pk), *_rebases(kpi.pk)]


@prepared
def _breaks(kpi_id: int) -> QuerySet[KpiVersion, date]:
    return KpiVersion.objects.filter(kpi_id=kpi_id, breaks=True).values_list(
        "effective_on", flat=True
    )


@prepared
def _rebases(kpi_id: int) -> QuerySet[Rebase, date]:
    return Rebase.objects.filter(kpi_id=kpi_id, undone_at__isnull=True).values_list(
        "starts_on", flat=True
    )


def target_at(targets: Sequence[TargetRow], day: date) -> TargetRow | None:
    """The target in force on a day; None without one."""
    holding = [row for row in targets if row.effective_on <= day]
    return holding[-1] if holding and not holding[-1].ends else None


def _begins(span: Span, days: Sequence[date]) -> bool:
    return any(span.start <= day <= span.end for day in days)


def _points(
    kpi: Kpi,
    periods: Sequence[Span],
    by_start: dict[date, MeasurementRow],
    found: Sequence[Segment],
    targets: Sequence[TargetRow],
    starts: set[int],
    time_zone: str,
) -> list[Point]:
    signals: dict[int, list[Signal]] = {}
    for segment in found:
        for signal in segment.signals:
            signals.setdefault(signal.index, []).append(signal)
    points = []
    for segment in found:
        fitted = segment.fitted
        for at in range(segment.first, segment.end):
            inside, span = at - segment.first, periods[at]
            row = by_start.get(span.start)
            points.append(
                Point(
                    span=span,
                    measurement=row,
                    centre=fitted.centre[inside] if fitted else None,
                    lower=fitted.lower(inside) if fitted else None,
                    upper=fitted.upper(inside) if fitted else None,
                    stage=segment.stage,
                    target=target_at(targets, span.end),
                    signals=tuple(signals.get(at, ())),
                    is_start=at in starts and at > 0,
                    late_days=_late(row, span, kpi.due_lag, time_zone),
                )
            )
    return points


def _late(row: MeasurementRow | None, span: Span, lag: int, time_zone: str) -> int:
    if row is None or row.revision > 1:
        return 0
    return max(0, (local_date(row.entered_at, time_zone) - due_on(span, lag)).days)


def _state(kpi: Kpi, points: Sequence[Point], found: Sequence[Segment], last: int | None) -> State:
    if last is None:
        return state(Variation.COMMON, None)
    point, segment = points[last], found[-1]
    counts = segment.stage in (Stage.USABLE, Stage.LOCKED)
    moved = variation_at(kpi, point, segment.signals, last) if counts else Variation.COMMON
    found_state = state(moved, _assurance(point, segment))
    if kpi.colouring != Colouring.THRESHOLDS or point.target is None:
        return found_state
    return replace(found_state, colour=threshold_colour(point.target, point.value))


def threshold_colour(target: TargetRow, value: float | None) -> Colour:
    """The plain colour of a value: green where it meets the target, red beyond the red threshold,
    amber between; without one, what misses the target is red."""
    wanted = target.wanted
    if value is None:
        return Colour.GREY
    if target.red is None or target.ends:
        short = wanted.low is not None and value < wanted.low
        over = wanted.high is not None and value > wanted.high
        return Colour.RED if short or over else Colour.GREEN
    if target.kind == TargetKind.WITHIN:
        low, high = wanted.low or 0.0, wanted.high or 0.0
        away = max(low - value, value - high, 0.0)
        if away == 0:
            return Colour.GREEN
        return Colour.RED if away >= target.red else Colour.AMBER
    green = wanted.low if target.kind == TargetKind.AT_LEAST else wanted.high
    ladder = thresholds(target.kind, red=target.red, green=green)
    return colour(ladder, value)


def _assurance(point: Point, segment: Segment) -> Assurance | None:
    here = _limits_at(point, segment)
    if point.target is None or here is None:
        return None
    return assurance(here, point.target.wanted)


def _limits_at(point: Point, segment: Segment) -> Limits | None:
    """Of the limits as they hold at the point, in the unit of its values."""
    lower, upper = point.lower, point.upper
    if segment.fitted is None or point.centre is None or lower is None or upper is None:
        return None
    return replace(segment.fitted.limits, centre=point.centre, sigma=(upper - lower) / 6)
