"""What is entered, looked at before anything is stored: which period it names, whether it can be,
and what it changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from headway.core.calendars import Calendar, span_of
from headway.core.definitions import LARGEST, is_ordinary
from headway.core.levels import score_of, word_at
from headway.core.measurements import ratio
from headway.kit.days import day_errors
from headway.kit.problems import FieldError
from headway.kit.refusing import refuse
from headway.kpis.actions.checks import text_errors
from headway.kpis.actions.storing import Replaced, Stored
from headway.kpis.models import Frequency, InTime, Kpi, MeasurementState, ValueOrigin
from headway.web.formats import number

REASON_LIMIT = 300
LONGEST = 36_500
"""Days, or weeks, that a value may lie back: what is drawn has an end."""
_FINAL = MeasurementState.FINAL.value
_SETTLED = (MeasurementState.FINAL, MeasurementState.RESTATED)
_UNTOLD = (ValueOrigin.FILE, ValueOrigin.CONNECTOR)
"""Those from which a value comes without the remark that somebody may have put beside it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a period came to; ``on`` is any day of it.

    A ratio may be given as ``numerator`` and ``denominator`` instead of ``value``. ``state`` empty:
    final, or restated where another final value is replaced; estimated while it runs. ``na``
    wants a ``reason``. ``segment`` is the key or the name of the segment it is of, empty for the
    whole; that of a mean may have the ``denominator`` by which it weighs. ``word`` instead of
    ``value``: the level of a KPI that is told in words.
    """

    on: date
    value: float | None = None
    numerator: float | None = None
    denominator: float | None = None
    state: str = ""
    reason: str = ""
    segment: str = ""
    word: str = ""


@dataclass(slots=True)
class Sorted:
    """Readings of one KPI by what they do to its series."""

    new: list[Stored] = field(default_factory=list)
    replaced: list[Replaced] = field(default_factory=list)
    unchanged: list[date] = field(default_factory=list)

    @property
    def rows(self) -> list[Stored]:
        """All that is written."""
        return [*self.new, *(now for _old, now in self.replaced)]


@dataclass(frozen=True, slots=True)
class Entering:
    """Who enters values, from where and when."""

    person_id: int | None
    origin: str
    at: datetime


def fitting(
    kpi: Kpi, readings: Sequence[Reading], calendar: Calendar, today: date
) -> dict[date, Reading]:
    """The readings by the first day of their periods. Raises InvalidInput that names each refused
    one as ``readings.0.value`` and so on."""
    errors: list[FieldError] = []
    wanted: dict[date, Reading] = {}
    earliest = _earliest(kpi, today)
    least, most = _bounds(kpi)
    for at, said in enumerate(readings):
        reading = _in_numbers(kpi, said)
        if wrong := day_errors(f"readings.{at}.on", reading.on):
            errors += wrong
            continue
        start = span_of(reading.on, kpi.frequency, calendar).start
        if start > today:
            errors.append(_wrong(at, "on", "future", _("This period has not begun yet.")))
        elif start < earliest:
            errors.append(_wrong(at, "on", "long_ago", _("This is too long ago.")))
        elif start in wanted:
            twice = _("This period is there twice. Keep one of the two.")
            errors.append(_wrong(at, "on", "twice", twice))
        is_sound = _is_plain(reading) and least <= reading.value <= most  # type: ignore[operator]  # a number
        if not is_sound or kpi.is_count or kpi.in_words:
            errors += _reading_errors(kpi, reading, at)
        wanted[start] = reading
    if not readings:
        errors.append(FieldError("readings", "required", _("Enter a value first.")))
    refuse(errors)
    return wanted


def _in_numbers(kpi: Kpi, reading: Reading) -> Reading:
    """With the score of its word as its value, which stays where no level is called so."""
    score = score_of(kpi.levels, reading.word) if reading.word and kpi.levels else None
    if score is None or reading.value is not None:
        return reading
    return replace(reading, value=score, word="")


def _earliest(kpi: Kpi, today: date) -> date:
    """Where what is drawn ends."""
    if kpi.frequency not in (Frequency.DAILY, Frequency.WEEKLY):
        return date.min
    return today - timedelta(days=LONGEST * (7 if kpi.frequency == Frequency.WEEKLY else 1))


def _bounds(kpi: Kpi) -> tuple[float, float]:
    """Between these an ordinary value is possible."""
    least = -LARGEST if kpi.low_bound is None else max(kpi.low_bound, -LARGEST)
    most = LARGEST if kpi.high_bound is None else min(kpi.high_bound, LARGEST)
    return least, most


def _is_plain(reading: Reading) -> bool:
    """Whether it is a number and nothing else, as most are."""
    return (
        type(reading.value) is float
        and reading.numerator is reading.denominator is None
        and not reading.state
        and not reading.reason
        and not reading.word
    )


def sort(
    kpi: Kpi,
    series_id: int,
    wanted: Mapping[date, Reading],
    stored: Mapping[date, Stored],
    entering: Entering,
    *,
    running: date | None = None,
) -> Sorted:
    """What readings do to what is stored. The same value again changes nothing. ``running`` is the
    first day of the period that is not over, whose value is an estimate unless its state is said;
    None where what is said of the state is all there is to say."""
    wanted = _with_estimate(wanted, stored, running)
    if not stored:  # as in a first import, which is where speed counts
        by = (entering.origin, 1, entering.person_id, entering.at)
        new = [
            Stored(series_id, day, one.value, None, None, _FINAL, "", *by)
            if _is_plain(one)
            else _row(kpi, series_id, day, one, entering, None)
            for day, one in sorted(wanted.items())
        ]
        return Sorted(new=new)
    found = Sorted()
    for day in sorted(wanted):
        before = stored.get(day)
        row = _row(kpi, series_id, day, wanted[day], entering, before)
        if before is None:
            found.new.append(row)
        elif _same(before, row):
            found.unchanged.append(day)
        else:
            found.replaced.append((before, row))
    return found


def _with_estimate(
    wanted: Mapping[date, Reading], stored: Mapping[date, Stored], running: date | None
) -> Mapping[date, Reading]:
    """What somebody has called final once is restated, even while its period runs."""
    reading = wanted.get(running) if running else None
    if running is None or reading is None or reading.state:
        return wanted
    before = stored.get(running)
    if before is not None and before.state in _SETTLED:
        return wanted
    return {**wanted, running: replace(reading, state=MeasurementState.ESTIMATED.value)}


def _wrong(at: int, name: str, code: str, message: str) -> FieldError:
    return FieldError(f"readings.{at}.{name}", code, message)


def _reading_errors(kpi: Kpi, reading: Reading, at: int) -> list[FieldError]:
    if reading.state and reading.state not in MeasurementState.values:
        said = _("Choose final, estimated, restated or not applicable.")
        return [_wrong(at, "state", "unknown", said)]
    if wrong := text_errors(f"readings.{at}.reason", reading.reason, REASON_LIMIT):
        return wrong
    if reading.word:
        return [_wrong(at, "value", "no_level", _no_level(kpi))]
    given = (reading.value, reading.numerator, reading.denominator)
    if reading.state == MeasurementState.NOT_APPLICABLE:
        if given != (None, None, None):
            return [_wrong(at, "value", "not_used", _("What does not apply has no value."))]
        if not reading.reason.strip():
            return [_wrong(at, "reason", "required", _("Say why it does not apply."))]
        return []
    for name, one in zip(("value", "numerator", "denominator"), given, strict=True):
        if one is not None and not is_ordinary(one):
            return [_wrong(at, name, "not_finite", _("Enter an ordinary number."))]
    return _value_errors(kpi, reading, at)


def _value_errors(kpi: Kpi, reading: Reading, at: int) -> list[FieldError]:
    has_parts = (reading.numerator, reading.denominator) != (None, None)
    if has_parts and (wrong := _ratio_errors(kpi, reading, at)):
        return wrong
    value = value_of(kpi, reading)
    if value is None:
        return [_wrong(at, "value", "required", _("Enter a value."))]
    if kpi.levels and word_at(kpi.levels, value) is None:
        return [_wrong(at, "value", "no_level", _no_level(kpi))]
    if kpi.is_count and kpi.in_time not in (InTime.MEAN, InTime.RATIO) and value % 1:
        said = _("This KPI counts: enter a whole number.")
        return [_wrong(at, "value", "not_whole", said)]
    for bound, side in ((kpi.low_bound, -1), (kpi.high_bound, 1)):
        if bound is not None and (value - bound) * side > 0:
            said = _("%(value)s is not possible: it lies beyond %(bound)s.")
            told = said % {"value": number(value), "bound": number(bound)}
            return [_wrong(at, "value", "impossible", told)]
    return []


def _no_level(kpi: Kpi) -> str:
    if not kpi.levels:
        return _("Enter a number, such as 12.5.")
    words = _("Enter one of its levels: %(levels)s.")
    return words % {"levels": ", ".join(str(name) for name, _score in kpi.levels)}


def _ratio_errors(kpi: Kpi, reading: Reading, at: int) -> list[FieldError]:
    """What is wrong with the two numbers of a ratio, and a value beside them."""
    if kpi.in_time != InTime.RATIO:
        said = _("This KPI is no ratio: enter its value.")
        return [_wrong(at, "numerator", "not_used", said)]
    made = ratio(reading.numerator, reading.denominator, kpi.scale)
    if None in (reading.numerator, reading.denominator):
        return [_wrong(at, "denominator", "required", _("A ratio takes both numbers."))]
    if made is None:
        said = _("Nothing to divide by: enter it as not applicable.")
        return [_wrong(at, "denominator", "zero", said)]
    if not is_ordinary(made):
        return [_wrong(at, "denominator", "not_finite", _("This is too small to divide by."))]
    if not _agrees(kpi, reading.value, made):
        said = _("The two numbers come to %(value)s: leave the value out, or correct them.")
        told = number(made, kpi.decimals)
        return [_wrong(at, "value", "differs", said % {"value": told})]
    return []


def _agrees(kpi: Kpi, said: float | None, made: float) -> bool:
    """Whether a value that came beside the numbers of a ratio is what they make, as it is shown."""
    return said is None or abs(said - made) <= 0.5 * 10.0**-kpi.decimals


def value_of(kpi: Kpi, reading: Reading) -> float | None:
    """The value itself, or that of the ratio."""
    found = ratio(reading.numerator, reading.denominator, kpi.scale)
    return reading.value if found is None else found


def _row(
    kpi: Kpi,
    series_id: int,
    day: date,
    reading: Reading,
    entering: Entering,
    before: Stored | None,
) -> Stored:
    state = reading.state or _FINAL
    if before is not None and not reading.state and before.state in _SETTLED:
        state = MeasurementState.RESTATED.value
    return Stored(
        series_id,
        day,
        value_of(kpi, reading),
        reading.numerator,
        reading.denominator,
        str(state),
        reading.reason.strip(),
        entering.origin,
        before.revision + 1 if before else 1,
        entering.person_id,
        entering.at,
    )


def _same(before: Stored, now: Stored) -> bool:
    """Whether a value says what is stored; that it comes again does not restate it. Files and
    sources tell numbers: without a reason they leave what somebody wrote."""
    is_again = now.state == MeasurementState.RESTATED and before.state in _SETTLED
    return (
        (is_again or before.state == now.state)
        and before[2:5] == now[2:5]
        and (now.reason == before.reason or (not now.reason and now.origin in _UNTOLD))
    )
