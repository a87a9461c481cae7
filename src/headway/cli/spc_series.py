"""A file's values by period, and what the arithmetic says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from headway.cli.dated_files import Line, first_day
from headway.cli.errors import Unusable
from headway.core.cadence import Cadence, period_index, periods
from headway.core.spc import (
    Assurance,
    Check,
    Doubt,
    RunChart,
    Settings,
    State,
    Stretch,
    assurance,
    doubts,
    false_alarm_chance,
    growth_doubt,
    miss_chance,
    run_chart,
    state,
    stretches,
    variation,
)
from headway.core.spc.baselines import FEWEST
from headway.core.spc.false_alarms import HORIZONS
from headway.core.spc.forms import shown
from headway.core.spc.states import Target

MOST_PERIODS = 100_000
LAST_YEAR = 9000
TWO_WEEKS = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Series:
    """One place for each period: where it starts, the day of its value (or its start, for a gap)
    and the value. ``weekdays`` are those that have a place, of a daily series."""

    cadence: Cadence
    starts: tuple[date, ...]
    days: tuple[date, ...]
    values: tuple[float | None, ...]
    weekdays: tuple[int, ...]

    @property
    def count(self) -> int:
        return sum(value is not None for value in self.values)

    @property
    def last(self) -> int:
        """Where the last value is; a series ends with one."""
        return len(self.values) - 1


@dataclass(frozen=True, slots=True)
class Question:
    """How limits are made, and what is wanted of the values."""

    starts: tuple[int, ...]
    chosen: tuple[tuple[int, int], ...]
    settings: Settings
    target: Target
    better: str
    bounds: tuple[float | None, float | None]
    counts: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """What can be said of a series. ``centre``, ``lower`` and ``upper`` have a place for each
    period, held between the bounds. What is of today is of the last stretch: None without limits.
    ``chances`` are those of a false signal in the next ``HORIZONS`` values."""

    series: Series
    question: Question
    parts: tuple[Stretch, ...]
    centre: tuple[float | None, ...]
    lower: tuple[float | None, ...]
    upper: tuple[float | None, ...]
    doubts: tuple[Check, ...]
    run: RunChart | None
    state: State | None
    assurance: Assurance | None
    miss: float | None
    chances: tuple[float, ...] | None

    @property
    def today(self) -> Stretch:
        return self.parts[-1]


def in_periods(lines: Sequence[Line], cadence: Cadence) -> Series:
    """The values by period, from the first to the last; a period without one is a gap. Of a daily
    series over two weeks or more, days of the week that never have a value are no periods. Raises
    Unusable for two values in one period."""
    first, last = lines[0].day, lines[-1].day
    if last.year > LAST_YEAR:
        raise Unusable(f"{lines[-1].place}: {last} is too far away.")
    start = first_day(cadence, first)
    by_place: dict[int, Line] = {}
    for line in lines:
        other = by_place.setdefault(period_index(cadence, start=start, day=line.day), line)
        if other is not line:
            raise Unusable(
                f"{line.place}: {line.day} lies in the same period as {other.day}. Keep one value "
                f"in each (these are taken as {cadence}), or choose another --cadence."
            )
    if max(by_place) >= MOST_PERIODS:
        raise Unusable(f"That makes {max(by_place) + 1} periods. Choose a longer --cadence.")
    spans = periods(cadence, start=start, end=last)
    week = sorted({line.day.weekday() for line in lines})
    thinned = cadence is Cadence.DAILY and last - first >= TWO_WEEKS
    kept = [at for at, span in enumerate(spans) if not thinned or span.start.weekday() in week]
    read = [by_place.get(at) for at in kept]
    return Series(
        cadence=cadence,
        starts=tuple(spans[at].start for at in kept),
        days=tuple(
            line.day if line else spans[at].start for at, line in zip(kept, read, strict=True)
        ),
        values=tuple(line.value if line else None for line in read),
        weekdays=tuple(week) if thinned else (),
    )


def answered(series: Series, question: Question) -> Answer:
    """All that is printed, computed once. Raises what ``stretches`` refuses."""
    parts = stretches(
        series.values, starts=question.starts, settings=question.settings, chosen=question.chosen
    )
    centre: list[float | None] = []
    lower: list[float | None] = []
    upper: list[float | None] = []
    for part in parts:
        fitted, length = part.fitted, part.end - part.first
        if fitted is None:
            nothing = [None] * length
            centre, lower, upper = [*centre, *nothing], [*lower, *nothing], [*upper, *nothing]
        else:
            centre += shown(fitted.centre, *question.bounds)
            lower += shown([fitted.lower(at) for at in range(length)], *question.bounds)
            upper += shown([fitted.upper(at) for at in range(length)], *question.bounds)
    today, at = parts[-1], series.last
    limits = today.fitted.limits_at(at - today.first) if today.fitted else None
    meets = assurance(limits, question.target) if limits else None
    wanted = (question.target.low, question.target.high) != (None, None)
    kind = variation(
        today.signals,
        at,
        better=question.better,
        target=question.target,
        value=series.values[at],
        centre=limits.centre if limits else None,
    )
    return Answer(
        series=series,
        question=question,
        parts=tuple(parts),
        centre=tuple(centre),
        lower=tuple(lower),
        upper=tuple(upper),
        doubts=tuple(_doubts(series, question, today)),
        run=None if today.fitted else run_chart(series.values[today.first : today.end]),
        state=state(kind, meets) if limits else None,
        assurance=meets,
        miss=miss_chance(limits, question.target) if limits and wanted else None,
        chances=_chances(today, question.settings.rules),
    )


def _doubts(series: Series, question: Question, part: Stretch) -> list[Check]:
    """Of what is left when the form is taken out; a count's size is that of the values."""
    if part.fitted is None:
        return []
    rest = part.fitted.rest[part.since - part.first : part.baseline - part.first]
    found = doubts(rest)
    if not part.fitted.yearly:
        growing = growth_doubt(series.values[part.first : part.end], question.settings.season)
        found += [growing] if growing else []
    if question.counts:
        counted = doubts(series.values[part.since : part.baseline], counts=True)
        found += [check for check in counted if check.doubt is Doubt.FEW_COUNTS]
    return found


def _chances(part: Stretch, rules: Sequence[str]) -> tuple[float, ...] | None:
    if part.fitted is None or part.fitted.limits.points < FEWEST:
        return None
    points = part.fitted.limits.points
    return tuple(
        false_alarm_chance(rules, baseline=points, periods=periods_) for periods_ in HORIZONS
    )
