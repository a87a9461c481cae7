"""What one sees while one sets a target, and what is said once it is set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from headway.core.calendars import Calendar, span_of
from headway.kpis.models import Frequency, Kpi
from headway.kpis.queries.doors import whole_series
from headway.kpis.queries.page.pictures import target_words
from headway.kpis.queries.periods import period_name
from headway.kpis.queries.series.charts import TargetRow, chart
from headway.kpis.queries.words import lack_words, limit_places, told
from headway.web.formats import day as day_in_full
from headway.web.formats import number, sentence


@dataclass(frozen=True, slots=True)
class DecideBy:
    """What a target is chosen by: the last value and its period, the limits of an unchanged process
    (or why there are none), and the targets so far in words, the newest first."""

    last: str
    period: str
    limits: str
    lack: str
    targets: list[tuple[str, TargetRow]]


def decide_by(kpi: Kpi, calendar: Calendar) -> DecideBy:
    """Five queries."""
    found = chart(kpi, whole_series(kpi).pk, calendar)
    now, limits = found.now, ""
    if now is not None and now.shown.lower is not None and now.shown.upper is not None:
        to = limit_places(kpi.decimals, found.limits_now)
        words = _("%(lower)s to %(upper)s")
        limits = words % {
            "lower": number(now.shown.lower, to),
            "upper": number(now.shown.upper, to),
        }
    return DecideBy(
        last=told(kpi, now.value) if now else "",
        period=period_name(now.span.start, kpi.frequency, calendar) if now else "",
        limits=limits,
        lack="" if limits else lack_words(found.stretch),
        targets=[(target_words(kpi, row), row) for row in reversed(found.targets)],
    )


def meant_words(kpi: Kpi, day: date | None, calendar: Calendar) -> str:
    """Which period a day means, since a target holds for whole ones; empty where a day is one."""
    if day is None or kpi.frequency == Frequency.DAILY:
        return ""
    start = span_of(day, kpi.frequency, calendar).start
    words = _("%(day)s lies in %(period)s: it holds from %(start)s.")
    return words % {
        "day": day_in_full(day),
        "period": period_name(start, kpi.frequency, calendar),
        "start": f"{date_format(start, 'D')} {day_in_full(start)}",
    }


def held_words(kpi: Kpi, targets: Sequence[TargetRow], start: date, calendar: Calendar) -> str:
    """From when to when the target holds that begins on a day: it may be a while that is over."""
    after = next((row for row in targets if row.effective_on > start), None)
    row = next(row for row in targets if row.effective_on == start)
    told = {
        "wanted": sentence(target_words(kpi, row)) or _("No target"),
        "since": _("%(period)s (%(day)s)")
        % {"period": period_name(start, kpi.frequency, calendar), "day": day_in_full(start)},
    }
    if kpi.frequency == Frequency.DAILY:
        told["since"] = day_in_full(start)
    if after is None or row.ends_on is None:
        return _("%(wanted)s holds from %(since)s on.") % told
    told["until"] = day_in_full(row.ends_on)
    if after.ends:
        words = _("%(wanted)s holds from %(since)s until %(until)s only: nothing is wanted then.")
        return words % told
    told["next"] = target_words(kpi, after)
    words = _("%(wanted)s holds from %(since)s until %(until)s only: %(next)s follows then.")
    return words % told
