"""What the readings of a source meet: values that somebody entered stand, all others follow it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from headway.activity.actions import one_write
from headway.core.calendars import Calendar, span_of
from headway.kit.problems import InvalidInput
from headway.kpis.actions.measurements import Recorded, record_measurements
from headway.kpis.actions.readings import Reading, value_of
from headway.kpis.models import Kpi, Measurement, MeasurementState, Origin
from headway.kpis.queries.doors import whole_series
from headway.people.access import Actor


class Verdict(StrEnum):
    """What a reading does, or would do."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept"  # somebody entered another value, which stands
    REFUSED = "refused"


@dataclass(slots=True)
class Sifted:
    """Readings to store, and the first days of those that meet an entered value: the same one, or
    another one, which is ``kept`` against the source."""

    wanted: list[Reading] = field(default_factory=list)
    same: list[date] = field(default_factory=list)
    kept: list[date] = field(default_factory=list)


class Refused(Exception):
    """The KPI cannot take some of the ``readings``: ``problem`` names them by their place."""

    def __init__(self, readings: Sequence[Reading], problem: InvalidInput) -> None:
        super().__init__(problem.detail)
        self.readings, self.problem = readings, problem


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One reading, what is stored for its period, and what it would do; ``why`` it is refused."""

    starts_on: date
    value: float | None
    state: str
    was: float | None
    verdict: Verdict
    why: str = ""


def sift(kpi: Kpi, readings: Sequence[Reading], calendar: Calendar, *, replace: bool) -> Sifted:
    """A settled value that came by hand, file or API stands, unless the source is to ``replace``
    it; an estimate does not. One query."""
    found = Sifted()
    stored = _stored(kpi, readings, calendar)
    for reading in readings:
        start = span_of(reading.on, kpi.frequency, calendar).start
        value, state, origin = stored.get(start, (None, "", ""))
        is_entered = origin not in ("", Origin.CONNECTOR) and state != MeasurementState.ESTIMATED
        if replace or not is_entered:
            found.wanted.append(reading)
        elif value == value_of(kpi, reading):
            found.same.append(start)
        else:
            found.kept.append(start)
    return found


def _stored(
    kpi: Kpi, readings: Sequence[Reading], calendar: Calendar
) -> dict[date, tuple[float | None, str, str]]:
    days = [span_of(one.on, kpi.frequency, calendar).start for one in readings]
    if not days:
        return {}
    rows = Measurement.objects.filter(
        series_id=whole_series(kpi).pk, starts_on__gte=min(days), starts_on__lte=max(days)
    ).values_list("starts_on", "value", "state", "origin")
    return {day: (value, state, origin) for day, value, state, origin in rows}


def store(actor: Actor, kpi: Kpi, wanted: Sequence[Reading]) -> Recorded:
    """All of them or none, as any other values. Raises as ``record_measurements`` does."""
    if not wanted:
        return Recorded(kpi)
    return record_measurements(actor, kpi.pk, wanted, origin=Origin.CONNECTOR)


def foresee(
    actor: Actor, kpi: Kpi, readings: Sequence[Reading], calendar: Calendar
) -> list[Foreseen]:
    """What each reading would do, the newest first. They are stored and taken back, so that what
    is told is what would happen."""
    sifted = sift(kpi, readings, calendar, replace=False)
    stored = _stored(kpi, readings, calendar)
    refused: dict[int, str] = {}
    done = _tried(actor, kpi, sifted.wanted, refused)
    verdicts = {
        **dict.fromkeys(done.created, Verdict.NEW),
        **dict.fromkeys(done.changed, Verdict.CHANGED),
        **dict.fromkeys([*done.unchanged, *sifted.same], Verdict.UNCHANGED),
        **dict.fromkeys(sifted.kept, Verdict.KEPT),
    }
    found = []
    for reading in readings:
        start = span_of(reading.on, kpi.frequency, calendar).start
        why = refused.get(id(reading), "")
        verdict = Verdict.REFUSED if why else verdicts[start]
        was = stored.get(start, (None, "", ""))[0]
        value = value_of(kpi, reading)
        found.append(Foreseen(start, value, reading.state or "final", was, verdict, why))
    return sorted(found, key=lambda one: one.starts_on, reverse=True)


class _TakenBack(Exception):
    """Takes back what was stored to see what it does."""

    def __init__(self, done: Recorded) -> None:
        self.done = done


def _tried(actor: Actor, kpi: Kpi, wanted: Sequence[Reading], refused: dict[int, str]) -> Recorded:
    """Once more without those that are refused, as long as any is."""
    left = [reading for reading in wanted if id(reading) not in refused]
    try:
        with one_write():
            raise _TakenBack(store(actor, kpi, left))
    except _TakenBack as taken_back:
        return taken_back.done
    except InvalidInput as problem:
        named = refusals(problem)
        if not named:
            raise
        refused |= {id(left[at]): said for at, said in named.items()}
        return _tried(actor, kpi, wanted, refused)


def refusals(problem: InvalidInput) -> dict[int, str]:
    """What is wrong with which reading, by its number (``readings.0.value``)."""
    found: dict[int, str] = {}
    for error in problem.errors:
        parts = error.field.split(".")
        if len(parts) > 1 and parts[0] == "readings" and parts[1].isdigit():
            found.setdefault(int(parts[1]), str(error.message))
    return found
