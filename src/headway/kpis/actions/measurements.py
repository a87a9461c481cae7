"""Enter what KPIs came to: one period or many at once, kept by revision."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from headway.activity.actions import Entry, one_write, record
from headway.core.calendars import Calendar, span_of
from headway.core.definitions import is_ordinary
from headway.kit import clock
from headway.kit.problems import FieldError
from headway.kit.refusing import refuse
from headway.kpis.actions.checks import refuse_archived
from headway.kpis.actions.hearing import measured
from headway.kpis.actions.judging import Judged, judge
from headway.kpis.models import (
    InTime,
    Kpi,
    Measurement,
    MeasurementState,
    Origin,
    Revision,
)
from headway.kpis.queries.doors import calendar_of, get_kpi, kpi_facts, whole_series
from headway.people.access import Actor, Permission, require
from headway.web.formats import number

REASON_LIMIT = 300


@dataclass(frozen=True, slots=True)
class Reading:
    """What a period came to; ``on`` is any day of it.

    A ratio may be given as ``numerator`` and ``denominator`` instead of ``value``. ``state`` empty:
    final, or restated where another final value is replaced. ``na`` wants a ``reason``.
    """

    on: date
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    state: str = ""
    reason: str = ""


@dataclass(slots=True)
class Recorded:
    """What a write did: first days of the periods that are new, changed and as they were."""

    kpi: Kpi
    created: list[date] = field(default_factory=list)
    changed: list[date] = field(default_factory=list)
    unchanged: list[date] = field(default_factory=list)
    judged: Judged | None = None


@one_write()
def record_measurements(
    actor: Actor, kpi_id: int, readings: Sequence[Reading], *, origin: str = Origin.HAND
) -> Recorded:
    """Enter values of one KPI, all or none; the state, signals and response follow in this
    transaction. What a value replaces is kept as a revision. The same value again changes nothing.

    Raises NotAllowed, NotFound, Conflict (archived), and InvalidInput that names each refused
    period as ``readings.0.value`` and so on.
    """
    kpi = get_kpi(actor, kpi_id, lock=True)
    require(actor, Permission.KPI_MEASURE, kpi_facts(kpi))
    refuse_archived(kpi)
    calendar = calendar_of(actor.organisation_id)
    wanted = _fitting(kpi, readings, calendar, clock.today(actor.time_zone))
    series = whole_series(kpi)
    stored = {
        row.starts_on: row
        for row in Measurement.objects.filter(series=series, starts_on__in=list(wanted))
    }
    done = Recorded(kpi)
    new, replaced = [], []
    for day, reading in sorted(wanted.items()):
        row = stored.get(day)
        entered = _measurement(actor, series.pk, kpi, day, reading, origin, row)
        if row is None:
            new.append(entered)
            done.created.append(day)
        elif _same(row, entered):
            done.unchanged.append(day)
        else:
            replaced.append((row, entered))
            done.changed.append(day)
    Measurement.objects.bulk_create(new, batch_size=1000)
    _replace(replaced)
    if new or replaced:
        done.judged = judge(actor, kpi)
        measured.send(Kpi, actor=actor, kpi=kpi, days=[*done.created, *done.changed])
        record(actor, _entry(kpi, new, replaced))
    return done


def _fitting(
    kpi: Kpi, readings: Sequence[Reading], calendar: Calendar, today: date
) -> dict[date, Reading]:
    """The readings by the first day of their periods. Raises InvalidInput."""
    errors: list[FieldError] = []
    wanted: dict[date, Reading] = {}
    for at, reading in enumerate(readings):
        where = f"readings.{at}"
        span = span_of(reading.on, kpi.frequency, calendar)
        if span.start > today:
            errors.append(FieldError(f"{where}.on", "future", _("This period has not begun yet.")))
        elif span.start in wanted:
            errors.append(
                FieldError(
                    f"{where}.on", "twice", _("This period is there twice. Keep one of the two.")
                )
            )
        found = _reading_errors(kpi, reading, where)
        errors += found
        wanted[span.start] = reading
    if not readings:
        errors.append(FieldError("readings", "required", _("Enter a value first.")))
    refuse(errors)
    return wanted


def _reading_errors(kpi: Kpi, reading: Reading, where: str) -> list[FieldError]:
    def wrong(name: str, code: str, message: str) -> list[FieldError]:
        return [FieldError(f"{where}.{name}", code, message)]

    if reading.state and reading.state not in MeasurementState.values:
        return wrong("state", "unknown", _("Choose final, estimated, restated or not applicable."))
    if len(reading.reason) > REASON_LIMIT:
        return wrong("reason", "too_long", _("Use at most 300 characters."))
    given = (reading.value, reading.numerator, reading.denominator)
    if reading.state == MeasurementState.NOT_APPLICABLE:
        if any(one is not None for one in given):
            return wrong("value", "not_used", _("What does not apply has no value."))
        if not reading.reason.strip():
            return wrong("reason", "required", _("Say why it does not apply."))
        return []
    for name in ("value", "numerator", "denominator"):
        one = getattr(reading, name)
        if one is not None and not is_ordinary(one):
            return wrong(name, "not_finite", _("Enter an ordinary number."))
    return _value_errors(kpi, reading, wrong)


Wrong = Callable[[str, str, str], list[FieldError]]


def _value_errors(kpi: Kpi, reading: Reading, wrong: Wrong) -> list[FieldError]:
    parts = (reading.numerator, reading.denominator)
    if any(one is not None for one in parts):
        if kpi.in_time != InTime.RATIO:
            return wrong("numerator", "not_used", _("This KPI is no ratio: enter its value."))
        if None in parts:
            return wrong("denominator", "required", _("A ratio takes both numbers."))
        if reading.denominator == 0:
            return wrong(
                "denominator", "zero", _("Nothing to divide by: enter it as not applicable.")
            )
    value = _value(kpi, reading)
    if value is None:
        return wrong("value", "required", _("Enter a value."))
    for bound, side in ((kpi.low_bound, -1), (kpi.high_bound, 1)):
        if bound is not None and (value - bound) * side > 0:
            message = _("%(value)s is not possible: it lies beyond %(bound)s.")
            return wrong(
                "value", "impossible", message % {"value": number(value), "bound": number(bound)}
            )
    return []


def _value(kpi: Kpi, reading: Reading) -> float | None:
    if reading.numerator is not None and reading.denominator:
        return reading.numerator / reading.denominator * kpi.scale
    return reading.value


def _measurement(
    actor: Actor,
    series_id: int,
    kpi: Kpi,
    day: date,
    reading: Reading,
    origin: str,
    stored: Measurement | None,
) -> Measurement:
    state = reading.state or MeasurementState.FINAL
    if stored is not None and not reading.state and stored.state in _SETTLED:
        state = MeasurementState.RESTATED
    return Measurement(
        series_id=series_id,
        starts_on=day,
        value=_value(kpi, reading),
        numerator=reading.numerator,
        denominator=reading.denominator,
        state=state,
        reason=reading.reason.strip(),
        origin=origin,
        revision=stored.revision + 1 if stored else 1,
        person_id=actor.person_id,
        entered_at=clock.now(),
    )


_SETTLED = (MeasurementState.FINAL, MeasurementState.RESTATED)


def _same(stored: Measurement, entered: Measurement) -> bool:
    """Whether a value says what is stored; that it comes again does not restate it."""
    is_again = entered.state == MeasurementState.RESTATED and stored.state in _SETTLED
    names = ("value", "numerator", "denominator", "reason")
    return (is_again or stored.state == entered.state) and all(
        getattr(stored, name) == getattr(entered, name) for name in names
    )


def _replace(replaced: Sequence[tuple[Measurement, Measurement]]) -> None:
    names = (
        "value", "numerator", "denominator", "state", "reason", "origin", "revision", "person_id",
        "entered_at",
    )  # fmt: skip
    Revision.objects.bulk_create(
        [
            Revision(
                series_id=old.series_id,
                starts_on=old.starts_on,
                replaced_at=new.entered_at,
                **{name: getattr(old, name) for name in names},
            )
            for old, new in replaced
        ]
    )
    for old, new in replaced:
        Measurement.objects.filter(series_id=old.series_id, starts_on=old.starts_on).update(
            **{name: getattr(new, name) for name in names}
        )


def _entry(
    kpi: Kpi,
    new: Sequence[Measurement],
    replaced: Sequence[tuple[Measurement, Measurement]],
) -> Entry:
    """One event for all values; of more than fifty it names the span and the number."""
    rows = [*new, *(after for _before, after in replaced)]
    after: dict[str, Any] = {
        "values": len(rows),
        "first": min(row.starts_on for row in rows),
        "last": max(row.starts_on for row in rows),
    }
    if len(rows) <= 50:
        after["measurements"] = [
            {"starts_on": row.starts_on, "value": row.value, "state": row.state} for row in rows
        ]
    before = {
        "measurements": [
            {"starts_on": row.starts_on, "value": row.value, "state": row.state}
            for row, _after in replaced[:50]
        ]
    }
    verb = "kpi.restated" if replaced and not new else "kpi.measured"
    why = "; ".join(dict.fromkeys(row.reason for row in rows if row.reason))[:1000]
    return Entry(verb, "kpi", kpi.pk, kpi.name, before if replaced else None, after, why)
