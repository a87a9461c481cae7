"""What the readings of a source meet: values that somebody entered stand, all others follow it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from headway.activity.actions import one_write
from headway.core.calendars import Calendar, span_of
from headway.kit.problems import InvalidInput
from headway.kpis.actions.measurements import Recorded, record_measurements
from headway.kpis.actions.readings import Reading, value_of
from headway.kpis.actions.storing import stored_rows
from headway.kpis.models import Kpi, MeasurementState, ValueOrigin
from headway.kpis.queries.series.segments import series_of
from headway.people.access import Actor


class ReadingVerdict(StrEnum):
    """What a reading does, or would do."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept"  # somebody entered another value, which stands
    REFUSED = "refused"


@dataclass(slots=True)
class Sifted:
    """Readings to store, and those that meet an entered value: the same one, or another one, which
    is ``kept`` against the source."""

    wanted: list[Reading] = field(default_factory=list)
    same: list[Reading] = field(default_factory=list)
    kept: list[Reading] = field(default_factory=list)


class Refused(Exception):
    """The KPI can take none of the values: what is wrong with each, or with all of them."""

    def __init__(self, said: Sequence[str]) -> None:
        super().__init__(" ".join(said))
        self.said = tuple(said)


@dataclass(frozen=True, slots=True)
class Foreseen:
    """One reading, what is stored for its period, and what it would do; ``why`` it is refused.
    ``segment`` is the name of the one it is of, empty for the whole."""

    starts_on: date
    value: float | None
    state: str
    was: float | None
    verdict: ReadingVerdict
    why: str = ""
    segment: str = ""


def sift(kpi: Kpi, readings: Sequence[Reading], calendar: Calendar, *, replace: bool) -> Sifted:
    """A settled value that came by hand, file or API stands, unless the source is to ``replace``
    it; an estimate does not. Two queries."""
    return _sifted(kpi, readings, _Stored(kpi, readings, calendar), replace=replace)


def _sifted(kpi: Kpi, readings: Sequence[Reading], stored: _Stored, *, replace: bool) -> Sifted:
    found = Sifted()
    for reading in readings:
        value, state, origin = stored.of(reading)
        is_entered = (
            origin not in ("", ValueOrigin.CONNECTOR) and state != MeasurementState.ESTIMATED
        )
        if replace or not is_entered:
            found.wanted.append(reading)
        elif value == value_of(kpi, reading):
            found.same.append(reading)
        else:
            found.kept.append(reading)
    return found


class _Stored:
    """What is stored of the periods and segments of some readings. Two queries, one without a
    reading."""

    def __init__(self, kpi: Kpi, readings: Sequence[Reading], calendar: Calendar) -> None:
        self._series = series_of([kpi.pk])[kpi.pk]
        self._kpi, self._calendar = kpi, calendar
        days = [self.start_of(one) for one in readings]
        self._rows = {
            (row.series_id, row.starts_on): row
            for row in (stored_rows(self._series.ids, min(days), max(days)) if days else ())
        }

    def start_of(self, reading: Reading) -> date:
        """The first day of its period."""
        return span_of(reading.on, self._kpi.frequency, self._calendar).start

    def name_of(self, reading: Reading) -> str:
        """What its segment is called; empty for the whole."""
        segment = self._series.named(reading.segment) if reading.segment else None
        return segment.name if segment else reading.segment

    def of(self, reading: Reading) -> tuple[float | None, str, str]:
        """Value, state and origin; None and empty where there is none."""
        row = self._rows.get(self._key(reading))
        return (row.value, row.state, row.origin) if row else (None, "", "")

    def verdict(self, reading: Reading, written: Collection[tuple[str, date]]) -> ReadingVerdict:
        """What storing it did, by the keys and days of the values that were written."""
        series_id, start = self._key(reading)
        if (self._series.key_of(series_id), start) not in written:
            return ReadingVerdict.UNCHANGED
        return ReadingVerdict.CHANGED if (series_id, start) in self._rows else ReadingVerdict.NEW

    def _key(self, reading: Reading) -> tuple[int, date]:
        segment = self._series.named(reading.segment) if reading.segment else None
        return (segment.id if segment else self._series.whole), self.start_of(reading)


def store_sifted(
    actor: Actor, kpi: Kpi, wanted: Sequence[Reading], refused: dict[int, str]
) -> Recorded:
    """Those that the KPI can take, as any other values; ``refused`` gets why it cannot take others,
    by the place of each. Raises as ``record_measurements`` does, but InvalidInput only where it
    names no value."""
    places = [at for at in range(len(wanted)) if at not in refused]
    if not places:
        return Recorded(kpi)
    try:
        left = [wanted[at] for at in places]
        return record_measurements(actor, kpi.pk, left, origin=ValueOrigin.CONNECTOR)
    except InvalidInput as problem:
        named = refusals(problem)
        if not named:
            raise
        refused |= {places[at]: said for at, said in named.items()}
        return store_sifted(actor, kpi, wanted, refused)


def foresee(
    actor: Actor, kpi: Kpi, readings: Sequence[Reading], calendar: Calendar
) -> list[Foreseen]:
    """What each reading would do, the newest first. They are stored and taken back, so that what
    is told is what would happen."""
    stored = _Stored(kpi, readings, calendar)
    sifted = _sifted(kpi, readings, stored, replace=False)
    refused: dict[int, str] = {}
    done = _tried(actor, kpi, sifted.wanted, refused)
    whys = {id(sifted.wanted[at]): said for at, said in refused.items()}
    written = {(one.segment, one.starts_on) for one in done.written}
    kept = {id(reading) for reading in sifted.kept}
    found = []
    for reading in readings:
        why = whys.get(id(reading), "")
        if why:
            verdict = ReadingVerdict.REFUSED
        else:
            verdict = (
                ReadingVerdict.KEPT if id(reading) in kept else stored.verdict(reading, written)
            )
        found.append(
            Foreseen(
                stored.start_of(reading),
                value_of(kpi, reading),
                reading.state or "final",
                stored.of(reading)[0],
                verdict,
                why,
                stored.name_of(reading),
            )
        )
    return sorted(found, key=lambda one: one.starts_on, reverse=True)


class _TakenBack(Exception):
    """Takes back what was stored to see what it does."""

    def __init__(self, done: Recorded) -> None:
        self.done = done


def _tried(actor: Actor, kpi: Kpi, wanted: Sequence[Reading], refused: dict[int, str]) -> Recorded:
    """The same, and taken back."""
    try:
        with one_write():
            raise _TakenBack(store_sifted(actor, kpi, wanted, refused))
    except _TakenBack as taken_back:
        return taken_back.done


def refusals(problem: InvalidInput) -> dict[int, str]:
    """What is wrong with which reading, by its number (``readings.0.value``)."""
    found: dict[int, str] = {}
    for error in problem.errors:
        parts = error.field.split(".")
        if len(parts) > 1 and parts[0] == "readings" and parts[1].isdigit():
            found.setdefault(int(parts[1]), str(error.message))
    return found
