"""How KPIs stand by their values, limits, signals and targets: what every write stores, read for
many of them at once, and without the rows that only a chart shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple, Protocol

from django.db.models import QuerySet

from headway.core.calendars import Calendar, Span, spans
from headway.core.scorecard import colour_of
from headway.core.spc import (
    DEFAULT,
    UNJUDGED,
    Advice,
    Assurance,
    Colour,
    Limits,
    Settings,
    Signal,
    Stage,
    State,
    Stretch,
    Variation,
    assurance,
    miss_chance,
    outgrown,
    state,
    stretches,
    variation,
)
from headway.kit.prepared import prepared
from headway.kpis.models import Colouring, Kpi, Measurement, Series
from headway.kpis.queries.series.baselines import baseline_starts_of_many
from headway.kpis.queries.series.targets import (
    TargetRow,
    target_at,
    targets_of_many,
)

COUNTING = (Stage.USABLE, Stage.LOCKED)
"""Stages of limits whose signals count; those of trial limits are hints."""


class Valued(Protocol):
    """A row of a series: a period by its first day, what it came to, and how far to trust it."""

    @property
    def starts_on(self) -> date: ...
    @property
    def value(self) -> float | None: ...
    @property
    def state(self) -> str: ...


class Value(NamedTuple):
    """The same with nothing else."""

    starts_on: date
    value: float | None
    state: str


@dataclass(frozen=True, slots=True)
class Standing:
    """A series, judged. ``spans`` are all periods from the first to the last that was entered,
    ``values`` what each came to, None for a gap. ``last`` is the place of the last value, None
    without any, and ``entered`` how far that can be trusted; ``state`` is how the KPI stands there.
    """

    spans: Sequence[Span]
    values: Sequence[float | None]
    starts: Sequence[int]
    stretches: Sequence[Stretch]
    targets: Sequence[TargetRow]
    last: int | None
    entered: str
    state: State

    @property
    def now(self) -> Span | None:
        """The period of the last value."""
        return None if self.last is None else self.spans[self.last]

    @property
    def stretch(self) -> Stretch | None:
        """The baseline in force."""
        return self.stretches[-1] if self.stretches else None

    @property
    def limits(self) -> Limits | None:
        """Limits in force, of the values without what trend or season explain."""
        stretch = self.stretch
        return stretch.fitted.limits if stretch and stretch.fitted else None

    @property
    def limits_now(self) -> Limits | None:
        """Limits as they hold at the last value, in the unit of its values."""
        if self.last is None or self.stretch is None:
            return None
        return limits_at(self.stretch, self.last)

    @property
    def misses(self) -> float | None:
        """The share of periods in which an unchanged process misses the target of the last value;
        None without target or limits."""
        limits, now = self.limits_now, self.now
        target = target_at(self.targets, now.end) if now else None
        return None if limits is None or target is None else miss_chance(limits, target.wanted)

    @property
    def home(self) -> Stretch | None:
        """The baseline that the last value lies in: not the one in force where a new one begins
        with periods that have no value yet."""
        if self.last is None:
            return None
        return next(one for one in self.stretches if one.first <= self.last < one.end)

    @property
    def signals_now(self) -> list[Signal]:
        """The signals that are complete at the last value, hints of trial limits among them."""
        home = self.home
        return [one for one in home.signals if one.index == self.last] if home else []

    def variation(self, kpi: Kpi, stretch: Stretch, signal: Signal) -> Variation:
        """What a signal of a stretch says."""
        target = target_at(self.targets, self.spans[signal.index].end)
        value = self.values[signal.index]
        return _variation(kpi, [signal], signal.index, stretch, target, value)


def standings(kpis: Sequence[Kpi], calendar: Calendar) -> dict[int, Standing]:
    """How each of some KPIs of one organisation stands, by its id. Five queries for all of them,
    but all their values are held at once: a few hundred KPIs at a time are best."""
    ids = [kpi.pk for kpi in kpis]
    values = _values_of(ids)
    starts = baseline_starts_of_many(ids)
    targets = targets_of_many(ids)
    return {
        kpi.pk: standing(
            kpi,
            calendar,
            rows=values.get(kpi.pk, ()),
            starts_on=starts.get(kpi.pk, ()),
            targets=targets.get(kpi.pk, ()),
        )
        for kpi in kpis
    }


def standing(
    kpi: Kpi,
    calendar: Calendar,
    *,
    rows: Sequence[Valued],
    starts_on: Sequence[date],
    targets: Sequence[TargetRow],
) -> Standing:
    """How the series of ``rows``, given in order, stands. No query.

    A period without a row, or to which the KPI does not apply, is a gap.
    """
    if not rows:
        nothing = state(Variation.COMMON, None)
        return Standing((), (), (), (), tuple(targets), None, "", nothing)
    by_start = {row.starts_on: row for row in rows}
    periods = _spans(rows[0].starts_on, rows[-1].starts_on, kpi.frequency, calendar)
    values = [by_start[span.start].value if span.start in by_start else None for span in periods]
    starts: list[int] = []
    if starts_on:
        starts = [at for at, span in enumerate(periods) if _begins(span, starts_on)]
    found = stretches(values, starts=starts, settings=settings_of(kpi))
    last = next((at for at in reversed(range(len(values))) if values[at] is not None), None)
    entered = "" if last is None else by_start[periods[last].start].state
    judged = state(Variation.COMMON, None)
    if last is not None:
        target = target_at(targets, periods[last].end)
        judged = _state(kpi, found[-1], last, target, values)
    return Standing(periods, values, starts, tuple(found), tuple(targets), last, entered, judged)


def settings_of(kpi: Kpi) -> Settings:
    """How the limits of a KPI are made."""
    return Settings(
        form=kpi.form,
        season=kpi.season,
        spread=kpi.spread,
        screened=kpi.screened,
        rules=tuple(kpi.rules) or DEFAULT,
        in_words=kpi.in_words,
    )


def limits_at(stretch: Stretch, at: int) -> Limits | None:
    """The limits of a stretch as they hold at a place in the series, in the unit of its values."""
    return stretch.fitted.limits_at(at - stretch.first) if stretch.fitted else None


def _values_of(kpi_ids: Sequence[int]) -> Mapping[int, Sequence[Value]]:
    """What the whole of each KPI came to, oldest first. Two queries; the rows are put in order
    here, since a database would merge the parts of the table row for row."""
    owner = dict(_wholes(kpi_ids))
    found: dict[int, list[Value]] = {kpi_id: [] for kpi_id in owner.values()}
    for series_id, *row in _values(list(owner)):
        found[owner[series_id]].append(Value(*row))
    for rows in found.values():
        rows.sort()
    return found


@prepared
def _wholes(kpi_ids: Sequence[int]) -> QuerySet[Series, tuple[int, int]]:
    return Series.objects.filter(kpi_id__in=kpi_ids, key="").values_list("id", "kpi_id")


@prepared
def _values(series_ids: Sequence[int]) -> QuerySet[Measurement, tuple[Any, ...]]:
    return Measurement.objects.filter(series_id__in=series_ids).values_list(
        "series_id", "starts_on", "value", "state"
    )


@lru_cache(maxsize=8)
def _spans(first: date, last: date, frequency: str, calendar: Calendar) -> Sequence[Span]:
    """Kept, since many KPIs of one write have the same periods."""
    return tuple(spans(first, last, frequency, calendar))


def _begins(span: Span, days: Sequence[date]) -> bool:
    return any(span.start <= day <= span.end for day in days)


def _variation(
    kpi: Kpi,
    signals: Sequence[Signal],
    at: int,
    stretch: Stretch,
    target: TargetRow | None,
    value: float | None,
) -> Variation:
    return variation(
        signals,
        at,
        better=kpi.better,
        target=target.wanted if target else None,
        value=value,
        centre=stretch.fitted.centre[at - stretch.first] if stretch.fitted else None,
    )


def _state(
    kpi: Kpi,
    stretch: Stretch,
    last: int,
    target: TargetRow | None,
    values: Sequence[float | None],
) -> State:
    value, moved = values[last], Variation.COMMON
    if stretch.stage in COUNTING:
        moved = _variation(kpi, stretch.signals, last, stretch, target, value)
    found = state(moved, _assurance(limits_at(stretch, last), target))
    if _is_outgrown(kpi, stretch, values):
        found = UNJUDGED
    if kpi.in_words and target is None:
        return replace(found, colour=colour_of(value))  # the value of a level is its score
    if target is None or not (kpi.in_words or kpi.colouring == Colouring.THRESHOLDS):
        return found
    colour = target.colour_of(value)
    if kpi.in_words:  # there are no limits to ask whether an unchanged process meets it
        asks = Advice.NOTHING if colour is Colour.GREEN else Advice.CHANGE_PROCESS
        return replace(found, colour=colour, advice=asks)
    return replace(found, colour=colour)


def _is_outgrown(kpi: Kpi, stretch: Stretch, values: Sequence[float | None]) -> bool:
    """Whether its limits follow neither its growth nor its season, and lie far behind."""
    fitted = stretch.fitted
    if fitted is None or fitted.yearly:
        return False
    return outgrown(values[stretch.first : stretch.end], fitted.centre, kpi.season) != 0


def _assurance(limits: Limits | None, target: TargetRow | None) -> Assurance | None:
    if target is None or limits is None:
        return None
    return assurance(limits, target.wanted)
