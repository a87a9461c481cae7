"""The periods of an organisation's calendar, in which KPIs are measured: days, weeks, months, and
the quarters and years of its fiscal year (docs/methods 3.10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache

from headway.core.cadence import DAY, Cadence, add_months, fiscal_part, fiscal_year, week_start
from headway.core.errors import DefinitionError
from headway.core.texts import gettext_noop as _

STEPS = (
    Cadence.DAILY, Cadence.WEEKLY, Cadence.MONTHLY, Cadence.QUARTERLY, Cadence.YEARLY,
)  # fmt: skip
"""From the shortest to the longest."""

_LONGEST = 73_000
"""Periods between two days, at most: two hundred years of days."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """``first_month`` begins the fiscal year (1 to 12), ``first_weekday`` the week (0 Monday)."""

    first_month: int = 1
    first_weekday: int = 0


ORDINARY = Calendar()


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A period, both ends included. Its first day names it for a database, ``label`` for people."""

    start: date
    end: date
    label: str = field(default="", compare=False)


@lru_cache(maxsize=4096)
def span_of(day: date, frequency: str, calendar: Calendar = ORDINARY) -> Span:
    """The period that a day lies in.

    Quarters and years are the fiscal ones. A week has the number of the ISO week that its fourth
    day lies in, so weeks from Monday on are those of ISO 8601.

    >>> found = span_of(date(2026, 11, 24), "quarterly", Calendar(first_month=2))
    >>> found.start.isoformat(), found.end.isoformat(), found.label
    ('2026-11-01', '2027-01-31', 'FY27-Q4')
    >>> span_of(date(2026, 11, 24), "weekly").label
    '2026-W48'

    Raises DefinitionError for a frequency that is no period of the calendar: two weeks, say, begin
    nowhere in it. Source: docs/methods 3.10.
    """
    match STEPS[rank(frequency)]:
        case Cadence.DAILY:
            return Span(day, day, day.isoformat())
        case Cadence.WEEKLY:
            start = week_start(day, first_weekday=calendar.first_weekday)
            year, week, _weekday = (start + 3 * DAY).isocalendar()
            return Span(start, start + 6 * DAY, f"{year}-W{week:02d}")
        case Cadence.MONTHLY:
            start = day.replace(day=1)
            return Span(start, add_months(start, 1) - DAY, f"{start:%Y-%m}")
        case Cadence.QUARTERLY:
            part = fiscal_part(day, parts=4, first_month=calendar.first_month)
        case _:
            part = fiscal_year(day, first_month=calendar.first_month)
    return Span(part.start, part.end, part.name)


def rank(frequency: str) -> int:
    """Where a frequency stands among ``STEPS``; 0 is the shortest.

    >>> rank("daily"), rank("yearly")
    (0, 4)

    Raises as ``span_of`` does.
    """
    if frequency not in STEPS:
        raise DefinitionError(
            _("Choose daily, weekly, monthly, quarterly or yearly."),
            code="UNKNOWN",
            field="frequency",
        )
    return STEPS.index(Cadence(frequency))


def spans(first: date, last: date, frequency: str, calendar: Calendar = ORDINARY) -> list[Span]:
    """The periods from the one of ``first`` to the one of ``last``, in order; none where last comes
    before.

    >>> [s.label for s in spans(date(2026, 1, 31), date(2026, 3, 1), "monthly")]
    ['2026-01', '2026-02', '2026-03']

    Raises DefinitionError for more than 73 000 periods.
    """
    found: list[Span] = []
    for span in _following(span_of(first, frequency, calendar), frequency, calendar):
        if span.start > last:
            return found
        if len(found) >= _LONGEST:
            raise DefinitionError(
                _("That is too long a time for so short periods."), code="TOO_LONG", field="first"
            )
        found.append(span)
    return found


def before(day: date, count: int, frequency: str, calendar: Calendar) -> Span:
    """The period that lies so many before the one of a day.

    >>> before(date(2026, 11, 24), 2, "monthly", Calendar()).start
    datetime.date(2026, 9, 1)
    """
    span = span_of(day, frequency, calendar)
    for _step in range(count):
        span = span_of(span.start - DAY, frequency, calendar)
    return span


def last_ends(day: date, count: int, frequency: str, calendar: Calendar = ORDINARY) -> list[date]:
    """Last days of the periods that had ended before a day, the latest first.

    >>> [str(end) for end in last_ends(date(2026, 11, 24), 2, "quarterly")]
    ['2026-09-30', '2026-06-30']
    """
    found: list[date] = []
    for _at in range(count):
        day = span_of(day, frequency, calendar).start - timedelta(days=1)
        found.append(day)
    return found


def due_on(span: Span, lag: int) -> date:
    """The last day on which the value of a period is in time: ``lag`` days after it ends.

    >>> due_on(Span(date(2026, 11, 1), date(2026, 11, 30)), 5)
    datetime.date(2026, 12, 5)

    Raises DefinitionError for a lag below 0: nobody knows the value of a period before its end.
    """
    if lag < 0:
        raise DefinitionError(
            _("A value is due 0 days or more after its period."), code="LAG", field="due_lag"
        )
    return span.end + timedelta(days=lag)


def last_due(day: date, frequency: str, calendar: Calendar, lag: int) -> Span:
    """The latest period whose value was due before a day: what is missing of it is late.

    >>> last_due(date(2026, 12, 5), "monthly", Calendar(), 5).start
    datetime.date(2026, 10, 1)
    >>> last_due(date(2026, 12, 6), "monthly", Calendar(), 5).start
    datetime.date(2026, 11, 1)
    """
    span = span_of(day - timedelta(days=lag + 1), frequency, calendar)
    if due_on(span, lag) < day:
        return span
    return span_of(span.start - DAY, frequency, calendar)


def working_days_after(day: date, count: int) -> date:
    """The day so many working days, Monday to Friday, after another.

    >>> working_days_after(date(2026, 11, 20), 5)
    datetime.date(2026, 11, 27)
    """
    while count > 0:
        day += DAY
        count -= day.weekday() < 5
    return day


def _following(span: Span, frequency: str, calendar: Calendar) -> Iterator[Span]:
    while True:
        yield span
        span = span_of(span.end + DAY, frequency, calendar)
