"""What the periods of a KPI are called."""

from __future__ import annotations

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from headway.core.cadence import fiscal_part, fiscal_year
from headway.core.calendars import Calendar, Span, span_of
from headway.kpis.models import Frequency, Kpi
from headway.web.formats import day as day_in_full
from headway.web.formats import short_day


def period_name(start: date, frequency: str, calendar: Calendar) -> str:
    """The period that begins on a day, as briefly as it is clear: "wk 46", "Oct 2026", "Q4 2026".

    Weeks have numbers where they begin on Monday (ISO 8601); others go by their first day.
    """
    match Frequency(frequency):
        case Frequency.DAILY:
            return short_day(start)
        case Frequency.WEEKLY if calendar.first_weekday == 0:
            return _("wk %(number)d") % {"number": start.isocalendar().week}
        case Frequency.WEEKLY:
            return _("week of %(day)s") % {"day": short_day(start)}
        case Frequency.MONTHLY:
            return date_format(start, "M Y")
        case Frequency.QUARTERLY:
            return fiscal_part(start, parts=4, first_month=calendar.first_month).name
        case Frequency.YEARLY:
            return fiscal_year(start, first_month=calendar.first_month).name


def period_of_year(start: date, frequency: str, calendar: Calendar) -> str:
    """The same with its year, where periods of several years stand together: "wk 46 2026"."""
    match Frequency(frequency):
        case Frequency.DAILY:
            return day_in_full(start)
        case Frequency.WEEKLY if calendar.first_weekday == 0:
            year, week, _day = start.isocalendar()
            return _("wk %(number)d %(year)d") % {"number": week, "year": year}
        case Frequency.WEEKLY:
            return _("week of %(day)s") % {"day": day_in_full(start)}
    return period_name(start, frequency, calendar)


def period_in_full(start: date, frequency: str, calendar: Calendar) -> str:
    """The same for a table: of a week also its days."""
    if frequency == Frequency.DAILY:
        return day_in_full(start)
    if frequency != Frequency.WEEKLY:
        return period_name(start, frequency, calendar)
    span = span_of(start, frequency, calendar)
    days = _("%(first)s to %(last)s") % {
        "first": short_day(span.start),
        "last": short_day(span.end),
    }
    if calendar.first_weekday:
        return days
    return f"{period_name(start, frequency, calendar)}, {days}"


def cycle_before(kpi: Kpi) -> str:
    """What a value is compared with that lies a season before: "the year before"."""
    if (kpi.frequency, kpi.season) == (Frequency.DAILY, 7):
        return _("the week before")
    yearly = {Frequency.WEEKLY: (52, 53), Frequency.MONTHLY: (12,), Frequency.QUARTERLY: (4,)}
    if kpi.season in yearly.get(Frequency(kpi.frequency), ()):
        return _("the year before")
    return _("the cycle before")


def axis_name(span: Span, frequency: str, calendar: Calendar) -> str:
    """The same for the foot of a chart, where neighbours say the rest."""
    if frequency == Frequency.MONTHLY:
        return date_format(span.start, "Y" if begins_year(span, frequency) else "M")
    if frequency == Frequency.WEEKLY and calendar.first_weekday == 0:
        return period_name(span.start, frequency, calendar)
    if frequency == Frequency.WEEKLY:
        return short_day(span.start)
    return period_name(span.start, frequency, calendar)


def begins_year(span: Span, frequency: str) -> bool:
    """Whether the foot of a chart names the year here, in place of January."""
    return frequency == Frequency.MONTHLY and span.start.month == 1


def count_of_periods(count: int, frequency: str) -> str:
    """So many periods: "eight weeks" is said by whoever needs the word; this says "8 weeks"."""
    match Frequency(frequency):
        case Frequency.DAILY:
            words = ngettext("%(num)d day", "%(num)d days", count)
        case Frequency.WEEKLY:
            words = ngettext("%(num)d week", "%(num)d weeks", count)
        case Frequency.MONTHLY:
            words = ngettext("%(num)d month", "%(num)d months", count)
        case Frequency.QUARTERLY:
            words = ngettext("%(num)d quarter", "%(num)d quarters", count)
        case Frequency.YEARLY:
            words = ngettext("%(num)d year", "%(num)d years", count)
    return words % {"num": count}


def all_periods(frequency: str) -> str:
    """ "of all weeks" and so on, beside a share."""
    return {
        Frequency.DAILY: _("of all days"),
        Frequency.WEEKLY: _("of all weeks"),
        Frequency.MONTHLY: _("of all months"),
        Frequency.QUARTERLY: _("of all quarters"),
        Frequency.YEARLY: _("of all years"),
    }[Frequency(frequency)]
