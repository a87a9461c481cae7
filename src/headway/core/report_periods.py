"""The calendar's own periods that KPIs are measured in and reported by (docs/methods 3.10).

A cycle has windows with due periods inside (``cadence.periods``); these have no beginning and no
end, and are the same for every KPI of an organisation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from headway.core.cadence import (
    DAY,
    Cadence,
    add_months,
    fiscal_part,
    fiscal_year,
    week_start,
)
from headway.core.errors import DefinitionError
from headway.core.texts import gettext_noop as _

STEPS = (
    Cadence.DAILY,
    Cadence.WEEKLY,
    Cadence.MONTHLY,
    Cadence.QUARTERLY,
    Cadence.YEARLY,
)
"""From the shortest to the longest."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """An organisation's: the month its year begins with, and the day its weeks begin with, 0 for
    Monday."""

    first_month: int = 1
    first_weekday: int = 0


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """A day, week, month, quarter or year, both ends included, with its name."""

    cadence: Cadence
    start: date
    end: date
    label: str


ORDINARY = Calendar()


@lru_cache(maxsize=4096)
def period_of(day: date, cadence: str, calendar: Calendar = ORDINARY) -> ReportPeriod:
    """The period a day lies in.

    Parameters
    ----------
    day
    cadence
        daily, weekly, monthly, quarterly or yearly. Quarters and years are the fiscal ones.
    calendar

    Returns
    -------
    ReportPeriod
        A week has the number of the ISO week that its fourth day lies in, so weeks from Monday on
        are those of ISO 8601.

    Raises
    ------
    DefinitionError
        Another cadence: two weeks, say, begin nowhere in a calendar.

    Examples
    --------
    >>> period_of(date(2026, 11, 24), "weekly").label
    '2026-W48'
    >>> found = period_of(date(2026, 11, 24), "quarterly", Calendar(first_month=2))
    >>> found.label, found.start.isoformat(), found.end.isoformat()
    ('FY27-Q4', '2026-11-01', '2027-01-31')

    Source: docs/methods 3.10.
    """
    kind = _step(cadence)
    if kind is Cadence.DAILY:
        return ReportPeriod(kind, day, day, day.isoformat())
    if kind is Cadence.WEEKLY:
        start = week_start(day, first_weekday=calendar.first_weekday)
        year, week, _weekday = (start + timedelta(days=3)).isocalendar()
        return ReportPeriod(kind, start, start + timedelta(days=6), f"{year}-W{week:02d}")
    if kind is Cadence.MONTHLY:
        start = day.replace(day=1)
        return ReportPeriod(kind, start, add_months(start, 1) - DAY, f"{start:%Y-%m}")
    month = calendar.first_month
    if kind is Cadence.QUARTERLY:
        part = fiscal_part(day, parts=4, first_month=month)
    else:
        part = fiscal_year(day, first_month=month)
    return ReportPeriod(kind, part.start, part.end, part.name)


def periods_between(
    first: date, last: date, cadence: str, calendar: Calendar = ORDINARY
) -> tuple[ReportPeriod, ...]:
    """The periods from the one that ``first`` lies in to the one of ``last``, in order; none where
    ``last`` is earlier.

    >>> [p.label for p in periods_between(date(2026, 11, 24), date(2027, 1, 1), "monthly")]
    ['2026-11', '2026-12', '2027-01']

    Raises as ``period_of`` does. Source: docs/methods 3.10.
    """
    found: list[ReportPeriod] = []
    period = period_of(first, cadence, calendar)
    while period.start <= last and first <= last:
        found.append(period)
        period = period_of(period.end + DAY, cadence, calendar)
    return tuple(found)


def due_on(period: ReportPeriod, lag_days: int) -> date:
    """The last day on which the value of a period is in time: so many days after its end.

    >>> due_on(period_of(date(2026, 11, 24), "monthly"), 5)
    datetime.date(2026, 12, 5)

    Raises DefinitionError for a lag below 0: nobody knows the value of a period before its end.
    Source: docs/methods 3.10.
    """
    if lag_days < 0:
        raise DefinitionError(
            _("A value is due 0 days or more after its period."), code="LAG", field="lag_days"
        )
    return period.end + timedelta(days=lag_days)


def rank(cadence: str) -> int:
    """Where a cadence stands among ``STEPS``; 0 is the shortest.

    >>> rank("daily"), rank("yearly")
    (0, 4)

    Raises as ``period_of`` does.
    """
    return STEPS.index(_step(cadence))


def _step(cadence: str) -> Cadence:
    if cadence not in STEPS:
        raise DefinitionError(
            _("Choose daily, weekly, monthly, quarterly or yearly."),
            code="UNKNOWN",
            field="cadence",
        )
    return Cadence(cadence)
