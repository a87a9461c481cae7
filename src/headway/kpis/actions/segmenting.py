"""Make the whole of a KPI of its segments: in the write that enters one of them, and where segments
themselves change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import gettext as _

from headway.core.calendars import Calendar
from headway.core.definitions import is_ordinary
from headway.kit import clock
from headway.kit.problems import FieldError, InvalidInput
from headway.kit.refusing import refuse
from headway.kpis.actions.blaming import blamed, impossible
from headway.kpis.actions.readings import REASON_LIMIT, Entering, Reading, Sorted, fitting, sort
from headway.kpis.actions.storing import (
    Stored,
    entered_before,
    last_revisions,
    store,
    stored_rows,
    withdraw,
)
from headway.kpis.models import InTime, Kpi, Measurement, MeasurementState, ValueOrigin
from headway.kpis.queries.series.segments import Made, SeriesOf, series_of, whole_at

Kept = Mapping[int, Mapping[date, Stored]]
"""What is stored, by the id of its series and the first day of its period."""

FIRST, LAST = date(1800, 1, 1), date(2999, 12, 31)


@dataclass(slots=True)
class Whole:
    """What becomes of the whole of a KPI: rows to write, and rows that cannot be made any more."""

    rows: Sorted = field(default_factory=Sorted)
    gone: list[Stored] = field(default_factory=list)

    @property
    def days(self) -> list[date]:
        """The periods that have another value than before."""
        return sorted(row.starts_on for row in (*self.rows.rows, *self.gone))


def whole_after(
    kpi: Kpi,
    series: SeriesOf,
    readings: Sequence[Reading],
    written: Sequence[Stored],
    stored: Kept,
    entering: Entering,
    calendar: Calendar,
) -> Whole:
    """The whole of the periods in which segments are ``written``, which ``readings`` told. Raises
    InvalidInput for one that is not possible, at each reading that made it. One query where it is
    new."""
    days = {row.starts_on for row in written if row.series_id != series.whole}
    by_day = _by_day(stored, written, days)
    wanted, gone = _made(kpi, series, by_day, stored.get(series.whole, {}))
    try:
        if wanted:
            fitting(kpi, list(wanted.values()), calendar, max(days))
    except InvalidInput as refused:
        rows = {(row.series_id, row.starts_on) for row in written}
        why = impossible(list(wanted), refused)
        refuse(blamed(kpi, series, readings, rows, why, calendar))
        raise
    return Whole(_rows(kpi, series, wanted, stored, entering), gone)


def _rows(
    kpi: Kpi, series: SeriesOf, wanted: Mapping[date, Reading], stored: Kept, entering: Entering
) -> Sorted:
    by = replace(entering, origin=str(ValueOrigin.DERIVED))
    rows = sort(kpi, series.whole, wanted, stored.get(series.whole, {}), by)
    rows.new = _numbered(rows.new, series.whole)
    return rows


def _by_day(stored: Kept, rows: Sequence[Stored], days: set[date]) -> dict[date, dict[int, Stored]]:
    """Measurements of some periods as they are after a write, by period and series."""
    found: dict[date, dict[int, Stored]] = {day: {} for day in days}
    for series_id, mine in stored.items():
        for day in days & set(mine):
            found[day][series_id] = mine[day]
    for row in rows:
        if row.starts_on in days:
            found[row.starts_on][row.series_id] = row
    return found


def _made(
    kpi: Kpi,
    series: SeriesOf,
    by_day: Mapping[date, Mapping[int, Stored]],
    stored: Mapping[date, Stored],
) -> tuple[dict[date, Reading], list[Stored]]:
    """The whole of some periods, and what is gone of it. One that was entered before there were
    segments stays until they all have a value."""
    wanted: dict[date, Reading] = {}
    gone: list[Stored] = []
    for day, rows in by_day.items():
        made = whole_at(kpi, series.segments, rows, day)
        before = stored.get(day)
        was_entered = before is not None and before.origin != ValueOrigin.DERIVED
        reading = _reading(kpi, made, day)
        if reading is not None and (made.is_whole or not was_entered):
            wanted[day] = reading
        elif before is not None and not was_entered:
            gone.append(before)
    return wanted, gone


def _reading(kpi: Kpi, made: Made, day: date) -> Reading | None:
    """The whole as a reading; None where a segment is missing."""
    if not made.counted or (made.missing and made.found.value is None):
        return None
    reason = _reasons(made)
    if made.found.value is None:
        said = _("Nothing to divide by.") if made.found.present else reason
        return Reading(day, state=MeasurementState.NOT_APPLICABLE, reason=said)
    states = [row.state for _one, row in made.counted if row is not None]
    is_estimate = made.found.partial or MeasurementState.ESTIMATED in states
    return Reading(
        day,
        None if kpi.in_time == InTime.RATIO else made.found.value,
        made.found.numerator,
        made.found.denominator,
        str(MeasurementState.ESTIMATED) if is_estimate else "",
        reason,
    )


def _reasons(made: Made) -> str:
    """What is missing, and what was said of the others."""
    said = [f"{one.name}: {row.reason}" for one, row in made.counted if row and row.reason]
    if made.missing:
        names = ", ".join(one.name for one in made.missing)
        said.insert(0, _("without %(names)s") % {"names": names})
    text = "; ".join(said)
    return text if len(text) <= REASON_LIMIT else f"{text[: REASON_LIMIT - 1].rstrip()}…"


def _numbered(rows: Sequence[Stored], series_id: int) -> list[Stored]:
    """A whole that comes back goes on counting its revisions. One query where there are any."""
    if not rows:
        return []
    days = [row.starts_on for row in rows]
    last = last_revisions([series_id], min(days), max(days))
    return [row._replace(revision=last.get((series_id, row.starts_on), 0) + 1) for row in rows]


def remake(person_id: int | None, kpi: Kpi, days: Sequence[date] | None = None) -> list[date]:
    """Make the whole of a KPI anew, of all periods or of some, after its segments or what they came
    to changed otherwise than by entering. Returns the periods that have another value now. Inside a
    transaction that holds the KPI's row."""
    series = series_of([kpi.pk])[kpi.pk]
    if not series.segments:
        return []
    first, last = (min(days), max(days)) if days else (FIRST, LAST)
    stored: dict[int, dict[date, Stored]] = {}
    for row in stored_rows(series.ids, first, last):
        stored.setdefault(row.series_id, {})[row.starts_on] = row
    wholes = stored.get(series.whole, {})
    parts = {series_id: mine for series_id, mine in stored.items() if series_id != series.whole}
    wanted = {day for mine in parts.values() for day in mine}
    wanted |= {day for day, row in wholes.items() if row.origin == ValueOrigin.DERIVED}
    by_day = _by_day(parts, (), wanted & set(days) if days is not None else wanted)
    made, gone = _made(kpi, series, by_day, wholes)
    readings = {
        day: one for day, one in made.items() if _is_sound(one) and not _stays(wholes.get(day), one)
    }
    entering = Entering(person_id, str(ValueOrigin.DERIVED), clock.now())
    rows, back = _rows(kpi, series, readings, stored, entering), entered_before(gone, entering.at)
    rows.replaced += back
    returned = {was.starts_on for was, _now in back}
    whole = Whole(rows, [row for row in gone if row.starts_on not in returned])
    store(whole.rows.new, whole.rows.replaced)
    withdraw(whole.gone, entering.at)
    return whole.days


def _is_sound(one: Reading) -> bool:
    """Whether its numbers are of a size that can be reckoned with."""
    given = (one.value, one.numerator, one.denominator)
    return all(number is None or is_ordinary(number) for number in given)


def _stays(before: Stored | None, now: Reading) -> bool:
    """Whether a ratio is of the same numbers as before: what it is multiplied by may be another by
    now, of later values."""
    if before is None or now.numerator is None:
        return False
    was_estimate = before.state == MeasurementState.ESTIMATED
    return (before.numerator, before.denominator, before.reason, was_estimate) == (
        now.numerator,
        now.denominator,
        now.reason,
        now.state == MeasurementState.ESTIMATED,
    )


def in_time_errors(kpi: Kpi) -> list[FieldError]:
    """A KPI whose segments have plain values becomes no ratio. One query."""
    if kpi.in_time != InTime.RATIO:
        return []
    plain = Measurement.objects.filter(
        series__kpi=kpi, value__isnull=False, numerator__isnull=True
    ).exclude(series__key="")
    if not plain.exists():
        return []
    said = _("Its segments have values without numerator and denominator. Define another KPI.")
    return [FieldError("in_time", "has_segments", said)]
